"""The attempts that supervisors may read, each with what the queue sorts by; a cache but for the end of its chain."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select, update

from simulator.engine.scoring import FEWEST_TURNS, Score
from simulator.storage.database import Session
from simulator.storage.prepared import Prepared
from simulator.storage.releases import BY_THE_SUPERVISOR
from simulator.storage.review_chain import OPENING
from simulator.storage.review_records import Entry, QueuedRecord
from simulator.storage.tables import ASSIGNMENT, ATTEMPT, QUEUED_ATTEMPT


class Figures(NamedTuple):
    """What the queue keeps of the scores of an attempt, to sort and filter by."""

    harmful: int
    lowest: int | None
    unsure: bool


_COLUMNS = [QUEUED_ATTEMPT.c[name] for name in QueuedRecord._fields]
_RELEASED = Prepared(
    select(QUEUED_ATTEMPT.c.attempt_id, QUEUED_ATTEMPT.c.read_at).where(
        QUEUED_ATTEMPT.c.person_id == bindparam("person"), QUEUED_ATTEMPT.c.read_at >= bindparam("since")
    )
)


def queued(session: Session, attempt_id: UUID, *, lock: bool = False) -> QueuedRecord | None:
    """An attempt that may be read; with `lock`, in a write, nobody else adds to its chain meanwhile.

    The attempt itself is locked first, as in every other write about it, so that nobody waits in a circle; not its key,
    so that what refers to it, a double rating that is being assigned, does not wait for it.
    """
    if lock:
        session.execute(select(ATTEMPT.c.id).where(ATTEMPT.c.id == attempt_id).with_for_update(key_share=True)).all()
    found = select(*_COLUMNS).where(QUEUED_ATTEMPT.c.attempt_id == attempt_id)
    row = session.execute(found.with_for_update(key_share=True) if lock else found).first()
    return None if row is None else QueuedRecord._make(row)


def figures(scores: Sequence[Score]) -> Figures:
    """What the queue keeps of these scores."""
    shares = [score.percent for score in scores if score.turns >= FEWEST_TURNS and score.percent is not None]
    return Figures(
        harmful=sum(score.harmful for score in scores),
        lowest=min(shares, default=None),
        unsure=any(0 < score.turns < FEWEST_TURNS for score in scores),
    )


def everything_queued(session: Session) -> tuple[QueuedRecord, ...]:
    """Every attempt that may be read by somebody, for `attune verify`."""
    return tuple(map(QueuedRecord._make, session.execute(select(*_COLUMNS))))


def put(
    session: Session,
    *,
    attempt_id: UUID,
    cohort_id: UUID,
    person_id: UUID,
    scores: Sequence[Score],
    finished_at: datetime,
    due_at: datetime | None = None,
    waits: bool = False,
    asked_at: datetime | None = None,
) -> None:
    """Put a finished attempt into the queue of a cohort; one that is there already stays as it is."""
    if queued(session, attempt_id, lock=True) is not None:
        return
    standing = QueuedRecord(
        attempt_id=attempt_id,
        cohort_id=cohort_id,
        person_id=person_id,
        due_at=due_at,
        finished_at=finished_at,
        **figures(scores)._asdict(),
        waits=waits,
        asked_at=asked_at,
        answered_at=None,
        read_at=None,
        entries=0,
        last_entry=OPENING,
    )
    session.execute(QUEUED_ATTEMPT.insert(), standing._asdict())


def put_finished(session: Session, attempt_id: UUID, scores: Sequence[Score], finished_at: datetime) -> None:
    """Put an attempt that was just finished into the queue of its assignment's cohort; without one, nothing happens."""
    found = (
        select(ATTEMPT.c.person_id, ATTEMPT.c.mode, ASSIGNMENT.c.cohort_id, ASSIGNMENT.c.due_at, ASSIGNMENT.c.release)
        .join_from(ATTEMPT, ASSIGNMENT, ASSIGNMENT.c.id == ATTEMPT.c.assignment_id)
        .where(ATTEMPT.c.id == attempt_id)
    )
    row = session.execute(found).first()
    if row is not None:
        put(
            session,
            attempt_id=attempt_id,
            cohort_id=row.cohort_id,
            person_id=row.person_id,
            scores=scores,
            finished_at=finished_at,
            due_at=row.due_at,
            waits=row.mode == "assessment" and row.release == BY_THE_SUPERVISOR,
        )


def released_since(session: Session, person_id: UUID, since: datetime) -> dict[UUID, datetime]:
    """The attempts of a person of which a review was released since then, with when; for every first page."""
    return dict(_RELEASED.rows(session, {"person": person_id, "since": since}))


def change(session: Session, attempt_id: UUID, **values: Any) -> None:
    """Set columns of an attempt's row, such as `asked_at` or `read_at`."""
    session.execute(update(QUEUED_ATTEMPT).where(QUEUED_ATTEMPT.c.attempt_id == attempt_id).values(values))


def follow_assignment(session: Session, assignment_id: UUID) -> None:
    """After an assignment, or what releases its scores, was changed: due times, and whether scores wait, once more."""
    of_it = select(ATTEMPT.c.id).where(ATTEMPT.c.assignment_id == assignment_id)
    waiting = of_it.where(ATTEMPT.c.mode == "assessment", ATTEMPT.c.released_at.is_(None))
    terms = session.execute(
        select(ASSIGNMENT.c.due_at, ASSIGNMENT.c.release).where(ASSIGNMENT.c.id == assignment_id)
    ).one()
    these = update(QUEUED_ATTEMPT).where(QUEUED_ATTEMPT.c.attempt_id.in_(of_it))
    session.execute(these.values(due_at=terms.due_at, waits=False))
    if terms.release == BY_THE_SUPERVISOR:
        session.execute(update(QUEUED_ATTEMPT).where(QUEUED_ATTEMPT.c.attempt_id.in_(waiting)).values(waits=True))


def moved(session: Session, entry: Entry) -> None:
    """The chain of an attempt has a new end."""
    change(session, entry.attempt_id, entries=entry.number, last_entry=entry.hash)
