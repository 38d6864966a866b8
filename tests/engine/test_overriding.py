"""Scores from a supervisor's ratings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.engine.overriding import NOT_IN_PLAY, overridden, rescored
from simulator.engine.rubric import PRINCIPLES, Level
from simulator.engine.scoring import Mark, Score, score

HARMFUL, MISSED, HELPFUL, ADVANCED = Level
TURNS = {
    1: (Mark("attunement", MISSED, ADVANCED), Mark("titration", HELPFUL, HELPFUL)),
    2: (Mark("attunement", HELPFUL, ADVANCED),),
    3: (Mark("titration", HARMFUL, HELPFUL), Mark("fierce-compassion", ADVANCED, ADVANCED)),
}
LEVELS = st.dictionaries(
    st.tuples(st.integers(1, 5), st.sampled_from(list(PRINCIPLES))), st.integers(NOT_IN_PLAY, ADVANCED)
)


def of(found: tuple[Score, ...], principle: str) -> Score:
    return next(one for one in found if one.principle == principle)


def test_where_a_supervisor_says_nothing_the_scores_are_those_of_the_case() -> None:
    assert rescored(TURNS, {}) == score(TURNS.values())


def test_a_supervisors_level_takes_the_place_of_the_cases_and_what_was_offered_stays() -> None:
    found = rescored(TURNS, {(1, "attunement"): ADVANCED})
    assert of(found, "attunement") == Score("attunement", 2 + 1, 2 + 2, 2, 0)
    assert of(found, "titration") == of(score(TURNS.values()), "titration")


def test_a_lower_level_costs_what_the_case_had_given() -> None:
    assert of(rescored(TURNS, {(2, "attunement"): MISSED}), "attunement") == Score("attunement", 0, 4, 2, 0)


def test_a_level_above_the_best_that_was_offered_raises_what_could_be_earned() -> None:
    found = of(rescored(TURNS, {(1, "titration"): ADVANCED}), "titration")
    assert found == Score("titration", 2 + 0, 2 + 1, 2, 1)
    assert found.points <= found.allowed


def test_harm_that_a_supervisor_sees_is_counted_and_harm_they_do_not_see_is_not() -> None:
    assert of(rescored(TURNS, {(1, "titration"): HARMFUL}), "titration").harmful == 2
    assert of(rescored(TURNS, {(3, "titration"): MISSED}), "titration").harmful == 0


def test_what_was_not_in_play_for_a_supervisor_does_not_count() -> None:
    found = rescored(TURNS, {(3, "titration"): NOT_IN_PLAY})
    assert of(found, "titration") == Score("titration", 1, 1, 1, 0)
    assert of(rescored(TURNS, {(3, "fierce-compassion"): NOT_IN_PLAY}), "fierce-compassion").turns == 0


def test_not_in_play_where_the_case_says_so_too_changes_nothing() -> None:
    assert rescored(TURNS, {(2, "titration"): NOT_IN_PLAY}) == score(TURNS.values())


@pytest.mark.parametrize(("level", "points", "allowed"), [(HARMFUL, 0, 1), (MISSED, 0, 1), (HELPFUL, 1, 1), (4, 2, 2)])
def test_where_only_the_supervisor_saw_a_principle_helpful_or_more_could_be_earned(
    level: int, points: int, allowed: int
) -> None:
    found = of(rescored({2: TURNS[2]}, {(2, "titration"): level}), "titration")
    assert (found.points, found.allowed, found.turns, found.harmful) == (points, allowed, 1, level == HARMFUL)


def test_levels_of_turns_that_do_not_count_change_nothing() -> None:
    assert rescored(TURNS, {(9, "attunement"): HARMFUL}) == score(TURNS.values())


def test_the_marks_stay_in_the_order_of_the_rubric() -> None:
    marks = overridden(3, TURNS[3], {(3, "attunement"): HELPFUL})
    assert [mark.principle for mark in marks] == list(PRINCIPLES)


@pytest.mark.parametrize("level", [-1, 5])
def test_a_level_that_is_none_is_refused(level: int) -> None:
    with pytest.raises(ValueError, match=str(level)):
        rescored(TURNS, {(1, "attunement"): level})


def test_nothing_that_was_given_is_changed() -> None:
    before = dict(TURNS)
    levels = {(1, "attunement"): 4}
    rescored(TURNS, levels)
    assert before == TURNS
    assert levels == {(1, "attunement"): 4}


@given(LEVELS)
def test_nobody_ever_earns_more_than_could_be_earned(levels: dict[tuple[int, str], int]) -> None:
    found = rescored(TURNS, levels)
    assert [one.principle for one in found] == list(PRINCIPLES)
    for one in found:
        assert 0 <= one.points <= one.allowed
        assert 0 <= one.harmful <= one.turns <= len(TURNS)


@given(LEVELS)
def test_levels_of_one_principle_never_move_another(levels: dict[tuple[int, str], int]) -> None:
    alone = {key: level for key, level in levels.items() if key[1] == "attunement"}
    found, untouched = rescored(TURNS, alone), score(TURNS.values())
    assert [of(found, name) for name in ("titration", "fierce-compassion")] == [
        of(untouched, name) for name in ("titration", "fierce-compassion")
    ]


@given(LEVELS)
def test_giving_the_levels_of_the_case_again_changes_nothing(levels: dict[tuple[int, str], int]) -> None:
    same = {(seq, mark.principle): int(mark.level) for seq, marks in TURNS.items() for mark in marks}
    assert rescored(TURNS, {key: same[key] for key in levels if key in same}) == score(TURNS.values())
