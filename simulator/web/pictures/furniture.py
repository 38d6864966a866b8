"""The two armchairs: a soft shell around a seat, drawn from any side."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from simulator.web.pictures.outline import Pen, Shape, around, ellipse, soft, straight
from simulator.web.pictures.projection import Place, Stance, disc, flat, scale_at, seen_from_camera

HALF, ARM_FRONT, SEAT_HALF = 0.36, 0.2, 0.29
FOOT_UP, SEAT_UP, ARM_UP, BACK_UP = 0.14, 0.45, 0.62, 0.88
PADDING = 0.05


class Spot(NamedTuple):
    """A point of the shell seen from above, in the chair's own directions, and where its outside looks."""

    forward: float
    left: float
    out_forward: float
    out_left: float


def _plan() -> tuple[Spot, ...]:
    """The shell from the front of the left arm around the back to the front of the right arm."""
    left = tuple(Spot(forward, HALF, 0, 1) for forward in (ARM_FRONT, ARM_FRONT / 2))
    right = tuple(Spot(forward, -HALF, 0, -1) for forward in (ARM_FRONT / 2, ARM_FRONT))
    turns = [math.pi * step / 12 for step in range(13)]
    back = tuple(Spot(-HALF * math.sin(a), HALF * math.cos(a), -math.sin(a), math.cos(a)) for a in turns)
    return (*left, *back, *right)


PLAN = _plan()


def chair_behind(stance: Stance) -> Iterator[Shape]:
    """What of an armchair lies behind the person in it: its shadow, its legs, the inside of the shell, the seat."""
    yield Shape("shadow", on_floor(stance.place(0.05, 0, 0), 0.5, 0.4))
    yield Shape("wood", "".join(_leg(stance, forward, left) for forward in (-0.25, 0.25) for left in (-0.25, 0.25)))
    for run in _runs(stance, near=False):
        yield Shape("inside", _wall(stance, run, SEAT_UP - 0.1))
        yield from _rim(stance, run)
    yield Shape("chair", _block(stance, FOOT_UP, SEAT_UP - 0.1))
    yield Shape("chair", _block(stance, SEAT_UP - 0.07, SEAT_UP))
    yield from (_post(stance, end) for end in (PLAN[0], PLAN[-1]) if not _near(stance, end))


def chair_before(stance: Stance) -> Iterator[Shape]:
    """What of an armchair lies in front of the person in it: the outside of the near arm."""
    for run in _runs(stance, near=True):
        yield Shape("chair", _wall(stance, run, FOOT_UP))
        yield from _rim(stance, run)
    yield from (_post(stance, end) for end in (PLAN[0], PLAN[-1]) if _near(stance, end))


def on_floor(centre: Place, across: float, deep: float) -> str:
    """A level ellipse as it is seen from the camera; half its width and half its depth in metres."""
    far, near = (flat(centre._replace(y=centre.y + away))[1] for away in (deep, -deep))
    x, _ = flat(centre)
    return ellipse((x, (far + near) / 2), across * scale_at(centre.y), (near - far) / 2)


def _leg(stance: Stance, forward: float, left: float) -> str:
    ends = stance.place(forward * 0.9, left * 0.9, FOOT_UP + 0.02), stance.place(forward, left, 0)
    return straight([flat(place) for place in ends], closed=False)


def _block(stance: Stance, low: float, high: float) -> str:
    """A rounded block: base or cushion."""
    front = ((SEAT_HALF, left, up) for left in (-0.24, 0.24) for up in (low, high))
    back = ((-SEAT_HALF * 0.6, left, high) for left in (-0.2, 0.2))
    return around(*(disc(stance.place(*corner), PADDING) for corner in (*front, *back)), decimals=0)


def _up(spot: Spot) -> float:
    """How high the shell is: low arms, rising softly to the back."""
    share = min(1.0, max(0.0, -spot.forward / HALF))
    return ARM_UP + (BACK_UP - ARM_UP) * math.pow(share, 1.6)


def _near(stance: Stance, spot: Spot) -> bool:
    place = stance.place(spot.forward, spot.left, 0)
    return seen_from_camera(place, stance.direction(spot.out_forward, spot.out_left, 0))


def _runs(stance: Stance, near: bool) -> list[list[Spot]]:
    """The stretches of the shell whose outside faces the viewer (near), or whose inside does."""
    runs: list[list[Spot]] = []
    for one, two in pairwise(PLAN):
        if _near(stance, one) is not near:
            continue
        if runs and runs[-1][-1] == one:
            runs[-1].append(two)
        else:
            runs.append([one, two])
    return [_thinned(run) for run in runs]


def _thinned(run: list[Spot]) -> list[Spot]:
    """A few points are enough for a soft curve; both ends stay."""
    return [*run[:-2:4], run[-1]] if len(run) > 5 else run


def _wall(stance: Stance, run: Sequence[Spot], low: float) -> str:
    top = [flat(stance.place(spot.forward, spot.left, _up(spot))) for spot in run]
    base = [flat(stance.place(spot.forward, spot.left, low)) for spot in reversed(run)]
    return Pen(top[0], 0).through(top).line(base[0]).through(base).close().data()


def _rim(stance: Stance, run: Sequence[Spot]) -> Iterator[Shape]:
    """The padded edge: the same line twice, once wide in ink, once a little narrower in the colour of the chair."""
    data = soft([flat(stance.place(spot.forward, spot.left, _up(spot))) for spot in run], decimals=0)
    yield Shape("edge", data)
    yield Shape("pad", data)


def _post(stance: Stance, end: Spot) -> Shape:
    """The front of an arm."""
    low, high = (stance.place(end.forward, end.left, up) for up in (FOOT_UP + 0.04, ARM_UP - 0.01))
    return Shape("chair", around(disc(low, PADDING * 0.8), disc(high, PADDING), decimals=0))
