"""Conditions on the state of an attempt, as values that can be asked whether they hold.

The text form (`safeness at least 3 and not visited flooded`) is read by `simulator.markup.conditions`; here are only
the nodes. `str(condition)` gives the canonical text back.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from simulator.engine.state import State

COMPARISONS: dict[str, Callable[[int, int], bool]] = {
    "at least": operator.ge,
    "at most": operator.le,
    "above": operator.gt,
    "below": operator.lt,
    "is": operator.eq,
}
WINDOW_SIDES = ("above", "below", "within")


@dataclass(frozen=True, slots=True)
class Compare:
    """A gauge against a number: `safeness at least 3`."""

    gauge: str
    index: int
    comparison: str
    number: int
    compare: Callable[[int, int], bool] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "compare", COMPARISONS[self.comparison])

    def holds(self, state: State) -> bool:
        """Whether it is so in `state`."""
        return self.compare(state.gauges[self.index], self.number)

    def __str__(self) -> str:
        return f"{self.gauge} {self.comparison} {self.number}"


@dataclass(frozen=True, slots=True)
class Window:
    """Arousal against the window of tolerance: `arousal above window`."""

    side: str
    arousal: int
    low: int
    high: int

    def holds(self, state: State) -> bool:
        """Whether it is so in `state`."""
        gauges = state.gauges
        if self.side == "above":
            return gauges[self.arousal] > gauges[self.high]
        if self.side == "below":
            return gauges[self.arousal] < gauges[self.low]
        return gauges[self.low] <= gauges[self.arousal] <= gauges[self.high]

    def __str__(self) -> str:
        return f"arousal {self.side} window"


@dataclass(frozen=True, slots=True)
class Visited:
    """Whether the attempt has been in a scene: `visited the-window`."""

    scene: str

    def holds(self, state: State) -> bool:
        """Whether it is so in `state`."""
        return self.scene in state.visited

    def __str__(self) -> str:
        return f"visited {self.scene}"


@dataclass(frozen=True, slots=True)
class Chose:
    """Whether a response has been chosen: `chose turn-your-chair`."""

    response: str

    def holds(self, state: State) -> bool:
        """Whether it is so in `state`."""
        return self.response in state.chosen

    def __str__(self) -> str:
        return f"chose {self.response}"


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a condition."""

    condition: Condition

    def holds(self, state: State) -> bool:
        """Whether it is so in `state`."""
        return not self.condition.holds(state)

    def __str__(self) -> str:
        inner = str(self.condition)
        return f"not ({inner})" if isinstance(self.condition, And | Or) else f"not {inner}"


@dataclass(frozen=True, slots=True)
class And:
    """Both conditions."""

    left: Condition
    right: Condition

    def holds(self, state: State) -> bool:
        """Whether it is so in `state`."""
        return self.left.holds(state) and self.right.holds(state)

    def __str__(self) -> str:
        left = f"({self.left})" if isinstance(self.left, Or) else str(self.left)
        right = f"({self.right})" if isinstance(self.right, Or | And) else str(self.right)
        return f"{left} and {right}"


@dataclass(frozen=True, slots=True)
class Or:
    """Either condition, or both."""

    left: Condition
    right: Condition

    def holds(self, state: State) -> bool:
        """Whether it is so in `state`."""
        return self.left.holds(state) or self.right.holds(state)

    def __str__(self) -> str:
        right = f"({self.right})" if isinstance(self.right, Or) else str(self.right)
        return f"{self.left} or {right}"


Condition = Compare | Window | Visited | Chose | Not | And | Or
Leaf = Compare | Window | Visited | Chose


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Every simple condition inside `condition`."""
    if isinstance(condition, Not):
        yield from leaves(condition.condition)
    elif isinstance(condition, And | Or):
        yield from leaves(condition.left)
        yield from leaves(condition.right)
    else:
        yield condition
