"""What stands beside the cases, cards and practices: a file of front matter, a lead, and parts under ## headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from simulator.markup.front import Value
from simulator.markup.notes import Notes
from simulator.markup.source import Block, Document, normalise, take_apart
from simulator.markup.values import front_of

LARGEST = 64 * 1024


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading; `text` is Markdown, `blocks` what it is made of."""

    title: str
    line: int
    text: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Leaf:
    """A file taken apart: its facts, its lead and its sections."""

    slug: str
    document: Document
    front: dict[str, Value]
    lead: str
    sections: tuple[Section, ...]

    @property
    def words(self) -> int:
        """How many words a reader reads."""
        texts = (self.lead, *(section.text for section in self.sections))
        return sum(len(re.findall(r"\w[\w'’-]*", text)) for text in texts)


def read_leaf(path: Path, notes: Notes) -> Leaf:
    """Take a file apart. Never raises for any content; what is wrong with its form is noted."""
    document = take_apart(normalise(_text(path, notes)))
    notes.hidden(document)
    lead: list[Block] = []
    sections: list[tuple[Block, list[Block]]] = []
    for block in document.blocks:
        if block.kind == "scene":
            sections.append((block, []))
        elif block.kind in ("part", "odd-heading"):
            notes.add("card-heading", block.line)
        elif block.kind != "front":
            (sections[-1][1] if sections else lead).append(block)
    return Leaf(
        path.stem,
        document,
        front_of(document, notes) or {},
        _joined(lead),
        tuple(Section(head.text, head.line, _joined(inner), tuple(inner)) for head, inner in sections),
    )


def _text(path: Path, notes: Notes) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError:
        notes.add("file-unreadable", 1)
        return ""
    if len(data) > LARGEST:
        notes.add("file-too-large", 1, limit=LARGEST // 1024)
        return ""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        notes.add("file-encoding", data[: error.start].count(b"\n") + 1)
        return ""


def _joined(blocks: list[Block]) -> str:
    return "".join(line for block in blocks for line in block.lines).strip()
