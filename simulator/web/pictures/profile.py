"""The profile of one attempt: each principle on a scale of four words, with the number of moments it rests on.

A word, not a needle: the bar ends in the middle of its word, because a dozen moments do not carry a percentage.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from simulator.engine.rubric import PRINCIPLES
from simulator.engine.scoring import BANDS, Score
from simulator.web.language import ngettext
from simulator.web.vocabulary import spoken

SCALE = tuple(word for _, word in reversed(BANDS))
"""The four words, least first."""
STEP = 100.0
"""Width of one word on the page."""


class ProfileRow(NamedTuple):
    """One principle: the word reached, how far the bar goes (0: no word yet), what it rests on.

    `title` and `moments` are in the reader's language; `word` is the engine's.
    """

    principle: str
    title: str
    word: str
    reach: float
    moments: str
    harmful: str


class Profile(NamedTuple):
    """The drawing: the principles that were in play, in the order of the rubric."""

    rows: tuple[ProfileRow, ...]
    scale: tuple[str, ...] = SCALE


def draw_profile(scores: Iterable[Score]) -> Profile:
    """The profile of an attempt's scores; principles that were never in play are left out."""
    return Profile(tuple(_row(score) for score in scores if score.turns))


def _row(score: Score) -> ProfileRow:
    reach = STEP * (SCALE.index(score.word) + 0.5) if score.word in SCALE else 0.0
    title = spoken(PRINCIPLES.get(score.principle, score.principle))
    return ProfileRow(score.principle, title, score.word, reach, moments(score.turns), harmful(score.harmful))


def moments(turns: int) -> str:
    """A number of moments, in words."""
    return ngettext("%(num)s moment", "%(num)s moments", turns)


def harmful(turns: int) -> str:
    """How many of them were harmful; empty for none."""
    return ngettext("%(num)s harmful", "%(num)s harmful", turns) if turns else ""
