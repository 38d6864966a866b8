"""A scenario file read whole: its `Scenario` if it can be played, and every problem of its form.

What only shows when the case is walked (unreachable scenes, loops, giveaways) is found by `simulator.markup.checks`.
"""

from __future__ import annotations

from dataclasses import dataclass

from simulator.engine.rubric import Rubric
from simulator.engine.scenario import Scenario, Scene
from simulator.markup.facts import Facts, no_facts, read_facts
from simulator.markup.notes import HIDDEN, Notes
from simulator.markup.parts import scene_parts, slug_lines
from simulator.markup.problems import Problem
from simulator.markup.scenes import read_scenes
from simulator.markup.source import Document, normalise, take_apart, version_of
from simulator.markup.values import front_of

LARGEST, MOST_SCENES = 256 * 1024, 500


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading a file gave. `scenario` is None if a fault keeps it from being played; `lines` places its parts."""

    slug: str
    document: Document
    scenario: Scenario | None
    problems: tuple[Problem, ...]
    lines: dict[str, int]

    @property
    def faults(self) -> tuple[Problem, ...]:
        """The problems that keep the case from being published."""
        return tuple(problem for problem in self.problems if problem.severity == "fault")

    def front_line(self, key: str) -> int:
        """The line of a key of the front matter; the first line if it is not there."""
        front = self.document.blocks[0] if self.document.blocks else None
        lines = enumerate(front.lines if front else (), 1)
        return next((number for number, line in lines if line.lstrip().startswith(f"{key}:")), 1)


def read_bytes(data: bytes, slug: str, rubric: Rubric) -> Reading:
    """Read a file. Never raises for any content."""
    if len(data) > LARGEST:
        return unread(slug, "file-too-large", limit=LARGEST // 1024)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return unread(slug, "file-encoding", data[: error.start].count(b"\n") + 1)
    return read(text, slug, rubric)


def read(text: str, slug: str, rubric: Rubric, *, kept: bool = False) -> Reading:
    """Read the text of a scenario. Never raises for any content.

    `kept`: a version out of the store. It was checked when it was kept; that the rubric has other criteria by now, or
    the checks have become stricter, does not make it unplayable.
    """
    if len(text) > LARGEST or len(text.encode("utf-8", "surrogatepass")) > LARGEST:
        return unread(slug, "file-too-large", limit=LARGEST // 1024)
    text = normalise(text)
    notes = Notes()
    document = take_apart(text)
    if HIDDEN.search(text):
        notes.hidden(document)
    facts = _facts(document, slug, notes)
    briefing, parts = scene_parts(document, notes)
    if not briefing:
        notes.add("briefing-missing", 1)
    if not parts:
        notes.add("no-scenes", 1)
    if len(parts) > MOST_SCENES:
        notes.add("too-many-scenes", parts[MOST_SCENES].head.line, limit=MOST_SCENES)
        parts = parts[:MOST_SCENES]
    lines = slug_lines(parts, notes)
    if not facts.gauges_known:
        notes.muted.add("gauge-unknown")
    scenes = read_scenes(facts, parts, rubric, notes)
    scenario = _scenario(slug, text, facts, briefing, scenes)
    return Reading(slug, document, scenario if kept or not notes.faulty else None, notes.listed(document), lines)


def unread(slug: str, code: str, line: int = 1, **names: object) -> Reading:
    """What is left of a file that is not even text: one problem."""
    notes = Notes()
    notes.add(code, line, **names)
    return Reading(slug, Document(()), None, notes.listed(Document(())), {})


def _scenario(slug: str, text: str, facts: Facts, briefing: str, scenes: tuple[Scene, ...]) -> Scenario:
    return Scenario(
        slug=slug,
        version=version_of(text),
        title=facts.title,
        level=facts.level,
        minutes=facts.minutes,
        phase=facts.phase,
        presentation=facts.presentation,
        learn=facts.learn,
        warnings=facts.warnings,
        client=facts.client,
        gauges=facts.gauges,
        briefing=briefing,
        scenes=scenes,
        authors=facts.authors,
        sources=facts.sources,
        reviewed=facts.reviewed,
        continues=facts.continues,
        language=facts.language,
    )


def _facts(document: Document, slug: str, notes: Notes) -> Facts:
    front = front_of(document, notes)
    if front is None:
        return no_facts()
    facts = read_facts(front, notes)
    if facts.continues == slug:
        notes.add("continues-itself", front["continues"].line)
    return facts
