"""Tables of learning: notes of guided practices, clinical reviews of cases, single scenes practised again."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from simulator.engine.scoring import Mark
from simulator.engine.state import State
from simulator.storage.columns import MARKS, STATE, TIME


class PracticeNote(SQLModel, table=True):
    """What a trainee wrote for themselves in a guided practice. For its writer only."""

    __tablename__ = "practice_note"
    __table_args__: ClassVar[Any] = (Index(None, "person_id", "created_at"),)

    id: UUID = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="person.id")
    practice: str
    prompt: str
    text: str
    created_at: datetime = Field(sa_type=TIME)
    updated_at: datetime = Field(sa_type=TIME)


class ClinicalReview(SQLModel, table=True):
    """That a clinician has read a case in one version, recorded by a course leader; withdrawn, it stays on record."""

    __tablename__ = "clinical_review"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="withdrawn"),
        Index(None, "version", "recorded_at"),
    )

    id: UUID = Field(primary_key=True)
    version: str = Field(foreign_key="scenario_version.version")
    reviewer: str
    remark: str
    recorded_by: UUID = Field(foreign_key="person.id")
    recorded_at: datetime = Field(sa_type=TIME)
    withdrawn_by: UUID | None = Field(foreign_key="person.id")
    withdrawn_at: datetime | None = Field(sa_type=TIME)


class Drill(SQLModel, table=True):
    """One scene practised by itself, once. Append-only. `start` is the client as they were before, `state` after."""

    __tablename__ = "drill"
    __table_args__: ClassVar[Any] = (UniqueConstraint("person_id", "token"), Index(None, "person_id", "answered_at"))

    id: UUID = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="person.id")
    version: str = Field(foreign_key="scenario_version.version")
    token: str
    start: State = Field(sa_type=STATE)
    response: str
    marks: tuple[Mark, ...] = Field(sa_type=MARKS)
    state: State = Field(sa_type=STATE)
    answered_at: datetime = Field(sa_type=TIME)


class SetAside(SQLModel, table=True):
    """A criterion that a person does not want to be offered as next practice before `until`."""

    __tablename__ = "set_aside"

    person_id: UUID = Field(primary_key=True, foreign_key="person.id")
    criterion: str = Field(primary_key=True)
    until: datetime = Field(sa_type=TIME)
