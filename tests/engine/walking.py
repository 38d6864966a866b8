"""All ways through a case, one single state after the other: slow, plain, and independent of the exploration."""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from simulator.engine.attempt import advance, begin, offered
from simulator.engine.rubric import PRINCIPLES
from simulator.engine.scenario import Scenario
from simulator.engine.scoring import Score, marks
from simulator.engine.state import State

MOST = 4_000
"""Cases with more states are left out of tests that look at every one."""

Totals = set[tuple[int, int]]


class Way(NamedTuple):
    """One response out of one state, with the points earned and allowed on each principle."""

    response: str
    target: State
    left_window: str | None
    answered: bool
    points: dict[str, tuple[int, int]]


class Walked(NamedTuple):
    """Every state that can be reached, with all its ways on."""

    start: State
    ways: dict[State, list[Way]]
    endings: set[State]

    def shortest(self) -> int | None:
        """Turns on the shortest way to an ending."""
        turns = {self.start: 0}
        queue = deque([self.start])
        while queue:
            state = queue.popleft()
            for way in self.ways[state]:
                if way.target not in turns:
                    turns[way.target] = turns[state] + 1
                    queue.append(way.target)
        return min((turns[state] for state in self.endings), default=None)

    def longest(self) -> int | None:
        """Turns on the longest way, or None if there is a loop."""
        order = self.backwards()
        if order is None:
            return None
        turns: dict[State, int] = {}
        for state in order:
            turns[state] = max((turns[way.target] + 1 for way in self.ways[state]), default=0)
        return turns[self.start]

    def lost(self) -> set[State]:
        """The states from which no ending can be reached."""
        saved, grown = set(self.endings), True
        while grown:
            more = {state for state, ways in self.ways.items() if any(way.target in saved for way in ways)} - saved
            saved |= more
            grown = bool(more)
        return self.ways.keys() - saved

    def backwards(self) -> list[State] | None:
        """The states so that each stands after all it leads to, or None if there is a loop."""
        waiting = {state: {way.target for way in ways} for state, ways in self.ways.items()}
        order: list[State] = []
        while waiting:
            ready = [state for state, targets in waiting.items() if not targets & waiting.keys()]
            if not ready:
                return None
            for state in ready:
                del waiting[state]
            order += ready
        return order

    def scores(self, most_turns: int) -> dict[str, set[int]]:
        """Every score in per cent that some way of at most so many turns gives each principle."""
        found: dict[str, set[int]] = {}
        for principle in PRINCIPLES:
            percents = {Score(principle, *total, 3, 0).percent for total in self._totals(principle, most_turns)}
            found[principle] = {percent for percent in percents if percent is not None}
        return found

    def _totals(self, principle: str, most_turns: int) -> Totals:
        reached: Totals = set()
        now: dict[State, Totals] = {self.start: {(0, 0)}}
        for _ in range(most_turns + 1):
            later: dict[State, Totals] = {}
            for state, totals in now.items():
                if state in self.endings:
                    reached |= totals
                for way in self.ways[state]:
                    earned, allowed = way.points.get(principle, (0, 0))
                    more = {(before + earned, most + allowed) for before, most in totals}
                    later.setdefault(way.target, set()).update(more)
            now = later
        return reached


def walk(scenario: Scenario) -> Walked | None:
    """Every state by `advance` alone; None if there are too many."""
    start = begin(scenario)
    ways: dict[State, list[Way]] = {}
    queue = deque([start])
    while queue:
        state = queue.popleft()
        if state in ways:
            continue
        if len(ways) == MOST:
            return None
        ways[state] = _ways(scenario, state)
        queue.extend(way.target for way in ways[state])
    endings = {state for state in ways if scenario.scene_by_slug[state.scene].ending}
    return Walked(start, ways, endings)


def _ways(scenario: Scenario, state: State) -> list[Way]:
    found = []
    scene = scenario.scene_by_slug[state.scene]
    for response in offered(scene, state) if scene.ending is None else ():
        step = advance(scenario, state, response.slug)
        answered = step.took_over is not None or scenario.scene_by_slug[step.state.scene].ending is not None
        points = {mark.principle: (mark.level.points, mark.best.points) for mark in marks(step)}
        found.append(Way(response.slug, step.state, step.left_window, answered, points))
    return found
