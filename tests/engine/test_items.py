"""Item analysis: checked against examples worked out by hand."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from simulator.engine.items import (
    FEWEST_FOR_KELLEY,
    KELLEY,
    LOWER,
    MIDDLE,
    PAUSE_SECONDS,
    UPPER,
    Analysis,
    Count,
    Play,
    Times,
    Turn,
    analyse,
)
from simulator.engine.rubric import Level
from simulator.engine.scoring import Mark

MISSED, HELPFUL, ADVANCED = Level.MISSED, Level.HELPFUL, Level.ADVANCED
LEVELS = (MISSED, HELPFUL, ADVANCED)


def turn(seq: int, scene: str, points: int, *, seconds: float = 10, parent: int | None = None, to: str = "") -> Turn:
    """An answer that earns so many of two points on attunement; the response is called after them."""
    marks = (Mark("attunement", LEVELS[points], ADVANCED),)
    return Turn(seq, seq - 1 if parent is None else parent, scene, f"r{points}", to or "next", marks, seconds)


def play(person: str, *points: int, ending: str = "end") -> Play:
    """An attempt that earns these points in scenes a, b, c, …"""
    turns = [turn(seq, scene, one) for seq, (scene, one) in enumerate(zip("abcdef", points, strict=False), 1)]
    return Play(person, turns, ending)


def of(*points: Sequence[int]) -> Analysis:
    """The analysis of attempts by different people."""
    return analyse([play(f"p{number}", *one) for number, one in enumerate(points)])


def test_the_classical_measures_agree_with_an_example_worked_out_by_hand() -> None:
    # Five people, three items, points of two each:     a  b  c   rest of a
    found = of((2, 2, 2), (2, 1, 2), (1, 1, 1), (1, 0, 1), (0, 0, 0))
    item = found.items["a"]
    assert item.difficulty == pytest.approx((2 + 2 + 1 + 1 + 0) / 10)
    # a: 1 1 .5 .5 0, mean .6; rest: 1 .75 .5 .25 0, mean .5.
    # Products of deviations: .2 + .1 + 0 + .025 + .3 = .625 (x .4 .4 -.1 -.1 -.6; y .5 .25 0 -.25 -.5)
    products = 0.4 * 0.5 + 0.4 * 0.25 + 0 + 0.1 * 0.25 + 0.6 * 0.5
    squares = (0.16 + 0.16 + 0.01 + 0.01 + 0.36) * (0.25 + 0.0625 + 0 + 0.0625 + 0.25)
    assert item.discrimination == pytest.approx(products / math.sqrt(squares))
    assert round(item.discrimination or 0, 3) == 0.945


def test_with_one_point_to_be_had_difficulty_is_the_share_of_right_answers() -> None:
    marks = [(Mark("attunement", level, HELPFUL),) for level in (HELPFUL, HELPFUL, HELPFUL, MISSED)]
    plays = [Play(n, [Turn(1, 0, "a", "r", "end", one, 1)], "end") for n, one in enumerate(marks)]
    assert analyse(plays).items["a"].difficulty == 0.75


def test_difficulty_is_told_for_each_principle_and_leaves_out_where_nothing_was_to_be_had() -> None:
    marks = (Mark("attunement", ADVANCED, ADVANCED), Mark("titration", HELPFUL, ADVANCED))
    item = analyse([Play("p", [Turn(1, 0, "a", "r", "end", marks, 1)], "end")]).items["a"]
    assert item.by_principle == {"attunement": 1.0, "titration": 0.5}
    assert item.difficulty == 0.75
    nothing = (Mark("attunement", MISSED, MISSED),)
    item = analyse([Play("p", [Turn(1, 0, "a", "r", "end", nothing, 1)], "end")]).items["a"]
    assert (item.difficulty, item.by_principle) == (None, {})


def test_who_does_better_elsewhere_and_worse_here_makes_discrimination_negative() -> None:
    found = of((0, 2, 2), (0, 2, 1), (1, 1, 1), (2, 0, 1), (2, 0, 0))
    assert (found.items["a"].discrimination or 0) < -0.9


@pytest.mark.parametrize(
    "points",
    [
        [(2, 2)] * 8,  # all alike everywhere
        [(1, n % 3) for n in range(8)],  # all alike here
        [(n % 3, 1) for n in range(8)],  # all alike elsewhere
        [(n % 3,) for n in range(8)],  # nothing else was played
        [(0, 0), (2, 2)],  # too few
        [(2, 1)],  # one attempt
    ],
)
def test_discrimination_is_none_where_nothing_can_be_compared(points: list[tuple[int, ...]]) -> None:
    assert of(*points).items["a"].discrimination is None


def test_nothing_played_is_an_empty_analysis() -> None:
    found = analyse([])
    assert (found.plays, found.grouping, found.items, found.moves) == (Count(), None, {}, {})


def test_few_attempts_are_halved_and_upper_less_lower_is_their_difference() -> None:
    found = of(*[(2, 2)] * 5, *[(0, 1)] * 5)
    assert found.grouping is not None
    assert found.grouping.share == 0.5
    assert found.grouping.sizes == {UPPER: Count(5, 5), LOWER: Count(5, 5)}
    item = found.items["a"]
    assert item.grouped == {UPPER: {"r2": Count(5, 5)}, LOWER: {"r0": Count(5, 5)}}
    assert item.upper_lower == 1.0


def test_equal_scores_are_never_parted_between_the_halves() -> None:
    found = of(*[(2, 2)] * 8, *[(0, 1)] * 4)
    assert found.grouping is not None
    assert found.grouping.sizes == {UPPER: Count(8, 8), LOWER: Count(4, 4)}


def test_many_attempts_are_split_at_the_outer_27_per_cent() -> None:
    number = FEWEST_FOR_KELLEY
    spread = [(2 if n >= number - 100 else 1 if n >= 100 else 0, 1) for n in range(number)]
    found = of(*spread)
    assert found.grouping is not None
    assert found.grouping.share == KELLEY
    assert {group: count.number for group, count in found.grouping.sizes.items()} == {
        UPPER: 100,  # 81 would part equal scores
        MIDDLE: number - 200,
        LOWER: 100,
    }


@pytest.mark.parametrize("points", [[(1, 1)] * 20, [(n % 3, 1) for n in range(9)]])
def test_there_are_no_groups_of_people_who_are_all_alike_or_too_few(points: list[tuple[int, ...]]) -> None:
    found = of(*points)
    assert found.grouping is None
    assert found.items["a"].grouped == {}
    assert found.items["a"].upper_lower is None


def test_somebody_who_comes_twice_answers_twice_and_is_one_of_the_people() -> None:
    found = analyse([Play("p", [turn(1, "a", 2), turn(2, "b", 1), turn(3, "a", 0)], "end")])
    assert found.items["a"].answers == Count(2, 1)
    assert found.items["a"].chosen == {"r2": Count(1, 1), "r0": Count(1, 1)}
    assert found.items["a"].difficulty == 0.5
    assert found.plays == Count(1, 1)


def test_two_attempts_of_one_person_are_one_of_the_people() -> None:
    found = analyse([play("p", 2), play("p", 2), play("q", 2)])
    assert found.items["a"].chosen == {"r2": Count(3, 2)}
    assert found.endings == {"end": Count(3, 2)}


def test_a_second_answer_is_not_counted_but_told_as_going_back() -> None:
    back = [turn(1, "a", 0, to="x"), turn(2, "a", 2, parent=0, to="b"), turn(3, "b", 1)]
    found = analyse([Play("p", back, "end"), play("q", 2, 1)])
    item = found.items["a"]
    assert item.chosen == {"r0": Count(1, 1), "r2": Count(1, 1)}
    assert item.back == Count(1, 1)
    assert item.changes == {("r0", "r2"): Count(1, 1)}
    assert found.items["b"].back == Count(0, 0)
    assert found.moves == {("a", "x"): Count(1, 1), ("a", "next"): Count(1, 1), ("b", "next"): Count(2, 2)}


def test_times_are_quartiles_without_pauses() -> None:
    seconds = [10, 20, 30, 40, 50, PAUSE_SECONDS + 1]
    plays = [Play(n, [turn(1, "a", 1, seconds=one)], "end") for n, one in enumerate(seconds)]
    item = analyse(plays).items["a"]
    assert item.times == Times(20, 30, 40, 5)
    assert item.pauses == Count(1, 1)


def test_one_time_is_its_own_quartiles_and_none_is_none() -> None:
    assert analyse([play("p", 1)]).items["a"].times == Times(10, 10, 10, 1)
    away = analyse([Play("p", [turn(1, "a", 1, seconds=PAUSE_SECONDS * 2)], "end")])
    assert away.items["a"].times is None
