"""Coefficients of agreement: published examples, an independent library, a slow reference, and what must not matter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from nltk.metrics.agreement import AnnotationTask  # type: ignore[import-untyped]
from nltk.metrics.distance import interval_distance  # type: ignore[import-untyped]

from simulator.engine.agreement import (
    Numbers,
    Sums,
    alpha,
    alpha_of_values,
    coincidences,
    exact,
    icc,
    icc_of,
    ordinal,
    sums_of,
    weighted_kappa,
    within_one,
)

SQUARES = (np.arange(4.0)[:, None] - np.arange(4.0)) ** 2
SHROUT_FLEISS = ((9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7))
"""Six targets, four judges: Shrout & Fleiss (1979), table 2."""
KRIPPENDORFF = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
)
"""Four observers, twelve units, some not rated: Krippendorff (2011), example C."""
pairs_of_levels = st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), min_size=2, max_size=60)


def table_of(pairs: Sequence[tuple[int, int]], k: int = 4) -> Numbers:
    table = np.zeros((k, k))
    for first, second in pairs:
        table[first - 1, second - 1] += 1
    return table


def sums(pairs: Sequence[tuple[float, float]]) -> Sums:
    x, y = np.array(pairs, dtype=float).T
    return Sums(*(np.asarray(float(one)) for one in (len(x), x.sum(), y.sum(), x @ x, y @ y, x @ y)))


def krippendorff_table() -> Numbers:
    """The coincidences of the example: each value of a unit of m with each other one, by 1 / (m - 1)."""
    table = np.zeros((5, 5))
    for unit in zip(*KRIPPENDORFF, strict=True):
        values = [one for one in unit if one is not None]
        for first, second in permutations(values, 2):
            table[first - 1, second - 1] += 1 / (len(values) - 1)
    return table


def slow_icc(rows: Sequence[Sequence[float]]) -> float:
    """ICC(2,1) from the mean squares of an analysis of variance, written out as in the paper."""
    n, k = len(rows), len(rows[0])
    grand = sum(map(sum, rows)) / (n * k)
    targets = [sum(row) / k for row in rows]
    judges = [sum(row[j] for row in rows) / n for j in range(k)]
    bms = k * sum((one - grand) ** 2 for one in targets) / (n - 1)
    jms = n * sum((one - grand) ** 2 for one in judges) / (k - 1)
    rest = sum((rows[i][j] - targets[i] - judges[j] + grand) ** 2 for i in range(n) for j in range(k))
    ems = rest / ((n - 1) * (k - 1))
    return (bms - ems) / (bms + (k - 1) * ems + k * (jms - ems) / n)


def nltk_task(pairs: Sequence[tuple[float, float]], distance: Callable[[float, float], float]) -> AnnotationTask:
    rows = [(who, unit, value) for unit, pair in enumerate(pairs) for who, value in zip("ab", pair, strict=True)]
    return AnnotationTask(data=rows, distance=distance)


class TestPublishedExamples:
    """The numbers that stand in the papers."""

    def test_icc_of_shrout_and_fleiss(self) -> None:
        table = np.array(SHROUT_FLEISS, dtype=float)
        found = icc_of(
            np.asarray(6.0), table.sum(axis=0), np.asarray((table**2).sum()), np.asarray((table.sum(axis=1) ** 2).sum())
        )
        assert round(float(found), 2) == 0.29
        assert float(found) == pytest.approx(slow_icc(SHROUT_FLEISS), abs=1e-12)

    def test_alpha_of_krippendorff_with_ratings_missing(self) -> None:
        table = krippendorff_table()
        steps = np.arange(5.0)
        interval = (steps[:, None] - steps) ** 2
        assert round(float(alpha(table, 1 - np.eye(5))), 3) == 0.743
        assert round(float(alpha(table, ordinal(table))), 3) == 0.815
        assert round(float(alpha(table, interval)), 3) == 0.849

    def test_weighted_kappa_of_two_radiologists(self) -> None:
        """Two radiologists, 85 mammograms, four levels (Boyd, in Altman 1991, "Practical statistics", p. 403)."""
        table = np.array([[21, 12, 0, 0], [4, 17, 1, 0], [3, 9, 15, 2], [0, 0, 0, 1]], dtype=float)
        assert round(float(exact(table)), 3) == 0.635
        assert round(float(weighted_kappa(table)), 2) == 0.67


class TestAgainstAnIndependentLibrary:
    """nltk.metrics.agreement, and a slow reference for what it does not have, to 1e-9."""

    @given(pairs_of_levels)
    def test_weighted_kappa(self, pairs: list[tuple[int, int]]) -> None:
        table = table_of(pairs)
        assume(not np.isnan(weighted_kappa(table)))
        task = nltk_task(pairs, lambda one, other: (one - other) ** 2)
        assert float(weighted_kappa(table)) == pytest.approx(task.weighted_kappa(), abs=1e-9)

    @given(pairs_of_levels)
    def test_alpha_of_intervals_by_counts_and_by_sums(self, pairs: list[tuple[int, int]]) -> None:
        assume(len({level for pair in pairs for level in pair}) > 1)
        expected = nltk_task(pairs, interval_distance).alpha()
        assert float(alpha(coincidences(table_of(pairs)), SQUARES)) == pytest.approx(expected, abs=1e-9)
        assert float(alpha_of_values(sums(pairs))) == pytest.approx(expected, abs=1e-9)

    @given(pairs_of_levels)
    def test_alpha_of_ordered_levels(self, pairs: list[tuple[int, int]]) -> None:
        given_ = [level for pair in pairs for level in pair]
        assume(len(set(given_)) > 1)

        def apart(one: float, other: float) -> float:
            low, high = sorted((one, other))
            between = sum(low <= level <= high for level in given_)
            return float((between - (given_.count(int(low)) + given_.count(int(high))) / 2) ** 2) if low < high else 0.0

        coincidence = coincidences(table_of(pairs))
        expected = nltk_task(pairs, apart).alpha()
        assert float(alpha(coincidence, ordinal(coincidence))) == pytest.approx(expected, abs=1e-9)

    @given(pairs_of_levels)
    def test_icc(self, pairs: list[tuple[int, int]]) -> None:
        found = float(icc(sums_of(table_of(pairs))))
        assume(not np.isnan(found))
        assert found == pytest.approx(slow_icc(pairs), abs=1e-9)
        assert float(icc(sums(pairs))) == pytest.approx(found, abs=1e-9)

    @pytest.mark.parametrize("seed", range(3))
    def test_ten_thousand_random_ratings(self, seed: int) -> None:
        random = np.random.default_rng(seed)
        first = random.integers(1, 5, 10_000)
        second = np.clip(first + random.integers(-2, 3, 10_000), 1, 4)
        pairs = list(zip(first.tolist(), second.tolist(), strict=True))
        table = table_of(pairs)
        task = nltk_task(pairs, lambda one, other: (one - other) ** 2)
        assert float(weighted_kappa(table)) == pytest.approx(task.weighted_kappa(), abs=1e-9)
        assert float(alpha(coincidences(table), SQUARES)) == pytest.approx(task.alpha(), abs=1e-9)
        assert float(icc(sums_of(table))) == pytest.approx(slow_icc(pairs), abs=1e-9)
        assert float(exact(table)) == pytest.approx(float((first == second).mean()), abs=1e-12)
        assert float(within_one(table)) == pytest.approx(float((abs(first - second) <= 1).mean()), abs=1e-12)


class TestWhatMustNotMatter:
    """Invariances."""

    @given(pairs_of_levels)
    def test_the_order_of_turns_and_of_raters(self, pairs: list[tuple[int, int]]) -> None:
        turned = [(second, first) for first, second in reversed(pairs)]
        for one in (exact, within_one, weighted_kappa, lambda table: icc(sums_of(table))):
            assert float(one(table_of(pairs))) == pytest.approx(float(one(table_of(turned))), abs=1e-9, nan_ok=True)

    @given(pairs_of_levels)
    def test_another_zero_of_the_scale(self, pairs: list[tuple[int, int]]) -> None:
        moved = [(first + 3, second + 3) for first, second in pairs]
        for one in (icc, alpha_of_values):
            assert float(one(sums(pairs))) == pytest.approx(float(one(sums(moved))), abs=1e-7, nan_ok=True)

    @given(pairs_of_levels)
    def test_several_tables_at_once(self, pairs: list[tuple[int, int]]) -> None:
        one, other = table_of(pairs), table_of([(1, 2), (3, 3), (4, 2)])
        both = np.stack([one, other])
        for coefficient in (exact, weighted_kappa, lambda table: icc(sums_of(table))):
            assert np.allclose(
                coefficient(both), [float(coefficient(one)), float(coefficient(other))], equal_nan=True, atol=1e-12
            )

    @given(pairs_of_levels)
    def test_full_agreement_is_one_and_nothing_is_above_it(self, pairs: list[tuple[int, int]]) -> None:
        same = [(first, first) for first, _ in pairs]
        for table, at_least in ((table_of(pairs), -np.inf), (table_of(same), 1.0)):
            coincidence = coincidences(table)
            for one in (weighted_kappa(table), alpha(coincidence, ordinal(coincidence)), icc(sums_of(table))):
                assert np.isnan(one) or at_least - 1e-12 <= float(one) <= 1 + 1e-12


@pytest.mark.parametrize("pairs", [[], [(2, 2)], [(3, 3)] * 40])
def test_without_variance_there_is_no_coefficient(pairs: list[tuple[int, int]]) -> None:
    table = table_of(pairs)
    coincidence = coincidences(table)
    for one in (weighted_kappa(table), alpha(coincidence, ordinal(coincidence)), icc(sums_of(table))):
        assert np.isnan(one)


def test_equal_means_with_the_noise_of_thirds_have_no_variance() -> None:
    third = [(7 / 3, 7 / 3)] * 997
    assert np.isnan(alpha_of_values(sums(third)))
    assert np.isnan(icc(sums(third)))


def test_the_squares_of_all_pairs_of_levels() -> None:
    """A control: a coefficient that took no account of distance would not tell these two apart."""
    near = table_of([(1, 2), (2, 1), (3, 4), (4, 3)] * 3 + [(one, one) for one in (1, 2, 3, 4)])
    far = table_of([(1, 4), (4, 1), (2, 3), (3, 2)] * 3 + [(one, one) for one in (1, 2, 3, 4)])
    assert exact(near) == exact(far)
    assert weighted_kappa(near) > weighted_kappa(far)
    assert all(SQUARES[a, b] == (a - b) ** 2 for a, b in product(range(4), repeat=2))
