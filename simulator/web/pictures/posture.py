"""How a body sits in a mood: a posture is a list of measures, and a mood is a blend of a few known postures.

Lengths are metres, angles degrees; the body is made of two halves, so a pair of numbers is left and right.
"""

from __future__ import annotations

from typing import NamedTuple

from simulator.web.pictures.mood import Mood


class Limb(NamedTuple):
    """Where a hand or an ankle is: forward, outward, up."""

    forward: float
    out: float
    up: float


class Posture(NamedTuple):
    """The measures of a body.

    `lean` and `curl` are the slopes of the lower and upper back (forward is positive), `neck` that of the neck, `nod`
    how far the gaze is lowered, `turn` how far the head is turned to the body's left, `tilt` how far the body sinks to
    that side; `shrug` lifts the shoulders, `narrow` folds them forward, `elbows` spreads the elbows.
    """

    hip_forward: float
    hip_up: float
    lean: float
    curl: float
    neck: float
    nod: float
    turn: float
    tilt: float
    shrug: float
    narrow: float
    elbows: float
    left_hand: Limb
    right_hand: Limb
    left_foot: Limb
    right_foot: Limb


AT_EASE = Posture(
    hip_forward=-0.10, hip_up=0.53, lean=-9, curl=1, neck=4, nod=6, turn=0, tilt=0, shrug=0, narrow=0.1,
    elbows=0.7, left_hand=Limb(0.20, 0.13, 0.63), right_hand=Limb(0.17, 0.03, 0.65),
    left_foot=Limb(0.40, 0.14, 0.07), right_foot=Limb(0.30, 0.12, 0.07),
)  # fmt: skip
ASHAMED = Posture(
    hip_forward=-0.02, hip_up=0.52, lean=24, curl=56, neck=92, nod=72, turn=0, tilt=0, shrug=0.03, narrow=1,
    elbows=0.2, left_hand=Limb(0.37, 0.02, 0.47), right_hand=Limb(0.35, 0.03, 0.49),
    left_foot=Limb(0.24, 0.06, 0.07), right_foot=Limb(0.20, 0.05, 0.07),
)  # fmt: skip
ON_EDGE = Posture(
    hip_forward=0.13, hip_up=0.55, lean=12, curl=4, neck=-6, nod=-2, turn=0, tilt=0, shrug=0.085, narrow=0.3,
    elbows=0.9, left_hand=Limb(0.10, 0.25, 0.50), right_hand=Limb(0.14, 0.25, 0.50),
    left_foot=Limb(0.36, 0.12, 0.12), right_foot=Limb(0.26, 0.11, 0.13),
)  # fmt: skip
FAR_AWAY = Posture(
    hip_forward=0.12, hip_up=0.50, lean=-36, curl=22, neck=46, nod=50, turn=0, tilt=24, shrug=-0.03, narrow=0.5,
    elbows=0.1, left_hand=Limb(0.18, 0.24, 0.47), right_hand=Limb(0.24, 0.22, 0.48),
    left_foot=Limb(0.62, 0.17, 0.07), right_foot=Limb(0.54, 0.12, 0.07),
)  # fmt: skip
STANDING = Posture(
    hip_forward=0, hip_up=0.90, lean=5, curl=24, neck=52, nod=54, turn=0, tilt=0, shrug=0.05, narrow=0.8,
    elbows=0.3, left_hand=Limb(0.44, 0.06, 1.02), right_hand=Limb(0.16, -0.10, 1.10),
    left_foot=Limb(0.10, 0.08, 0.07), right_foot=Limb(-0.12, 0.09, 0.07),
)  # fmt: skip
UPRIGHT_ANGER = Posture(
    hip_forward=0.02, hip_up=0.55, lean=3, curl=-4, neck=2, nod=-3, turn=0, tilt=0, shrug=0.01, narrow=0,
    elbows=1, left_hand=Limb(0.32, 0.18, 0.63), right_hand=Limb(0.32, 0.18, 0.63),
    left_foot=Limb(0.34, 0.20, 0.07), right_foot=Limb(0.34, 0.20, 0.07),
)  # fmt: skip
LISTENING = Posture(
    hip_forward=-0.08, hip_up=0.53, lean=-3, curl=8, neck=12, nod=8, turn=0, tilt=4, shrug=0, narrow=0.15,
    elbows=0.5, left_hand=Limb(0.26, 0.03, 0.63), right_hand=Limb(0.24, 0.05, 0.65),
    left_foot=Limb(0.38, 0.10, 0.07), right_foot=Limb(0.30, 0.14, 0.07),
)  # fmt: skip


def posture(mood: Mood, away: float) -> Posture:
    """The client's posture; `away` (0 to 1) is how far the chair is turned from the therapist."""
    shame = mood.shame**1.25 * (1 - 0.25 * mood.safe)
    sitting = blend(AT_EASE, UPRIGHT_ANGER, 0.85 * mood.anger * (1 - 0.5 * shame))
    sitting = blend(sitting, ASHAMED, shame)
    sitting = blend(sitting, ON_EDGE, mood.flooded * (1 - 0.4 * shame))
    sitting = blend(sitting, FAR_AWAY, mood.numb * (1 - 0.2 * shame))
    turn = 46 * (1 - away) * (1 - shame) * (1 - mood.numb) - 20 * shame
    return blend(sitting._replace(turn=turn), STANDING, min(1.0, mood.leaving / 0.6))


def blend(one: Posture, other: Posture, share: float) -> Posture:
    """The posture that lies `share` of the way between two: first the eleven numbers, then the four limbs."""
    numbers = (_between(mine, theirs, share) for mine, theirs in zip(one[:11], other[:11], strict=True))
    limbs = (_limb(mine, theirs, share) for mine, theirs in zip(one[11:], other[11:], strict=True))
    return Posture._make((*numbers, *limbs))


def _between(one: float, other: float, share: float) -> float:
    return one + (other - one) * share


def _limb(one: Limb, other: Limb, share: float) -> Limb:
    return Limb(*(_between(mine, theirs, share) for mine, theirs in zip(one, other, strict=True)))
