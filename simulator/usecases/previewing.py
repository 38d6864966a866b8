"""A scene as the trainee will see it, in the middle of the story, out of a text that may be half finished."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass
from uuid import UUID

from simulator.engine.attempt import NotOffered, advance, begin, gauges_by_slug, offered
from simulator.engine.exploration import Exploration
from simulator.engine.scenario import Client, Scenario
from simulator.engine.state import State
from simulator.engine.view import SceneView, look
from simulator.markup.notes import Notes
from simulator.markup.parts import scene_parts
from simulator.usecases.catalogue import Store
from simulator.usecases.checking import Understood, understood
from simulator.usecases.drafts import opened
from simulator.usecases.people import Actor

VISITS = 12
"""How many different states of one scene are followed when a short way to another one is looked for."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a trainee sees of a scene, or of the briefing, which has no `view`.

    `turns` lead here on a short way from the beginning; None if no way was found, and the client is as at the
    beginning. `withheld` are the headings of the responses that are not offered on that way. `scenes` are all scenes of
    the text, by slug and title.
    """

    slug: str
    title: str
    language: str
    client: Client
    gauges: dict[str, int]
    briefing: str
    view: SceneView | None
    turns: int | None
    withheld: tuple[str, ...]
    scenes: tuple[tuple[str, str], ...]


def preview_draft(store: Store, actor: Actor, draft_id: UUID, text: str, line: int, scene: str = "") -> Preview | None:
    """The scene that a line belongs to, or the one called `scene`; None if there is nothing to be seen yet.

    Raises:
        NotFound: no such draft, or not for this person.
    """
    found = understood(store, text, opened(store, actor, draft_id).slug, quick=True)
    return preview(found, scene if scene and _has(found, scene) else scene_at(found, line))


def scene_at(found: Understood, line: int) -> str:
    """The slug of the scene a line belongs to; empty above the first one."""
    slug = ""
    for part in found.parts:
        if part.head.line > line:
            break
        slug = part.head.slug
    return slug


def preview(found: Understood, slug: str) -> Preview | None:
    """A scene by its slug, or with an empty one the briefing."""
    scenario = found.sketch
    if scenario is None:
        return None
    scenes = tuple((scene.slug, scene.title) for scene in scenario.scenes)
    if slug not in scenario.scene_by_slug:
        state = begin(scenario)
        briefing = scene_parts(found.document, Notes())[0]
        who = scenario.language, scenario.client, _gauges(scenario, state)
        return Preview("", scenario.title, *who, briefing, None, 0, (), scenes)
    reached = _reached(scenario, slug, found.checked.explored)
    state, turns = reached or (begin(scenario)._replace(scene=slug), None)
    scene = scenario.scene_by_slug[slug]
    there = set(map(id, offered(scene, state)))  # there may be thousands while somebody writes
    return Preview(
        slug=slug,
        title=scene.title,
        language=scenario.language,
        client=scenario.client,
        gauges=_gauges(scenario, state),
        briefing="",
        view=look(scenario, state),
        turns=turns,
        withheld=tuple(response.title for response in scene.responses if id(response) not in there),
        scenes=scenes,
    )


def _has(found: Understood, slug: str) -> bool:
    return found.sketch is not None and slug in found.sketch.scene_by_slug


def _gauges(scenario: Scenario, state: State) -> dict[str, int]:
    return gauges_by_slug(scenario, state)


def _reached(scenario: Scenario, slug: str, explored: Exploration | None) -> tuple[State, int] | None:
    """A state in which a scene is met, with the turns to it: on a short way, else on any that is known."""
    found = _short_way(scenario, slug)
    if found or explored is None:
        return found
    distances = {0: 0}
    for node, state in enumerate(explored.nodes):
        if state.scene == slug:
            return state, distances[node]
        for edge in explored.edges[node]:
            distances.setdefault(edge.target, distances[node] + 1)
    return None


def _short_way(scenario: Scenario, slug: str) -> tuple[State, int] | None:
    """Nearly always the shortest way; each scene is gone on from in so many states only, to be quick."""
    start = begin(scenario)
    waiting, seen, visits = deque([(start, 0)]), {start}, Counter([start.scene])
    while waiting:
        state, turns = waiting.popleft()
        if state.scene == slug:
            return state, turns
        scene = scenario.scene_by_slug[state.scene]
        for response in () if scene.ending else offered(scene, state):
            try:
                after = advance(scenario, state, response.slug).state
            except NotOffered:  # it has no way on yet
                continue
            if after not in seen and after.scene in scenario.scene_by_slug and visits[after.scene] < VISITS:
                seen.add(after)
                visits[after.scene] += 1
                waiting.append((after, turns + 1))
    return None
