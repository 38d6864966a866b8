"""A case can be played without a person, the same way each time."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.engine.attempt import advance, begin
from simulator.engine.policy import MOST_TURNS, Endless, at_random, best, play, weight, worst
from simulator.engine.rubric import Level
from simulator.engine.scenario import Response, Scenario
from simulator.engine.state import State
from tests.engine.invention import invent
from tests.engine.making import case, ending, rated, reply, scene, so

HARMFUL, MISSED, HELPFUL, ADVANCED = Level


def option(slug: str, target: str, *levels: Level) -> Response:
    """A response with these levels."""
    names = ("attunement", "titration")
    return reply(slug, target, ratings=[rated(level, name) for level, name in zip(levels, names, strict=False)])


def chain(length: int) -> Scenario:
    """A case of so many scenes in a row, each with four ways to the next."""
    return case(
        *(
            scene(f"s{number}", *(option(f"r{number}-{letter}", f"s{number + 1}", HELPFUL) for letter in "abcd"))
            for number in range(length)
        ),
        ending(f"s{length}"),
    )


CASE = case(
    scene(
        "door",
        option("middling", "end", MISSED, HELPFUL),
        option("finest", "room", HELPFUL, ADVANCED),
        option("as-fine", "end", ADVANCED, HELPFUL),
        option("poor", "room", HARMFUL, MISSED),
        option("as-poor", "end", MISSED, HARMFUL),
        replace(option("hidden-finest", "end", ADVANCED, ADVANCED), when=so("safeness", "at least", 9)),
        replace(option("hidden-poorest", "end", HARMFUL, HARMFUL), when=so("safeness", "at least", 9)),
    ),
    scene("room", option("well", "end", ADVANCED), option("badly", "other-end", HARMFUL)),
    ending("end"),
    ending("other-end"),
)


def test_the_weight_of_a_response_is_the_sum_of_its_levels() -> None:
    assert weight(option("a", "end", HARMFUL, ADVANCED)) == 5


def test_best_takes_the_highest_levels_on_offer_and_of_equals_the_first_in_the_file() -> None:
    steps = play(CASE, best)
    assert [step.response.slug for step in steps] == ["finest", "well"]
    assert steps[-1].state.scene == "end"


def test_worst_takes_the_lowest_levels_on_offer_and_of_equals_the_first_in_the_file() -> None:
    steps = play(CASE, worst)
    assert [step.response.slug for step in steps] == ["poor", "badly"]
    assert steps[-1].state.scene == "other-end"


def test_play_can_begin_in_a_later_state() -> None:
    start = begin(CASE, {"safeness": 9})
    assert [step.response.slug for step in play(CASE, best, start)] == ["hidden-finest"]
    assert play(CASE, best, State("end", start.gauges)) == []


def test_playing_at_random_is_the_same_for_the_same_seed_and_differs_between_seeds() -> None:
    scenario = chain(20)
    plays = [[step.response.slug for step in play(scenario, at_random(seed))] for seed in range(20)]
    assert plays == [[step.response.slug for step in play(scenario, at_random(seed))] for seed in range(20)]
    assert len({tuple(one) for one in plays}) == 20
    assert {slug[-1] for one in plays for slug in one} == set("abcd")


def test_a_loop_that_a_policy_never_leaves_is_endless() -> None:
    loop = scene("door", option("stay", "door", ADVANCED), option("leave", "end", MISSED))
    with pytest.raises(Endless, match="a-case: no ending after 500 turns"):
        play(case(loop, ending("end")), best)
    assert len(play(case(loop, ending("end")), worst)) == 1


def test_an_ending_in_the_last_turn_allowed_is_still_an_ending() -> None:
    assert len(play(chain(MOST_TURNS), best)) == MOST_TURNS == 500
    with pytest.raises(Endless):
        play(chain(MOST_TURNS + 1), best)


@given(st.integers(0, 2**32), st.integers(0, 2**32))
def test_a_play_is_a_chain_of_steps_of_the_engine(seed: int, way: int) -> None:
    scenario = invent(seed, plain=True)
    try:
        steps = play(scenario, at_random(way))
    except (Endless, IndexError):  # a senseless case may have loops, and scenes in which nothing is offered
        return
    state = begin(scenario)
    for step in steps:
        assert step == advance(scenario, state, step.response.slug)
        state = step.state
    assert scenario.scene_by_slug[state.scene].ending
