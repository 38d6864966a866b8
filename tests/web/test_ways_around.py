"""Finding one's way in what people who run a course see: where one is, what was just done, whose site it is."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask

from simulator.usecases import administering, joining, people
from simulator.usecases.catalogue import Store
from tests.usecases.trainee import COHORT
from tests.web.browsing import Browser

HERE = f"/cohorts/{COHORT}"


def done(browser: Browser) -> list[str]:
    return [one.text for one in browser.page.all("p", class_="done", role="status")]


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/cohorts", "Cohorts"),
        ("/cohorts/new", "Cohorts"),
        (f"{HERE}/edit", "Cohorts"),
        (f"{HERE}/invitations", "Cohorts"),
        ("/people", "People"),
        ("/people/invitations", "People"),
        ("/institution", "People"),
        ("/audit", "People"),
    ],
)
def test_the_head_of_every_page_says_where_one_is(admin: Browser, path: str, place: str) -> None:
    marked = [one.text for one in admin.get(path).all("a") if one.attributes.get("aria-current")]
    assert marked == [place]


def test_the_assignments_of_a_cohort_are_offered_to_those_who_lead_it(admin: Browser, leader: Browser) -> None:
    assert leader.get(HERE).all("a", href=f"{HERE}/assignments")
    assert not admin.get(HERE).all("a", href=f"{HERE}/assignments")


def test_what_was_done_is_said_once(admin: Browser) -> None:
    admin.get(f"{HERE}/edit")
    admin.send(f"{HERE}/edit", name="Summer", time_zone="UTC")
    assert done(admin) == ["Your change is kept."]
    admin.get(HERE)
    assert done(admin) == []


def test_people_see_whose_site_it_is_where_they_sign_in(app: Flask, admin: Browser, stranger: Browser) -> None:
    admin.get("/institution")
    admin.send("/institution", name="Institute <by> the Sea")
    assert administering.institute(app.extensions["attune"]) == "Institute <by> the Sea"
    assert "Institute <by> the Sea" in stranger.get("/sign-in").words


def test_whoever_joins_anew_has_the_clock_of_their_cohort(app: Flask, admin: Browser) -> None:
    store: Store = app.extensions["attune"]
    admin.get(f"{HERE}/edit")
    admin.send(f"{HERE}/edit", time_zone="Asia/Tokyo")
    admin.get(f"{HERE}/invitations")
    admin.send(f"{HERE}/invitations", role="trainee", addresses="ann@example.org")
    assert done(admin) == ["1 person is invited."]
    (row,) = admin.page.all("input", translate="no")
    invitation_id, token = row.attributes["value"].rsplit("/", 2)[1:]
    person_id = joining.join_anew(store, UUID(invitation_id), token, "Ann", "hash")
    found = people.actor(store, person_id)
    assert found is not None
    assert found.time_zone == "Asia/Tokyo"
