"""Which states of a case have the same future, so that exploring it does not walk the same way twice.

A set of states is written as one whole number, with a bit for every value of every *aspect* of a state: a gauge, a
scene or a response that some condition asks about. A state is in the set if the bits of all its values are.

Whoever asks a question about a state gets the reason with the answer: a set of states, this one among them, for which
the answer is the same. The reasons met on all ways from a state, carried back through the effects, make up a set of
states that have the same future.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from simulator.engine.attempt import moved, side_of_window
from simulator.engine.condition import And, Chose, Compare, Condition, Not, Or, Visited, Window, leaves
from simulator.engine.scenario import Response, Scenario
from simulator.engine.state import State

Ask = Callable[[State], tuple[bool, int]]
"""A question about a state, answered with the set of states for which the answer is the same."""


class Outcome(NamedTuple):
    """What a response leads to, and the states for which it is the same, looked at before and after its effects.

    `state` is None where no branch holds.
    """

    state: State | None
    left_window: str | None
    took_over: bool
    same_before: int
    same_after: int


class Aspect:
    """A part of a state that has one of a few values, and the place of its bits."""

    def __init__(self, shift: int, low: int, high: int) -> None:
        self.shift, self.low, self.high = shift, low, high
        self.every = ((1 << (high - low + 1)) - 1) << shift

    def place(self, value: int) -> int:
        """The place of the bit of one value."""
        return self.shift + value - self.low

    def bit(self, value: int) -> int:
        """The bit of one value."""
        return 1 << self.place(value)

    def where(self, holds: Callable[[int], bool]) -> int:
        """The bits of all values for which `holds` is true."""
        return sum(self.bit(value) for value in range(self.low, self.high + 1) if holds(value))


class Shift:
    """The effects of one response on one gauge, to be undone."""

    def __init__(self, aspect: Aspect, index: int, response: Response) -> None:
        self.aspect = aspect
        moves = tuple(move for move in response.moves if move.index == index)
        values = range(aspect.low, aspect.high + 1)
        moved_on = [moved((0,) * index + (value,), moves)[index] for value in values]
        self.pairs = [(aspect.bit(value), aspect.bit(after)) for value, after in zip(values, moved_on, strict=True)]
        self._known: dict[int, int] = {}

    def before(self, states: int) -> int:
        """The states that these effects turn into one of `states`."""
        every = self.aspect.every
        part = states & every
        if part == every:
            return states
        source = self._known.get(part)
        if source is None:
            source = self._known[part] = sum(before for before, after in self.pairs if after & part)
        return states & ~every | source


class Likeness:
    """The aspects of one scenario's states; its conditions, rules and effects, with reasons."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.width = 0
        self.gauges = tuple(self._aspect(gauge.low, gauge.high) for gauge in scenario.gauges)
        self.visited = {slug: self._aspect(0, 1) for slug in sorted(scenario.remembered_scenes)}
        self.chosen = {slug: self._aspect(0, 1) for slug in sorted(scenario.remembered_responses)}
        self.all_states = (1 << self.width) - 1
        self._of_gauges: dict[tuple[int, ...], tuple[tuple[int, ...], int]] = {}
        self._of_facts: dict[tuple[frozenset[str], frozenset[str]], tuple[tuple[int, ...], int]] = {}
        self._sides: dict[tuple[int, ...], tuple[str | None, int]] = {}
        self._rules = [(slug, self.asking(condition), once) for slug, condition, once in scenario.enter_rules]
        self._ways: dict[int, list[tuple[str, Ask | None]]] = {}
        self._whens: dict[int, Ask] = {}
        self._shifts: dict[int, list[Shift]] = {}
        for scene in scenario.scenes:
            for response in scene.responses:
                self._prepare(response)

    def _aspect(self, low: int, high: int) -> Aspect:
        aspect = Aspect(self.width, low, high)
        self.width += high - low + 1
        return aspect

    def _prepare(self, response: Response) -> None:
        key = id(response)
        ways = response.branches
        self._ways[key] = [(way.target, self.asking(way.condition) if way.condition else None) for way in ways]
        if response.when:
            self._whens[key] = self.asking(response.when)
        touched = dict.fromkeys(move.index for move in response.moves)
        self._shifts[key] = [Shift(self.gauges[index], index, response) for index in touched]

    def values(self, state: State) -> tuple[tuple[int, ...], int]:
        """The places of the bits of a state's values, and those bits together: the set of just this state."""
        gauges = self._of_gauges.get(state.gauges)
        if gauges is None:
            pairs = zip(self.gauges, state.gauges, strict=True)
            gauges = self._of_gauges[state.gauges] = _with_bits(aspect.place(value) for aspect, value in pairs)
        remembered = state.visited, state.chosen
        facts = self._of_facts.get(remembered)
        if facts is None:
            places = [aspect.place(slug in state.visited) for slug, aspect in self.visited.items()]
            places += [aspect.place(slug in state.chosen) for slug, aspect in self.chosen.items()]
            facts = self._of_facts[remembered] = _with_bits(places)
        return gauges[0] + facts[0], gauges[1] | facts[1]

    @property
    def asked_always(self) -> int:
        """All values of the aspects that the Enter rules and the window ask about."""
        asked = self.asked_by(condition for _, condition, _ in self.scenario.enter_rules)
        for slug, _, once in self.scenario.enter_rules:
            asked |= self.visited[slug].every if once else 0
        for place in self.scenario.window_index or ():
            asked |= self.gauges[place].every
        return asked

    def asked_by(self, conditions: Iterable[Condition]) -> int:
        """All values of the aspects that some conditions ask about, but for the window."""
        asked = 0
        for leaf in (leaf for condition in conditions for leaf in leaves(condition)):
            if isinstance(leaf, Compare):
                asked |= self.gauges[leaf.index].every
            elif not isinstance(leaf, Window):
                asked |= self._fact(leaf).every
        return asked

    def offered(self, response: Response, state: State) -> tuple[bool, int]:
        """Whether a response is offered."""
        when = self._whens.get(id(response))
        return when(state) if when else (True, self.all_states)

    def outcome(self, response: Response, state: State) -> Outcome:
        """What a response that is offered leads to: the same as `advance`, with reasons."""
        gauges = moved(state.gauges, response.moves)
        chosen = state.chosen | {response.slug} if response.slug in self.chosen else state.chosen
        after = State(state.scene, gauges, state.visited, chosen)
        left, same_before, same_after = self._left_window(state.gauges, gauges)
        target, reason = self._takes_over(after)
        same_after &= reason
        took_over = target is not None
        if target is None:
            target, reason = self._next(response, after)
            same_after &= reason
        if target is None:
            return Outcome(None, left, took_over, same_before, same_after)
        visited = state.visited | {target} if target in self.visited else state.visited
        return Outcome(State(target, gauges, visited, chosen), left, took_over, same_before, same_after)

    def before_arrival(self, scene: str, states: int) -> int:
        """The states that become one of `states` when the story comes to `scene`."""
        aspect = self.visited.get(scene)
        return states | aspect.every if aspect else states

    def before_effects(self, response: Response, states: int) -> int:
        """The states that a response's effects turn into one of `states`."""
        for shift in self._shifts[id(response)]:
            states = shift.before(states)
        aspect = self.chosen.get(response.slug)
        return states | aspect.every if aspect else states

    def _takes_over(self, after: State) -> tuple[str | None, int]:
        reason = self.all_states
        for slug, ask, once in self._rules:
            if slug == after.scene:
                continue
            if once and slug in after.visited:
                reason &= ~self.visited[slug].bit(0)
                continue
            holds, why = ask(after)
            reason &= why
            if holds:
                return slug, reason & ~self.visited[slug].bit(1) if once else reason
        return None, reason

    def _next(self, response: Response, after: State) -> tuple[str | None, int]:
        reason = self.all_states
        for target, ask in self._ways[id(response)]:
            holds, why = ask(after) if ask else (True, reason)
            reason &= why
            if holds:
                return target, reason
        return None, reason

    def _left_window(self, before: tuple[int, ...], after: tuple[int, ...]) -> tuple[str | None, int, int]:
        side, same_after = self._side(after)
        if side is None:
            return None, self.all_states, same_after
        earlier, same_before = self._side(before)
        return None if side == earlier else side, same_before, same_after

    def _side(self, gauges: tuple[int, ...]) -> tuple[str | None, int]:
        places = self.scenario.window_index
        if places is None:
            return None, self.all_states
        window = gauges[places[0]], gauges[places[1]], gauges[places[2]]
        known = self._sides.get(window)
        if known is None:
            known = self._sides[window] = side_of_window(self.scenario, gauges), self._same_side(places, *window)
        return known

    def _same_side(self, places: tuple[int, int, int], value: int, bottom: int, top: int) -> int:
        arousal, low, high = (self.gauges[place] for place in places)
        if value > top:
            same = arousal.where(lambda one: one > top) | low.every | high.where(lambda edge: edge <= top)
        elif value < bottom:
            same = arousal.where(lambda one: one < bottom) | low.where(lambda edge: edge >= bottom) | high.every
        else:
            same = arousal.where(lambda one: bottom <= one <= top)
            same |= low.where(lambda edge: edge <= bottom) | high.where(lambda edge: edge >= top)
        return self.all_states & ~(arousal.every | low.every | high.every) | same

    def asking(self, condition: Condition) -> Ask:
        """A condition as a question."""
        if isinstance(condition, Not):
            return _opposite(self.asking(condition.condition))
        if isinstance(condition, And | Or):
            return _joined(self.asking(condition.left), self.asking(condition.right), isinstance(condition, Or))
        if isinstance(condition, Window):
            return lambda state: (condition.holds(state), self._side(state.gauges)[1])
        return self._asking_leaf(condition)

    def _fact(self, leaf: Visited | Chose) -> Aspect:
        return self.visited[leaf.scene] if isinstance(leaf, Visited) else self.chosen[leaf.response]

    def _asking_leaf(self, leaf: Compare | Visited | Chose) -> Ask:
        if isinstance(leaf, Compare):
            aspect = self.gauges[leaf.index]
            yes = aspect.where(lambda value: leaf.compare(value, leaf.number))
        else:
            aspect = self._fact(leaf)
            yes = aspect.bit(1)
        others = self.all_states & ~aspect.every
        same = others | aspect.every & ~yes, others | yes
        return lambda state: (holds := leaf.holds(state), same[holds])


def _with_bits(places: Iterable[int]) -> tuple[tuple[int, ...], int]:
    places = tuple(places)
    return places, sum(1 << place for place in places)


def _opposite(ask: Ask) -> Ask:
    def opposite(state: State) -> tuple[bool, int]:
        holds, reason = ask(state)
        return not holds, reason

    return opposite


def _joined(left: Ask, right: Ask, decides: bool) -> Ask:
    """Two questions joined by "or" (a part that holds decides) or by "and" (a part that does not hold decides)."""

    def joined(state: State) -> tuple[bool, int]:
        first, why = left(state)
        if first is decides:
            return first, why
        second, reason = right(state)
        return (second, reason) if second is decides else (not decides, why & reason)

    return joined
