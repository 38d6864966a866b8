"""What trainees ask supervisors for: to read an attempt, to talk about it.

A request is open until it is withdrawn or settled. Who releases a review has read the attempt, so that a request for a
reading that was made before is open no longer.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, and_, delete, exists, or_, select, update

from simulator.storage.database import Session
from simulator.storage.tables import (
    CALIBRATION_ATTEMPT,
    COHORT,
    DOUBLE_RATING,
    HELP_REQUEST,
    MEMBERSHIP,
    PERSON,
    QUEUED_ATTEMPT,
    REVIEW_DRAFT,
)

READING, CONVERSATION = "reading", "conversation"
KINDS = (READING, CONVERSATION)


class HelpRequestRecord(NamedTuple):
    """A request as stored."""

    id: UUID
    attempt_id: UUID
    cohort_id: UUID
    person_id: UUID
    kind: str
    note: str
    asked_at: datetime
    withdrawn_at: datetime | None
    settled_by: UUID | None
    settled_at: datetime | None


class SupervisorName(NamedTuple):
    """Somebody who supervises a cohort that is not archived."""

    cohort_id: UUID
    cohort: str
    name: str


_FIELDS = [HELP_REQUEST.c[name] for name in HelpRequestRecord._fields]
IS_OPEN = and_(
    HELP_REQUEST.c.withdrawn_at.is_(None),
    HELP_REQUEST.c.settled_at.is_(None),
    or_(
        HELP_REQUEST.c.kind == CONVERSATION,
        QUEUED_ATTEMPT.c.read_at.is_(None),
        QUEUED_ATTEMPT.c.read_at < HELP_REQUEST.c.asked_at,
    ),
)
"""Of a request that stands beside the attempt's row of the queue: whether it is open."""
OPEN: Select[Any] = (
    select(*_FIELDS)
    .join_from(HELP_REQUEST, QUEUED_ATTEMPT, QUEUED_ATTEMPT.c.attempt_id == HELP_REQUEST.c.attempt_id)
    .where(IS_OPEN)
    .order_by(HELP_REQUEST.c.asked_at, HELP_REQUEST.c.id)
)
"""The open requests, oldest first."""


def add_request(session: Session, added: HelpRequestRecord) -> None:
    """A new request.

    Raises:
        StoreConflict: an unknown kind, attempt or cohort (when the transaction ends with the error).
    """
    session.execute(HELP_REQUEST.insert(), added._asdict())


def change_request(session: Session, changed: HelpRequestRecord) -> None:
    """Store anew what can change of a request: its note, that it was withdrawn or settled."""
    values = {name: getattr(changed, name) for name in ("note", "withdrawn_at", "settled_by", "settled_at")}
    session.execute(update(HELP_REQUEST).where(HELP_REQUEST.c.id == changed.id).values(values))


def request_with(session: Session, request_id: UUID) -> HelpRequestRecord | None:
    """One request, open or not."""
    row = session.execute(select(*_FIELDS).where(HELP_REQUEST.c.id == request_id)).first()
    return None if row is None else HelpRequestRecord._make(row)


def open_about(session: Session, attempts: Collection[UUID]) -> tuple[HelpRequestRecord, ...]:
    """The open requests about these attempts, oldest first."""
    found = session.execute(OPEN.where(HELP_REQUEST.c.attempt_id.in_(attempts)))
    return tuple(map(HelpRequestRecord._make, found))


def supervisors_of(session: Session, cohorts: Collection[UUID], person_id: UUID) -> tuple[SupervisorName, ...]:
    """Who, besides this person, supervises these cohorts, as far as they are not archived; by cohort and name."""
    found = (
        select(COHORT.c.id, COHORT.c.name, PERSON.c.name)
        .join_from(MEMBERSHIP, COHORT)
        .join(PERSON, PERSON.c.id == MEMBERSHIP.c.person_id)
        .where(
            MEMBERSHIP.c.cohort_id.in_(cohorts),
            MEMBERSHIP.c.role == "supervisor",
            MEMBERSHIP.c.person_id != person_id,
            COHORT.c.archived_at.is_(None),
            PERSON.c.erased_at.is_(None),
        )
        .order_by(COHORT.c.name, COHORT.c.id, PERSON.c.name)
    )
    return tuple(map(SupervisorName._make, session.execute(found)))


def take_out_unread(session: Session, attempt_id: UUID) -> bool:
    """Take an attempt out of the queue, if nobody has begun to read it there; False: somebody has."""
    here = QUEUED_ATTEMPT.c.attempt_id
    begun = (
        exists().where(REVIEW_DRAFT.c.attempt_id == here),
        exists().where(DOUBLE_RATING.c.attempt_id == here),
        exists().where(CALIBRATION_ATTEMPT.c.attempt_id == here),
    )
    untouched = and_(QUEUED_ATTEMPT.c.entries == 0, *(~one for one in begun))
    return session.execute(delete(QUEUED_ATTEMPT).where(here == attempt_id, untouched)).rowcount == 1
