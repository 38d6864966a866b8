"""Tables of agreement: attempts that two supervisors rate blind, calibration sets, computed agreement."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from simulator.storage.columns import JSON_VALUE, TIME


class DoubleRating(SQLModel, table=True):
    """That two supervisors rate an attempt and see neither each other's ratings nor the case's until both are done.

    `first_done_at` and `second_done_at` are when each finished, `settled_at` is when they agreed on a consensus.
    """

    __tablename__ = "double_rating"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("first_rater <> second_rater", name="raters"),
        CheckConstraint(
            "settled_at IS NULL OR (first_done_at IS NOT NULL AND second_done_at IS NOT NULL)", name="settled"
        ),
        Index(None, "cohort_id"),
        Index(None, "attempt_id"),
    )

    id: UUID = Field(primary_key=True)
    cohort_id: UUID = Field(foreign_key="cohort.id")
    attempt_id: UUID = Field(foreign_key="attempt.id")
    first_rater: UUID = Field(foreign_key="person.id")
    second_rater: UUID = Field(foreign_key="person.id")
    due_at: datetime | None = Field(sa_type=TIME)
    created_by: UUID = Field(foreign_key="person.id")
    created_at: datetime = Field(sa_type=TIME)
    withdrawn_at: datetime | None = Field(sa_type=TIME)
    first_done_at: datetime | None = Field(sa_type=TIME)
    second_done_at: datetime | None = Field(sa_type=TIME)
    settled_at: datetime | None = Field(sa_type=TIME)


class CalibrationSet(SQLModel, table=True):
    """Attempts that every supervisor of a cohort rates, in rounds. The raters see no figures until it is closed."""

    __tablename__ = "calibration_set"
    __table_args__: ClassVar[Any] = (Index(None, "cohort_id"),)

    id: UUID = Field(primary_key=True)
    cohort_id: UUID = Field(foreign_key="cohort.id")
    title: str
    created_by: UUID = Field(foreign_key="person.id")
    created_at: datetime = Field(sa_type=TIME)
    closed_at: datetime | None = Field(sa_type=TIME)


class CalibrationAttempt(SQLModel, table=True):
    """An attempt of a calibration set; `place` counts from 1 and is all that raters are told of whose it is."""

    __tablename__ = "calibration_attempt"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("set_id", "attempt_id"),
        CheckConstraint("place >= 1", name="place"),
    )

    set_id: UUID = Field(primary_key=True, foreign_key="calibration_set.id")
    place: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    attempt_id: UUID = Field(foreign_key="attempt.id")


class CalibrationRound(SQLModel, table=True):
    """One time that a calibration set is rated by everybody, such as before the course."""

    __tablename__ = "calibration_round"
    __table_args__: ClassVar[Any] = (CheckConstraint("due_at > opens_at", name="times"), Index(None, "set_id"))

    id: UUID = Field(primary_key=True)
    set_id: UUID = Field(foreign_key="calibration_set.id")
    title: str
    opens_at: datetime = Field(sa_type=TIME)
    due_at: datetime = Field(sa_type=TIME)
    created_by: UUID = Field(foreign_key="person.id")
    created_at: datetime = Field(sa_type=TIME)


class AgreementRun(SQLModel, table=True):
    """Figures of agreement that somebody asked for: computed in a job, `progress` in per cent, `result` once there."""

    __tablename__ = "agreement_run"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("progress BETWEEN 0 AND 100", name="progress"),
        CheckConstraint("draws BETWEEN 1 AND 100000", name="draws"),
        Index(None, "cohort_id", "asked_at"),
    )

    id: UUID = Field(primary_key=True)
    cohort_id: UUID = Field(foreign_key="cohort.id")
    person_id: UUID = Field(foreign_key="person.id")
    scope: dict[str, Any] = Field(sa_type=JSON_VALUE)
    seed: int
    draws: int
    asked_at: datetime = Field(sa_type=TIME)
    started_at: datetime | None = Field(sa_type=TIME)
    progress: int
    finished_at: datetime | None = Field(sa_type=TIME)
    failed: str
    result: dict[str, Any] | None = Field(sa_type=JSON_VALUE)
