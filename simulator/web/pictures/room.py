"""The room: what the gauges say, as two people in a small consulting room.

A turn's page shows it, so it must cost next to nothing: drawings are kept by what they show.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from simulator.engine.scenario import WINDOW_HIGH, WINDOW_LOW, Client, Scenario
from simulator.engine.state import State
from simulator.web.pictures import furniture, interior
from simulator.web.pictures.body import Body, body
from simulator.web.pictures.figure import figure, hair_of
from simulator.web.pictures.mood import Mood, mood
from simulator.web.pictures.outline import Pen, Shape
from simulator.web.pictures.posture import LISTENING, posture
from simulator.web.pictures.projection import Stance, flat
from simulator.web.pictures.room_words import room_words

DRAWN = frozenset({"arousal", WINDOW_LOW, WINDOW_HIGH, "safeness", "shame", "anger", "warmth"})
FAR, NEAR = Stance(-1.34, 1.75, math.radians(-134)), Stance(-0.54, 1.3, math.radians(-32))
DOORSTEP = Stance(-1.04, 2.5, math.radians(-192))
THERAPIST_OFF, THERAPIST_ON = Stance(1.02, 1.36, math.radians(-124)), Stance(0.98, 1.36, math.radians(-148))
UP_AND_AWAY = 0.6
"""How far out of the chair the client no longer hides it, but stands behind it."""
PALEST, FINE, GREY = 6, 50, 55
"""Steps of paleness, steps of nearness that are told apart, the age from which hair is grey."""


class Group(NamedTuple):
    """Some shapes that belong together, from back to front; `kind` is their class in pictures.css."""

    kind: str
    shapes: tuple[Shape, ...]


class Room(NamedTuple):
    """The drawing, from back to front. `words` is its text alternative; `light`, `dim` and `lamp` are opacities."""

    words: str
    light: str
    dim: str
    lamp: str
    wall: tuple[Shape, ...]
    window: tuple[Shape, ...]
    groups: tuple[Group, ...]
    shell: tuple[Shape, ...] = interior.SHELL
    panes: str = interior.PANES
    sunlight: str = interior.SUNLIGHT
    table: tuple[Shape, ...] = interior.TABLE


def room(scenario: Scenario, state: State) -> Room:
    """The room in a state of an attempt. Gauges the case does not keep are filled in quietly."""
    gauges = {gauge.slug: value for gauge, value in zip(scenario.gauges, state.gauges, strict=True)}
    return room_of(scenario.client, gauges)


def drawn(gauges: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """The gauges that the picture shows: two states that agree in them have the same room."""
    return tuple(sorted((slug, value) for slug, value in gauges.items() if slug in DRAWN))


def room_of(client: Client, gauges: Mapping[str, int]) -> Room:
    """The room for some gauges by slug, whichever there are."""
    now = mood(dict(drawn(gauges)))
    return Room(
        words=room_words(now, client.name, client.pronouns),
        light=_opacity(now.light),
        dim=_opacity(0.55 * (1 - now.light)),
        lamp=_opacity(now.warmth),
        wall=(*interior.FRAMES, *interior.door(now)),
        window=(*interior.garden(now), *interior.curtains(now), *interior.THINGS),
        groups=(
            *_client(now, hair_of(client.name, client.pronouns), _is_grey(client.age)),
            *_therapist(round(now.nearness * FINE) / FINE),
        ),
    )


def _client(now: Mood, hair: str, grey: bool) -> tuple[Group, ...]:
    nearness = round(now.nearness * FINE) / FINE
    chair = FAR.towards(NEAR, nearness)
    joints = body(posture(now, 1 - nearness), _rising(chair, now.leaving))
    pale = round(PALEST * min(1.0, max(0.0, now.numb - 0.2) / 0.7))
    shapes = (*_tension(joints), *figure(joints, hair)) if now.above else tuple(figure(joints, hair))
    person = Group(f"client pale-{pale}{' grey' if grey else ''}", shapes)
    behind, before = _chair(chair)
    return (person, behind, before) if now.leaving > UP_AND_AWAY else (behind, person, before)


def _rising(chair: Stance, leaving: float) -> Stance:
    """Up and forward out of the chair first, then to the door."""
    place = chair.place(0.9 * leaving * (1 - leaving), 0, 0)
    return Stance(place.x, place.y, chair.heading).towards(DOORSTEP, max(0.0, leaving - 0.3) / 0.7)


@lru_cache(maxsize=2 * FINE)
def _therapist(nearness: float) -> tuple[Group, ...]:
    """Calm whatever happens; turned to the client only as far as the client can bear."""
    stance = THERAPIST_OFF.towards(THERAPIST_ON, nearness)
    joints = body(LISTENING._replace(turn=-24 * (1 - nearness)), stance)
    behind, before = _chair(stance)
    return behind, Group("therapist", tuple(figure(joints, "short"))), before


@lru_cache(maxsize=4 * FINE)
def _chair(stance: Stance) -> tuple[Group, Group]:
    behind, before = tuple(furniture.chair_behind(stance)), tuple(furniture.chair_before(stance))
    return Group("chairs", behind), Group("chairs", before)


def _is_grey(age: str) -> bool:
    return age.isdigit() and int(age) >= GREY


def _tension(joints: Body) -> Iterator[Shape]:
    """Short strokes beside raised shoulders: quick breath, a body that cannot rest."""
    left, right = sorted(flat(place) for place in joints.shoulders)
    pen = Pen((left[0] - 13, left[1] - 7))
    for (x, y), way in ((left, -1), (right, 1)):
        for off, half in ((14, 7), (20, 5)):
            pen.move((x + way * off, y - half)).bow((x + way * (off + 4), y), (x + way * off, y + half))
    yield Shape("tension", pen.data())


def _opacity(share: float) -> str:
    return f"{share:.2f}".rstrip("0").rstrip(".").lstrip("0") or "0"
