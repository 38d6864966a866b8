"""The joints of a body in a posture, in the room."""

from __future__ import annotations

import math
from typing import NamedTuple

from simulator.web.pictures.posture import Limb, Posture
from simulator.web.pictures.projection import Place, Stance

UPPER_ARM, FOREARM, THIGH, CALF = 0.29, 0.27, 0.43, 0.42
LOWER_BACK, UPPER_BACK, NECK, SHOULDER, HIP = 0.26, 0.23, 0.175, 0.172, 0.095

Pair = tuple[Place, Place]
"""Left and right."""
Direction = tuple[float, float, float]
"""Forward, outward, up."""


class Body(NamedTuple):
    """Where the joints of a person are; `gaze` and `crown` are the directions the face and the top of the head look."""

    hips: Pair
    chest: Pair
    throat: Place
    shoulders: Pair
    head: Place
    gaze: Place
    crown: Place
    elbows: Pair
    hands: Pair
    knees: Pair
    ankles: Pair
    toes: Pair


class _Spine(NamedTuple):
    """The back from below: forward and up of its joints."""

    chest: tuple[float, float]
    throat: tuple[float, float]
    head: tuple[float, float]


def body(posture: Posture, stance: Stance) -> Body:
    """The body of someone in `posture` at `stance`."""
    spine = _spine(posture)
    hips = _pair(stance, posture.hip_forward, HIP, posture.hip_up)
    shoulders = _shoulders(posture, stance, spine)
    hands = _ends(stance, posture.left_hand, posture.right_hand)
    ankles = _ends(stance, posture.left_foot, posture.right_foot)
    sideways = math.sin(math.radians(posture.tilt))
    return Body(
        hips=hips,
        chest=_pair(stance, spine.chest[0], 0.078, spine.chest[1]),
        throat=stance.place(spine.throat[0], sideways * UPPER_BACK, spine.throat[1]),
        shoulders=shoulders,
        head=stance.place(spine.head[0], sideways * (UPPER_BACK + NECK), spine.head[1]),
        gaze=_gaze(stance, posture, posture.nod),
        crown=_gaze(stance, posture, posture.nod - 90),
        elbows=_bent(stance, shoulders, hands, (UPPER_ARM, FOREARM), (-0.5, posture.elbows, -0.8)),
        hands=hands,
        knees=_bent(stance, hips, ankles, (THIGH, CALF), (0.9, 0.1, 0.7)),
        ankles=ankles,
        toes=_ends(stance, _toe(posture.left_foot), _toe(posture.right_foot)),
    )


def _spine(posture: Posture) -> _Spine:
    chest = _along((posture.hip_forward, posture.hip_up), LOWER_BACK, posture.lean)
    throat = _along(chest, UPPER_BACK, posture.curl)
    return _Spine(chest, throat, _along(throat, NECK, posture.neck))


def _along(start: tuple[float, float], length: float, slope: float) -> tuple[float, float]:
    angle = math.radians(slope)
    return start[0] + length * math.sin(angle), start[1] + length * math.cos(angle)


def _pair(stance: Stance, forward: float, out: float, up: float) -> Pair:
    return stance.place(forward, out, up), stance.place(forward, -out, up)


def _shoulders(posture: Posture, stance: Stance, spine: _Spine) -> Pair:
    forward, up = spine.throat[0] + 0.07 * posture.narrow, spine.throat[1] - 0.06 + posture.shrug
    width = SHOULDER * (1 - 0.16 * posture.narrow)
    sideways = math.sin(math.radians(posture.tilt))
    aside, drop = sideways * UPPER_BACK, sideways * width
    return stance.place(forward, aside + width, up - drop), stance.place(forward, aside - width, up + drop)


def _ends(stance: Stance, left: Limb, right: Limb) -> Pair:
    return stance.place(*left), stance.place(right.forward, -right.out, right.up)


def _toe(foot: Limb) -> Limb:
    return Limb(foot.forward + 0.15, foot.out + 0.03, 0.035)


def _gaze(stance: Stance, posture: Posture, down: float) -> Place:
    """The direction `down` degrees below level, turned and tilted as the head is."""
    nod, turn, tilt = math.radians(down), math.radians(posture.turn), math.radians(posture.tilt)
    up = -math.sin(nod)
    return stance.direction(math.cos(nod) * math.cos(turn), math.cos(nod) * math.sin(turn) + up * math.sin(tilt), up)


def _bent(stance: Stance, roots: Pair, ends: Pair, lengths: tuple[float, float], bend: Direction) -> Pair:
    forward, out, up = bend
    left, right = stance.direction(forward, out, up), stance.direction(forward, -out, up)
    return _joint(roots[0], ends[0], lengths, left), _joint(roots[1], ends[1], lengths, right)


def _joint(root: Place, end: Place, lengths: tuple[float, float], bend: Place) -> Place:
    """Where the elbow or knee is between `root` and `end`, bent towards `bend`; too far a reach is drawn straight."""
    upper, lower = lengths
    span = end.minus(root)
    reach = math.sqrt(span.dot(span)) or 0.01
    along = Place(span.x / reach, span.y / reach, span.z / reach)
    share = min(upper, max(-upper, (upper**2 - lower**2 + reach**2) / (2 * reach)))
    off = math.sqrt(upper**2 - share**2)
    aside = bend.plus(along, -along.dot(bend))
    length = math.sqrt(aside.dot(aside)) or 1.0
    return root.plus(along, share).plus(aside, off / length)
