"""Tables of assigning: which cases a cohort is to play, when, and under which conditions."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from simulator.storage.columns import JSON_VALUE, TIME


class Assignment(SQLModel, table=True):
    """Cases given to a cohort. Times are moments; `time_zone` is the zone they were meant and are shown in.

    `attempts_allowed` counts per case and trainee (None: as many as they like). `release` says when scores are shown.
    """

    __tablename__ = "assignment"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("mode IN ('practice', 'assessment')", name="mode"),
        CheckConstraint("due_at > opens_at", name="times"),
        CheckConstraint("attempts_allowed >= 1", name="attempts"),
        CheckConstraint("release IN ('at once', 'at the due time', 'by the supervisor')", name="release"),
        CheckConstraint("mode = 'assessment' OR release = 'at once'", name="practice"),
        Index(None, "cohort_id", "due_at"),
    )

    id: UUID = Field(primary_key=True)
    cohort_id: UUID = Field(foreign_key="cohort.id")
    title: str
    note: str
    mode: str
    opens_at: datetime = Field(sa_type=TIME)
    due_at: datetime = Field(sa_type=TIME)
    time_zone: str
    attempts_allowed: int | None
    in_order: bool
    focus: list[str] = Field(sa_type=JSON_VALUE)
    own_words: bool
    reasons: bool
    release: str
    created_by: UUID | None = Field(foreign_key="person.id")
    created_at: datetime = Field(sa_type=TIME)
    updated_at: datetime = Field(sa_type=TIME)
    withdrawn_at: datetime | None = Field(sa_type=TIME)


class AssignedCase(SQLModel, table=True):
    """One case of an assignment, in the version that is to be played; `place` counts from 1."""

    __tablename__ = "assigned_case"
    __table_args__: ClassVar[Any] = (CheckConstraint("place >= 1", name="place"),)

    assignment_id: UUID = Field(primary_key=True, foreign_key="assignment.id")
    place: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    version: str = Field(foreign_key="scenario_version.version")
