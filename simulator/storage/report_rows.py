"""Many finished attempts at once, with their turns, for reports: a few queries, however many attempts there are."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, select

from simulator.engine.rubric import Level
from simulator.engine.scoring import Mark, Score
from simulator.engine.state import State
from simulator.storage.database import Session
from simulator.storage.help_requests import IS_OPEN
from simulator.storage.tables import (
    ASSIGNMENT,
    ATTEMPT,
    HELP_REQUEST,
    PERSON,
    QUEUED_ATTEMPT,
    SCENARIO_VERSION,
    SELF_RATING,
    TURN,
)


class FinishedRow(NamedTuple):
    """A finished attempt. `release` and `due_at` are those of its assignment (None without one)."""

    id: UUID
    person_id: UUID
    version: str
    slug: str
    mode: str
    finished_at: datetime
    scores: tuple[Score, ...] | None
    released_at: datetime | None
    release: str | None
    due_at: datetime | None


class TurnRow(NamedTuple):
    """A turn, without any words."""

    attempt_id: UUID
    seq: int
    parent: int
    scene: str
    response: str
    marks: tuple[Mark, ...]
    state: State


class BegunRow(NamedTuple):
    """That somebody has begun an attempt at an assignment."""

    assignment_id: UUID
    person_id: UUID


class AskedRow(NamedTuple):
    """A request for help that nobody has answered yet, without its note."""

    attempt_id: UUID
    person_id: UUID
    kind: str
    asked_at: datetime


_ELSEWHERE = {"slug": SCENARIO_VERSION, "release": ASSIGNMENT, "due_at": ASSIGNMENT}
_FINISHED: Select[Any] = (
    select(*(_ELSEWHERE.get(name, ATTEMPT).c[name] for name in FinishedRow._fields))
    .join_from(ATTEMPT, SCENARIO_VERSION)
    .outerjoin(ASSIGNMENT, ASSIGNMENT.c.id == ATTEMPT.c.assignment_id)
    .where(ATTEMPT.c.finished_at.isnot(None))
    .order_by(ATTEMPT.c.finished_at, ATTEMPT.c.id)
)


def finished_by(session: Session, person_id: UUID) -> tuple[FinishedRow, ...]:
    """All finished attempts of a person, oldest first; who shows them looks first whether their scores are visible."""
    return tuple(map(FinishedRow._make, session.execute(_FINISHED.where(ATTEMPT.c.person_id == person_id))))


def finished_in(session: Session, cohort_id: UUID, person_id: UUID | None = None) -> tuple[FinishedRow, ...]:
    """The finished attempts that supervisors of a cohort may read, oldest first, or only those of one person.

    Nobody's who has been erased.
    """
    found = (
        _FINISHED.join(QUEUED_ATTEMPT, QUEUED_ATTEMPT.c.attempt_id == ATTEMPT.c.id)
        .join(PERSON, PERSON.c.id == ATTEMPT.c.person_id)
        .where(QUEUED_ATTEMPT.c.cohort_id == cohort_id, PERSON.c.erased_at.is_(None))
    )
    if person_id is not None:
        found = found.where(ATTEMPT.c.person_id == person_id)
    return tuple(map(FinishedRow._make, session.execute(found)))


def turns_of(session: Session, attempts: Collection[UUID]) -> dict[UUID, tuple[TurnRow, ...]]:
    """The turns of these attempts, in order."""
    columns = [TURN.c[name] for name in TurnRow._fields]
    found: dict[UUID, list[TurnRow]] = {}
    rows = session.execute(
        select(*columns).where(TURN.c.attempt_id.in_(attempts)).order_by(TURN.c.attempt_id, TURN.c.seq)
    )
    for row in map(TurnRow._make, rows):
        found.setdefault(row.attempt_id, []).append(row)
    return {attempt: tuple(turns) for attempt, turns in found.items()}


def self_ratings_of(session: Session, attempts: Collection[UUID]) -> dict[UUID, dict[str, Level]]:
    """How trainees rated themselves, by attempt and principle."""
    columns = (SELF_RATING.c.attempt_id, SELF_RATING.c.principle, SELF_RATING.c.level)
    found: dict[UUID, dict[str, Level]] = {}
    for attempt_id, principle, level in session.execute(select(*columns).where(SELF_RATING.c.attempt_id.in_(attempts))):
        found.setdefault(attempt_id, {})[principle] = Level(level)
    return found


def begun_at(session: Session, assignments: Collection[UUID]) -> frozenset[BegunRow]:
    """Who has begun at least one attempt at which of these assignments."""
    columns = (ATTEMPT.c.assignment_id, ATTEMPT.c.person_id)
    found = select(*columns).where(ATTEMPT.c.assignment_id.in_(assignments)).distinct()
    return frozenset(map(BegunRow._make, session.execute(found)))


def open_requests(session: Session, cohort_id: UUID) -> tuple[AskedRow, ...]:
    """The open requests for help in a cohort, oldest first; none for a reading that was released since."""
    columns = [HELP_REQUEST.c[name] for name in AskedRow._fields]
    asking = select(*columns).join_from(
        HELP_REQUEST, QUEUED_ATTEMPT, QUEUED_ATTEMPT.c.attempt_id == HELP_REQUEST.c.attempt_id
    )
    found = asking.where(HELP_REQUEST.c.cohort_id == cohort_id, IS_OPEN)
    return tuple(map(AskedRow._make, session.execute(found.order_by(HELP_REQUEST.c.asked_at, HELP_REQUEST.c.id))))
