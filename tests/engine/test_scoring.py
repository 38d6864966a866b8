"""A score compares what was done with the best that was offered, and never mixes harm into it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.engine.attempt import Step, advance, begin
from simulator.engine.rubric import PRINCIPLES, Level
from simulator.engine.scenario import Response
from simulator.engine.scoring import TOO_FEW, Mark, Score, marks, score
from tests.engine.making import case, ending, rated, reply, scene, so

HARMFUL, MISSED, HELPFUL, ADVANCED = Level
LEVELS = st.sampled_from(Level)


def turn(*responses: Response, **gauges: int) -> Step:
    """The first response, chosen in a scene that has all of these."""
    scenario = case(scene("door", *responses), ending("end"))
    return advance(scenario, begin(scenario, gauges), responses[0].slug)


def option(slug: str, level: Level = HELPFUL, principle: str = "attunement") -> Response:
    """A response with one rating."""
    return reply(slug, "end", ratings=[rated(level, principle)])


def attuned(*levels: tuple[Level, Level]) -> Score:
    """The score on attunement of turns with these levels and best levels."""
    return score([Mark("attunement", level, best)] for level, best in levels)[0]


def test_the_mark_of_a_turn_has_its_level_and_the_best_that_was_offered() -> None:
    step = turn(option("a", MISSED), option("b", HARMFUL), option("c", HELPFUL))
    assert marks(step) == (Mark("attunement", MISSED, HELPFUL),)
    assert marks(turn(option("a", ADVANCED), option("b"))) == (Mark("attunement", ADVANCED, ADVANCED),)


def test_a_response_that_was_hidden_does_not_raise_what_was_allowed() -> None:
    hidden = replace(option("b", ADVANCED), when=so("safeness", "at least", 4))
    assert marks(turn(option("a"), hidden, safeness=3)) == (Mark("attunement", HELPFUL, HELPFUL),)
    assert marks(turn(option("a"), hidden, safeness=4)) == (Mark("attunement", HELPFUL, ADVANCED),)


def test_every_principle_in_play_is_marked_by_itself() -> None:
    both = reply("a", "end", ratings=[rated(ADVANCED), rated(HARMFUL, "titration")])
    other = reply("b", "end", ratings=[rated(MISSED), rated(HELPFUL, "titration")])
    assert marks(turn(both, other)) == (Mark("attunement", ADVANCED, ADVANCED), Mark("titration", HARMFUL, HELPFUL))


def test_a_principle_that_another_response_does_not_show_is_compared_with_those_that_do() -> None:
    assert marks(turn(option("a", MISSED), option("b", ADVANCED, "titration"))) == (Mark("attunement", MISSED, MISSED),)


def test_a_score_is_points_earned_of_points_allowed() -> None:
    found = attuned((HARMFUL, ADVANCED), (MISSED, HELPFUL), (HELPFUL, ADVANCED), (ADVANCED, ADVANCED), (MISSED, MISSED))
    assert found == Score("attunement", points=3, allowed=7, turns=5, harmful=1)
    assert found.percent == 43


def test_nothing_better_than_helpful_on_offer_costs_nothing() -> None:
    assert attuned((HELPFUL, HELPFUL), (HELPFUL, HELPFUL), (HELPFUL, HELPFUL)).percent == 100


def test_scores_stand_in_the_order_of_the_rubric_whatever_came_first() -> None:
    turns = [[Mark("fierce-compassion", HELPFUL, ADVANCED), Mark("titration", MISSED, MISSED)]]
    assert score(turns) == (
        Score("attunement", 0, 0, 0, 0),
        Score("titration", 0, 0, 1, 0),
        Score("fierce-compassion", 1, 2, 1, 0),
    )
    assert [found.principle for found in score([])] == list(PRINCIPLES)


def test_where_nothing_was_allowed_there_is_no_percentage_and_no_verdict() -> None:
    found = attuned(*[(MISSED, MISSED)] * 5)
    assert (found.turns, found.percent, found.word) == (5, None, TOO_FEW)


@pytest.mark.parametrize(
    ("points", "allowed", "percent"),
    [(0, 7, 0), (7, 7, 100), (1, 8, 13), (3, 8, 38), (1, 200, 1), (1, 201, 0), (1, 3, 33), (2, 3, 67), (199, 200, 100)],
)
def test_per_cents_are_rounded_with_halves_up(points: int, allowed: int, percent: int) -> None:
    assert Score("attunement", points, allowed, 5, 0).percent == percent


@pytest.mark.parametrize(
    ("percent", "word"),
    [
        (0, "seldom yet"),
        (24, "seldom yet"),
        (25, "at times"),
        (49, "at times"),
        (50, "often"),
        (74, "often"),
        (75, "steadily"),
        (100, "steadily"),
    ],
)
def test_a_score_is_said_in_words_by_quarters(percent: int, word: str) -> None:
    assert Score("attunement", percent, 100, 3, 0).word == word


def test_fewer_than_three_turns_are_too_few_to_say_anything() -> None:
    assert [Score("attunement", 2, 2, turns, 0).word for turns in (0, 1, 2, 3)] == [*[TOO_FEW] * 3, "steadily"]
    assert TOO_FEW == "too few moments to say"


def test_harm_is_counted_apart_and_costs_exactly_what_a_missed_moment_costs() -> None:
    harmed = attuned((HARMFUL, ADVANCED), (HARMFUL, HELPFUL), (ADVANCED, ADVANCED))
    missed = attuned((MISSED, ADVANCED), (MISSED, HELPFUL), (ADVANCED, ADVANCED))
    assert (harmed.harmful, missed.harmful) == (2, 0)
    assert harmed._replace(harmful=0) == missed


@given(st.lists(st.lists(st.builds(Mark, st.sampled_from(list(PRINCIPLES)), LEVELS, LEVELS), max_size=3), max_size=12))
def test_no_harm_is_lost_and_no_score_leaves_its_range(turns: list[list[Mark]]) -> None:
    fair = [[mark._replace(best=max(mark.level, mark.best)) for mark in turn] for turn in turns]
    found = score(fair)
    assert sum(one.harmful for one in found) == sum(mark.level is HARMFUL for turn in fair for mark in turn)
    assert sum(one.turns for one in found) == sum(map(len, fair))
    for one in found:
        assert 0 <= one.points <= one.allowed <= 2 * one.turns
        assert one.percent is None if one.allowed == 0 else 0 <= (one.percent or 0) <= 100


@given(st.lists(st.tuples(LEVELS, LEVELS), min_size=1, max_size=12), st.data())
def test_a_better_response_never_lowers_a_score(levels: list[tuple[Level, Level]], data: st.DataObject) -> None:
    turns = [(min(pair), max(pair)) for pair in levels]
    place = data.draw(st.integers(0, len(turns) - 1))
    level, best = turns[place]
    better = data.draw(st.sampled_from([one for one in Level if level <= one <= best]))
    improved = [*turns[:place], (better, best), *turns[place + 1 :]]
    assert (attuned(*improved).percent or 0) >= (attuned(*turns).percent or 0)
    assert attuned(*improved).harmful <= attuned(*turns).harmful
