"""Publications: which version of each case is the one people play, and since when."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, func, select, update

from simulator.storage.database import Session
from simulator.storage.prepared import Prepared
from simulator.storage.tables import PUBLICATION


class PublicationRecord(NamedTuple):
    """One publication. `published_by` is None for a file of the folder; the newest of a slug holds."""

    number: int
    slug: str
    version: str
    sentence: str
    reading_id: UUID | None
    published_by: UUID | None
    published_at: datetime
    retired_by: UUID | None
    retired_at: datetime | None


class Mark(NamedTuple):
    """Changes with every publication and retirement, in whichever process it happens.

    The newest number alone would not do: on PostgreSQL a smaller one can be committed after it.
    """

    newest: int
    published: int
    retired: int


_COLUMNS = [PUBLICATION.c[name] for name in PublicationRecord._fields]
_COUNTS: list[Any] = [
    func.max(PUBLICATION.c.number),
    func.count(PUBLICATION.c.number),
    func.count(PUBLICATION.c.retired_at),
]
_MARK = Prepared(select(*_COUNTS))
_LATEST = Prepared(
    select(*_COLUMNS).where(
        PUBLICATION.c.number.in_(select(func.max(PUBLICATION.c.number)).group_by(PUBLICATION.c.slug).scalar_subquery())
    )
)
_OF_SLUG = Prepared(
    select(*_COLUMNS).where(PUBLICATION.c.slug == bindparam("of_slug")).order_by(PUBLICATION.c.number.desc())
)
_FROM_FOLDER = Prepared(
    select(PUBLICATION.c.slug, PUBLICATION.c.version)
    .where(PUBLICATION.c.published_by.is_(None))
    .order_by(PUBLICATION.c.number)
)
_RETIRE = Prepared(
    update(PUBLICATION)
    .where(PUBLICATION.c.number == bindparam("of_number"), PUBLICATION.c.retired_at.is_(None))
    .values(retired_by=bindparam("by"), retired_at=bindparam("at"))
)


def mark(session: Session) -> Mark:
    """What changes as soon as another version holds."""
    newest, published, retired = _MARK.first(session, {}) or (None, 0, 0)
    return Mark(newest or 0, published, retired)


def latest(session: Session) -> dict[str, PublicationRecord]:
    """The publication that holds for each slug, retired ones included."""
    return {one.slug: one for one in map(PublicationRecord._make, _LATEST.rows(session, {}))}


def of_slug(session: Session, slug: str) -> tuple[PublicationRecord, ...]:
    """Every publication of a case, newest first."""
    return tuple(map(PublicationRecord._make, _OF_SLUG.rows(session, {"of_slug": slug})))


def newest(session: Session, slug: str, *, lock: bool = False) -> PublicationRecord | None:
    """The publication of a case that holds.

    `lock` holds the case against others who publish or retire it, until the transaction ends; they wait on the row
    that was newest before, so what holds now is looked up only after it.
    """
    if lock:
        this = select(PUBLICATION.c.number).where(PUBLICATION.c.slug == slug).order_by(PUBLICATION.c.number.desc())
        session.execute(this.limit(1).with_for_update())
    return next(iter(of_slug(session, slug)), None)


def from_folder(session: Session) -> dict[str, str]:
    """The version of each slug that was last published from the folder of cases."""
    return {str(row[0]): str(row[1]) for row in _FROM_FOLDER.rows(session, {})}


def add(
    session: Session,
    *,
    slug: str,
    version: str,
    sentence: str,
    at: datetime,
    by: UUID | None = None,
    reading_id: UUID | None = None,
) -> None:
    """Publish a version that is kept: from now on it is the one people play."""
    values = {
        "slug": slug,
        "version": version,
        "sentence": sentence,
        "reading_id": reading_id,
        "published_by": by,
        "published_at": at,
        "retired_by": None,
        "retired_at": None,
    }
    session.execute(PUBLICATION.insert(), values)


def retire(session: Session, number: int, by: UUID, at: datetime) -> bool:
    """Offer the case no more. False: there is no such publication, or it is retired already."""
    return _RETIRE.run(session, {"of_number": number, "by": by, "at": at}) == 1
