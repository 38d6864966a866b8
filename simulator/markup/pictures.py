"""Pictures in the text of a case: `![what is to be seen](name.webp)`, in a paragraph of its own.

The words in brackets are what somebody is told who does not see the picture; there is no picture without them. The name
is that of a picture of this site, never an address, and ends with a digest of the picture. It may say its size, so that
a page can leave room for it: `harbour-800x600-0123456789ab.webp`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from simulator.markup.source import TITLED, Block, normalise, take_apart

PICTURE = re.compile(r"!\[((?:(?!\]\().)*)\]\(([^()\s]*)\)")
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*?(?:-([1-9][0-9]{0,3})x([1-9][0-9]{0,3}))?-[0-9a-f]{12}\.webp")
OPENED = re.compile(r"\A\[[^\[\]]*\]\s+(?=!\[)")
"""The condition that may stand before the picture of a scene."""
PARAGRAPH = re.compile(r"(\n[ \t]*\n)")


class Picture(NamedTuple):
    """A picture as a text names it. `line` is counted from 1."""

    name: str
    alternative: str
    line: int = 1

    @property
    def size(self) -> tuple[int, int] | None:
        """Width and height in pixels, as far as the name says them."""
        found = NAME.fullmatch(self.name)
        return (int(found[1]), int(found[2])) if found and found[1] else None

    def __str__(self) -> str:
        return f"![{self.alternative}]({self.name})"


def picture_in(paragraph: str) -> Picture | None:
    """The picture that a paragraph is, or None: there are other words in it, or it could not be shown."""
    found = PICTURE.fullmatch(" ".join(paragraph.split()))
    if not found or not found[1].strip() or not NAME.fullmatch(found[2]):
        return None
    return Picture(found[2], found[1].strip())


def pictures_of(text: str) -> tuple[Picture, ...]:
    """Every picture that a case shows, in the order of the text (normalised)."""
    if "![" not in text:
        return ()
    paragraphs = (block for block in take_apart(text).blocks if block.kind == "paragraph")
    found = ((picture_in(OPENED.sub("", block.text, count=1)), block.line) for block in paragraphs)
    return tuple(picture._replace(line=line) for picture, line in found if picture)


def apart(text: str) -> Iterator[str | Picture]:
    """Some paragraphs as the pictures among them and the text between those."""
    between: list[str] = []
    for piece in PARAGRAPH.split(text) if "![" in text else [text]:
        picture = picture_in(piece)
        if picture is None:
            between.append(piece)
            continue
        yield "".join(between)
        yield picture
        between = []
    yield "".join(between)


def scenes_of(text: str) -> tuple[tuple[str, str], ...]:
    """The slug and the title of every scene of a case, whatever else is wrong with it."""
    if "##" not in text:
        return ()
    titled = (TITLED.fullmatch(block.text) for block in take_apart(text).blocks if block.kind == "scene")
    return tuple((one[1], one[2]) for one in titled if one)


def with_picture(text: str, scene: str, picture: Picture) -> str:
    """The text with a picture at the end of what a scene shows, or (no scene named) at the end of the briefing.

    Raises:
        KeyError: there is no such scene.
    """
    blocks = take_apart(text).blocks
    heads = [place for place, block in enumerate(blocks) if block.kind in ("scene", "part")]
    first = next((place for place in heads if _is_scene(blocks[place], scene)), None) if scene else -1
    if first is None:
        raise KeyError(scene)
    after = next((place for place in heads if place > first), len(blocks))
    last = max((place + 1 for place in range(after) if blocks[place].kind != "blank"), default=0)
    before = "".join(line for block in blocks[:last] for line in block.lines)
    rest = "".join(line for block in blocks[last:] for line in block.lines)
    return normalise(f"{before}\n{picture}\n{rest}" if rest.startswith("\n") else f"{before}\n{picture}\n\n{rest}")


def _is_scene(block: Block, slug: str) -> bool:
    titled = TITLED.fullmatch(block.text)
    return block.kind == "scene" and titled is not None and titled[1] == slug
