"""The reading page: what it shows to whom, and that nothing which was typed is lost or overwritten."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask

from simulator.engine.rubric import PRINCIPLES
from simulator.usecases import reading_attempts
from simulator.usecases.people import SUPERVISOR
from simulator.usecases.reading_attempts import BLIND, CONSENSUS, SUPERVISION
from simulator.usecases.review_tasks import TaskKey
from tests.usecases.test_reading_attempts import ANSWERS, into_the_queue, rate, rated_twice
from tests.usecases.trainee import OTHER, Trainee, join, made_elsewhere
from tests.web.browsing import Browser
from tests.web.pages import Page

JSON = {"Accept": "application/json"}


@pytest.fixture
def ilse(app: Flask) -> Trainee:
    """A supervisor, seen from the use cases."""
    return join(app.extensions["attune"], "Ilse Brandt", SUPERVISOR)


@pytest.fixture
def other(app: Flask) -> Trainee:
    """Another supervisor of the same cohort."""
    return join(app.extensions["attune"], "Max Weiss", SUPERVISOR)


@pytest.fixture
def desk(app: Flask, ilse: Trainee) -> Browser:
    """Ilse's browser."""
    return Browser(app).come_in(ilse)


@pytest.fixture
def zoe(app: Flask) -> Trainee:
    """A trainee with a finished attempt, in which she went back once."""
    zoe = join(app.extensions["attune"], "Zoe Quist")
    zoe.start()
    zoe.notice(0, 2)
    zoe.respond("ask-at-once", "I was in a hurry.")
    zoe.rewind()
    zoe.play_to_the_end(*ANSWERS)
    zoe.rate_self(attunement="helpful", titration="helpful")
    into_the_queue(zoe)
    return zoe


@pytest.fixture
def page(zoe: Trainee) -> str:
    """The address of the reading page of Zoe's attempt."""
    return f"/reviews/{zoe.attempt}"


def story(who: Trainee, attempt: UUID) -> reading_attempts.ReadingStory:
    return reading_attempts.open_reading(who.store, who.actor, TaskKey(SUPERVISION, attempt))


def save(desk: Browser, page: str, **fields: str) -> Any:
    """Save fields as the script does."""
    named = {name.replace("__", "."): value for name, value in fields.items()}
    return desk.post(f"{page}/save", {"csrf_token": desk.token, **named}, headers=JSON)


def field_of(page: Page, seq: int, place: str, line: int) -> str:
    """The name of the only field for a comment there."""
    found = [one.attributes["name"] for one in page.all("textarea") if "name" in one.attributes]
    (name,) = [name for name in found if name.endswith(f".{seq}.{place}.{line}")]
    return name


def test_the_transcript_shows_what_happened_with_the_case_beside_it(desk: Browser, page: str) -> None:
    words = desk.get(page).words
    for told in (
        "Zoe Quist",
        "Ida stands at the gate of the park.",
        "I was in a hurry.",
        "“I don't know yet.”",
        "Hold the gate for her",
        "2 missed",
        "She had only just come.",
        "Shall we walk a bit first?",
        "Second try, after rewinding: does not count.",
        "The trainee went back from here and tried again: turn 2",
    ):
        assert told in words, told
    assert desk.page.dangers() == []


def test_what_is_typed_is_saved_and_stands_in_its_field_again(desk: Browser, page: str) -> None:
    comment = field_of(desk.get(page), 1, "reaction", 1)
    answer = save(desk, page, level__1__attunement="3", **{comment: "Look at <b>her</b> hands."})
    assert answer.status_code == 200
    assert set(answer.json) == {"at", "revision"}
    again = desk.get(page)
    (chosen,) = [one for one in again.all("input", name="level.1.attunement") if "checked" in one.attributes]
    assert chosen.attributes["value"] == "3"
    assert again.form(f"{page}/save")[comment] == "Look at <b>her</b> hands."
    assert save(desk, page, level__1__attunement="", **{comment: ""}).status_code == 200
    assert desk.get(page).form(f"{page}/save")[comment] == ""


def test_without_a_script_the_whole_form_is_saved_and_leads_back_to_its_place(desk: Browser, page: str) -> None:
    fields = desk.get(page).form(f"{page}/save")
    fields |= {"level.2.titration": "0", field_of(desk.page, 1, "turn", 0): "Well seen.", "at": "turn-2"}
    answer = desk.post(f"{page}/save", fields)
    assert (answer.status_code, answer.location) == (303, f"{page}#turn-2")
    assert "Well seen." in desk.get(page).html
    fields["at"] = "https://example.org"
    assert desk.post(f"{page}/save", fields).location == page


def test_an_old_page_takes_nothing_back_that_was_saved_since(
    desk: Browser, page: str, zoe: Trainee, ilse: Trainee
) -> None:
    old = desk.get(page).form(f"{page}/save")
    save(desk, page, level__1__attunement="4")
    desk.post(f"{page}/save", {**old, "level.1.titration": "2"})
    levels = story(ilse, zoe.attempt).content.levels
    assert {(key.principle, level) for key, level in levels.items()} == {("attunement", 4), ("titration", 2)}


STRANGE = (
    ("level.1.attunement", "5"),
    ("level.1.attunement", "-1"),
    ("level.1.attunement", "٣"),
    ("level.1.attunement", "three"),
    ("level.99.attunement", "3"),
    ("level.1.charm", "3"),
    ("level.1.attunement.charm", "3"),
    ("level.1.titration.reads-cues", "3"),
    ("level.", "3"),
    ("level.1e9.attunement", "3"),
    ("comment.x.1.turn.0", "Hello."),
    (f"comment.{'-' * 36}.1.turn.0", "Hello."),
    (f"comment.{uuid4()}.99.turn.0", "Hello."),
    (f"comment.{uuid4()}.1.nowhere.0", "Hello."),
    (f"comment.{uuid4()}.1.turn.0", "x" * 4001),
    (f"comment.{uuid4()}.1.turn.0", "a\0b"),
    ("dispute.99.attunement", "No."),
)


def test_what_no_page_sends_is_refused_in_a_sentence_and_nothing_typed_is_lost(desk: Browser, page: str) -> None:
    untouched = desk.get(page).form(f"{page}/save")
    note = field_of(desk.page, 2, "turn", 0)
    for name, value in STRANGE:
        told = save(desk, page, **{name: value})
        assert (name, told.status_code) == (name, 422)
        assert told.json["sentence"].endswith(".")
    for name, value in STRANGE[::6]:
        answer = desk.post(f"{page}/save", {**untouched, name: value, note: "Keep me."})
        assert (name, answer.status_code) == (name, 422)
        assert Page(answer.text).alerts
        assert Page(answer.text).form(f"{page}/save")[note].strip() == "Keep me."
    assert save(desk, page, unknown="x").status_code == 200  # what is none of ours is passed over


def test_text_that_was_too_long_stands_in_its_field(desk: Browser, page: str) -> None:
    fields = desk.get(page).form(f"{page}/save")
    name = field_of(desk.page, 0, "summary", 0)
    shown = Page(desk.post(f"{page}/save", {**fields, name: "long " * 900}).text)
    assert shown.form(f"{page}/save")[name].strip() == ("long " * 900).strip()


def test_finishing_sends_it_to_the_trainee_or_keeps_it_for_later(desk: Browser, page: str, zoe: Trainee) -> None:
    fields = desk.get(page).form(f"{page}/save")
    nothing = desk.post(f"{page}/finish", fields)
    assert nothing.status_code == 422
    assert "rate at least one moment" in Page(nothing.text).alerts[0]
    assert desk.post(f"{page}/finish", {**fields, "level.1.attunement": "2"}).status_code == 303
    assert "not sent to the trainee yet" in desk.get(page).words
    (release,) = [one for one in desk.page.all("form", method="post") if "/release/" in one.attributes["action"]]
    desk.send(release.attributes["action"])
    assert "The review is with the trainee now." in desk.page.words
    assert "not sent to the trainee yet" not in desk.page.words
    again = desk.page.form(f"{page}/save")
    same = desk.post(f"{page}/finish", again)
    assert "Nothing has changed" in Page(same.text).alerts[0]
    moved = desk.post(f"{page}/finish", {**again, "level.1.attunement": "4"})
    assert "say in a sentence why" in Page(moved.text).alerts[0]
    why = field_of(desk.get(page), 0, "why", 0)
    fields = {**desk.page.form(f"{page}/save"), why: "I had not seen her hands.", "release": "1"}
    assert desk.post(f"{page}/finish", fields).status_code == 303
    assert "Finished, and sent to the trainee." in desk.get(page).words


def test_the_case_can_be_disputed_where_ones_own_level_differs(desk: Browser, page: str) -> None:
    fields = desk.get(page).form(f"{page}/save")
    answer = desk.post(f"{page}/finish", {**fields, "level.1.attunement": "2", "dispute.1.attunement": "It met her."})
    assert answer.status_code == 422
    assert "it must differ" in Page(answer.text).alerts[0]
    assert Page(answer.text).form(f"{page}/save")["dispute.1.attunement"] == "It met her."
    assert desk.post(f"{page}/finish", {**fields, "level.1.attunement": "3"}).status_code == 303


def test_criteria_can_be_rated_too(desk: Browser, page: str) -> None:
    assert save(desk, page, **{"level.1.attunement.reads-cues": "4"}).status_code == 200
    assert desk.get(page).form(f"{page}/save")["level.1.attunement.reads-cues"] == "4"


CANARIES = (
    "She had only just come.",
    "it may be loud for her",
    "Shall we walk a bit first?",
    "level-helpful",
    "level-missed",
    "Zoe Quist",
    "Max Weiss",
    "What Max has said",
)


def test_a_blind_page_holds_nothing_of_the_case_the_trainee_or_others(
    desk: Browser, page: str, zoe: Trainee, ilse: Trainee, other: Trainee
) -> None:
    their = Browser(desk.app).come_in(other)
    name = field_of(their.get(page), 1, "turn", 0)
    fields = {**their.page.form(f"{page}/save"), "level.1.attunement": "4", name: "What Max has said", "release": "1"}
    assert their.post(f"{page}/finish", fields).status_code == 303
    assert [one for one in CANARIES if one not in desk.get(page).html] == []  # the control
    double = rated_twice(zoe.store, zoe.attempt, ilse, other)
    blind = desk.get(f"/blind/{double}")
    assert desk.status == 200
    assert [one for one in CANARIES if one in blind.html] == []
    assert not re.search(r'class="(harmful|missed|helpful|ring|level)', blind.html)
    assert "Attempt of a trainee" in blind.words
    assert "Ida stands at the gate of the park." in blind.words
    assert save(desk, f"/blind/{double}", level__1__attunement="3").json.keys() == {"at", "revision"}
    assert desk.client.get(page).status_code == 404


def test_a_blind_rating_is_finished_whole_and_then_both_agree(
    desk: Browser, zoe: Trainee, ilse: Trainee, other: Trainee
) -> None:
    double = rated_twice(zoe.store, zoe.attempt, ilse, other)
    blind = f"/blind/{double}"
    fields = desk.get(blind).form(f"{blind}/save")
    part = desk.post(f"{blind}/finish", {**fields, "level.1.attunement": "3"})
    assert "Still open: 1, 3" in Page(part.text).alerts[0]
    everything = {f"level.{seq}.{one}": "3" for seq in (1, 3) for one in PRINCIPLES}
    assert desk.post(f"{blind}/finish", {**fields, **everything}).location == blind
    rate(other, TaskKey(BLIND, double), 3, attunement=1)
    assert desk.client.get(blind).status_code == 404
    together = desk.get(f"{blind}/consensus")
    assert len(together.all("span", class_="tag read-differs")) == 1
    assert "Max Weiss: 1 harmful" in together.words
    only = desk.get(f"{blind}/consensus?differing=1")
    assert len(only.all("article")) == 1
    chosen = [one for one in only.all("input", name="level.1.titration") if "checked" in one.attributes]
    assert [one.attributes["value"] for one in chosen] == ["3"]
    answer = desk.post(f"{blind}/consensus/finish", {**only.form(f"{blind}/consensus/save"), "level.1.attunement": "2"})
    assert answer.status_code == 303
    last = reading_attempts.open_reading(other.store, other.actor, TaskKey(CONSENSUS, double)).last
    assert last
    assert (last.levels[1, "attunement"], last.levels[3, "titration"]) == (2, 3)


def test_what_is_not_ones_own_is_not_there(
    desk: Browser, page: str, screen: Browser, zoe: Trainee, ilse: Trainee, app: Flask
) -> None:
    store = app.extensions["attune"]
    made_elsewhere(store)
    ole = Browser(app).come_in(join(store, "Ole", SUPERVISOR, cohort=OTHER))
    double = rated_twice(store, zoe.attempt, ilse, join(store, "Una", SUPERVISOR))
    for somebody in (ole, screen):
        for address in (page, f"/blind/{double}", f"/blind/{double}/consensus", f"/calibration/rounds/{uuid4()}/1"):
            assert somebody.client.get(address).status_code == 404
            for deed in ("save", "finish"):
                sent = {"csrf_token": somebody.token, "level.1.attunement": "3"}
                assert somebody.post(f"{address}/{deed}", sent).status_code == 404
    assert desk.client.get(f"/calibration/rounds/{uuid4()}/1").status_code == 404


def test_phrases_are_kept_shown_counted_and_deleted(desk: Browser, page: str, app: Flask) -> None:
    desk.get("/reviews/phrases")
    desk.send("/reviews/phrases", text="Lovely pace, and <b>slow</b>.")
    assert "Lovely pace, and <b>slow</b>." in desk.page.words
    shown = desk.send("/reviews/phrases", text="Lovely pace, and <b>slow</b>.")
    assert desk.status == 422
    assert shown.alerts == ["You keep this phrase already."]
    (option,) = [one for one in desk.get(page).all("option") if "data-text" in one.attributes]
    phrase = option.attributes["value"]
    save(desk, page, phrase=phrase, **{field_of(desk.page, 1, "turn", 0): "Lovely pace."})
    assert "used 1 time" in desk.get("/reviews/phrases").words
    other = Browser(app).come_in(join(app.extensions["attune"], "Max Weiss", SUPERVISOR))
    assert "Lovely" not in other.get("/reviews/phrases").words
    assert other.post(f"/reviews/phrases/{phrase}/forget", {"csrf_token": other.token}).status_code == 404
    desk.get("/reviews/phrases")
    desk.send(f"/reviews/phrases/{phrase}/forget")
    assert "Lovely" not in desk.page.words
