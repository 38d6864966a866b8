"""The audit log: what was done with people's accounts, rights and data. Written in the same transaction as the deed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import or_, select

from simulator.storage.database import Session
from simulator.storage.tables import AUDIT_ENTRY


class AuditRecord(NamedTuple):
    """An entry as stored; `detail` holds words of the glossary, never what somebody typed."""

    id: UUID
    at: datetime
    action: str
    actor_id: UUID | None
    person_id: UUID | None
    cohort_id: UUID | None
    subject: UUID | None
    detail: dict[str, str]


def note(
    session: Session,
    action: str,
    at: datetime,
    *,
    actor: UUID | None,
    person: UUID | None = None,
    cohort: UUID | None = None,
    subject: UUID | None = None,
    **detail: str,
) -> None:
    """Write an entry: `actor` (None: a command on the server) did `action`, which concerns `person`."""
    entry = AuditRecord(uuid4(), at, action, actor, person, cohort, subject, detail)
    session.execute(AUDIT_ENTRY.insert(), entry._asdict())


def entries(
    session: Session, where: Mapping[str, UUID] | None = None, limit: int = 500, offset: int = 0
) -> tuple[AuditRecord, ...]:
    """Entries, newest first; `where` narrows by columns, such as `person_id`."""
    found = select(*(AUDIT_ENTRY.c[name] for name in AuditRecord._fields))
    for name, value in (where or {}).items():
        found = found.where(AUDIT_ENTRY.c[name] == value)
    found = found.order_by(AUDIT_ENTRY.c.at.desc(), AUDIT_ENTRY.c.id).limit(limit).offset(offset)
    return tuple(map(AuditRecord._make, session.execute(found)))


def entries_of(session: Session, person_id: UUID, limit: int, offset: int = 0) -> tuple[AuditRecord, ...]:
    """What concerns a person or was done by them, newest first."""
    found = select(*(AUDIT_ENTRY.c[name] for name in AuditRecord._fields))
    found = found.where(or_(AUDIT_ENTRY.c.person_id == person_id, AUDIT_ENTRY.c.actor_id == person_id))
    found = found.order_by(AUDIT_ENTRY.c.at.desc(), AUDIT_ENTRY.c.id).limit(limit).offset(offset)
    return tuple(map(AuditRecord._make, session.execute(found)))
