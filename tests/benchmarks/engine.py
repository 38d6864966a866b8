"""Engine steps per second of CPU, against inkjs."""

from __future__ import annotations

import json
import statistics
import time

from simulator.engine.attempt import advance, begin
from simulator.engine.scenario import Scenario
from simulator.engine.scoring import marks
from simulator.engine.state import State
from simulator.engine.view import look, shown
from simulator.markup.reader import read
from tests.benchmarks.ink import inkjs
from tests.benchmarks.loading import rubric
from tests.benchmarks.measuring import runs
from tests.benchmarks.stories import scenario_text

SCENES, SECONDS = 30, 1.0


def _rate(scenario: Scenario, *, text: bool, as_json: bool) -> float:
    choices = {scene.slug: [response.slug for response in scene.responses] for scene in scenario.scenes}
    state, count = begin(scenario), 0
    stored = ""
    begun = time.process_time()
    while (spent := time.process_time() - begun) < SECONDS:
        for _ in range(200):
            count += 1
            if as_json and stored:
                scene, gauges, visited, chosen = json.loads(stored)
                state = State(scene, tuple(gauges), frozenset(visited), frozenset(chosen))
            step = advance(scenario, state, choices[state.scene][(count * 7 + (count >> 3)) % 3])
            state = step.state
            if text:
                marks(step), shown(step.response.reactions, state), look(scenario, state)
            if as_json:
                stored = json.dumps((state.scene, state.gauges, sorted(state.visited), sorted(state.chosen)))
    return count / spent


def main() -> None:
    """Print the table."""
    scenario = read(scenario_text(SCENES), "generated", rubric()).scenario
    assert scenario is not None
    found: dict[str, list[float]] = {}
    with inkjs(SECONDS) as measure:
        for _ in range(runs()):
            ink = measure(SCENES)
            found.setdefault("inkjs, choose and continue", []).append(ink["memory"])
            found.setdefault("inkjs, state as JSON in and out", []).append(ink["json"])
            for name, text, as_json in (
                ("advance", False, False),
                ("advance, marks, reaction and next scene as shown", True, False),
                ("the same, state as JSON in and out", True, True),
            ):
                found.setdefault(name, []).append(_rate(scenario, text=text, as_json=as_json))
    reference = statistics.median(found["inkjs, choose and continue"])
    for name, values in found.items():
        middle = statistics.median(values)
        print(f"| {name} | {middle:,.0f} steps/s of CPU | {middle / reference:.1f} x |")


if __name__ == "__main__":
    main()
