"""Cohorts and their people, as course leaders and administrators see and change them."""

from __future__ import annotations

from uuid import uuid4

import pytest
from flask import Flask

from simulator.storage import cohorts as stored
from simulator.usecases import people
from simulator.usecases.people import COURSE_LEADER, SUPERVISOR, TRAINEE
from tests.usecases.trainee import COHORT, NOW, OTHER, Trainee, join
from tests.web.browsing import Browser

HERE = f"/cohorts/{COHORT}"
GOOD = {"name": "Spring", "starts_on": "2027-03-01", "ends_on": "2027-07-31", "time_zone": "Asia/Tokyo"}


def notices(browser: Browser) -> list[str]:
    return [one.text for one in browser.page.all("p", class_="notice", role="alert")]


def roles(app: Flask, one: Trainee) -> set[str]:
    found = people.actor(app.extensions["attune"], one.actor.id)
    assert found is not None
    return {role.role for role in found.roles}


def test_an_administrator_makes_changes_archives_and_reopens_a_cohort(admin: Browser) -> None:
    assert "Make a cohort" in admin.get("/cohorts").words
    page = admin.get("/cohorts/new")
    this = page.form("/cohorts")["cohort_id"]
    admin.send("/cohorts", **GOOD)
    assert admin.answer.request.path == f"/cohorts/{this}"
    assert "1 March 2027" in admin.page.words
    assert "Asia/Tokyo" in admin.page.words
    admin.get(f"/cohorts/{this}/edit")
    admin.send(f"/cohorts/{this}/edit", name="Summer", time_zone="UTC")
    assert admin.page.one("h1").text == "Summer"
    admin.send(f"/cohorts/{this}/archive")
    assert "archived" in admin.page.one("h1").text
    assert not admin.page.all("a", href=f"/cohorts/{this}/invitations")
    admin.send(f"/cohorts/{this}/open")
    assert "archived" not in admin.page.one("h1").text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"ends_on": "2027-02-28"}, "The last day comes before the first one."),
        ({"starts_on": "soon"}, "The first day is not a date. Please write it like this: 2026-10-01."),
        ({"starts_on": "1066-10-14"}, "Please choose years between 2000 and 2100."),
        ({"name": "x" * 10_000}, "The name has 10,000 characters; 100 is the most. Nothing is lost: it stands below."),
        ({"name": ""}, "A cohort needs a name."),
        ({"time_zone": "Mars/Base"}, "Please choose one of the time zones of the list."),
    ],
)
def test_what_will_not_do_is_said_and_nothing_typed_is_lost(
    admin: Browser, typed: dict[str, str], sentence: str
) -> None:
    for path, action in (("/cohorts/new", "/cohorts"), (f"{HERE}/edit", f"{HERE}/edit")):
        admin.get(path)
        page = admin.send(action, **{**GOOD, **typed})
        assert admin.status == 422
        assert notices(admin) == [sentence]
        again = page.form(action)
        shown = {**GOOD, **typed}
        assert {name: again[name] for name in ("name", "starts_on", "ends_on")} == {
            name: shown[name] for name in ("name", "starts_on", "ends_on")
        }


def test_a_character_that_cannot_be_kept_is_taken_out_and_the_rest_stays(admin: Browser) -> None:
    admin.get("/cohorts/new")
    page = admin.send("/cohorts", **{**GOOD, "name": "Spr\0ing"})
    assert admin.status == 422
    assert page.form("/cohorts")["name"] == "Spring"
    admin.send("/cohorts", time_zone="UTC")
    assert admin.page.one("h1").text == "Spring"


def test_a_course_leader_keeps_the_cohort_and_neither_makes_nor_archives(leader: Browser) -> None:
    assert "Make a cohort" not in leader.get("/cohorts").words
    leader.get(HERE)
    assert not leader.page.all("form", action=f"{HERE}/archive")
    token = leader.token
    for path in ("/cohorts", f"{HERE}/archive", f"{HERE}/open"):
        assert leader.post(path, {"csrf_token": token, **GOOD, "cohort_id": str(uuid4())}).status_code == 404
    assert leader.client.get("/cohorts/new").status_code == 404
    leader.get(f"{HERE}/edit")
    leader.send(f"{HERE}/edit", **GOOD)
    assert leader.page.one("h1").text == "Spring"


READ = ("", "/edit", "/invitations", "/assignments")
WRITTEN = ("/edit", "/members", "/invitations")


def test_a_cohort_is_not_there_for_those_whose_it_is_not(
    app: Flask, screen: Browser, other_leader: Browser, noor: Trainee, ada: Trainee
) -> None:
    supervisor = Browser(app).come_in(join(app.extensions["attune"], "Ilse", SUPERVISOR))
    fields = {**GOOD, "person_id": str(ada.actor.id), "role": SUPERVISOR, "addresses": "eve@example.org"}
    for browser in (screen, supervisor, other_leader):
        token = browser.token
        for part in READ:
            assert browser.client.get(HERE + part).status_code == 404, part
        for part in (*WRITTEN, f"/members/{ada.actor.id}/remove"):
            assert browser.post(HERE + part, {"csrf_token": token, **fields}).status_code == 404, part
    assert roles(app, ada) == {TRAINEE}
    assert screen.client.get("/cohorts").status_code == supervisor.client.get("/cohorts").status_code == 404
    assert "Autumn" not in other_leader.get("/cohorts").words


def test_a_leader_of_two_cohorts_moves_nobody_between_them(
    app: Flask, noor: Trainee, ada: Trainee, other_leader: Browser
) -> None:
    tim = join(app.extensions["attune"], "Tim", cohort=OTHER)
    with app.extensions["attune"].database.write() as session:
        stored.add_member(session, OTHER, noor.actor.id, COURSE_LEADER, NOW)
        session.commit()
    both = Browser(app).come_in(noor)
    token = both.token
    fields = {"csrf_token": token, "person_id": str(tim.actor.id), "role": TRAINEE}
    assert both.post(f"{HERE}/members", fields).status_code == 404
    both.post(f"{HERE}/members/{tim.actor.id}/remove", fields)
    assert roles(app, tim) == {TRAINEE}


def test_a_removed_role_ends_with_the_next_request_and_can_be_brought_back(
    app: Flask, leader: Browser, ada: Trainee, screen: Browser
) -> None:
    supervisor = join(app.extensions["attune"], "Ilse", SUPERVISOR)
    attempt = screen.start()
    remove = f"{HERE}/members/{ada.actor.id}/remove"
    leader.get(HERE)
    leader.send(remove)
    assert "Ada no longer has this role here: trainee." in leader.page.words
    assert roles(app, ada) == set()
    screen.get(attempt)
    assert screen.status == 200
    undo = leader.page.one("div", class_="notice undo")
    (form,) = (form for form in leader.page.all("form", action=f"{HERE}/members") if form.inside(undo))
    data = {
        field.attributes["name"]: field.attributes["value"] for field in leader.page.all("input") if field.inside(form)
    }
    assert leader.post(f"{HERE}/members", data).status_code == 303
    assert roles(app, ada) == {TRAINEE}
    assert roles(app, supervisor) == {SUPERVISOR}


def test_a_removed_leader_is_out_at_once(app: Flask, admin: Browser, leader: Browser, noor: Trainee) -> None:
    assert leader.client.get(HERE).status_code == 200
    admin.get(HERE)
    admin.send(f"{HERE}/members/{noor.actor.id}/remove")
    assert leader.client.get(HERE).status_code == 404
    assert leader.client.get("/cohorts").status_code == 404


def test_a_leader_who_leaves_is_not_sent_to_a_page_that_is_closed(app: Flask, leader: Browser, noor: Trainee) -> None:
    leader.get(HERE)
    refused = leader.post(f"{HERE}/members/{noor.actor.id}/remove", {"csrf_token": leader.token, "role": COURSE_LEADER})
    assert refused.status_code == 422
    assert "the last course leader" in refused.text
    join(app.extensions["attune"], "Omar", COURSE_LEADER)
    leader.get(HERE)
    leader.send(f"{HERE}/members/{noor.actor.id}/remove")
    assert (leader.status, leader.answer.request.path) == (200, "/")


@pytest.mark.parametrize(
    "query", ["removed=x&role=trainee", "removed=&role=", "removed=%00&role=%00", "removed=" + "9" * 99]
)
def test_a_made_up_removal_says_nothing(leader: Browser, query: str) -> None:
    leader.get(f"{HERE}?{query}")
    assert leader.status == 200
    assert not leader.page.all("div", class_="notice undo")


def test_nobody_learns_a_name_by_making_up_a_removal(app: Flask, leader: Browser, other_leader: Browser) -> None:
    quentin = join(app.extensions["attune"], "Quentin", cohort=OTHER)
    other_leader.get(f"/cohorts/{OTHER}")
    other_leader.send(f"/cohorts/{OTHER}/members/{quentin.actor.id}/remove")
    assert "Quentin" in other_leader.page.words
    assert "Quentin" not in leader.get(f"{HERE}?removed={quentin.actor.id}&role=trainee").words


INERT = [
    '=cmd|"x"!A1',
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}",
    "@SUM(1)",
    "%s %(name)s {name}",
]


@pytest.mark.parametrize("name", INERT)
def test_names_are_shown_as_they_are_and_do_nothing(app: Flask, admin: Browser, name: str) -> None:
    join(app.extensions["attune"], name)
    admin.get(f"{HERE}/edit")
    admin.send(f"{HERE}/edit", **{**GOOD, "name": name})
    assert admin.page.one("h1").text == name
    for path in (HERE, "/cohorts", "/people", "/audit", f"{HERE}/invitations"):
        page = admin.get(path)
        assert admin.status == 200
        assert page.dangers() == []
        if path != "/audit":
            assert " ".join(name.split()) in page.words
