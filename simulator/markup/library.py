"""A folder of cases with their rubric, concept cards and guided practices, read as a whole.

A broken file never takes the others down: it is kept with its problems and left out of what can be shown.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from simulator.engine.concept import Concept
from simulator.engine.practice import Practice
from simulator.engine.rubric import Rubric
from simulator.engine.scenario import Scenario
from simulator.markup.concepts import ConceptReading, read_concept
from simulator.markup.notes import Notes
from simulator.markup.pictures import NAME, pictures_of
from simulator.markup.practices import PracticeReading, read_practice
from simulator.markup.problems import Problem
from simulator.markup.reader import LARGEST, Reading, read_bytes, unread
from simulator.markup.rubric import read_rubric_file

NOT_CASES = ("README.md", "rubric.md")
CONCEPTS, PRACTICES, PICTURES = "concepts", "practices", "pictures"
"""The folders of cards, practices and pictures, beside the cases."""


@dataclass(frozen=True)
class Library:
    """The rubric and every file of a folder, each kind in the order of their names."""

    rubric: Rubric
    readings: tuple[Reading, ...]
    concept_readings: tuple[ConceptReading, ...] = ()
    practice_readings: tuple[PracticeReading, ...] = ()
    pictures: Mapping[str, Path] = field(default_factory=dict)

    @cached_property
    def scenarios(self) -> dict[str, Scenario]:
        """The cases without a fault of form, by slug."""
        return {reading.slug: reading.scenario for reading in self.readings if reading.scenario}

    @cached_property
    def concepts(self) -> dict[str, Concept]:
        """The concept cards without a fault, by slug."""
        return {reading.slug: reading.concept for reading in self.concept_readings if reading.concept}

    @cached_property
    def practices(self) -> dict[str, Practice]:
        """The guided practices without a fault, by slug."""
        return {reading.slug: reading.practice for reading in self.practice_readings if reading.practice}


def read_library(folder: Path, rubric: Rubric | None = None) -> Library:
    """Read a folder of cases, by its own rubric or by another one.

    Raises:
        RubricError: the folder's rubric cannot be used.
        OSError: the rubric cannot be opened.
    """
    rubric = rubric or read_rubric_file(folder / "rubric.md")
    cards = card_slugs(folder)
    return Library(
        rubric,
        tuple(read_file(path, rubric) for path in case_files(folder)),
        tuple(read_concept(path, rubric, cards) for path in sorted((folder / CONCEPTS).glob("*.md"))),
        tuple(read_practice(path, cards) for path in sorted((folder / PRACTICES).glob("*.md"))),
        {path.name: path for path in sorted((folder / PICTURES).glob("*.webp")) if NAME.fullmatch(path.name)},
    )


def case_files(folder: Path) -> list[Path]:
    """The case files of a folder, sorted by name."""
    return sorted(path for path in folder.glob("*.md") if path.name not in NOT_CASES)


def card_slugs(folder: Path) -> frozenset[str]:
    """The slugs of the concept cards beside the cases of a folder, those with problems included."""
    return frozenset(path.stem for path in (folder / CONCEPTS).glob("*.md"))


def read_file(path: Path, rubric: Rubric) -> Reading:
    """Read one case; its slug is the name of the file. Never raises for any content, nor for none."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError:
        return unread(path.stem, "file-unreadable")
    return read_bytes(data, path.stem, rubric)


def check_library(library: Library) -> dict[str, tuple[Problem, ...]]:
    """What is wrong between the files of a folder, by the slug of the case.

    A case that continues none, or itself by way of others; a concept to be learned that has no card, a picture that
    is not there (both asked only where there are any).
    """
    continued = {slug: scenario.continues for slug, scenario in library.scenarios.items() if scenario.continues}
    cards = {reading.slug for reading in library.concept_readings}
    slugs = sorted(reading.slug for reading in library.readings)
    found: dict[str, tuple[Problem, ...]] = {}
    for reading in library.readings:
        notes = Notes()
        check_continued(reading, continued, slugs, notes)
        unseen = unknown_pictures(reading, library.pictures) if library.pictures else ()
        if problems := (*notes.listed(reading.document), *unexplained(reading, cards), *unseen):
            found[reading.slug] = problems
    return found


def check_continued(reading: Reading, continued: Mapping[str, str], slugs: Collection[str], notes: Notes) -> None:
    """Note a case that continues none of `slugs`, or itself by way of those that `continued` says continue another."""
    earlier = continued.get(reading.slug)
    if earlier is None:
        return
    if earlier not in slugs:
        hint = notes.hint(earlier, [slug for slug in slugs if slug != reading.slug])
        notes.add("continues-unknown", reading.front_line("continues"), value=earlier, hint=hint)
    elif _comes_round(reading.slug, continued):
        notes.add("continues-itself", reading.front_line("continues"))


def unexplained(reading: Reading, cards: Collection[str]) -> tuple[Problem, ...]:
    """Every concept a case names that has no card; nothing where there are no cards at all."""
    notes = Notes()
    if reading.scenario is None or not cards:
        return ()
    named = [(slug, reading.front_line("learn")) for slug in reading.scenario.learn]
    named += [(slug, reading.lines[scene.slug]) for scene in reading.scenario.scenes for slug in scene.learn]
    for slug, line in named:
        if slug not in cards:
            notes.add("concept-unknown", line, value=slug, hint=notes.hint(slug, cards))
    return notes.listed(reading.document)


def unknown_pictures(reading: Reading, known: Collection[str]) -> tuple[Problem, ...]:
    """Every picture a case shows that is not among those `known`, by name."""
    notes = Notes()
    for picture in pictures_of(reading.document.text):
        if picture.name not in known:
            notes.add("picture-unknown", picture.line, value=picture.name, hint=notes.hint(picture.name, known))
    return notes.listed(reading.document)


def _comes_round(slug: str, continued: Mapping[str, str]) -> bool:
    seen: set[str] = set()
    here = continued.get(slug)
    while here is not None and here != slug and here not in seen:
        seen.add(here)
        here = continued.get(here)
    return here == slug
