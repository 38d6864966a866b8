"""What stands in an author's margin while a draft is tried: what every response would do, and why the last one did."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from simulator.engine.account import Account, account
from simulator.engine.attempt import Step
from simulator.engine.condition import Condition
from simulator.engine.rubric import PRINCIPLES, Level
from simulator.engine.scenario import Passage, Response, Scenario
from simulator.engine.state import State
from simulator.engine.view import Line, shown
from simulator.markup.conditions import write_condition
from simulator.markup.writer import write_moves
from simulator.usecases.trying import Play


class Rated(NamedTuple):
    """A rating as an author looks at it: the principle by its title, the criteria by their slugs."""

    title: str
    level: Level
    criteria: tuple[str, ...]
    feedback: str


class WayOn(NamedTuple):
    """Where a response leads, and on which condition; none is “otherwise”."""

    target: str
    condition: str


class Choice(NamedTuple):
    """A response of the scene, offered or not, with its margin; `when` is the condition that decides about it."""

    slug: str
    title: str
    offered: bool
    when: str
    lines: tuple[Line, ...]
    ratings: tuple[Rated, ...]
    effects: tuple[str, ...]
    ways: tuple[WayOn, ...]


class Fact(NamedTuple):
    """A gauge that was moved: by which effect, from where to where; `kept` at the end of its range."""

    effect: str
    gauge: str
    before: int
    after: int
    kept: bool


class Question(NamedTuple):
    """A condition that was asked for a scene: whether it held, and whether a once-only rule was spent."""

    scene: str
    condition: str
    held: bool
    spent: bool = False


class Done(NamedTuple):
    """What the last answer did: in words, in gauges, and in rules asked."""

    step: Step
    lines: tuple[Line, ...]
    reactions: tuple[Line, ...]
    ratings: tuple[Rated, ...]
    facts: tuple[Fact, ...]
    rules: tuple[Question, ...]
    ways: tuple[Question, ...]


class Hidden(NamedTuple):
    """A paragraph that is not shown now, and its condition."""

    condition: str
    text: str


def choices(play: Play) -> tuple[Choice, ...]:
    """Every response of the scene where the play stands."""
    offered = set(map(id, play.offered))
    return tuple(
        Choice(
            slug=response.slug,
            title=response.title,
            offered=id(response) in offered,
            when=_written(response.when),
            lines=shown(response.passages, play.now),
            ratings=_rated(response),
            effects=tuple(write_moves(response.moves)),
            ways=tuple(WayOn(branch.target, _written(branch.condition)) for branch in response.branches),
        )
        for response in play.scene.responses
    )


def done(scenario: Scenario, step: Step) -> Done:
    """What an answer did."""
    found = account(scenario, step)
    return Done(
        step=step,
        lines=shown(step.response.passages, step.before),
        reactions=shown(step.response.reactions, step.state),
        ratings=_rated(step.response),
        facts=_facts(found),
        rules=tuple(Question(one.scene, _written(one.condition), one.held, one.spent) for one in found.rules),
        ways=tuple(Question(one.branch.target, _written(one.branch.condition), one.held) for one in found.ways),
    )


def hidden(passages: Iterable[Passage], state: State) -> tuple[Hidden, ...]:
    """The paragraphs that a trainee would not see now."""
    return tuple(
        Hidden(_written(passage.condition), passage.text)
        for passage in passages
        if passage.condition and not passage.condition.holds(state)
    )


def _facts(found: Account) -> tuple[Fact, ...]:
    return tuple(
        Fact(_effect(one.move.amount, absolute=one.move.absolute), one.move.gauge, one.before, one.after, one.kept)
        for one in found.moved
    )


def _effect(amount: int, *, absolute: bool) -> str:
    return f"to {amount}" if absolute else f"{amount:+}"


def _rated(response: Response) -> tuple[Rated, ...]:
    return tuple(Rated(PRINCIPLES[one.principle], one.level, one.criteria, one.feedback) for one in response.ratings)


def _written(condition: Condition | None) -> str:
    return write_condition(condition) if condition else ""
