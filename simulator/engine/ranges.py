"""The range of a principle's score over every way through a scenario."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from simulator.engine.exploration import Edge, Exploration
from simulator.engine.rubric import PRINCIPLES

OUTWEIGHS = 1_000_000
"""More points than any way allows."""

Points = tuple[int, int, int]
"""A step on a way: where it leads, the points earned, the points allowed."""


class Range(NamedTuple):
    """The lowest and highest score, in per cent, that some way to an ending gives a principle."""

    low: int
    high: int


def score_ranges(found: Exploration) -> dict[str, Range | None]:
    """The range of each principle, or None for one that is never in play on a way to an ending.

    Where a way can go round in a loop, the score that comes ever nearer with each round counts as reached.
    """
    order = found.backwards()
    return {principle: _range(_Points(found, order, principle)) for principle in PRINCIPLES}


def _range(points: _Points) -> Range | None:
    """Asks for ways with the largest weighted sum of points.

    The score of a way is at least p per cent, halves up, where 200 x earned >= (2p - 1) x allowed; a way on which
    nothing is allowed has no score and adds up to nothing.
    """
    if not points.some_way(0, 1):
        return None

    def at_most(percent: int) -> bool:
        return points.some_way(-200, 2 * percent + 1)

    def below(percent: int) -> bool:
        return not points.some_way(200 * OUTWEIGHS, (1 - 2 * percent) * OUTWEIGHS + 1)

    return Range(bisect_left(range(100), True, key=at_most), bisect_left(range(1, 101), True, key=below))


class _Points:
    """The points of one principle on all ways. Nodes from which the same points can be had are one place."""

    def __init__(self, found: Exploration, order: list[int], principle: str) -> None:
        self.levels = {id(response): response.level(principle) for response in found.scenario.response_by_slug.values()}
        self.places: dict[int, int] = {}
        self.steps: dict[int, frozenset[Points]] = {}
        self.loops = False
        self.endings = {node for node in order if found.ended(node)}
        known: dict[tuple[bool, frozenset[Points]], int] = {}
        for node in order:
            steps = frozenset(self._steps(found.edges[node]))
            if node not in self.places:  # else a loop comes back to it, and it stays a place by itself
                self.places[node] = known.setdefault((node in self.endings, steps), node)
            self.steps.setdefault(self.places[node], steps)

    def _steps(self, edges: list[Edge]) -> Iterator[Points]:
        levels = [self.levels[id(edge.response)] for edge in edges]
        most = max((level.points for level in levels if level), default=0)
        for edge, level in zip(edges, levels, strict=True):
            if edge.target not in self.places:
                self.places[edge.target] = edge.target
                self.loops = True
            yield self.places[edge.target], level.points if level else 0, most if level else 0

    def some_way(self, earned: int, allowed: int) -> bool:
        """Whether the points on some way to an ending, weighted so, add up to more than nothing."""
        best = dict.fromkeys(self.endings, 0)
        chosen: dict[int, int] = {}
        changed = True
        while changed:
            changed = self._improve(best, chosen, earned, allowed) and self.loops
            if best.get(self.places[0], 0) > 0 or (changed and _goes_round(chosen)):
                return True  # a loop that gains with every round gains as much as one likes
        return False

    def _improve(self, best: dict[int, int], chosen: dict[int, int], earned: int, allowed: int) -> bool:
        changed = False
        for place, steps in self.steps.items():
            for target, points, most in steps:
                if target in best:
                    total = best[target] + earned * points + allowed * most
                    if place not in best or total > best[place]:
                        best[place], chosen[place], changed = total, target, True
        return changed


def _goes_round(steps: dict[int, int]) -> bool:
    """Whether some place comes back to itself."""
    safe: set[int] = set()
    for first in steps:
        path: set[int] = set()
        place: int | None = first
        while place is not None and place not in safe:
            if place in path:
                return True
            path.add(place)
            place = steps.get(place)
        safe |= path
    return False
