"""The text of a scenario taken apart into blocks, without understanding them and without losing a character.

Every line of the file belongs to exactly one block, so that joining the blocks gives the same text back and an editor
can change one part. Indentation means nothing; nothing nests.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Literal

BlockKind = Literal["front", "scene", "part", "odd-heading", "rule", "paragraph", "speech", "item", "blank"]
HEADING = re.compile(r"(#{2,3})\s+(\S.*)")
TITLED = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*):\s+(\S.*)")
ITEM = re.compile(r"[-*+](?:\s+(.*))?", re.DOTALL)
RULE = re.compile(r"=+|-{2,}|\*{3,}|_{3,}")
GAPS = re.compile(r"\s{2,}")
PLAIN = re.compile(r"[\x00-\u02ff\u2010-\u2027\u2030-\u205e]*")
"""Letters and punctuation that composing leaves as they are: nearly every line, so that nothing else is asked of it."""
MOST_ACCENTS = 30
"""More combining marks in a row than any language writes (Unicode's stream-safe form allows as many)."""


@dataclass(frozen=True, slots=True)
class Block:
    """Some lines of the file that belong together. `line` is the first, counted from 1; `text` is joined and bare."""

    kind: BlockKind
    line: int
    lines: tuple[str, ...]
    text: str = ""


@dataclass(frozen=True)
class Document:
    """A file as its blocks."""

    blocks: tuple[Block, ...]

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Every line of the file, with its line end."""
        return tuple(line for block in self.blocks for line in block.lines)

    @property
    def text(self) -> str:
        """The file as it was read (normalised)."""
        return "".join(self.lines)

    def line(self, number: int) -> str:
        """One line of the file, counted from 1, without its line end."""
        return self.lines[number - 1].removesuffix("\n") if 0 < number <= len(self.lines) else ""


def normalise(text: str) -> str:
    """The text with one kind of line end, composed accents, no byte-order mark, and exactly one line end at its end."""
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii():
        text = "\n".join(_composed(line) for line in text.split("\n"))
    return text.rstrip() + "\n"


def _composed(line: str) -> str:
    """The line with composed accents; left alone if it heaps marks, which Python would sort in quadratic time."""
    if PLAIN.fullmatch(line):
        return line
    run = 0
    for character in line:
        run = run + 1 if unicodedata.combining(character) else 0
        if run > MOST_ACCENTS:
            return line
    return unicodedata.normalize("NFC", line)


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
        now, begins = _kind(lines[number].strip(), kind)
        if now != kind or begins:
            close()
            kind, first = now, number
        pending.append(lines[number])
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


def _kind(line: str, open_kind: BlockKind | None) -> tuple[BlockKind, bool]:
    """What a line belongs to, after an open block of some kind, and whether it always begins a block of its own."""
    if not line:
        return "blank", False
    if line.startswith("#"):
        heading = HEADING.fullmatch(line)
        if heading is None:
            return "odd-heading", True
        return ("scene" if heading[1] == "##" else "part"), True
    if line.startswith(">"):
        return ("speech", False) if line[1:].strip() else ("blank", True)
    if RULE.fullmatch(line):
        return "rule", True
    if ITEM.fullmatch(line):
        return "item", True
    return (open_kind if open_kind in ("item", "speech", "paragraph") else "paragraph"), False


def _join(kind: str, lines: list[str]) -> str:
    if kind == "blank":
        return ""
    bare = [line.strip() for line in lines]
    if kind == "speech":
        bare = [line.removeprefix(">").strip() for line in bare]
    elif kind == "item" and (match := ITEM.fullmatch(bare[0])):
        bare[0] = match[1] or ""
    elif kind in ("scene", "part"):
        bare = [bare[0].lstrip("#").strip()]
    return GAPS.sub(" ", " ".join(line for line in bare if line))
