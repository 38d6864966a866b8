"""What the gauges say, as shares between 0 and 1 that the room can be drawn from.

Every case keeps the gauges it needs; what it leaves out is filled in so that the picture stays quiet about it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from simulator.engine.scenario import WINDOW_HIGH, WINDOW_LOW

QUIET = {"arousal": 0, WINDOW_LOW: -2, WINDOW_HIGH: 2, "safeness": 5, "shame": 2, "anger": 0}
"""What stands in for a gauge that a case does not keep; `warmth` then follows safeness."""
AT_THE_EDGE = 0.3
"""How tense (or how numb) someone is who is just inside the window of tolerance."""


class Mood(NamedTuple):
    """The client's state as the picture sees it, every value 0 to 1.

    `flooded` and `numb` pass 0.3 at the edges of the window of tolerance.
    """

    safe: float
    shame: float
    flooded: float
    numb: float
    anger: float
    warmth: float

    @property
    def above(self) -> bool:
        """Whether arousal is above the window."""
        return self.flooded > AT_THE_EDGE + 1e-6

    @property
    def below(self) -> bool:
        """Whether arousal is below the window."""
        return self.numb > AT_THE_EDGE + 1e-6

    @property
    def nearness(self) -> float:
        """How near and how turned to the therapist the client can be."""
        return _share(self.safe - 0.18 * _ramp(self.flooded, AT_THE_EDGE, 0.9) - 0.22 * _ramp(self.shame, 0.5, 1))

    @property
    def leaving(self) -> float:
        """How far the client is out of the chair and on the way to the door: flooded and ashamed at once."""
        pressed = _ramp(self.flooded, AT_THE_EDGE, 0.8) * _ramp(self.shame, 0.45, 0.75)
        return _ramp(pressed * (1.35 - 0.6 * self.safe), 0.2, 0.7)

    @property
    def door(self) -> float:
        """How far the door stands open: at the edge of the window, or where safeness is very low."""
        return max(_ramp(self.flooded, 0.2, 0.7), 0.5 * _ramp(1 - self.safe, 0.68, 0.95), self.leaving)

    @property
    def light(self) -> float:
        """How much light comes in: mostly safeness, somewhat warmth, less in a flood of shame or far away."""
        return _share(0.7 * self.safe + 0.3 * self.warmth - 0.16 * self.numb - 0.12 * self.shame + 0.08)


def mood(gauges: Mapping[str, int]) -> Mood:
    """The mood of some gauges; values out of range are brought back into it, what is absent is filled in."""
    known = {**QUIET, **gauges}
    safe = _share(known["safeness"] / 10)
    low, high = min(known[WINDOW_LOW], 0), max(known[WINDOW_HIGH], 0)
    return Mood(
        safe,
        _share(known["shame"] / 10),
        _outside(known["arousal"], high),
        _outside(-known["arousal"], -low),
        _share(known["anger"] / 10),
        _share(known.get("warmth", known["safeness"]) / 10),
    )


def _outside(arousal: int, edge: int) -> float:
    """0 at rest, 0.3 at the edge of the window, ever nearer to 1 beyond it."""
    if arousal <= edge:
        return AT_THE_EDGE * max(arousal, 0) / max(edge, 1)
    return 1 - (1 - AT_THE_EDGE) * 0.5 ** (arousal - edge)


def _ramp(value: float, start: float, end: float) -> float:
    """0 up to `start`, 1 from `end` on, softly between."""
    share = _share((value - start) / (end - start))
    return share * share * (3 - 2 * share)


def _share(value: float) -> float:
    return min(1.0, max(0.0, value))
