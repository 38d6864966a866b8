"""Intervals by drawing anew, with replacement, from what was sampled: here whole attempts.

The turns of one attempt resemble each other, so attempts are drawn, not turns (a cluster bootstrap). A draw is a row of
numbers that say how often each attempt came up; multiplied with the attempts' counts and sums it gives those of the
draw. The same seed gives the same draws.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from simulator.engine.agreement import Numbers

AT_ONCE = 1_000_000
"""How many drawn attempts are in memory at once."""
SHARE = 0.9
"""Of at least so many of the draws a figure must be defined for an interval to be given."""
EDGES = (2.5, 97.5)


class Figure(NamedTuple):
    """A figure with its 95 % interval; None is not defined."""

    value: float | None
    low: float | None = None
    high: float | None = None


def drawn(attempts: int, draws: int, seed: tuple[int, ...]) -> Iterator[Numbers]:
    """Blocks of draws: a row for each, with how often each attempt came up."""
    random = np.random.default_rng(seed)
    size = max(1, min(draws, AT_ONCE // attempts))
    for begun in range(0, draws, size):
        number = min(size, draws - begun)
        chosen = random.integers(0, attempts, size=(number, attempts)) + attempts * np.arange(number)[:, None]
        yield np.bincount(chosen.ravel(), minlength=number * attempts).reshape(number, attempts).astype(float)


def figure(value: float, draws: Numbers) -> Figure:
    """A figure with the percentiles of its draws as interval."""
    if np.isnan(value):
        return Figure(None)
    defined = draws[~np.isnan(draws)]
    if not defined.size or defined.size < SHARE * draws.size:
        return Figure(float(value))
    low, high = np.percentile(defined, EDGES)
    return Figure(float(value), float(low), float(high))
