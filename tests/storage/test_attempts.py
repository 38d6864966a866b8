"""An attempt is found only by its owner, moves on, and is finished once."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from simulator.engine.scoring import Score
from simulator.engine.state import State
from simulator.storage import attempts
from simulator.storage.database import Database
from simulator.storage.errors import StoreConflict
from simulator.storage.records import AttemptRecord, PersonRecord
from tests.storage.making import LATER, NOW, SCENARIO, START_GAUGES, make_attempt, play, writing

SCORES = (Score("attunement", 3, 4, 3, 1), Score("titration", 0, 2, 1, 0), Score("fierce-compassion", 0, 0, 0, 0))


def stored(database: Database, attempt: AttemptRecord) -> AttemptRecord:
    with database.read() as session:
        found = attempts.attempt_of(session, attempt.person_id, attempt.id)
    assert found is not None
    return found


def test_an_attempt_is_read_as_it_was_begun(database: Database, begun: AttemptRecord) -> None:
    assert stored(database, begun) == begun
    assert begun.start_gauges == START_GAUGES
    assert (begun.head, begun.turns, begun.finished_at, begun.scores) == (0, 0, None, None)


def test_an_attempt_may_be_begun_under_an_id_chosen_before(database: Database, ada: PersonRecord) -> None:
    chosen = uuid4()
    with writing(database) as session:
        first = make_attempt(session, ada.id)
        kept = first._asdict() | {"attempt_id": chosen, "at": NOW, "continues": first.id}
        begin = ("attempt_id", "person_id", "version", "mode", "say_first", "start_gauges", "state", "beat", "token")
        attempts.add_attempt(session, **{name: kept[name] for name in (*begin, "at", "continues")})
        assert attempts.exists(session, chosen)
    with database.read() as session:
        found = attempts.attempt_of(session, ada.id, chosen)
        assert found is not None
        assert found.continues == first.id
        assert not attempts.exists(session, uuid4())


@pytest.mark.parametrize("lock", [False, True])
def test_somebody_elses_attempt_is_not_found(
    database: Database, begun: AttemptRecord, ben: PersonRecord, lock: bool
) -> None:
    with database.write() as session:
        assert attempts.attempt_of(session, ben.id, begun.id, lock=lock) is None
        assert attempts.attempt_of(session, begun.person_id, uuid4(), lock=lock) is None
        assert attempts.attempt_of(session, begun.person_id, begun.id, lock=lock) == begun


def test_moving_the_head_stores_every_field_of_it_and_nothing_else(database: Database, begun: AttemptRecord) -> None:
    state = State("the-door", (1, 2, 3, -4, 5), frozenset({"b", "a"}), frozenset({"x"}))
    moved = begun._replace(
        head=1, turns=2, beat="say", token="next", noticed=(), said="Stay.", state=state, last_hash="0" * 64
    )
    with writing(database) as session:
        attempts.move_head(session, moved._replace(mode="assessment", version="other", start_gauges={}), LATER)
    assert stored(database, begun) == moved._replace(updated_at=LATER)


def test_moving_an_attempt_that_is_not_there_is_an_error(database: Database, begun: AttemptRecord) -> None:
    with pytest.raises(LookupError), database.write() as session:
        attempts.move_head(session, begun._replace(id=uuid4()), LATER)


def test_an_attempt_is_finished_once(database: Database, begun: AttemptRecord) -> None:
    for scores, at, first in ((SCORES, LATER, True), ((), LATER + timedelta(days=1), False)):
        with writing(database) as session:
            assert attempts.finish(session, begun.id, scores, at) is first
    found = stored(database, begun)
    assert (found.finished_at, found.updated_at) == (LATER, LATER)
    assert found.scores == (SCORES[0], SCORES[1], SCORES[2])


def test_scores_come_back_in_the_order_of_the_rubric(database: Database, begun: AttemptRecord) -> None:
    with writing(database) as session:
        attempts.finish(session, begun.id, tuple(reversed(SCORES)), LATER)
    assert stored(database, begun).scores == SCORES


def test_attempts_are_listed_newest_first_for_their_owner_only(
    database: Database, ada: PersonRecord, ben: PersonRecord
) -> None:
    with writing(database) as session:
        made = [make_attempt(session, ada.id, NOW + timedelta(hours=hour)) for hour in (1, 3, 2)]
        make_attempt(session, ben.id)
    with database.read() as session:
        lines = attempts.attempts_of(session, ada.id, LATER)
        everything = attempts.every_attempt(session)
    assert [line.id for line in lines] == [made[1].id, made[2].id, made[0].id]
    assert {(line.slug, line.title) for line in lines} == {(SCENARIO.slug, SCENARIO.title)}
    assert [attempt.started_at.hour for attempt in everything] == [9, 10, 11, 12]


def test_the_library_learns_of_the_last_the_open_and_the_best_attempt_at_a_case(
    database: Database, ada: PersonRecord
) -> None:
    results = ((Score("attunement", 4, 4, 3, 0),), (Score("attunement", 1, 4, 3, 0),), None)
    with writing(database) as session:
        made = [make_attempt(session, ada.id, NOW + timedelta(hours=hour)) for hour in range(3)]
        for attempt, scores in zip(made, results, strict=True):
            if scores is not None:
                attempts.finish(session, attempt.id, scores, LATER)
    with database.read() as session:
        played = attempts.played_by(session, ada.id, LATER)
        assert attempts.played_by(session, uuid4(), LATER) == {}
    case = played[SCENARIO.slug]
    assert list(played) == [SCENARIO.slug]
    assert case.best is not None
    assert case.open is not None
    assert (case.best.id, case.open.id, case.last.id) == (made[0].id, made[2].id, made[2].id)


def test_a_case_that_was_never_finished_has_no_best_attempt(database: Database, begun: AttemptRecord) -> None:
    with database.read() as session:
        case = attempts.played_by(session, begun.person_id, LATER)[SCENARIO.slug]
    assert case.best is None
    assert case.open == case.last


@pytest.mark.parametrize(
    "wrong",
    [
        {"person_id": uuid4()},
        {"version": "unknown"},
        {"continues": uuid4()},
        {"mode": "exam"},
        {"beat": "sleep"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_an_attempt_that_points_to_nothing_is_refused_by_the_database(
    database: Database, begun: AttemptRecord, wrong: dict[str, Any]
) -> None:
    names = ("person_id", "version", "mode", "say_first", "start_gauges", "state", "beat", "token", "continues")
    values = {name: getattr(begun, name) for name in names} | wrong
    with pytest.raises(StoreConflict), writing(database) as session:
        attempts.add_attempt(session, **values, at=NOW)


def test_a_head_cannot_stand_beyond_the_last_turn(database: Database, begun: AttemptRecord) -> None:
    with pytest.raises(StoreConflict), writing(database) as session:
        attempts.move_head(session, begun._replace(head=1), LATER)


def test_a_played_turn_moves_the_attempt_to_it(database: Database, begun: AttemptRecord) -> None:
    with writing(database) as session:
        moved, turn = play(session, begun._replace(noticed=(1,), said="Stay."))
    assert stored(database, begun) == moved._replace(updated_at=LATER)
    assert (moved.head, moved.turns, moved.state, moved.last_hash) == (1, 1, turn.state, turn.hash)
    assert (moved.noticed, moved.said) == (None, None)
