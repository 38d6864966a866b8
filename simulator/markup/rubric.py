"""The rubric's text: `scenarios/rubric.md`, read with the same care as a case."""

from __future__ import annotations

import re

from simulator.engine.rubric import PRINCIPLES, Criterion, Level, Principle, Rubric
from simulator.markup.front import read_front
from simulator.markup.source import TITLED, Block, normalise, take_apart

LABEL = re.compile(r"([A-Z][a-z]+):\s+(.+)", re.DOTALL)


class RubricError(ValueError):
    """The rubric cannot be used: what is wrong, and in which line."""


def read_rubric(text: str) -> Rubric:
    """The rubric of a text.

    Raises:
        RubricError: a principle or an anchor is missing or stands twice; the message names the line.
    """
    document = take_apart(normalise(text))
    front = read_front(document.blocks[0].text) if document.blocks and document.blocks[0].kind == "front" else {}
    version = front["version"].content if "version" in front else "1"
    introduction: list[str] = []
    principles: dict[str, tuple[str, list[str]]] = {}
    criteria: list[tuple[str, Block, list[Block]]] = []
    principle = ""
    for block in document.blocks:
        if block.kind == "scene":
            principle, title = _titled(block)
            if principle not in PRINCIPLES:
                raise RubricError(f"line {block.line}: “{principle}” is not a principle")
            principles[principle] = (title, [])
        elif block.kind == "part":
            criteria.append((principle, block, []))
        elif block.kind in ("paragraph", "speech", "item"):
            if criteria and criteria[-1][0] == principle:
                criteria[-1][2].append(block)
            elif principle:
                principles[principle][1].append(block.text)
            else:
                introduction.append(block.text)
    if set(principles) != set(PRINCIPLES):
        raise RubricError("line 1: the rubric must have the three principles: " + ", ".join(PRINCIPLES))
    read = [_criterion(*entry) for entry in criteria]
    if len({criterion.slug for criterion in read}) != len(read):
        raise RubricError("line 1: a criterion stands twice")
    return Rubric(
        str(version),
        "\n\n".join(introduction),
        tuple(
            Principle(slug, title, " ".join(summary), tuple(c for c in read if c.principle == slug))
            for slug, (title, summary) in principles.items()
        ),
    )


def _titled(block: Block) -> tuple[str, str]:
    match = TITLED.fullmatch(block.text)
    if match is None:
        raise RubricError(f"line {block.line}: a heading is “slug: Title”")
    return match[1], match[2]


def _criterion(principle: str, heading: Block, blocks: list[Block]) -> Criterion:
    slug, title = _titled(heading)
    summary = " ".join(block.text for block in blocks if block.kind == "paragraph")
    items = dict(_labelled(block) for block in blocks if block.kind == "item")
    missing = [label for label in ("Harmful", "Missed", "Helpful", "Advanced", "Section") if label not in items]
    if missing or not summary:
        raise RubricError(f"line {heading.line}: “{slug}” lacks {', '.join(missing) or 'a sentence'}")
    anchors = {level: items[level.word.capitalize()] for level in Level}
    return Criterion(slug, title, principle, summary, anchors, items["Section"])


def _labelled(block: Block) -> tuple[str, str]:
    match = LABEL.fullmatch(block.text)
    if match is None:
        raise RubricError(f"line {block.line}: a line of a criterion is “Level: anchor”")
    return match[1], match[2]
