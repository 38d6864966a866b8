"""Second readings: the text of a draft as a second course leader reads it, with comments on its lines."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select, update

from simulator.storage.database import Session
from simulator.storage.insertion import insert_or_keep
from simulator.storage.tables import DRAFT_ENTRY, LINE_COMMENT, SECOND_READING


class ReadingRecord(NamedTuple):
    """A second reading. While `decision` is None somebody is asked to read; `decided_by` also says who withdrew it."""

    id: UUID
    draft_id: UUID
    version: str
    text: str
    note: str
    asked_by: UUID
    asked_at: datetime
    decision: str | None
    remark: str
    decided_by: UUID | None
    decided_at: datetime | None


class CommentRecord(NamedTuple):
    """What somebody says to one line; `excerpt` is that line."""

    id: UUID
    reading_id: UUID
    line: int
    excerpt: str
    text: str
    written_by: UUID
    written_at: datetime
    settled_by: UUID | None
    settled_at: datetime | None


_READING = select(*(SECOND_READING.c[name] for name in ReadingRecord._fields))
_COMMENT = select(*(LINE_COMMENT.c[name] for name in CommentRecord._fields))


def add_reading(session: Session, asked: ReadingRecord) -> None:
    """Keep a reading; one with this id that is there already is left as it is."""
    session.execute(insert_or_keep(session, SECOND_READING), asked._asdict())


def reading(session: Session, reading_id: UUID, *, lock: bool = False) -> ReadingRecord | None:
    """A reading, decided or not; `lock` holds it against others until the transaction ends."""
    asked = _READING.where(SECOND_READING.c.id == reading_id)
    row = session.execute(asked.with_for_update() if lock else asked).first()
    return None if row is None else ReadingRecord._make(row)


def readings_of(session: Session, draft_id: UUID) -> tuple[ReadingRecord, ...]:
    """Every reading of a draft, newest first."""
    rows = session.execute(
        _READING.where(SECOND_READING.c.draft_id == draft_id).order_by(
            SECOND_READING.c.asked_at.desc(), SECOND_READING.c.id
        )
    )
    return tuple(map(ReadingRecord._make, rows))


def decide(session: Session, reading_id: UUID, decision: str, remark: str, by: UUID, at: datetime) -> bool:
    """Keep what was decided. False: it was decided or withdrawn already."""
    here = (SECOND_READING.c.id == reading_id, SECOND_READING.c.decision.is_(None))
    decided = {"decision": decision, "remark": remark, "decided_by": by, "decided_at": at}
    return session.execute(update(SECOND_READING).where(*here).values(decided)).rowcount == 1


def writer_of(session: Session, draft_id: UUID, at: datetime) -> UUID | None:
    """Who wrote the text that a draft had at some time.

    Found by when their typing began, because an entry goes on to hold what the same person typed some minutes later.
    """
    found: UUID | None = session.execute(
        select(DRAFT_ENTRY.c.person_id)
        .where(DRAFT_ENTRY.c.draft_id == draft_id, DRAFT_ENTRY.c.begun_at <= at)
        .order_by(DRAFT_ENTRY.c.revision.desc())
        .limit(1)
    ).scalar()
    return found


def add_comment(session: Session, comment: CommentRecord) -> None:
    """Keep a comment; one with this id that is there already is left as it is."""
    session.execute(insert_or_keep(session, LINE_COMMENT), comment._asdict())


def comments(session: Session, reading_id: UUID) -> tuple[CommentRecord, ...]:
    """The comments on a reading, line by line, each line's in the order in which they were written."""
    rows = session.execute(
        _COMMENT.where(LINE_COMMENT.c.reading_id == reading_id).order_by(
            LINE_COMMENT.c.line, LINE_COMMENT.c.written_at, LINE_COMMENT.c.id
        )
    )
    return tuple(map(CommentRecord._make, rows))


def count_comments(session: Session, readings: Collection[UUID]) -> dict[UUID, tuple[int, int]]:
    """How many comments each of these readings has, and how many of them are settled."""
    rows = session.execute(
        select(LINE_COMMENT.c.reading_id, func.count(), func.count(LINE_COMMENT.c.settled_at))
        .where(LINE_COMMENT.c.reading_id.in_(readings))
        .group_by(LINE_COMMENT.c.reading_id)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def set_settled(session: Session, comment_id: UUID, by: UUID | None, at: datetime | None) -> None:
    """Mark a comment as settled, or (both None) as open again."""
    this = update(LINE_COMMENT).where(LINE_COMMENT.c.id == comment_id)
    session.execute(this.values(settled_by=by, settled_at=at))
