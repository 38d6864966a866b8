"""Exploring merges states that have the same future; it must find what walking every single state finds."""

from __future__ import annotations

import pytest

from simulator.engine.attempt import advance, begin
from simulator.engine.condition import Chose, Not, Visited, Window
from simulator.engine.exploration import Exploration, explore
from simulator.engine.scenario import WINDOW_HIGH, WINDOW_LOW, Branch, Enter, Gauge, Move, Scenario, Scene
from simulator.engine.state import State
from tests.engine.invention import invent
from tests.engine.making import AROUSAL, by, case, ending, reply, scene, so, to, window
from tests.engine.walking import walk

BATCH = 40


def flat(found: Exploration) -> set[tuple[str, str, str, str | None, bool]]:
    """Every edge as scene, response, scene it leads to, side of the window left, answered."""
    return {
        (edge.scene, edge.response.slug, found.nodes[edge.target].scene, edge.left_window, edge.answered)
        for edges in found.edges
        for edge in edges
    }


def long_way(scenes: int) -> list[Scene]:
    """Scenes one after the other, `s0` to the one before `s{scenes}`, in which shame may rise."""
    return [
        scene(f"s{n}", reply(f"a{n}", f"s{n + 1}", moves=[by("shame", 1)]), reply(f"b{n}", f"s{n + 1}"))
        for n in range(scenes)
    ]


def same_as_walking(scenario: Scenario) -> bool:
    """Compare with walking every state; False if there are too many."""
    walked = walk(scenario)
    if walked is None:
        return False
    found = explore(scenario, most_states=1_000_000)
    assert found.complete
    assert found.scenes == {state.scene for state in walked.ways}
    assert found.endings == {state.scene for state in walked.endings}
    ways = [(state, way) for state, some in walked.ways.items() for way in some]
    assert found.responses == {(state.scene, way.response) for state, way in ways}
    assert flat(found) == {(s.scene, w.response, w.target.scene, w.left_window, w.answered) for s, w in ways}
    assert found.lost() == {state.scene for state in walked.lost()}
    assert found.shortest() == walked.shortest()
    assert found.longest() == walked.longest()
    assert (found.topological() is None) == (walked.backwards() is None)
    return True


@pytest.mark.parametrize("first", range(0, 320, BATCH))
def test_stories_that_go_onwards_are_explored_as_if_every_state_were_walked(first: int) -> None:
    cases = [invent(seed, plain=True, onwards=True) for seed in range(first, first + BATCH)]
    assert sum(map(same_as_walking, cases)) > BATCH // 2


@pytest.mark.parametrize("first", range(0, 160, BATCH))
def test_stories_that_go_round_are_explored_as_if_every_state_were_walked(first: int) -> None:
    cases = [invent(seed, plain=True) for seed in range(first, first + BATCH)]
    assert sum(map(same_as_walking, cases)) > BATCH // 2


def test_merging_leaves_far_fewer_nodes_than_there_are_states() -> None:
    states = nodes = 0
    for seed in range(60):
        scenario = invent(seed, plain=True, onwards=True)
        walked = walk(scenario)
        if walked is not None:
            states += len(walked.ways)
            nodes += len(explore(scenario).nodes)
    assert nodes < states / 2


def test_every_edge_can_be_played_from_its_node() -> None:
    for seed in range(60):
        scenario = invent(seed, plain=True, onwards=True)
        found = explore(scenario)
        for node, edges in enumerate(found.edges):
            for edge in edges:
                step = advance(scenario, found.nodes[node], edge.response.slug)
                assert step.state.scene == found.nodes[edge.target].scene
                assert step.left_window == edge.left_window


def test_the_first_node_is_the_start_and_nodes_come_in_the_order_of_their_distance() -> None:
    for seed in range(60):
        scenario = invent(seed, plain=True)
        found = explore(scenario)
        assert found.nodes[0] == begin(scenario)
        first_met = [0, *(edge.target for edges in found.edges for edge in edges)]
        assert list(dict.fromkeys(first_met)) == list(range(len(found.nodes)))


def test_what_no_condition_asks_about_makes_no_states() -> None:
    found = explore(case(*long_way(8), ending("s8")))
    assert len(found.nodes) == 9


def test_a_gauge_is_told_apart_only_as_far_as_it_still_matters() -> None:
    low = Branch("low", so("safeness", "below", 5))
    found = explore(
        case(
            scene("first", *(reply(f"to-{n}", "second", moves=[to("safeness", n)]) for n in range(11))),
            scene("second", reply("one", low, "high", moves=[by("safeness", 1)]), reply("two", "high")),
            ending("low"),
            ending("high"),
        )
    )
    assert len([node for node in found.nodes if node.scene == "second"]) == 2


def test_what_was_visited_is_forgotten_when_nothing_asks_any_more() -> None:
    found = explore(
        case(
            scene("start", reply("left", "left-room"), reply("right", "right-room")),
            scene("left-room", reply("a", "hall"), reply("b", "hall")),
            scene("right-room", reply("c", "hall"), reply("d", "hall")),
            scene("hall", reply("e", Branch("yes", Visited("left-room")), "no"), reply("f", "no")),
            scene("yes", reply("g", "end"), reply("h", "end")),
            scene("no", reply("i", "end"), reply("j", "end")),
            ending("end"),
        )
    )
    assert sorted(node.scene for node in found.nodes).count("hall") == 2
    assert sorted(node.scene for node in found.nodes).count("no") == 1


def test_a_rule_that_comes_once_keeps_its_states_apart() -> None:
    scenario = case(
        scene("room", reply("push", "room", moves=[by("arousal", 3)]), reply("leave", "end")),
        scene(
            "flooded",
            reply("soothe", "room", moves=[to("arousal", 0)]),
            reply("wait", "room"),
            enter=Enter(window("above"), once=True),
        ),
        ending("end"),
    )
    found = explore(scenario)
    assert len([node for node in found.nodes if node.scene == "room"]) > 1
    assert ("room", "push", "flooded", "above", True) in flat(found)
    assert ("room", "push", "room", "above", False) in flat(found)
    assert same_as_walking(scenario)


def test_a_response_that_hides_itself_after_being_chosen_keeps_its_states_apart() -> None:
    scenario = case(
        scene("room", reply("ask", "room", when=Not(Chose("ask"))), reply("go", "end")),
        ending("end"),
    )
    found = explore(scenario)
    assert len(found.nodes) == 3
    assert (found.shortest(), found.longest()) == (1, 2)


def test_a_loop_with_a_way_out_has_no_longest_way_and_loses_nothing() -> None:
    found = explore(case(scene("room", reply("stay", "room"), reply("go", "end")), ending("end")))
    assert found.longest() is None
    assert found.topological() is None
    assert found.lost() == set()


def test_a_loop_without_a_way_out_is_lost() -> None:
    found = explore(
        case(
            scene("room", reply("stay", "cellar"), reply("go", "end")),
            scene("cellar", reply("up", "attic"), reply("down", "cellar")),
            scene("attic", reply("back", "cellar"), reply("on", "cellar")),
            ending("end"),
        )
    )
    assert found.lost() == {"cellar", "attic"}


def test_a_state_in_which_nothing_is_offered_is_lost() -> None:
    shy = so("safeness", "above", 9)
    found = explore(case(scene("room", reply("a", "end", when=shy), reply("b", "end", when=shy)), ending("end")))
    assert found.lost() == {"room"}
    assert found.shortest() is None
    assert found.responses == set()


def test_too_many_states_end_the_walk_and_are_said() -> None:
    last = scene("s6", reply("x", Branch("end", so("shame", "is", 8)), "other"), reply("y", "end"))
    whole = case(*long_way(6), last, ending("end"), ending("other"))
    cut = explore(whole, most_states=5)
    assert not cut.complete
    assert len(cut.nodes) <= 5
    assert explore(whole).complete


def test_very_long_stories_need_no_deep_calls() -> None:
    found = explore(case(*long_way(3_000), ending("s3000")))
    assert (found.shortest(), found.longest()) == (3_000, 3_000)


def test_the_edges_of_the_window_move_too() -> None:
    edges = Gauge(WINDOW_LOW, -1, -5, -1), Gauge(WINDOW_HIGH, 1, 1, 5)
    for edge, amount in ((WINDOW_LOW, -2), (WINDOW_HIGH, 2)):
        move = Move(edge, 1 if edge == WINDOW_LOW else 2, amount, *((-5, -1) if edge == WINDOW_LOW else (1, 5)))
        rule = Enter(Window("above", 0, 1, 2), once=True)
        scenario = case(
            scene("room", reply("wide", "next", moves=[move]), reply("up", "next", moves=[by("arousal", 2)])),
            scene(
                "next", reply("more", "room", moves=[by("arousal", 1)]), reply("less", "end", moves=[by("arousal", -1)])
            ),
            scene("out", reply("wait", "end"), reply("back", "room"), enter=rule),
            ending("end"),
            gauges=(AROUSAL, *edges),
        )
        assert same_as_walking(scenario)


def test_nodes_are_states_that_can_be_reached() -> None:
    for seed in range(40):
        scenario = invent(seed, plain=True, onwards=True)
        walked = walk(scenario)
        if walked is not None:
            reached: set[State] = set(walked.ways)
            assert reached.issuperset(explore(scenario).nodes)
