"""People, the institute and the audit log, as administrators see them."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from flask import Flask

from simulator.storage import people as stored
from simulator.usecases.people import ADMINISTRATOR, COURSE_LEADER, SUPERVISOR
from tests.usecases.trainee import NOW, Trainee, join
from tests.web.browsing import Browser
from tests.web.holding import Holder


@pytest.fixture
def ravi(app: Flask) -> Trainee:
    """An administrator."""
    return join(app.extensions["attune"], "Ravi", ADMINISTRATOR)


@pytest.fixture
def admin(app: Flask, ravi: Trainee) -> Browser:
    """Ravi's browser."""
    return Browser(app).come_in(ravi)


@pytest.fixture
def tim(app: Flask) -> Holder:
    """Somebody with an account, signed in."""
    holder = Holder.of(app, "Tim Orr", "tim@example.org", SUPERVISOR)
    holder.sign_in()
    return holder


def ticked(browser: Browser) -> list[str]:
    boxes = browser.page.all("input", type="checkbox")
    return [one.attributes["value"] for one in boxes if "checked" in one.attributes]


def page_of(holder: Holder) -> str:
    return f"/people/{holder.record.person_id}"


def test_everybody_is_listed_with_roles_and_found_by_name_or_address(admin: Browser, tim: Holder) -> None:
    page = admin.get("/people")
    assert "supervisor in Autumn" in page.words
    assert "tim@example.org" in page.words
    assert [one.text for one in admin.get("/people?search=TIM@").all("a", href=page_of(tim))] == ["Tim Orr"]
    assert "Tim Orr" not in admin.get("/people?search=nobody").words
    pages = (f"page={page}" for page in ("0", "-1", "x", "99999999", "%D9%A3", ""))
    for strange in (*pages, "search=%00%ff", "search=" + "x" * 5000):
        admin.get(f"/people?{strange}")
        assert admin.status == 200


def test_long_lists_have_pages(app: Flask, admin: Browser) -> None:
    with app.extensions["attune"].database.write() as session:
        for number in range(120):
            stored.add_person(session, name=f"P{number:03}", at=NOW)
        session.commit()
    page = admin.get("/people?search=P")
    assert "Page 1 of 2" in page.words
    (on,) = (one for one in page.all("a") if one.text == "Next")
    assert "P119" in admin.get(on.attributes["href"]).words
    assert "P000" not in admin.page.words


def test_an_account_is_closed_at_once_and_opened_again(admin: Browser, tim: Holder) -> None:
    assert tim.signed_in()
    admin.get(page_of(tim))
    admin.send(f"{page_of(tim)}/deactivate")
    assert "deactivated" in admin.page.words
    assert not tim.signed_in()
    tim.sign_in()
    assert not tim.signed_in()
    admin.send(f"{page_of(tim)}/reactivate")
    tim.sign_in()
    assert tim.signed_in()


def test_one_does_not_close_ones_own_account(app: Flask) -> None:
    eve = Holder.of(app, "Eve", "eve@example.org", ADMINISTRATOR)
    eve.sign_in()
    page = eve.get(page_of(eve))
    assert not page.all("form", action=f"{page_of(eve)}/deactivate")
    answer = eve.post(f"{page_of(eve)}/deactivate", {"csrf_token": eve.token})
    assert answer.status_code == 422
    assert "Nobody closes their own account here." in answer.text


def test_the_right_to_administer_is_given_and_taken(admin: Browser, ravi: Trainee, tim: Holder) -> None:
    own = f"/people/{ravi.actor.id}"
    admin.get(own)
    admin.send(f"{own}/administrator/take")
    assert admin.status == 422
    assert "This is the only administrator." in admin.page.words
    assert tim.client.get("/people").status_code == 404
    admin.get(page_of(tim))
    admin.send(f"{page_of(tim)}/administrator")
    assert tim.client.get("/people").status_code == 200
    admin.get(own)
    admin.send(f"{own}/administrator/take")
    assert (admin.status, admin.answer.request.path) == (200, "/")
    assert admin.client.get("/people").status_code == 404


def test_the_page_of_a_person_leads_on_to_a_reset_link_and_to_erasing(admin: Browser, tim: Holder) -> None:
    page = admin.get(page_of(tim))
    assert page.all("form", action=f"{page_of(tim)}/reset-link")
    assert page.all("a", href=f"{page_of(tim)}/erase")
    assert not page.all("form", action=f"{page_of(tim)}/second-factor/remove")


def test_an_administrator_sees_nothing_of_what_people_practise(app: Flask, admin: Browser, ada: Trainee) -> None:
    attempt = ada.start()
    ada.reflect("canary-9f3")
    person = f"/people/{ada.actor.id}"
    for path in (person, "/people", "/cohorts", "/audit", f"/audit?person={ada.actor.id}"):
        assert "canary" not in admin.get(path).html
        assert str(attempt) not in admin.page.html
    for path in (f"/attempts/{attempt}", f"/attempts/{attempt}/debrief"):
        assert admin.client.get(path).status_code == 404


GETS = ("/people", "/people/{}", "/people/invitations", "/institution", "/audit", "/cohorts/new")
POSTS = ("/people/{}/deactivate", "/people/{}/reactivate", "/people/{}/administrator", "/people/{}/administrator/take")


def test_these_pages_are_there_for_administrators_alone(
    app: Flask, screen: Browser, tim: Holder, ravi: Trainee
) -> None:
    leader = Browser(app).come_in(join(app.extensions["attune"], "Noor", COURSE_LEADER))
    for browser in (screen, tim, leader):
        token = browser.token
        for path in GETS:
            assert browser.client.get(path.format(ravi.actor.id)).status_code == 404, path
        for path in (*POSTS, "/people/invitations", "/institution", "/cohorts"):
            fields = {"csrf_token": token, "name": "x", "role": ADMINISTRATOR, "addresses": "eve@example.org"}
            fields |= {"cohort_id": str(uuid4())}
            assert browser.post(path.format(tim.record.person_id), fields).status_code == 404, path
    assert tim.client.get("/people").status_code == 404


def test_somebody_who_is_not_there_is_not_found(admin: Browser) -> None:
    token = admin.token
    assert admin.client.get(f"/people/{UUID(int=0)}").status_code == 404
    for path in POSTS:
        assert admin.post(path.format(uuid4()), {"csrf_token": token}).status_code == 404


def test_the_institute_is_named_and_asks_for_second_factors(app: Flask, admin: Browser, tim: Holder) -> None:
    admin.get("/institution")
    admin.send("/institution", name="The Institute", second_factor=[SUPERVISOR])
    assert admin.page.one("input", id="name").attributes["value"] == "The Institute"
    assert ticked(admin) == [SUPERVISOR]
    admin.send("/institution", name="x" * 10_000, second_factor=[COURSE_LEADER])
    assert admin.status == 422
    assert admin.page.one("input", id="name").attributes["value"] == "x" * 10_000
    assert ticked(admin) == [COURSE_LEADER]


def test_the_log_says_in_sentences_what_was_done(admin: Browser, tim: Holder) -> None:
    admin.get(page_of(tim))
    admin.send(f"{page_of(tim)}/administrator")
    page = admin.get("/audit")
    assert "The right to administer the site was given." in page.words
    assert "Tim Orr" in page.words
    page = admin.get(f"/audit?person={tim.record.person_id}")
    assert "Only what concerns Tim Orr." in page.words
    for strange in ("person=x", f"person={uuid4()}", "page=x", "page=99999", "person=%00"):
        admin.get(f"/audit?{strange}")
        assert admin.status == 200
