"""The same click many times at once: one turn is stored, and everybody gets the same answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from simulator.usecases.verifying import verify
from tests.usecases.trainee import join
from tests.web.browsing import SWAP, Browser

THREADS = 50
T = TypeVar("T")


def at_once(jobs: Sequence[Callable[[], T]]) -> list[T]:
    """Do all of these at the same moment, each in a thread of its own."""
    barrier = Barrier(len(jobs))

    def run(job: Callable[[], T]) -> T:
        barrier.wait()
        return job()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def count(app: Flask, table: str) -> int:
    with app.extensions["attune"].database.read() as session:
        return int(session.execute(text(f"SELECT count(*) FROM {table}")).scalar())  # noqa: S608


def without_csrf(page: str) -> str:
    """The page apart from its CSRF tokens, which are made anew each time."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", page)


@pytest.fixture
def window(any_app: Flask) -> Browser:
    """Ada's browser, on either database."""
    return Browser(any_app).come_in(join(any_app.extensions["attune"], "Ada"))


def send_everywhere(window: Browser, path: str, swap: bool, **fields: str) -> list[TestResponse]:
    """The form of the current page sent by many windows at once."""
    form = {**window.page.form(path), **fields}
    headers = SWAP if swap else {}
    windows = [window.twin() for _ in range(THREADS)]
    return at_once([lambda one=one: one.post(path, form, headers=headers) for one in windows])  # type: ignore[misc]


@pytest.mark.parametrize("swap", [False, True], ids=["a page", "a part of a page"])
@pytest.mark.parametrize("mode", ["practice", "assessment"])
def test_one_response_sent_fifty_times_at_once_is_one_turn_and_one_answer(
    window: Browser, swap: bool, mode: str
) -> None:
    attempt = window.start(mode=mode)
    window.go_to(attempt)
    answers = send_everywhere(
        window, f"{attempt}/respond", swap, response="hold-the-gate", reason="Only once.", moment="Mine."
    )
    assert {answer.status_code for answer in answers} == {200 if swap else 303}
    assert len({answer.headers.get("Location") for answer in answers}) == 1
    assert len({without_csrf(answer.text) for answer in answers}) == 1
    assert count(window.app, "turn") == 1
    assert count(window.app, "reflection") == 1
    assert verify(window.store).discrepancies == ()


def test_one_answer_sent_again_much_later_still_leads_to_the_attempt_and_changes_nothing(window: Browser) -> None:
    attempt = window.start()
    window.go_to(attempt)
    form = {**window.page.form(f"{attempt}/respond"), "response": "hold-the-gate", "reason": "Once."}
    window.send(f"{attempt}/respond", **form)
    window.respond(attempt, "stay-with-it")
    shown = window.get(attempt)
    answer = window.post(f"{attempt}/respond", form)
    assert (answer.status_code, answer.headers["Location"]) == (303, attempt)
    again = window.post(f"{attempt}/respond", form, headers=SWAP)
    assert (again.status_code, count(window.app, "turn")) == (200, 2)
    assert without_csrf(again.text).strip() in without_csrf(shown.html)


def test_different_responses_to_one_moment_sent_at_once_are_one_turn(window: Browser) -> None:
    attempt = window.start()
    window.go_to(attempt)
    form = window.page.form(f"{attempt}/respond")
    responses = ["hold-the-gate", "ask-at-once", "pull-her-along"] * 10
    windows = [window.twin() for _ in responses]
    answers = at_once(
        [
            lambda one=one, given=given: one.post(f"{attempt}/respond", {**form, "response": given})  # type: ignore[misc]
            for one, given in zip(windows, responses, strict=True)
        ]
    )
    assert count(window.app, "turn") == 1
    with window.store.database.read() as session:
        stored = session.execute(text("SELECT response FROM turn")).scalar()
    for given, answer in zip(responses, answers, strict=True):
        assert answer.status_code == (303 if given == stored else 409)


def test_a_beat_sent_at_once_by_many_windows_is_taken_once(window: Browser) -> None:
    attempt = window.start(say_first="true")
    for way, fields, beat in (
        ("notice", {"cues": "1"}, "say"),
        ("say", {"words": "Good morning."}, "respond"),
        ("respond", {"response": "ask-at-once"}, "feel"),
        ("rewind", {}, "respond"),
        ("respond", {"response": "hold-the-gate"}, "feel"),
        ("continue", {}, "say"),
    ):
        statuses = [answer.status_code for answer in send_everywhere(window, f"{attempt}/{way}", False, **fields)]
        assert statuses.count(303) == (THREADS if way == "respond" else 1), way
        assert set(statuses) <= {303, 409}
        window.get(attempt)
        assert window.beat() == beat
    assert count(window.app, "turn") == 2
    assert verify(window.store).discrepancies == ()


def test_a_case_begun_and_closed_by_many_windows_is_begun_and_closed_once(window: Browser) -> None:
    window.get("/cases/walk")
    begun = send_everywhere(window, "/cases/walk/attempts", False)
    assert len({(answer.status_code, answer.headers["Location"]) for answer in begun}) == 1
    attempt = begun[0].headers["Location"]
    window.respond(attempt, "hold-the-gate")
    window.respond(attempt, "stay-with-it")
    window.go_to(attempt, "ending")
    closed = send_everywhere(window, f"{attempt}/finish", False)
    assert {(answer.status_code, answer.headers["Location"]) for answer in closed} == {(303, f"{attempt}/debrief")}
    window.get(f"{attempt}/debrief")
    rated = send_everywhere(window, f"{attempt}/self-rating", False, attunement="helpful", titration="missed")
    assert {(answer.status_code, answer.headers["Location"]) for answer in rated} == {(303, f"{attempt}/debrief")}
    assert [count(window.app, table) for table in ("attempt", "self_rating")] == [1, 2]
    assert verify(window.store).discrepancies == ()
