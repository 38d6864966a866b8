"""A scenario file read whole: its `Scenario` if it can be played, and every problem of its form.

What only shows when the case is walked (unreachable scenes, loops, giveaways) is found by `simulator.markup.checks`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from simulator.engine.rubric import PRINCIPLES, Rubric
from simulator.engine.scenario import Cue, Passage, Rating, Response, Scenario, Scene
from simulator.markup.conditions import Names, did_you_mean
from simulator.markup.facts import Facts, read_facts
from simulator.markup.front import FrontError, read_front
from simulator.markup.labels import LabelReader
from simulator.markup.notes import Notes
from simulator.markup.problems import Problem
from simulator.markup.source import TITLED, Block, Document, normalise, take_apart, version_of

LARGEST, MOST_SCENES = 256 * 1024, 500
SCENE_LABELS = ("Enter", "Ending", "Own words", "Moment")
RESPONSE_LABELS = (*PRINCIPLES.values(), "Effect", "Client", "Instead", "Also", "When", "Next")
REPEATABLE = ("Client", "Also")
LABEL = re.compile(r"([A-Z][A-Za-z]*(?: [a-z]+)?)\s*:\s*(.*)", re.DOTALL)
CUE = re.compile(r"\[([xX ])\]\s+(.+?):\s+(.+)", re.DOTALL)
LOST_HEADING = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+:\s+\S.*")
PICTURE = re.compile(r"!\[[^\]]*\]\(")


@dataclass(frozen=True, slots=True)
class Item:
    """One labelled line."""

    label: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Part:
    """A scene, noticing step or response as blocks: its heading, its prose, its labelled lines."""

    slug: str
    title: str
    line: int
    prose: tuple[Block, ...] = ()
    items: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class ScenePart:
    """A scene with what stands under it."""

    head: Part
    notice: Part | None
    responses: tuple[Part, ...]


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


def read_bytes(data: bytes, slug: str, rubric: Rubric) -> Reading:
    """Read a file. Never raises for any content."""
    notes = Notes()
    if len(data) > LARGEST:
        notes.add("file-too-large", 1, limit=LARGEST // 1024)
        return _reading(slug, Document(()), None, notes, {})
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        notes.add("file-encoding", data[: error.start].count(b"\n") + 1)
        return _reading(slug, Document(()), None, notes, {})
    return read(text, slug, rubric)


def read(text: str, slug: str, rubric: Rubric) -> Reading:
    """Read the text of a scenario. Never raises for any content."""
    text = normalise(text)
    notes = Notes()
    document = take_apart(text)
    if "\0" in text or len(text.encode("utf-8", "replace")) > LARGEST or _has_surrogates(text):
        code = "file-too-large" if len(text) > LARGEST // 4 and "\0" not in text else "file-encoding"
        notes.add(code, 1, limit=LARGEST // 1024)
        return _reading(slug, document, None, notes, {})
    facts = _facts(document, slug, notes)
    briefing, parts = _parts(document, notes)
    if not briefing:
        notes.add("briefing-missing", 1)
    if not parts:
        notes.add("no-scenes", 1)
    if len(parts) > MOST_SCENES:
        notes.add("too-many-scenes", parts[MOST_SCENES].head.line, limit=MOST_SCENES)
        parts = parts[:MOST_SCENES]
    lines = _slugs(parts, notes)
    if facts is None:
        return _reading(slug, document, None, notes, lines)
    scenes = _SceneReader(facts, parts, rubric, notes).scenes()
    scenario = _scenario(slug, text, facts, briefing, scenes)
    return _reading(slug, document, scenario, notes, lines)


def _has_surrogates(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def _reading(slug: str, document: Document, scenario: Scenario | None, notes: Notes, lines: dict[str, int]) -> Reading:
    problems = sorted(replace(found, excerpt=document.line(found.line)) for found in notes.problems)
    unplayable = any(found.severity == "fault" for found in problems)
    return Reading(slug, document, None if unplayable else scenario, tuple(problems), lines)


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


def _facts(document: Document, slug: str, notes: Notes) -> Facts | None:
    first = document.blocks[0] if document.blocks else None
    if first is None or first.kind != "front":
        opened = document.text.lstrip().startswith("---")
        notes.add("front-unclosed" if opened else "front-missing", 1)
        return None
    try:
        facts = read_facts(read_front(first.text), notes)
    except FrontError as error:
        notes.add(error.code, error.line, **error.names)
        return None
    if facts.continues == slug:
        notes.add("continues-itself", 1)
    return facts


def _parts(document: Document, notes: Notes) -> tuple[str, list[ScenePart]]:
    """The briefing, and the scenes as they stand."""
    briefing: list[str] = []
    scenes: list[list[tuple[Block, list[Block]]]] = []
    for block in document.blocks:
        if block.kind in ("front", "blank"):
            continue
        _warn_about(block, notes, in_scene=bool(scenes))
        if block.kind == "scene":
            scenes.append([(block, [])])
        elif block.kind == "part":
            if scenes:
                scenes[-1].append((block, []))
            else:
                notes.add("heading-misplaced", block.line)
        elif scenes:
            scenes[-1][-1][1].append(block)
        else:
            briefing.append("".join(block.lines).rstrip("\n"))
    return "\n\n".join(briefing), [part for scene in scenes if (part := _scene_part(scene, notes))]


def _warn_about(block: Block, notes: Notes, *, in_scene: bool) -> None:
    if block.kind == "odd-heading":
        notes.add("heading-malformed", block.line)
    elif block.kind == "paragraph":
        for number, line in enumerate(block.lines):
            _warn_about_prose(line.strip(), block.line + number, notes, in_scene=in_scene)
    if PICTURE.search(block.text):
        notes.add("picture", block.line)


def _warn_about_prose(line: str, number: int, notes: Notes, *, in_scene: bool) -> None:
    if LOST_HEADING.fullmatch(line) or line.lower() == "notice":
        notes.add("heading-lost", number)
    label = LABEL.fullmatch(line)
    if in_scene and label and label[1] in (*SCENE_LABELS, *RESPONSE_LABELS):
        notes.add("label-lost", number, label=label[1])


def _scene_part(blocks: Sequence[tuple[Block, list[Block]]], notes: Notes) -> ScenePart | None:
    head = _part(*blocks[0], notes)
    notice: Part | None = None
    responses: list[Part] = []
    for heading, inner in blocks[1:]:
        if heading.text.strip().lower() == "notice":
            if notice:
                notes.add("notice-repeated", heading.line)
            if responses:
                notes.add("notice-misplaced", heading.line)
            notice = _split("notice", "Notice", heading.line, inner)
        elif part := _part(heading, inner, notes):
            responses.append(part)
    return ScenePart(head, notice, tuple(responses)) if head else None


def _part(heading: Block, inner: Sequence[Block], notes: Notes) -> Part | None:
    titled = TITLED.fullmatch(heading.text)
    if titled is None:
        notes.add("heading-malformed", heading.line)
        return None
    return _split(titled[1], titled[2], heading.line, inner)


def _split(slug: str, title: str, line: int, inner: Sequence[Block]) -> Part:
    prose = tuple(block for block in inner if block.kind in ("paragraph", "speech"))
    items = tuple(block for block in inner if block.kind == "item")
    return Part(slug, title, line, prose, items)


def _slugs(parts: Iterable[ScenePart], notes: Notes) -> dict[str, int]:
    lines: dict[str, int] = {}
    for scene in parts:
        for part in (scene.head, *scene.responses):
            if part.slug in lines:
                notes.add("slug-duplicate", part.line, slug=part.slug, other=lines[part.slug])
            lines.setdefault(part.slug, part.line)
    return lines


class _SceneReader:
    """Reads the scenes of one case, with the names its conditions may use."""

    def __init__(self, facts: Facts, parts: Sequence[ScenePart], rubric: Rubric, notes: Notes) -> None:
        index = {gauge.slug: place for place, gauge in enumerate(facts.gauges)}
        window = tuple(index.get(slug, -1) for slug in ("arousal", "window-low", "window-high"))
        names = Names(
            gauges={slug: place for slug, place in index.items() if not slug.startswith("window-")},
            window=(window[0], window[1], window[2]) if -1 not in window else None,
            scenes=frozenset(part.head.slug for part in parts),
            responses=frozenset(response.slug for part in parts for response in part.responses),
        )
        self.parts, self.notes = parts, notes
        self.labels = LabelReader(notes, names, facts.gauges, rubric)

    def scenes(self) -> tuple[Scene, ...]:
        return tuple(self.scene(part) for part in self.parts)

    def scene(self, part: ScenePart) -> Scene:
        head = part.head
        items = self.items(head, SCENE_LABELS, RESPONSE_LABELS, "a scene")
        texts = {item.label: item for item in items}
        enter, ending = texts.get("Enter"), texts.get("Ending")
        own, moment = texts.get("Own words"), texts.get("Moment")
        scene = Scene(
            slug=head.slug,
            title=head.title,
            passages=self.passages(head.prose),
            cues=self.cues(part.notice) if part.notice else (),
            responses=tuple(self.response(response) for response in part.responses),
            enter=self.labels.enter(enter.text, enter.line) if enter else None,
            ending=self.labels.ending(ending.text, ending.line) if ending else None,
            own_words=self.labels.own_words(own.text, own.line) if own else False,
            moment=moment.text if moment else "",
        )
        self.check_scene(scene, part, has_ending=ending is not None)
        return scene

    def check_scene(self, scene: Scene, part: ScenePart, *, has_ending: bool) -> None:
        line = part.head.line
        if not scene.passages:
            self.notes.add("scene-empty", line, scene=scene.slug)
        if has_ending and part.responses:
            self.notes.add("ending-with-responses", line, scene=scene.slug)
        if not has_ending and not part.responses:
            self.notes.add("scene-without-responses", line, scene=scene.slug)
        if len(part.responses) == 1:
            self.notes.add("responses-few", line, scene=scene.slug)
        always = sum(response.when is None for response in scene.responses)
        if always > 5:
            self.notes.add("responses-many", line, scene=scene.slug, count=always)
        in_play = scene.in_play
        for response, place in zip(scene.responses, part.responses, strict=True):
            self.check_ratings(response, place.line, in_play)

    def check_ratings(self, response: Response, line: int, in_play: tuple[str, ...]) -> None:
        rated = {rating.principle for rating in response.ratings}
        if not rated:
            self.notes.add("response-unrated", line, response=response.slug)
            return
        for principle in in_play:
            if principle not in rated:
                names = {"response": response.slug, "principle": PRINCIPLES[principle]}
                self.notes.add("rating-missing", line, **names)

    def passages(self, blocks: Iterable[Block]) -> tuple[Passage, ...]:
        return tuple(self.labels.passage(block.text, block.line, speech=block.kind == "speech") for block in blocks)

    def cues(self, part: Part) -> tuple[Cue, ...]:
        found = []
        for block in part.items:
            match = CUE.fullmatch(block.text)
            if match is None:
                self.notes.add("notice-shape", block.line)
                continue
            found.append(Cue(match[2].strip(), match[1] != " ", match[3].strip()))
        if found and len({cue.present for cue in found}) == 1:
            self.notes.add("notice-one-sided", part.line)
        if not part.items:
            self.notes.add("notice-shape", part.line)
        return tuple(found)

    def items(self, part: Part, here: tuple[str, ...], elsewhere: tuple[str, ...], place: str) -> list[Item]:
        found: list[Item] = []
        choices = ", ".join(here)
        for block in part.items:
            match = LABEL.fullmatch(block.text)
            label = match[1] if match else ""
            if match is None:
                self.notes.add("item-unlabelled", block.line, choices=choices)
            elif label in elsewhere:
                self.notes.add("label-misplaced", block.line, label=label, place=place, choices=choices)
            elif label not in here:
                hint = did_you_mean(label, here)
                self.notes.add("label-unknown", block.line, label=label, hint=hint, choices=choices)
            elif not match[2].strip():
                self.notes.add("label-empty", block.line, label=label)
            elif label not in REPEATABLE and any(item.label == label for item in found):
                self.notes.add("label-repeated", block.line, label=label)
            else:
                found.append(Item(label, match[2].strip(), block.line))
        return found

    def response(self, part: Part) -> Response:
        items = self.items(part, RESPONSE_LABELS, SCENE_LABELS, "a response")
        one = {item.label: item for item in items}
        labels = self.labels
        ratings = [
            rating
            for slug, title in PRINCIPLES.items()
            if (item := one.get(title)) and (rating := labels.rating(slug, item.text, item.line))
        ]
        effect, instead, when, way = (one.get(label) for label in ("Effect", "Instead", "When", "Next"))
        response = Response(
            slug=part.slug,
            title=part.title,
            passages=self.passages(part.prose),
            ratings=tuple(ratings),
            moves=labels.moves(effect.text, effect.line) if effect else (),
            reactions=tuple(labels.passage(item.text, item.line) for item in items if item.label == "Client"),
            branches=labels.branches(way.text, way.line) if way else (),
            instead=labels.instead(instead.text, instead.line) if instead else None,
            also=tuple(wording for item in items if item.label == "Also" for wording in _wordings(item.text)),
            when=self.notes.condition(when.text.rstrip("."), labels.names, when.line) if when else None,
        )
        self.check_response(response, part.line, one, ratings)
        return response

    def check_response(self, response: Response, line: int, one: dict[str, Item], ratings: Sequence[Rating]) -> None:
        slug = response.slug
        if "Next" not in one:
            self.notes.add("next-missing", line, response=slug)
        if not response.reactions:
            self.notes.add("client-missing", line, response=slug)
        elif all(passage.condition for passage in response.reactions):
            self.notes.add("client-silent", line, response=slug)
        if "Instead" not in one and any(rating.level <= 2 for rating in ratings):
            self.notes.add("instead-missing", line, response=slug)


def _wordings(text: str) -> list[str]:
    return [wording.strip() for wording in re.split(r"\s+/\s+", text) if wording.strip()]
