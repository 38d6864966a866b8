"""Tables of supervision: who waits to be read, what a supervisor writes, rates and releases, what the trainee answers.

`review`, `rating`, `review_release` and `review_reversal` are append-only and make one chain per attempt, see
`storage.reviews`.
"""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from simulator.storage.columns import JSON_VALUE, TIME

PURPOSES = "('supervision', 'blind', 'calibration', 'consensus')"


class QueuedAttempt(SQLModel, table=True):
    """A finished attempt that supervisors of a cohort may read: assigned, or a trainee asked to have it read.

    What the queue sorts and filters by stands here, so that it needs no other table for it: `harmful` turns that count,
    the `lowest` score in per cent (None: the case says nothing), `unsure` if a principle was in play too seldom to
    say anything. `waits` while its scores wait for a supervisor, `asked_at` while the trainee asks for something,
    `answered_at` when the trainee last answered a comment that nobody has looked at since, `read_at` when a review was
    last released. `entries` and `last_entry` are the number and the hash of the last entry of its chain of reviews.
    """

    __tablename__ = "queued_attempt"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("harmful >= 0 AND entries >= 0", name="counts"),
        CheckConstraint("lowest BETWEEN 0 AND 100", name="lowest"),
        Index(None, "cohort_id", "read_at", "due_at"),
        Index(None, "person_id"),
    )

    attempt_id: UUID = Field(primary_key=True, foreign_key="attempt.id")
    cohort_id: UUID = Field(foreign_key="cohort.id")
    person_id: UUID = Field(foreign_key="person.id")
    due_at: datetime | None = Field(sa_type=TIME)
    finished_at: datetime = Field(sa_type=TIME)
    harmful: int
    lowest: int | None
    unsure: bool
    waits: bool
    asked_at: datetime | None = Field(sa_type=TIME)
    answered_at: datetime | None = Field(sa_type=TIME)
    read_at: datetime | None = Field(sa_type=TIME)
    entries: int
    last_entry: str


class HelpRequest(SQLModel, table=True):
    """That a trainee asks the supervisors of a cohort to read an attempt, or to talk about it."""

    __tablename__ = "help_request"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("kind IN ('reading', 'conversation')", name="kind"),
        CheckConstraint("(settled_by IS NULL) = (settled_at IS NULL)", name="settled"),
        Index(None, "attempt_id"),
    )

    id: UUID = Field(primary_key=True)
    attempt_id: UUID = Field(foreign_key="attempt.id")
    cohort_id: UUID = Field(foreign_key="cohort.id")
    person_id: UUID = Field(foreign_key="person.id")
    kind: str
    note: str
    asked_at: datetime = Field(sa_type=TIME)
    withdrawn_at: datetime | None = Field(sa_type=TIME)
    settled_by: UUID | None = Field(foreign_key="person.id")
    settled_at: datetime | None = Field(sa_type=TIME)


class ReviewDraft(SQLModel, table=True):
    """What a supervisor is writing about an attempt. It can be changed; what is finished is a `review`.

    `task_id` is what it is written for: the attempt itself (supervision), the double rating (blind, consensus) or the
    round (calibration). `content` is that of `reviewing.Content`.
    """

    __tablename__ = "review_draft"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("task_id", "attempt_id", "person_id", "purpose"),
        CheckConstraint(f"purpose IN {PURPOSES}", name="purpose"),
        CheckConstraint("revision >= 1", name="revision"),
        Index(None, "attempt_id"),
    )

    id: UUID = Field(primary_key=True)
    attempt_id: UUID = Field(foreign_key="attempt.id")
    person_id: UUID = Field(foreign_key="person.id")
    purpose: str
    task_id: UUID
    content: dict[str, Any] = Field(sa_type=JSON_VALUE)
    revision: int
    begun_at: datetime = Field(sa_type=TIME)
    updated_at: datetime = Field(sa_type=TIME)


class Review(SQLModel, table=True):
    """A supervisor's finished reading of an attempt, whole. Append-only: a moved mind is a new row.

    `number` counts the entries of the attempt's chain, from 1. `digests` are the salted digests of its comments, by
    their thread: the words lie in `review_comment` and can be erased.
    """

    __tablename__ = "review"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("attempt_id", "number"),
        CheckConstraint(f"purpose IN {PURPOSES}", name="purpose"),
        CheckConstraint("number >= 1", name="number"),
        Index(None, "task_id"),
        Index(None, "person_id"),
    )

    id: UUID = Field(primary_key=True)
    attempt_id: UUID = Field(foreign_key="attempt.id")
    number: int
    person_id: UUID = Field(foreign_key="person.id")
    purpose: str
    task_id: UUID
    rubric: str
    digests: dict[str, str] = Field(sa_type=JSON_VALUE)
    at: datetime = Field(sa_type=TIME)
    previous: str
    hash: str


class Rating(SQLModel, table=True):
    """The level a review gives to a turn on a principle (`criterion` empty) or criterion; 0: it was not in play."""

    __tablename__ = "rating"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("level BETWEEN 0 AND 4", name="level"),
        CheckConstraint("seq >= 1", name="seq"),
    )

    review_id: UUID = Field(primary_key=True, foreign_key="review.id")
    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    principle: str = Field(primary_key=True)
    criterion: str = Field(primary_key=True)
    level: int


class ReviewComment(SQLModel, table=True):
    """What a review says in words: as a whole (`place` summary), why a mind moved (why), about a turn or a line of it.

    `thread` stays the same when a later review says it again, so that answers stay with it. `seq` is 0 where no turn is
    meant, `line` counts from 1 within its place, 0 for all of it.
    """

    __tablename__ = "review_comment"
    __table_args__: ClassVar[Any] = (
        CheckConstraint(
            "place IN ('summary', 'why', 'turn', 'seen', 'noticed', 'said', 'reason', 'response', 'reaction')",
            name="place",
        ),
        CheckConstraint("seq >= 0 AND line >= 0", name="counts"),
        Index(None, "attempt_id"),
    )

    review_id: UUID = Field(primary_key=True, foreign_key="review.id")
    thread: UUID = Field(primary_key=True)
    attempt_id: UUID = Field(foreign_key="attempt.id")
    seq: int
    place: str
    line: int
    salt: str
    text: str


class ReviewRelease(SQLModel, table=True):
    """That somebody let a trainee see a review, or (`review_id` is None) the scores of the case alone. Append-only."""

    __tablename__ = "review_release"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("attempt_id", "number"),
        CheckConstraint("number >= 1", name="number"),
    )

    id: UUID = Field(primary_key=True)
    attempt_id: UUID = Field(foreign_key="attempt.id")
    number: int
    review_id: UUID | None = Field(foreign_key="review.id")
    person_id: UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=TIME)
    previous: str
    hash: str


class ReviewReversal(SQLModel, table=True):
    """That a review does not count any more, and why; it stays. `person_id` is None for a command. Append-only."""

    __tablename__ = "review_reversal"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("attempt_id", "number"),
        UniqueConstraint("review_id"),
        CheckConstraint("number >= 1", name="number"),
    )

    id: UUID = Field(primary_key=True)
    attempt_id: UUID = Field(foreign_key="attempt.id")
    number: int
    review_id: UUID = Field(foreign_key="review.id")
    person_id: UUID | None = Field(foreign_key="person.id")
    why: str
    at: datetime = Field(sa_type=TIME)
    previous: str
    hash: str


class CommentAnswer(SQLModel, table=True):
    """What the trainee, or the supervisor after them, writes under a comment of a released review."""

    __tablename__ = "comment_answer"
    __table_args__: ClassVar[Any] = (Index(None, "attempt_id", "at"),)

    id: UUID = Field(primary_key=True)
    attempt_id: UUID = Field(foreign_key="attempt.id")
    thread: UUID
    person_id: UUID = Field(foreign_key="person.id")
    text: str
    at: datetime = Field(sa_type=TIME)


class CommentPhrase(SQLModel, table=True):
    """A comment that a supervisor keeps to use again."""

    __tablename__ = "comment_phrase"
    __table_args__: ClassVar[Any] = (UniqueConstraint("person_id", "text"), CheckConstraint("uses >= 0", name="uses"))

    id: UUID = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="person.id")
    text: str
    uses: int
    created_at: datetime = Field(sa_type=TIME)
    used_at: datetime = Field(sa_type=TIME)


class Dispute(SQLModel, table=True):
    """That a supervisor holds the level a case gives to a response for wrong, for the course leaders to settle."""

    __tablename__ = "dispute"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("attempt_id", "seq", "principle", "person_id"),
        CheckConstraint("engine_level BETWEEN 0 AND 4 AND level BETWEEN 0 AND 4", name="levels"),
        CheckConstraint("outcome IN ('case to be changed', 'case stays')", name="outcome"),
        CheckConstraint("(settled_by IS NULL) = (outcome IS NULL)", name="settled"),
        Index(None, "version", "scene", "response"),
    )

    id: UUID = Field(primary_key=True)
    attempt_id: UUID = Field(foreign_key="attempt.id")
    seq: int
    version: str = Field(foreign_key="scenario_version.version")
    scene: str
    response: str
    principle: str
    engine_level: int
    level: int
    text: str
    person_id: UUID = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=TIME)
    withdrawn_at: datetime | None = Field(sa_type=TIME)
    outcome: str | None
    remark: str
    settled_by: UUID | None = Field(foreign_key="person.id")
    settled_at: datetime | None = Field(sa_type=TIME)
