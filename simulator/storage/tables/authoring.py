"""Tables of authoring: drafts with their history, second readings, publications, pictures."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from simulator.storage.columns import JSON_VALUE, TIME

_KEPT = text("discarded_at IS NULL")


class Draft(SQLModel, table=True):
    """The text of a case that is being written. There is one for each slug; thrown away, it can be brought back.

    `revision` counts every saving, so that whoever saves can say which text they had before them. `based_on` is the
    version it was begun from, `losses` what an import could not carry over, one sentence each.
    """

    __tablename__ = "draft"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("revision >= 1", name="revision"),
        CheckConstraint(
            "origin IN ('blank', 'interview', 'copy', 'published', 'file', 'archive', 'twee', 'h5p')", name="origin"
        ),
        Index("uq_draft_slug", "slug", unique=True, sqlite_where=_KEPT, postgresql_where=_KEPT),
    )

    id: UUID = Field(primary_key=True)
    slug: str
    title: str
    text: str
    revision: int
    origin: str
    based_on: str | None = Field(foreign_key="scenario_version.version")
    losses: list[str] = Field(sa_type=JSON_VALUE)
    created_by: UUID = Field(foreign_key="person.id")
    created_at: datetime = Field(sa_type=TIME)
    updated_by: UUID = Field(foreign_key="person.id")
    updated_at: datetime = Field(sa_type=TIME)
    discarded_at: datetime | None = Field(sa_type=TIME)


class DraftEntry(SQLModel, table=True):
    """A text that a draft once had. Of what one person types within some minutes only the last is kept.

    `begun_at` is when that typing began, `at` when it was saved last.
    """

    __tablename__ = "draft_entry"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("why IN ('begun', 'typed', 'form', 'renamed', 'restored', 'settled', 'read')", name="why"),
    )

    draft_id: UUID = Field(primary_key=True, foreign_key="draft.id")
    revision: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    text: str
    why: str
    person_id: UUID = Field(foreign_key="person.id")
    begun_at: datetime = Field(sa_type=TIME)
    at: datetime = Field(sa_type=TIME)


class DraftPresence(SQLModel, table=True):
    """That somebody has a draft open, since when, and when their page was last heard of."""

    __tablename__ = "draft_presence"

    draft_id: UUID = Field(primary_key=True, foreign_key="draft.id")
    person_id: UUID = Field(primary_key=True, foreign_key="person.id")
    since: datetime = Field(sa_type=TIME)
    seen_at: datetime = Field(sa_type=TIME)


class SecondReading(SQLModel, table=True):
    """A draft, in the text it had, given to a second course leader to read before it is published."""

    __tablename__ = "second_reading"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("decision IN ('approved', 'changes wanted', 'withdrawn')", name="decision"),
        CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decided"),
        Index(None, "draft_id", "asked_at"),
    )

    id: UUID = Field(primary_key=True)
    draft_id: UUID = Field(foreign_key="draft.id")
    version: str
    text: str
    note: str
    asked_by: UUID = Field(foreign_key="person.id")
    asked_at: datetime = Field(sa_type=TIME)
    decision: str | None
    remark: str
    decided_by: UUID | None = Field(foreign_key="person.id")
    decided_at: datetime | None = Field(sa_type=TIME)


class LineComment(SQLModel, table=True):
    """What somebody says to one line of the text of a second reading; `excerpt` is that line."""

    __tablename__ = "line_comment"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("line >= 1", name="line"),
        CheckConstraint("(settled_by IS NULL) = (settled_at IS NULL)", name="settled"),
        Index(None, "reading_id", "line"),
    )

    id: UUID = Field(primary_key=True)
    reading_id: UUID = Field(foreign_key="second_reading.id")
    line: int
    excerpt: str
    text: str
    written_by: UUID = Field(foreign_key="person.id")
    written_at: datetime = Field(sa_type=TIME)
    settled_by: UUID | None = Field(foreign_key="person.id")
    settled_at: datetime | None = Field(sa_type=TIME)


class Publication(SQLModel, table=True):
    """That a version became the one people play. The newest of a slug holds; retired, the case is not offered any more.

    `published_by` is nobody for a file of the folder of cases. `sentence` says what is new, for trainees and leaders.
    """

    __tablename__ = "publication"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("(retired_by IS NULL) = (retired_at IS NULL)", name="retired"),
        Index(None, "slug", "number"),
    )

    number: int = Field(primary_key=True)
    slug: str
    version: str = Field(foreign_key="scenario_version.version")
    sentence: str
    reading_id: UUID | None = Field(foreign_key="second_reading.id")
    published_by: UUID | None = Field(foreign_key="person.id")
    published_at: datetime = Field(sa_type=TIME)
    retired_by: UUID | None = Field(foreign_key="person.id")
    retired_at: datetime | None = Field(sa_type=TIME)


class Picture(SQLModel, table=True):
    """A picture of the cases, encoded anew when it came in. Its name ends with a digest of it: it never changes."""

    __tablename__ = "picture"
    __table_args__: ClassVar[Any] = (CheckConstraint("width >= 1 AND height >= 1", name="size"),)

    name: str = Field(primary_key=True)
    width: int
    height: int
    data: bytes
    added_by: UUID = Field(foreign_key="person.id")
    added_at: datetime = Field(sa_type=TIME)
