"""A person, drawn from a posture: soft flat shapes, no face, everything said by the body."""

from __future__ import annotations

from collections.abc import Iterator
from zlib import crc32

from simulator.web.pictures.body import Body
from simulator.web.pictures.outline import Shape, around
from simulator.web.pictures.projection import Disc, disc

HAIR = {"she": ("curls", "bun", "bob"), "he": ("short", "curls"), "they": ("short", "curls", "bob")}


def hair_of(name: str, pronouns: str) -> str:
    """How a client wears their hair: always the same for the same client."""
    styles = HAIR.get(pronouns.partition("/")[0].strip().lower(), HAIR["they"])
    return styles[crc32(name.encode()) % len(styles)]


def figure(body: Body, hair: str) -> Iterator[Shape]:
    """The shapes of a person from back to front."""
    far_first = sorted((0, 1), key=lambda side: -body.shoulders[side].y)
    behind = [side for side in far_first if body.elbows[side].y > body.throat.y + 0.02]
    for side in behind:
        yield from _arm(body, side)
    yield Shape("top", _torso(body))
    yield Shape("shoe", _shoe(body, 0) + _shoe(body, 1))
    for side in sorted((0, 1), key=lambda side: -body.knees[side].y):
        yield Shape("legs", _leg(body, side))
    yield Shape("hem", around(*(disc(hip._replace(z=hip.z + 0.03), 0.1) for hip in body.hips)))
    for side in far_first:
        if side not in behind:
            yield from _arm(body, side)
    yield from _head(body, hair)


def _torso(body: Body) -> str:
    chest = [disc(place, 0.11) for place in body.chest]
    shoulders = [disc(place, 0.066) for place in body.shoulders]
    hips = [disc(place, 0.118) for place in body.hips]
    return around(*hips, *chest) + around(*chest, *shoulders, disc(body.throat, 0.055))


def _arm(body: Body, side: int) -> Iterator[Shape]:
    shoulder, elbow, hand = body.shoulders[side], body.elbows[side], body.hands[side]
    cuff, fingers = elbow.towards(hand, 0.86), elbow.towards(hand, 1.14)
    yield Shape("skin", around(disc(hand, 0.046), disc(fingers, 0.036)))
    upper = around(disc(shoulder, 0.066), disc(elbow, 0.055))
    yield Shape("top", upper + around(disc(elbow, 0.055), disc(cuff, 0.045)))


def _shoe(body: Body, side: int) -> str:
    ankle = body.ankles[side]
    return around(disc(ankle._replace(z=ankle.z - 0.02), 0.05), disc(body.toes[side], 0.037))


def _leg(body: Body, side: int) -> str:
    hip, knee, ankle = body.hips[side], body.knees[side], body.ankles[side]
    shin = around(disc(knee, 0.078), disc(ankle._replace(z=ankle.z + 0.03), 0.056))
    return around(disc(hip, 0.1), disc(knee, 0.078)) + shin


def _head(body: Body, hair: str) -> Iterator[Shape]:
    def at(ahead: float, up: float, radius: float) -> Disc:
        return disc(body.head.plus(body.gaze, ahead).plus(body.crown, up), radius)

    yield Shape("skin", around(disc(body.throat.towards(body.head, 0.1), 0.046), at(-0.01, -0.05, 0.05)))
    skull = at(-0.025, 0.034, 0.124)
    locks = {
        "bun": around(skull) + around(at(-0.12, 0.13, 0.055)),
        "bob": around(skull, at(-0.055, -0.08, 0.085)),
        "curls": around(at(-0.04, 0.045, 0.134), at(-0.06, -0.04, 0.1)),
        "short": around(skull, at(-0.05, -0.03, 0.088)),
    }
    cap = Shape("hair", locks[hair])
    face = Shape("skin", around(at(0.034, -0.014, 0.1), at(0.055, -0.082, 0.06), at(0.118, -0.026, 0.016)))
    yield from (cap, face) if body.gaze.y < 0.35 else (face, cap)
