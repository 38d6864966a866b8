"""Every way through a scenario: which scenes, responses and endings can be reached, and where a way is lost.

States that have the same future are merged into one node (`simulator.engine.likeness`), or a case of twenty scenes would
have tens of thousands.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from simulator.engine.attempt import State, begin
from simulator.engine.condition import Condition
from simulator.engine.likeness import Likeness
from simulator.engine.scenario import Response, Scenario, Scene

MOST_STATES, MOST_COMPARED = 20_000, 500


class Edge(NamedTuple):
    """One response out of one state: the state it leads to, and whether the client left the window unanswered."""

    scene: str
    response: Response
    target: int
    left_window: str | None
    answered: bool


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
    """Walk every way from the start.

    Stops after `most_states` merged states and then says so in `complete`. A response without a way on (no branch that
    holds) is left out of the edges, so that its scene may turn up in `lost`.
    """
    walk = _Walk(scenario, most_states)
    walk.all_ways()
    return walk.found()


class _Walk:
    """A walk in depth that knows, of every node it is done with, all states that have the same future."""

    def __init__(self, scenario: Scenario, most_states: int) -> None:
        self.scenario, self.most_states, self.complete = scenario, most_states, True
        self.likeness = Likeness(scenario)
        self.ignored = _ignored(scenario, self.likeness)
        self.nodes: list[State] = []
        self.edges: list[list[Edge]] = []
        self.alike: list[int] = []
        self.by_point: dict[tuple[str, int], int] = {}
        self.done: dict[str, deque[tuple[int, int]]] = {slug: deque(maxlen=MOST_COMPARED) for slug in self.ignored}

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
        point = self.likeness.point(state)
        place = state.scene, point | self.ignored[state.scene]
        node = self.by_point.get(place)
        if node is None:
            node = next((node for others, node in self.done[state.scene] if not point & others), None)
            if node is not None:
                self.by_point[place] = node
        return node

    def ways_from(self, state: State) -> Generator[State, int | None, int]:
        """Make a node of `state`, asking back for the node of each state that it leads to."""
        likeness, scene = self.likeness, self.scenario.scene_by_slug[state.scene]
        node = len(self.nodes)
        self.nodes.append(state)
        self.edges.append(edges := [])
        exactly = likeness.point(state) | self.ignored[scene.slug]
        self.by_point[scene.slug, exactly] = node
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
        self.done[scene.slug].appendleft((likeness.all_states & ~alike, node))
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
        edges = [[edge._replace(target=place[edge.target]) for edge in self.edges[node]] for node in order]
        return Exploration(self.scenario, [self.nodes[node] for node in order], edges, self.complete)


def _ignored(scenario: Scenario, likeness: Likeness) -> dict[str, int]:
    """For each scene, the values that no condition which may still be met asks about."""
    rules = [condition for _, condition, _ in scenario.enter_rules]
    ignored = {}
    for scene in scenario.scenes:
        coming = [scenario.scene_by_slug[slug] for slug in _still_to_come(scenario, scene)]
        asked = likeness.asked_by([*rules, *(condition for one in coming for condition in _deciding(one))])
        ignored[scene.slug] = likeness.all_states & ~asked if scene.ending is None else likeness.all_states
    return ignored


def _deciding(scene: Scene) -> Iterable[Condition]:
    for response in scene.responses:
        if response.when:
            yield response.when
        yield from (branch.condition for branch in response.branches if branch.condition)


def _still_to_come(scenario: Scenario, scene: Scene) -> set[str]:
    seen: set[str] = set()
    queue = [scene.slug, *(slug for slug, _, _ in scenario.enter_rules)]
    while queue:
        slug = queue.pop()
        if slug not in seen:
            seen.add(slug)
            queue.extend(branch.target for response in scenario.scene_by_slug[slug].responses for branch in response.branches)
    return seen
