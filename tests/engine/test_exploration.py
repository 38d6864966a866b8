"""Exploring by merged states finds what walking every single state finds."""

from __future__ import annotations

from collections import deque

import pytest

from simulator.engine.attempt import State, advance, begin, offered
from simulator.engine.exploration import Exploration, explore
from simulator.engine.ranges import Range, score_ranges
from simulator.engine.rubric import PRINCIPLES
from simulator.engine.scenario import Scenario
from simulator.engine.scoring import Score, marks
from tests.engine.invention import invent

MOST = 4_000
Edges = dict[State, list[tuple[str, State, str | None, bool, tuple[tuple[str, int, int], ...]]]]


def every_state(scenario: Scenario) -> Edges | None:
    """Every state by `advance` alone, with what each response leads to; None if there are too many for a test."""
    start = begin(scenario)
    edges: Edges = {}
    queue = deque([start])
    while queue:
        state = queue.popleft()
        if state in edges:
            continue
        if len(edges) == MOST:
            return None
        edges[state] = []
        scene = scenario.scene_by_slug[state.scene]
        for response in offered(scene, state) if scene.ending is None else ():
            step = advance(scenario, state, response.slug)
            answered = step.took_over is not None or scenario.scene_by_slug[step.state.scene].ending is not None
            points = tuple((mark.principle, mark.level.points, mark.best.points) for mark in marks(step))
            edges[state].append((response.slug, step.state, step.left_window, answered, points))
            queue.append(step.state)
    return edges


def distances(edges: Edges, start: State) -> dict[State, int]:
    """Turns from the start."""
    found = {start: 0}
    queue = deque([start])
    while queue:
        state = queue.popleft()
        for _, target, *_ in edges[state]:
            if target not in found:
                found[target] = found[state] + 1
                queue.append(target)
    return found


def saved(edges: Edges, endings: set[State]) -> set[State]:
    """All states from which an ending can be reached."""
    found, grown = set(endings), True
    while grown:
        more = {state for state, ways in edges.items() if state not in found and any(way[1] in found for way in ways)}
        found |= more
        grown = bool(more)
    return found


def in_layers(edges: Edges) -> list[State] | None:
    """The states so that each stands after all it leads to, or None if there is a loop."""
    waiting = {state: {way[1] for way in ways} for state, ways in edges.items()}
    order: list[State] = []
    while waiting:
        ready = [state for state, targets in waiting.items() if not targets & waiting.keys()]
        if not ready:
            return None
        for state in ready:
            del waiting[state]
        order += ready
    return order


def all_scores(edges: Edges, order: list[State], endings: set[State], start: State) -> dict[str, set[int]]:
    """Every score that some way to an ending gives, by walking all of them."""
    scores: dict[str, set[int]] = {}
    for principle in PRINCIPLES:
        totals: dict[State, set[tuple[int, int]]] = {}
        for state in order:
            totals[state] = {(0, 0)} if state in endings else set()
            for _, target, _, _, points in edges[state]:
                earned, allowed = next(((e, a) for name, e, a in points if name == principle), (0, 0))
                totals[state] |= {(e + earned, a + allowed) for e, a in totals[target]}
        percents = {Score(principle, earned, allowed, 3, 0).percent for earned, allowed in totals[start]}
        scores[principle] = {percent for percent in percents if percent is not None}
    return scores


def invented(seed: int) -> tuple[Scenario, Edges, Exploration]:
    """A case, all its states one by one, and its exploration."""
    scenario = invent(seed, plain=True)
    edges = every_state(scenario)
    if edges is None:
        pytest.skip("too many states for a test")
    return scenario, edges, explore(scenario, 1_000_000)


def endings_of(scenario: Scenario, edges: Edges) -> set[State]:
    return {state for state in edges if scenario.scene_by_slug[state.scene].ending}


@pytest.mark.parametrize("first", range(0, 600, 50))
def test_merging_loses_nothing_and_adds_nothing(first: int) -> None:
    for seed in range(first, first + 50):
        scenario = invent(seed, plain=True)
        edges = every_state(scenario)
        if edges is None:
            continue
        check_one(scenario, edges, explore(scenario, 1_000_000))


def check_one(scenario: Scenario, edges: Edges, found: Exploration) -> None:
    start = begin(scenario)
    endings = endings_of(scenario, edges)
    flat = {(state.scene, *way[:1], *way[2:4]) for state, ways in edges.items() for way in ways}
    assert found.complete
    assert found.scenes == {state.scene for state in edges}
    assert found.endings == {state.scene for state in endings}
    assert {(e.scene, e.response.slug, e.left_window, e.answered) for way in found.edges for e in way} == flat
    assert found.lost() == {state.scene for state in edges.keys() - saved(edges, endings)}
    turns = distances(edges, start)
    assert found.shortest() == min((turns[state] for state in endings), default=None)
    order = in_layers(edges)
    assert (found.topological() is None) == (order is None)
    ranges = score_ranges(found)
    if order is None:
        assert found.longest() is None
        return
    longest: dict[State, int] = {}
    for state in order:
        longest[state] = max((longest[way[1]] + 1 for way in edges[state]), default=0)
    assert found.longest() == longest[start]
    scores = all_scores(edges, order, endings, start)
    assert ranges == {name: Range(min(some), max(some)) if some else None for name, some in scores.items()}
