"""Attempts that two supervisors rate blind, and what is withheld from whom because of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select, update

from simulator.storage.database import Session
from simulator.storage.tables import (
    ASSIGNMENT,
    ATTEMPT,
    CALIBRATION_ATTEMPT,
    CALIBRATION_SET,
    DOUBLE_RATING,
    MEMBERSHIP,
    PERSON,
    QUEUED_ATTEMPT,
    REVIEW,
    REVIEW_DRAFT,
    SCENARIO_VERSION,
)


class DoubleRatingRecord(NamedTuple):
    """A double rating as stored; what the fields mean stands in `tables.agreeing`."""

    id: UUID
    cohort_id: UUID
    attempt_id: UUID
    first_rater: UUID
    second_rater: UUID
    due_at: datetime | None
    created_by: UUID
    created_at: datetime
    withdrawn_at: datetime | None
    first_done_at: datetime | None
    second_done_at: datetime | None
    settled_at: datetime | None

    @property
    def both_done(self) -> bool:
        """Whether both have finished, so that each may see what the other rated."""
        return self.first_done_at is not None and self.second_done_at is not None

    def is_rater(self, person_id: UUID) -> bool:
        """Whether this person is one of the two."""
        return person_id in (self.first_rater, self.second_rater)


class CohortAttempt(NamedTuple):
    """A finished attempt of a cohort, as somebody chooses it to be rated; never with what it scored."""

    attempt_id: UUID
    person_id: UUID
    name: str
    version: str
    slug: str
    title: str
    assignment_id: UUID | None
    assignment: str | None
    finished_at: datetime


class RatedCase(NamedTuple):
    """A double rating with the case that is rated; whose attempt it is stays unsaid."""

    double_rating: DoubleRatingRecord
    version: str
    title: str


_COLUMNS = [DOUBLE_RATING.c[name] for name in DoubleRatingRecord._fields]


def double_rating(session: Session, double_rating_id: UUID, *, lock: bool = False) -> DoubleRatingRecord | None:
    """One double rating."""
    found = select(*_COLUMNS).where(DOUBLE_RATING.c.id == double_rating_id)
    row = session.execute(found.with_for_update() if lock else found).first()
    return None if row is None else DoubleRatingRecord._make(row)


def add_double_rating(session: Session, added: DoubleRatingRecord) -> None:
    """A new double rating."""
    session.execute(DOUBLE_RATING.insert(), added._asdict())


def change_double_rating(session: Session, changed: DoubleRatingRecord) -> None:
    """Store a double rating anew, which was read with `lock`."""
    names = ("due_at", "withdrawn_at", "first_done_at", "second_done_at", "settled_at")
    values = {name: getattr(changed, name) for name in names}
    session.execute(update(DOUBLE_RATING).where(DOUBLE_RATING.c.id == changed.id).values(values))


def withheld_from(session: Session, person_id: UUID) -> frozenset[UUID]:
    """The attempts that this person rates blind now: no page shows them anybody's ratings of these, nor the case's.

    Those of double ratings that not both have finished, and those of calibration sets that are not closed, in cohorts
    that they supervise.
    """
    blind = select(DOUBLE_RATING.c.attempt_id).where(
        _by(person_id),
        or_(DOUBLE_RATING.c.first_done_at.is_(None), DOUBLE_RATING.c.second_done_at.is_(None)),
        DOUBLE_RATING.c.withdrawn_at.is_(None),
    )
    return frozenset(session.execute(blind.union(_calibrated_by(person_id))).scalars())


def attempts_in(session: Session, cohort_id: UUID) -> tuple[CohortAttempt, ...]:
    """The finished attempts that supervisors of a cohort may read, last finished first; none of erased people."""
    columns = (
        QUEUED_ATTEMPT.c.attempt_id,
        QUEUED_ATTEMPT.c.person_id,
        PERSON.c.name,
        ATTEMPT.c.version,
        SCENARIO_VERSION.c.slug,
        SCENARIO_VERSION.c.title,
        ATTEMPT.c.assignment_id,
        ASSIGNMENT.c.title,
        QUEUED_ATTEMPT.c.finished_at,
    )
    found = (
        select(*columns)
        .join_from(QUEUED_ATTEMPT, ATTEMPT, ATTEMPT.c.id == QUEUED_ATTEMPT.c.attempt_id)
        .join(PERSON, PERSON.c.id == QUEUED_ATTEMPT.c.person_id)
        .join(SCENARIO_VERSION, SCENARIO_VERSION.c.version == ATTEMPT.c.version)
        .outerjoin(ASSIGNMENT, ASSIGNMENT.c.id == ATTEMPT.c.assignment_id)
        .where(QUEUED_ATTEMPT.c.cohort_id == cohort_id, PERSON.c.erased_at.is_(None))
        .order_by(QUEUED_ATTEMPT.c.finished_at.desc(), QUEUED_ATTEMPT.c.attempt_id)
    )
    return tuple(map(CohortAttempt._make, session.execute(found)))


def of_attempt(session: Session, attempt_id: UUID) -> tuple[DoubleRatingRecord, ...]:
    """The double ratings of an attempt, withdrawn ones too, first assigned first."""
    found = select(*_COLUMNS).where(DOUBLE_RATING.c.attempt_id == attempt_id)
    return tuple(map(DoubleRatingRecord._make, session.execute(found.order_by(DOUBLE_RATING.c.created_at))))


def readers_in(session: Session, cohort_id: UUID) -> dict[UUID, frozenset[UUID]]:
    """Who has finished, or is writing, any review of which attempt of a cohort, reverted or not."""
    here = select(QUEUED_ATTEMPT.c.attempt_id).where(QUEUED_ATTEMPT.c.cohort_id == cohort_id)
    finished = select(REVIEW.c.attempt_id, REVIEW.c.person_id).where(REVIEW.c.attempt_id.in_(here))
    begun = select(REVIEW_DRAFT.c.attempt_id, REVIEW_DRAFT.c.person_id).where(REVIEW_DRAFT.c.attempt_id.in_(here))
    readers: dict[UUID, set[UUID]] = {}
    for attempt_id, person_id in session.execute(finished.union(begun)):
        readers.setdefault(attempt_id, set()).add(person_id)
    return {attempt_id: frozenset(found) for attempt_id, found in readers.items()}


def of_cohort(session: Session, cohort_id: UUID) -> tuple[DoubleRatingRecord, ...]:
    """The double ratings of a cohort, withdrawn ones too, last assigned first."""
    found = select(*_COLUMNS).where(DOUBLE_RATING.c.cohort_id == cohort_id)
    order = (DOUBLE_RATING.c.created_at.desc(), DOUBLE_RATING.c.id)
    return tuple(map(DoubleRatingRecord._make, session.execute(found.order_by(*order))))


def of_rater(session: Session, person_id: UUID) -> tuple[RatedCase, ...]:
    """The double ratings that this person does or did, withdrawn ones too, first assigned first; none of erased
    trainees.
    """
    found = (
        select(*_COLUMNS, ATTEMPT.c.version, SCENARIO_VERSION.c.title)
        .join_from(DOUBLE_RATING, ATTEMPT, ATTEMPT.c.id == DOUBLE_RATING.c.attempt_id)
        .join(PERSON, PERSON.c.id == ATTEMPT.c.person_id)
        .join(SCENARIO_VERSION, SCENARIO_VERSION.c.version == ATTEMPT.c.version)
        .where(_by(person_id), PERSON.c.erased_at.is_(None))
        .order_by(DOUBLE_RATING.c.created_at, DOUBLE_RATING.c.id)
    )
    fields = len(DoubleRatingRecord._fields)
    return tuple(RatedCase(DoubleRatingRecord._make(row[:fields]), *row[fields:]) for row in session.execute(found))


def count_open(session: Session, person_id: UUID, cohorts: Collection[UUID]) -> int:
    """How many double ratings in these cohorts this person has to rate, or to agree on with the other."""
    first, second = DOUBLE_RATING.c.first_done_at, DOUBLE_RATING.c.second_done_at
    mine = or_(
        (DOUBLE_RATING.c.first_rater == person_id) & first.is_(None),
        (DOUBLE_RATING.c.second_rater == person_id) & second.is_(None),
        first.isnot(None) & second.isnot(None) & DOUBLE_RATING.c.attempt_id.not_in(_calibrated_by(person_id)),
    )
    found = (
        select(func.count())
        .select_from(DOUBLE_RATING)
        .join(ATTEMPT, ATTEMPT.c.id == DOUBLE_RATING.c.attempt_id)
        .join(PERSON, PERSON.c.id == ATTEMPT.c.person_id)
        .where(
            _by(person_id),
            mine,
            DOUBLE_RATING.c.cohort_id.in_(cohorts),
            DOUBLE_RATING.c.withdrawn_at.is_(None),
            DOUBLE_RATING.c.settled_at.is_(None),
            PERSON.c.erased_at.is_(None),
        )
    )
    return int(session.execute(found).scalar_one())


def _calibrated_by(person_id: UUID) -> Select[tuple[UUID]]:
    """The attempts of calibration sets that are not closed, in cohorts that this person supervises."""
    return (
        select(CALIBRATION_ATTEMPT.c.attempt_id)
        .join_from(CALIBRATION_ATTEMPT, CALIBRATION_SET)
        .join(MEMBERSHIP, MEMBERSHIP.c.cohort_id == CALIBRATION_SET.c.cohort_id)
        .where(
            CALIBRATION_SET.c.closed_at.is_(None),
            MEMBERSHIP.c.person_id == person_id,
            MEMBERSHIP.c.role == "supervisor",
        )
    )


def _by(person_id: UUID) -> ColumnElement[bool]:
    return or_(DOUBLE_RATING.c.first_rater == person_id, DOUBLE_RATING.c.second_rater == person_id)
