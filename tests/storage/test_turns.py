"""A turn is stored as it was answered, once for each served view."""

from datetime import datetime, timedelta, timezone

import pytest

from simulator.engine.rubric import Level
from simulator.engine.scoring import Mark, marks
from simulator.engine.state import State
from simulator.storage import attempts, turns
from simulator.storage.database import Database
from simulator.storage.errors import StoreConflict
from simulator.storage.records import AttemptRecord
from tests.storage.making import LATER, START, answered, new_token, play, writing


def test_a_turn_is_read_as_it_was_written(database: Database, begun: AttemptRecord) -> None:
    with writing(database) as session:
        _, written = play(session, begun._replace(noticed=(2, 0), said="Ich höre Sie. 🙂"))
    with database.read() as session:
        assert turns.turns_of(session, begun.id) == (written,)
        assert turns.turn_of(session, begun.id, 1) == written
        assert turns.turn_by_token(session, begun.id, begun.token) == written
    assert (written.seq, written.parent, written.token) == (1, 0, begun.token)
    assert (written.scene, written.response, written.reason) == ("the-door", "name-it", "It felt close.")
    assert (written.noticed, written.said) == ((2, 0), "Ich höre Sie. 🙂")
    assert written.previous == begun.last_hash


def test_marks_and_state_come_back_as_the_engines_own_types(database: Database, begun: AttemptRecord) -> None:
    with writing(database) as session:
        play(session, begun, "press-on")
    with database.read() as session:
        found = turns.turn_of(session, begun.id, 1)
    assert found is not None
    assert found.marks == (
        Mark("attunement", Level.HARMFUL, Level.HELPFUL),
        Mark("titration", Level.HARMFUL, Level.HELPFUL),
    )
    assert all(isinstance(mark.level, Level) for mark in found.marks)
    assert found.state == answered(begun, "press-on").state
    assert isinstance(found.state, State)


def test_nothing_is_found_under_an_unknown_number_or_token(database: Database, begun: AttemptRecord) -> None:
    with database.read() as session:
        assert turns.turns_of(session, begun.id) == ()
        assert turns.turn_of(session, begun.id, 1) is None
        assert turns.turn_by_token(session, begun.id, begun.token) is None


def test_a_view_is_answered_once(database: Database, begun: AttemptRecord) -> None:
    with writing(database) as session:
        moved, first = play(session, begun)
    with pytest.raises(StoreConflict), writing(database) as session:
        play(session, moved._replace(token=begun.token))
    with database.read() as session:
        assert turns.turns_of(session, begun.id) == (first,)
        assert attempts.attempt_of(session, begun.person_id, begun.id) == moved._replace(updated_at=LATER)


def test_two_answers_from_one_reading_of_the_attempt_are_one_turn(database: Database, begun: AttemptRecord) -> None:
    with writing(database) as session:
        play(session, begun)
    with pytest.raises(StoreConflict), writing(database) as session:
        play(session, begun._replace(token="of another view"))


def test_the_same_token_may_serve_two_attempts(database: Database, begun: AttemptRecord) -> None:
    with database.write() as session:
        play(session, begun)
        values = {name: getattr(begun, name) for name in ("person_id", "version", "mode", "say_first", "start_gauges")}
        other = attempts.add_attempt(session, **values, state=START, beat="respond", token=begun.token, at=LATER)
        play(session, other)
        session.commit()
        assert other.id != begun.id


def test_a_retried_turn_shares_its_parent_with_the_first_try(database: Database, begun: AttemptRecord) -> None:
    with writing(database) as session:
        moved, first = play(session, begun, "press-on")
        moved, second = play(session, moved)
        rewound = moved._replace(head=second.parent, state=first.state, token=new_token())
        attempts.move_head(session, rewound, LATER)
        again, third = play(session, rewound, "press-on")
    with database.read() as session:
        found = turns.turns_of(session, begun.id)
    assert [(turn.seq, turn.parent) for turn in found] == [(1, 0), (2, 1), (3, 1)]
    assert third.previous == second.hash
    assert (again.head, again.turns) == (3, 3)


def test_turns_are_ordered_by_number_whatever_the_clock_says(database: Database, begun: AttemptRecord) -> None:
    attempt = begun
    with writing(database) as session:
        for hours in range(12, 0, -1):
            step = answered(attempt)
            turn = turns.append_turn(session, attempt, step, marks(step), at=LATER + timedelta(hours=hours))
            attempt = attempt.after(turn, beat="respond", token=new_token())
    with database.read() as session:
        assert [turn.seq for turn in turns.turns_of(session, begun.id)] == list(range(1, 13))


def test_times_come_back_aware_and_in_utc_to_the_microsecond(database: Database, begun: AttemptRecord) -> None:
    kathmandu = timezone(timedelta(hours=5, minutes=45))
    local = datetime(2026, 11, 24, 0, 15, 0, 7, tzinfo=kathmandu)
    step = answered(begun)
    with writing(database) as session:
        written = turns.append_turn(session, begun, step, marks(step), at=local)
    with database.read() as session:
        found = turns.turn_of(session, begun.id, 1)
    assert found is not None
    assert found.answered_at.isoformat() == "2026-11-23T18:30:00.000007+00:00"
    assert found == written


def test_a_time_without_a_zone_is_refused(database: Database, begun: AttemptRecord) -> None:
    step = answered(begun)
    with pytest.raises(ValueError, match="no time zone"), database.write() as session:
        turns.append_turn(session, begun, step, marks(step), at=datetime(2026, 11, 23))  # noqa: DTZ001


def test_a_turn_of_no_attempt_is_refused(database: Database, begun: AttemptRecord) -> None:
    orphan = begun._replace(id=begun.person_id)
    step = answered(begun)
    with pytest.raises(StoreConflict), writing(database) as session:
        turns.append_turn(session, orphan, step, marks(step), at=LATER)


@pytest.mark.parametrize(("head", "count"), [(-1, 0), (1, 0)], ids=["below the start", "its own parent"])
def test_a_turn_comes_after_the_one_it_was_answered_from(
    database: Database, begun: AttemptRecord, head: int, count: int
) -> None:
    step = answered(begun)
    with pytest.raises(StoreConflict), writing(database) as session:
        turns.append_turn(session, begun._replace(head=head, turns=count), step, marks(step), at=LATER)
