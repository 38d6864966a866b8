"""The engine, and reading a case, against inkjs. `python -m tests.benchmarks.engine`

Both play the same story (`stories.py`). A step is: choose, apply all effects, ask the rule, go on, and have all text
and all choices that a player sees next: in ink `ChooseChoiceIndex`, `Continue` to the end, `currentChoices`; in Attune
`advance`, the reaction that is `shown`, `look`. Attune's step also makes the marks of the turn. Not alike: ink writes
strings with glue and whitespace handled, Attune hands out the paragraphs as they are; ink keeps a history of visits.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from simulator.config import bundled
from simulator.engine.attempt import advance, begin
from simulator.engine.rubric import Rubric
from simulator.engine.scenario import Scenario
from simulator.engine.scoring import marks
from simulator.engine.state import State
from simulator.engine.view import look, shown
from simulator.markup.checks import check
from simulator.markup.library import case_files
from simulator.markup.reader import read
from simulator.markup.rubric import read_rubric
from simulator.storage.canonical import state_text
from tests.benchmarks.measuring import cpu, heading, interleaved, per_second, tell
from tests.benchmarks.stories import case, ink
from tests.plumbing.node import NODE, run_npm

SCENES = 30
INK, INK_JSON = "inkjs, state in memory", "inkjs, state as JSON in and out"
ALONE, SEEN = "Attune, `advance` alone", "Attune, state in memory, all that is seen"
SEEN_JSON = "Attune, state as JSON in and out, all that is seen"
KNOT, COLD = "inkjs, compile, a knot (of seven, the median)", "inkjs, compile, a knot (of seven, the slowest)"


def main() -> None:
    """Measure both."""
    rubric = read_rubric((bundled("scenarios") / "rubric.md").read_text("utf-8"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run_npm("install", "--no-audit", "--no-fund", "--silent", "inkjs", folder=folder)
        shutil.copy(Path(__file__).with_name("ink.js"), folder / "ink.js")
        (folder / "story.ink").write_text(ink(SCENES))
        steps(rubric, folder)
        reading(rubric, folder)


def inkjs(folder: Path) -> dict[str, float]:
    """One run of inkjs in a process of its own."""
    done = subprocess.run([str(NODE), "ink.js", "story.ink"], cwd=folder, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def scenario(rubric: Rubric) -> Scenario:
    """The story, read."""
    found = read(case(SCENES), "story", rubric)
    if found.scenario is None:
        raise SystemExit("\n".join(problem.at("story.md") for problem in found.problems))
    return found.scenario


def player(played: Scenario, *, stored: bool) -> Callable[[], object]:
    """A function that takes one step, each time another one; `stored`: the state goes through JSON in between."""
    state, number = begin(played), 0
    view = look(played, state)

    def step() -> object:
        nonlocal state, number, view
        if stored:
            state = from_text(as_text(state))
        number += 1
        taken = advance(played, state, view.offers[(number * 7 + (number >> 3)) % len(view.offers)].slug)
        state = begin(played) if played.scene_by_slug[taken.state.scene].ending else taken.state
        view = look(played, state)
        return shown(taken.response.reactions, taken.state), marks(taken)

    return step


def as_text(state: State) -> str:
    """The state as it is stored, without the memory that the store keeps of the last ones."""
    return state_text.__wrapped__(state)


def from_text(text: str) -> State:
    content: dict[str, Any] = json.loads(text)
    return State(
        content["scene"], tuple(content["gauges"]), frozenset(content["visited"]), frozenset(content["chosen"])
    )


def alone(played: Scenario) -> Callable[[], object]:
    """A function that takes a step and looks at nothing."""
    states = [begin(played)]
    while len(states) < 200:
        offers = look(played, states[-1]).offers
        step = advance(played, states[-1], offers[len(states) % len(offers)].slug)
        states.append(begin(played) if played.scene_by_slug[step.state.scene].ending else step.state)
    pairs = [(state, offer.slug) for state in states for offer in look(played, state).offers]
    number = 0

    def step_alone() -> object:
        nonlocal number
        number += 1
        state, response = pairs[number % len(pairs)]
        return advance(played, state, response)

    return step_alone


def steps(rubric: Rubric, folder: Path) -> None:
    """Steps per second."""
    played = scenario(rubric)
    heading(f"Engine: steps per second of CPU, a story of {SCENES} scenes")
    runs: list[dict[str, float]] = []

    def ink_run(key: str) -> float:
        if key == "steps":
            runs.append(inkjs(folder))
        return runs[-1][key]

    found = interleaved(
        {
            INK: lambda: ink_run("steps"),
            INK_JSON: lambda: ink_run("turns"),
            ALONE: lambda: per_second(alone(played)),
            SEEN: lambda: per_second(player(played, stored=False)),
            SEEN_JSON: lambda: per_second(player(played, stored=True)),
        }
    )
    for name, value in found.items():
        tell(f"{name:55} {value:12,.0f}")
    memory, stored = found[INK], found[INK_JSON]
    tell(
        "",
        f"ratio, `advance` alone to inkjs in memory:    {found[ALONE] / memory:6.1f}",
        f"ratio, a whole step in memory:                {found[SEEN] / memory:6.1f}",
        f"ratio, a whole step with the state as JSON:   {found[SEEN_JSON] / stored:6.1f}",
        f"(a state is {len(as_text(begin(played)))} bytes in Attune, {runs[-1]['state']:,.0f} in ink)",
    )


def reading(rubric: Rubric, folder: Path) -> None:
    """Parse and check time."""
    heading("Reading: milliseconds of CPU per scene, against compiling a knot with inkjs")
    text = case(SCENES)
    ours = [file.read_text("utf-8") for file in case_files(bundled("scenarios"))]
    real = [read(text, f"case-{number}", rubric) for number, text in enumerate(ours)]
    scenes = sum(len(one.scenario.scenes) for one in real if one.scenario)
    story = read(text, "story", rubric)
    size = SCENES + 2
    found = interleaved(
        {
            KNOT: lambda: inkjs(folder)["compile"] / size,
            COLD: lambda: inkjs(folder)["first"] / size,
            "read the story": lambda: 1000 * cpu(lambda: read(text, "story", rubric), 10) / size,
            "check the story, every way": lambda: 1000 * cpu(lambda: check(story), 1) / size,
            "read our cases": lambda: 1000 * cpu(lambda: [read(one, "case", rubric) for one in ours], 2) / scenes,
            "check our cases, every way": lambda: 1000 * cpu(lambda: [check(one) for one in real], 1) / scenes,
        }
    )
    for name, value in found.items():
        ratios = f"{value / found[KNOT]:6.2f} x a knot, {value / found[COLD]:6.2f} x a cold one"
        tell(f"{name:50} {value:8.3f} ms  {ratios}")
    lengths = f"{sum(map(len, ours)) // scenes} characters each; the story's {len(text) // SCENES}"
    tell(f"(our {len(ours)} cases have {scenes} scenes of {lengths})")


if __name__ == "__main__":
    main()
