"""The range of a principle's score over every way through a scenario."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from simulator.engine.exploration import Edge, Exploration
from simulator.engine.rubric import PRINCIPLES

PASSES = 60
"""How often the graph is swept before a gain that still grows is taken for a loop that can be repeated for ever."""


class Range(NamedTuple):
    """The lowest and highest score, in per cent, that some way to an ending gives a principle."""

    low: int
    high: int


def score_ranges(found: Exploration) -> dict[str, Range | None]:
    """The range of each principle, or None for one that is never in play on the way to an ending."""
    return {principle: _range(found, principle) for principle in PRINCIPLES}


def _range(found: Exploration, principle: str) -> Range | None:
    worth = _worth(found, principle)
    if not any(worth(edge)[1] for edges in found.edges for edge in edges):
        return None
    high = _highest(found, worth)
    low = 100 - _highest(found, lambda edge: (worth(edge)[1] - worth(edge)[0], worth(edge)[1]))
    return Range(low, high)


Worth = Callable[[Edge], tuple[int, int]]


def _worth(found: Exploration, principle: str) -> Worth:
    """Points earned and allowed on an edge; what is allowed depends on everything offered in its state."""
    allowed: dict[int, int] = {}
    for edges in found.edges:
        most = max((level.points for edge in edges if (level := edge.response.level(principle))), default=0)
        for edge in edges:
            allowed[id(edge)] = most
    return lambda edge: (level.points if (level := edge.response.level(principle)) else 0, allowed[id(edge)])


def _highest(found: Exploration, worth: Worth) -> int:
    """The largest share of earned in allowed points over all ways to an ending, in whole per cent, by halving."""
    low, high = 0, 100
    while low < high:
        middle = (low + high + 1) // 2
        if _some_way_reaches(found, worth, middle):
            low = middle
        else:
            high = middle - 1
    return low


def _some_way_reaches(found: Exploration, worth: Worth, percent: int) -> bool:
    """Whether some way gains at least `percent` per cent: 100 x earned - percent x allowed is nowhere below zero."""
    order = found.topological()
    nodes = order[::-1] if order is not None else range(len(found.nodes) - 1, -1, -1)
    gain: list[int | None] = [0 if found.ended(node) else None for node in range(len(found.nodes))]
    for _ in range(1 if order is not None else PASSES):
        changed = False
        for node in nodes:
            best = gain[node]
            for edge in found.edges[node]:
                ahead = gain[edge.target]
                if ahead is not None:
                    earned, allowed = worth(edge)
                    total = ahead + 100 * earned - percent * allowed
                    if best is None or total > best:
                        best = total
            if best != gain[node]:
                gain[node], changed = best, True
        if not changed:
            break
    return gain[0] is not None and gain[0] >= 0
