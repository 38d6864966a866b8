"""Cohorts and who is in them."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import and_, delete, func, select, update

from simulator.storage.database import Session
from simulator.storage.insertion import insert_or_keep
from simulator.storage.tables import AUDIT_ENTRY, COHORT, MEMBERSHIP, PERSON, WEB_SESSION

ROLE_TAKEN = "role taken"
"""What the audit log calls it when somebody loses a role in a cohort."""


class CohortRecord(NamedTuple):
    """A cohort as stored."""

    id: UUID
    name: str
    starts_on: date
    ends_on: date
    time_zone: str
    created_by: UUID | None
    created_at: datetime
    archived_at: datetime | None


class MemberRecord(NamedTuple):
    """A person in one role of a cohort."""

    person_id: UUID
    name: str
    role: str
    since: datetime


_COHORTS = select(*(COHORT.c[name] for name in CohortRecord._fields))


def add_cohort(
    session: Session,
    *,
    name: str,
    starts_on: date,
    ends_on: date,
    time_zone: str,
    created_by: UUID | None,
    at: datetime,
    cohort_id: UUID | None = None,
) -> CohortRecord:
    """A new cohort with nobody in it; one with this id that is there already is left as it is."""
    added = CohortRecord(cohort_id or uuid4(), name, starts_on, ends_on, time_zone, created_by, at, None)
    session.execute(insert_or_keep(session, COHORT), added._asdict())
    return added


def cohort(session: Session, cohort_id: UUID, *, lock: bool = False) -> CohortRecord | None:
    """The cohort with this id; with `lock` nobody else changes it until the transaction ends."""
    found = _COHORTS.where(COHORT.c.id == cohort_id)
    row = session.execute(found.with_for_update() if lock else found).first()
    return None if row is None else CohortRecord._make(row)


def cohorts(session: Session) -> tuple[CohortRecord, ...]:
    """All cohorts: open ones first, the one that begins last first."""
    order = (COHORT.c.archived_at.isnot(None), COHORT.c.starts_on.desc(), COHORT.c.name, COHORT.c.id)
    return tuple(map(CohortRecord._make, session.execute(_COHORTS.order_by(*order))))


def sizes(session: Session) -> dict[UUID, dict[str, int]]:
    """How many people have which role in each cohort."""
    found: dict[UUID, dict[str, int]] = {}
    counted = (
        select(MEMBERSHIP.c.cohort_id, MEMBERSHIP.c.role, func.count())
        .join_from(MEMBERSHIP, PERSON)
        .where(PERSON.c.erased_at.is_(None))
        .group_by(MEMBERSHIP.c.cohort_id, MEMBERSHIP.c.role)
    )
    for cohort_id, role, count in session.execute(counted):
        found.setdefault(cohort_id, {})[role] = count
    return found


def change_cohort(session: Session, changed: CohortRecord) -> None:
    """Store name, days, zone and archive state of a cohort."""
    values = {name: getattr(changed, name) for name in ("name", "starts_on", "ends_on", "time_zone", "archived_at")}
    session.execute(update(COHORT).where(COHORT.c.id == changed.id).values(values))


def members(session: Session, cohort_id: UUID) -> tuple[MemberRecord, ...]:
    """Everybody in a cohort, one row per role, by name."""
    found = session.execute(
        select(MEMBERSHIP.c.person_id, PERSON.c.name, MEMBERSHIP.c.role, MEMBERSHIP.c.created_at)
        .join_from(MEMBERSHIP, PERSON)
        .where(MEMBERSHIP.c.cohort_id == cohort_id, PERSON.c.erased_at.is_(None))
        .order_by(PERSON.c.name, PERSON.c.id, MEMBERSHIP.c.role)
    )
    return tuple(map(MemberRecord._make, found))


def former_members(session: Session, cohort_id: UUID, since: datetime) -> tuple[MemberRecord, ...]:
    """Who has lost which role since then and does not have it now, the last one first; `since` is when they lost it."""
    found = session.execute(
        select(AUDIT_ENTRY.c.person_id, PERSON.c.name, AUDIT_ENTRY.c.detail, AUDIT_ENTRY.c.at)
        .join_from(AUDIT_ENTRY, PERSON, AUDIT_ENTRY.c.person_id == PERSON.c.id)
        .where(
            AUDIT_ENTRY.c.at >= since,
            AUDIT_ENTRY.c.cohort_id == cohort_id,
            AUDIT_ENTRY.c.action == ROLE_TAKEN,
            PERSON.c.erased_at.is_(None),
        )
        .order_by(AUDIT_ENTRY.c.at.desc(), AUDIT_ENTRY.c.id)
    )
    there = {(one.person_id, one.role) for one in members(session, cohort_id)}
    lost: dict[tuple[UUID, str], MemberRecord] = {}
    for person_id, name, detail, at in found:
        lost.setdefault((person_id, detail["role"]), MemberRecord(person_id, name, detail["role"], at))
    return tuple(one for key, one in lost.items() if key not in there)


def add_member(session: Session, cohort_id: UUID, person_id: UUID, role: str, at: datetime) -> bool:
    """Give a person a role in a cohort; their sessions get new tokens. False: they had it already.

    Raises:
        StoreConflict: unknown cohort, person or role (when the transaction ends with the error).
    """
    values = {"cohort_id": cohort_id, "person_id": person_id, "role": role, "created_at": at}
    added = session.execute(insert_or_keep(session, MEMBERSHIP), values).rowcount == 1
    if added:
        rotate_sessions(session, person_id)
    return added


def remove_member(session: Session, cohort_id: UUID, person_id: UUID, role: str) -> bool:
    """Take a role away; their sessions get new tokens. False: they did not have it."""
    this = and_(MEMBERSHIP.c.cohort_id == cohort_id, MEMBERSHIP.c.person_id == person_id, MEMBERSHIP.c.role == role)
    removed = session.execute(delete(MEMBERSHIP).where(this)).rowcount == 1
    if removed:
        rotate_sessions(session, person_id)
    return removed


def rotate_sessions(session: Session, person_id: UUID) -> None:
    """Ask for a new token in every session of a person, because a right of theirs has changed."""
    session.execute(update(WEB_SESSION).where(WEB_SESSION.c.person_id == person_id).values(rotate=True))


def rotate_sessions_in(session: Session, cohort_id: UUID) -> None:
    """Ask for new tokens in every session of everybody in a cohort."""
    here = select(MEMBERSHIP.c.person_id).where(MEMBERSHIP.c.cohort_id == cohort_id)
    session.execute(update(WEB_SESSION).where(WEB_SESSION.c.person_id.in_(here)).values(rotate=True))
