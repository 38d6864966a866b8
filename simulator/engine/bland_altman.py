"""Bland and Altman's limits of agreement: by how much two ratings of the same thing differ, in levels.

Coefficients fall where nearly everything is rated alike, however small the differences are; the differences themselves
do not. Bland & Altman (1986), The Lancet 327: bias is the mean of the differences, the limits lie 1.96 standard
deviations to both sides.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import numpy as np

from simulator.engine.agreement import Numbers, Sums, ratio

REACH = 1.96
"""Standard deviations between which 95 % of differences lie, if they are spread normally."""


class Limits(NamedTuple):
    """The mean of the differences (first less second), and the limits of agreement."""

    bias: Numbers
    lower: Numbers
    upper: Numbers


class Point(NamedTuple):
    """So many pairs with this mean and this difference, both to a tenth of a level."""

    mean: float
    difference: float
    number: int


def limits(sums: Sums) -> Limits:
    """Bias and limits; not defined for fewer than two pairs."""
    total, squares = sums.x - sums.y, sums.xx + sums.yy - 2 * sums.xy
    bias = ratio(total, sums.pairs)
    variance = ratio(squares - ratio(total**2, sums.pairs), sums.pairs - 1)
    reach = REACH * np.sqrt(np.maximum(variance, 0.0))
    return Limits(np.where(np.isnan(reach), np.nan, bias), bias - reach, bias + reach)


def points(x: Numbers, y: Numbers) -> tuple[Point, ...]:
    """The pairs as points of the picture, those that fall together counted."""
    places = zip(np.rint((x + y) * 5).astype(int).tolist(), np.rint((x - y) * 10).astype(int).tolist(), strict=True)
    return tuple(
        Point(mean / 10, difference / 10, number) for (mean, difference), number in sorted(Counter(places).items())
    )
