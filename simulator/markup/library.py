"""A folder of case files and their rubric, read as a whole.

A broken file never takes the others down: it is kept with its problems and left out of `scenarios`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from simulator.engine.rubric import Rubric
from simulator.engine.scenario import Scenario
from simulator.markup.reader import Reading, read_bytes
from simulator.markup.rubric import read_rubric

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
        OSError: the folder or its rubric cannot be read.
    """
    rubric = read_rubric((folder / "rubric.md").read_text("utf-8"))
    return Library(rubric, tuple(read_file(path, rubric) for path in case_files(folder)))


def case_files(folder: Path) -> list[Path]:
    """The case files of a folder, sorted by name."""
    return sorted(path for path in folder.glob("*.md") if path.name not in NOT_CASES)


def read_file(path: Path, rubric: Rubric) -> Reading:
    """Read one case; its slug is the name of the file."""
    return read_bytes(path.read_bytes(), path.stem, rubric)
