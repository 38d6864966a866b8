"""Every way through a scenario: which scenes, responses and endings can be reached, and where a way is lost.

States that have the same future are merged into one node (`simulator.engine.likeness`), or a case of twenty scenes
would have tens of thousands.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from simulator.engine.attempt import begin
from simulator.engine.condition import Condition
from simulator.engine.likeness import Likeness
from simulator.engine.scenario import Response, Scenario, Scene
from simulator.engine.state import State

MOST_STATES = 12_000
"""Cases of twenty scenes have some thousands; more than this takes too long to walk while an author waits."""


class Edge(NamedTuple):
    """One response out of one state: the state it leads to, and whether the client left the window unanswered."""

    scene: str
    response: Response
    target: int
    left_window: str | None
    answered: bool


@dataclass
class Exploration:
    """What was found. `nodes` are merged states in the order of their distance from the start, which is the first."""

    scenario: Scenario
    nodes: list[State] = field(default_factory=list)
    edges: list[list[Edge]] = field(default_factory=list)
    complete: bool = True

    @cached_property
    def scenes(self) -> set[str]:
        """The slugs of every scene some way reaches."""
        return {state.scene for state in self.nodes}

    @cached_property
    def endings(self) -> set[str]:
        """The slugs of every ending some way reaches."""
        return {slug for slug in self.scenes if self.scenario.scene_by_slug[slug].ending}

    @cached_property
    def responses(self) -> set[tuple[str, str]]:
        """Scene and response slugs of everything that is offered somewhere."""
        return {(edge.scene, edge.response.slug) for edges in self.edges for edge in edges}

    def ended(self, node: int) -> bool:
        """Whether a node is an ending."""
        return self.scenario.scene_by_slug[self.nodes[node].scene].ending is not None

    def leading_to(self, goals: Iterable[int]) -> set[int]:
        """The nodes from which some way leads to one of `goals`, these included."""
        sources: dict[int, list[int]] = {}
        for node, edges in enumerate(self.edges):
            for edge in edges:
                sources.setdefault(edge.target, []).append(node)
        found = set(goals)
        queue = deque(found)
        while queue:
            for source in sources.get(queue.popleft(), ()):
                if source not in found:
                    found.add(source)
                    queue.append(source)
        return found

    def lost(self) -> set[str]:
        """Scenes in some state of which no ending can be reached any more: dead ends and loops with no way out."""
        saved = self.leading_to(node for node in range(len(self.nodes)) if self.ended(node))
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

    def backwards(self) -> list[int]:
        """All nodes so that, but for loops, a node stands after everything it leads to."""
        order: list[int] = []
        seen = {0}
        waiting = [(0, iter(self.edges[0]))]
        while waiting:
            node, edges = waiting[-1]
            edge = next((edge for edge in edges if edge.target not in seen), None)
            if edge is None:
                order.append(node)
                waiting.pop()
            else:
                seen.add(edge.target)
                waiting.append((edge.target, iter(self.edges[edge.target])))
        return order

    def topological(self) -> list[int] | None:
        """The nodes so that every edge points forward, or None if there is a loop."""
        order = self.backwards()[::-1]
        place = {node: number for number, node in enumerate(order)}
        forward = all(place[edge.target] > place[node] for node in order for edge in self.edges[node])
        return order if forward else None


def explore(scenario: Scenario, most_states: int = MOST_STATES) -> Exploration:
    """Walk every way from the start.

    Stops after `most_states` merged states and then says so in `complete`. A response without a way on (no branch that
    holds) is left out of the edges, so that its scene may turn up in `lost`.
    """
    walk = _Walk(scenario, most_states)
    walk.all_ways()
    return walk.found()


class _Done:
    """The finished nodes of one scene, to be found by any state that has the same future.

    For every value, the nodes that stand for no state with that value: one bit per node, so that a state finds its node
    with as many steps as it has values, however many nodes there are.
    """

    def __init__(self, width: int) -> None:
        self.nodes: list[int] = []
        self.every = 0
        self.ruled_out = [0] * width

    def node_of(self, values: Iterable[int]) -> int | None:
        """The node that stands for a state with these values."""
        out = 0
        for value in values:
            out |= self.ruled_out[value]
        left = self.every & ~out
        return self.nodes[left.bit_length() - 1] if left else None

    def add(self, node: int, without: int) -> None:
        """Keep a node, and the set of all values that no state it stands for has."""
        bit = 1 << len(self.nodes)
        self.nodes.append(node)
        self.every |= bit
        while without:
            value = without.bit_length() - 1
            self.ruled_out[value] |= bit
            without ^= 1 << value


class _Walk:
    """A walk in depth that knows, of every node it is done with, all states that have the same future."""

    def __init__(self, scenario: Scenario, most_states: int) -> None:
        self.scenario, self.most_states, self.complete = scenario, most_states, True
        self.likeness = Likeness(scenario)
        self.ignored = _ignored(scenario, self.likeness)
        self.nodes: list[State] = []
        self.edges: list[list[Edge]] = []
        self.alike: list[int] = []
        self.unfinished: dict[tuple[str, int], int] = {}
        self.done = {slug: _Done(self.likeness.width) for slug in self.ignored}

    def all_ways(self) -> None:
        """Walk. The calls wait on a list of their own, since ways may be longer than Python likes to nest calls."""
        waiting = [self.ways_from(begin(self.scenario))]
        answer: int | None = None
        while waiting:
            try:
                state = waiting[-1].send(answer)
            except StopIteration as end:
                waiting.pop()
                answer = end.value
                continue
            answer = self.node_of(state)
            if answer is None:
                if len(self.nodes) < self.most_states:
                    waiting.append(self.ways_from(state))
                else:
                    self.complete = False

    def node_of(self, state: State) -> int | None:
        """A node that has the same future as `state`, if one is known."""
        values, point = self.likeness.values(state)
        node = self.done[state.scene].node_of(values)
        return self.unfinished.get((state.scene, point | self.ignored[state.scene])) if node is None else node

    def ways_from(self, state: State) -> Generator[State, int | None, int]:
        """Make a node of `state`, asking back for the node of each state that it leads to."""
        likeness, scene = self.likeness, self.scenario.scene_by_slug[state.scene]
        node = len(self.nodes)
        self.nodes.append(state)
        self.edges.append(edges := [])
        exactly = likeness.values(state)[1] | self.ignored[scene.slug]
        self.unfinished[scene.slug, exactly] = node
        self.alike.append(exactly)  # until this node is done, it stands for no other state
        alike = likeness.all_states
        for response in scene.responses if scene.ending is None else ():
            offered, reason = likeness.offered(response, state)
            alike &= reason
            if not offered:
                continue
            outcome = likeness.outcome(response, state)
            alike_after = outcome.same_after
            target = None
            if outcome.state is not None:
                target = yield outcome.state
                if target is not None:
                    answered = outcome.took_over or self.scenario.scene_by_slug[outcome.state.scene].ending is not None
                    edges.append(Edge(scene.slug, response, target, outcome.left_window, answered))
                    alike_after &= likeness.before_arrival(outcome.state.scene, self.alike[target])
            alike &= outcome.same_before & likeness.before_effects(response, alike_after)
        self.alike[node] = alike
        self.done[scene.slug].add(node, likeness.all_states & ~alike)
        del self.unfinished[scene.slug, exactly]
        return node

    def found(self) -> Exploration:
        """The nodes in the order of their distance from the start."""
        order, seen = [0], {0}
        for node in order:
            for edge in self.edges[node]:
                if edge.target not in seen:
                    seen.add(edge.target)
                    order.append(edge.target)
        place = {node: number for number, node in enumerate(order)}
        edges = [[Edge(*way[:2], place[way[2]], *way[3:]) for way in self.edges[node]] for node in order]
        return Exploration(self.scenario, [self.nodes[node] for node in order], edges, self.complete)


def _ignored(scenario: Scenario, likeness: Likeness) -> dict[str, int]:
    """For each scene, the values that no condition which may still be met asks about."""
    asked = {scene.slug: likeness.asked_by(_deciding(scene)) for scene in scenario.scenes}
    targets = {
        scene.slug: {branch.target for response in scene.responses for branch in response.branches}
        for scene in scenario.scenes
    }
    changed = True
    while changed:
        changed = False
        for slug in reversed(asked):
            for target in targets[slug]:
                if asked[target] & ~asked[slug]:
                    asked[slug] |= asked[target]
                    changed = True
    always = likeness.asked_always
    for slug, _, _ in scenario.enter_rules:
        always |= asked[slug]
    every = likeness.all_states
    return {scene.slug: every if scene.ending else every & ~(asked[scene.slug] | always) for scene in scenario.scenes}


def _deciding(scene: Scene) -> Iterator[Condition]:
    for response in scene.responses:
        if response.when:
            yield response.when
        yield from (branch.condition for branch in response.branches if branch.condition)
