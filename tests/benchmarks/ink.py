"""inkjs, fetched into a temporary folder and run beside Attune."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.stories import ink
from tests.plumbing.node import NODE, run_npm

Measure = Callable[[int], dict[str, float]]


@contextmanager
def inkjs(seconds: float = 1.0) -> Iterator[Measure]:
    """A function from a number of knots to {"compile": s, "memory": steps/s, "json": steps/s}, all of CPU time."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "package.json").write_text("{}")
        run_npm("install", "--no-audit", "--no-fund", "inkjs", folder=folder)

        def measure(knots: int) -> dict[str, float]:
            (folder / "story.ink").write_text(ink(knots))
            program: list[str | Path] = [NODE, Path(__file__).with_name("inkjs.js"), "story.ink", str(seconds)]
            found: dict[str, float] = json.loads(subprocess.check_output(program, cwd=folder))
            return found

        yield measure
