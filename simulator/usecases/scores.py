"""Scores from stored turns: a cache of what a replay gives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from simulator.engine.attempt import Answer, counted
from simulator.engine.scoring import Score, score
from simulator.storage.records import TurnRecord


def answers(records: Iterable[TurnRecord]) -> list[Answer]:
    """The choices of an attempt, in the order in which they were made."""
    return [Answer(record.seq, record.parent, record.response) for record in records]


def final_scores(records: Sequence[TurnRecord]) -> tuple[Score, ...]:
    """The score of each principle, over the turns that count."""
    counting = counted(answers(records))
    return score(record.marks for record in records if record.seq in counting)
