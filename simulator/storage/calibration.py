"""Calibration sets, their attempts and their rounds."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from simulator.storage.database import Session
from simulator.storage.tables import CALIBRATION_ATTEMPT, CALIBRATION_ROUND, CALIBRATION_SET


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
