"""A trainee over several attempts: how sure a score is, which criteria are met, whether harm was followed by repair.

*How sure.* A score is a share of points over few moments. Its 95 % interval is Wilson's (1927, "Probable inference, the
law of succession, and statistical inference", JASA 22), taken over moments, not points: a share between 0 and 1 varies
at most as much as yes and no with the same mean, so the interval is rather too wide than too narrow. Two attempts
differ clearly where Newcombe's interval of the difference (1998, Statistics in Medicine 17, method 10) leaves out zero;
several people differ before and after by Student's t over their differences. Moments of one case are not drawn at
random: these intervals say how little a few moments can carry, no more.

*What is met.* A criterion is met if at least two of the last three moments in which it was in play were helpful or
better.

*Repair.* After a harmful turn the next three turns that count are looked at: whether the rupture was owned, whether the
therapist attuned again, whether safeness rose above where the turn had left it. Who went back and answered helpfully
has repaired it, too. In this order; the first that holds is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil, floor, sqrt
from statistics import mean, quantiles, stdev
from typing import Final, Literal, NamedTuple

from simulator.engine.disclosure import FEWEST
from simulator.engine.rubric import Level
from simulator.engine.scoring import BANDS, FEWEST_TURNS, TOO_FEW, Mark, Score, score

Z: Final = 1.959964
"""The 97.5 % point of the normal distribution, for 95 % intervals."""
LAST, ENOUGH = 3, 2
"""A criterion is met if so many (ENOUGH) of the last moments (LAST) were helpful or better."""
REPAIR_WITHIN = 3
OWNED, ATTUNEMENT = "owns-the-rupture", "attunement"
SPREAD_STEP = 10
"""Quartiles of a cohort are told in steps of so many per cent."""
Change = Literal["higher", "lower", "no clear change", "too few moments to say"]
Standing = Literal["met", "not yet met", "not practised yet"]
Followed = Literal["tried again", "owned", "attuned", "safer", "ended", "open"]
UNREPAIRED: Final = ("ended", "open")


class Reached(NamedTuple):
    """A criterion that was in play in a turn, and the level reached."""

    criterion: str
    level: Level


class PlayedTurn(NamedTuple):
    """A turn as a profile reads it. `safeness` is the client's after it (None: the case keeps none)."""

    seq: int
    parent: int
    counted: bool
    marks: tuple[Mark, ...]
    reached: tuple[Reached, ...]
    safeness: int | None


class Interval(NamedTuple):
    """From and to, in per cent of the points allowed, rounded outwards."""

    low: int
    high: int


class Point(NamedTuple):
    """The score of a principle in one attempt, with its interval; None where there is too little to say."""

    score: Score
    interval: Interval | None

    @property
    def words(self) -> tuple[str, str]:
        """The words of both ends of the interval; the same twice if it lies within one word."""
        if self.interval is None:
            return TOO_FEW, TOO_FEW
        return word(self.interval.low), word(self.interval.high)


class CriterionStanding(NamedTuple):
    """A criterion over all attempts: the moments in which it was in play, those helpful or better, those harmful."""

    criterion: str
    moments: int
    well: int
    harmful: int
    last: tuple[Level, ...]

    @property
    def standing(self) -> Standing:
        """Whether it is met."""
        if not self.moments:
            return "not practised yet"
        return "met" if sum(level >= Level.HELPFUL for level in self.last) >= ENOUGH else "not yet met"

    @property
    def word(self) -> str:
        """How often it was helpful or better, in a word."""
        return word(100 * self.well // self.moments) if self.moments >= FEWEST_TURNS else TOO_FEW


class Harm(NamedTuple):
    """A turn that was harmful on these principles, and what followed."""

    seq: int
    principles: tuple[str, ...]
    followed: Followed

    @property
    def repaired(self) -> bool:
        """Whether something mended it."""
        return self.followed not in UNREPAIRED


class Difference(NamedTuple):
    """The mean of `number` differences, in per cent of the points allowed; None: too few to say."""

    number: int
    mean: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def change(self) -> Change:
        """What it comes to."""
        if self.low is None or self.high is None:
            return "too few moments to say"
        return "higher" if self.low > 0 else "lower" if self.high < 0 else "no clear change"


class Quartiles(NamedTuple):
    """A spread without names: a quarter lies up to `lower`, half up to `middle`. In steps of ten per cent."""

    lower: int
    middle: int
    upper: int


def word(percent: int) -> str:
    """The word for a share of points."""
    return next(said for least, said in BANDS if percent >= least)


def scores(turns: Iterable[PlayedTurn]) -> tuple[Score, ...]:
    """The scores over the turns that count."""
    return score(turn.marks for turn in turns if turn.counted)


def point(one: Score) -> Point:
    """A score with its interval."""
    if one.word == TOO_FEW:
        return Point(one, None)
    low, high = _wilson(one)
    return Point(one, Interval(floor(100 * low), ceil(100 * high)))


def change(before: Score, after: Score) -> Change:
    """Whether the second score is clearly another than the first."""
    if TOO_FEW in (before.word, after.word):
        return "too few moments to say"
    first, second = before.points / before.allowed, after.points / after.allowed
    (low, high), (low_after, high_after) = _wilson(before), _wilson(after)
    moved = second - first
    if moved - sqrt((second - low_after) ** 2 + (high - first) ** 2) > 0:
        return "higher"
    return "lower" if moved + sqrt((high_after - second) ** 2 + (first - low) ** 2) < 0 else "no clear change"


def standing(criterion: str, levels: Sequence[Level]) -> CriterionStanding:
    """A criterion over the levels reached on it, oldest first."""
    return CriterionStanding(
        criterion,
        len(levels),
        sum(level >= Level.HELPFUL for level in levels),
        sum(level is Level.HARMFUL for level in levels),
        tuple(levels[-LAST:]),
    )


def harms(turns: Sequence[PlayedTurn]) -> tuple[Harm, ...]:
    """The harmful turns among those of an attempt that count, in order, each with what followed."""
    found = []
    for turn in turns:
        principles = tuple(mark.principle for mark in turn.marks if mark.level is Level.HARMFUL)
        if turn.counted and principles:
            found.append(Harm(turn.seq, principles, _followed(turn, turns)))
    return tuple(found)


def paired(differences: Sequence[float]) -> Difference:
    """The mean of differences between people's scores before and after, in per cent, with its 95 % interval."""
    number = len(differences)
    if number < FEWEST:
        return Difference(number)
    middle, half = mean(differences), t_point(number - 1) * stdev(differences) / sqrt(number)
    return Difference(number, middle, max(-100.0, middle - half), min(100.0, middle + half))


def t_point(freedom: int) -> float:
    """The 97.5 % point of Student's t with at least four degrees of freedom, to three digits.

    Abramowitz and Stegun (1964), "Handbook of mathematical functions", 26.7.5.
    """
    z = Z
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / float(freedom**power) for power, term in enumerate(terms, 1))


def quartiles(percents: Sequence[float]) -> Quartiles | None:
    """The spread of a group, rounded so that nobody's own share can be read off; None for fewer than five people."""
    if len(percents) < FEWEST:
        return None
    return Quartiles(*(SPREAD_STEP * round(value / SPREAD_STEP) for value in quantiles(percents, method="inclusive")))


def _wilson(one: Score) -> tuple[float, float]:
    """A moment in which no response could earn a point says nothing, so there are never more moments than points."""
    number, share = min(one.turns, one.allowed), one.points / one.allowed
    middle = (share + Z**2 / (2 * number)) / (1 + Z**2 / number)
    half = Z / (1 + Z**2 / number) * sqrt(share * (1 - share) / number + Z**2 / (4 * number**2))
    return max(0.0, middle - half), min(1.0, middle + half)


def _followed(harmful: PlayedTurn, turns: Sequence[PlayedTurn]) -> Followed:
    again = [turn for turn in turns if turn.parent == harmful.parent and turn.seq > harmful.seq]
    if any(turn.marks and all(mark.level >= Level.HELPFUL for mark in turn.marks) for turn in again):
        return "tried again"
    after = [turn for turn in turns if turn.counted and turn.seq > harmful.seq][:REPAIR_WITHIN]
    if not after:
        return "open" if again else "ended"
    if any(one.criterion == OWNED and one.level >= Level.HELPFUL for turn in after for one in turn.reached):
        return "owned"
    if any(_attunes(turn) for turn in after):
        return "attuned"
    left = harmful.safeness
    if left is not None and any(turn.safeness is not None and turn.safeness > left for turn in after):
        return "safer"
    return "open"


def _attunes(turn: PlayedTurn) -> bool:
    levels = {mark.principle: mark.level for mark in turn.marks}
    return levels.get(ATTUNEMENT, Level.MISSED) >= Level.HELPFUL and Level.HARMFUL not in levels.values()
