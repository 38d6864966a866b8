"""Attempts played at random, tries and all, and an attempt written down to the last byte."""

from __future__ import annotations

import json
from collections.abc import Sequence
from random import Random

from simulator.engine.attempt import Answer, Step, advance, begin, counted, offered, replay
from simulator.engine.feedback import alternative, growth_edges, harmful_moments, strengths
from simulator.engine.scenario import Scenario
from simulator.engine.scoring import marks, score
from simulator.engine.state import State
from simulator.engine.view import look
from tests.engine.invention import invent


def answered(scenario: Scenario, random: Random, most: int = 20) -> list[Answer]:
    """Answers as a trainee may give them who now and then goes back to an earlier moment and tries again."""
    states = {0: begin(scenario)}
    found: list[Answer] = []
    for seq in range(1, most + 1):
        places = [at for at, state in states.items() if offered(scenario.scene_by_slug[state.scene], state)]
        if not places:
            break
        at = seq - 1 if seq - 1 in places and random.randrange(100) < 70 else random.choice(places)
        response = random.choice(offered(scenario.scene_by_slug[states[at].scene], states[at]))
        states[seq] = advance(scenario, states[at], response.slug).state
        found.append(Answer(seq, at, response.slug))
    return found


def state_as_data(state: State) -> list[object]:
    """A state; its sets, which have no order, in that of the alphabet."""
    return [state.scene, list(state.gauges), sorted(state.visited), sorted(state.chosen)]


def step_as_data(step: Step) -> list[object]:
    """A step; everything that the engine has put into an order stays in it."""
    return [
        state_as_data(step.before),
        step.scene.slug,
        [response.slug for response in step.offered],
        step.response.slug,
        state_as_data(step.state),
        step.left_window,
        step.took_over,
    ]


def written(scenario: Scenario, answers: Sequence[Answer]) -> str:
    """All that the engine says of an attempt: every step and view, what counts, scores and feedback."""
    steps = replay(scenario, begin(scenario), answers)
    counting = counted(answers)
    scored = {seq: step for seq, step in steps.items() if seq in counting}
    views = [look(scenario, step.state, shuffle="an-attempt") for step in steps.values()]
    return json.dumps(
        {
            "steps": [[seq, *step_as_data(step)] for seq, step in steps.items()],
            "views": [[[offer.slug for offer in view.offers], [line.text for line in view.lines]] for view in views],
            "counted": sorted(counting),
            "scores": [[*one, one.percent, one.word] for one in score(marks(step) for step in scored.values())],
            "strengths": [[found.criterion, found.times, found.seq] for found in strengths(scored)],
            "edges": [[found.criterion, found.times, found.seq] for found in growth_edges(scored)],
            "harm": [[harm.seq, harm.rating.principle] for harm in harmful_moments(scored)],
            "alternatives": [other.wording if (other := alternative(step)) else None for step in steps.values()],
        }
    )


def many(seeds: range) -> str:
    """Attempts at cases invented from these seeds, a line each."""
    attempts = ((scenario, answered(scenario, Random(seed))) for seed in seeds for scenario in [invent(seed)])
    return "".join(f"{written(scenario, answers)}\n" for scenario, answers in attempts)
