"""The tables. They describe; they are never filled as objects: queries take and give frozen values (`records`).

What the database itself guards: every foreign key, the CHECKs below, and by triggers (made in the migrations, because
SQLAlchemy knows no triggers) that a turn and a self-rating are never changed or deleted, that the text of a version is
never changed, and that an attempt keeps its person, version, start and, once it has them, its scores.
"""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from simulator.engine.scoring import Mark, Score
from simulator.engine.state import State
from simulator.storage.columns import GAUGES, MARKS, PLACES, SCORES, STATE, TIME

SQLModel.metadata.naming_convention = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}


class Person(SQLModel, table=True):
    """Someone who practises, or does more; `slug` is the name a demo visitor signs in with."""

    __tablename__ = "person"

    id: UUID = Field(primary_key=True)
    name: str
    slug: str = Field(sa_column_kwargs={"unique": True})
    role: str
    created_at: datetime = Field(sa_type=TIME)


class ScenarioVersion(SQLModel, table=True):
    """A case exactly as it was when somebody played it; `version` is the SHA-256 of `text`."""

    __tablename__ = "scenario_version"

    version: str = Field(primary_key=True)
    slug: str
    title: str
    created_at: datetime = Field(sa_type=TIME)
    text: str


class Attempt(SQLModel, table=True):
    """One person playing one version. From `head` on it is a cache of its turns, which a replay can make again.

    `head` is the turn the story stands at (0: the start), `turns` the last one written, `last_hash` the hash of that
    one, `token` the view that is being served, `noticed` and `said` what was done with the open scene so far.
    """

    __tablename__ = "attempt"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("mode IN ('practice', 'assessment')", name="mode"),
        CheckConstraint("beat IN ('notice', 'say', 'respond', 'feel', 'ending')", name="beat"),
        CheckConstraint("head >= 0 AND head <= turns", name="head"),
        CheckConstraint("scores IS NULL OR finished_at IS NOT NULL", name="scores"),
        Index(None, "person_id", "started_at"),
    )

    id: UUID = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="person.id")
    version: str = Field(foreign_key="scenario_version.version")
    mode: str
    say_first: bool
    started_at: datetime = Field(sa_type=TIME)
    finished_at: datetime | None = Field(sa_type=TIME)
    start_gauges: dict[str, int] = Field(sa_type=GAUGES)
    continues: UUID | None = Field(foreign_key="attempt.id")
    head: int
    turns: int
    beat: str
    token: str
    noticed: tuple[int, ...] | None = Field(sa_type=PLACES)
    said: str | None
    state: State = Field(sa_type=STATE)
    last_hash: str
    scores: tuple[Score, ...] | None = Field(sa_type=SCORES)
    updated_at: datetime = Field(sa_type=TIME)


class Turn(SQLModel, table=True):
    """One answered scene. Append-only. Turns that share a `parent` are tries at one moment; the first one counts."""

    __tablename__ = "turn"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("attempt_id", "token"),
        CheckConstraint("seq >= 1 AND parent >= 0 AND parent < seq", name="seq"),
        CheckConstraint("left_window IN ('above', 'below')", name="left_window"),
    )

    attempt_id: UUID = Field(primary_key=True, foreign_key="attempt.id")
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    parent: int
    token: str
    scene: str
    response: str
    noticed: tuple[int, ...] | None = Field(sa_type=PLACES)
    said: str | None
    reason: str | None
    marks: tuple[Mark, ...] = Field(sa_type=MARKS)
    state: State = Field(sa_type=STATE)
    took_over: str | None
    left_window: str | None
    answered_at: datetime = Field(sa_type=TIME)
    previous: str
    hash: str


class SelfRating(SQLModel, table=True):
    """The level a trainee gave themselves on a principle, before seeing the score. Append-only."""

    __tablename__ = "self_rating"
    __table_args__: ClassVar[Any] = (CheckConstraint("level BETWEEN 1 AND 4", name="level"),)

    attempt_id: UUID = Field(primary_key=True, foreign_key="attempt.id")
    principle: str = Field(primary_key=True)
    level: int
    created_at: datetime = Field(sa_type=TIME)


class Reflection(SQLModel, table=True):
    """What a trainee wrote for themselves, about a scene or in the debrief, after `seq` turns. For its writer only."""

    __tablename__ = "reflection"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("attempt_id", "scene", "seq"),
        CheckConstraint("seq >= 0", name="seq"),
    )

    id: UUID = Field(primary_key=True)
    attempt_id: UUID = Field(foreign_key="attempt.id")
    person_id: UUID = Field(foreign_key="person.id")
    seq: int
    scene: str
    prompt: str
    text: str
    created_at: datetime = Field(sa_type=TIME)
    updated_at: datetime = Field(sa_type=TIME)


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


PERSON, SCENARIO_VERSION, ATTEMPT, TURN, SELF_RATING, REFLECTION, PRACTICE_NOTE, CLINICAL_REVIEW = (
    SQLModel.metadata.tables[str(table.__tablename__)]
    for table in (
        *(Person, ScenarioVersion, Attempt, Turn, SelfRating, Reflection),
        *(PracticeNote, ClinicalReview),
    )
)
"""The same tables as Core sees them, for the queries."""
