"""Whether what a trainee decides makes a difference, and how many ways lead to an ending."""

from __future__ import annotations

from typing import NamedTuple

from simulator.engine.exploration import Exploration
from simulator.engine.scenario import Response, Scenario

MOST_WAYS = 100
"""More ways than these are not told apart: an ending that has so many has enough."""


class Alike(NamedTuple):
    """A decision whose responses are alike in `ways` on, in `effects` or in `ratings`."""

    scene: str
    ways: bool
    effects: bool
    ratings: bool

    @property
    def nothing(self) -> bool:
        """Whether it makes no difference at all, but for what the client answers."""
        return self.ways and self.effects and self.ratings


class Reached(NamedTuple):
    """How an ending is reached: in how many `ways` from the start (`MOST_WAYS`: so many or more), by which responses.

    Two ways are different where some answer is. `last` are the answers (scene and response) that lead straight to it.
    """

    ending: str
    ways: int
    last: tuple[tuple[str, str], ...]


def decisions_alike(scenario: Scenario) -> tuple[Alike, ...]:
    """The decisions whose responses are alike in two or three of ways on, effects and ratings."""
    found = (
        Alike(
            scene.slug,
            ways=_same({response.branches for response in scene.responses}),
            effects=_same({frozenset(response.moves) for response in scene.responses}),
            ratings=_same({_levels(response) for response in scene.responses}),
        )
        for scene in scenario.scenes
        if len(scene.responses) > 1
    )
    return tuple(one for one in found if one.ways + one.effects + one.ratings > 1)


def _same(values: set[object]) -> bool:
    return len(values) == 1


def _levels(response: Response) -> frozenset[tuple[str, int]]:
    return frozenset((rating.principle, int(rating.level)) for rating in response.ratings)


def ways_to_endings(found: Exploration) -> tuple[Reached, ...]:
    """How each ending that can be reached is reached, in the order of the file."""
    order = found.backwards()[::-1]
    return tuple(
        _reached(found, scene.slug, order)
        for scene in found.scenario.scenes
        if scene.ending and scene.slug in found.endings
    )


def _reached(found: Exploration, ending: str, order: list[int]) -> Reached:
    """Counts along `order`, in which every edge points forward but where the story can go in a circle."""
    goals = {node for node, state in enumerate(found.nodes) if state.scene == ending}
    within = found.leading_to(goals)
    place = {node: number for number, node in enumerate(order) if node in within}
    last = dict.fromkeys(
        (edge.scene, edge.response.slug) for edges in found.edges for edge in edges if edge.target in goals
    )
    ways = dict.fromkeys(place, 0)
    ways[0] = 1
    circles = False
    for node, here in place.items():
        for edge in found.edges[node]:
            if edge.target in place:
                circles = circles or place[edge.target] <= here
                ways[edge.target] = min(MOST_WAYS, ways[edge.target] + ways[node])
    return Reached(ending, MOST_WAYS if circles else min(MOST_WAYS, sum(ways[node] for node in goals)), tuple(last))
