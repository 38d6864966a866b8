"""What storage hands out about supervision: frozen values, as stored. What the fields mean stands in the tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

Purpose = Literal["supervision", "blind", "calibration", "consensus"]
SUPERVISION, BLIND, CALIBRATION, CONSENSUS = "supervision", "blind", "calibration", "consensus"
NOT_IN_PLAY = 0
"""The level of a rating that says: this was not in play here."""


class QueuedRecord(NamedTuple):
    """An attempt that may be read."""

    attempt_id: UUID
    cohort_id: UUID
    person_id: UUID
    due_at: datetime | None
    finished_at: datetime
    harmful: int
    lowest: int | None
    unsure: bool
    waits: bool
    asked_at: datetime | None
    answered_at: datetime | None
    read_at: datetime | None
    entries: int
    last_entry: str


class ReviewDraftRecord(NamedTuple):
    """What a supervisor is writing."""

    id: UUID
    attempt_id: UUID
    person_id: UUID
    purpose: str
    task_id: UUID
    content: dict[str, Any]
    revision: int
    begun_at: datetime
    updated_at: datetime


class ReviewRecord(NamedTuple):
    """A finished review."""

    id: UUID
    attempt_id: UUID
    number: int
    person_id: UUID
    purpose: str
    task_id: UUID
    rubric: str
    digests: Mapping[str, str]
    at: datetime
    previous: str
    hash: str


class RatingRecord(NamedTuple):
    """One level of a review: of turn `seq`, on a principle (`criterion` empty) or a criterion; 0: not in play."""

    seq: int
    principle: str
    criterion: str
    level: int


class CommentRecord(NamedTuple):
    """One comment of a review, without its salt."""

    thread: UUID
    seq: int
    place: str
    line: int
    text: str


class ReleaseRecord(NamedTuple):
    """That a review, or the scores of the case (`review_id` None), were released."""

    id: UUID
    attempt_id: UUID
    number: int
    review_id: UUID | None
    person_id: UUID
    at: datetime
    previous: str
    hash: str


class ReversalRecord(NamedTuple):
    """That a review does not count any more."""

    id: UUID
    attempt_id: UUID
    number: int
    review_id: UUID
    person_id: UUID | None
    why: str
    at: datetime
    previous: str
    hash: str


Entry = ReviewRecord | ReleaseRecord | ReversalRecord
"""An entry of an attempt's chain of reviews."""
