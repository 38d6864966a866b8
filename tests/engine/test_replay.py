"""The answers of an attempt, played again, give every state and score as they were, second tries included."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.engine.attempt import Answer, Ended, NotOffered, Step, advance, begin, counted, replay
from simulator.engine.condition import Chose, Visited
from simulator.engine.scenario import Branch, Scenario
from tests.engine.invention import invent
from tests.engine.making import by, case, ending, reply, scene
from tests.engine.playing import answered, many, written

SEEDS = st.integers(0, 2**32)
REPOSITORY = Path(__file__).parents[2]
PLAY_MANY = """
import sys
from tests.engine.playing import many
print(list({"arousal", "safeness", "shame", "anger", "warmth"}), file=sys.stderr)
sys.stdout.write(many(range(80)))
"""

CASE = case(
    scene(
        "door",
        reply("stand", "room", moves=[by("safeness", 2)]),
        reply("sit", "room", moves=[by("safeness", -1)]),
    ),
    scene(
        "room",
        reply("go", Branch("end", Chose("stand")), "other-end"),
        reply("back", Branch("door", Visited("room")), "end"),
    ),
    ending("end"),
    ending("other-end"),
)


def lineage(answers: list[Answer], seq: int) -> list[Answer]:
    """The answers that led to a turn, from the start, without those that were taken back."""
    by_seq = {answer.seq: answer for answer in answers}
    found: list[Answer] = []
    while seq:
        found.insert(0, by_seq[seq])
        seq = by_seq[seq].parent
    return found


def last_step(scenario: Scenario, answers: list[Answer]) -> Step:
    """Where these answers lead, one after the other."""
    state = begin(scenario)
    for answer in answers:
        step = advance(scenario, state, answer.response)
        state = step.state
    return step


@given(SEEDS, SEEDS)
def test_playing_any_attempt_again_gives_the_same_to_the_last_byte(seed: int, way: int) -> None:
    scenario = invent(seed)
    answers = answered(scenario, Random(way))
    assert replay(scenario, begin(scenario), answers) == replay(invent(seed), begin(scenario), answers)
    assert written(scenario, answers) == written(invent(seed), answers)


@given(SEEDS, SEEDS)
def test_every_turn_is_what_its_own_way_from_the_start_gives(seed: int, way: int) -> None:
    scenario = invent(seed)
    answers = answered(scenario, Random(way))
    steps = replay(scenario, begin(scenario), answers)
    assert list(steps) == [answer.seq for answer in answers]
    for seq, step in steps.items():
        assert step == last_step(scenario, lineage(answers, seq))


@given(SEEDS, SEEDS)
def test_of_all_tries_at_one_moment_exactly_the_first_counts(seed: int, way: int) -> None:
    answers = answered(invent(seed), Random(way))
    counting = counted(answers)
    for moment in {answer.parent for answer in answers}:
        tries = [answer.seq for answer in answers if answer.parent == moment]
        assert counting.intersection(tries) == {min(tries)}


def test_random_attempts_do_have_second_tries() -> None:
    """Or the three tests above would show less than they say."""
    attempts = [answered(invent(seed), Random(seed)) for seed in range(100)]
    assert sum(len(counted(answers)) < len(answers) for answers in attempts) > 30
    assert sum(len(answers) > 5 for answers in attempts) > 30


def test_a_second_try_knows_nothing_of_the_first() -> None:
    answers = [Answer(1, 0, "stand"), Answer(2, 0, "sit"), Answer(3, 2, "go"), Answer(4, 1, "go")]
    steps = replay(CASE, begin(CASE), answers)
    assert steps[1].before == steps[2].before == begin(CASE)
    assert [steps[seq].state.gauges[3] for seq in (1, 2, 3, 4)] == [5, 2, 2, 5]
    assert (steps[3].state.scene, steps[4].state.scene) == ("other-end", "end")
    assert counted(answers) == {1, 3, 4}


def test_coming_back_to_a_scene_by_the_story_is_a_new_moment_and_counts() -> None:
    answers = [Answer(1, 0, "stand"), Answer(2, 1, "back"), Answer(3, 2, "sit"), Answer(4, 2, "stand")]
    assert replay(CASE, begin(CASE), answers)[4].scene.slug == "door"
    assert counted(answers) == {1, 2, 3}


def test_an_attempt_without_answers_has_no_turns() -> None:
    assert replay(CASE, begin(CASE), []) == {}
    assert counted([]) == frozenset()


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ([Answer(1, 1, "stand")], KeyError),
        ([Answer(1, 2, "stand"), Answer(2, 0, "stand")], KeyError),
        ([Answer(1, 0, "stand"), Answer(2, 7, "go")], KeyError),
        ([Answer(1, 0, "stand"), Answer(2, -1, "go")], KeyError),
        ([Answer(1, 0, "go")], NotOffered),
        ([Answer(1, 0, "stand"), Answer(2, 1, "stand")], NotOffered),
        ([Answer(1, 0, "stand"), Answer(2, 1, "go"), Answer(3, 2, "go")], Ended),
    ],
)
def test_answers_that_cannot_have_happened_are_refused(answers: list[Answer], error: type[Exception]) -> None:
    with pytest.raises(error):
        replay(CASE, begin(CASE), answers)


def test_the_order_in_which_python_keeps_sets_changes_nothing() -> None:
    def play(seed: str) -> tuple[str, str]:
        done = subprocess.run(
            [sys.executable, "-c", PLAY_MANY],
            cwd=REPOSITORY,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(REPOSITORY)},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stderr, done.stdout

    (one_order, one), (other_order, other) = play("1"), play("2")
    assert one_order != other_order, "these two seeds do not tell anything apart; choose others"
    assert one == other == many(range(80))
