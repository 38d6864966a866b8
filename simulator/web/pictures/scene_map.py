"""The map: a scenario as a graph, the way taken drawn strongly, the ways not taken quietly.

For a trainee, scenes that were not visited are blank: neither title nor kind is part of the drawing, so that nothing is
spoilt. For authors all is revealed, with counts if there are any.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from simulator.engine.attempt import Step
from simulator.engine.scenario import Scenario, Scene
from simulator.web.language import gettext, ngettext
from simulator.web.pictures.layout import NODE_HEIGHT, NODE_WIDTH, Graph, hop, layout
from simulator.web.pictures.outline import Pen
from simulator.web.pictures.projection import Flat
from simulator.web.pictures.way import way
from simulator.web.vocabulary import spoken

LINE_LENGTH, LINES, ROUND = 19, 3, 3
"""Letters in a line, lines in a scene; how many letters fewer fit where the ends are not square."""
TIP_LONG, TIP_HALF = 7.0, 3.2
ENTER_REACH, BEND, MOST_NUMBERS = 22.0, 26.0, 4

Move = tuple[str, str]


class Hits(NamedTuple):
    """How often attempts came to a scene (None is not said), and went from one scene to another."""

    scenes: Mapping[str, int | None]
    moves: Mapping[Move, int]


class Desk(NamedTuple):
    """What an author sees on the map: the scene that is being written, the problems, the address of each scene."""

    here: str
    problems: Mapping[str, int]
    address: Callable[[str], str]


class MapNode(NamedTuple):
    """A scene: `kind` is its shape ("blank" for one that stays hidden), `state` is "taken", "tried" or "quiet".

    `lines` are its title; `ending` is the kind of ending in the reader's language. For authors: `here` is the scene
    that is being written, `problems` how many it has, `address` where its text is.
    """

    x: float
    y: float
    kind: str
    state: str
    lines: tuple[str, ...]
    ending: str
    number: str
    seq: int
    hits: str
    here: bool = False
    problems: int = 0
    address: str = ""


class MapStroke(NamedTuple):
    """All moves of a kind ("quiet", "enter", "tried", "taken", "taken-over"): their lines and their tips."""

    kind: str
    lines: str
    tips: str


class MapCount(NamedTuple):
    """How often a move was made, beside it."""

    x: float
    y: float
    text: str


class MapStop(NamedTuple):
    """One scene of the way in the list: what was answered there (empty at the end), and what came of it."""

    seq: int
    scene: str
    response: str
    note: str


class Map(NamedTuple):
    """The drawing. `stops` is the way as a list; `kinds` are the shapes that occur; titles are in `language`."""

    language: str
    words: str
    width: int
    height: int
    nodes: tuple[MapNode, ...]
    strokes: tuple[MapStroke, ...]
    counts: tuple[MapCount, ...]
    stops: tuple[MapStop, ...]
    kinds: tuple[str, ...]


KINDS = ("decision", "enter", "connected", "steady", "strained", "broken-off", "blank")


def draw_map(
    scenario: Scenario,
    steps: Mapping[int, Step] | None = None,
    counted: Collection[int] = (),
    *,
    reveal: bool = False,
    hits: Hits | None = None,
    head: int | None = None,
    desk: Desk | None = None,
) -> Map:
    """The map of a scenario, with the way of an attempt if there is one.

    Args:
        scenario: the version that was played.
        steps: every turn, replayed, by turn number.
        counted: the turns that count for the score; the list of the way says which answer was a second one.
        reveal: whether scenes that were not visited show their titles and kinds.
        hits: counts, for authors.
        head: the turn the story stands at; the last one, if not given.
        desk: what is being written, for authors.
    """
    steps = steps or {}
    moves = _moves(scenario)
    number = {scene.slug: place for place, scene in enumerate(scenario.scenes)}
    endings = tuple(number[scene.slug] for scene in scenario.scenes if scene.ending)
    found = layout(Graph(len(number), tuple((number[a], number[b]) for a, b in moves), endings))
    terrain = _Terrain(scenario, steps, way(steps, head).taken, reveal, dict(zip(number, found.places, strict=True)))
    curves = {move: found.curves.get((number[move[0]], number[move[1]]), ()) for move in moves}
    nodes = tuple(_node(terrain, scene, hits) for scene in scenario.scenes)
    if desk:
        nodes = tuple(_written(node, scene.slug, desk) for node, scene in zip(nodes, scenario.scenes, strict=True))
    return Map(
        language=scenario.language,
        words=" ".join((_words(terrain), *_words_of_desk(scenario, desk))) if desk else _words(terrain),
        width=round(found.width),
        height=round(found.height),
        nodes=nodes,
        strokes=tuple(_strokes(terrain, curves)),
        counts=tuple(_counts(hits, curves)) if hits else (),
        stops=tuple(_stops(terrain, counted)),
        kinds=tuple(kind for kind in KINDS if any(node.kind == kind for node in nodes)),
    )


class _Terrain(NamedTuple):
    """What the drawing is made from; `taken` are the turns of the way, `places` the middle of every scene."""

    scenario: Scenario
    steps: Mapping[int, Step]
    taken: tuple[int, ...]
    reveal: bool
    places: dict[str, Flat]

    @property
    def stations(self) -> list[str]:
        """The scenes of the way, in order."""
        way = [self.steps[seq] for seq in self.taken]
        return [way[0].scene.slug, *(step.state.scene for step in way)] if way else []

    @property
    def visited(self) -> set[str]:
        """Every scene the attempt has seen, second answers included."""
        return {slug for step in self.steps.values() for slug in (step.scene.slug, step.state.scene)}


def _moves(scenario: Scenario) -> list[Move]:
    """Every way from scene to scene that some `Next` can lead, each once, in the order of the file."""
    known = scenario.scene_by_slug
    return list(
        dict.fromkeys(
            (scene.slug, branch.target)
            for scene in scenario.scenes
            for response in scene.responses
            for branch in response.branches
            if branch.target in known
        )
    )


def _node(terrain: _Terrain, scene: Scene, hits: Hits | None) -> MapNode:
    x, y = terrain.places[scene.slug]
    stations = terrain.stations
    visited = scene.slug in terrain.visited
    shown = terrain.reveal or visited
    state = "taken" if scene.slug in stations else "tried" if visited else "quiet"
    orders = [str(place) for place, slug in enumerate(stations, 1) if slug == scene.slug]
    number = ", ".join(orders) if len(orders) < MOST_NUMBERS else f"{orders[0]}, … {orders[-1]}"
    seq = next((seq for seq in terrain.taken if terrain.steps[seq].scene.slug == scene.slug), 0)
    hit = hits.scenes.get(scene.slug, 0) if hits else None
    count = "" if hit is None else f"{hit}×"
    kind = _kind(scene) if shown else "blank"
    lines, ending = (_lines(scene), spoken(scene.ending or "")) if shown else ((), "")
    return MapNode(round(x, 1), round(y, 1), kind, state, lines, ending, number, seq, count)


def _written(node: MapNode, slug: str, desk: Desk) -> MapNode:
    return node._replace(here=slug == desk.here, problems=desk.problems.get(slug, 0), address=desk.address(slug))


def _kind(scene: Scene) -> str:
    return scene.ending or ("enter" if scene.enter else "decision")


def _lines(scene: Scene) -> tuple[str, ...]:
    """The title in lines that fit; an ending needs one to say of which kind it is."""
    most = LINES - 1 if scene.ending else LINES
    length = LINE_LENGTH - ROUND * bool(scene.ending or scene.enter)
    return tuple(textwrap.wrap(scene.title, length, max_lines=most, placeholder=" …"))


def _strokes(terrain: _Terrain, curves: Mapping[Move, tuple[Flat, ...]]) -> Iterator[MapStroke]:
    """All moves by kind, the quiet ones first so that the way lies on top of them."""
    stations = terrain.stations
    made = set(pairwise(stations))
    tried = {(step.scene.slug, step.state.scene) for step in terrain.steps.values()} - made
    kinds: dict[str, list[tuple[Flat, ...]]] = {kind: [] for kind in ("quiet", "enter", "tried", "taken", "taken-over")}
    for move, curve in curves.items():
        kinds["taken" if move in made else "tried" if move in tried else "quiet"].append(curve)
    for scene in terrain.scenario.scenes:
        if scene.enter and (terrain.reveal or scene.slug in terrain.visited):
            kinds["enter"].append(_from_anywhere(terrain.places[scene.slug]))
    for move in sorted((made | tried) - set(curves)):
        over = hop(terrain.places[move[0]], terrain.places[move[1]], BEND)
        kinds["taken-over" if move in made else "enter"].append(over)
    for kind, drawn in kinds.items():
        shown = [curve for curve in drawn if curve]
        if shown:
            yield MapStroke(kind, "".join(map(_line, shown)), "".join(map(_tip, shown)))


def _from_anywhere(place: Flat) -> tuple[Flat, ...]:
    """The short way into a scene that takes over from any other."""
    x, y = place[0] - NODE_WIDTH / 4, place[1] - NODE_HEIGHT / 2
    return (x, y - ENTER_REACH), (x, y - ENTER_REACH / 2), (x, y - ENTER_REACH / 2), (x, y)


def _line(curve: tuple[Flat, ...]) -> str:
    pen = Pen(curve[0])
    for place in range(1, len(curve) - 2, 3):
        pen.curve(*curve[place : place + 3])
    return pen.data()


def _tip(curve: tuple[Flat, ...]) -> str:
    """The tip of an arrow at the end of a curve."""
    (from_x, from_y), (x, y) = curve[-2], curve[-1]
    length = ((x - from_x) ** 2 + (y - from_y) ** 2) ** 0.5 or 1.0
    dx, dy = (x - from_x) / length, (y - from_y) / length
    back = x - dx * TIP_LONG, y - dy * TIP_LONG
    left = back[0] - dy * TIP_HALF, back[1] + dx * TIP_HALF
    right = back[0] + dy * TIP_HALF, back[1] - dx * TIP_HALF
    return Pen((x, y)).line(left, right).close().data()


def _counts(hits: Hits, curves: Mapping[Move, tuple[Flat, ...]]) -> Iterator[MapCount]:
    for move, curve in curves.items():
        if curve and hits.moves.get(move):
            x, y = curve[len(curve) // 2]
            yield MapCount(round(x, 1), round(y, 1), str(hits.moves[move]))


def _stops(terrain: _Terrain, counted: Collection[int]) -> Iterator[MapStop]:
    for seq in terrain.taken:
        step = terrain.steps[seq]
        notes = [gettext("A second answer.")] if counted and seq not in counted else []
        notes += [gettext("Then the nervous system took over.")] if step.took_over else []
        yield MapStop(seq, step.scene.title, step.response.title, " ".join(notes))
    if terrain.taken:
        last = terrain.scenario.scene_by_slug[terrain.steps[terrain.taken[-1]].state.scene]
        if last.ending:
            stands = gettext("Ending: %(kind)s.", kind=spoken(last.ending))
        else:
            stands = gettext("The case stands here.")
        yield MapStop(0, last.title, "", stands)


def _words(terrain: _Terrain) -> str:
    scenes = len(terrain.scenario.scenes)
    if not terrain.taken:
        return ngettext("A map of %(num)s scene.", "A map of %(num)s scenes.", scenes)
    told = [
        ngettext(
            "A map of %(num)s scene, %(seen)s of them visited.",
            "A map of %(num)s scenes, %(seen)s of them visited.",
            scenes,
            seen=len(terrain.visited),
        ),
        ngettext(
            "The way taken goes through %(num)s scene.",
            "The way taken goes through %(num)s scenes.",
            len(terrain.stations),
        ),
        "" if terrain.reveal else gettext("The others stay blank."),
    ]
    return " ".join(sentence for sentence in told if sentence)


def _words_of_desk(scenario: Scenario, desk: Desk) -> Iterator[str]:
    here = scenario.scene_by_slug.get(desk.here)
    if here:
        yield gettext("You are writing “%(scene)s”.", scene=here.title)
    scenes = sum(desk.problems.get(scene.slug, 0) > 0 for scene in scenario.scenes)
    if scenes:
        yield ngettext("%(num)s scene has problems.", "%(num)s scenes have problems.", scenes)
