"""The account of a step says why the engine did what it did, and never anything else."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from simulator.engine.account import account
from simulator.engine.attempt import advance, begin, replay
from simulator.engine.scenario import Branch, Enter, Scenario
from tests.engine.invention import invent
from tests.engine.making import by, case, ending, reply, scene, so, to
from tests.engine.playing import answered

CASE = case(
    scene(
        "door",
        reply("push", "room", moves=[by("arousal", 4), by("safeness", -1)]),
        reply("rest", Branch("end", so("safeness", "at least", 9)), Branch("room", so("shame", "below", 9)), "door"),
        reply("calm", "room", moves=[to("arousal", -1), by("shame", -9)]),
    ),
    scene("quiet", reply("q", "end"), enter=Enter(so("arousal", "below", -4))),
    scene("storm", reply("s", "door"), enter=Enter(so("arousal", "above", 2), once=True)),
    scene("room", reply("r", "end")),
    ending("end"),
)


def said(scenario: Scenario, *answers: str) -> list[list[str]]:
    """The account of the last of some answers, in words."""
    state = begin(scenario)
    for answer in answers:
        step = advance(scenario, state, answer)
        state = step.state
    found = account(scenario, step)
    return [
        [f"{one.move.gauge} {one.before} {one.after}{' kept' * one.kept}" for one in found.moved],
        [f"{one.scene} {one.condition} {one.held}{' spent' * one.spent}" for one in found.rules],
        [f"{one.branch.target} {one.held}" for one in found.ways],
    ]


def test_effects_say_from_where_to_where_and_whether_the_range_kept_them() -> None:
    moved, _, _ = said(CASE, "calm")
    assert moved == ["arousal 0 -1", "shame 5 0 kept"]


def test_rules_are_told_up_to_the_one_that_took_over() -> None:
    moved, rules, ways = said(CASE, "push")
    assert moved == ["arousal 0 4", "safeness 3 2"]
    assert rules == ["quiet arousal below -4 False", "storm arousal above 2 True"]
    assert ways == ["room True"]


def test_a_rule_that_was_spent_is_told_as_such() -> None:
    _, rules, _ = said(CASE, "push", "s", "push")
    assert rules == ["quiet arousal below -4 False", "storm arousal above 2 True spent"]


def test_ways_on_are_told_up_to_the_first_that_was_open() -> None:
    _, _, ways = said(CASE, "rest")
    assert ways == ["end False", "room True"]


@given(st.integers(0, 2**32))
def test_any_account_agrees_with_the_engine(seed: int) -> None:
    scenario = invent(seed)
    for step in replay(scenario, begin(scenario), answered(scenario, Random(seed), 8)).values():
        found = account(scenario, step)
        fired = [rule.scene for rule in found.rules if rule.held and not rule.spent]
        assert fired == ([step.took_over] if step.took_over else [])
        assert [way.held for way in found.ways] == [False] * (len(found.ways) - 1) + [True]
        assert step.state.scene == (step.took_over or found.ways[-1].branch.target)
        gauges = list(step.before.gauges)
        for moved in found.moved:
            assert gauges[moved.move.index] == moved.before
            gauges[moved.move.index] = moved.after
        assert tuple(gauges) == step.state.gauges
