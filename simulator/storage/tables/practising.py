"""Tables of practising: versions of cases, attempts, turns, self-ratings, reflections."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from simulator.engine.scoring import Mark, Score
from simulator.engine.state import State
from simulator.storage.columns import GAUGES, MARKS, PLACES, SCORES, STATE, TIME


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

    An assigned attempt carries the conditions it was begun under (`mode`, `say_first`, `reasons_required`), so that a
    later change of the assignment does not touch it; `released_at` is when its scores were released, if they had to be.
    """

    __tablename__ = "attempt"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("mode IN ('practice', 'assessment')", name="mode"),
        CheckConstraint("beat IN ('notice', 'say', 'respond', 'feel', 'ending')", name="beat"),
        CheckConstraint("head >= 0 AND head <= turns", name="head"),
        CheckConstraint("scores IS NULL OR finished_at IS NOT NULL", name="scores"),
        Index(None, "person_id", "started_at"),
        Index(None, "assignment_id"),
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
    assignment_id: UUID | None = Field(foreign_key="assignment.id")
    reasons_required: bool
    released_at: datetime | None = Field(sa_type=TIME)


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
    said_digest: str | None
    reason_digest: str | None
    marks: tuple[Mark, ...] = Field(sa_type=MARKS)
    state: State = Field(sa_type=STATE)
    took_over: str | None
    left_window: str | None
    answered_at: datetime = Field(sa_type=TIME)
    previous: str
    hash: str


class TurnWords(SQLModel, table=True):
    """What a trainee wrote in a turn: what they would say (`said`), or why they answered so (`reason`).

    Apart from the turn, because words go when a person is erased and turns never do: the turn keeps the SHA-256 of
    `salt` and `text`, which fits while the words are there and tells nothing once they are gone.
    """

    __tablename__ = "turn_words"
    __table_args__: ClassVar[Any] = (
        ForeignKeyConstraint(["attempt_id", "seq"], ["turn.attempt_id", "turn.seq"]),
        CheckConstraint("kind IN ('said', 'reason')", name="kind"),
    )

    attempt_id: UUID = Field(primary_key=True)
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    kind: str = Field(primary_key=True)
    salt: str
    text: str


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
