"""How supervisors rate a calibration set, and whether that changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.engine.drift import FEWEST, NO_DRIFT, Drift, Round, drift

LEVELS = st.dictionaries(st.integers(1, 12), st.integers(0, 4))


def test_nobody_is_compared_with_themselves() -> None:
    here = Round({"ilse": {1: 4, 2: 2}, "max": {1: 2, 2: 2}, "ada": {1: 3}})
    assert here.from_others("ilse") == {1: 1.5, 2: 0.0}
    assert here.from_others("ada") == {1: 0.0}
    assert Round({"ilse": {1: 4}}).from_others("ilse") == {}


def test_what_is_not_in_play_enters_no_figure() -> None:
    here = Round({"ilse": {1: 4, 2: 0}, "max": {1: 0, 2: 3}})
    assert here.from_others("ilse") == {} == here.from_others("max")
    assert here.from_case("ilse", {1: 0, 2: 3}) == {}
    assert here.standing("ilse", {1: 2}).ratings == 1


def test_a_rater_stands_beside_the_others_and_the_case() -> None:
    here = Round({"ilse": {1: 4, 2: 3, 3: 1, 4: 2}, "max": {1: 3, 2: 3, 3: 3}})
    found = here.standing("ilse", {1: 4, 2: 2, 3: 3})
    assert (found.ratings, found.beside_others, found.beside_case) == (4, 3, 3)
    assert found.from_others == pytest.approx((1 + 0 - 2) / 3)
    assert found.from_case == pytest.approx((0 + 1 - 2) / 3)
    assert found.exact == pytest.approx(1 / 3)
    assert found.within_one == pytest.approx(2 / 3)
    assert not found.enough


def test_somebody_who_rated_nothing_has_no_figures() -> None:
    assert Round({"ilse": {1: 2}}).standing("max", {1: 2})[1:] == (0, None, 0, None, None, None)


def test_drift_is_taken_over_the_moments_of_both_rounds() -> None:
    first = dict.fromkeys(range(FEWEST), 0.0) | {99: 3.0}
    last = dict.fromkeys(range(FEWEST), 0.5) | {98: -3.0}
    found = drift([first, {}, last])
    assert found == Drift(FEWEST, 0.0, 0.5)
    assert (found.change, found.course) == (0.5, "higher")
    assert drift([last, first]).course == "lower"
    assert drift([first, dict.fromkeys(range(FEWEST), 0.2)]).course == "steady"


def test_of_too_few_moments_nothing_is_said() -> None:
    few = dict.fromkeys(range(FEWEST - 1), 0.0)
    found = drift([few, dict.fromkeys(few, 3.0)])
    assert (found.change, found.course) == (None, "too little")
    assert found.moments == FEWEST - 1


def test_a_single_round_has_no_drift() -> None:
    assert drift([{1: 1.0}, {}]) == NO_DRIFT == drift([]) == drift([{1: 1.0}, {2: 1.0}])


@given(st.dictionaries(st.sampled_from("abcd"), LEVELS, min_size=2), LEVELS)
def test_figures_stay_on_their_scales(given_levels: dict[str, dict[int, int]], case: dict[int, int]) -> None:
    here = Round(given_levels)
    for rater in here.raters:
        found = here.standing(rater, case)
        for value in (found.from_others, found.from_case):
            assert value is None or -3 <= value <= 3
        assert found.exact is None or found.within_one is None or 0 <= found.exact <= found.within_one <= 1


@given(st.tuples(LEVELS, LEVELS))
def test_two_raters_are_as_far_above_each_other_as_below(levels: tuple[dict[int, int], dict[int, int]]) -> None:
    here = Round(dict(zip("ab", levels, strict=True)))
    assert here.from_others("a") == {moment: -value for moment, value in here.from_others("b").items()}
