"""The text of a scenario taken apart into blocks, without understanding them and without losing a character.

Every line of the file belongs to exactly one block, so that joining the blocks gives the same text back and an editor
can change one part. Indentation means nothing; nothing nests.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

BlockKind = Literal["front", "scene", "part", "odd-heading", "paragraph", "speech", "item", "blank"]
HEADING = re.compile(r"(#{2,3})\s+(\S.*)")
TITLED = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*):\s+(\S.*)")
ITEM = re.compile(r"[-*+]\s+(.*)", re.DOTALL)
UNDERLINE = re.compile(r"(=+|-{2,}|\*{3,}|_{3,})\s*")


@dataclass(frozen=True, slots=True)
class Block:
    """Some lines of the file that belong together. `line` is the first one, counted from 1; `text` is joined and bare."""

    kind: BlockKind
    line: int
    lines: tuple[str, ...]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A file as its blocks."""

    blocks: tuple[Block, ...]

    @property
    def text(self) -> str:
        """The file as it was read (normalised)."""
        return "".join(line for block in self.blocks for line in block.lines)

    def line(self, number: int) -> str:
        """One line of the file, counted from 1."""
        lines = self.text.split("\n")
        return lines[number - 1] if 0 < number <= len(lines) else ""


def normalise(text: str) -> str:
    """The text with one kind of line end, composed accents, no byte-order mark, and exactly one line end at its end."""
    text = unicodedata.normalize("NFC", text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    return text.rstrip() + "\n"


def version_of(text: str) -> str:
    """The version of a normalised text: its SHA-256, 64 hexadecimal digits."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def take_apart(text: str) -> Document:
    """The blocks of a normalised text."""
    lines = re.findall(r"[^\n]*\n|[^\n]+", text)
    blocks: list[Block] = []
    start = _front(lines, blocks)
    pending: list[str] = []
    kind: BlockKind | None = None
    first = start

    def close() -> None:
        nonlocal pending, kind
        if kind is not None:
            blocks.append(Block(kind, first + 1, tuple(pending), _join(kind, pending)))
        pending, kind = [], None

    for number in range(start, len(lines)):
        line = lines[number]
        now = _kind(line.strip(), kind)
        if now != kind or now in ("item-start", "scene", "part", "odd-heading", "speech-break"):
            close()
            kind = "item" if now == "item-start" else "blank" if now == "speech-break" else now  # type: ignore[assignment]
            first = number
        pending.append(line)
    close()
    return Document(tuple(blocks))


def _front(lines: list[str], blocks: list[Block]) -> int:
    """Take the front matter off; returns the number of lines taken (0 if there is none or it has no end)."""
    if not lines or lines[0].strip() != "---":
        return 0
    for number in range(1, len(lines)):
        if lines[number].strip() == "---":
            blocks.append(Block("front", 1, tuple(lines[: number + 1]), "".join(lines[1:number])))
            return number + 1
    return 0


def _kind(line: str, open_kind: str | None) -> str:
    if not line:
        return "blank"
    if line.startswith("#"):
        heading = HEADING.fullmatch(line)
        if heading is None:
            return "odd-heading"
        return "scene" if heading[1] == "##" else "part"
    if line.startswith(">"):
        return "speech" if line[1:].strip() else "speech-break"
    if UNDERLINE.fullmatch(line) and open_kind != "item":
        return "odd-heading"
    if ITEM.fullmatch(line):
        return "item-start"
    return open_kind if open_kind in ("item", "speech", "paragraph") else "paragraph"


def _join(kind: str, lines: list[str]) -> str:
    bare = [line.strip() for line in lines]
    if kind == "speech":
        bare = [line.removeprefix(">").strip() for line in bare]
    elif kind == "item" and (match := ITEM.fullmatch(bare[0])):
        bare[0] = match[1]
    elif kind in ("scene", "part"):
        bare = [bare[0].lstrip("#").strip()]
    return " ".join(line for line in bare if line)
