"""Reading and checking a case, per scene, against compiling ink, per knot."""

from __future__ import annotations

import statistics

from simulator.config import bundled
from simulator.engine.rubric import Rubric
from simulator.markup.checks import check
from simulator.markup.library import case_files, read_file
from simulator.markup.reader import read
from simulator.markup.rubric import read_rubric
from tests.benchmarks.ink import inkjs
from tests.benchmarks.measuring import cpu_ms, runs
from tests.benchmarks.stories import scenario_text

SCENES = 30


def rubric() -> Rubric:
    """The shipped rubric."""
    return read_rubric((bundled("scenarios") / "rubric.md").read_text("utf-8"))


def main() -> None:
    """Print the table."""
    known, text = rubric(), scenario_text(SCENES)
    shipped = [read_file(path, known) for path in case_files(bundled("scenarios"))]
    scenes = sum(len(one.scenario.scenes) for one in shipped if one.scenario)
    found: dict[str, list[float]] = {}
    with inkjs() as measure:
        for _ in range(runs()):
            found.setdefault("inkjs, compile, per knot", []).append(measure(SCENES)["compile"] * 1000 / SCENES)
            found.setdefault("read, generated, per scene", []).append(
                cpu_ms(lambda: read(text, "generated", known)) / SCENES
            )
            found.setdefault("read, shipped cases, per scene", []).append(
                cpu_ms(lambda: [read_file(path, known) for path in case_files(bundled("scenarios"))]) / scenes
            )
            found.setdefault("walk every way and check, shipped cases, per scene", []).append(
                cpu_ms(lambda: [check(one) for one in shipped]) / scenes
            )
    reference = statistics.median(found["inkjs, compile, per knot"])
    for name, values in found.items():
        middle = statistics.median(values)
        print(f"| {name} | {middle:.3f} ms | {middle / reference:.2f} x |")


if __name__ == "__main__":
    main()
