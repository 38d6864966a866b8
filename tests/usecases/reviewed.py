"""Attempts that are in the queue, and supervisors who rate them, for tests of what is rated."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from simulator.engine.rubric import PRINCIPLES
from simulator.storage import attempts, calibration, double_ratings, queued, reviews
from simulator.storage.calibration import RoundRecord, SetRecord
from simulator.storage.double_ratings import DoubleRatingRecord
from simulator.storage.review_records import (
    BLIND,
    CALIBRATION,
    SUPERVISION,
    CommentRecord,
    QueuedRecord,
    RatingRecord,
    ReviewRecord,
)
from simulator.usecases import reviewing
from simulator.usecases.catalogue import Store
from simulator.usecases.review_tasks import TaskKey
from simulator.usecases.reviewing import Changes, DisputeKey, LevelKey
from tests.usecases.trainee import COHORT, NOW, Trainee

LATER = NOW + timedelta(hours=2)
WELL = ("hold-the-gate", "stay-with-it")
EVERY = {LevelKey(seq, principle): 3 for seq in (1, 2) for principle in PRINCIPLES}
"""Every moment of an attempt that was played well, on every principle."""


def played(trainee: Trainee, *responses: str) -> UUID:
    """A finished attempt in the queue of the cohort."""
    trainee.start()
    trainee.play_to_the_end(*(responses or WELL))
    put_in_queue(trainee)
    return trainee.attempt


def put_in_queue(trainee: Trainee) -> None:
    """Put a finished attempt into the queue of the cohort."""
    with trainee.store.database.write() as session:
        found = attempts.attempt_to_read(session, trainee.attempt)
        assert found is not None
        queued.put(
            session,
            attempt_id=found.id,
            cohort_id=COHORT,
            person_id=trainee.actor.id,
            scores=found.scores or (),
            finished_at=NOW,
        )
        session.commit()


def key_of(attempt_id: UUID) -> TaskKey:
    """The ordinary reading of an attempt."""
    return TaskKey(SUPERVISION, attempt_id)


def save(
    supervisor: Trainee,
    key: TaskKey,
    *comments: CommentRecord,
    disputes: dict[DisputeKey, str] | None = None,
    **levels: int | None,
) -> None:
    """Save levels, which are named like `attunement_1`."""
    _save(supervisor, key, Changes(_places(levels), comments, disputes or {}))


def finish(
    supervisor: Trainee, key: TaskKey, *, release: bool = False, at: datetime = NOW, why: str = "", **levels: int | None
) -> UUID:
    """Rate and finish."""
    said = [CommentRecord(uuid4(), 0, "why", 0, why)] if why else []
    _save(supervisor, key, Changes(_places(levels), said))
    return reviewing.finish(supervisor.store, supervisor.actor, key, release_it=release, now=at)


def finish_all(supervisor: Trainee, key: TaskKey, at: datetime = NOW) -> UUID:
    """Rate every moment on every principle, and finish."""
    reviewing.save(supervisor.store, supervisor.actor, key, Changes(EVERY), NOW)
    return reviewing.finish(supervisor.store, supervisor.actor, key, now=at)


def doubled(first: Trainee, second: Trainee, attempt_id: UUID) -> TaskKey:
    """A double rating of an attempt, as its first rater and its second one are asked for it."""
    made = DoubleRatingRecord(
        uuid4(), COHORT, attempt_id, first.actor.id, second.actor.id, None, first.actor.id, NOW, None, None, None, None
    )
    with first.store.database.write() as session:
        double_ratings.add_double_rating(session, made)
        session.commit()
    return TaskKey(BLIND, made.id)


def calibrated(by: Trainee, *attempts: UUID) -> TaskKey:
    """A calibration set of these attempts with a round that is open; the task of its first place."""
    made = SetRecord(uuid4(), COHORT, "Autumn", by.actor.id, NOW, None)
    round_ = RoundRecord(uuid4(), made.id, "Before", NOW - timedelta(days=1), NOW + timedelta(days=1), by.actor.id, NOW)
    with by.store.database.write() as session:
        calibration.add_set(session, made, attempts)
        calibration.add_round(session, round_)
        session.commit()
    return TaskKey(CALIBRATION, round_.id, 1)


def place_of(store: Store, attempt_id: UUID) -> QueuedRecord:
    """The attempt's row of the queue."""
    with store.database.read() as session:
        found = queued.queued(session, attempt_id)
    assert found is not None
    return found


def written(store: Store, attempt_id: UUID) -> tuple[ReviewRecord, ...]:
    """All reviews of an attempt."""
    with store.database.read() as session:
        return reviews.reviews_of(session, [attempt_id])


def ratings(store: Store, review_id: UUID) -> dict[str, int]:
    """The levels of a review, named like `attunement_1`."""
    with store.database.read() as session:
        found = reviews.ratings_of(session, [review_id]).get(review_id, ())
    return {_name(one): one.level for one in found}


def standing(store: Store, attempt_id: UUID) -> dict[str, dict[str, int]]:
    """What counts: the levels by purpose."""
    with store.database.read() as session:
        found = reviews.standing(reviews.reviews_of(session, [attempt_id]), reviews.reversals_of(session, [attempt_id]))
    return {one.purpose: ratings(store, one.id) for one in found.values()}


def _save(supervisor: Trainee, key: TaskKey, changes: Changes) -> None:
    reviewing.save(supervisor.store, supervisor.actor, key, changes, NOW)


def _places(levels: dict[str, int | None]) -> dict[LevelKey, int | None]:
    named = ((name.rpartition("_"), level) for name, level in levels.items())
    return {LevelKey(int(seq), principle.replace("_", "-")): level for (principle, _, seq), level in named}


def _name(one: RatingRecord) -> str:
    return f"{one.principle.replace('-', '_')}_{one.seq}" + (f"_{one.criterion}" if one.criterion else "")
