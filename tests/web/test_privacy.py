"""The page about one's data, the two downloads, erasing, and the log: for whom, and what they show."""

from __future__ import annotations

import json
import logging
from contextlib import suppress
from uuid import UUID, uuid4

import pytest
from flask import Flask

from simulator.storage import audit, cohorts, people
from simulator.storage.cohorts import MemberRecord
from simulator.storage.database import Session
from simulator.storage.records import PersonRecord
from simulator.usecases import accounts, members, practice_notes, privacy
from simulator.usecases.errors import NotFound
from simulator.usecases.people import actor as actor_of
from tests.usecases.erasable import Marked, mark, word
from tests.usecases.trainee import COHORT, NOW, Trainee, join
from tests.web.browsing import SWAP, Browser
from tests.web.pages import Page

PAYLOAD = "<script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.fixture
def root(app: Flask) -> Browser:
    """An administrator."""
    return Browser(app).come_in(join(app.extensions["attune"], "Root", "administrator"))


def logged(browser: Browser, trainee: Trainee) -> list[str]:
    with browser.store.database.read() as session:
        return [one.action for one in audit.entries(session, {"person_id": trainee.actor.id})]


class TestThePage:
    """What is kept, in plain words."""

    def test_says_of_everything_why_how_long_and_who_sees_it(self, screen: Browser) -> None:
        page = screen.get("/account/privacy")
        assert screen.status == 200
        for topic in privacy.topics():
            for words in (topic.what, topic.why, topic.kept, topic.seen_by):
                assert words in page.words

    def test_says_what_is_deleted_and_what_stays(self, screen: Browser) -> None:
        page = screen.get("/account/privacy")
        lists = [element.text for element in page.all("ul")]
        deleted, stays = (text for text in lists if "Your private notes" in text or "Each answer" in text)
        assert "Your private notes in a case" in deleted
        assert "Each answer you give in a case" in stays

    def test_is_for_people_who_are_signed_in(self, stranger: Browser) -> None:
        for path in ("/account/privacy", "/account/privacy/copy.json", "/account/privacy/copy.html", "/account/audit"):
            assert stranger.client.get(path).status_code == 302


class TestTheDownloads:
    """Download my data."""

    def test_come_as_files_and_are_noted(self, screen: Browser, ada: Trainee) -> None:
        for path, kind in (("copy.json", "application/json"), ("copy.html", "text/html")):
            answer = screen.client.get(f"/account/privacy/{path}")
            assert answer.mimetype == kind
            assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
            assert answer.headers["Cache-Control"] == "no-store"
        assert logged(screen, ada).count("data downloaded") == 2

    def test_hold_the_same_words(self, app: Flask) -> None:
        browser, marked = somebody_marked(app)
        for path in ("copy.json", "copy.html"):
            text = browser.client.get(f"/account/privacy/{path}").text
            missing = {one for one in (*marked.words, *marked.private) if one not in text}
            assert missing == {word("session")}
            assert not [one for one in marked.sealed if one in text]

    def test_are_of_nobody_else(self, app: Flask, peer: Browser) -> None:
        somebody_marked(app)
        for path in ("copy.json", "copy.html"):
            assert "kanari" not in peer.client.get(f"/account/privacy/{path}").text

    def test_to_read_is_one_document_that_loads_and_runs_nothing(self, screen: Browser, ada: Trainee) -> None:
        practice_notes.keep(ada.store, ada.actor, "three-breaths", 3, uuid4(), PAYLOAD)
        page = Page(screen.client.get("/account/privacy/copy.html").text)
        assert [one for one in page.dangers() if one != "<style>"] == []
        assert not page.all("link")
        assert not page.all("script")
        assert not page.all("img")
        assert PAYLOAD in page.words

    def test_for_a_program_is_json_whatever_was_typed(self, screen: Browser, ada: Trainee) -> None:
        practice_notes.keep(ada.store, ada.actor, "three-breaths", 3, uuid4(), '"}\u2028</script>\n=1+1')
        data = json.loads(screen.client.get("/account/privacy/copy.json").data)["data"]
        assert data["practice_note"][0]["text"] == '"}\u2028</script>\n=1+1'

    def test_do_not_tell_what_is_rated_in_an_assessment_that_goes_on(self, screen: Browser, ada: Trainee) -> None:
        ada.start(mode="assessment")
        ada.play("hold-the-gate")
        text = screen.client.get("/account/privacy/copy.html").text
        assert "hold-the-gate" in text
        assert "advanced" not in text
        assert "not been released yet" in text


class TestErasingMyself:
    """Have it erased."""

    def test_happens_at_once_and_ends_the_session(self, screen: Browser, ada: Trainee) -> None:
        other = Browser(screen.app).come_in(ada)
        screen.get("/account/privacy")
        page = screen.send("/account/privacy/erase", name="Ada")
        assert "Erased" in page.words
        assert actor_of(ada.store, ada.actor.id) is None
        for browser in (screen, other):
            assert browser.client.get("/account/privacy").status_code == 302

    def test_needs_the_name_and_keeps_what_was_typed(self, screen: Browser, ada: Trainee) -> None:
        screen.get("/account/privacy")
        page = screen.send("/account/privacy/erase", name="Adam")
        assert screen.status == 422
        assert "Nothing was erased" in page.one("p", class_="notice").text
        assert page.one("input", id="name").attributes["value"] == "Adam"
        assert actor_of(ada.store, ada.actor.id)

    @pytest.mark.parametrize("typed", ["\0", "\ud800", "x" * 50_000, PAYLOAD])
    def test_takes_anything_for_a_wrong_name(self, screen: Browser, typed: str) -> None:
        token = screen.token
        body = {"csrf_token": token, "name": typed.encode("utf-8", "surrogatepass")}
        answer = screen.client.post("/account/privacy/erase", data=body)
        assert answer.status_code == 422
        assert Page(answer.text).dangers() == []

    def test_needs_the_csrf_token(self, screen: Browser, ada: Trainee) -> None:
        assert screen.post("/account/privacy/erase", {"name": "Ada"}).status_code == 403
        assert actor_of(ada.store, ada.actor.id)

    def test_is_refused_to_the_only_administrator_in_a_sentence(self, root: Browser) -> None:
        root.get("/account/privacy")
        page = root.send("/account/privacy/erase", name="Root")
        assert root.status == 422
        assert "only administrator" in page.one("p", class_="notice").text


class TestErasingSomebodyElse:
    """An administrator does it for somebody who has asked otherwise."""

    def test_asks_for_their_name(self, root: Browser, ada: Trainee) -> None:
        path = f"/people/{ada.actor.id}/erase"
        page = root.get(path)
        assert "Ada" in page.words
        page = root.send(path, name="nobody")
        assert root.status == 422
        assert "Nothing was erased" in page.one("p", class_="notice").text
        root.send(path, name="ada")
        assert root.status == 200
        assert actor_of(ada.store, ada.actor.id) is None
        root.get(path)
        assert root.status == 404

    @pytest.mark.parametrize("role", ["trainee", "course leader", "supervisor"])
    def test_is_not_there_for_anybody_else(self, app: Flask, ada: Trainee, role: str) -> None:
        browser = Browser(app).come_in(join(ada.store, "Else", role))
        path = f"/people/{ada.actor.id}/erase"
        assert browser.client.get(path).status_code == 404
        assert browser.post(path, {"csrf_token": browser.token, "name": "Ada"}).status_code == 404
        assert actor_of(ada.store, ada.actor.id)

    def test_is_not_there_for_oneself_or_nobody(self, root: Browser) -> None:
        own = next(one.id for one in everybody(root) if one.name == "Root")
        for person in (own, uuid4()):
            assert root.client.get(f"/people/{person}/erase").status_code == 404
            data = {"csrf_token": root.token, "name": "Root"}
            assert root.post(f"/people/{person}/erase", data).status_code == 404


class TestTheLog:
    """Everything about me or done by me."""

    def test_says_what_happened_and_who_did_it_newest_first(self, screen: Browser, ada: Trainee) -> None:
        cem = join(ada.store, "Cem Aydin", "course leader")
        with ada.store.database.write() as session:
            audit.note(
                session, "role given", NOW, actor=cem.actor.id, person=ada.actor.id, cohort=COHORT, role="supervisor"
            )
            audit.note(session, "an action of a later release", NOW, actor=None, person=ada.actor.id)
            session.commit()
        page = screen.get("/account/audit")
        rows = [element.text for element in page.all("tr")]
        (given,) = (row for row in rows if "A role was given: supervisor." in row)
        assert "Cem Aydin" in given
        assert "Autumn" in given
        assert "An action of a later release." in page.words
        assert "the site itself" in page.words
        assert "Signed in." in rows[1]

    def test_shows_nothing_that_is_somebody_elses(self, screen: Browser, ada: Trainee) -> None:
        with ada.store.database.write() as session:
            audit.note(session, "kanari", NOW, actor=None, person=join_id(session, "Ben"))
            session.commit()
        assert "Kanari" not in screen.get("/account/audit").words

    def test_names_an_erased_person_no_more(self, screen: Browser, ada: Trainee) -> None:
        cem = join(ada.store, "Cem Aydin", "course leader")
        with ada.store.database.write() as session:
            audit.note(session, "role taken", NOW, actor=cem.actor.id, person=ada.actor.id, role="trainee")
            session.commit()
        privacy.erase_self(ada.store, cem.actor, "Cem Aydin")
        page = screen.get("/account/audit")
        assert "Cem" not in page.words
        assert "an erased person" in page.words

    def test_comes_in_pages(self, screen: Browser, ada: Trainee) -> None:
        with ada.store.database.write() as session:
            for _ in range(privacy.ENTRIES_PER_PAGE):
                audit.note(session, "signed in", NOW, actor=ada.actor.id, person=ada.actor.id)
            session.commit()
        page = screen.get("/account/audit")
        assert len(page.all("tr")) == privacy.ENTRIES_PER_PAGE + 1
        (older,) = (one.attributes["href"] for one in page.all("a", class_="button") if one.text == "Older")
        assert len(screen.get(older).all("tr")) == 2
        for number in ("0", "-1", "x", "99999", "9" * 40, "²"):
            screen.get(f"/account/audit?page={number}")
            assert screen.status == 200


def test_nobodys_page_shows_a_word_of_somebody_who_was_erased(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    store = app.extensions["attune"]
    _, marked = somebody_marked(app)
    roles = ("trainee", "course leader", "supervisor", "administrator")
    browsers = [Browser(app).come_in(join(store, role.split()[-1].title(), role)) for role in roles]
    before = {path for browser in browsers for path, text in pages(browser, marked) if "kanari" in text}
    assert before, "there are pages that show such words while the person is there"
    privacy.erase_self(store, marked.trainee.actor, word("name"))
    after = {path for browser in (*browsers, Browser(app)) for path, text in pages(browser, marked) if "kanari" in text}
    assert after == set()
    assert "kanari" not in caplog.text


def somebody_marked(app: Flask) -> tuple[Browser, Marked]:
    """Somebody with a word in every field, at their browser."""
    marked = mark(app.extensions["attune"])
    return Browser(app).come_in(marked.trainee), marked


def pages(browser: Browser, marked: Marked) -> list[tuple[str, str]]:
    """Every page that can be opened by GET, as this browser sees it."""
    known = {
        "person_id": str(marked.trainee.actor.id),
        "cohort_id": str(COHORT),
        "attempt_id": str(marked.finished),
        "slug": "walk",
        "revision": "1",
        "place": "1",
        "form": "csv",
    }
    found = []
    for rule in browser.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint != "static":
            values = {name: known.get(name, str(uuid4())) for name in rule.arguments}
            path = browser.app.url_map.bind("localhost").build(rule.endpoint, values)
            found.append((path, browser.client.get(path).get_data().decode("utf-8", "replace")))
    return found


def everybody(browser: Browser) -> tuple[PersonRecord, ...]:
    with browser.store.database.read() as session:
        return people.people(session)


def join_id(session: Session, name: str) -> UUID:
    return people.add_person(session, name=name, at=NOW).id


def erased_first(monkeypatch: pytest.MonkeyPatch, module: object, name: str, gone: Trainee) -> None:
    """Let a use case find that somebody was erased after the request had been let in."""
    deed = getattr(module, name)

    def late(*about: object, **more: object) -> object:
        with suppress(NotFound):
            privacy.erase_self(gone.store, gone.actor, gone.actor.name)
        return deed(*about, **more)

    monkeypatch.setattr(module, name, late)


@pytest.mark.parametrize("swap", [False, True])
def test_whoever_is_erased_while_a_request_is_under_way_is_signed_out(
    any_app: Flask, monkeypatch: pytest.MonkeyPatch, swap: bool
) -> None:
    ada = join(any_app.extensions["attune"], "Ada")
    browser = Browser(any_app).come_in(ada)
    fields = {"csrf_token": browser.token, "name": "Ada, too late"}
    erased_first(monkeypatch, accounts, "change_self", ada)
    answer = browser.post("/account", fields, headers=SWAP if swap else {})
    assert answer.status_code == (401 if swap else 303)
    assert swap or answer.headers["Location"] == "/sign-in"
    assert browser.client.get("/account").headers["Location"].startswith("/sign-in")


def test_what_is_about_somebody_erased_meanwhile_is_not_there(any_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    store = any_app.extensions["attune"]
    ben, leader = join(store, "Ben"), Browser(any_app).come_in(join(store, "Noor", "course leader"))
    fields = {"csrf_token": leader.token, "person_id": str(ben.actor.id), "role": "supervisor"}
    was = MemberRecord(ben.actor.id, "Ben", "trainee", NOW)  # as the cohort was read a moment ago
    monkeypatch.setattr(cohorts, "members", lambda *_: (was,))
    erased_first(monkeypatch, members, "give_role", ben)
    answer = leader.post(f"/cohorts/{COHORT}/members", fields)
    assert answer.status_code == 404
    assert "Nothing here" in answer.text
