"""Coefficients of agreement between two ratings of the same things, from counts and sums.

Each takes arrays whose last axes are one table (or one row of sums) and gives one figure for each, so that a thousand
bootstrap draws cost little more than one. What is not defined, because nothing varies or there is too little, is NaN
here; `comparing` hands it out as None. Levels are the numbers 1 to `k` of a table of k rows: a row for the level that
the first gave, a column for the second.

Sources: weighted kappa, Cohen (1968), Psychological Bulletin 70; alpha, Krippendorff (2011), "Computing Krippendorff's
alpha-reliability"; ICC(2,1), Shrout & Fleiss (1979), Psychological Bulletin 86.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.float64]
NOTHING = 1e-12
"""What is smaller than this, as a share of what it was worked out from, is 0 with the noise of adding."""


class Sums(NamedTuple):
    """Pairs of values in sums: how many, and the sums of x, y, their squares and their product."""

    pairs: Numbers
    x: Numbers
    y: Numbers
    xx: Numbers
    yy: Numbers
    xy: Numbers


def sums_of(table: Numbers) -> Sums:
    """The sums of a table's pairs of levels."""
    levels = np.arange(1.0, table.shape[-1] + 1)
    first, second = table.sum(axis=-1), table.sum(axis=-2)
    return Sums(
        pairs=first.sum(axis=-1),
        x=first @ levels,
        y=second @ levels,
        xx=first @ levels**2,
        yy=second @ levels**2,
        xy=(table @ levels) @ levels,
    )


def exact(table: Numbers) -> Numbers:
    """The share of pairs with the same level."""
    return ratio(np.trace(table, axis1=-2, axis2=-1), table.sum(axis=(-2, -1)))


def within_one(table: Numbers) -> Numbers:
    """The share of pairs whose levels are at most one apart."""
    near = _squares(table.shape[-1]) <= 1
    return ratio((table * near).sum(axis=(-2, -1)), table.sum(axis=(-2, -1)))


def weighted_kappa(table: Numbers) -> Numbers:
    """Cohen's kappa with quadratic weights. Not defined where both always give one and the same level."""
    squares = _squares(table.shape[-1])
    seen = (table * squares).sum(axis=(-2, -1))
    by_chance = (table.sum(axis=-1) @ squares * table.sum(axis=-2)).sum(axis=-1)
    return 1.0 - ratio(seen * table.sum(axis=(-2, -1)), by_chance)


def coincidences(table: Numbers) -> Numbers:
    """The coincidence matrix of pairs: each counts both ways round."""
    return table + np.swapaxes(table, -1, -2)


def alpha(coincidence: Numbers, distances: Numbers) -> Numbers:
    """Krippendorff's alpha of a coincidence matrix, for any number of raters and with ratings missing.

    Each value of a unit with m ratings meets each other one in it with the weight 1 / (m - 1).
    """
    totals = coincidence.sum(axis=-1)
    number = totals.sum(axis=-1)
    seen = (coincidence * distances).sum(axis=(-2, -1))
    by_chance = (totals[..., :, None] * totals[..., None, :] * distances).sum(axis=(-2, -1))
    return 1.0 - ratio(seen * (number - 1), by_chance)


def ordinal(coincidence: Numbers) -> Numbers:
    """The distances of ordinal data: as far as the values that lie between are many."""
    totals = coincidence.sum(axis=-1)
    middles = np.cumsum(totals, axis=-1) - totals / 2
    distances: Numbers = (middles[..., :, None] - middles[..., None, :]) ** 2
    return distances


def alpha_of_values(sums: Sums) -> Numbers:
    """Krippendorff's alpha of pairs of any numbers, with the distances of interval data."""
    number, total, squares = 2 * sums.pairs, sums.x + sums.y, sums.xx + sums.yy
    seen = 2 * (squares - 2 * sums.xy)
    by_chance = 2 * (number * squares - total**2)
    return 1.0 - ratio(seen * (number - 1), by_chance, number * squares)


def icc(sums: Sums) -> Numbers:
    """ICC(2,1) of pairs: see `icc_of`."""
    rows = sums.xx + sums.yy + 2 * sums.xy
    return icc_of(sums.pairs, np.stack([sums.x, sums.y], axis=-1), sums.xx + sums.yy, rows)


def icc_of(targets: Numbers, columns: Numbers, squares: Numbers, rows: Numbers) -> Numbers:
    """ICC(2,1): two-way random effects, absolute agreement, one rater.

    Args:
        targets: how many things were rated.
        columns: the sum of each rater's ratings, along the last axis.
        squares: the sum of all squared ratings.
        rows: the sum, over the things rated, of the squared sum of its ratings.
    """
    raters = columns.shape[-1]
    middle = ratio(columns.sum(axis=-1) ** 2, targets * raters)
    between = rows / raters - middle
    judges = ratio((columns**2).sum(axis=-1), targets) - middle
    rest = squares - middle - between - judges
    of_targets, of_judges = ratio(between, targets - 1), judges / (raters - 1)
    of_rest = ratio(rest, (targets - 1) * (raters - 1))
    return ratio(
        of_targets - of_rest,
        of_targets + (raters - 1) * of_rest + ratio(raters * (of_judges - of_rest), targets),
        squares,
    )


def ratio(top: Numbers, bottom: Numbers, made_from: Numbers | float = 1.0) -> Numbers:
    """Divided; NaN where there is nothing to divide by. `made_from` is how large the numbers behind `bottom` were."""
    top, bottom = np.broadcast_arrays(np.asarray(top, dtype=float), np.asarray(bottom, dtype=float))
    result = np.full(top.shape, np.nan)
    np.divide(top, bottom, out=result, where=np.abs(bottom) > NOTHING * np.maximum(made_from, 1.0))
    return result


def _squares(k: int) -> Numbers:
    levels = np.arange(float(k))
    squares: Numbers = (levels[:, None] - levels[None, :]) ** 2
    return squares
