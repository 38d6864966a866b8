"""The profile of one attempt: each principle on a scale of four words, with the number of moments it rests on.

A word, not a needle: the bar ends in the middle of its word, because a dozen moments do not carry a percentage.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from simulator.engine.rubric import PRINCIPLES
from simulator.engine.scoring import BANDS, Score

SCALE = tuple(word for _, word in reversed(BANDS))
"""The four words, least first."""
STEP = 100.0
"""Width of one word on the page."""


class ProfileRow(NamedTuple):
    """One principle: the word reached, how far the bar goes (0: no word yet), what it rests on."""

    principle: str
    title: str
    word: str
    reach: float
    moments: str
    harmful: str


class Profile(NamedTuple):
    """The drawing: the principles that were in play, in the order of the rubric."""

    words: str
    rows: tuple[ProfileRow, ...]
    scale: tuple[str, ...] = SCALE


def draw_profile(scores: Iterable[Score]) -> Profile:
    """The profile of an attempt's scores; principles that were never in play are left out."""
    rows = tuple(_row(score) for score in scores if score.turns)
    told = "; ".join(f"{row.title}: {row.word} ({', '.join(filter(None, (row.moments, row.harmful)))})" for row in rows)
    return Profile(f"{told}." if told else "No principle was in play.", rows)


def _row(score: Score) -> ProfileRow:
    reach = STEP * (SCALE.index(score.word) + 0.5) if score.word in SCALE else 0.0
    title = PRINCIPLES.get(score.principle, score.principle)
    harmful = f"{score.harmful} harmful" if score.harmful else ""
    return ProfileRow(score.principle, title, score.word, reach, moments(score.turns), harmful)


def moments(turns: int) -> str:
    """A number of moments, in words."""
    return "1 moment" if turns == 1 else f"{turns} moments"
