"""Figures of agreement as they are kept: plain values, small, without whose ratings they are from.

Nothing here computes, so that the pages that show figures do not need numpy.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

FEWEST_SHOWN = 5
"""From so many attempts on figures are given at all; the same number as in `engine.comparing`."""
FEWEST_ATTEMPTS, FEWEST_TURNS = 10, 30
"""From so many on they say something."""
SAME = 0.7
"""From which share of one level on nearly everything is rated alike, so that coefficients fall."""


class Figure(NamedTuple):
    """A figure with its 95 % interval; None is not defined."""

    value: float | None = None
    low: float | None = None
    high: float | None = None


class Point(NamedTuple):
    """So many pairs whose mean and difference over an attempt are these."""

    mean: float
    difference: float
    number: int


class ItemResult(NamedTuple):
    """The figures of a principle (`criterion` empty) or criterion; what they are stands in `engine.comparing`."""

    principle: str
    criterion: str
    attempts: int
    turns: int
    pairs: int
    seen: int
    levels: tuple[int, ...]
    turn: Mapping[str, Figure]
    attempt: Mapping[str, Figure]
    points: tuple[Point, ...]

    @property
    def given(self) -> bool:
        """Whether there are figures."""
        return self.attempts >= FEWEST_SHOWN

    @property
    def enough(self) -> bool:
        """Whether they say something."""
        return self.attempts >= FEWEST_ATTEMPTS and self.turns >= FEWEST_TURNS

    @property
    def restricted(self) -> float | None:
        """The share of the level that was given most, if nearly everything was rated alike."""
        most = max(self.levels) / max(1, sum(self.levels))
        return most if most >= SAME else None

    @property
    def most(self) -> int:
        """The level that was given most, 1 to 4."""
        return 1 + self.levels.index(max(self.levels))


class Comparison(NamedTuple):
    """All items of one comparison, those that nobody compared left out."""

    attempts: int
    raters: int
    items: tuple[ItemResult, ...]

    def item(self, principle: str, criterion: str) -> ItemResult | None:
        """The figures of one item, if there are any."""
        return next((one for one in self.items if (one.principle, one.criterion) == (principle, criterion)), None)


class Result(NamedTuple):
    """Supervisor with supervisor beside supervisor with case; `left_out` attempts are withheld from who asked."""

    supervisors: Comparison
    case: Comparison
    left_out: int

    def written(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "supervisors": _written(self.supervisors),
            "case": _written(self.case),
            "left_out": self.left_out,
        }


def read(stored: Mapping[str, Any]) -> Result:
    """What was stored."""
    return Result(_read(stored["supervisors"]), _read(stored["case"]), stored["left_out"])


def _written(comparison: Comparison) -> dict[str, Any]:
    return {**comparison._asdict(), "items": [item._asdict() for item in comparison.items]}


def _read(stored: Mapping[str, Any]) -> Comparison:
    return Comparison(stored["attempts"], stored["raters"], tuple(map(_item, stored["items"])))


def _item(stored: Mapping[str, Any]) -> ItemResult:
    figures = {name: {one: Figure(*values) for one, values in stored[name].items()} for name in ("turn", "attempt")}
    points = tuple(Point(*point) for point in stored["points"])
    return ItemResult(**{**stored, **figures, "levels": tuple(stored["levels"]), "points": points})
