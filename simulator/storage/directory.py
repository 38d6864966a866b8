"""Everybody on the site as an administrator needs them: accounts and roles, never what anybody practised or wrote."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import exists, or_, select, update

from simulator.storage.database import Session
from simulator.storage.tables import ACCOUNT, COHORT, INSTITUTION, MEMBERSHIP, PASSKEY, PERSON


class ListedPerson(NamedTuple):
    """Somebody with their account; `email` and `active` are None for people without one (those of the demo).

    `second_factor` is whether they have set one up.
    """

    id: UUID
    name: str
    administrator: bool
    email: str | None
    active: bool | None
    second_factor: bool


class HeldRole(NamedTuple):
    """A role in a cohort, which may be archived."""

    person_id: UUID
    cohort_id: UUID
    cohort: str
    role: str
    archived: bool


class InstitutionRecord(NamedTuple):
    """What holds for the whole site; `second_factor` lists the roles that must have one."""

    name: str
    second_factor: list[str]


_LISTED = (
    select(
        PERSON.c.id,
        PERSON.c.name,
        PERSON.c.administrator,
        ACCOUNT.c.email,
        ACCOUNT.c.active,
        or_(ACCOUNT.c.totp_method.isnot(None), exists().where(PASSKEY.c.person_id == PERSON.c.id)),
    )
    .select_from(PERSON.outerjoin(ACCOUNT, ACCOUNT.c.person_id == PERSON.c.id))
    .where(PERSON.c.erased_at.is_(None))
)
_ACTIVE = or_(ACCOUNT.c.active.is_(None), ACCOUNT.c.active.is_(True))


def everybody(session: Session) -> tuple[ListedPerson, ...]:
    """Everybody who has not been erased, by name."""
    return tuple(map(ListedPerson._make, session.execute(_LISTED.order_by(PERSON.c.name, PERSON.c.id))))


def listed(session: Session, person_id: UUID) -> ListedPerson | None:
    """One of them."""
    row = session.execute(_LISTED.where(PERSON.c.id == person_id)).first()
    return None if row is None else ListedPerson._make(row)


def administrators(session: Session) -> frozenset[UUID]:
    """Who has the administrator's right and can use it."""
    found = _LISTED.where(PERSON.c.administrator.is_(True), _ACTIVE)
    return frozenset(row.id for row in session.execute(found))


def roles(session: Session, people: Collection[UUID]) -> tuple[HeldRole, ...]:
    """The roles of these people in all cohorts, open ones first."""
    found = (
        select(MEMBERSHIP.c.person_id, COHORT.c.id, COHORT.c.name, MEMBERSHIP.c.role, COHORT.c.archived_at.isnot(None))
        .join_from(MEMBERSHIP, COHORT)
        .where(MEMBERSHIP.c.person_id.in_(people))
        .order_by(COHORT.c.archived_at.isnot(None), COHORT.c.name, COHORT.c.id, MEMBERSHIP.c.role)
    )
    return tuple(HeldRole._make((*row[:4], bool(row[4]))) for row in session.execute(found))


def names(session: Session, people: Iterable[UUID]) -> dict[UUID, str]:
    """What these people are called, as far as they have not been erased."""
    found = select(PERSON.c.id, PERSON.c.name).where(PERSON.c.id.in_(set(people)), PERSON.c.erased_at.is_(None))
    return {row.id: row.name for row in session.execute(found)}


def cohort_names(session: Session, cohorts: Iterable[UUID]) -> dict[UUID, str]:
    """What these cohorts are called."""
    found = select(COHORT.c.id, COHORT.c.name).where(COHORT.c.id.in_(set(cohorts)))
    return {row.id: row.name for row in session.execute(found)}


def set_administrator(session: Session, person_id: UUID, *, administrator: bool) -> bool:
    """Give or take the administrator's right. False: nothing changed."""
    this = update(PERSON).where(PERSON.c.id == person_id, PERSON.c.administrator.isnot(administrator))
    return session.execute(this.values(administrator=administrator)).rowcount == 1


def set_active(session: Session, person_id: UUID, *, active: bool) -> bool:
    """Open or close an account. False: nothing changed, or there is none."""
    this = update(ACCOUNT).where(ACCOUNT.c.person_id == person_id, ACCOUNT.c.active.isnot(active))
    return session.execute(this.values(active=active)).rowcount == 1


def institution(session: Session, *, lock: bool = False) -> InstitutionRecord:
    """What holds for the whole site; with `lock` nobody else changes it, or who administers it, meanwhile."""
    found = select(INSTITUTION.c.name, INSTITUTION.c.second_factor).where(INSTITUTION.c.id == 1)
    return InstitutionRecord._make(session.execute(found.with_for_update() if lock else found).one())


def change_institution(session: Session, changed: InstitutionRecord) -> None:
    """Store what holds for the whole site."""
    session.execute(update(INSTITUTION).where(INSTITUTION.c.id == 1).values(changed._asdict()))
