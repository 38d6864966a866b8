"""The range of scores over every way: exactly what playing every way gives."""

from __future__ import annotations

import pytest

from simulator.engine.exploration import explore
from simulator.engine.ranges import Range, score_ranges
from simulator.engine.rubric import Level
from simulator.engine.scenario import Scenario
from tests.engine.invention import invent
from tests.engine.making import case, ending, rated, reply, scene
from tests.engine.walking import walk

BATCH = 40
GOOD, FAIR, POOR = [rated(Level.ADVANCED)], [rated(Level.HELPFUL)], [rated(Level.MISSED)]


def ranges(scenario: Scenario) -> dict[str, Range | None]:
    return score_ranges(explore(scenario, most_states=1_000_000))


@pytest.mark.parametrize("first", range(1_000, 1_320, BATCH))
def test_ranges_are_the_lowest_and_highest_score_of_all_ways(first: int) -> None:
    compared = 0
    for seed in range(first, first + BATCH):
        scenario = invent(seed, plain=True, onwards=True)
        walked = walk(scenario)
        longest = walked.longest() if walked else None
        if walked and longest is not None:
            scores = walked.scores(longest)
            assert ranges(scenario) == {name: Range(min(s), max(s)) if s else None for name, s in scores.items()}
            compared += 1
    assert compared > BATCH // 2


@pytest.mark.parametrize("first", range(1_000, 1_160, BATCH))
def test_no_way_round_a_loop_scores_outside_the_range(first: int) -> None:
    for seed in range(first, first + BATCH):
        scenario = invent(seed, plain=True)
        walked = walk(scenario)
        if walked and len(walked.ways) < 200:
            found = ranges(scenario)
            for principle, scores in walked.scores(12).items():
                known = found[principle]
                assert not scores or (known and known.low <= min(scores) and max(scores) <= known.high)


def test_a_principle_never_in_play_has_no_range() -> None:
    found = ranges(case(scene("room", reply("a", "end"), reply("b", "end")), ending("end")))
    assert found == {"attunement": Range(100, 100), "titration": None, "fierce-compassion": None}


def test_a_way_on_which_nothing_is_allowed_has_no_score() -> None:
    decision = scene("room", reply("a", "end", ratings=POOR), reply("b", "end", ratings=POOR))
    assert ranges(case(decision, ending("end")))["attunement"] is None


def test_a_way_without_a_score_counts_neither_as_the_highest_nor_as_the_lowest() -> None:
    scenario = case(
        scene("room", reply("a", "end", ratings=POOR), reply("b", "other", ratings=POOR)),
        scene("other", reply("c", "end"), reply("d", "trap", ratings=GOOD)),
        scene("trap", reply("e", "trap"), reply("f", "trap")),
        ending("end"),
    )
    assert ranges(scenario)["attunement"] == Range(50, 50)


def test_where_no_ending_can_be_reached_there_is_no_range() -> None:
    assert ranges(case(scene("room", reply("a", "room"), reply("b", "room")), ending("end")))["attunement"] is None


def test_scores_are_rounded_as_they_are_on_the_screen() -> None:
    third = case(
        scene("s0", reply("a", "s1"), reply("b", "s1")),
        scene("s1", reply("c", "end", ratings=POOR), reply("d", "trap", ratings=GOOD)),
        scene("trap", reply("e", "trap"), reply("f", "trap")),
        ending("end"),
    )
    assert ranges(third)["attunement"] == Range(33, 33)


def test_a_loop_of_good_answers_comes_as_near_to_everything_as_one_likes() -> None:
    first = scene("start", reply("a", "room", ratings=POOR), reply("b", "end", ratings=GOOD))
    loop = scene("room", reply("stay", "room", ratings=GOOD), reply("go", "end", ratings=POOR))
    assert ranges(case(first, loop, ending("end")))["attunement"] == Range(0, 100)


def test_a_loop_that_gains_a_little_is_found_behind_a_great_loss() -> None:
    losses = [
        scene(f"s{n}", reply(f"a{n}", f"s{n + 1}", ratings=POOR), reply(f"b{n}", "trap", ratings=GOOD))
        for n in range(3)
    ]
    loop = scene("s3", reply("stay", "s3"), reply("go", "end"), reply("no", "trap", ratings=GOOD))
    trap = scene("trap", reply("x", "trap"), reply("y", "trap"))
    assert ranges(case(*losses, loop, trap, ending("end")))["attunement"] == Range(13, 50)
