"""What a supervisor may read, and what for: nothing of others, and nothing early of what they are to rate blind."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from simulator.storage import calibration, double_ratings
from simulator.storage.review_records import CALIBRATION, CONSENSUS
from simulator.usecases import members
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound
from simulator.usecases.people import COURSE_LEADER, SUPERVISOR
from simulator.usecases.review_tasks import Task, TaskKey, allowed
from tests.usecases.reviewed import calibrated, doubled, finish_all, key_of, played
from tests.usecases.trainee import COHORT, NOW, Trainee, join, made_elsewhere


@pytest.fixture
def ilse(sqlite_store: Store) -> Trainee:
    return join(sqlite_store, "Ilse", SUPERVISOR)


@pytest.fixture
def omar(sqlite_store: Store) -> Trainee:
    return join(sqlite_store, "Omar", SUPERVISOR)


@pytest.fixture
def attempt(ilse: Trainee) -> UUID:
    return played(join(ilse.store, "Ada"))


def task(who: Trainee, key: TaskKey, days: int = 0) -> Task:
    with who.store.database.read() as session:
        return allowed(session, who.actor, key, NOW + timedelta(days=days))


def is_there(who: Trainee, key: TaskKey, days: int = 0) -> bool:
    try:
        task(who, key, days)
    except NotFound:
        return False
    return True


def test_a_supervisor_reads_the_finished_attempts_of_their_cohort(ilse: Trainee, attempt: UUID) -> None:
    found = task(ilse, key_of(attempt))
    assert (found.attempt_id, found.cohort_id, found.owner) == (attempt, COHORT, ilse.actor.id)
    assert not found.blind
    assert not found.complete


def test_nobody_else_reads_them(ilse: Trainee, attempt: UUID) -> None:
    store = ilse.store
    for who in (
        join(store, "Noor", COURSE_LEADER),
        join(store, "Ben"),
        join(store, "Eva", SUPERVISOR, cohort=made_elsewhere(store)),
    ):
        assert not is_there(who, key_of(attempt))
    under_way = join(store, "Cem")
    assert not is_there(ilse, key_of(under_way.start()))
    assert not is_there(ilse, key_of(uuid4()))


def test_what_is_rated_blind_is_not_read_before_both_are_done(ilse: Trainee, omar: Trainee, attempt: UUID) -> None:
    eva = join(ilse.store, "Eva", SUPERVISOR)
    key = doubled(ilse, omar, attempt)
    agreed = TaskKey(CONSENSUS, key.task_id)
    assert task(ilse, key).blind
    assert task(ilse, key).complete
    assert is_there(eva, key_of(attempt))  # who does not rate it blind reads it as ever
    assert not is_there(eva, key)
    finish_all(ilse, key)
    for one in (ilse, omar):
        assert is_there(one, key)
        assert not is_there(one, key_of(attempt))
        assert not is_there(one, agreed)
    finish_all(omar, key)
    for one in (ilse, omar):
        assert not is_there(one, key)  # they have seen each other's by now
        assert is_there(one, key_of(attempt))
        assert task(one, agreed).owner == ilse.actor.id
        assert not task(one, agreed).blind
    assert not is_there(eva, agreed)


def test_a_withdrawn_double_rating_asks_nobody(ilse: Trainee, omar: Trainee, attempt: UUID) -> None:
    key = doubled(ilse, omar, attempt)
    with ilse.store.database.write() as session:
        found = double_ratings.double_rating(session, key.task_id, lock=True)
        assert found
        double_ratings.change_double_rating(session, found._replace(withdrawn_at=NOW))
        session.commit()
    assert not is_there(ilse, key)
    assert is_there(ilse, key_of(attempt))


def test_a_calibration_is_rated_blind_while_it_is_open(ilse: Trainee, attempt: UUID) -> None:
    other = played(join(ilse.store, "Ben"))
    key = calibrated(ilse, attempt, other)
    assert task(ilse, key).attempt_id == attempt
    assert task(ilse, key._replace(place=2)).attempt_id == other
    assert task(ilse, key).blind
    for place in (-1, 0, 3, 2**40):
        assert not is_there(ilse, key._replace(place=place))
    assert not is_there(ilse, key, days=-2)  # the round is not open yet
    assert not is_there(ilse, key_of(attempt))
    assert not is_there(ilse, TaskKey(CALIBRATION, uuid4(), 1))
    with ilse.store.database.write() as session:
        round_ = calibration.calibration_round(session, key.task_id)
        assert round_
        calibration.set_closed(session, round_.set_id, NOW)
        session.commit()
    assert not is_there(ilse, key)
    assert is_there(ilse, key_of(attempt))


def test_whoever_was_a_supervisor_reads_nothing_any_more(ilse: Trainee, attempt: UUID) -> None:
    noor = join(ilse.store, "Noor", COURSE_LEADER)
    members.take_role(ilse.store, noor.actor, COHORT, ilse.actor.id, SUPERVISOR)
    with pytest.raises(NotFound):
        finish_all(ilse, key_of(attempt))  # the page was opened before
