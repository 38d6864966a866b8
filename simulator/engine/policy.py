"""Ways of playing without a person: the best, the worst, any response. For checking cases, never for scoring people."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from simulator.engine.attempt import Step, advance, begin, offered
from simulator.engine.scenario import Response, Scenario
from simulator.engine.state import State

Policy = Callable[[Sequence[Response]], Response]
MOST_TURNS = 500


class Endless(RuntimeError):
    """A policy did not reach an ending within `MOST_TURNS` turns."""


def weight(response: Response) -> int:
    """The sum of a response's levels: what `best` makes most of and `worst` least."""
    return sum(rating.level for rating in response.ratings)


def best(responses: Sequence[Response]) -> Response:
    """The response with the highest levels; of equals, the first in the file."""
    return max(responses, key=weight)


def worst(responses: Sequence[Response]) -> Response:
    """The response with the lowest levels; of equals, the first in the file."""
    return min(responses, key=weight)


def at_random(seed: int) -> Policy:
    """Any response, the same ones for the same seed."""
    return random.Random(seed).choice  # noqa: S311 - reproducible play, not a secret


def play(scenario: Scenario, policy: Policy, start: State | None = None) -> list[Step]:
    """All steps from the start to an ending.

    Raises:
        Endless: no ending within `MOST_TURNS` turns.
    """
    state = start or begin(scenario)
    steps = list(islice(turns(scenario, policy, state), MOST_TURNS))
    if scenario.scene_by_slug[steps[-1].state.scene if steps else state.scene].ending is None:
        raise Endless(f"{scenario.slug}: no ending after {len(steps)} turns")
    return steps


def turns(scenario: Scenario, policy: Policy, start: State) -> Iterator[Step]:
    """Steps for as long as something is offered: to an ending, to a scene where nothing is possible, or for ever."""
    state = start
    while offers := offered(scenario.scene_by_slug[state.scene], state):
        step = advance(scenario, state, policy(offers).slug)
        yield step
        state = step.state
