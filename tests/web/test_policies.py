"""Who may do what: every route, with every method, for everybody. A route that is not listed here fails the suite."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from flask import Flask

from simulator.usecases.people import Actor, demo_people
from simulator.web.guards import allow, require_policies
from tests.usecases.cases import WALK, WALK_AGAIN, folder_of
from tests.usecases.trainee import join
from tests.web import review_policies, studio_policies
from tests.web.browsing import Browser
from tests.web.conftest import made
from tests.web.world import ACTORS, ELSEWHERE, EVERYBODY, STRANGER, World, made_world

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
CHANGING = ("POST", "PUT", "PATCH", "DELETE")
LEADERS = ("leader", "other leader")
SUPERVISORS = ("supervisor", "other supervisor")
KEEPERS = ("leader", "administrator")
LEARNERS = ("owner", "peer")

Answers = dict[str, int]


def everybody(status: int, **others: int) -> Answers:
    """Strangers too."""
    return {**dict.fromkeys(EVERYBODY, status), **others}


def signed_in(status: int, **others: int) -> Answers:
    """Everybody who is signed in; a stranger is led to the sign-in page."""
    return {**dict.fromkeys(ACTORS, status), STRANGER: 302, **others}


def only(status: int, *who: str, **others: int) -> Answers:
    """These; for all others there is nothing there."""
    return {**signed_in(404), **dict.fromkeys(who, status), **others}


# What each route answers to everybody of `world.ACTORS`. The attempt, note and session are the owner's; cohort,
# assignment and invitation are the leader's; the person asked about is the peer. A POST carries a CSRF token and what
# `SENT` says, so that whoever may is mostly told that something is missing.
ATTEMPT, COHORT, ASSIGNMENT = (
    "/attempts/<uuid:attempt_id>",
    "/cohorts/<uuid:cohort_id>",
    "/assignments/<uuid:assignment_id>",
)
PERSON, INVITATION = "/people/<uuid:person_id>", "/invitations/<uuid:invitation_id>"
EXPECTED: dict[tuple[str, str], Answers] = {
    ("/", "GET"): signed_in(200),
    ("/cases/<slug>", "GET"): signed_in(200),
    ("/cases/<slug>/attempts", "POST"): signed_in(422),
    ("/attempts", "GET"): signed_in(200),
    (ATTEMPT, "GET"): only(200, "owner"),
    **{
        (f"{ATTEMPT}/{way}", "POST"): only(409, "owner")
        for way in ("notice", "say", "respond", "continue", "rewind", "finish")
    },
    (f"{ATTEMPT}/debrief", "GET"): only(404),
    (f"{ATTEMPT}/self-rating", "POST"): only(404),
    (f"{ATTEMPT}/note", "POST"): only(404),
    (f"{ASSIGNMENT}/cases/<slug>", "GET"): only(200, *LEARNERS),
    (f"{ASSIGNMENT}/cases/<slug>/attempts", "POST"): only(303, *LEARNERS),
    ("/practices", "GET"): signed_in(200),
    ("/practices/<slug>", "GET"): only(404),
    ("/practices/<slug>/notes", "POST"): signed_in(422),
    ("/practices/notes", "GET"): signed_in(200),
    ("/practices/notes/<uuid:note_id>", "POST"): signed_in(422),
    ("/practices/notes/<uuid:note_id>/delete", "POST"): only(303, "owner"),
    ("/reading", "GET"): everybody(200),
    ("/reading/<slug>", "GET"): everybody(404),
    ("/rubric", "GET"): everybody(200),
    ("/scoring", "GET"): everybody(200),
    # course leaders, supervisors, administrators
    ("/cases/<slug>/clinical-reviews", "GET"): only(200, *LEADERS),
    ("/cases/<slug>/clinical-reviews", "POST"): only(422, *LEADERS),
    ("/cases/<slug>/clinical-reviews/<uuid:review_id>/withdraw", "POST"): only(303, *LEADERS),
    ("/cohorts", "GET"): only(200, *LEADERS, "administrator"),
    ("/cohorts", "POST"): only(422, "administrator"),
    ("/cohorts/new", "GET"): only(200, "administrator"),
    (COHORT, "GET"): only(200, *KEEPERS),
    (f"{COHORT}/edit", "GET"): only(200, *KEEPERS),
    (f"{COHORT}/edit", "POST"): only(422, *KEEPERS),
    (f"{COHORT}/archive", "POST"): only(303, "administrator"),
    (f"{COHORT}/open", "POST"): only(303, "administrator"),
    (f"{COHORT}/members", "POST"): only(303, *KEEPERS),
    (f"{COHORT}/members/<uuid:person_id>/remove", "POST"): only(303, *KEEPERS),
    (f"{COHORT}/invitations", "GET"): only(200, *KEEPERS),
    (f"{COHORT}/invitations", "POST"): only(422, *KEEPERS),
    (f"{COHORT}{INVITATION}/extend", "POST"): only(303, *KEEPERS),
    (f"{COHORT}{INVITATION}/renew", "POST"): only(404),
    (f"{COHORT}{INVITATION}/withdraw", "POST"): only(303, *KEEPERS),
    (f"{COHORT}/assignments", "GET"): only(200, "leader"),
    (f"{COHORT}/assignments", "POST"): only(422, "leader"),
    (f"{COHORT}/assignments/new", "GET"): only(200, "leader"),
    (ASSIGNMENT, "GET"): only(200, "leader"),
    (f"{ASSIGNMENT}/edit", "GET"): only(200, "leader"),
    (f"{ASSIGNMENT}/edit", "POST"): only(422, "leader"),
    (f"{ASSIGNMENT}/withdraw", "POST"): only(303, "leader"),
    (f"{ASSIGNMENT}/bring-back", "POST"): only(303, "leader"),
    (f"{ASSIGNMENT}/cases/<slug>/newer", "GET"): only(200, "leader"),
    (f"{ASSIGNMENT}/cases/<slug>/newer", "POST"): only(303, "leader"),
    (f"{ASSIGNMENT}/copy", "GET"): only(200, "leader"),
    ("/audit", "GET"): only(200, "administrator"),
    ("/institution", "GET"): only(200, "administrator"),
    ("/institution", "POST"): only(303, "administrator"),
    ("/people", "GET"): only(200, "administrator"),
    ("/people/invitations", "GET"): only(200, "administrator"),
    ("/people/invitations", "POST"): only(422, "administrator"),
    **{(f"/people{INVITATION}/{way}", "POST"): only(404) for way in ("extend", "renew", "withdraw")},
    (PERSON, "GET"): only(200, "administrator"),
    (f"{PERSON}/administrator", "POST"): only(303, "administrator"),
    (f"{PERSON}/administrator/take", "POST"): only(303, "administrator"),
    (f"{PERSON}/deactivate", "POST"): only(303, "administrator"),
    (f"{PERSON}/reactivate", "POST"): only(303, "administrator"),
    (f"{PERSON}/reset-link", "POST"): only(200, "administrator"),
    (f"{PERSON}/second-factor/remove", "POST"): only(303, "administrator"),
    (f"{PERSON}/erase", "GET"): only(200, "administrator"),
    (f"{PERSON}/erase", "POST"): only(422, "administrator"),
}
# A POST that would be told only that something is missing before it is asked whose it is: what it carries besides.
SENT: dict[str, dict[str, str]] = {
    f"{ASSIGNMENT}/cases/<slug>/attempts": {"attempt": str(UUID(int=7))},
    f"{COHORT}/members": {"person_id": "<uuid:person_id>", "role": "supervisor"},
    f"{COHORT}/members/<uuid:person_id>/remove": {"role": "trainee"},
}
QUERY: Mapping[str, str] = {f"{ASSIGNMENT}/copy": "cohort=<uuid:cohort_id>"}
# One's own account. The owner and the peer have one, and signed in too long ago for what is delicate; the others of
# this world came in by the demo's one click, and have no account to change.
OWN: dict[tuple[str, str], Answers] = {
    ("/account", "GET"): signed_in(200),
    ("/account", "POST"): signed_in(422),
    ("/account/password", "GET"): only(200, *LEARNERS),
    ("/account/password", "POST"): only(422, *LEARNERS),
    ("/account/confirm", "GET"): only(200, *LEARNERS),
    ("/account/confirm", "POST"): only(422, *LEARNERS),
    **{("/account/confirm/passkey", method): only(200, *LEARNERS) for method in ("GET", "POST")},
    **{
        (f"/account/{page}", method): only(302, *LEARNERS)
        for page in ("address", "passkeys", "passkeys/remove", "recovery-codes")
        for method in ("GET", "POST")
    },
    **{("/account/second-factor", method): signed_in(302) for method in ("GET", "POST")},
    ("/account/confirm/passkey/<token>", "POST"): only(302, *LEARNERS),
    ("/account/passkeys/<token>", "POST"): only(302, *LEARNERS),
    ("/account/second-factor/<token>", "POST"): everybody(404),
    ("/account/sessions", "GET"): signed_in(200),
    ("/account/sessions/<uuid:session_id>/end", "POST"): only(303, "owner"),
    ("/account/sessions/end-all", "POST"): signed_in(303),
    ("/account/sessions/end-others", "POST"): signed_in(303),
    ("/account/sessions/extend", "POST"): signed_in(204),
    ("/account/audit", "GET"): signed_in(200),
    ("/account/privacy", "GET"): signed_in(200),
    ("/account/privacy/copy.html", "GET"): signed_in(200),
    ("/account/privacy/copy.json", "GET"): signed_in(200),
    ("/account/privacy/erase", "POST"): signed_in(422),
}
IN_AND_OUT: dict[tuple[str, str], Answers] = {
    ("/sign-in", "GET"): everybody(200),
    ("/sign-in", "POST"): everybody(422, **dict.fromkeys(LEARNERS, 302)),
    **{("/sign-in/passkey", method): everybody(200, **dict.fromkeys(LEARNERS, 302)) for method in ("GET", "POST")},
    ("/sign-in/passkey/<token>", "POST"): everybody(302),
    **{
        (f"/sign-in/{page}", method): everybody(302)
        for page in ("code", "recovery-code", "second-factor")
        for method in ("GET", "POST")
    },
    **{("/sign-in/help", method): everybody(404) for method in ("GET", "POST")},
    ("/sign-in/demo/<slug>", "POST"): everybody(404),
    ("/sign-in/elsewhere", "POST"): everybody(404),
    ("/sign-in/elsewhere/back", "GET"): everybody(404),
    ("/sign-out", "POST"): everybody(303),
    ("/language", "POST"): everybody(303),
    **{("/reset", method): everybody(200) for method in ("GET", "POST")},
    **{("/reset/<token>", method): everybody(302) for method in ("GET", "POST")},
    **{("/first-administrator/<token>", method): everybody(404) for method in ("GET", "POST")},
    **{(f"{INVITATION}/<token>", method): everybody(404) for method in ("GET", "POST")},
    (f"{INVITATION}/<token>/join", "POST"): only(404),
    ("/erased", "GET"): everybody(200),
    ("/development/patterns", "GET"): everybody(200),
    ("/static/<path:filename>", "GET"): everybody(404),
}
STUDIO = {where: only(status, *LEADERS) for where, status in studio_policies.FOR_LEADERS.items()}
STUDIO[f"{studio_policies.READING}/decide", "POST"]["leader"] = 422  # who asked does not decide
STUDIO["/pictures/<name>", "GET"] = signed_in(200)
REVIEW: dict[tuple[str, str], Answers] = {
    **{where: only(status, *who) for where, (status, who) in review_policies.FOR_SOME.items()},
    **{where: signed_in(status) for where, status in review_policies.FOR_EVERYBODY.items()},
    **{
        where: signed_in(usual, **dict.fromkeys(who, status))
        for where, (status, who, usual) in review_policies.DRILLS.items()
    },
    **{where: only(status, "owner") for where, status in review_policies.FOR_THE_OWNER.items()},
}
EXPECTED |= OWN | IN_AND_OUT | STUDIO | REVIEW
SENT = {**SENT, **studio_policies.SENT, **review_policies.SENT}
# What changes once the owner's attempt is finished.
FINISHED: dict[tuple[str, str], Answers] = {
    (ATTEMPT, "GET"): only(303, "owner"),
    (f"{ATTEMPT}/note", "POST"): only(303, "owner"),
    (f"{ATTEMPT}/debrief", "GET"): only(200, "owner"),
    (f"{ATTEMPT}/self-rating", "POST"): only(422, "owner"),
    (f"{ATTEMPT}/finish", "POST"): only(303, "owner"),
}
# Pages of the accounts library that look for themselves whether somebody is signed in.
LOCKED_TWICE = {"accounts.change_address"} | {
    f"security.{name}"
    for name in (
        *("verify", "change_password", "two_factor_setup", "mf_recovery_codes"),
        *("wan_register", "wan_register_response", "wan_delete", "wan_verify", "wan_verify_response"),
    )
}
# What asks the store, not the actor, who somebody is: whether they are (still) a trainee here, or an administrator.
ASKS_AGAIN = {
    (f"{ASSIGNMENT}/cases/<slug>/attempts", "POST"),
    (f"{COHORT}/open", "POST"),
    (f"{COHORT}/archive", "POST"),
}
OPEN_IN_PRODUCTION = {"/erased", "/reading", "/reset", "/rubric", "/scoring", "/sign-in", "/sign-in/passkey"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Attune in development, where every route is open, with everybody in it. Whatever a test does to it is undone."""
    place = tmp_path_factory.mktemp("world")
    folder = folder_of(place / "cases", walk=WALK, walk_again=WALK_AGAIN)
    with made(f"sqlite:///{place / 'attune.sqlite3'}", folder, mode="development") as app:
        yield made_world(app, place / "attune.sqlite3")


def routes(app: Flask) -> set[str]:
    return {rule.rule for rule in app.url_map.iter_rules()}


def answers(world: World, rule: str, method: str, **others: object) -> Answers:
    """What everybody is answered, each time in the same world."""
    others = {**studio_policies.OTHERS.get(rule, {}), **others}
    found = {}
    for actor in EVERYBODY:
        if method in CHANGING:
            with world.kept():
                found[actor] = world.ask(actor, rule, method, SENT.get(rule), QUERY.get(rule, ""), **others)
        else:
            found[actor] = world.ask(actor, rule, method, None, QUERY.get(rule, ""), **others)
    return found


def wrong(world: World, expected: Mapping[tuple[str, str], Answers]) -> dict[tuple[str, str], Answers]:
    """Where the answers are others than expected, and for whom."""
    found = {(rule, method): answers(world, rule, method) for rule, method in expected}
    return {
        where: {who: status for who, status in given.items() if status != expected[where][who]}
        for where, given in found.items()
        if given != expected[where]
    }


def test_every_route_and_every_method_of_it_is_listed_here(world: World) -> None:
    there = {
        (rule.rule, method)
        for rule in world.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert there == set(EXPECTED)


def test_every_route_answers_everybody_as_it_should(world: World) -> None:
    assert wrong(world, EXPECTED) == {}


def test_a_method_a_route_does_not_have_is_refused_to_everybody(world: World) -> None:
    listed = set(EXPECTED) | {(rule, "HEAD") for rule, method in EXPECTED if method == "GET"}
    for rule in sorted(routes(world.app) - {"/static/<path:filename>"}):
        for method in METHODS:
            if (rule, method) not in listed:
                for actor in (STRANGER, "owner", "administrator"):
                    assert world.ask(actor, rule, method) == 405, (actor, rule, method)


def test_heads_answer_like_their_pages(world: World) -> None:
    for (rule, method), expected in EXPECTED.items():
        if method == "GET":
            for actor in (STRANGER, "owner", "other leader"):
                others = studio_policies.OTHERS.get(rule, {})
                answered = world.ask(actor, rule, "HEAD", None, QUERY.get(rule, ""), **others)
                assert answered == expected[actor], (actor, rule)


def test_a_finished_attempt_answers_everybody_as_it_should(world: World) -> None:
    owner = world.people["owner"]
    with world.kept():
        attempt = owner.start()
        owner.play_to_the_end("hold-the-gate", "stay-with-it")
        for (rule, method), expected in FINISHED.items():
            assert answers(world, rule, method, attempt_id=attempt) == expected, (rule, method)


IDS = ("attempt_id", "note_id", "review_id", "cohort_id", "assignment_id", "invitation_id")
IDS_OF_THE_STUDIO = ("draft_id", "reading_id", "comment_id")


@pytest.mark.parametrize("name", [*IDS, *IDS_OF_THE_STUDIO, *review_policies.IDS])
def test_an_id_of_nothing_is_not_found_by_anybody(world: World, name: str) -> None:
    for rule, method in EXPECTED:
        if f"<uuid:{name}>" in rule:
            given = answers(world, rule, method, **{name: uuid4()})
            sought = {status for who, status in given.items() if who != STRANGER}
            assert sought == ({422} if rule == "/practices/notes/<uuid:note_id>" else {404}), (rule, method, given)


def test_what_belongs_to_a_cohort_is_not_found_under_another_one(world: World) -> None:
    """Nested ids: the invitation and the member are those of one cohort, the address names the other's."""
    nested = [(rule, method) for rule, method in EXPECTED if rule.startswith(COHORT) and rule.count("<uuid:") > 1]
    assert nested
    for rule, method in nested:
        given = answers(world, rule, method, cohort_id=ELSEWHERE)
        assert set(given.values()) == {302, 404}, (rule, method, given)


def test_nothing_goes_to_a_cohort_of_somebody_else(world: World) -> None:
    """Source and destination: who leads one cohort can neither copy an assignment into another nor invite there."""
    rule = f"{ASSIGNMENT}/copy"
    assert world.ask("leader", rule, "GET", None, f"cohort={ELSEWHERE}") == 404
    for rule, method in EXPECTED:
        if rule.startswith(COHORT) and method == "POST":
            with world.kept():
                assert world.ask("leader", rule, method, SENT.get(rule), "", cohort_id=ELSEWHERE) == 404, rule


def test_every_policy_matters(world: World) -> None:
    """Take each policy away, one after the other: for somebody the answer must be seen to change."""
    declared: dict[str, tuple[str, ...]] = world.app.extensions["attune-policies"]
    unseen = set()
    for endpoint, policies in list(declared.items()):
        if endpoint == "static" or policies in (("anyone",), ("demo",), ("development",)):
            continue  # nothing to open, or it depends on the mode and has a test of its own
        declared[endpoint] = ("anyone",)
        try:
            if not _changes(world, {where: EXPECTED[where] for where in _listed(world.app, endpoint)}):
                unseen.add(endpoint)
        finally:
            declared[endpoint] = policies
    assert unseen == LOCKED_TWICE


def test_no_route_at_all_starts_without_a_policy(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for endpoint in world.app.extensions["attune-policies"]:
        if endpoint != "static":
            with monkeypatch.context() as patch:
                patch.setitem(world.app.view_functions, endpoint, lambda: "open to all")
                with pytest.raises(RuntimeError, match=endpoint):
                    require_policies(world.app)


def test_every_loader_asks_whose_it_is(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let everybody pass for a member of every cohort: what is loaded by a cohort's id must be seen to open up."""
    expected = {
        where: given
        for where, given in EXPECTED.items()
        if where[0].startswith((COHORT, ASSIGNMENT)) and set(given.values()) > {302, 404} and where not in ASKS_AGAIN
    }
    monkeypatch.setattr(Actor, "is_in", lambda *_: True)
    monkeypatch.setattr(Actor, "is_a", lambda *_: True)
    assert set(wrong(world, expected)) == set(expected)
    monkeypatch.undo()
    assert wrong(world, expected) == {}


def _listed(app: Flask, endpoint: str) -> list[tuple[str, str]]:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint]
    return [(rule.rule, method) for rule in rules for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}]


def _changes(world: World, expected: Mapping[tuple[str, str], Answers]) -> bool:
    """Whether a stranger or somebody without the role is answered otherwise than they should be."""
    for (rule, method), given in expected.items():
        for actor in (STRANGER, "peer", "former leader"):
            with world.kept():
                others = studio_policies.OTHERS.get(rule, {})
                if world.ask(actor, rule, method, SENT.get(rule), QUERY.get(rule, ""), **others) != given[actor]:
                    return True
    return False


def test_in_production_almost_nothing_is_open_without_an_account(sqlite_database_url: str, folder: Path) -> None:
    with made(sqlite_database_url, folder, mode="production") as app:
        world = World(app, Path())
        world.browsers[STRANGER] = Browser(app)
        texts = ("slug", "token", "filename", "name", "version", "form", "number", "scene")
        world.ids = {**dict.fromkeys(texts, "none"), "revision": "1", "place": "1"}
        world.ids |= {name: str(uuid4()) for rule in routes(app) for name in re.findall("<uuid:([a-z_]+)>", rule)}
        found = {(rule, method): world.ask(STRANGER, rule, method) for rule, method in EXPECTED if rule in routes(app)}
    assert {rule for (rule, _), status in found.items() if status < 300} == OPEN_IN_PRODUCTION
    assert ("/development/patterns", "GET") not in found
    assert found["/sign-in/demo/<slug>", "POST"] in (403, 404)


def test_the_policy_of_the_demo_is_what_closes_it_in_production(sqlite_database_url: str, folder: Path) -> None:
    with made(sqlite_database_url, folder, mode="production") as app:
        join(app.extensions["attune"], "Ada")
        (slug,) = [one.slug for one in demo_people(app.extensions["attune"])]
        browser, declared = Browser(app), app.extensions["attune-policies"]
        answered = []
        for policies in (declared["accounts.sign_in_demo"], ("anyone",)):
            declared["accounts.sign_in_demo"] = policies
            answered.append(browser.post(f"/sign-in/demo/{slug}", {"csrf_token": browser.token}).status_code)
    assert answered == [404, 303]


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
    assert getattr(allow("signed-in")(lambda: "page"), "policies", None) == ("signed-in",)
