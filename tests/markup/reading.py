"""What the tests of the format share: the small rubric, the fixtures, and reading in one word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from simulator.engine.scenario import Scenario
from simulator.markup.checks import Checked, check
from simulator.markup.concepts import ConceptReading, read_concept
from simulator.markup.library import Library, check_library, read_file, unexplained, unknown_pictures
from simulator.markup.practices import PracticeReading, read_practice
from simulator.markup.problems import Problem
from simulator.markup.reader import Reading, read, read_bytes
from simulator.markup.rubric import read_rubric_file

FIXTURES = Path(__file__).parent / "fixtures"
PROBLEMS, GRAMMAR = FIXTURES / "problems", FIXTURES / "grammar"
RUBRIC = read_rubric_file(FIXTURES / "rubric.md")
EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load((FIXTURES / "problems.yaml").read_text("utf-8"))


CARDS = ("direction", "shame")
SHOWN = ("the-door-0123456789ab.webp",)


def fixture(code: str) -> Reading | ConceptReading | PracticeReading:
    """The fixture of a problem, with the line or block written as often as the table says."""
    path = PROBLEMS / f"{code}.md"
    if "as" in EXPECTED[code]:
        card = EXPECTED[code]["as"] == "concept"
        return read_concept(path, RUBRIC, CARDS) if card else read_practice(path, CARDS)
    repeat = EXPECTED[code].get("repeat")
    if not repeat:
        return read_file(path, RUBRIC)
    lines = path.read_text("utf-8").splitlines(keepends=True)
    first = repeat["from"] - 1
    last = repeat.get("to", len(lines))
    block = "".join(lines[first:last])
    repeated = (block.replace("NUMBER", str(number)) for number in range(repeat["times"]))
    return read_bytes("".join((*lines[:first], *repeated, *lines[last:])).encode(), path.stem, RUBRIC)


def problems_of(reading: Reading | ConceptReading | PracticeReading) -> tuple[Problem, ...]:
    """Every problem of a file that stands alone in a folder, beside a few cards and a picture."""
    if not isinstance(reading, Reading):
        return reading.problems
    alone = check_library(Library(RUBRIC, (reading,)))
    beside = (*unexplained(reading, CARDS), *unknown_pictures(reading, SHOWN))
    return (*check(reading).problems, *alone.get(reading.slug, ()), *beside)


def checked(text: str, slug: str = "a-case") -> Checked:
    """A text, read and checked as a whole."""
    return check(read(text, slug, RUBRIC))


def story(behaviour: str) -> Scenario:
    """The scenario of a grammar fixture, which has no problem at all."""
    result = check(read_file(GRAMMAR / f"{behaviour}.md", RUBRIC))
    assert not result.problems, "\n".join(problem.at(behaviour) for problem in result.problems)
    assert result.scenario is not None
    return result.scenario
