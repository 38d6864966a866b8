"""The rubric's text: `scenarios/rubric.md`, read with the same care as a case."""

from __future__ import annotations

import re
from pathlib import Path

from simulator.engine.rubric import PRINCIPLES, Criterion, Level, Principle, Rubric
from simulator.engine.scenario import ENGLISH
from simulator.markup.front import FrontError, Value, read_front
from simulator.markup.source import TITLED, Block, normalise, take_apart
from simulator.markup.values import is_language

LABEL = re.compile(r"([A-Z][a-z]+):\s+(.+)", re.DOTALL)
ANCHORS = {level: level.word.capitalize() for level in Level}


class RubricError(ValueError):
    """The rubric cannot be used: what is wrong, and in which line."""


def read_rubric_file(path: Path) -> Rubric:
    """The rubric of a file.

    Raises:
        RubricError: it cannot be used.
        OSError: it cannot be opened.
    """
    try:
        return read_rubric(path.read_text("utf-8"))
    except UnicodeDecodeError as error:
        raise RubricError(f"{path} is not text in UTF-8") from error


def read_rubric(text: str) -> Rubric:
    """The rubric of a text.

    Raises:
        RubricError: a principle or an anchor is missing or stands twice; the message names the line.
    """
    document = take_apart(normalise(text))
    reader = _RubricReader()
    for block in document.blocks:
        reader.take(block)
    missing = [slug for slug in PRINCIPLES if not any(criterion.principle == slug for criterion in reader.criteria())]
    if missing:
        raise RubricError(f"line 1: the rubric has no criterion of {', '.join(missing)}")
    return reader.rubric()


class _RubricReader:
    """Takes the blocks of a rubric one after the other."""

    def __init__(self) -> None:
        self.version, self.language = "1", ENGLISH
        self.introduction: list[str] = []
        self.principles: dict[str, tuple[str, list[str]]] = {}
        self.parts: list[tuple[str, Block, list[Block]]] = []
        self.principle = ""

    def take(self, block: Block) -> None:
        if block.kind == "front":
            self.version, self.language = _facts(block)
        elif block.kind == "scene":
            self.begin_principle(block)
        elif block.kind == "part":
            if not self.principle:
                raise RubricError(f"line {block.line}: a criterion stands before any principle")
            self.parts.append((self.principle, block, []))
        elif block.kind in ("odd-heading", "rule"):
            raise RubricError(f"line {block.line}: a heading is “## slug: Title” or “### slug: Title”")
        elif block.kind != "blank":
            self.take_text(block)

    def begin_principle(self, block: Block) -> None:
        slug, title = _titled(block)
        if slug not in PRINCIPLES:
            raise RubricError(f"line {block.line}: “{slug}” is not a principle")
        if slug in self.principles:
            raise RubricError(f"line {block.line}: “{slug}” stands twice")
        self.principle = slug
        self.principles[slug] = (title, [])

    def take_text(self, block: Block) -> None:
        if self.parts and self.parts[-1][0] == self.principle:
            self.parts[-1][2].append(block)
        elif self.principle:
            self.principles[self.principle][1].append(block.text)
        else:
            self.introduction.append(block.text)

    def criteria(self) -> tuple[Criterion, ...]:
        found: dict[str, Criterion] = {}
        for principle, heading, blocks in self.parts:
            criterion = _criterion(principle, heading, blocks)
            if criterion.slug in found:
                raise RubricError(f"line {heading.line}: “{criterion.slug}” stands twice")
            found[criterion.slug] = criterion
        return tuple(found.values())

    def rubric(self) -> Rubric:
        criteria = self.criteria()
        principles = (
            Principle(slug, title, " ".join(summary), tuple(one for one in criteria if one.principle == slug))
            for slug, (title, summary) in self.principles.items()
        )
        return Rubric(self.version, self.language, "\n\n".join(self.introduction), tuple(principles))


def _facts(block: Block) -> tuple[str, str]:
    """The version and the language that the front matter names."""
    try:
        front = read_front(block.text)
    except FrontError as error:
        raise RubricError(f"line {error.line}: the front matter cannot be read ({error.code})") from error
    language = _fact(front, "language", ENGLISH, "a tag like en, de or pt-BR")
    if language != ENGLISH and not is_language(language):
        raise RubricError(f"line {front['language'].line}: the language is a tag like en, de or pt-BR")
    return _fact(front, "version", "1", "a number or a word"), language


def _fact(front: dict[str, Value], key: str, absent: str, shape: str) -> str:
    content = front[key].content if key in front else absent
    if not isinstance(content, str) or not content:
        raise RubricError(f"line {front[key].line}: the {key} is {shape}")
    return content


def _titled(block: Block) -> tuple[str, str]:
    match = TITLED.fullmatch(block.text)
    if match is None:
        raise RubricError(f"line {block.line}: a heading is “slug: Title”")
    return match[1], match[2]


def _criterion(principle: str, heading: Block, blocks: list[Block]) -> Criterion:
    slug, title = _titled(heading)
    summary = " ".join(block.text for block in blocks if block.kind == "paragraph")
    items: dict[str, str] = {}
    for block in blocks:
        if block.kind == "item":
            label, anchor = _labelled(block)
            if label in items:
                raise RubricError(f"line {block.line}: “{label}” stands twice")
            items[label] = anchor
    missing = [label for label in (*ANCHORS.values(), "Section") if label not in items]
    if missing or not summary:
        raise RubricError(f"line {heading.line}: “{slug}” lacks {', '.join(missing) or 'a sentence'}")
    return Criterion(
        slug, title, principle, summary, {level: items[ANCHORS[level]] for level in Level}, items["Section"]
    )


def _labelled(block: Block) -> tuple[str, str]:
    match = LABEL.fullmatch(block.text)
    if match is None:
        raise RubricError(f"line {block.line}: a line of a criterion is “Level: anchor”")
    return match[1], match[2]
