"""Who practises here."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import bindparam, select

from simulator.storage.database import Session
from simulator.storage.prepared import Prepared
from simulator.storage.records import PersonRecord
from simulator.storage.tables import PERSON

_EVERYBODY = select(*(PERSON.c[name] for name in PersonRecord._fields)).order_by(PERSON.c.name, PERSON.c.slug)
_ALL = Prepared(_EVERYBODY)
_BY_ID = Prepared(_EVERYBODY.where(PERSON.c.id == bindparam("person")))
_BY_SLUG = Prepared(_EVERYBODY.where(PERSON.c.slug == bindparam("slug")))
_ADD = Prepared(PERSON.insert())


def add_person(session: Session, *, name: str, slug: str, role: str, at: datetime) -> PersonRecord:
    """A new person.

    Raises:
        StoreConflict: the slug is taken (when the transaction ends with the error).
    """
    added = PersonRecord(uuid4(), name, slug, role, at)
    _ADD.run(session, added._asdict())
    return added


def person(session: Session, person_id: UUID) -> PersonRecord | None:
    """The person with this id."""
    row = _BY_ID.first(session, {"person": person_id})
    return None if row is None else PersonRecord._make(row)


def person_by_slug(session: Session, slug: str) -> PersonRecord | None:
    """The person who signs in with this name."""
    row = _BY_SLUG.first(session, {"slug": slug})
    return None if row is None else PersonRecord._make(row)


def people(session: Session) -> tuple[PersonRecord, ...]:
    """Everybody, by name."""
    return tuple(map(PersonRecord._make, _ALL.rows(session, {})))
