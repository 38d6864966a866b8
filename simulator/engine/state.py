"""The state of an attempt; apart from `attempt`, because conditions are asked about it."""

from __future__ import annotations

from typing import NamedTuple


class State(NamedTuple):
    """Where the story is and how the client is.

    `gauges` stand in the order of `Scenario.gauges`. `visited` and `chosen` keep only the scenes and responses that
    some condition of the scenario asks about.
    """

    scene: str
    gauges: tuple[int, ...]
    visited: frozenset[str] = frozenset()
    chosen: frozenset[str] = frozenset()
