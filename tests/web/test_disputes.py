"""The page of disputed ratings."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask

from simulator.usecases.people import SUPERVISOR
from simulator.usecases.reviewing import DisputeKey
from tests.usecases.reviewed import finish, key_of, played, save
from tests.usecases.trainee import Trainee, join
from tests.web.browsing import Browser

PAGE = "/studio/disputes"


@pytest.fixture
def dispute(app: Flask, ada: Trainee, leader: Browser) -> str:
    """The address of a dispute."""
    ilse = join(app.extensions["attune"], "Ilse", SUPERVISOR)
    attempt = played(ada)
    save(ilse, key_of(attempt), disputes={DisputeKey(1, "attunement"): "<i>She was led.</i>"})
    finish(ilse, key_of(attempt), attunement_1=2)
    leader.get(PAGE)
    (form,) = [one for one in leader.page.all("form", method="post") if PAGE in one.attributes["action"]]
    return form.attributes["action"]


def test_it_shows_what_is_disputed_and_never_whose_attempt_it_was(dispute: str, leader: Browser) -> None:
    page = leader.get(PAGE)
    text = " ".join(page.one("main").text.split())
    assert "At the gate: Hold the gate for her" in text
    assert "Attunement advanced She could choose the pace." in text
    assert "Ilse rates it missed" in text
    assert "&lt;i&gt;She was led.&lt;/i&gt;" in page.html
    assert "Ada" not in text
    assert any("/studio/cases/walk/items" in one.attributes.get("href", "") for one in page.all("a"))


def test_it_is_settled_otherwise_and_opened_again(dispute: str, leader: Browser) -> None:
    leader.get(PAGE)
    leader.send(dispute, remark="Let us talk.")
    assert leader.status == 422
    assert "Please choose" in leader.page.alerts[0]
    assert any(one.text.strip() == "Let us talk." for one in leader.page.all("textarea"))
    leader.send(dispute, outcome="case to be changed")
    assert leader.status == 200
    assert "The dispute is settled." in leader.page.html
    assert "Nothing is disputed." in leader.page.html
    token = leader.token
    assert leader.post(dispute, {"outcome": "case stays", "csrf_token": token}).status_code == 303
    assert "The case stays as it is" in leader.get(PAGE).html
    assert leader.post(dispute, {"outcome": "open", "csrf_token": token}).status_code == 303
    assert "Nothing is disputed." not in leader.get(PAGE).html


def test_only_course_leaders_open_and_settle_it(
    dispute: str, leader: Browser, screen: Browser, admin: Browser, other_leader: Browser, stranger: Browser
) -> None:
    assert stranger.client.get(PAGE).status_code == 302
    for browser in (screen, admin):
        assert browser.client.get(PAGE).status_code == 404
        data = {"outcome": "case stays", "csrf_token": browser.token}
        assert browser.post(dispute, data).status_code == 404
    assert "She was led." in other_leader.get(PAGE).html
    nothing = PAGE + f"/{UUID(int=0)}"
    assert leader.post(nothing, {"outcome": "case stays", "csrf_token": leader.token}).status_code == 404


def test_the_studio_and_the_item_analysis_lead_there(dispute: str, leader: Browser) -> None:
    assert "1 disputed rating" in leader.get("/studio").html
    assert "1 rating of this case is disputed by supervisors" in leader.get("/studio/cases/walk/items").html
    leader.get(PAGE)
    leader.send(dispute, outcome="case stays")
    assert "1 disputed rating" not in leader.get("/studio").html
    assert "is disputed" not in leader.get("/studio/cases/walk/items").html
