"""Calibration sets, their attempts and their rounds."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select, update

from simulator.storage.database import Session
from simulator.storage.review_records import CALIBRATION
from simulator.storage.tables import (
    ATTEMPT,
    CALIBRATION_ATTEMPT,
    CALIBRATION_ROUND,
    CALIBRATION_SET,
    PERSON,
    REVIEW,
    REVIEW_REVERSAL,
    SCENARIO_VERSION,
)


class SetRecord(NamedTuple):
    """A calibration set as stored."""

    id: UUID
    cohort_id: UUID
    title: str
    created_by: UUID
    created_at: datetime
    closed_at: datetime | None


class RoundRecord(NamedTuple):
    """A round as stored."""

    id: UUID
    set_id: UUID
    title: str
    opens_at: datetime
    due_at: datetime
    created_by: UUID
    created_at: datetime


class SetAttempt(NamedTuple):
    """An attempt of a set with its case and whose it is; `erased`: they have been erased, so nobody rates it now."""

    place: int
    attempt_id: UUID
    person_id: UUID
    erased: bool
    version: str
    title: str


class Rated(NamedTuple):
    """That somebody has rated an attempt in a round."""

    round_id: UUID
    attempt_id: UUID
    person_id: UUID


_SET = [CALIBRATION_SET.c[name] for name in SetRecord._fields]
_ROUND = [CALIBRATION_ROUND.c[name] for name in RoundRecord._fields]


def calibration_set(session: Session, set_id: UUID, *, lock: bool = False) -> SetRecord | None:
    """One set."""
    found = select(*_SET).where(CALIBRATION_SET.c.id == set_id)
    row = session.execute(found.with_for_update() if lock else found).first()
    return None if row is None else SetRecord._make(row)


def calibration_round(session: Session, round_id: UUID) -> RoundRecord | None:
    """One round."""
    row = session.execute(select(*_ROUND).where(CALIBRATION_ROUND.c.id == round_id)).first()
    return None if row is None else RoundRecord._make(row)


def attempts_of(session: Session, set_id: UUID) -> tuple[UUID, ...]:
    """The attempts of a set, by place."""
    found = select(CALIBRATION_ATTEMPT.c.attempt_id).where(CALIBRATION_ATTEMPT.c.set_id == set_id)
    return tuple(session.execute(found.order_by(CALIBRATION_ATTEMPT.c.place)).scalars())


def add_set(session: Session, added: SetRecord, attempts: Sequence[UUID]) -> None:
    """A new set of these attempts, in the order of their places."""
    session.execute(CALIBRATION_SET.insert(), added._asdict())
    rows = [{"set_id": added.id, "place": place, "attempt_id": one} for place, one in enumerate(attempts, 1)]
    session.execute(CALIBRATION_ATTEMPT.insert(), rows)


def set_closed(session: Session, set_id: UUID, at: datetime | None) -> None:
    """Close a set, or (None) open it again."""
    session.execute(update(CALIBRATION_SET).where(CALIBRATION_SET.c.id == set_id).values(closed_at=at))


def add_round(session: Session, added: RoundRecord) -> None:
    """A new round."""
    session.execute(CALIBRATION_ROUND.insert(), added._asdict())


def sets_in(session: Session, cohorts: Collection[UUID]) -> tuple[SetRecord, ...]:
    """The sets of these cohorts, the one made last first."""
    found = select(*_SET).where(CALIBRATION_SET.c.cohort_id.in_(cohorts))
    order = (CALIBRATION_SET.c.created_at.desc(), CALIBRATION_SET.c.id)
    return tuple(map(SetRecord._make, session.execute(found.order_by(*order))))


def rounds_of(session: Session, sets: Collection[UUID]) -> tuple[RoundRecord, ...]:
    """The rounds of these sets, in the order in which they open."""
    found = select(*_ROUND).where(CALIBRATION_ROUND.c.set_id.in_(sets))
    order = [CALIBRATION_ROUND.c[name] for name in ("opens_at", "due_at", "created_at", "id")]
    return tuple(map(RoundRecord._make, session.execute(found.order_by(*order))))


def places_of(session: Session, sets: Collection[UUID]) -> dict[UUID, tuple[SetAttempt, ...]]:
    """The attempts of these sets with their cases, by place."""
    found = (
        select(
            CALIBRATION_ATTEMPT.c.set_id,
            CALIBRATION_ATTEMPT.c.place,
            ATTEMPT.c.id,
            ATTEMPT.c.person_id,
            PERSON.c.erased_at.isnot(None),
            ATTEMPT.c.version,
            SCENARIO_VERSION.c.title,
        )
        .join_from(CALIBRATION_ATTEMPT, ATTEMPT, ATTEMPT.c.id == CALIBRATION_ATTEMPT.c.attempt_id)
        .join(PERSON, PERSON.c.id == ATTEMPT.c.person_id)
        .join(SCENARIO_VERSION, SCENARIO_VERSION.c.version == ATTEMPT.c.version)
        .where(CALIBRATION_ATTEMPT.c.set_id.in_(sets))
        .order_by(CALIBRATION_ATTEMPT.c.set_id, CALIBRATION_ATTEMPT.c.place)
    )
    places: dict[UUID, list[SetAttempt]] = {}
    for set_id, *row in session.execute(found):
        places.setdefault(set_id, []).append(SetAttempt._make(row))
    return {set_id: tuple(rows) for set_id, rows in places.items()}


def rated_in(session: Session, rounds: Collection[UUID]) -> frozenset[Rated]:
    """Who has rated what in these rounds, with reviews that were not reverted."""
    found = (
        select(REVIEW.c.task_id, REVIEW.c.attempt_id, REVIEW.c.person_id)
        .outerjoin(REVIEW_REVERSAL, REVIEW_REVERSAL.c.review_id == REVIEW.c.id)
        .where(REVIEW.c.purpose == CALIBRATION, REVIEW.c.task_id.in_(rounds), REVIEW_REVERSAL.c.id.is_(None))
    )
    return frozenset(map(Rated._make, session.execute(found)))
