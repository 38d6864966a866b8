"""Robots that play a case many times over, so that its author sees where the story goes and what is never met.

Besides the best, the worst and any response there are three temperaments: mistakes that beginners make with the
best of intentions, and tired therapists too. Each is defined by what the rubric's own anchors say of a level: it cannot
leave a response alone that is rated so, and is a decent therapist wherever nothing of the kind is offered.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from statistics import median_low
from typing import NamedTuple

from simulator.engine.attempt import Step, begin
from simulator.engine.policy import Policy, at_random, best, turns, weight, worst
from simulator.engine.rubric import PRINCIPLES, Level
from simulator.engine.scenario import Response, Scenario
from simulator.engine.scoring import Mark, marks, score

RUNS = 200
"""Enough that a scene which one run in fifty comes to is missed by all of them once in fifty times."""
MOST_TURNS = 200
"""Whoever has not come to an ending by then goes in circles."""
MOST_STEPS = 10_000
"""All turns of one robot together: a case in which nobody gets anywhere must not keep its author waiting."""
FOLLOWS = 0.8
"""How often a temperament follows itself; else it takes any response, so that many runs show more than one way."""

Tempting = Mapping[str, frozenset[Level]]
"""The levels of some criteria that a temperament cannot leave alone."""
HARM, EITHER = frozenset({Level.HARMFUL}), frozenset({Level.HARMFUL, Level.MISSED})

OVER_WARM: Tempting = {
    "warms-slowly": HARM,  # far more warmth than the client can take; the missed side of it is no warmth at all
    "tones-down": EITHER,  # stays as warm as before, or explains the kindness and asks the client to bear it
    "encourages": HARM,  # rescues, takes over, adds help that nobody has asked for
}
PARENTAL: Tempting = {"fits-attachment": HARM}
"""What `fits-attachment` warns of depends on the client: only with one who relies on nobody is it to be parental."""
OVER_PUSHY: Tempting = {
    "tracks-window": EITHER,  # goes on, or keeps the pace although the edge comes nearer
    "picks-grain": HARM,  # parts, images and memories with somebody who is not steady
    "picks-direction": HARM,  # starts at the injury
    "offers-control": HARM,  # decides for the client
    "drops-the-script": EITHER,  # pushes the agenda, or goes by the book
    "grounds": HARM,  # leads a flooded client further in
}
SOOTHING: Tempting = {
    "validates-outrage": EITHER,  # calms the anger away, or speaks of the hurt beneath it
    "models-protective-anger": EITHER,  # stays even or neutral before a plain wrong
    "returns-responsibility": EITHER,  # “it wasn't your fault”, or reasons for who did it
    "fits-the-need": EITHER,  # comfort where somebody needs protecting, or pleasant support for all purposes
    "protects": EITHER,  # general support, where a boundary is needed
}


class Robot(NamedTuple):
    """A way of playing: its policy for a case and a seed, and whether the seed makes a difference."""

    policy: Callable[[Scenario, int], Policy]
    varied: bool


def of_temperament(tempting: Tempting, seed: int, follows: float = FOLLOWS) -> Policy:
    """A policy that falls for some levels of some criteria, most of the time."""
    chance = random.Random(seed)  # noqa: S311 - reproducible play, not a secret

    def choose(responses: Sequence[Response]) -> Response:
        return yielding(responses, tempting) if chance.random() < follows else chance.choice(responses)

    return choose


def yielding(responses: Sequence[Response], tempting: Tempting) -> Response:
    """The response that tempts most: at the lowest level, then the most often; the middle one if none of them does."""
    found = [(levels, response) for response in responses if (levels := _falls_for(response, tempting))]
    if not found:
        return sorted(responses, key=weight)[len(responses) // 2]
    return min(found, key=lambda one: (one[0][0], -len(one[0])))[1]


def _falls_for(response: Response, tempting: Tempting) -> list[Level]:
    return sorted(
        rating.level
        for rating in response.ratings
        if any(rating.level in tempting.get(criterion, ()) for criterion in rating.criteria)
    )


def _over_warm(scenario: Scenario, seed: int) -> Policy:
    parental = scenario.client.attachment == "dismissive-avoidant"
    return of_temperament({**OVER_WARM, **PARENTAL} if parental else OVER_WARM, seed)


ROBOTS: Mapping[str, Robot] = {
    "best": Robot(lambda _scenario, _seed: best, varied=False),
    "worst": Robot(lambda _scenario, _seed: worst, varied=False),
    "random": Robot(lambda _scenario, seed: at_random(seed), varied=True),
    "over-warm": Robot(_over_warm, varied=True),
    "over-pushy": Robot(lambda _scenario, seed: of_temperament(OVER_PUSHY, seed), varied=True),
    "soothing-everything": Robot(lambda _scenario, seed: of_temperament(SOOTHING, seed), varied=True),
}
"""Every robot by its name."""


class Spread(NamedTuple):
    """The lowest, the middle and the highest of some numbers."""

    low: int
    middle: int
    high: int


class Played(NamedTuple):
    """What some runs came to. Turns and scores (in per cent, by principle) are those of the runs that ended.

    `circled` went round until they were stopped, `stuck` came to a scene where nothing was offered. `scenes`, `moves`
    (from scene to scene) and `responses` (scene and response) count how often each was met.
    """

    runs: int
    endings: Mapping[str, int]
    circled: int
    stuck: int
    turns: Spread | None
    scores: Mapping[str, Spread | None]
    scenes: Mapping[str, int]
    moves: Mapping[tuple[str, str], int]
    responses: Mapping[tuple[str, str], int]


def let_play(
    scenario: Scenario, robot: Robot, runs: int = RUNS, first_seed: int = 0, most_steps: int = MOST_STEPS
) -> Played:
    """Let a robot play: once if it always does the same, else `runs` times, with one seed after the other.

    Stops earlier where `most_steps` turns have been played.
    """
    tally = _Tally(scenario)
    for seed in range(first_seed, first_seed + (runs if robot.varied else 1)):
        tally.add(list(islice(turns(scenario, robot.policy(scenario, seed), begin(scenario)), MOST_TURNS)))
        if tally.steps >= most_steps:
            break
    return tally.played()


def let_all_play(scenario: Scenario, runs: int = RUNS) -> dict[str, Played]:
    """What every robot comes to, by its name."""
    return {name: let_play(scenario, robot, runs) for name, robot in ROBOTS.items()}


def together(played: Iterable[Played]) -> tuple[Counter[str], Counter[tuple[str, str]], Counter[tuple[str, str]]]:
    """How often several robots met each scene, made each move and gave each response."""
    scenes: Counter[str] = Counter()
    moves: Counter[tuple[str, str]] = Counter()
    responses: Counter[tuple[str, str]] = Counter()
    for one in played:
        scenes.update(one.scenes)
        moves.update(one.moves)
        responses.update(one.responses)
    return scenes, moves, responses


class _Tally:
    """Adds runs up, one after the other, so that none need be kept."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.runs = self.steps = self.circled = self.stuck = 0
        self.lengths: list[int] = []
        self.marks: dict[tuple[str, str], tuple[Mark, ...]] = {}
        self.scores: dict[str, list[int]] = {principle: [] for principle in PRINCIPLES}
        self.endings: Counter[str] = Counter()
        self.scenes: Counter[str] = Counter()
        self.moves: Counter[tuple[str, str]] = Counter()
        self.responses: Counter[tuple[str, str]] = Counter()

    def add(self, steps: Sequence[Step]) -> None:
        """Count one run."""
        self.runs += 1
        self.steps += len(steps)
        self.scenes[self.scenario.scenes[0].slug] += 1
        for step in steps:
            here, there = step.scene.slug, step.state.scene
            self.scenes[there] += 1
            self.moves[here, there] += 1
            self.responses[here, step.response.slug] += 1
        last = self.scenario.scene_by_slug[steps[-1].state.scene if steps else self.scenario.scenes[0].slug]
        if last.ending is None:
            self.circled += len(steps) == MOST_TURNS
            self.stuck += len(steps) < MOST_TURNS
            return
        self.endings[last.slug] += 1
        self.lengths.append(len(steps))
        for one in score(map(self._marks, steps)):
            if one.percent is not None:
                self.scores[one.principle].append(one.percent)

    def _marks(self, step: Step) -> tuple[Mark, ...]:
        """The marks of a turn; where all responses were offered, worked out once for all runs."""
        if step.offered is not step.scene.responses:
            return marks(step)
        key = step.scene.slug, step.response.slug
        if key not in self.marks:
            self.marks[key] = marks(step)
        return self.marks[key]

    def played(self) -> Played:
        """The sums."""
        return Played(
            runs=self.runs,
            endings=self.endings,
            circled=self.circled,
            stuck=self.stuck,
            turns=_spread(self.lengths),
            scores={principle: _spread(found) for principle, found in self.scores.items()},
            scenes=self.scenes,
            moves=self.moves,
            responses=self.responses,
        )


def _spread(numbers: Sequence[int]) -> Spread | None:
    return Spread(min(numbers), median_low(numbers), max(numbers)) if numbers else None
