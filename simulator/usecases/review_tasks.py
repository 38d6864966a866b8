"""What a supervisor reads an attempt for, and whether they may: supervision, blind, calibration or consensus."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from simulator.storage import calibration, double_ratings, people, queued
from simulator.storage.database import Session
from simulator.storage.review_records import BLIND, CALIBRATION, CONSENSUS, SUPERVISION, QueuedRecord
from simulator.usecases.errors import NotFound
from simulator.usecases.people import SUPERVISOR, Actor


class TaskKey(NamedTuple):
    """Which reading is meant. `task_id` is the attempt itself (supervision), the double rating (blind and consensus) or
    the round (calibration; then `place` says which of its attempts, from 1).
    """

    purpose: str
    task_id: UUID
    place: int = 0


class Task(NamedTuple):
    """A reading that the actor may do. `owner` is whose draft it is: a consensus is written in one draft for both.

    `blind`: nothing of the case's ratings, of other reviews or of whose attempt it is may be shown. `complete`: every
    turn that counts must be rated on every principle before it can be finished.
    """

    key: TaskKey
    attempt_id: UUID
    cohort_id: UUID
    owner: UUID
    blind: bool
    complete: bool


def allowed(session: Session, actor: Actor, key: TaskKey, now: datetime) -> Task:
    """The reading, if the actor may do it now.

    Raises:
        NotFound: there is none; it is not the actor's; the attempt is not finished, their own, or of somebody who was
            erased; or they are to rate it blind first (supervision, consensus).
    """
    task = _BY_PURPOSE[key.purpose](session, actor, key, now)
    readable(session, actor, task.attempt_id, task.cohort_id)
    return task


def readable(session: Session, actor: Actor, attempt_id: UUID, cohort_id: UUID | None = None) -> QueuedRecord:
    """An attempt that the actor may read as a supervisor of the cohort it is queued in, blind or not.

    Raises:
        NotFound: they may not.
    """
    found = queued.queued(session, attempt_id)
    if found is None or found.person_id == actor.id or not actor.is_in(found.cohort_id, SUPERVISOR):
        raise NotFound(str(attempt_id))
    if cohort_id not in (None, found.cohort_id):
        raise NotFound(str(attempt_id))
    trainee = people.person(session, found.person_id)
    if trainee is None or trainee.erased_at:
        raise NotFound(str(attempt_id))
    return found


def _supervision(session: Session, actor: Actor, key: TaskKey, now: datetime) -> Task:  # noqa: ARG001
    found = queued.queued(session, key.task_id)
    if found is None or key.task_id in double_ratings.withheld_from(session, actor.id):
        raise NotFound(str(key.task_id))
    return Task(key, key.task_id, found.cohort_id, actor.id, blind=False, complete=False)


def _blind(session: Session, actor: Actor, key: TaskKey, now: datetime) -> Task:  # noqa: ARG001
    found = double_ratings.double_rating(session, key.task_id)
    if found is None or found.withdrawn_at or found.both_done or not found.is_rater(actor.id):
        raise NotFound(str(key.task_id))
    return Task(key, found.attempt_id, found.cohort_id, actor.id, blind=True, complete=True)


def _consensus(session: Session, actor: Actor, key: TaskKey, now: datetime) -> Task:  # noqa: ARG001
    found = double_ratings.double_rating(session, key.task_id)
    if found is None or found.withdrawn_at or not found.both_done or not found.is_rater(actor.id):
        raise NotFound(str(key.task_id))
    if found.attempt_id in double_ratings.withheld_from(session, actor.id):  # in a calibration, until that is over
        raise NotFound(str(key.task_id))
    return Task(key, found.attempt_id, found.cohort_id, found.first_rater, blind=False, complete=True)


def _calibration(session: Session, actor: Actor, key: TaskKey, now: datetime) -> Task:
    round_ = calibration.calibration_round(session, key.task_id)
    of_set = calibration.calibration_set(session, round_.set_id) if round_ else None
    if round_ is None or of_set is None or of_set.closed_at or now < round_.opens_at:
        raise NotFound(str(key.task_id))
    attempts = calibration.attempts_of(session, of_set.id)
    if not 1 <= key.place <= len(attempts):
        raise NotFound(str(key.task_id))
    return Task(key, attempts[key.place - 1], of_set.cohort_id, actor.id, blind=True, complete=True)


_BY_PURPOSE = {SUPERVISION: _supervision, BLIND: _blind, CONSENSUS: _consensus, CALIBRATION: _calibration}
