"""How a place in the room becomes a place on the page.

The room is measured in metres: x to the right, y away from the viewer, z up. The camera stands a little above the heads
of seated people and looks straight ahead, so that uprights stay upright, as an architect would draw it.
"""

from __future__ import annotations

import math
from typing import NamedTuple

WIDTH, HEIGHT = 480, 300
CENTRE_X, HORIZON, FOCAL = 240.0, 50.0, 590.0
CAMERA_BACK, CAMERA_UP = 3.6, 1.75

Flat = tuple[float, float]
"""A point on the page, in picture units."""


class Place(NamedTuple):
    """A point in the room, or a direction, in metres."""

    x: float
    y: float
    z: float

    def plus(self, other: Place, times: float = 1) -> Place:
        """The point that `times` of `other` leads to from here."""
        return Place(self.x + times * other.x, self.y + times * other.y, self.z + times * other.z)

    def minus(self, other: Place) -> Place:
        """The way from `other` to here."""
        return self.plus(other, -1)

    def dot(self, other: Place) -> float:
        """The scalar product."""
        return self.x * other.x + self.y * other.y + self.z * other.z

    def towards(self, other: Place, share: float) -> Place:
        """The point that lies `share` of the way to `other`."""
        return self.plus(other.minus(self), share)


class Disc(NamedTuple):
    """A ball seen on the page: centre and radius in picture units."""

    x: float
    y: float
    radius: float


class Stance(NamedTuple):
    """Where something stands on the floor and which way it faces (radians, 0 = to the right, -pi/2 = to the viewer)."""

    x: float
    y: float
    heading: float

    def direction(self, forward: float, left: float, up: float) -> Place:
        """A direction given in the thing's own terms."""
        cos, sin = math.cos(self.heading), math.sin(self.heading)
        return Place(forward * cos - left * sin, forward * sin + left * cos, up)

    def place(self, forward: float, left: float, up: float) -> Place:
        """A point given in the thing's own terms."""
        return self.direction(forward, left, up).plus(Place(self.x, self.y, 0))

    def towards(self, other: Stance, share: float) -> Stance:
        """The stance that lies `share` of the way to `other`."""
        return Stance(*(one + (two - one) * share for one, two in zip(self, other, strict=True)))


def scale_at(y: float) -> float:
    """Picture units per metre at depth `y`."""
    return FOCAL / (y + CAMERA_BACK)


def flat(place: Place) -> Flat:
    """A point of the room on the page."""
    scale = scale_at(place.y)
    return CENTRE_X + place.x * scale, HORIZON - (place.z - CAMERA_UP) * scale


def disc(place: Place, radius: float) -> Disc:
    """A ball of `radius` metres on the page."""
    return Disc(*flat(place), radius * scale_at(place.y))


def seen_from_camera(place: Place, outward: Place) -> bool:
    """Whether the side of a surface that looks `outward` is turned to the viewer."""
    return outward.x * -place.x + outward.y * (-CAMERA_BACK - place.y) > 0
