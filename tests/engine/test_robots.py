"""Robots fall for what they are named for, play decently otherwise, and what they come to is counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.config import bundled
from simulator.engine import robots
from simulator.engine.attempt import advance, begin, offered
from simulator.engine.robots import ROBOTS, Spread, let_all_play, let_play, of_temperament, together, yielding
from simulator.engine.rubric import PRINCIPLES, Level
from simulator.engine.scenario import Response, Scenario
from simulator.engine.scoring import marks, score
from simulator.markup.library import read_library
from tests.engine.invention import invent
from tests.engine.making import MARA, case, ending, rated, reply, scene, so

HARMFUL, MISSED, HELPFUL, ADVANCED = Level
RUBRIC = read_library(bundled("scenarios")).rubric
FALLS = {
    "over-warm": {**robots.OVER_WARM, **robots.PARENTAL},
    "over-pushy": robots.OVER_PUSHY,
    "soothing-everything": robots.SOOTHING,
}


def saying(slug: str, level: Level, criterion: str, target: str = "end") -> Response:
    """A response that shows one criterion."""
    principle = RUBRIC.criteria[criterion].principle
    return reply(slug, target, ratings=[rated(level, principle, criterion)])


def decision(*responses: Response) -> Scenario:
    """A case of one decision."""
    return case(scene("door", *responses), ending("end"), ending("other-end", "broken-off"))


def favourite(scenario: Scenario, robot: str) -> str:
    """The response of the first scene that a robot gives most of the time."""
    found = let_play(scenario, ROBOTS[robot]).responses
    return max(found, key=found.__getitem__)[1]


class TestATemperament:
    """What a robot with one falls for, and what it does otherwise."""

    @pytest.mark.parametrize("name", FALLS)
    def test_names_criteria_of_the_rubric_and_only_what_is_poor(self, name: str) -> None:
        assert set(FALLS[name]) <= set(RUBRIC.criteria)
        assert all(levels <= {HARMFUL, MISSED} for levels in FALLS[name].values())

    @pytest.mark.parametrize(
        ("robot", "criterion"),
        [
            ("over-warm", "warms-slowly"),
            ("over-warm", "tones-down"),
            ("over-pushy", "tracks-window"),
            ("over-pushy", "offers-control"),
            ("soothing-everything", "validates-outrage"),
            ("soothing-everything", "protects"),
        ],
    )
    def test_falls_for_its_own_mistake_most_of_the_time(self, robot: str, criterion: str) -> None:
        scenario = decision(
            saying("well", ADVANCED, criterion),
            saying("its-own", HARMFUL, criterion),
            saying("another-mistake", HARMFUL, "owns-the-rupture"),
        )
        given = let_play(scenario, ROBOTS[robot]).responses
        assert given["door", "its-own"] > 0.7 * robots.RUNS
        assert given["door", "well"] > 0
        assert given["door", "another-mistake"] > 0

    def test_is_a_decent_therapist_where_nothing_of_the_kind_is_offered(self) -> None:
        responses = (
            saying("poor", HARMFUL, "owns-the-rupture"),
            saying("fine", ADVANCED, "owns-the-rupture"),
            saying("fair", HELPFUL, "owns-the-rupture"),
        )
        assert yielding(responses, robots.OVER_WARM).slug == "fair"

    def test_takes_the_lowest_level_and_of_equals_what_shows_more_of_it(self) -> None:
        once = reply("once", "end", ratings=[rated(HARMFUL, "titration", "tracks-window")])
        twice = reply(
            "twice",
            "end",
            ratings=[rated(HARMFUL, "titration", "picks-grain"), rated(MISSED, "attunement", "drops-the-script")],
        )
        missed = saying("missed", MISSED, "tracks-window")
        assert yielding((missed, once, twice), robots.OVER_PUSHY).slug == "twice"
        assert yielding((missed, once), robots.OVER_PUSHY).slug == "once"

    def test_does_not_fall_for_too_little_warmth(self) -> None:
        scenario = decision(saying("cool", MISSED, "warms-slowly"), saying("flood", HARMFUL, "warms-slowly"))
        assert favourite(scenario, "over-warm") == "flood"
        assert yielding(scenario.scenes[0].responses[:1] * 2, robots.OVER_WARM).slug == "cool"

    def test_is_parental_only_with_somebody_who_relies_on_nobody(self) -> None:
        scenario = decision(
            saying("well", HELPFUL, "fits-attachment"),
            saying("parental", HARMFUL, "fits-attachment"),
            saying("fine", ADVANCED, "fits-attachment"),
        )
        avoidant = replace(scenario, client=replace(MARA, attachment="dismissive-avoidant"))
        assert favourite(avoidant, "over-warm") == "parental"
        assert favourite(scenario, "over-warm") == "well"

    def test_follows_itself_always_or_never_as_it_is_told(self) -> None:
        responses = (saying("pushed", HARMFUL, "grounds"), saying("well", HELPFUL, "grounds"))
        always = of_temperament(robots.OVER_PUSHY, 1, follows=1)
        never = of_temperament(robots.OVER_PUSHY, 1, follows=0)
        assert {always(responses).slug for _ in range(50)} == {"pushed"}
        assert {never(responses).slug for _ in range(50)} == {"pushed", "well"}


class TestRuns:
    """Many plays, counted."""

    def test_are_the_same_for_the_same_seeds_and_others_for_others(self) -> None:
        scenario = invent(7, plain=True)
        first = let_all_play(scenario, runs=30)
        assert first == let_all_play(scenario, runs=30)
        chain = case(
            *(
                scene(f"s{n}", *(saying(f"r{n}-{k}", HELPFUL, "grounds", f"s{n + 1}") for k in range(4)))
                for n in range(9)
            ),
            ending("s9"),
        )
        one, other = (let_play(chain, ROBOTS["random"], 20, seed) for seed in (0, 20))
        assert one.responses != other.responses

    def test_are_one_for_a_robot_that_always_does_the_same(self) -> None:
        found = let_all_play(decision(saying("a", HELPFUL, "grounds"), saying("b", MISSED, "grounds")), runs=25)
        assert {name: one.runs for name, one in found.items()} == {
            name: 25 if robot.varied else 1 for name, robot in ROBOTS.items()
        }

    def test_count_endings_turns_scores_scenes_moves_and_responses(self) -> None:
        door = scene("door", saying("in", HELPFUL, "grounds", "room"), saying("out", MISSED, "grounds", "other-end"))
        room = scene("room", saying("stay", ADVANCED, "grounds"), saying("go", MISSED, "grounds", "other-end"))
        scenario = case(door, room, ending("end"), ending("other-end"))
        best, worst = (let_play(scenario, ROBOTS[name]) for name in ("best", "worst"))
        assert (best.endings, best.turns) == ({"end": 1}, Spread(2, 2, 2))
        assert best.scores == {"attunement": None, "titration": Spread(100, 100, 100), "fierce-compassion": None}
        assert best.scenes == {"door": 1, "room": 1, "end": 1}
        assert best.moves == {("door", "room"): 1, ("room", "end"): 1}
        assert best.responses == {("door", "in"): 1, ("room", "stay"): 1}
        assert (worst.endings, worst.turns) == ({"other-end": 1}, Spread(1, 1, 1))
        scenes, moves, responses = together((best, worst))
        assert scenes == {"door": 2, "room": 1, "end": 1, "other-end": 1}
        assert (moves["door", "other-end"], responses["door", "in"]) == (1, 1)

    def test_that_go_in_circles_are_said_to(self) -> None:
        loop = scene("door", saying("stay", ADVANCED, "grounds", "door"), saying("leave", MISSED, "grounds"))
        found = let_play(case(loop, ending("end")), ROBOTS["best"])
        assert (found.circled, found.stuck, found.endings, found.turns) == (1, 0, {}, None)
        assert found.scores["titration"] is None

    def test_that_come_to_where_nothing_is_offered_are_said_to(self) -> None:
        locked = replace(saying("locked", HELPFUL, "grounds"), when=so("safeness", "at least", 9))
        scenario = case(scene("door", saying("in", HELPFUL, "grounds", "room")), scene("room", locked), ending("end"))
        assert (let_play(scenario, ROBOTS["random"], 5).stuck, let_play(scenario, ROBOTS["best"]).stuck) == (5, 1)

    def test_never_keep_an_author_waiting(self) -> None:
        loop = scene("door", saying("a", HELPFUL, "grounds", "door"), saying("b", MISSED, "grounds", "door"))
        found = let_play(case(loop, ending("end")), ROBOTS["random"])
        assert found.circled == found.runs == robots.MOST_STEPS / robots.MOST_TURNS
        assert let_play(case(loop, ending("end")), ROBOTS["random"], 60, most_steps=60 * robots.MOST_TURNS).runs == 60

    @given(st.integers(0, 2**32))
    def test_of_any_case_are_ways_the_engine_goes(self, seed: int) -> None:
        scenario = invent(seed, plain=True)
        for name, found in let_all_play(scenario, runs=3).items():
            assert found.runs == sum(found.endings.values()) + found.circled + found.stuck, name
            assert set(found.scores) == set(PRINCIPLES)
            assert sum(found.scenes.values()) == found.runs + sum(found.moves.values())
            assert sum(found.responses.values()) == sum(found.moves.values())
            assert set(found.endings) <= {one.slug for one in scenario.scenes if one.ending}

    def test_go_where_an_attempt_with_the_same_answers_would(self) -> None:
        scenario = read_library(bundled("scenarios")).scenarios["side-by-side"]
        state, given, steps = begin(scenario), Counter[tuple[str, str]](), []
        policy = ROBOTS["over-pushy"].policy(scenario, 5)
        while scenario.scene_by_slug[state.scene].ending is None:
            step = advance(scenario, state, policy(offered(scenario.scene_by_slug[state.scene], state)).slug)
            steps.append(step)
            given[step.scene.slug, step.response.slug] += 1
            state = step.state
        found = let_play(scenario, ROBOTS["over-pushy"], 1, first_seed=5)
        assert (found.responses, found.endings) == (given, {state.scene: 1})
        scored = {one.principle: one.percent for one in score(map(marks, steps))}
        assert {principle: one and one.middle for principle, one in found.scores.items()} == scored


def test_in_the_cases_that_come_with_attune_each_temperament_does_worse_than_the_best() -> None:
    for slug, scenario in read_library(bundled("scenarios")).scenarios.items():
        played = let_all_play(scenario, runs=20)
        best = sum(one.middle for one in played["best"].scores.values() if one)
        for name in FALLS:
            assert sum(one.middle for one in played[name].scores.values() if one) < best, (slug, name)
            assert not played[name].circled, (slug, name)
