"""Releasing scores: a supervisor lets a trainee see how an assessment was scored.

Whether the scores of an attempt are shown is one rule, in `storage.releases`; what was released stays released.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from uuid import UUID

from simulator.storage import assignments, audit, queued, reviews
from simulator.storage.assignments import WaitingAttempt
from simulator.storage.database import Session
from simulator.storage.releases import BY_THE_SUPERVISOR
from simulator.usecases.catalogue import Store
from simulator.usecases.cohorts import renewed
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.people import SUPERVISOR, Actor

__all__ = ["WaitingAttempt", "release", "waiting"]


def waiting(store: Store, actor: Actor) -> tuple[WaitingAttempt, ...]:
    """The finished attempts in the cohorts that the actor supervises whose scores wait for them, by due time.

    Nobody releases their own.
    """
    here = [one.cohort for one in actor.roles if one.role == SUPERVISOR]
    with store.database.read() as session:
        found = assignments.waiting(session, here)
    return tuple(one for one in found if one.person_id != actor.id)


def release(store: Store, actor: Actor, attempt_ids: Collection[UUID], now: datetime | None = None) -> int:
    """Release the scores of these attempts, all or none; how many were released now.

    Those that were released already, or wait for no supervisor any more, stay as they are.

    Raises:
        NotFound: one of them is not a finished assessment in a cohort of the actor's, or is their own.
        Refused: none was chosen.
    """
    if not attempt_ids:
        raise Refused("Please tick at least one attempt.")
    now = now or datetime.now(UTC)
    with store.database.write() as session:
        count = release_in(session, renewed(session, actor), attempt_ids, now)
        session.commit()
    return count


def release_in(session: Session, supervisor: Actor, attempt_ids: Collection[UUID], now: datetime) -> int:
    """The same within a write, for somebody whose rights were looked up in it."""
    count = 0
    found = {one.id: one for one in assignments.finished_assessments(session, attempt_ids)}
    for attempt_id in sorted(set(attempt_ids)):  # in one order, so that two supervisors never wait for each other
        one = found.get(attempt_id)
        if one is None or one.person_id == supervisor.id or not supervisor.is_in(one.cohort_id, SUPERVISOR):
            raise NotFound(str(attempt_id))
        if one.release == BY_THE_SUPERVISOR and assignments.release(session, attempt_id, now):
            count += 1
            place = queued.queued(session, attempt_id, lock=True)
            if place is not None:
                reviews.add_release(session, place, None, supervisor.id, now)
                queued.change(session, attempt_id, waits=False)
            audit.note(
                session,
                "scores released",
                now,
                actor=supervisor.id,
                person=one.person_id,
                cohort=one.cohort_id,
                subject=attempt_id,
            )
    return count
