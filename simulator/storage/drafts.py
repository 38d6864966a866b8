"""Drafts of cases and every text they once had."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import delete, select, update

from simulator.storage.database import Session
from simulator.storage.tables import DRAFT, DRAFT_ENTRY

TOGETHER = timedelta(minutes=5)
"""What one person types within this time is one entry of the history."""


class DraftRecord(NamedTuple):
    """A draft as it stands."""

    id: UUID
    slug: str
    title: str
    text: str
    revision: int
    origin: str
    based_on: str | None
    losses: list[str]
    created_by: UUID
    created_at: datetime
    updated_by: UUID
    updated_at: datetime
    discarded_at: datetime | None


class DraftEntryRecord(NamedTuple):
    """A text that a draft once had, and how it came about."""

    draft_id: UUID
    revision: int
    text: str
    why: str
    person_id: UUID
    begun_at: datetime
    at: datetime


_COLUMNS = [DRAFT.c[name] for name in DraftRecord._fields]
_ENTRY = [DRAFT_ENTRY.c[name] for name in DraftEntryRecord._fields]


def add_draft(session: Session, draft: DraftRecord) -> None:
    """Keep a new draft, with its first entry.

    Raises:
        StoreConflict: there is another draft of this slug, or one with this id (when the transaction ends).
    """
    session.execute(DRAFT.insert(), draft._asdict())
    _add_entry(session, draft, "begun", draft.created_at)


def draft(session: Session, draft_id: UUID, *, lock: bool = False) -> DraftRecord | None:
    """A draft, thrown away or not; `lock` holds it against others until the transaction ends."""
    asked = select(*_COLUMNS).where(DRAFT.c.id == draft_id)
    row = session.execute(asked.with_for_update() if lock else asked).first()
    return None if row is None else DraftRecord._make(row)


def drafts(session: Session) -> tuple[DraftRecord, ...]:
    """Every draft, thrown away ones included, changed last first."""
    rows = session.execute(select(*_COLUMNS).order_by(DRAFT.c.updated_at.desc(), DRAFT.c.id))
    return tuple(map(DraftRecord._make, rows))


def draft_of(session: Session, slug: str) -> DraftRecord | None:
    """The draft of a case that is not thrown away."""
    row = session.execute(select(*_COLUMNS).where(DRAFT.c.slug == slug, DRAFT.c.discarded_at.is_(None))).first()
    return None if row is None else DraftRecord._make(row)


def change_draft(session: Session, changed: DraftRecord, why: str) -> None:
    """Keep a draft as it stands now (its revision already counted up), and its text in the history.

    Typing goes on in the entry of the same person's typing, for as long as it lasts.
    """
    last = session.execute(
        select(*_ENTRY).where(DRAFT_ENTRY.c.draft_id == changed.id).order_by(DRAFT_ENTRY.c.revision.desc()).limit(1)
    ).one()
    begun = changed.updated_at
    if why == last.why == "typed" and last.person_id == changed.updated_by and begun - last.begun_at < TOGETHER:
        begun = last.begun_at
        here = (DRAFT_ENTRY.c.draft_id == changed.id, DRAFT_ENTRY.c.revision == last.revision)
        session.execute(delete(DRAFT_ENTRY).where(*here))
    session.execute(update(DRAFT).where(DRAFT.c.id == changed.id).values(changed._asdict()))
    _add_entry(session, changed, why, begun)


def set_slug(session: Session, draft_id: UUID, slug: str, title: str) -> None:
    """Give a draft another slug, and the title it has with it.

    Raises:
        StoreConflict: there is another draft of this slug (when the transaction ends).
    """
    session.execute(update(DRAFT).where(DRAFT.c.id == draft_id).values(slug=slug, title=title))


def set_discarded(session: Session, draft_id: UUID, at: datetime | None) -> None:
    """Throw a draft away, or (`at` None) bring it back.

    Raises:
        StoreConflict: there is another draft of its slug by now (when the transaction ends).
    """
    session.execute(update(DRAFT).where(DRAFT.c.id == draft_id).values(discarded_at=at))


def entries(
    session: Session, draft_id: UUID, *, before: int | None = None, most: int | None = None
) -> tuple[DraftEntryRecord, ...]:
    """The history of a draft, newest first: all of it, or at most so many entries older than revision `before`."""
    asked = select(*_ENTRY).where(DRAFT_ENTRY.c.draft_id == draft_id).order_by(DRAFT_ENTRY.c.revision.desc())
    if before is not None:
        asked = asked.where(DRAFT_ENTRY.c.revision < before)
    return tuple(map(DraftEntryRecord._make, session.execute(asked.limit(most))))


def entry(session: Session, draft_id: UUID, revision: int) -> DraftEntryRecord | None:
    """One entry of the history."""
    row = session.execute(
        select(*_ENTRY).where(DRAFT_ENTRY.c.draft_id == draft_id, DRAFT_ENTRY.c.revision == revision)
    ).first()
    return None if row is None else DraftEntryRecord._make(row)


def entry_before(session: Session, draft_id: UUID, revision: int) -> DraftEntryRecord | None:
    """The newest entry that is no newer than a revision: what somebody who read that revision had before them.

    Where its writer went on typing, it is the entry before, which has less in it.
    """
    row = session.execute(
        select(*_ENTRY)
        .where(DRAFT_ENTRY.c.draft_id == draft_id, DRAFT_ENTRY.c.revision <= revision)
        .order_by(DRAFT_ENTRY.c.revision.desc())
        .limit(1)
    ).first()
    return None if row is None else DraftEntryRecord._make(row)


def _add_entry(session: Session, draft: DraftRecord, why: str, begun: datetime) -> None:
    added = DraftEntryRecord(draft.id, draft.revision, draft.text, why, draft.updated_by, begun, draft.updated_at)
    session.execute(DRAFT_ENTRY.insert(), added._asdict())
