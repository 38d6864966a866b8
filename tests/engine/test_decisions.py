"""Decisions that decide little are found, and ways to endings are counted."""

from __future__ import annotations

from collections import Counter

from hypothesis import assume, given
from hypothesis import strategies as st

from simulator.engine.attempt import advance, begin, offered
from simulator.engine.decisions import MOST_WAYS, Alike, decisions_alike, ways_to_endings
from simulator.engine.exploration import explore
from simulator.engine.rubric import Level
from simulator.engine.scenario import Branch, Enter, Scenario
from simulator.engine.state import State
from tests.engine.invention import invent
from tests.engine.making import by, case, ending, rated, reply, scene, so

HARMFUL, MISSED, HELPFUL, ADVANCED = Level


def test_responses_that_lead_on_act_and_are_rated_alike_decide_nothing() -> None:
    first = reply("a", "end", moves=[by("safeness", 1), by("shame", -1)])
    second = reply("b", "end", moves=[by("shame", -1), by("safeness", 1)])
    (found,) = decisions_alike(case(scene("door", first, second), ending("end")))
    assert found == Alike("door", ways=True, effects=True, ratings=True)
    assert found.nothing


def test_what_two_of_the_three_have_alike_is_named() -> None:
    well, badly = [rated(ADVANCED)], [rated(MISSED)]
    rated_apart = scene("door", reply("a", "end", ratings=well), reply("b", "end", ratings=badly))
    moved_apart = scene("room", reply("c", "end", moves=[by("shame", 1)]), reply("d", "end"))
    led_apart = scene("yard", reply("e", Branch("end", so("shame", "above", 3)), "end"), reply("f", "end"))
    found = decisions_alike(case(rated_apart, moved_apart, led_apart, ending("end")))
    assert [(one.scene, one.ways, one.effects, one.ratings) for one in found] == [
        ("door", True, True, False),
        ("room", True, False, True),
        ("yard", False, True, True),
    ]
    assert not any(one.nothing for one in found)


def test_a_decision_with_two_differences_and_a_scene_with_one_response_are_not_named() -> None:
    two = scene("door", reply("a", "end", ratings=[rated(ADVANCED)]), reply("b", "room", ratings=[rated(MISSED)]))
    one = scene("room", reply("c", "end"))
    assert decisions_alike(case(two, one, ending("end"))) == ()


def ways(scenario: Scenario) -> dict[str, int]:
    """The number of ways to each ending."""
    return {one.ending: one.ways for one in ways_to_endings(explore(scenario))}


def test_ways_are_told_apart_by_any_answer() -> None:
    scenario = case(
        scene("door", reply("a", "room"), reply("b", "room"), reply("c", "hall")),
        scene("room", reply("d", "end"), reply("e", "yard")),
        scene("hall", reply("f", "end")),
        ending("end"),
        ending("yard"),
    )
    assert ways(scenario) == {"end": 3, "yard": 2}
    assert {one.ending: one.last for one in ways_to_endings(explore(scenario))} == {
        "end": (("room", "d"), ("hall", "f")),
        "yard": (("room", "e"),),
    }


def test_an_ending_that_only_one_path_reaches_has_one_way() -> None:
    scenario = case(
        scene("door", reply("a", "room"), reply("b", "end")),
        scene("room", reply("c", "yard"), reply("d", "end")),
        ending("end"),
        ending("yard"),
    )
    assert ways(scenario) == {"end": 2, "yard": 1}


def test_a_way_by_an_enter_rule_is_a_way() -> None:
    flooded = ending("flooded", "broken-off", Enter(so("arousal", "above", 2)))
    scenario = case(
        scene("door", reply("push", "end", moves=[by("arousal", 4)]), reply("wait", "end")), ending("end"), flooded
    )
    assert ways(scenario) == {"end": 1, "flooded": 1}


def test_ways_that_go_round_are_more_than_can_be_counted() -> None:
    scenario = case(
        scene("door", reply("again", "door"), reply("on", "room"), reply("off", "yard")),
        scene("room", reply("e", "end")),
        ending("end"),
        ending("yard"),
    )
    assert ways(scenario) == {"end": MOST_WAYS, "yard": MOST_WAYS}


def test_a_loop_that_does_not_lead_there_does_not_count() -> None:
    scenario = case(
        scene("door", reply("on", "room"), reply("off", "yard")),
        scene("room", reply("again", "room"), reply("e", "end")),
        ending("end"),
        ending("yard"),
    )
    assert ways(scenario) == {"end": MOST_WAYS, "yard": 1}


def test_so_many_ways_are_enough() -> None:
    rooms = [scene(f"s{n}", *(reply(f"r{n}-{k}", f"s{n + 1}") for k in range(3))) for n in range(5)]
    assert ways(case(*rooms, ending("s5"))) == {"s5": MOST_WAYS}


@given(st.integers(0, 2**32))
def test_ways_are_as_many_as_one_finds_by_going_each(seed: int) -> None:
    scenario = invent(seed, plain=True)
    found = explore(scenario)
    assume(found.complete and found.topological() is not None)
    counted: Counter[str] = Counter()
    waiting: list[State] = [begin(scenario)]
    gone = 0
    while waiting and gone < 500:
        state, gone = waiting.pop(), gone + 1
        if scenario.scene_by_slug[state.scene].ending:
            counted[state.scene] += 1
        waiting.extend(
            advance(scenario, state, one.slug).state for one in offered(scenario.scene_by_slug[state.scene], state)
        )
    assume(not waiting)
    assert ways(scenario) == {slug: min(MOST_WAYS, number) for slug, number in counted.items()}
