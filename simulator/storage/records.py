"""What storage hands out: frozen values, complete when they arrive, with nothing behind them that loads or saves."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from simulator.engine.scoring import Mark, Score
from simulator.engine.state import State


class PersonRecord(NamedTuple):
    """A person as stored."""

    id: UUID
    name: str
    slug: str | None
    created_at: datetime
    administrator: bool
    locale: str
    time_zone: str
    erased_at: datetime | None


class PracticeNoteRecord(NamedTuple):
    """A private note of a guided practice; `text` is None if it cannot be opened."""

    id: UUID
    person_id: UUID
    practice: str
    prompt: str
    text: str | None
    created_at: datetime
    updated_at: datetime


class ClinicalReviewRecord(NamedTuple):
    """A clinical review of one version of a case, as stored."""

    id: UUID
    version: str
    reviewer: str
    remark: str
    recorded_by: UUID
    recorded_at: datetime
    withdrawn_by: UUID | None
    withdrawn_at: datetime | None


class VersionRecord(NamedTuple):
    """The text of a case in one version."""

    slug: str
    text: str


class TurnRecord(NamedTuple):
    """A turn as stored. `hash` covers `previous` and every other field but `said` and `reason`, see `chain`.

    Those two are read from `turn_words`: None if nothing was written, or if it was erased since; the digests stay.
    """

    attempt_id: UUID
    seq: int
    parent: int
    token: str
    scene: str
    response: str
    noticed: tuple[int, ...] | None
    said: str | None
    said_digest: str | None
    reason: str | None
    reason_digest: str | None
    marks: tuple[Mark, ...]
    state: State
    took_over: str | None
    left_window: str | None
    answered_at: datetime
    previous: str
    hash: str


class WordsRecord(NamedTuple):
    """What was written in a turn, as stored; `kind` is "said" or "reason"."""

    attempt_id: UUID
    seq: int
    kind: str
    salt: str
    text: str


class AttemptRecord(NamedTuple):
    """An attempt as stored; what the fields mean stands in `tables.Attempt`.

    A use case moves on by `_replace` on the fields from `head` to `last_hash` and `attempts.move_head`.
    """

    id: UUID
    person_id: UUID
    assignment_id: UUID | None
    version: str
    mode: str
    say_first: bool
    reasons_required: bool
    started_at: datetime
    finished_at: datetime | None
    start_gauges: dict[str, int]
    continues: UUID | None
    head: int
    turns: int
    beat: str
    token: str
    noticed: tuple[int, ...] | None
    said: str | None
    state: State
    last_hash: str
    scores: tuple[Score, ...] | None
    released_at: datetime | None
    updated_at: datetime

    @property
    def words_required(self) -> bool:
        """Whether own words must come first in every scene: an assignment asks for them, nobody may skip them then."""
        return self.assignment_id is not None and self.say_first

    def after(self, turn: TurnRecord, *, beat: str, token: str) -> AttemptRecord:
        """The attempt with its head at a turn that was just appended, ready to serve the view `token`."""
        return self._replace(
            head=turn.seq,
            turns=turn.seq,
            beat=beat,
            token=token,
            noticed=None,
            said=None,
            state=turn.state,
            last_hash=turn.hash,
        )


class AttemptLine(NamedTuple):
    """An attempt as a list shows it: which case, where it stands, with what scores.

    `scores` are None as well while they wait to be released: then `release` and `due_at`, those of its assignment, tell
    until when.
    """

    id: UUID
    slug: str
    title: str
    version: str
    mode: str
    started_at: datetime
    finished_at: datetime | None
    turns: int
    beat: str
    state: State
    scores: tuple[Score, ...] | None
    updated_at: datetime
    assignment_id: UUID | None
    released_at: datetime | None
    release: str | None
    due_at: datetime | None


class Played(NamedTuple):
    """What a person has done with one case so far, over all its versions: attempts newest first, at least one."""

    slug: str
    attempts: tuple[AttemptLine, ...]

    @property
    def last(self) -> AttemptLine:
        """The attempt that was begun last."""
        return self.attempts[0]

    @property
    def open(self) -> AttemptLine | None:
        """The newest attempt that is not finished, to be taken up again."""
        return next((attempt for attempt in self.attempts if attempt.finished_at is None), None)

    @property
    def best(self) -> AttemptLine | None:
        """The finished attempt with the greatest share of the points it allowed, the newest of equals.

        Those whose scores wait to be released are left out. Only for "you have been here": pages speak of principles,
        not of this share.
        """
        finished = [attempt for attempt in self.attempts if attempt.scores is not None]
        return max(finished, key=_share, default=None)


class ReflectionRecord(NamedTuple):
    """A reflection; `text` is None if it cannot be opened."""

    id: UUID
    attempt_id: UUID
    person_id: UUID
    seq: int
    scene: str
    prompt: str
    text: str | None
    created_at: datetime
    updated_at: datetime


def _share(attempt: AttemptLine) -> float:
    scores = attempt.scores or ()
    return sum(score.points for score in scores) / (sum(score.allowed for score in scores) or 1)
