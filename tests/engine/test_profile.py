"""How sure a score is, what is met, what follows harm; figures checked against published or hand-made ones."""

from __future__ import annotations

import pytest

from simulator.engine.profile import (
    Interval,
    PlayedTurn,
    Reached,
    change,
    harms,
    paired,
    point,
    quartiles,
    standing,
    t_point,
    word,
)
from simulator.engine.rubric import Level
from simulator.engine.scoring import Mark, Score

HARMFUL, MISSED, HELPFUL, ADVANCED = Level


def score(points: int, allowed: int, turns: int) -> Score:
    return Score("attunement", points, allowed, turns, 0)


def turn(
    seq: int, level: Level, *, parent: int | None = None, counted: bool = True, safeness: int | None = 3, also: str = ""
) -> PlayedTurn:
    reached = (Reached(also, level),) if also else ()
    before = seq - 1 if parent is None else parent
    return PlayedTurn(seq, before, counted, (Mark("titration", level, ADVANCED),), reached, safeness)


def attuned(seq: int) -> PlayedTurn:
    return turn(seq, HELPFUL)._replace(marks=(Mark("attunement", HELPFUL, HELPFUL),))


def followed(*turns: PlayedTurn) -> list[str]:
    return [one.followed for one in harms(turns)]


def test_the_interval_is_wilsons() -> None:
    # 15 of 15 and 7 of 10 after Wilson: 0.796-1, 0.397-0.892
    assert point(score(15, 15, 15)).interval == Interval(79, 100)
    assert point(score(7, 10, 10)).interval == Interval(39, 90)


def test_two_points_of_a_moment_do_not_make_a_score_surer_than_the_moment() -> None:
    assert point(score(14, 20, 10)).interval == point(score(7, 10, 10)).interval


def test_below_three_moments_nothing_is_said() -> None:
    assert point(score(4, 4, 2)).interval is None
    assert point(score(4, 4, 2)).words == ("too few moments to say",) * 2
    assert point(score(0, 0, 5)).interval is None
    assert point(score(6, 6, 3)).interval is not None


def test_few_moments_span_many_words_and_many_moments_one() -> None:
    assert point(score(3, 5, 5)).words == ("seldom yet", "steadily")
    assert point(score(190, 200, 200)).words == ("steadily", "steadily")


@pytest.mark.parametrize(
    ("percent", "said"), [(0, "seldom yet"), (24, "seldom yet"), (25, "at times"), (50, "often"), (75, "steadily")]
)
def test_a_share_is_said_in_the_words_of_a_score(percent: int, said: str) -> None:
    assert word(percent) == said


def test_a_change_is_called_one_only_where_it_is_clear() -> None:
    assert change(score(1, 10, 10), score(9, 10, 10)) == "higher"
    assert change(score(9, 10, 10), score(1, 10, 10)) == "lower"
    assert change(score(4, 10, 10), score(6, 10, 10)) == "no clear change"
    assert change(score(0, 4, 2), score(10, 10, 10)) == "too few moments to say"
    # 56 of 70 against 48 of 80, Newcombe 1998 table II: 0.0524 to 0.3339
    assert change(score(48, 80, 80), score(56, 70, 70)) == "higher"


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([], "not practised yet"),
        ([HELPFUL], "not yet met"),
        ([HELPFUL, ADVANCED], "met"),
        ([HELPFUL, HELPFUL, HELPFUL, MISSED, MISSED], "not yet met"),
        ([MISSED, MISSED, HELPFUL, HARMFUL, ADVANCED], "met"),
    ],
)
def test_a_criterion_is_met_when_two_of_the_last_three_moments_were_helpful(levels: list[Level], expected: str) -> None:
    assert standing("reads-cues", levels).standing == expected


def test_what_follows_harm_is_told_in_the_order_of_its_weight() -> None:
    harm = turn(1, HARMFUL, safeness=2)
    assert followed(harm) == ["ended"]
    assert followed(harm, turn(2, MISSED, safeness=2)) == ["open"]
    assert followed(harm, turn(2, MISSED, safeness=3)) == ["safer"]
    assert followed(harm, turn(2, MISSED, safeness=3), attuned(3)) == ["attuned"]
    assert followed(harm, attuned(2), turn(3, HELPFUL, also="owns-the-rupture")) == ["owned"]
    assert followed(harm, turn(2, HELPFUL, parent=0, counted=False), attuned(3)) == ["tried again"]
    assert followed(harm, turn(2, MISSED, parent=0, counted=False)) == ["open"]


def test_a_repair_comes_within_three_moments() -> None:
    late = [turn(seq, MISSED, safeness=2) for seq in (2, 3, 4)]
    assert followed(turn(1, HARMFUL, safeness=2), *late, attuned(5)) == ["open"]
    assert followed(turn(1, HARMFUL, safeness=2), *late[:2], attuned(4)) == ["attuned"]


def test_a_second_try_that_harms_is_no_harm_that_counts() -> None:
    assert followed(turn(1, HELPFUL), turn(2, HARMFUL, parent=0, counted=False)) == []


def test_a_case_without_safeness_can_be_told_too() -> None:
    assert followed(turn(1, HARMFUL, safeness=None), turn(2, MISSED, safeness=None)) == ["open"]


@pytest.mark.parametrize(("freedom", "expected"), [(4, 2.776), (5, 2.571), (10, 2.228), (30, 2.042), (120, 1.980)])
def test_the_points_of_students_t_are_those_of_the_tables(freedom: int, expected: float) -> None:
    assert t_point(freedom) == pytest.approx(expected, abs=0.0015)


def test_people_are_compared_with_themselves() -> None:
    found = paired([10.0, 20.0, 15.0, 5.0, 25.0])
    assert found.number == 5
    assert found.mean == pytest.approx(15.0)
    assert found.low == pytest.approx(5.18, abs=0.02)
    assert found.high == pytest.approx(24.82, abs=0.02)
    assert found.change == "higher"
    assert paired([-one for one in (10.0, 20.0, 15.0, 5.0, 25.0)]).change == "lower"
    assert paired([10.0, -20.0, 15.0, -5.0, 1.0]).change == "no clear change"
    assert paired([0.0] * 5) == (5, 0.0, 0.0, 0.0)
    assert paired([10.0] * 4) == (4, None, None, None)


def test_a_spread_needs_five_people_and_is_rounded() -> None:
    assert quartiles([12, 34, 56, 78]) is None
    assert quartiles([12, 34, 56, 78, 91]) == (30, 60, 80)
