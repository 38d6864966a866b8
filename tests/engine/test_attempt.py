"""One answer moves the client, then the story; and nothing that has been is changed by it."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.engine.attempt import Ended, NotOffered, Step, advance, begin, gauges_by_slug, offered
from simulator.engine.condition import And, Chose, Condition, Not, Visited
from simulator.engine.scenario import (
    WINDOW_HIGH,
    WINDOW_LOW,
    Branch,
    Enter,
    Gauge,
    Move,
    Passage,
    Response,
    Scenario,
    Scene,
)
from simulator.engine.state import State
from tests.engine.invention import invent
from tests.engine.making import AROUSAL, GAUGES, SAFENESS, by, case, ending, reply, scene, so, to, wider, window

NEVER = so("safeness", "above", 10)
ALWAYS = Not(NEVER)


def answer(response: Response, *others: Scene, **gauges: int) -> Step:
    """What a response in the first scene of a small case does, from these gauges."""
    scenario = case(scene("door", response), *others, ending("end"), ending("other-end"))
    return advance(scenario, begin(scenario, {slug.replace("_", "-"): value for slug, value in gauges.items()}), "say")


def gauges_after(*moves: Move, **gauges: int) -> dict[str, int]:
    """The gauges after these effects."""
    step = answer(reply("say", "end", moves=moves), **gauges)
    return gauges_by_slug(case(ending("end")), step.state)


def walk(scenario: Scenario, *responses: str) -> list[Step]:
    """The steps of these responses, one after the other."""
    state, steps = begin(scenario), []
    for slug in responses:
        steps.append(advance(scenario, state, slug))
        state = steps[-1].state
    return steps


def path(scenario: Scenario, *responses: str) -> list[str]:
    """The scenes these responses lead to."""
    return [step.state.scene for step in walk(scenario, *responses)]


# How an attempt begins


def test_a_case_begins_in_its_first_scene_with_the_gauges_its_author_set() -> None:
    assert begin(case(scene("door", reply("say", "end")), ending("end"))) == State("door", (0, -2, 2, 3, 5))


def test_a_case_that_continues_another_takes_the_gauges_over() -> None:
    assert begin(case(ending("end")), {"safeness": 6, "window-high": 4}).gauges == (0, -2, 4, 6, 5)


def test_what_is_carried_over_stays_within_the_ranges_of_this_case() -> None:
    narrow = (Gauge("arousal", 0, -5, 5), Gauge("safeness", 3, 2, 6))
    assert begin(case(ending("end"), gauges=narrow), {"arousal": -9, "safeness": 10}).gauges == (-5, 6)
    assert begin(case(ending("end"), gauges=narrow), {"arousal": 9, "safeness": 0}).gauges == (5, 2)


def test_a_gauge_this_case_does_not_use_is_left_out() -> None:
    start = begin(case(ending("end"), gauges=(AROUSAL, SAFENESS)), {"hope": 4, "arousal": 1})
    assert start.gauges == (1, 3)


def test_the_first_scene_counts_as_visited_where_a_condition_asks() -> None:
    back = reply("back", Branch("end", Visited("door")), "other-end")
    scenario = case(scene("door", back), ending("end"), ending("other-end"))
    assert begin(scenario).visited == {"door"}
    assert path(scenario, "back") == ["end"]


def test_only_what_some_condition_asks_about_is_remembered() -> None:
    asks = And(Visited("room"), Chose("stand"))
    scenario = case(
        scene("door", reply("sit", "room"), reply("stand", "room")),
        scene("room", reply("go", Branch("end", asks), "door"), reply("stay", "door")),
        ending("end"),
    )
    assert begin(scenario).visited == frozenset()
    last = walk(scenario, "sit", "stay", "stand")[-1].state
    assert last.visited == {"room"}
    assert last.chosen == {"stand"}


def test_wherever_a_condition_stands_what_it_asks_about_is_remembered() -> None:
    asks = And(Visited("room"), Chose("say"))
    say = reply("say", "room")
    aside = (Passage("Always."), Passage("At times.", condition=asks))
    places = [
        (scene("room", reply("go", "end"), enter=Enter(asks)), say),
        (scene("room", reply("go", "end"), shows=aside), say),
        (scene("room", reply("go", "end", when=asks)), say),
        (scene("room", replace(reply("go", "end"), passages=aside)), say),
        (scene("room", reply("go", "end")), replace(say, reactions=aside)),
        (scene("room", reply("go", Branch("end", asks), "end")), say),
    ]
    for room, response in places:
        state = walk(case(scene("door", response), room, ending("end")), "say")[0].state
        assert state == State("room", (0, -2, 2, 3, 5), frozenset({"room"}), frozenset({"say"}))


# Effects


@pytest.mark.parametrize(
    ("move", "start", "end"),
    [
        (by("safeness", 2), 3, 5),
        (by("safeness", -2), 3, 1),
        (by("safeness", 2), 8, 10),
        (by("safeness", 2), 9, 10),
        (by("safeness", -2), 2, 0),
        (by("safeness", -2), 1, 0),
        (to("safeness", 0), 3, 0),
        (to("safeness", 7), 3, 7),
        (to("safeness", 99), 3, 10),
        (to("safeness", -99), 3, 0),
    ],
)
def test_an_effect_moves_a_gauge_but_never_out_of_its_range(move: Move, start: int, end: int) -> None:
    assert gauges_after(move, safeness=start)["safeness"] == end


def test_effects_act_one_after_the_other_and_leave_the_other_gauges_alone() -> None:
    after = gauges_after(to("safeness", 9), by("safeness", 3), by("safeness", -4), by("arousal", -1))
    assert after == {"arousal": -1, WINDOW_LOW: -2, WINDOW_HIGH: 2, "safeness": 6, "shame": 5}


@pytest.mark.parametrize(
    ("amount", "edges"),
    [(1, (-3, 3)), (3, (-5, 5)), (9, (-5, 5)), (-1, (-1, 1)), (-2, (-1, 1)), (-9, (-1, 1))],
)
def test_the_window_moves_at_both_edges_and_keeps_one_step_each_side_of_zero(
    amount: int, edges: tuple[int, int]
) -> None:
    after = gauges_after(*wider(amount))
    assert (after[WINDOW_LOW], after[WINDOW_HIGH]) == edges


def test_an_answer_leaves_the_state_it_was_given_as_it_was() -> None:
    scenario = case(
        scene("door", reply("say", Branch("room", Chose("say")), "end", moves=[by("shame", -3), *wider(1)])),
        scene("room", reply("go", Branch("end", Visited("room")), "end")),
        ending("end"),
    )
    state = begin(scenario)
    step = advance(scenario, state, "say")
    assert step.before is state
    assert state == State("door", (0, -2, 2, 3, 5), frozenset(), frozenset())
    assert step.state == State("room", (0, -3, 3, 3, 2), frozenset({"room"}), frozenset({"say"}))
    assert advance(scenario, state, "say") == step
    assert {state, step.state, begin(scenario)} == {state, step.state}


# Next


@pytest.mark.parametrize(
    ("ways", "target"),
    [
        ([Branch("one", ALWAYS), Branch("two", ALWAYS), Branch("rest")], "one"),
        ([Branch("one", NEVER), Branch("two", ALWAYS), Branch("rest")], "two"),
        ([Branch("one", NEVER), Branch("two", NEVER), Branch("rest")], "rest"),
        ([Branch("rest"), Branch("one", ALWAYS)], "rest"),
    ],
)
def test_next_goes_the_first_way_whose_condition_holds_and_otherwise_the_last(ways: list[Branch], target: str) -> None:
    assert answer(reply("say", *ways), ending("one"), ending("two"), ending("rest")).state.scene == target


def test_a_response_without_a_way_on_is_refused() -> None:
    with pytest.raises(NotOffered, match="say: no way on"):
        answer(reply("say", Branch("end", NEVER)))


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (so("safeness", "is", 5), True),
        (so("safeness", "is", 3), False),
        (Chose("say"), True),
        (Visited("door"), True),
        (Visited("end"), False),
    ],
)
def test_next_sees_the_effects_and_the_choice_but_not_yet_the_visit(condition: Condition, *, holds: bool) -> None:
    step = answer(reply("say", Branch("end", condition), "other-end", moves=[by("safeness", 2)]))
    assert step.state.scene == ("end" if holds else "other-end")


# Enter rules


def over(slug: str, condition: Condition = ALWAYS, *, once: bool = False) -> Scene:
    """A scene that takes over, from which one may go back to the door."""
    return scene(slug, reply(f"leave-{slug}", "door"), enter=Enter(condition, once))


def test_an_enter_rule_takes_over_whatever_next_said() -> None:
    step = answer(reply("say", "end", moves=[by("arousal", 3)]), over("flooded", window("above")))
    assert (step.state.scene, step.took_over) == ("flooded", "flooded")


def test_an_enter_rule_that_does_not_hold_changes_nothing() -> None:
    step = answer(reply("say", "end", moves=[by("arousal", 2)]), over("flooded", window("above")))
    assert (step.state.scene, step.took_over) == ("end", None)


@pytest.mark.parametrize("order", [("near", "far"), ("far", "near")])
def test_of_several_enter_rules_the_first_in_the_file_wins(order: tuple[str, str]) -> None:
    assert answer(reply("say", "end"), *(over(slug) for slug in order)).took_over == order[0]
    assert answer(reply("say", "end"), over(order[0], NEVER), over(order[1])).took_over == order[1]


def test_an_enter_rule_takes_over_each_time_or_if_it_says_so_once() -> None:
    def twice(*, once: bool) -> list[str]:
        door = scene("door", reply("say", Branch("end", Visited("flooded")), "end"))
        return path(case(door, over("flooded", once=once), ending("end")), "say", "leave-flooded", "say")

    assert twice(once=True) == ["flooded", "door", "end"]
    assert twice(once=False) == ["flooded", "door", "flooded"]


def test_a_scene_never_takes_over_from_itself_but_a_later_rule_may() -> None:
    stays = scene("door", reply("say", "end"), enter=Enter(ALWAYS))
    assert walk(case(stays, ending("end")), "say")[0].took_over is None
    assert walk(case(stays, over("flooded"), ending("end")), "say")[0].took_over == "flooded"


def test_an_enter_rule_takes_over_an_ending_too() -> None:
    step = answer(reply("say", "end"), ending("she-leaves", "broken-off", Enter(ALWAYS)))
    assert (step.state.scene, step.took_over) == ("she-leaves", "she-leaves")


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (so("safeness", "is", 5), True),
        (so("safeness", "is", 3), False),
        (Chose("say"), True),
        (Visited("end"), False),
        (Visited("flooded"), False),
    ],
)
def test_an_enter_rule_sees_the_effects_and_the_choice_but_not_yet_the_visit(
    condition: Condition, *, holds: bool
) -> None:
    step = answer(reply("say", "end", moves=[by("safeness", 2)]), over("flooded", condition))
    assert step.took_over == ("flooded" if holds else None)


def test_the_scene_that_was_planned_is_not_visited_when_another_takes_over() -> None:
    scenario = case(
        scene("door", reply("say", "room")),
        over("flooded", once=True),
        scene("room", reply("go", Branch("end", Visited("room")), "end")),
        ending("end"),
    )
    first, _, third = walk(scenario, "say", "leave-flooded", "say")
    assert first.state.visited == {"flooded"}
    assert third.state.visited == {"flooded", "room"}


# Leaving the window of tolerance


@pytest.mark.parametrize(
    ("start", "moves", "side"),
    [
        (2, [by("arousal", 1)], "above"),
        (-2, [by("arousal", -1)], "below"),
        (1, [by("arousal", 1)], None),
        (-1, [by("arousal", -1)], None),
        (3, [by("arousal", 1)], None),
        (-3, [by("arousal", -1)], None),
        (3, [by("arousal", -1)], None),
        (-3, [by("arousal", 1)], None),
        (3, [to("arousal", -4)], "below"),
        (-3, [to("arousal", 4)], "above"),
        (2, wider(-1), "above"),
        (-2, wider(-1), "below"),
        (2, [by("arousal", 1), *wider(1)], None),
    ],
)
def test_leaving_the_window_is_told_on_either_side_and_only_when_it_happens(
    start: int, moves: list[Move], side: str | None
) -> None:
    assert answer(reply("say", "end", moves=moves), arousal=start).left_window == side


@pytest.mark.parametrize("gauges", [GAUGES[:1], GAUGES[1:3]])
def test_a_case_without_arousal_or_without_a_window_has_no_window_to_leave(gauges: tuple[Gauge, ...]) -> None:
    moves = [Move(gauges[0].slug, 0, -5, -5, 5)]
    scenario = case(scene("door", reply("say", "end", moves=moves)), ending("end"), gauges=gauges)
    step = advance(scenario, begin(scenario), "say")
    assert (step.state.gauges[0], step.left_window) == (-5, None)


# What cannot be answered


def test_after_an_ending_nothing_can_be_answered() -> None:
    scenario = case(ending("end"))
    with pytest.raises(Ended):
        advance(scenario, begin(scenario), "say")


def test_a_response_that_does_not_exist_or_belongs_to_another_scene_or_is_hidden_is_refused() -> None:
    scenario = case(
        scene("door", reply("say", "room"), reply("hidden", "end", when=NEVER)),
        scene("room", reply("go", "end")),
        ending("end"),
    )
    for slug in ("nothing", "go", "hidden", "", "Say"):
        with pytest.raises(NotOffered, match=f"^{slug}$"):
            advance(scenario, begin(scenario), slug)
    assert path(scenario, "say", "go") == ["room", "end"]


def test_when_is_asked_before_the_response_has_its_effects() -> None:
    low = so("safeness", "at most", 3)
    assert answer(reply("say", "end", when=low, moves=[by("safeness", 5)])).state.scene == "end"
    with pytest.raises(NotOffered):
        answer(reply("say", "end", when=so("safeness", "at least", 4), moves=[by("safeness", 5)]))
    with pytest.raises(NotOffered):
        answer(reply("say", "end", when=Chose("say")))


def test_a_step_keeps_what_was_offered_in_the_order_of_the_file() -> None:
    later = Chose("say")
    door = scene("door", reply("say", "door"), reply("more", "end", when=later), reply("less", "end"))
    first, second = walk(case(door, ending("end")), "say", "less")
    assert [response.slug for response in first.offered] == ["say", "less"]
    assert [response.slug for response in second.offered] == ["say", "more", "less"]
    assert (second.scene, second.response) == (door, door.responses[2])


# Whatever the case


@given(st.integers(0, 2**32), st.integers(0, 2**32))
def test_no_way_through_any_case_takes_a_gauge_out_of_its_range(seed: int, way: int) -> None:
    scenario, random = invent(seed), Random(way)
    state = begin(scenario)
    for _ in range(20):
        choices = offered(scenario.scene_by_slug[state.scene], state)
        if not choices:
            break
        step = advance(scenario, state, random.choice(choices).slug)
        state = step.state
        now = gauges_by_slug(scenario, state)
        assert all(gauge.low <= now[gauge.slug] <= gauge.high for gauge in scenario.gauges)
        if scenario.window_index:
            assert now[WINDOW_LOW] <= -1 < 1 <= now[WINDOW_HIGH]
        assert state.visited <= scenario.remembered_scenes
        assert state.chosen <= scenario.remembered_responses
        assert step.response in step.offered
