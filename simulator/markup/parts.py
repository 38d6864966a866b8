"""The blocks of a file put together to scenes, noticing steps and responses, still as they were written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from simulator.engine.rubric import PRINCIPLES
from simulator.markup.notes import Notes
from simulator.markup.pictures import NAME, OPENED, PICTURE
from simulator.markup.source import TITLED, Block, Document

SCENE_LABELS = ("Enter", "Ending", "Own words", "Moment", "Learn")
RESPONSE_LABELS = (*PRINCIPLES.values(), "Effect", "Client", "Instead", "Also", "When", "Next")
LABEL = re.compile(r"([A-Za-z]+(?: [A-Za-z]+)?)\s*:\s*(.*)", re.DOTALL)
LOST_LABEL = re.compile(
    rf"(?:[-*+–—•·]|[0-9]{{1,2}}[.)])?\s*\*{{0,2}}({'|'.join((*SCENE_LABELS, *RESPONSE_LABELS))})\*{{0,2}}\s*:.*"
)
LOST_HEADING = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+:\s+\S.*", re.DOTALL)


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


def scene_parts(document: Document, notes: Notes) -> tuple[str, list[ScenePart]]:
    """The briefing, and the scenes as they stand."""
    briefing: list[str] = []
    scenes: list[list[tuple[Block, list[Block]]]] = []
    for block in document.blocks:
        if block.kind in ("front", "blank"):
            continue
        _warn_about(block, notes, in_scene=bool(scenes))
        _warn_about_picture(block, notes, in_scene=bool(scenes), shown=not scenes or len(scenes[-1]) == 1)
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
    return "\n\n".join(briefing), [_scene_part(scene, notes) for scene in scenes]


def _warn_about(block: Block, notes: Notes, *, in_scene: bool) -> None:
    if block.kind == "odd-heading":
        notes.add("heading-malformed", block.line)
    elif block.kind == "rule" and block.line > 1:
        notes.add("rule-line", block.line)
    elif block.kind in ("paragraph", "item", "speech"):
        for number, line in enumerate(block.lines):
            if block.kind == "paragraph" or (number and not line.lstrip().startswith(">")):
                _warn_about_prose(line.strip(), block.line + number, notes, in_scene=in_scene)
        if block.kind == "paragraph" and len(block.lines) > 1 and LOST_HEADING.fullmatch(block.text):
            notes.add("heading-lost", block.line)


def _warn_about_picture(block: Block, notes: Notes, *, in_scene: bool, shown: bool) -> None:
    """What keeps a picture from being shown; `shown`: pictures have their place here."""
    begun = block.text.find("![")
    if begun < 0 or block.text.find("](", begun) < 0:
        return
    found = PICTURE.fullmatch(OPENED.sub("", block.text, count=1) if in_scene else block.text)
    if found is None or not shown or block.kind != "paragraph":
        notes.add("picture-place", block.line)
    elif not found[1].strip():
        notes.add("picture-alt-missing", block.line)
    elif not NAME.fullmatch(found[2]):
        notes.add("picture-outside", block.line, value=found[2])


def _warn_about_prose(line: str, number: int, notes: Notes, *, in_scene: bool) -> None:
    if LOST_HEADING.fullmatch(line) or line.lower() == "notice":
        notes.add("heading-lost", number)
    label = LOST_LABEL.fullmatch(line) if in_scene else None
    if label:
        notes.add("label-lost", number, label=label[1])


def _scene_part(blocks: Sequence[tuple[Block, list[Block]]], notes: Notes) -> ScenePart:
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
        else:
            responses.append(_part(heading, inner, notes))
    return ScenePart(head, notice, tuple(responses))


def _part(heading: Block, inner: Sequence[Block], notes: Notes) -> Part:
    titled = TITLED.fullmatch(heading.text)
    if titled is None:
        notes.add("heading-malformed", heading.line)
        return _split(_guessed(heading), heading.text, heading.line, inner)
    return _split(titled[1], titled[2], heading.line, inner)


def _guessed(heading: Block) -> str:
    """The slug that a malformed heading probably means, so that one slip does not make every mention of it wrong."""
    words, _, _ = heading.text.lower().partition(":")
    return re.sub(r"[^a-z0-9]+", "-", words).strip("-") or f"line-{heading.line}"


def _split(slug: str, title: str, line: int, inner: Sequence[Block]) -> Part:
    prose = tuple(block for block in inner if block.kind in ("paragraph", "speech"))
    items = tuple(block for block in inner if block.kind == "item")
    return Part(slug, title, line, prose, items)


def slug_lines(parts: Iterable[ScenePart], notes: Notes) -> dict[str, int]:
    """The line of every scene and response by slug; a slug that stands twice is noted."""
    lines: dict[str, int] = {}
    for scene in parts:
        for part in (scene.head, *scene.responses):
            if part.slug in lines:
                notes.add("slug-duplicate", part.line, slug=part.slug, other=lines[part.slug])
            lines.setdefault(part.slug, part.line)
    return lines
