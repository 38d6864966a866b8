"""A released review, told to its trainee: the summary, and at each turn what was said of it and rated otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from simulator.engine.rubric import Level, Rubric
from simulator.engine.scoring import Score
from simulator.storage.review_records import CommentRecord
from simulator.usecases.released import Differing, Released
from simulator.usecases.stories import CriterionName, TurnStory, criterion_name
from simulator.usecases.threads import Answer, Thread


class CommentStory(NamedTuple):
    """A comment: what it is about (a place of `reviewing`), the line it points to (empty: all of it), its answers."""

    thread: UUID
    place: str
    quote: str
    text: str
    answers: tuple[Answer, ...]


class CriterionLevel(NamedTuple):
    """The level that a supervisor gave on a criterion; None: not in play."""

    criterion: CriterionName
    level: Level | None


class TurnReview(NamedTuple):
    """What a review says of one turn."""

    comments: tuple[CommentStory, ...]
    differing: tuple[Differing, ...]
    criteria: tuple[CriterionLevel, ...]


class ReviewStory(NamedTuple):
    """What has been released of an attempt. Without `reviewed` only the scores of the case were, by `by`, if anybody.

    `scores` are those with the supervisor's levels; `taken_back` is when a released review was reverted.
    """

    reviewed: bool
    by: str
    at: datetime
    taken_back: datetime | None
    summary: tuple[CommentStory, ...]
    turns: Mapping[int, TurnReview]
    scores: tuple[Score, ...]


def review_story(rubric: Rubric, found: Released, threads: Sequence[Thread], turns: Sequence[TurnStory]) -> ReviewStory:
    """Tell what was released; `threads` are its comments, `turns` the attempt as it is told."""
    whole = tuple(_comment_story(one, "") for one in threads if one.comment.seq == 0)
    of_turns = {turn.seq: _turn_review(rubric, found, threads, turn) for turn in turns}
    return ReviewStory(
        reviewed=found.review is not None,
        by=found.by,
        at=found.at,
        taken_back=found.taken_back,
        summary=whole,
        turns={seq: one for seq, one in of_turns.items() if any(one)},
        scores=found.scores,
    )


def _turn_review(rubric: Rubric, found: Released, threads: Sequence[Thread], turn: TurnStory) -> TurnReview:
    return TurnReview(
        tuple(_comment_story(one, _quote(one.comment, turn)) for one in threads if one.comment.seq == turn.seq),
        tuple(one for one in found.differing if one.seq == turn.seq),
        tuple(
            CriterionLevel(criterion_name(rubric, one.criterion), Level(one.level) if one.level else None)
            for one in found.ratings
            if one.seq == turn.seq and one.criterion
        ),
    )


def _comment_story(found: Thread, quote: str) -> CommentStory:
    return CommentStory(found.comment.thread, found.comment.place, quote, found.comment.text, found.answers)


def _quote(comment: CommentRecord, turn: TurnStory) -> str:
    """The line that a comment points to, as the case writes it."""
    lines: Mapping[str, Sequence[str]] = {
        "seen": [line.text for line in turn.scene_lines],
        "noticed": [cue.text for cue in turn.cues],
        "response": [line.text for line in turn.lines],
        "reaction": [line.text for line in turn.reactions],
    }
    there = lines.get(comment.place, ())
    return there[comment.line - 1] if 1 <= comment.line <= len(there) else ""
