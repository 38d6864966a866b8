"""What agreement is computed from: the reviews of a cohort's attempts that count, their ratings, the turns they rate.

Thousands of rows at once, so marks are read once for each text that differs.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, Text, select, type_coerce

from simulator.engine.scoring import Mark
from simulator.storage import canonical
from simulator.storage.database import Session
from simulator.storage.review_records import BLIND, CALIBRATION, SUPERVISION
from simulator.storage.tables import (
    ASSIGNED_CASE,
    ASSIGNMENT,
    ATTEMPT,
    CALIBRATION_ROUND,
    CALIBRATION_SET,
    DOUBLE_RATING,
    QUEUED_ATTEMPT,
    RATING,
    REVIEW,
    REVIEW_REVERSAL,
    SCENARIO_VERSION,
    TURN,
)

COMPARED = (SUPERVISION, BLIND, CALIBRATION)


class Within(NamedTuple):
    """Which attempts of a cohort are meant; None is any. Times are when they were finished, `until` is left out."""

    cohort_id: UUID
    assignment_id: UUID | None = None
    slug: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class RatedAttempt(NamedTuple):
    """A review that was not reverted, of an attempt on a version."""

    review_id: UUID
    attempt_id: UUID
    number: int
    person_id: UUID
    purpose: str
    task_id: UUID
    version: str


class RatedTurn(NamedTuple):
    """A level that a review gives to a turn."""

    review_id: UUID
    seq: int
    principle: str
    criterion: str
    level: int


class PlayedTurn(NamedTuple):
    """A turn of an attempt, as much of it as is compared."""

    attempt_id: UUID
    seq: int
    parent: int
    scene: str
    response: str
    marks: tuple[Mark, ...]


class Case(NamedTuple):
    """A case that attempts of a cohort were played on."""

    slug: str
    title: str


def reviews_within(session: Session, within: Within) -> tuple[RatedAttempt, ...]:
    """Every review in there that was not reverted, by attempt and number; consensus is nobody's own rating."""
    columns = (
        REVIEW.c.id,
        REVIEW.c.attempt_id,
        REVIEW.c.number,
        REVIEW.c.person_id,
        REVIEW.c.purpose,
        REVIEW.c.task_id,
        ATTEMPT.c.version,
    )
    found = _reviews(within, *columns).order_by(REVIEW.c.attempt_id, REVIEW.c.number)
    return tuple(map(RatedAttempt._make, session.execute(found)))


def ratings_within(session: Session, within: Within) -> Iterator[RatedTurn]:
    """The ratings of these reviews."""
    columns = (RATING.c.review_id, RATING.c.seq, RATING.c.principle, RATING.c.criterion)
    these = select(*columns, RATING.c.level).where(RATING.c.review_id.in_(_reviews(within, REVIEW.c.id)))
    return map(RatedTurn._make, session.execute(these))


def turns_within(session: Session, within: Within) -> Iterator[PlayedTurn]:
    """All turns of the attempts that were reviewed, by attempt and in order."""
    columns = (TURN.c.attempt_id, TURN.c.seq, TURN.c.parent, TURN.c.scene, TURN.c.response)
    these = select(*columns, type_coerce(TURN.c.marks, Text)).where(
        TURN.c.attempt_id.in_(_reviews(within, REVIEW.c.attempt_id))
    )
    for row in session.execute(these.order_by(TURN.c.attempt_id, TURN.c.seq)):
        yield PlayedTurn._make((*row[:-1], _marks(row[-1])))


def done_twice(session: Session, cohort_id: UUID) -> frozenset[UUID]:
    """The double ratings that both raters have finished and that were not withdrawn."""
    found = select(DOUBLE_RATING.c.id).where(
        DOUBLE_RATING.c.cohort_id == cohort_id,
        DOUBLE_RATING.c.withdrawn_at.is_(None),
        DOUBLE_RATING.c.first_done_at.isnot(None),
        DOUBLE_RATING.c.second_done_at.isnot(None),
    )
    return frozenset(session.execute(found).scalars())


def rounds_over(session: Session, cohort_id: UUID, now: datetime) -> frozenset[UUID]:
    """The rounds of calibration that are due, or whose set is closed."""
    found = (
        select(CALIBRATION_ROUND.c.id)
        .join_from(CALIBRATION_ROUND, CALIBRATION_SET)
        .where(
            CALIBRATION_SET.c.cohort_id == cohort_id,
            (CALIBRATION_ROUND.c.due_at <= now) | CALIBRATION_SET.c.closed_at.isnot(None),
        )
    )
    return frozenset(session.execute(found).scalars())


def raters(session: Session, cohort_id: UUID) -> frozenset[UUID]:
    """Whoever has reviewed an attempt of a cohort."""
    return frozenset(session.execute(_reviews(Within(cohort_id), REVIEW.c.person_id).distinct()).scalars())


def cases(session: Session, cohort_id: UUID) -> tuple[Case, ...]:
    """The cases that were assigned to a cohort or played by it, by title."""
    assigned = (
        select(ASSIGNED_CASE.c.version).join_from(ASSIGNED_CASE, ASSIGNMENT).where(ASSIGNMENT.c.cohort_id == cohort_id)
    )
    played = select(ATTEMPT.c.version).join_from(QUEUED_ATTEMPT, ATTEMPT).where(QUEUED_ATTEMPT.c.cohort_id == cohort_id)
    found = select(SCENARIO_VERSION.c.slug, SCENARIO_VERSION.c.title).where(
        SCENARIO_VERSION.c.version.in_(assigned) | SCENARIO_VERSION.c.version.in_(played)
    )
    by_slug = {one.slug: one.title for one in session.execute(found.order_by(SCENARIO_VERSION.c.created_at))}
    return tuple(sorted((Case(slug, title) for slug, title in by_slug.items()), key=lambda one: (one.title, one.slug)))


def _reviews(within: Within, *columns: Any) -> Select[Any]:
    reverted = select(REVIEW_REVERSAL.c.review_id).where(REVIEW_REVERSAL.c.review_id == REVIEW.c.id)
    found = (
        select(*columns)
        .join_from(REVIEW, QUEUED_ATTEMPT, QUEUED_ATTEMPT.c.attempt_id == REVIEW.c.attempt_id)
        .join(ATTEMPT, ATTEMPT.c.id == REVIEW.c.attempt_id)
        .where(QUEUED_ATTEMPT.c.cohort_id == within.cohort_id, REVIEW.c.purpose.in_(COMPARED), ~reverted.exists())
    )
    if within.assignment_id:
        found = found.where(ATTEMPT.c.assignment_id == within.assignment_id)
    if within.slug:
        of_case = select(SCENARIO_VERSION.c.version).where(SCENARIO_VERSION.c.slug == within.slug)
        found = found.where(ATTEMPT.c.version.in_(of_case))
    if within.since:
        found = found.where(QUEUED_ATTEMPT.c.finished_at >= within.since)
    if within.until:
        found = found.where(QUEUED_ATTEMPT.c.finished_at < within.until)
    return found


@lru_cache(maxsize=4096)
def _marks(marks: str) -> tuple[Mark, ...]:
    return canonical.marks_from(marks)
