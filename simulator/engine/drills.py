"""Single scenes as drills: what a scene exercises, and how the client may be when the story comes to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain, islice

from simulator.engine.attempt import begin
from simulator.engine.policy import at_random, best, turns
from simulator.engine.rubric import Level
from simulator.engine.scenario import Response, Scenario
from simulator.engine.state import State

WALKS = 60
"""Ways that are walked besides the best one: they come to nearly every scene of a case, in a few milliseconds."""
MOST_TURNS = 60


def arrivals(scenario: Scenario) -> Mapping[str, State]:
    """For every decision scene, a state in which something is offered there.

    The one in which the best way of playing comes to it; else the first of some ways, always the same ones; else the
    state of the start, carried there.
    """
    found: dict[str, State] = {}
    open_ = {scene.slug for scene in scenario.scenes if scene.ending is None}
    for policy in chain((best,), map(at_random, range(WALKS))):
        for step in islice(turns(scenario, policy, begin(scenario)), MOST_TURNS):
            found.setdefault(step.scene.slug, step.before)
        if open_ <= found.keys():
            break
    first = begin(scenario)
    for slug in open_ - found.keys():
        found[slug] = first._replace(scene=slug, visited=first.visited | ({slug} & scenario.remembered_scenes))
    return found


def exercised(scenario: Scenario) -> Mapping[str, tuple[str, ...]]:
    """For every criterion, the scenes in which it can be shown and be missing, in the order of the file."""
    found: dict[str, list[str]] = {}
    for scene in scenario.scenes:
        for criterion in dict.fromkeys(name for one in scene.responses for name in _criteria(one)):
            if shows_both(scene.responses, criterion):
                found.setdefault(criterion, []).append(scene.slug)
    return {criterion: tuple(scenes) for criterion, scenes in found.items()}


def shows_both(responses: Iterable[Response], criterion: str) -> bool:
    """Whether some of the responses show a criterion (helpful or better) and others lack it: there is a choice."""
    levels = {rating.level for one in responses for rating in one.ratings if criterion in rating.criteria}
    return any(level >= Level.HELPFUL for level in levels) and any(level < Level.HELPFUL for level in levels)


def _criteria(response: Response) -> list[str]:
    return [criterion for rating in response.ratings for criterion in rating.criteria]
