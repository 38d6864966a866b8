"""How ratings become a score.

For each principle, over the counted turns in which it was in play:

    score = points earned / points that the offered responses allowed
    points: harmful 0, missed 0, helpful 1, advanced 2

Why so. *Relative to what was offered*, because a moment in which nothing better than `helpful` is possible should not
cost anything, and a late scene reached by a detour should not be scored against one the trainee never saw. *Only above
missed*, because a principle that is not shown is not half shown. *Harm apart*, because a harmful moment is not made
good by an advanced one elsewhere: it earns no points, and every report lists it by itself. *In words*, because a dozen
moments do not carry a percentage; below three moments nothing is said at all. All of it is integers, so that a replay
gives the same score on any machine.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from simulator.engine.attempt import Step
from simulator.engine.rubric import PRINCIPLES, Level

FEWEST_TURNS = 3
BANDS = ((75, "steadily"), (50, "often"), (25, "at times"), (0, "seldom yet"))
TOO_FEW = "too few moments to say"


class Mark(NamedTuple):
    """The level reached on a principle in one turn, and the best level that was offered there."""

    principle: str
    level: Level
    best: Level


class Score(NamedTuple):
    """One principle over an attempt: points earned and allowed, in how many turns, with how many harmful."""

    principle: str
    points: int
    allowed: int
    turns: int
    harmful: int

    @property
    def percent(self) -> int | None:
        """Points in per cent of what was allowed, 0 to 100, halves up; None where nothing was allowed."""
        return (200 * self.points + self.allowed) // (2 * self.allowed) if self.allowed else None

    @property
    def word(self) -> str:
        """The score in words, as trainees and supervisors read it."""
        if self.turns < FEWEST_TURNS or self.percent is None:
            return TOO_FEW
        return next(word for floor, word in BANDS if self.percent >= floor)


def marks(step: Step) -> tuple[Mark, ...]:
    """The marks of one turn: a mark per principle in play, best level over what was offered."""
    return tuple(
        Mark(
            rating.principle,
            rating.level,
            max(level for offer in step.offered if (level := offer.level(rating.principle)) is not None),
        )
        for rating in step.response.ratings
    )


def score(turns: Iterable[Iterable[Mark]]) -> tuple[Score, ...]:
    """The scores of all principles over some turns, in the order of the rubric; one never in play has 0 turns."""
    sums = {principle: [0, 0, 0, 0] for principle in PRINCIPLES}
    for turn in turns:
        for principle, level, best in turn:
            total = sums[principle]
            total[0] += level.points
            total[1] += best.points
            total[2] += 1
            total[3] += level is Level.HARMFUL
    return tuple(Score(principle, *total) for principle, total in sums.items())
