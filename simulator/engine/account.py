"""What the engine asked and did in one step, in its order: for authors, who want to see the rules fire.

Nothing is decided here; `simulator.engine.attempt.advance` has decided, and this says why.
"""

from __future__ import annotations

from typing import NamedTuple

from simulator.engine.attempt import Step
from simulator.engine.condition import Condition
from simulator.engine.scenario import Branch, Move, Scenario
from simulator.engine.state import State


class Moved(NamedTuple):
    """What one effect did to its gauge; `kept` says that the end of the gauge's range kept it from more."""

    move: Move
    before: int
    after: int
    kept: bool


class RuleAsked(NamedTuple):
    """An Enter rule that was asked; `spent` ones happen only once and had happened."""

    scene: str
    condition: Condition
    held: bool
    spent: bool


class WayAsked(NamedTuple):
    """One way on of a `Next` that was tried."""

    branch: Branch
    held: bool


class Account(NamedTuple):
    """One step: what moved, the Enter rules up to the one that fired, the ways on up to the one that was open.

    Where a rule fired, the way on was never asked for; `ways` say where the story would have gone.
    """

    moved: tuple[Moved, ...]
    rules: tuple[RuleAsked, ...]
    ways: tuple[WayAsked, ...]


def account(scenario: Scenario, step: Step) -> Account:
    """What the engine asked and did in a step."""
    asked = State(step.scene.slug, step.state.gauges, step.before.visited, step.state.chosen)
    return Account(_moved(step), _rules(scenario, asked), _ways(step.response.branches, asked))


def _moved(step: Step) -> tuple[Moved, ...]:
    found = []
    for move in step.response.moves:
        before, after = step.before.gauges[move.index], step.state.gauges[move.index]
        wanted = move.amount if move.absolute else before + move.amount
        found.append(Moved(move, before, after, kept=after != wanted))
    return tuple(found)


def _rules(scenario: Scenario, state: State) -> tuple[RuleAsked, ...]:
    found = []
    for slug, condition, once in scenario.enter_rules:
        if slug == state.scene:
            continue  # a scene never takes over from itself
        spent = once and slug in state.visited
        found.append(RuleAsked(slug, condition, condition.holds(state), spent))
        if found[-1].held and not spent:
            break
    return tuple(found)


def _ways(branches: tuple[Branch, ...], state: State) -> tuple[WayAsked, ...]:
    found = []
    for branch in branches:
        found.append(WayAsked(branch, branch.condition is None or branch.condition.holds(state)))
        if found[-1].held:
            break
    return tuple(found)
