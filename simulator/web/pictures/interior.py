"""The room itself: walls, window, door, and the few things that stand in it.

What never changes is drawn once, when this module is loaded; the door, the curtains and the tree follow the mood.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from simulator.web.pictures.furniture import on_floor
from simulator.web.pictures.mood import Mood
from simulator.web.pictures.outline import Pen, Shape, dots, soft, straight
from simulator.web.pictures.projection import Flat, Place, flat

BACK, SIDE, TOP, FRONT = 3.4, 2.35, 2.9, -0.6
DOOR_LEFT, DOOR_RIGHT, DOOR_UP = -2.0, -1.2, 2.02
OPEN_WIDE = math.radians(64)
PANE_LEFT, PANE_RIGHT, SILL, PANE_UP = -0.62, 0.98, 0.98, 2.16
MIDDLE, CROSSBAR = (PANE_LEFT + PANE_RIGHT) / 2, 1.84
LAMP = Place(1.92, 3.0, 1.5)


def _wall(x: float, z: float) -> Flat:
    """A point on the back wall."""
    return flat(Place(x, BACK, z))


def _panel(left: float, right: float, low: float, high: float) -> list[Flat]:
    return [_wall(left, low), _wall(right, low), _wall(right, high), _wall(left, high)]


def _line(*places: Place) -> str:
    return straight([flat(place) for place in places], closed=False)


def _surface(*places: Place) -> str:
    return straight([flat(place) for place in places])


def _by_hand(points: list[Flat]) -> str:
    """Straight edges as a steady hand draws them: each bows by half a unit."""
    pen = Pen(points[0])
    for index, (one, two) in enumerate(zip(points, [*points[1:], points[0]], strict=True)):
        bow = 0.012 if index % 2 else -0.009
        middle = (one[0] + two[0]) / 2 - (two[1] - one[1]) * bow, (one[1] + two[1]) / 2 + (two[0] - one[0]) * bow
        pen.bow(middle, two)
    return pen.close().data()


def _shell() -> Iterator[Shape]:
    """Floor with its boards, side walls, skirting, rug."""
    yield Shape("floor", _surface(*(Place(x, y, 0) for x, y in _corners(SIDE, BACK, FRONT))))
    yield Shape("boards", "".join(_line(Place(x * 0.9, BACK, 0), Place(x * 0.9, FRONT, 0)) for x in range(-2, 3)))
    yield Shape("side", "".join(_side(x) for x in (-SIDE, SIDE)))
    skirting = _line(Place(-SIDE, FRONT, 0.1), Place(-SIDE, BACK, 0.1), Place(SIDE, BACK, 0.1), Place(SIDE, FRONT, 0.1))
    yield Shape("faint", skirting)
    yield Shape("rug", on_floor(Place(-0.02, 1.4, 0), 1.85, 0.8))
    yield Shape("border", on_floor(Place(-0.02, 1.4, 0), 1.7, 0.7))


def _corners(side: float, back: float, front: float) -> tuple[tuple[float, float], ...]:
    return (-side, back), (side, back), (side, front), (-side, front)


def _side(x: float) -> str:
    return _surface(Place(x, BACK, 0), Place(x, BACK, TOP), Place(x, FRONT, TOP), Place(x, FRONT, 0))


def _table() -> Iterator[Shape]:
    """A small round table with a box of tissues and a glass of water."""
    foot = Place(0.3, 2.25, 0)
    yield Shape("shadow", on_floor(foot, 0.3, 0.2))
    legs = _line(_up(foot, 0.45), _up(foot, 0.05)) + _line(_up(foot, 0, -0.14), _up(foot, 0.06), _up(foot, 0, 0.14))
    yield Shape("wood", legs)
    yield Shape("tabletop", on_floor(_up(foot, 0.47), 0.29, 0.2))
    tissue = ((0.58, -0.14), (0.68, -0.15), (0.64, -0.1), (0.7, -0.04), (0.58, -0.04))
    box = ((0.48, -0.2), (0.48, 0.02), (0.58, 0.02), (0.58, -0.2))
    glass = ((0.48, 0.11), (0.48, 0.17), (0.61, 0.19), (0.61, 0.09))
    paper = soft([flat(_up(foot, *spot)) for spot in tissue], closed=True, decimals=0)
    yield Shape("linen", paper + _surface(*(_up(foot, *spot) for spot in box)))
    yield Shape("glass", _surface(*(_up(foot, *spot) for spot in glass)))


def _lamp() -> Iterator[Shape]:
    foot = LAMP._replace(z=0)
    yield Shape("wood", _line(_up(foot, 1.35), _up(foot, 0)) + _line(_up(foot, 0, -0.16), _up(foot, 0, 0.16)))
    shade = ((1.68, -0.13), (1.68, 0.13), (1.34, 0.24), (1.34, -0.24))
    yield Shape("lampshade", _by_hand([flat(_up(foot, up, aside)) for up, aside in shade]))


def _plant() -> Iterator[Shape]:
    foot = Place(-0.93, 3.15, 0)
    tips = ((-0.3, 0.52), (0.29, 0.48), (-0.24, 0.74), (0.25, 0.7), (-0.12, 0.95), (0.15, 0.9), (0.02, 1.04))
    yield Shape("leaf", "".join(_blade(_up(foot, 0.3), _up(foot, up, aside)) for aside, up in tips))
    pot = ((0.33, -0.15), (0.33, 0.15), (0, 0.1), (0, -0.1))
    yield Shape("pot", _surface(*(_up(foot, up, aside) for up, aside in pot)))


def _up(foot: Place, up: float, aside: float = 0) -> Place:
    return foot.plus(Place(aside, 0, up))


def _blade(root: Place, tip: Place) -> str:
    """A long leaf."""
    middle = root.towards(tip, 0.62).plus(Place((root.x - tip.x) * 0.16, 0, 0))
    edges = (flat(middle.plus(Place(aside, 0, 0))) for aside in (-0.075, 0.075))
    return Pen(flat(root), 0).bow(next(edges), flat(tip)).bow(next(edges), flat(root)).close().data()


def _sunlight() -> str:
    """The patch of light that falls through both panes onto the floor."""

    def on_floor(x: float, z: float) -> Place:
        return Place(x + 0.16 - 0.4 * z, BACK - z * 0.98, 0)

    halves = ((PANE_LEFT, MIDDLE - 0.03), (MIDDLE + 0.03, PANE_RIGHT))
    return "".join(
        _surface(on_floor(a, SILL), on_floor(b, SILL), on_floor(b, PANE_UP), on_floor(a, PANE_UP)) for a, b in halves
    )


SHELL, TABLE, THINGS = tuple(_shell()), tuple(_table()), (*_plant(), *_lamp())
SUNLIGHT = _sunlight()
PANES = straight(_panel(PANE_LEFT, PANE_RIGHT, SILL, PANE_UP))
FRAME = _by_hand(_panel(PANE_LEFT - 0.07, PANE_RIGHT + 0.07, SILL - 0.04, PANE_UP + 0.07))
BARS = straight([_wall(MIDDLE, SILL), _wall(MIDDLE, PANE_UP)], closed=False) + straight(
    [_wall(PANE_LEFT, CROSSBAR), _wall(PANE_RIGHT, CROSSBAR)], closed=False
)
RAIL = straight([_wall(PANE_LEFT - 0.28, PANE_UP + 0.09), _wall(PANE_RIGHT + 0.28, PANE_UP + 0.09)], closed=False)
FRAMES = (
    Shape("trim", FRAME + _by_hand(_panel(DOOR_LEFT - 0.07, DOOR_RIGHT + 0.07, 0, DOOR_UP + 0.07))),
    Shape("sky", PANES),
    Shape("hall", straight(_panel(DOOR_LEFT, DOOR_RIGHT, 0, DOOR_UP))),
)


def door(mood: Mood) -> Iterator[Shape]:
    """The door, open as far as the mood says."""
    angle, width = OPEN_WIDE * mood.door, DOOR_RIGHT - DOOR_LEFT

    def on(across: float, up: float) -> Flat:
        away = width * across
        return flat(Place(DOOR_LEFT + away * math.cos(angle), BACK - away * math.sin(angle), up))

    def board(left: float, right: float, low: float, high: float) -> list[Flat]:
        return [on(left, low), on(right, low), on(right, high), on(left, high)]

    yield Shape("door", _by_hand(board(0, 1, 0, DOOR_UP)))
    yield Shape("faint", straight(board(0.17, 0.83, 1.08, 1.86)) + straight(board(0.17, 0.83, 0.2, 0.88)))
    yield Shape("knob", dots(on(0.9, 0.98)))


HILL = Pen(_wall(PANE_LEFT, 1.2), 0).through(
    [_wall(PANE_LEFT, 1.2), _wall(-0.17, 1.3), _wall(0.38, 1.22), _wall(PANE_RIGHT, 1.32)]
).line(_wall(PANE_RIGHT, SILL), _wall(PANE_LEFT, SILL)).close().data()  # fmt: skip
TREE = 0.52
LIMBS = "".join(
    Pen(_wall(TREE + foot, low)).bow(_wall(TREE + bend, middle), _wall(TREE + tip, high)).data()
    for foot, low, bend, middle, tip, high in (
        (0, 1.02, 0.02, 1.5, -0.03, 1.98), (0, 1.36, -0.16, 1.5, -0.24, 1.8), (0.01, 1.46, 0.14, 1.6, 0.2, 1.88),
        (-0.13, 1.58, -0.1, 1.75, -0.13, 1.92),
    )
)  # fmt: skip
LEAVES = (
    (-0.02, 1.96), (-0.23, 1.8), (0.2, 1.88), (-0.13, 1.93), (0.1, 1.78), (-0.1, 1.74), (0.09, 2.0), (0.28, 1.76),
    (-0.3, 1.68), (0, 1.84), (0.2, 1.68), (-0.2, 1.94), (0.21, 1.98), (0.03, 1.7), (-0.18, 1.64),
)  # fmt: skip


def garden(mood: Mood) -> Iterator[Shape]:
    """What is seen through the window: a hill, and a tree whose leaves come with safeness and warmth."""
    kept = LEAVES[: round((0.1 + 0.9 * (mood.safe + mood.warmth) / 2) * len(LEAVES))]
    yield Shape("hill", HILL)
    yield Shape("bark", LIMBS)
    yield Shape("leaves", dots(*(_wall(TREE + aside, up) for aside, up in kept)))


def curtains(mood: Mood) -> Iterator[Shape]:
    """The bars of the window, and two curtains, a little further drawn where the light is thin."""
    inward = 0.02 + 0.3 * (1 - mood.light)
    spans = ((PANE_LEFT - 0.17, PANE_LEFT + inward), (PANE_RIGHT + 0.17, PANE_RIGHT - inward))
    yield Shape("bars", BARS)
    yield Shape("cloth", "".join(_drape(*span) for span in spans))
    yield Shape("faint", "".join(_folds(*span) for span in spans))
    yield Shape("rail", RAIL)


def _drape(outer: float, inner: float) -> str:
    top, low = PANE_UP + 0.09, SILL - 0.14
    waist = _wall(inner + (outer - inner) * 0.22, 1.5)
    pen = Pen(_wall(outer, low)).line(_wall(outer, top), _wall(inner, top))
    return pen.curve(_wall(inner, 1.7), waist, _wall(inner, low)).close().data()


def _folds(outer: float, inner: float) -> str:
    places = (outer + (inner - outer) * share for share in (0.35, 0.68))
    return "".join(straight([_wall(x, PANE_UP + 0.05), _wall(x, SILL - 0.1)], closed=False) for x in places)
