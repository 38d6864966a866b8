"""What a supervisor is to rate blind gives nothing away on any page: not what others think, not whose attempt it is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID, uuid4

import pytest
from flask import Flask

from simulator.engine.scenario import Scenario
from simulator.storage.review_records import CommentRecord
from simulator.usecases import asking, reviewing
from simulator.usecases.catalogue import Store
from simulator.usecases.people import COURSE_LEADER, SUPERVISOR
from simulator.usecases.reviewing import Changes, DisputeKey, LevelKey
from tests.usecases.reviewed import EVERY, calibrated, doubled, finish, finish_all, key_of, played
from tests.usecases.trainee import COHORT, Trainee, join
from tests.web.browsing import Browser

HERE = f"/cohorts/{COHORT}"
SAID = ("Vera wrote a comment", "Vera disputes it", "Max wrote a comment", "Zoe asks for a talk")
EVERYWHERE = (
    *("/", "/queue?show-all=1", "/queue?by=help&reading=all", "/ratings/tasks", "/reviews/phrases", "/portfolio"),
    *(f"{HERE}/ratings", f"{HERE}/ratings.csv", f"{HERE}/agreement", f"{HERE}/calibration", "/account/privacy"),
)
BY_NAME = (f"{HERE}/heat-map", f"{HERE}/heat-map.csv?table=heat_map")
"""Pages that name every trainee of the cohort."""


class Rated(NamedTuple):
    """An attempt of Zoe's that Vera has read; Ilse and Max rate it blind, and Max has finished."""

    zoe: Trainee
    attempt: UUID
    review: UUID
    thread: UUID
    blind: str


@pytest.fixture
def store(app: Flask) -> Store:
    found: Store = app.extensions["attune"]
    return found


@pytest.fixture
def ilse(store: Store) -> Trainee:
    return join(store, "Ilse Brandt", SUPERVISOR)


@pytest.fixture
def vera(store: Store) -> Trainee:
    return join(store, "Vera Lund", SUPERVISOR)


@pytest.fixture
def rated(store: Store, ilse: Trainee, vera: Trainee) -> Rated:
    zoe, max_, thread = join(store, "Zoe Quist"), join(store, "Max Weiss", SUPERVISOR), uuid4()
    attempt = played(zoe)
    said = CommentRecord(thread, 1, "turn", 0, SAID[0])
    disputes = {DisputeKey(1, "attunement"): SAID[1]}
    levels = {LevelKey(1, "attunement"): 1}
    reviewing.save(store, vera.actor, key_of(attempt), Changes(levels, (said,), disputes))
    review = reviewing.finish(store, vera.actor, key_of(attempt), release_it=True)
    asking.ask(store, zoe.actor, attempt, "conversation", SAID[3])
    key = doubled(ilse, max_, attempt)
    theirs = CommentRecord(uuid4(), 1, "turn", 0, SAID[2])
    reviewing.save(store, max_.actor, key, Changes(EVERY, (theirs,)))
    reviewing.finish(store, max_.actor, key)
    return Rated(zoe, attempt, review, thread, f"/blind/{key.task_id}")


def judgements(case: Scenario) -> Iterator[str]:
    """What a case says about what was noticed and answered."""
    for scene in case.scenes:
        yield from (cue.feedback for cue in scene.cues if cue.feedback)
        for response in scene.responses:
            yield from (rating.feedback for rating in response.ratings)


def text_of(browser: Browser, path: str) -> str:
    answer = browser.client.get(path, follow_redirects=True)
    assert answer.status_code == 200, path
    return answer.text


def test_no_page_tells_a_rater_what_others_said_or_whose_attempt_it_is(
    app: Flask, ilse: Trainee, vera: Trainee, rated: Rated
) -> None:
    rater, reader = Browser(app).come_in(ilse), Browser(app).come_in(vera)
    pages = {path: text_of(rater, path) for path in (*EVERYWHERE, rated.blind)}
    named = {path: text_of(rater, path) for path in (*BY_NAME, f"{HERE}/trainees/{rated.zoe.actor.id}")}
    for path, text in (pages | named).items():
        assert [one for one in (*SAID, str(rated.attempt), str(rated.review)) if one in text] == [], path
    assert [path for path, text in pages.items() if "Zoe" in text] == []
    seen = "".join(text_of(reader, path) for path in (*EVERYWHERE, *BY_NAME, f"/reviews/{rated.attempt}"))
    assert [one for one in (SAID[0], SAID[1], SAID[3], str(rated.attempt), "Zoe") if one not in seen] == []


def test_the_blind_page_holds_no_judgement_of_the_case(
    app: Flask, ilse: Trainee, vera: Trainee, rated: Rated, store: Store
) -> None:
    words = set(judgements(store.catalogue.current["walk"]))
    blind = text_of(Browser(app).come_in(ilse), rated.blind)
    seen = text_of(Browser(app).come_in(vera), f"/reviews/{rated.attempt}")
    assert [one for one in words if one in blind] == []
    assert [one for one in words if one in seen] != []


def test_what_is_asked_for_by_its_number_is_not_there(app: Flask, ilse: Trainee, rated: Rated) -> None:
    rater = Browser(app).come_in(ilse)
    here = f"/reviews/{rated.attempt}"
    assert rater.client.get(here).status_code == 404
    assert rater.client.get(f"{rated.blind}/consensus").status_code == 404
    rater.get(rated.blind)
    token = {"csrf_token": rater.token, "answer": "So?", "level.1.attunement": "3", "attempts": str(rated.attempt)}
    for path in (
        *(f"{here}/save", f"{here}/finish", f"{here}/release/{rated.review}", f"{here}/comments/{rated.thread}"),
        *("/queue/release", f"{rated.blind}/consensus/save", f"{rated.blind}/consensus/finish"),
    ):
        assert rater.post(path, token).status_code == 404, path
    saved = rater.post(f"{rated.blind}/save", token, headers={"Accept": "application/json"})
    assert set(saved.json or ()) == {"revision", "at"}


def test_the_portfolio_of_whose_attempt_it_is_looks_like_that_of_anybody_else(
    app: Flask, ilse: Trainee, rated: Rated, store: Store
) -> None:
    rater, other = Browser(app).come_in(ilse), join(store, "Carl Bern")
    pages = [
        text_of(rater, f"{HERE}/trainees/{one.actor.id}").replace(name, "…").replace(str(one.actor.id), "…")
        for one, name in ((rated.zoe, "Zoe Quist"), (other, "Carl Bern"))
    ]
    words = [page[page.index("<main") :] for page in pages]
    assert words[0] == words[1]
    assert "left out" in words[0]


def test_a_course_leader_who_rates_too_is_not_told_whose_attempt_it_is(app: Flask, store: Store) -> None:
    both, other = join(store, "Both", COURSE_LEADER, SUPERVISOR), join(store, "Max", SUPERVISOR)
    leader = join(store, "Noor", COURSE_LEADER)
    zoe, kim = join(store, "Zoe Quist"), join(store, "Kim Aalto")
    doubled(both, other, played(zoe))
    calibrated(leader, played(kim))
    pages = (f"{HERE}/double-ratings", f"{HERE}/calibration")
    rater, reader = Browser(app).come_in(both), Browser(app).come_in(leader)
    listed = text_of(rater, pages[0])
    assert "Zoe" not in listed
    assert "you rate it blind" in listed
    assert "Zoe" in text_of(reader, pages[0])


def test_a_consensus_waits_while_the_attempt_is_in_a_calibration(app: Flask, store: Store, ilse: Trainee) -> None:
    other, leader = join(store, "Max", SUPERVISOR), join(store, "Noor", COURSE_LEADER)
    attempt = played(join(store, "Zoe Quist"))
    key = doubled(ilse, other, attempt)
    for rater in (ilse, other):
        finish_all(rater, key)
    browser, page = Browser(app).come_in(ilse), f"/blind/{key.task_id}/consensus"
    assert browser.client.get(page).status_code == 200
    assert page in text_of(browser, "/ratings/tasks")
    calibrated(leader, attempt)
    assert browser.client.get(page).status_code == 404
    assert page not in text_of(browser, "/ratings/tasks")


def test_a_request_for_a_reading_is_over_once_one_was_released(app: Flask, store: Store, vera: Trainee) -> None:
    zoe, reader = join(store, "Zoe Quist"), Browser(app).come_in(vera)
    attempt = played(zoe)
    asking.ask(store, zoe.actor, attempt, "reading", SAID[3])
    assert f"/reviews/{attempt}" in text_of(reader, BY_NAME[0])
    finish(vera, key_of(attempt), release=True, at=datetime.now(UTC), attunement_1=3)
    assert f"/reviews/{attempt}" not in text_of(reader, BY_NAME[0])
