"""Ratings of cases that supervisors hold for wrong."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select, update

from simulator.storage.database import Session
from simulator.storage.tables import DISPUTE, SCENARIO_VERSION


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
_STANDS = DISPUTE.c.withdrawn_at.is_(None)


def disputes_by(session: Session, attempt_id: UUID, person_id: UUID) -> tuple[DisputeRecord, ...]:
    """What a supervisor disputes in an attempt, withdrawn or not, by turn."""
    found = select(*_COLUMNS).where(DISPUTE.c.attempt_id == attempt_id, DISPUTE.c.person_id == person_id)
    return tuple(map(DisputeRecord._make, session.execute(found.order_by(DISPUTE.c.seq, DISPUTE.c.principle))))


def dispute(session: Session, dispute_id: UUID, *, lock: bool = False) -> DisputeRecord | None:
    """One dispute; with `lock`, in a write, nobody else changes it meanwhile."""
    found = select(*_COLUMNS).where(DISPUTE.c.id == dispute_id)
    row = session.execute(found.with_for_update() if lock else found).first()
    return None if row is None else DisputeRecord._make(row)


def disputes_of(session: Session, attempt_id: UUID) -> tuple[DisputeRecord, ...]:
    """What anybody disputes in an attempt and has not withdrawn, by turn."""
    found = select(*_COLUMNS).where(DISPUTE.c.attempt_id == attempt_id, _STANDS)
    order = (DISPUTE.c.seq, DISPUTE.c.principle, DISPUTE.c.at, DISPUTE.c.id)
    return tuple(map(DisputeRecord._make, session.execute(found.order_by(*order))))


def standing_disputes(session: Session) -> tuple[DisputeRecord, ...]:
    """Every dispute that was not withdrawn, by response of a case."""
    order = (DISPUTE.c.version, DISPUTE.c.scene, DISPUTE.c.response, DISPUTE.c.principle, DISPUTE.c.at, DISPUTE.c.id)
    return tuple(map(DisputeRecord._make, session.execute(select(*_COLUMNS).where(_STANDS).order_by(*order))))


def count_open(session: Session, hidden: Collection[UUID], slug: str = "") -> int:
    """How many disputes wait to be settled, in all cases or in one; without those in `hidden` attempts."""
    found = select(func.count()).select_from(DISPUTE).where(_STANDS, DISPUTE.c.outcome.is_(None))
    if hidden:
        found = found.where(DISPUTE.c.attempt_id.not_in(hidden))
    if slug:
        versions = select(SCENARIO_VERSION.c.version).where(SCENARIO_VERSION.c.slug == slug)
        found = found.where(DISPUTE.c.version.in_(versions))
    return int(session.execute(found).scalar_one())


def add_dispute(session: Session, added: DisputeRecord) -> None:
    """A new dispute."""
    session.execute(DISPUTE.insert(), added._asdict())


def change_dispute(session: Session, changed: DisputeRecord) -> None:
    """Store anew what can change in a dispute."""
    names = ("level", "text", "at", "withdrawn_at", "outcome", "remark", "settled_by", "settled_at")
    values = {name: getattr(changed, name) for name in names}
    session.execute(update(DISPUTE).where(DISPUTE.c.id == changed.id).values(values))
