"""Another short name for a scene or a response, everywhere it is meant, and nothing else changed to the character.

It is meant in its heading, as the target of a `Next`, and after `visited` or `chose` in a condition. The same word in
what is told, said or asked stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from simulator.markup.parts import LABEL
from simulator.markup.source import TITLED, Block, normalise, take_apart
from simulator.markup.values import SLUG

LONGEST = 60
RESERVED = ("and", "chose", "if", "is", "not", "notice", "once", "or", "otherwise", "visited", "when", "window")
"""Words that conditions, ways and headings are made of: a name like these could be written, and not be read."""
ASKED = re.compile(r"(?<![\w-])(?:visited|chose)[\s>]+(\w[\w-]*)")
WAY = re.compile(r"[\s>]*(?:otherwise\s[\s>]*)?([a-z0-9]+(?:-[a-z0-9]+)*)(?=[\s.]|$)")
OPENING = re.compile(r"[\s>]*\[([^\]]*)\]")
Why = Literal["shape", "reserved", "taken", "unknown", "twice", "same"]


class CannotRename(ValueError):
    """Why a short name cannot be given; `line` is where the one stands that is in the way, or 0."""

    def __init__(self, why: Why, line: int = 0) -> None:
        super().__init__(why)
        self.why, self.line = why, line


class Named(NamedTuple):
    """A scene or response, by its short name; a response names its scene."""

    kind: Literal["scene", "response"]
    slug: str
    title: str
    line: int
    scene: str = ""


class ChangedLine(NamedTuple):
    """A line of the file, counted from 1, before and after."""

    number: int
    before: str
    after: str


class Renamed(NamedTuple):
    """The new text, and the lines in which it is another."""

    text: str
    lines: tuple[ChangedLine, ...]


def named(text: str) -> tuple[Named, ...]:
    """Every scene and response of a normalised text whose heading can be read, in their order."""
    found: list[Named] = []
    scene = ""
    for block in take_apart(text).blocks:
        titled = TITLED.fullmatch(block.text) if block.kind in ("scene", "part") else None
        if block.kind == "scene":
            scene = titled[2] if titled else block.text
        if titled and block.kind == "scene":
            found.append(Named("scene", titled[1], titled[2], block.line))
        elif titled:
            found.append(Named("response", titled[1], titled[2], block.line, scene))
    return tuple(found)


def rename(text: str, old: str, new: str) -> Renamed:
    """Give the scene or response `old` the short name `new`.

    Raises:
        CannotRename: says why not.
    """
    text = normalise(text)
    kind = _kind(text, old, new)
    blocks = take_apart(text).blocks
    story = next((place for place, block in enumerate(blocks) if block.kind == "scene"), len(blocks))
    before = "".join(line for block in blocks[:story] for line in block.lines)
    after = before + "".join(_renamed(block, kind, old, new) for block in blocks[story:])
    return Renamed(after, tuple(_changed(text, after)))


def _kind(text: str, old: str, new: str) -> str:
    """Whether `old` is a scene or a response, once nothing keeps it from being called `new`."""
    if len(new) > LONGEST or not SLUG.fullmatch(new):
        raise CannotRename("shape")
    if new in RESERVED:
        raise CannotRename("reserved")
    found = [one for one in named(text) if one.slug == old]
    if not found:
        raise CannotRename("unknown")
    if len(found) > 1:
        raise CannotRename("twice", found[1].line)
    if new == old:
        raise CannotRename("same")
    taken = next((one for one in named(text) if one.slug == new), None)
    if taken:
        raise CannotRename("taken", taken.line)
    return found[0].kind


def _renamed(block: Block, kind: str, old: str, new: str) -> str:
    raw = "".join(block.lines)
    for start, end in sorted(_mentions(block, raw, kind), reverse=True):
        if raw[start:end] == old:
            raw = raw[:start] + new + raw[end:]
    return raw


def _mentions(block: Block, raw: str, kind: str) -> Iterator[tuple[int, int]]:
    """Where in a block scenes (or responses) are named."""
    if block.kind == ("scene" if kind == "scene" else "part") and (titled := TITLED.fullmatch(block.text)):
        start = raw.index(titled[1])
        yield start, start + len(titled[1])
    for start, end in _conditions(block, raw):
        for asked in ASKED.finditer(raw, start, end):
            if asked[0].startswith("visited" if kind == "scene" else "chose"):
                yield asked.span(1)
    if kind == "scene" and block.kind == "item" and (label := LABEL.fullmatch(block.text)) and label[1] == "Next":
        yield from _targets(raw)


def _conditions(block: Block, raw: str) -> Iterator[tuple[int, int]]:
    """Where in a block conditions stand."""
    label = LABEL.fullmatch(block.text) if block.kind == "item" else None
    value = raw.index(":") + 1 if label else 0
    if label and label[1] in ("Enter", "When", "Next"):
        yield value, len(raw)
    elif (label and label[1] == "Client") or block.kind in ("paragraph", "speech"):
        opening = OPENING.match(raw, value)
        if opening:
            yield opening.span(1)


def _targets(raw: str) -> Iterator[tuple[int, int]]:
    """Where in a `Next` the scenes stand that it leads to."""
    start = raw.index(":") + 1
    for part in raw[start:].split(","):
        way = WAY.match(part)
        if way:
            yield start + way.start(1), start + way.end(1)
        start += len(part) + 1


def _changed(before: str, after: str) -> Iterator[ChangedLine]:
    for number, (old, new) in enumerate(zip(before.split("\n"), after.split("\n"), strict=True), 1):
        if old != new:
            yield ChangedLine(number, old, new)
