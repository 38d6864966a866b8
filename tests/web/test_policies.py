"""Who may do what: every route, with every method, for everybody. A route that is not listed here fails the suite."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask

from simulator.usecases import practice_notes
from simulator.web.guards import allow, require_policies
from tests.usecases.trainee import Trainee, join
from tests.web.browsing import Browser
from tests.web.conftest import made

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")

# What each route answers to somebody who is not signed in, to the owner of the attempt and the note, to another
# trainee, and to a course leader. A POST carries nothing but a CSRF token, so that an owner is mostly told that the
# page is no longer current.
EXPECTED: dict[tuple[str, str], tuple[int, int, int, int]] = {
    ("/", "GET"): (302, 200, 200, 200),
    ("/cases/<slug>", "GET"): (302, 200, 200, 200),
    ("/cases/<slug>/attempts", "POST"): (302, 422, 422, 422),
    ("/attempts", "GET"): (302, 200, 200, 200),
    ("/attempts/<uuid:attempt_id>", "GET"): (302, 200, 404, 404),
    ("/attempts/<uuid:attempt_id>/notice", "POST"): (302, 409, 404, 404),
    ("/attempts/<uuid:attempt_id>/say", "POST"): (302, 409, 404, 404),
    ("/attempts/<uuid:attempt_id>/respond", "POST"): (302, 409, 404, 404),
    ("/attempts/<uuid:attempt_id>/continue", "POST"): (302, 409, 404, 404),
    ("/attempts/<uuid:attempt_id>/rewind", "POST"): (302, 409, 404, 404),
    ("/attempts/<uuid:attempt_id>/finish", "POST"): (302, 409, 404, 404),
    ("/attempts/<uuid:attempt_id>/debrief", "GET"): (302, 404, 404, 404),
    ("/attempts/<uuid:attempt_id>/self-rating", "POST"): (302, 404, 404, 404),
    ("/attempts/<uuid:attempt_id>/note", "POST"): (302, 404, 404, 404),
    ("/cases/<slug>/clinical-reviews", "GET"): (302, 404, 404, 200),
    ("/cases/<slug>/clinical-reviews", "POST"): (302, 404, 404, 422),
    ("/cases/<slug>/clinical-reviews/<uuid:review_id>/withdraw", "POST"): (302, 404, 404, 404),
    ("/reading", "GET"): (200, 200, 200, 200),
    ("/reading/<slug>", "GET"): (404, 404, 404, 404),
    ("/practices", "GET"): (302, 200, 200, 200),
    ("/practices/<slug>", "GET"): (302, 404, 404, 404),
    ("/practices/<slug>/notes", "POST"): (302, 422, 422, 422),
    ("/practices/notes", "GET"): (302, 200, 200, 200),
    ("/practices/notes/<uuid:note_id>", "POST"): (302, 422, 422, 422),
    ("/practices/notes/<uuid:note_id>/delete", "POST"): (302, 303, 404, 404),
    ("/rubric", "GET"): (200, 200, 200, 200),
    ("/scoring", "GET"): (200, 200, 200, 200),
    ("/sign-in", "GET"): (200, 200, 200, 200),
    ("/sign-in/demo/<slug>", "POST"): (404, 404, 404, 404),
    ("/sign-out", "POST"): (303, 303, 303, 303),
    ("/development/patterns", "GET"): (200, 200, 200, 200),
    ("/static/<path:filename>", "GET"): (404, 404, 404, 404),
}
FINISHED: dict[tuple[str, str], tuple[int, int, int, int]] = {
    ("/attempts/<uuid:attempt_id>/note", "POST"): (302, 303, 404, 404),
    ("/attempts/<uuid:attempt_id>", "GET"): (302, 303, 404, 404),
    ("/attempts/<uuid:attempt_id>/debrief", "GET"): (302, 200, 404, 404),
    ("/attempts/<uuid:attempt_id>/self-rating", "POST"): (302, 422, 404, 404),
    ("/attempts/<uuid:attempt_id>/finish", "POST"): (302, 303, 404, 404),
}
OPEN_IN_PRODUCTION = {"/reading", "/rubric", "/scoring", "/sign-in", "/sign-out"}


def routes(app: Flask) -> set[str]:
    return {rule.rule for rule in app.url_map.iter_rules()}


def address(rule: str, attempt: object) -> str:
    """The address of a route; where it names a demo person, one that is not there."""
    slug = "nobody" if "sign-in" in rule else "walk"
    rule = rule.replace("<uuid:attempt_id>", str(attempt)).replace("<uuid:note_id>", str(attempt))
    return rule.replace("<uuid:review_id>", str(attempt)).replace("<slug>", slug).replace("<path:filename>", "none")


def answers(browser: Browser, rule: str, method: str, attempt: object) -> int:
    data = {"csrf_token": browser.token} if method not in ("GET", "HEAD") else None
    return browser.client.open(address(rule, attempt), method=method, data=data).status_code


@pytest.fixture
def everything(sqlite_database_url: str, folder: Path) -> Flask:
    """Attune in development, where every route is open."""
    with made(sqlite_database_url, folder, mode="development") as app:
        return app


def people(app: Flask) -> tuple[Trainee, tuple[Browser, ...]]:
    store = app.extensions["attune"]
    owner, peer, leader = join(store, "Ada"), join(store, "Ben"), join(store, "Cem", "course leader")
    return owner, (Browser(app), *(Browser(app).come_in(one) for one in (owner, peer, leader)))


def test_every_route_is_listed_here(everything: Flask) -> None:
    assert routes(everything) == {rule for rule, _ in EXPECTED}


def test_every_route_answers_everybody_as_it_should(everything: Flask) -> None:
    owner, browsers = people(everything)
    attempt = owner.start()
    practice_notes.keep(owner.store, owner.actor, "three-breaths", 3, attempt, "mine")  # a note with the attempt's id
    found = {
        (rule, method): tuple(answers(browser.twin(), rule, method, attempt) for browser in browsers)
        for rule in sorted(routes(everything))
        for method in METHODS
    }
    other = {
        (rule, method): EXPECTED.get((rule, "GET"), (405,) * 4) if method == "HEAD" else (405,) * 4
        for rule, method in found
    }
    other |= {("/static/<path:filename>", method): (404,) * 4 for method in METHODS}
    assert found == {**other, **EXPECTED}


def test_a_finished_attempt_answers_everybody_as_it_should(everything: Flask) -> None:
    owner, browsers = people(everything)
    attempt = owner.start()
    owner.play_to_the_end("hold-the-gate", "stay-with-it")
    found = {
        (rule, method): tuple(answers(browser.twin(), rule, method, attempt) for browser in browsers)
        for rule, method in FINISHED
    }
    assert found == FINISHED


def test_in_production_almost_nothing_is_open_without_an_account(sqlite_database_url: str, folder: Path) -> None:
    with made(sqlite_database_url, folder, mode="production") as app:
        browser = Browser(app)
        found = {rule: answers(browser, rule, method, uuid4()) for rule, method in EXPECTED if rule in routes(app)}
    opened = {rule for rule, status in found.items() if status < 300}
    assert opened == OPEN_IN_PRODUCTION - {"/sign-out"}
    assert "/development/patterns" not in found
    assert found["/sign-in/demo/<slug>"] in (403, 404)


def test_nobody_is_offered_a_demo_person_in_production(sqlite_database_url: str, folder: Path) -> None:
    with made(sqlite_database_url, folder, mode="production") as app:
        join(app.extensions["attune"], "Ada")
        assert "Ada" not in Browser(app).get("/sign-in").html


def test_nothing_reaches_the_elements_page_in_the_demo(stranger: Browser) -> None:
    stranger.get("/development/patterns")
    assert stranger.status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/attempts/{unknown}",
        "/attempts/{unknown}/debrief",
        "/attempts/not-an-id",
        "/attempts/00000000-0000-0000-0000-00000000000g",
        "/cases/no-such-case",
        "/cases/%00",
        "/cases/rubric",
        "/cases/..%2f..%2fetc%2fpasswd",
        "/static/../app.py",
        "/nowhere",
    ],
)
def test_what_is_not_there_is_not_found(screen: Browser, path: str) -> None:
    screen.get(path.format(unknown=uuid4()))
    assert screen.status == 404
    assert "Nothing here" in screen.page.words


@pytest.mark.parametrize("way", ["notice", "say", "respond", "continue", "rewind", "finish", "self-rating", "note"])
def test_an_unknown_attempt_cannot_be_answered(screen: Browser, way: str) -> None:
    answer = screen.post(f"/attempts/{uuid4()}/{way}", {"csrf_token": screen.token, "token": "x", "text": "x"})
    assert answer.status_code == 404


@pytest.mark.parametrize("slug", ["nobody", "%00", "%ff", "a%00b", "%ED%A0%80"])
def test_an_unknown_demo_person_cannot_come_in(any_app: Flask, slug: str) -> None:
    join(any_app.extensions["attune"], "Ada")
    browser = Browser(any_app)
    assert browser.post(f"/sign-in/demo/{slug}", {"csrf_token": browser.token}).status_code == 404


def test_an_attempt_cannot_be_begun_with_the_id_of_somebody_elses(screen: Browser, peer: Browser) -> None:
    attempt = screen.start()
    data = {"csrf_token": peer.token, "attempt": attempt.rpartition("/")[2]}
    assert peer.post("/cases/walk/attempts", data).status_code == 404


def test_a_right_that_ends_has_ended_with_the_next_request(screen: Browser) -> None:
    attempt = screen.start()
    screen.get("/")
    screen.send("/sign-out")
    screen.get(attempt)
    assert "Come in as" in screen.page.words


def test_a_route_without_a_policy_keeps_attune_from_starting(app: Flask) -> None:
    app.view_functions["forgotten"] = lambda: "open to all"
    app.url_map.add(app.url_rule_class("/forgotten", endpoint="forgotten"))
    with pytest.raises(RuntimeError, match="forgotten"):
        require_policies(app)


def test_a_policy_stays_with_the_view_it_was_declared_for() -> None:
    assert getattr(allow("signed-in")(lambda: "page"), "policy", None) == "signed-in"
