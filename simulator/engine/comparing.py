"""From pairs of ratings to figures of agreement, for every principle and criterion, turn by turn and over attempts.

A pair are two levels that were given to one turn on one item (a principle or a criterion); 0 says that it was not in
play there. Whether both saw it in play is one question, which level they gave where both did is another, so each has
its own figures. Over an attempt the mean of each rater's levels is compared; kappa, and how often both are the same or
one apart, take the means rounded to whole levels (halves upwards).

Importing this module imports numpy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.engine.agreement import (
    Numbers,
    Sums,
    alpha,
    alpha_of_values,
    coincidences,
    exact,
    icc,
    ordinal,
    ratio,
    sums_of,
    weighted_kappa,
    within_one,
)
from simulator.engine.bland_altman import Point, limits, points
from simulator.engine.bootstrap import Figure, drawn, figure
from simulator.engine.rubric import Level

LEVELS = len(Level)
FEWEST = 5
"""From so many attempts on any figure is given."""
TURN_FIGURES = ("play", "exact", "within_one", "kappa", "alpha", "icc")
ATTEMPT_FIGURES = ("exact", "within_one", "kappa", "alpha", "icc", "bias", "lower", "upper")
"""The names of the figures, in the order of the columns below."""


class Pair(NamedTuple):
    """Two levels of one turn on one item, all by number; `raters` tells different pairs of raters apart."""

    attempt: int
    turn: int
    item: int
    raters: int
    first: int
    second: int


class Agreement(NamedTuple):
    """The figures of one item, by name; none where there are too few attempts.

    `attempts` and `turns` had it rated in play by both, `pairs` counts such pairs of ratings (with three raters a turn
    has three); `seen` counts all pairs, also those that one or both say it was not in play in. `levels` is how often
    each level was given by anybody, 1 to 4.
    """

    attempts: int
    turns: int
    pairs: int
    seen: int
    levels: tuple[int, ...]
    turn: dict[str, Figure]
    attempt: dict[str, Figure]
    points: tuple[Point, ...]


def compare(
    pairs: Sequence[Pair], items: int, draws: int, seed: int, tell: Callable[[float], None] = lambda _: None
) -> tuple[Agreement, ...]:
    """The figures of every item; `tell` hears how far it is, 0 to 1."""
    table = np.array(pairs, dtype=np.int64).reshape(-1, len(Pair._fields))
    found = []
    for item in range(items):
        found.append(_item(table[table[:, 2] == item], draws, (seed, item)))
        tell((item + 1) / items)
    return tuple(found)


def _item(rows: NDArray[np.int64], draws: int, seed: tuple[int, ...]) -> Agreement:
    attempts, cluster = np.unique(rows[:, 0], return_inverse=True)
    first, second = rows[:, 4], rows[:, 5]
    both = (first > 0) & (second > 0)
    counted = Agreement(
        attempts=len(np.unique(cluster[both])),
        turns=len(np.unique(rows[both][:, :2], axis=0)),
        pairs=int(both.sum()),
        seen=len(rows),
        levels=tuple(np.bincount(rows[both][:, 4:].ravel(), minlength=LEVELS + 1)[1:].tolist()),
        turn={},
        attempt={},
        points=(),
    )
    if len(attempts) < FEWEST:
        return counted
    by_turn = np.zeros((len(attempts), (LEVELS + 1) ** 2))
    np.add.at(by_turn, (cluster, first * (LEVELS + 1) + second), 1)
    means, of_attempt = _means(cluster[both], rows[both])
    by_attempt = _sums(means, of_attempt, len(attempts))
    turn, attempt = [turn_figures(by_turn.sum(axis=0))], [attempt_figures(by_attempt.sum(axis=0))]
    for weights in drawn(len(attempts), draws, seed):
        turn.append(turn_figures(weights @ by_turn))
        attempt.append(attempt_figures(weights @ by_attempt))
    if counted.attempts < FEWEST:
        return counted._replace(turn={"play": _named(TURN_FIGURES, turn)["play"]})
    return counted._replace(
        turn=_named(TURN_FIGURES, turn), attempt=_named(ATTEMPT_FIGURES, attempt), points=points(*means.T)
    )


def turn_figures(counts: Numbers) -> Numbers:
    """The figures of tables of turns, whose 5 x 5 cells lie along the last axis; the first row and column are 0."""
    whole = counts.reshape(*counts.shape[:-1], LEVELS + 1, LEVELS + 1)
    table = whole[..., 1:, 1:]
    alike = ratio(whole[..., 0, 0] + table.sum(axis=(-2, -1)), whole.sum(axis=(-2, -1)))
    coincidence = coincidences(table)
    return np.stack(
        [
            alike,
            exact(table),
            within_one(table),
            weighted_kappa(table),
            alpha(coincidence, ordinal(coincidence)),
            icc(sums_of(table)),
        ],
        axis=-1,
    )


def attempt_figures(counts: Numbers) -> Numbers:
    """The figures of attempts: along the last axis a 4 x 4 table of rounded means, then `Sums` of the means."""
    table = counts[..., : LEVELS**2].reshape(*counts.shape[:-1], LEVELS, LEVELS)
    sums = Sums(*np.moveaxis(counts[..., LEVELS**2 :], -1, 0))
    return np.stack(
        [
            exact(table),
            within_one(table),
            weighted_kappa(table),
            alpha_of_values(sums),
            icc(sums),
            *limits(sums),
        ],
        axis=-1,
    )


def _means(cluster: NDArray[np.int64], rows: NDArray[np.int64]) -> tuple[Numbers, NDArray[np.int64]]:
    """The mean levels of each two raters over each attempt, and the place of that attempt."""
    of, group = np.unique(np.column_stack([cluster, rows[:, 3]]), axis=0, return_inverse=True)
    number = np.bincount(group, minlength=len(of))
    totals = [np.bincount(group, weights=rows[:, column], minlength=len(of)) for column in (4, 5)]
    return np.column_stack(totals) / number[:, None], of[:, 0]


def _sums(means: Numbers, of_attempt: NDArray[np.int64], attempts: int) -> Numbers:
    """What `attempt_figures` takes, for each attempt."""
    x, y = means.T
    rounded = np.floor(means + 0.5).astype(np.int64) - 1
    sums = np.zeros((attempts, LEVELS**2 + len(Sums._fields)))
    np.add.at(sums, (of_attempt, rounded[:, 0] * LEVELS + rounded[:, 1]), 1)
    for place, values in enumerate((np.ones_like(x), x, y, x * x, y * y, x * y), LEVELS**2):
        np.add.at(sums[:, place], of_attempt, values)
    return sums


def _named(names: tuple[str, ...], found: list[Numbers]) -> dict[str, Figure]:
    """The first row is the figures, the blocks after it are those of the draws."""
    values, draws = found[0], np.concatenate(found[1:])
    return {name: figure(float(values[place]), draws[:, place]) for place, name in enumerate(names)}
