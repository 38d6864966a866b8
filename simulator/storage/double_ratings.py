"""Attempts that two supervisors rate blind, and what is withheld from whom because of it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import or_, select, update

from simulator.storage.database import Session
from simulator.storage.tables import (
    CALIBRATION_ATTEMPT,
    CALIBRATION_SET,
    DOUBLE_RATING,
    MEMBERSHIP,
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
        or_(DOUBLE_RATING.c.first_rater == person_id, DOUBLE_RATING.c.second_rater == person_id),
        or_(DOUBLE_RATING.c.first_done_at.is_(None), DOUBLE_RATING.c.second_done_at.is_(None)),
        DOUBLE_RATING.c.withdrawn_at.is_(None),
    )
    calibrating = (
        select(CALIBRATION_ATTEMPT.c.attempt_id)
        .join_from(CALIBRATION_ATTEMPT, CALIBRATION_SET)
        .join(MEMBERSHIP, MEMBERSHIP.c.cohort_id == CALIBRATION_SET.c.cohort_id)
        .where(
            CALIBRATION_SET.c.closed_at.is_(None),
            MEMBERSHIP.c.person_id == person_id,
            MEMBERSHIP.c.role == "supervisor",
        )
    )
    return frozenset(session.execute(blind.union(calibrating)).scalars())
