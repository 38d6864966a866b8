"""Ratings of cases that supervisors hold for wrong."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select, update

from simulator.storage.database import Session
from simulator.storage.tables import DISPUTE


class DisputeRecord(NamedTuple):
    """A dispute as stored; what the fields mean stands in `tables.reviewing`."""

    id: UUID
    attempt_id: UUID
    seq: int
    version: str
    scene: str
    response: str
    principle: str
    engine_level: int
    level: int
    text: str
    person_id: UUID
    at: datetime
    withdrawn_at: datetime | None
    outcome: str | None
    remark: str
    settled_by: UUID | None
    settled_at: datetime | None


_COLUMNS = [DISPUTE.c[name] for name in DisputeRecord._fields]


def disputes_by(session: Session, attempt_id: UUID, person_id: UUID) -> tuple[DisputeRecord, ...]:
    """What a supervisor disputes in an attempt, withdrawn or not, by turn."""
    found = select(*_COLUMNS).where(DISPUTE.c.attempt_id == attempt_id, DISPUTE.c.person_id == person_id)
    return tuple(map(DisputeRecord._make, session.execute(found.order_by(DISPUTE.c.seq, DISPUTE.c.principle))))


def add_dispute(session: Session, added: DisputeRecord) -> None:
    """A new dispute."""
    session.execute(DISPUTE.insert(), added._asdict())


def change_dispute(session: Session, changed: DisputeRecord) -> None:
    """Store anew what can change in a dispute."""
    names = ("level", "text", "at", "withdrawn_at", "outcome", "remark", "settled_by", "settled_at")
    values = {name: getattr(changed, name) for name in names}
    session.execute(update(DISPUTE).where(DISPUTE.c.id == changed.id).values(values))
