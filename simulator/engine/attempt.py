"""The state of an attempt, and one step of it.

`advance` is the whole engine: a scenario, a state and a response give the next state and what happened on the way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from simulator.engine.scenario import Move, Response, Scenario, Scene
from simulator.engine.state import State


class NotOffered(ValueError):
    """The response does not exist in this scene, or its condition does not hold now."""


class Ended(ValueError):
    """The attempt has reached an ending; nothing can be answered any more."""


class Step(NamedTuple):
    """One answered scene: what was offered, what was chosen, what it led to.

    `left_window` is "above" or "below" when this response took the client out of the window of tolerance;
    `took_over` is the scene whose Enter rule changed the way.
    """

    before: State
    scene: Scene
    offered: tuple[Response, ...]
    response: Response
    state: State
    left_window: str | None
    took_over: str | None


class Answer(NamedTuple):
    """A stored choice: turn number, the turn it was answered from (0: the start), and the response."""

    seq: int
    parent: int
    response: str


def begin(scenario: Scenario, carried: Mapping[str, int] | None = None) -> State:
    """The state in which an attempt starts.

    `carried` holds gauges of an earlier case that this one continues; values are kept within this case's ranges and
    gauges it does not use are left out.
    """
    carried = carried or {}
    gauges = tuple(min(gauge.high, max(gauge.low, carried.get(gauge.slug, gauge.start))) for gauge in scenario.gauges)
    first = scenario.scenes[0].slug
    return State(first, gauges, frozenset({first}) & scenario.remembered_scenes)


def offered(scene: Scene, state: State) -> tuple[Response, ...]:
    """The responses that are possible in `scene` now, in the order of the file."""
    responses = scene.responses
    if all(response.when is None for response in responses):
        return responses
    return tuple(response for response in responses if response.when is None or response.when.holds(state))


def advance(scenario: Scenario, state: State, response_slug: str) -> Step:
    """Answer the scene of `state` with a response.

    Effects move the gauges; then `Next` says where the story goes; then the Enter rules are asked, in the order of the
    file, whether the client's nervous system decides otherwise. A scene never takes over from itself.

    Raises:
        Ended: the scene is an ending.
        NotOffered: the response is unknown here, or its `When` does not hold.
    """
    scene = scenario.scene_by_slug[state.scene]
    if scene.ending is not None:
        raise Ended(scene.slug)
    response = scenario.response_by_slug.get((scene.slug, response_slug))
    if response is None or (response.when is not None and not response.when.holds(state)):
        raise NotOffered(response_slug)
    gauges, visited, chosen = state.gauges, state.visited, state.chosen
    if response.moves:
        gauges = moved(gauges, response.moves)
    if response_slug in scenario.remembered_responses and response_slug not in chosen:
        chosen |= {response_slug}
    after = State(scene.slug, gauges, visited, chosen)
    took_over = _takes_over(scenario, after)
    target = took_over or _next(response, after)
    if target in scenario.remembered_scenes and target not in visited:
        visited |= {target}
    return Step(
        state,
        scene,
        scene.responses if scene.slug in scenario.open_scenes else offered(scene, state),
        response,
        State(target, gauges, visited, chosen),
        _left_window(scenario, state.gauges, gauges),
        took_over,
    )


def replay(scenario: Scenario, start: State, answers: Sequence[Answer]) -> dict[int, Step]:
    """Every turn of an attempt, played again, by turn number.

    A turn that was rewound and tried again shares its parent with the first try; both are played from the same state.

    Raises:
        NotOffered, Ended: the answers cannot have happened on this scenario.
        KeyError: an answer names a parent that does not stand before it.
    """
    states = {0: start}
    steps: dict[int, Step] = {}
    for answer in answers:
        step = advance(scenario, states[answer.parent], answer.response)
        steps[answer.seq] = step
        states[answer.seq] = step.state
    return steps


def counted(answers: Sequence[Answer]) -> frozenset[int]:
    """The turns that count for the score: of several tries at one moment, only the first."""
    first: dict[int, int] = {}
    for answer in answers:
        first.setdefault(answer.parent, answer.seq)
    return frozenset(first.values())


def moved(gauges: tuple[int, ...], moves: tuple[Move, ...]) -> tuple[int, ...]:
    """The gauges after some moves; none ever leaves its range."""
    values = list(gauges)
    for move in moves:
        value = move.amount if move.absolute else values[move.index] + move.amount
        values[move.index] = move.low if value < move.low else move.high if value > move.high else value  # noqa: FURB136 - walked often
    return tuple(values)


def _next(response: Response, state: State) -> str:
    for branch in response.branches:
        if branch.condition is None or branch.condition.holds(state):
            return branch.target
    raise NotOffered(f"{response.slug}: no way on")


def _takes_over(scenario: Scenario, state: State) -> str | None:
    here, visited = state.scene, state.visited
    for slug, condition, once in scenario.enter_rules:
        if slug != here and not (once and slug in visited) and condition.holds(state):
            return slug
    return None


def gauges_by_slug(scenario: Scenario, state: State) -> dict[str, int]:
    """The gauges of a state by slug, the two edges of the window included."""
    return {gauge.slug: value for gauge, value in zip(scenario.gauges, state.gauges, strict=True)}


def side_of_window(scenario: Scenario, gauges: tuple[int, ...]) -> str | None:
    """The side on which arousal is outside the window, "above" or "below"; None inside it or without a window."""
    places = scenario.window_index
    if places is None:
        return None
    arousal = gauges[places[0]]
    return "above" if arousal > gauges[places[2]] else "below" if arousal < gauges[places[1]] else None


def _left_window(scenario: Scenario, before: tuple[int, ...], after: tuple[int, ...]) -> str | None:
    side = side_of_window(scenario, after)
    return side if side is not None and side != side_of_window(scenario, before) else None
