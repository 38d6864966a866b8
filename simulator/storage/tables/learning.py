"""Tables of learning: notes of guided practices, clinical reviews of cases."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from simulator.storage.columns import TIME


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
