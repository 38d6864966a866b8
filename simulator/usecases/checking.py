"""Reading a text in the studio as it is typed: its problems, its ways, its outline.

Walking every way of a real case takes half a second, reading it some 20 ms. Ways are therefore kept by what decides
them (`simulator.engine.structure`): whoever works at sentences never waits for them twice.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import zip_longest
from threading import Lock
from typing import Generic, Literal, NamedTuple, TypeVar
from uuid import UUID

from simulator.engine.exploration import Exploration, explore
from simulator.engine.ranges import Range, score_ranges
from simulator.engine.rubric import PRINCIPLES, Level
from simulator.engine.scenario import (
    ATTACHMENTS,
    ENDINGS,
    LEVELS,
    MENTALISING,
    PHASES,
    PRESENTATIONS,
    REGULATIONS,
    STANDARD_GAUGES,
    WINDOW_HIGH,
    WINDOW_LOW,
    Scenario,
)
from simulator.engine.structure import bare, dressed
from simulator.markup.checks import Checked, check
from simulator.markup.library import check_continued, unexplained, unknown_pictures
from simulator.markup.notes import Notes
from simulator.markup.parts import RESPONSE_LABELS, SCENE_LABELS, Part, ScenePart, scene_parts
from simulator.markup.problems import Problem
from simulator.markup.reader import Reading, read
from simulator.markup.source import Document, normalise, version_of
from simulator.usecases import drafts, pictures
from simulator.usecases.catalogue import Store
from simulator.usecases.people import Actor

TEXTS_KEPT, WAYS_KEPT = 8, 8
"""How many texts, and how many structures of cases, are remembered; one of a wide case takes some megabytes."""
V = TypeVar("V")
EntryKind = Literal["scene", "notice", "response"]


@dataclass
class Memory(Generic[V]):
    """What was worked out last."""

    most: int
    kept: OrderedDict[Hashable, V] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def known(self, key: Hashable) -> V | None:
        """What is remembered of `key`."""
        with self.lock:
            if key in self.kept:
                self.kept.move_to_end(key)
            return self.kept.get(key)

    def get(self, key: Hashable, make: Callable[[], V]) -> V:
        """The same, worked out now if it is not."""
        found = self.known(key)
        if found is None:
            found = make()
            with self.lock:
                self.kept[key] = found
                while len(self.kept) > self.most:
                    self.kept.popitem(last=False)
        return found


class Ways(NamedTuple):
    """Every way through the bare scenario, and the range of each principle on them."""

    found: Exploration
    ranges: Mapping[str, Range | None]


@dataclass(frozen=True)
class Understood:
    """A text as far as it is understood.

    `sketch` is the case with all its holes, to be looked at and not to be played; None where there is no scene.
    `ranges` is None where the ways are not known; `whole` says whether they have been looked at, if they can be.
    """

    checked: Checked
    sketch: Scenario | None
    ranges: Mapping[str, Range | None] | None
    whole: bool

    @property
    def document(self) -> Document:
        """The text in its blocks."""
        return self.checked.reading.document

    @cached_property
    def parts(self) -> list[ScenePart]:
        """The scenes of the text as they stand."""
        return scene_parts(self.document, Notes())[1]

    @cached_property
    def outline(self) -> tuple[Entry, ...]:
        """The scenes of the text and what stands under them, in its order."""
        return tuple(_outline(self))


class Mend(NamedTuple):
    """A word that can be put right: where it stands, as it stands, and what was probably meant."""

    line: int
    wrong: str
    right: str


class Entry(NamedTuple):
    """A part of the text; `end` is its last line, a scene's with all that stands under it."""

    line: int
    end: int
    kind: EntryKind
    slug: str
    title: str
    problems: int
    ending: str


_TEXTS: Memory[Understood] = Memory(TEXTS_KEPT)
_WAYS: Memory[Ways] = Memory(WAYS_KEPT)


def checked_draft(store: Store, actor: Actor, draft_id: UUID, text: str, *, quick: bool = False) -> Understood:
    """A text that may stand in a draft, understood. Nothing is kept.

    Raises:
        NotFound: no such draft, or not for this person.
    """
    return understood(store, text, drafts.opened(store, actor, draft_id).slug, quick=quick)


def understand(store: Store, text: str, slug: str) -> Checked:
    """A text with every problem: of its form, of the whole, and of what it names beside itself."""
    return understood(store, text, slug).checked


def understood(store: Store, text: str, slug: str, *, quick: bool = False) -> Understood:
    """The same with its sketch and ranges; `quick` leaves out the whole where that would take its time."""
    text = normalise(text)
    beside = _Beside.of(store)
    key = (slug, version_of(text), store.catalogue.rubric.version, beside)
    known = _TEXTS.known(key)
    if known is not None:
        return known
    if quick:
        made = _understood(store, text, slug, beside, quick=True)
        return _TEXTS.get(key, lambda: made) if made.whole else made
    return _TEXTS.get(key, lambda: _understood(store, text, slug, beside, quick=False))


class _Beside(NamedTuple):
    """What a case may name beside itself."""

    cards: frozenset[str]
    continued: tuple[tuple[str, str], ...]
    pictures: frozenset[str]

    @classmethod
    def of(cls, store: Store) -> _Beside:
        cases = tuple(sorted((slug, one.continues) for slug, one in store.current.items()))
        return cls(frozenset(store.catalogue.concepts), cases, pictures.known(store))


def _understood(store: Store, text: str, slug: str, beside: _Beside, *, quick: bool) -> Understood:
    half = read(text, slug, store.catalogue.rubric, kept=True)
    reading = replace(half, scenario=None) if half.faults else half
    key = bare(reading.scenario) if reading.scenario else None
    ways = _WAYS.known(key) if key else None
    whole = key is None or ways is not None or not quick
    if key and whole:
        ways = _WAYS.get(key, lambda: _ways(key))
        found = ways.found
        checked = check(reading, lambda scenario: dressed(found, scenario))
    else:
        checked = Checked(reading, reading.problems, None)
    problems = tuple(sorted((*checked.problems, *_beside(half, beside))))
    ranges = ways.ranges if ways and ways.found.complete else None
    return Understood(replace(checked, problems=problems), _sketch(half.scenario), ranges, whole)


def _ways(scenario: Scenario) -> Ways:
    found = explore(scenario)
    return Ways(found, score_ranges(found) if found.complete else {})


def _beside(half: Reading, beside: _Beside) -> Iterator[Problem]:
    """What the text names that is not there."""
    yield from unexplained(half, beside.cards)
    yield from unknown_pictures(half, beside.pictures)
    if half.scenario and half.scenario.continues not in ("", half.slug):
        notes = Notes()
        continued = {slug: earlier for slug, earlier in beside.continued if earlier}
        slugs = [slug for slug, _ in beside.continued if slug != half.slug]
        check_continued(half, {**continued, half.slug: half.scenario.continues}, slugs, notes)
        yield from notes.listed(half.document)


def _sketch(scenario: Scenario | None) -> Scenario | None:
    """The case with each slug once, so that every scene can be found by it."""
    if scenario is None or not scenario.scenes:
        return None
    scenes = {scene.slug: scene for scene in reversed(scenario.scenes)}
    return replace(scenario, scenes=tuple(dict.fromkeys(scenes[scene.slug] for scene in scenario.scenes)))


def version(found: Understood) -> str:
    """The version that the text would be published as."""
    return version_of(found.document.text)


def mend(problem: Problem, document: Document) -> Mend | None:
    """Where the word that was probably a slip stands: in the line of the problem, or further down its paragraph."""
    wrong, right = problem.hint
    if not right:
        return None
    block = next((one for one in document.blocks if one.line <= problem.line < one.line + len(one.lines)), None)
    last = block.line + len(block.lines) if block else problem.line + 1
    word = re.compile(rf"(?<![\w-]){re.escape(wrong)}(?![\w-])", re.IGNORECASE)
    for number in range(problem.line, last):
        if found := word.search(document.line(number)):
            return Mend(number, found[0], right)
    return None


def _outline(found: Understood) -> Iterator[Entry]:
    parts = found.parts
    endings = {scene.slug: scene.ending or "" for scene in found.sketch.scenes} if found.sketch else {}
    lines = sorted(problem.line for problem in found.checked.problems)
    last = len(found.document.lines)

    def entry(line: int, end: int, kind: EntryKind, slug: str, title: str) -> Entry:
        number = sum(line <= one <= end for one in lines)
        return Entry(line, end, kind, slug, title, number, endings.get(slug, "") if kind == "scene" else "")

    for scene, following in zip_longest(parts, parts[1:]):
        end = following.head.line - 1 if following else last
        yield entry(scene.head.line, end, "scene", scene.head.slug, scene.head.title)
        under: list[tuple[Part, EntryKind]] = [(one, "response") for one in scene.responses]
        under += [(scene.notice, "notice")] if scene.notice else []
        under.sort(key=lambda one: one[0].line)
        for place, (part, kind) in enumerate(under):
            till = under[place + 1][0].line - 1 if place + 1 < len(under) else end
            yield entry(part.line, till, kind, part.slug, part.title)


def words(store: Store, found: Understood) -> dict[str, object]:
    """What can be written where, to be offered while typing."""
    beside, parts = _Beside.of(store), found.parts
    cards, cases = sorted(beside.cards), [slug for slug, _ in beside.continued]
    gauges = [gauge.slug for gauge in found.sketch.gauges] if found.sketch else list(STANDARD_GAUGES)
    front: dict[str, Iterable[str]] = {
        "level": LEVELS,
        "phase": PHASES,
        "presentation": PRESENTATIONS,
        "learn": cards,
        "continues": cases,
        "attachment": ATTACHMENTS,
        "mentalising": MENTALISING,
        "regulation": REGULATIONS,
    }
    return {
        "labels": [*SCENE_LABELS, *RESPONSE_LABELS],
        "gauges": [*(one for one in gauges if one not in (WINDOW_LOW, WINDOW_HIGH)), "window"],
        "criteria": {
            PRINCIPLES[one.slug]: [criterion.slug for criterion in one.criteria]
            for one in store.catalogue.rubric.principles
        },
        "levels": [level.word for level in Level],
        "scenes": [scene.head.slug for scene in parts],
        "responses": [response.slug for scene in parts for response in scene.responses],
        "concepts": cards,
        "endings": list(ENDINGS),
        "pictures": sorted(beside.pictures),
        "front": {key: list(values) for key, values in front.items()},
    }
