"""Every way through a scenario: which scenes, responses and endings can be reached, and where a way is lost.

States are merged where nothing can tell them apart from here on: a gauge, a visited scene or a chosen response is
forgotten as soon as no condition in any scene that may still come asks about it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from simulator.engine.attempt import State, advance, begin, offered
from simulator.engine.condition import Chose, Compare, Condition, Visited, leaves
from simulator.engine.scenario import Response, Scenario, Scene

MOST_STATES = 150_000


class Edge(NamedTuple):
    """One response out of one state: the state it leads to, and whether the client left the window unanswered."""

    scene: str
    response: Response
    target: int
    left_window: str | None
    answered: bool


class _Asked(NamedTuple):
    gauges: tuple[int, ...]
    scenes: frozenset[str]
    responses: frozenset[str]


@dataclass
class Exploration:
    """What was found. `nodes` are merged states in the order of their distance from the start (the first is the start)."""

    scenario: Scenario
    nodes: list[State] = field(default_factory=list)
    edges: list[list[Edge]] = field(default_factory=list)
    complete: bool = True

    @property
    def scenes(self) -> set[str]:
        """The slugs of every scene some way reaches."""
        return {state.scene for state in self.nodes}

    @property
    def endings(self) -> set[str]:
        """The slugs of every ending some way reaches."""
        return {slug for slug in self.scenes if self.scenario.scene_by_slug[slug].ending}

    @property
    def responses(self) -> set[tuple[str, str]]:
        """Scene and response slugs of everything that is offered somewhere."""
        return {(edge.scene, edge.response.slug) for edges in self.edges for edge in edges}

    def ended(self, node: int) -> bool:
        """Whether a node is an ending."""
        return self.scenario.scene_by_slug[self.nodes[node].scene].ending is not None

    def lost(self) -> set[str]:
        """Scenes in some state of which no ending can be reached any more: dead ends and loops with no way out."""
        sources: dict[int, list[int]] = {}
        for node, edges in enumerate(self.edges):
            for edge in edges:
                sources.setdefault(edge.target, []).append(node)
        saved = {node for node in range(len(self.nodes)) if self.ended(node)}
        queue = deque(saved)
        while queue:
            for source in sources.get(queue.popleft(), ()):
                if source not in saved:
                    saved.add(source)
                    queue.append(source)
        return {self.nodes[node].scene for node in range(len(self.nodes)) if node not in saved}

    def shortest(self) -> int | None:
        """Turns on the shortest way to an ending; None if there is none."""
        distance = {0: 0}
        queue = deque([0])
        while queue:
            node = queue.popleft()
            if self.ended(node):
                return distance[node]
            for edge in self.edges[node]:
                if edge.target not in distance:
                    distance[edge.target] = distance[node] + 1
                    queue.append(edge.target)
        return None

    def longest(self) -> int | None:
        """Turns on the longest way; None if some way can go round in a loop as often as the trainee likes."""
        order = self.topological()
        if order is None:
            return None
        turns = [0] * len(self.nodes)
        for node in reversed(order):
            turns[node] = max((turns[edge.target] + 1 for edge in self.edges[node]), default=0)
        return turns[0]

    def topological(self) -> list[int] | None:
        """The nodes so that every edge points forward, or None if there is a loop."""
        incoming = [0] * len(self.nodes)
        for edges in self.edges:
            for edge in edges:
                incoming[edge.target] += 1
        ready = deque(node for node, count in enumerate(incoming) if count == 0)
        order = []
        while ready:
            node = ready.popleft()
            order.append(node)
            for edge in self.edges[node]:
                incoming[edge.target] -= 1
                if incoming[edge.target] == 0:
                    ready.append(edge.target)
        return order if len(order) == len(self.nodes) else None


def explore(scenario: Scenario, most_states: int = MOST_STATES) -> Exploration:
    """Walk every reachable state, breadth first.

    Stops after `most_states` merged states and then says so in `complete`. A response without a way on (no branch that
    holds) is left out of the edges, so that its scene may turn up in `lost`.
    """
    asked = _asked_from_here(scenario)
    start = begin(scenario)
    found = Exploration(scenario, [start])
    index = {_merged(start, asked[start.scene]): 0}
    for state in found.nodes:  # grows while it is walked
        found.edges.append(edges := [])
        scene = scenario.scene_by_slug[state.scene]
        for response in offered(scene, state) if scene.ending is None else ():
            try:
                step = advance(scenario, state, response.slug)
            except ValueError:
                continue
            key = _merged(step.state, asked[step.state.scene])
            target = index.get(key)
            if target is None:
                if len(found.nodes) >= most_states:
                    found.complete = False
                    continue
                target = index[key] = len(found.nodes)
                found.nodes.append(step.state)
            answered = step.took_over is not None or scenario.scene_by_slug[step.state.scene].ending is not None
            edges.append(Edge(scene.slug, response, target, step.left_window, answered))
    return found


def _merged(state: State, asked: _Asked) -> tuple[object, ...]:
    return (
        state.scene,
        tuple(state.gauges[index] for index in asked.gauges),
        state.visited & asked.scenes,
        state.chosen & asked.responses,
    )


def _asked_from_here(scenario: Scenario) -> dict[str, _Asked]:
    """For each scene, what conditions that may still matter there ask about."""
    rules = [condition for _, condition, _ in scenario.enter_rules]
    once = {slug for slug, _, once in scenario.enter_rules if once}
    asked = {}
    for scene in scenario.scenes:
        if scene.ending:
            asked[scene.slug] = _Asked((), frozenset(), frozenset())
            continue
        coming = [scenario.scene_by_slug[slug] for slug in _still_to_come(scenario, scene)]
        conditions = rules + [c for one in coming for c in _deciding(one)]
        asked[scene.slug] = _what(scenario, conditions, once)
    return asked


def _what(scenario: Scenario, conditions: Iterable[Condition], once: set[str]) -> _Asked:
    gauges: set[int] = set()
    scenes, responses = set(once), set()
    for condition in conditions:
        for leaf in leaves(condition):
            if isinstance(leaf, Visited):
                scenes.add(leaf.scene)
            elif isinstance(leaf, Chose):
                responses.add(leaf.response)
            elif isinstance(leaf, Compare):
                gauges.add(leaf.index)
            else:
                gauges |= {leaf.arousal, leaf.low, leaf.high}
    gauges |= set(scenario.window_index or ())
    return _Asked(tuple(sorted(gauges)), frozenset(scenes), frozenset(responses))


def _deciding(scene: Scene) -> Iterable[Condition]:
    for response in scene.responses:
        if response.when:
            yield response.when
        yield from (branch.condition for branch in response.branches if branch.condition)


def _still_to_come(scenario: Scenario, scene: Scene) -> set[str]:
    entered = {slug for slug, _, _ in scenario.enter_rules}
    seen: set[str] = set()
    queue = [scene.slug, *entered]
    while queue:
        slug = queue.pop()
        if slug in seen or slug not in scenario.scene_by_slug:
            continue
        seen.add(slug)
        for response in scenario.scene_by_slug[slug].responses:
            queue.extend(branch.target for branch in response.branches)
    return seen
