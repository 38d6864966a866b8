"""A folder of case files and their rubric, read as a whole.

A broken file never takes the others down: it is kept with its problems and left out of `scenarios`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from simulator.engine.rubric import Rubric
from simulator.engine.scenario import Scenario
from simulator.markup.notes import Notes
from simulator.markup.problems import Problem
from simulator.markup.reader import LARGEST, Reading, read_bytes, unread
from simulator.markup.rubric import read_rubric_file

NOT_CASES = ("README.md", "rubric.md")


@dataclass(frozen=True)
class Library:
    """The rubric and every case file of a folder, in the order of their names."""

    rubric: Rubric
    readings: tuple[Reading, ...]

    @cached_property
    def scenarios(self) -> dict[str, Scenario]:
        """The cases without a fault of form, by slug."""
        return {reading.slug: reading.scenario for reading in self.readings if reading.scenario}


def read_library(folder: Path) -> Library:
    """Read a folder of cases.

    Raises:
        RubricError: the folder's rubric cannot be used.
        OSError: the rubric cannot be opened.
    """
    rubric = read_rubric_file(folder / "rubric.md")
    return Library(rubric, tuple(read_file(path, rubric) for path in case_files(folder)))


def case_files(folder: Path) -> list[Path]:
    """The case files of a folder, sorted by name."""
    return sorted(path for path in folder.glob("*.md") if path.name not in NOT_CASES)


def read_file(path: Path, rubric: Rubric) -> Reading:
    """Read one case; its slug is the name of the file. Never raises for any content, nor for none."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError:
        return unread(path.stem, "file-unreadable")
    return read_bytes(data, path.stem, rubric)


def check_library(library: Library) -> dict[str, tuple[Problem, ...]]:
    """What is wrong between the cases of a folder, by slug: a case that continues none, or itself by way of others."""
    slugs = sorted(reading.slug for reading in library.readings)
    continued = {slug: scenario.continues for slug, scenario in library.scenarios.items() if scenario.continues}
    found: dict[str, tuple[Problem, ...]] = {}
    for reading in library.readings:
        earlier = continued.get(reading.slug)
        if earlier is None:
            continue
        notes = Notes()
        if earlier not in slugs:
            hint = notes.hint(earlier, [slug for slug in slugs if slug != reading.slug])
            notes.add("continues-unknown", _continues_line(reading), value=earlier, hint=hint)
        elif _comes_round(reading.slug, continued):
            notes.add("continues-itself", _continues_line(reading))
        if notes.problems:
            found[reading.slug] = notes.listed(reading.document)
    return found


def _comes_round(slug: str, continued: dict[str, str]) -> bool:
    seen: set[str] = set()
    here = continued.get(slug)
    while here is not None and here != slug and here not in seen:
        seen.add(here)
        here = continued.get(here)
    return here == slug


def _continues_line(reading: Reading) -> int:
    front = reading.document.blocks[0]
    return next((number for number, line in enumerate(front.lines, 1) if line.lstrip().startswith("continues")), 1)
