"""How supervisors rate a calibration set: above or below each other and the case, and whether that changes over time.

A moment that somebody calls "not in play" has no level, so it enters no difference. The reference of a rater at a
moment is the mean level of all others who gave one in the same round: a rater is never compared with themselves. Drift
is taken over the moments that the rater could be compared at in both rounds, so that it never comes from having rated
other attempts.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from statistics import fmean
from typing import Final, Generic, Literal, NamedTuple, TypeVar

FEWEST: Final = 10
"""With fewer moments than this nothing is said."""
STEADY: Final = 0.25
"""A change smaller than a quarter of a level is none worth telling."""
Course = Literal["too little", "steady", "higher", "lower"]
Rater = TypeVar("Rater", bound=Hashable)
Moment = TypeVar("Moment", bound=Hashable)


class Standing(NamedTuple):
    """How one supervisor rated one principle in one round; differences in levels, shares from 0 to 1.

    `ratings` is the number of levels (1-4) given, `beside_others` and `beside_case` at how many moments the others, or
    the case, gave one too. None: at no moment.
    """

    ratings: int
    beside_others: int
    from_others: float | None
    beside_case: int
    from_case: float | None
    exact: float | None
    within_one: float | None

    @property
    def enough(self) -> bool:
        """Whether there is enough to say anything against the others."""
        return self.beside_others >= FEWEST


class Drift(NamedTuple):
    """The mean difference from a reference in the first and the last round, over the same moments."""

    moments: int
    first: float | None
    last: float | None

    @property
    def change(self) -> float | None:
        """By how many levels the difference has moved up; None where there is too little to say."""
        if self.first is None or self.last is None or self.moments < FEWEST:
            return None
        return self.last - self.first

    @property
    def course(self) -> Course:
        """What has become of it, in a word."""
        if self.change is None:
            return "too little"
        if abs(self.change) < STEADY:
            return "steady"
        return "higher" if self.change > 0 else "lower"


NO_DRIFT: Final = Drift(0, None, None)


class Round(Generic[Rater, Moment]):
    """What everybody gave to one principle in one round; levels 1 to 4, 0 (not in play) is left out."""

    def __init__(self, given: Mapping[Rater, Mapping[Moment, int]]) -> None:
        self._given = {
            rater: {moment: level for moment, level in levels.items() if level} for rater, levels in given.items()
        }

    @property
    def raters(self) -> tuple[Rater, ...]:
        """Who has rated anything."""
        return tuple(self._given)

    def from_others(self, rater: Rater) -> dict[Moment, float]:
        """By how much a rater is above the mean of the others, at each moment where there are others."""
        found = {}
        for moment, level in self._given.get(rater, {}).items():
            others = [given[moment] for one, given in self._given.items() if one != rater and moment in given]
            if others:
                found[moment] = level - fmean(others)
        return found

    def from_case(self, rater: Rater, case: Mapping[Moment, int]) -> dict[Moment, float]:
        """By how much a rater is above the case, at each moment that both give a level to."""
        return {
            moment: float(level - case[moment])
            for moment, level in self._given.get(rater, {}).items()
            if case.get(moment)
        }

    def standing(self, rater: Rater, case: Mapping[Moment, int]) -> Standing:
        """How a rater stands in this round."""
        others = list(self.from_others(rater).values())
        beside = list(self.from_case(rater, case).values())
        return Standing(
            ratings=len(self._given.get(rater, {})),
            beside_others=len(others),
            from_others=fmean(others) if others else None,
            beside_case=len(beside),
            from_case=fmean(beside) if beside else None,
            exact=fmean(one == 0 for one in beside) if beside else None,
            within_one=fmean(abs(one) <= 1 for one in beside) if beside else None,
        )


def drift(differences: Sequence[Mapping[Moment, float]]) -> Drift:
    """Drift from the first to the last of the rounds that have any differences."""
    rounds = [one for one in differences if one]
    if len(rounds) < 2:
        return NO_DRIFT
    first, last = rounds[0], rounds[-1]
    both = [moment for moment in first if moment in last]
    if not both:
        return NO_DRIFT
    return Drift(len(both), fmean(first[moment] for moment in both), fmean(last[moment] for moment in both))
