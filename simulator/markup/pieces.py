"""A file cut where its headings are: facts, briefing, scenes, and under each scene its noticing step and responses.

Whatever stands in the file, every line of it is in exactly one piece, in order; nothing needs to be well-formed. This
is what differences are told by and what two texts are joined by.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Literal, NamedTuple

from simulator.markup.source import TITLED, Block, Document

PieceKind = Literal["front", "briefing", "scene", "notice", "response"]


class Piece(NamedTuple):
    """Some blocks that belong together, their heading included.

    `slug` is what the piece is known by: for a heading that cannot be read its whole text, and `again` counts the
    pieces before it that are called the same.
    """

    kind: PieceKind
    slug: str
    title: str
    blocks: tuple[Block, ...]
    again: int = 0

    @property
    def key(self) -> tuple[str, str, int]:
        """What tells it from all other pieces of its place."""
        return self.kind, self.slug, self.again

    @property
    def text(self) -> str:
        """The piece as it stands in the file."""
        return "".join(line for block in self.blocks for line in block.lines)


class Cut(NamedTuple):
    """A file in pieces. A scene is its head, then what stands under it."""

    front: Piece
    briefing: Piece
    scenes: tuple[tuple[Piece, ...], ...]


def cut(document: Document) -> Cut:
    """A file in pieces."""
    front: list[Block] = []
    briefing: list[Block] = []
    scenes: list[list[list[Block]]] = []
    for block in document.blocks:
        if block.kind == "front":
            front.append(block)
        elif block.kind == "scene":
            scenes.append([[block]])
        elif not scenes:
            briefing.append(block)
        elif block.kind == "part":
            scenes[-1].append([block])
        else:
            scenes[-1][-1].append(block)
    heads = _pieces("scene", [scene[0] for scene in scenes])
    parts = [_pieces("response", scene[1:]) for scene in scenes]
    return Cut(
        Piece("front", "", "", tuple(front)),
        Piece("briefing", "", "", tuple(briefing)),
        tuple((head, *under) for head, under in zip(heads, parts, strict=True)),
    )


def _pieces(kind: PieceKind, groups: Iterable[list[Block]]) -> list[Piece]:
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for blocks in groups:
        piece = _piece(kind, tuple(blocks))
        found.append(piece._replace(again=seen[piece.kind, piece.slug]))
        seen[piece.kind, piece.slug] += 1
    return found


def _piece(kind: PieceKind, blocks: tuple[Block, ...]) -> Piece:
    heading = blocks[0].text
    if kind == "response" and heading.strip().lower() == "notice":
        return Piece("notice", "notice", heading, blocks)
    titled = TITLED.fullmatch(heading)
    return Piece(kind, titled[1], titled[2], blocks) if titled else Piece(kind, heading, heading, blocks)
