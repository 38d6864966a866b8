"""Forms and addresses that nobody sends in good faith: an answer comes in time, never that something broke."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from uuid import uuid4

import pytest
from flask import Flask

from simulator.storage.review_records import CommentRecord
from simulator.usecases import reviewing
from simulator.usecases.catalogue import Store
from simulator.usecases.people import COURSE_LEADER, SUPERVISOR
from simulator.usecases.reviewing import MOST_COMMENTS, Changes
from tests.usecases.reviewed import calibrated, doubled, key_of, played
from tests.usecases.trainee import COHORT, Trainee, join
from tests.web.browsing import Browser

ODD = ("9" * 400, "-½", "\0", "9999-12-31")
QUERIES = {
    "/queue": ("page", "by", "reading", "cohort", "case", "harmful"),
    f"/cohorts/{COHORT}/ratings": ("page", "by", "since", "until", "purpose", "attempt", "entry", "revert"),
    f"/cohorts/{COHORT}/ratings.csv": ("by", "since", "until"),
    f"/cohorts/{COHORT}/heat-map": ("by", "before", "after", "first", "since", "until", "from", "to"),
    f"/cohorts/{COHORT}/heat-map.csv": ("table", "before", "since"),
    f"/cohorts/{COHORT}/heat-map.pdf": ("before", "since"),
    f"/cohorts/{COHORT}/double-ratings": ("how", "percent", "assignment", "case", "attempts", "seed"),
    f"/cohorts/{COHORT}/agreement": ("assignment", "since"),
    f"/cohorts/{COHORT}/calibration": ("attempts", "title"),
    "/portfolio/csv": ("table",),
    "/next": ("days", "criterion"),
    "/ratings/tasks": ("page",),
}


@pytest.fixture
def store(app: Flask) -> Store:
    found: Store = app.extensions["attune"]
    return found


@pytest.fixture
def ilse(store: Store) -> Trainee:
    """A supervisor who leads the course too."""
    return join(store, "Ilse", SUPERVISOR, COURSE_LEADER)


@pytest.fixture
def desk(app: Flask, ilse: Trainee) -> Browser:
    return Browser(app).come_in(ilse)


def test_no_address_breaks_a_page(desk: Browser, store: Store) -> None:
    played(join(store, "Zoe"))
    for path, names in QUERIES.items():
        for value in ODD:
            status = desk.client.get(path, query_string=dict.fromkeys(names, value)).status_code
            assert status in (200, 400, 404, 422), (path, value)


def test_no_number_in_a_path_breaks_a_page(desk: Browser, store: Store, ilse: Trainee) -> None:
    key = calibrated(ilse, played(join(store, "Zoe")))
    for place in ("0", "2", "9" * 400):
        assert desk.client.get(f"/calibration/rounds/{key.task_id}/{place}").status_code == 404
    for version in ("%00", "x" * 5_000, "%E2%80%AE"):
        assert desk.client.get(f"/drills/{version}/gate").status_code == 404


def spiteful() -> Iterator[dict[str, str]]:
    """Forms with a great many fields, great numbers, and deep or false fingerprints."""
    yield {f"level.{number}.attunement": "3" for number in range(20_000)}
    yield {f"comment.{uuid4()}.1.turn.0": "x" for _ in range(6_000)}
    yield {f"x{number}": "y" for number in range(30_000)}
    yield {"level.999999.attunement": "3"}
    yield {"level.1.attunement": "9" * 300_000}
    yield {"level.1." + "a-" * 200_000: "3"}
    yield {"dispute.1.attunement": "x" * 700_000}
    number = '{"level.1.attunement":' + "9" * 100_000 + "}"
    for seen in ("[" * 200_000, '{"a":' * 100_000, number, "1e999", '"x"', "\0"):
        yield {"seen": seen, "level.1.attunement": "5"}
    yield {"seen": json.dumps({"level.1.attunement": [[]]}), "level.1.attunement": "\ud83d\0"[1:]}
    yield {"phrase": "x" * 1_000, "level.1.attunement": "٣"}


def test_no_form_breaks_a_reading_or_keeps_it_busy(desk: Browser, store: Store) -> None:
    attempt = played(join(store, "Zoe"))
    desk.get(f"/reviews/{attempt}")
    token, spent = desk.token, dict[int, float]()
    for number, form in enumerate(spiteful()):
        started = time.process_time()
        answer = desk.post(f"/reviews/{attempt}/{('save', 'finish')[number % 2]}", {"csrf_token": token, **form})
        spent[number] = time.process_time() - started
        assert answer.status_code in (303, 413, 422), number
    assert max(spent.values()) < 5, spent


def test_a_review_with_as_much_as_it_may_hold_is_shown_in_time(desk: Browser, store: Store, ilse: Trainee) -> None:
    attempt = played(join(store, "Zoe"))
    said = tuple(CommentRecord(uuid4(), 1, "turn", 0, "<" * 4_000) for _ in range(MOST_COMMENTS))
    reviewing.save(store, ilse.actor, key_of(attempt), Changes(comments=said))
    started = time.process_time()
    assert desk.client.get(f"/reviews/{attempt}").status_code == 200
    assert time.process_time() - started < 3


def test_a_number_of_something_else_is_not_there(desk: Browser, store: Store, ilse: Trainee) -> None:
    """Everything that hangs on an attempt, asked for under another attempt, and readings under the wrong numbers."""
    zoe, max_ = join(store, "Zoe"), join(store, "Max", SUPERVISOR)
    one, other, blind = played(zoe), played(zoe), played(zoe)
    thread = uuid4()
    said = CommentRecord(thread, 1, "turn", 0, "Well timed.")
    reviewing.save(store, ilse.actor, key_of(one), Changes({reviewing.LevelKey(1, "attunement"): 1}, (said,)))
    review = reviewing.finish(store, ilse.actor, key_of(one), release_it=True)
    key, round_ = doubled(ilse, max_, blind), calibrated(ilse, other)
    token = {"csrf_token": (desk.get("/queue"), desk.token)[1], "answer": "So.", "level.1.attunement": "3"}
    for path in (
        *(f"/reviews/{other}/comments/{thread}", f"/reviews/{other}/release/{review}", f"/reviews/{review}/save"),
        *(f"/blind/{one}/save", f"/blind/{round_.task_id}/save", f"/calibration/rounds/{key.task_id}/1/save"),
        *(f"/reviews/{key.task_id}/save", f"/reviews/{blind}/save", f"/calibration/rounds/{round_.task_id}/2/finish"),
        *(f"/blind/{key.task_id}/consensus/save", f"/double-ratings/{one}/withdraw", f"/calibration/{one}/close"),
        *(f"/queue/requests/{one}/settle", f"/reviews/phrases/{one}/forget", f"/studio/disputes/{one}"),
    ):
        answer = desk.post(path, token | {"outcome": "case stays"})
        assert answer.status_code == 404, path
    assert desk.post(f"/reviews/{one}/comments/{thread}", token).status_code == 303
    trainee = Browser(desk.app).come_in(zoe)
    token = {"csrf_token": (trainee.get("/"), trainee.token)[1], "answer": "So."}
    assert trainee.post(f"/attempts/{other}/comments/{thread}", token).status_code == 404
    assert trainee.post(f"/attempts/{one}/comments/{thread}", token).status_code == 303
