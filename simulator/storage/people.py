"""Who there is, and what roles they have in which cohorts."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import bindparam, select, update

from simulator.storage.database import Session
from simulator.storage.prepared import Prepared
from simulator.storage.records import PersonRecord
from simulator.storage.tables import COHORT, MEMBERSHIP, PERSON

_EVERYBODY = select(*(PERSON.c[name] for name in PersonRecord._fields)).order_by(PERSON.c.name, PERSON.c.id)
_ALL = Prepared(_EVERYBODY.where(PERSON.c.erased_at.is_(None)))
_BY_ID = Prepared(_EVERYBODY.where(PERSON.c.id == bindparam("person")))
_BY_SLUG = Prepared(_EVERYBODY.where(PERSON.c.slug == bindparam("slug")))
_ADD = Prepared(PERSON.insert())
_ROLES = Prepared(
    select(MEMBERSHIP.c.cohort_id, MEMBERSHIP.c.role)
    .join_from(MEMBERSHIP, COHORT)
    .where(MEMBERSHIP.c.person_id == bindparam("person"), COHORT.c.archived_at.is_(None))
)


class CohortRole(NamedTuple):
    """A role in a cohort that is not archived."""

    cohort: UUID
    role: str


def add_person(
    session: Session,
    *,
    name: str,
    at: datetime,
    slug: str | None = None,
    administrator: bool = False,
    locale: str = "",
    time_zone: str = "",
) -> PersonRecord:
    """A new person, in no cohort yet.

    Raises:
        StoreConflict: the slug is taken (when the transaction ends with the error).
    """
    added = PersonRecord(uuid4(), name, slug, at, administrator, locale, time_zone, None)
    _ADD.run(session, added._asdict())
    return added


def person(session: Session, person_id: UUID) -> PersonRecord | None:
    """The person with this id, erased or not."""
    row = _BY_ID.first(session, {"person": person_id})
    return None if row is None else PersonRecord._make(row)


def person_by_slug(session: Session, slug: str) -> PersonRecord | None:
    """The demo person who signs in with this name."""
    row = _BY_SLUG.first(session, {"slug": slug})
    return None if row is None else PersonRecord._make(row)


def people(session: Session) -> tuple[PersonRecord, ...]:
    """Everybody who has not been erased, by name."""
    return tuple(map(PersonRecord._make, _ALL.rows(session, {})))


def change_person(session: Session, person_id: UUID, *, name: str, locale: str, time_zone: str) -> None:
    """Store how somebody is called, and in which language and zone they read."""
    this = update(PERSON).where(PERSON.c.id == person_id)
    session.execute(this.values(name=name, locale=locale, time_zone=time_zone))


def roles_of(session: Session, person_id: UUID) -> frozenset[CohortRole]:
    """The person's roles in cohorts that are not archived."""
    return frozenset(map(CohortRole._make, _ROLES.rows(session, {"person": person_id})))
