"""From pairs of ratings to figures: what is counted, intervals, and when there is too little."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.engine.bland_altman import limits, points
from simulator.engine.bootstrap import drawn, figure
from simulator.engine.comparing import FEWEST, Pair, compare
from tests.engine.test_agreement import sums


def random_pairs(attempts: int, turns: int = 6, seed: int = 1) -> list[Pair]:
    random = np.random.default_rng(seed)
    pairs = []
    for attempt in range(attempts):
        for turn in range(turns):
            first = int(random.integers(1, 5))
            second = int(np.clip(first + random.integers(-1, 2), 1, 4))
            pairs.append(Pair(attempt, turn, 0, 0, first, second))
    return pairs


def test_the_same_seed_gives_the_same_figures_and_another_one_other_intervals() -> None:
    pairs = random_pairs(20)
    one, again, other = (compare(pairs, 1, 300, seed)[0] for seed in (7, 7, 8))
    assert one == again
    assert one.turn["kappa"].value == other.turn["kappa"].value
    assert one.turn["kappa"] != other.turn["kappa"]


def test_every_draw_has_as_many_attempts_as_there_are() -> None:
    blocks = list(drawn(12, 100, (1, 2)))
    assert sum(map(len, blocks)) == 100
    assert all((block.sum(axis=1) == 12).all() for block in blocks)


def test_draws_in_many_blocks_are_as_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulator.engine.bootstrap.AT_ONCE", 50)
    assert [len(block) for block in drawn(12, 10, (1,))] == [4, 4, 2]


def test_an_interval_covers_what_is_so_about_as_often_as_it_says() -> None:
    """Attempts whose two ratings are the same with 0.7: of fifty samples nearly all intervals hold 0.7."""
    held = 0
    for seed in range(50):
        random = np.random.default_rng(seed)
        pairs = [
            Pair(attempt, turn, 0, 0, level, level if random.random() < 0.7 else level + 1)
            for attempt in range(40)
            for turn in range(5)
            for level in [int(random.integers(1, 4))]
        ]
        low, high = compare(pairs, 1, 200, seed)[0].turn["exact"][1:]
        assert low is not None
        assert high is not None
        held += low <= 0.7 <= high
    assert 42 <= held <= 50


def test_turns_of_one_attempt_count_together_so_that_intervals_are_wider() -> None:
    """A control of drawing attempts and not turns: where turns of an attempt are alike, attempts vary."""
    alike = [Pair(attempt, turn, 0, 0, 2, 2 + attempt % 2) for attempt in range(20) for turn in range(20)]
    apart = [Pair(20 * attempt + turn, 0, 0, 0, 2, 2 + attempt % 2) for attempt in range(20) for turn in range(20)]
    wide, narrow = (compare(pairs, 1, 400, 3)[0].turn["exact"] for pairs in (alike, apart))
    assert wide.value == narrow.value == 0.5
    assert (wide.high or 0) - (wide.low or 0) > 3 * ((narrow.high or 0) - (narrow.low or 0)) > 0


def test_not_in_play_is_told_apart_and_counts_for_no_level() -> None:
    pairs = [Pair(attempt, 1, 0, 0, 3, 3) for attempt in range(6)]
    pairs += [Pair(attempt, 2, 0, 0, 0, 4) for attempt in range(6)]
    pairs += [Pair(attempt, 3, 0, 0, 0, 0) for attempt in range(6)]
    found = compare(pairs, 1, 50, 1)[0]
    assert (found.attempts, found.turns, found.pairs, found.seen) == (6, 6, 6, 18)
    assert found.turn["play"].value == pytest.approx(2 / 3)
    assert found.turn["exact"].value == 1.0
    assert found.levels == (0, 0, 12, 0)
    assert found.turn["kappa"].value is None


def test_fewer_than_five_attempts_have_no_figure() -> None:
    found = compare(random_pairs(FEWEST - 1), 1, 50, 1)[0]
    assert (found.attempts, found.turn, found.attempt, found.points) == (4, {}, {}, ())
    assert compare(random_pairs(FEWEST), 1, 50, 1)[0].turn["exact"].value is not None
    never = [Pair(attempt, 1, 0, 0, 0, 0) for attempt in range(9)]
    assert compare(never, 1, 50, 1)[0].turn.keys() == {"play"}
    assert compare([], 2, 50, 1)[1].seen == 0


def test_an_attempt_is_compared_by_the_means_of_what_both_rated() -> None:
    pairs = [Pair(attempt, turn, 0, 0, first, second) for attempt in range(5) for turn, first, second in
             ((1, 1, 2), (2, 4, 4), (3, 4, 3), (4, 0, 1))]  # fmt: skip
    found = compare(pairs, 1, 20, 1)[0]
    assert found.attempt["exact"].value == 1.0  # 3 and 3
    assert found.attempt["bias"].value == pytest.approx(0.0)
    assert found.points == ((3.0, 0.0, 5),)


def test_progress_is_told_up_to_the_end() -> None:
    told: list[float] = []
    compare(random_pairs(6), 4, 10, 1, told.append)
    assert told == [0.25, 0.5, 0.75, 1.0]


class TestLimitsOfAgreement:
    """Bland and Altman."""

    def test_bias_and_limits_are_those_of_the_differences(self) -> None:
        pairs = [(3.0, 2.5), (2.0, 2.5), (4.0, 3.0), (1.5, 1.0)]
        differences = np.array([0.5, -0.5, 1.0, 0.5])
        bias, lower, upper = map(float, limits(sums(pairs)))
        assert bias == pytest.approx(differences.mean())
        assert upper - bias == pytest.approx(1.96 * differences.std(ddof=1))
        assert bias - lower == pytest.approx(upper - bias)

    def test_one_pair_has_none(self) -> None:
        assert all(np.isnan(one) for one in limits(sums([(2.0, 3.0)])))

    def test_points_that_fall_together_are_counted(self) -> None:
        x, y = np.array([3.0, 3.02, 1.0]), np.array([2.0, 2.0, 1.0])
        assert points(x, y) == ((1.0, 0.0, 1), (2.5, 1.0, 2))


def test_a_figure_that_most_draws_do_not_have_gets_no_interval() -> None:
    draws = np.array([0.5] * 8 + [np.nan] * 2)
    assert figure(0.5, draws) == (0.5, None, None)
    assert figure(float("nan"), draws) == (None, None, None)
