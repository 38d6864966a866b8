"""Parts of a text written anew from forms, put in, taken out and moved.

What a form did not change stays as it was written, to the character: every paragraph and labelled line is compared by
what it says, and only what says something else is written anew, in the place of what it stands for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from simulator.engine.rubric import PRINCIPLES
from simulator.markup.part_forms import NO_RULE, NOTHING_ELSE, Paragraph, PartForm, ResponseForm, SceneForm
from simulator.markup.part_reading import (
    NotAForm,
    Piece,
    filled,
    group_of,
    own_blocks,
    part_of,
    piece_of,
    pieces_of,
)
from simulator.markup.parts import RESPONSE_LABELS, SCENE_LABELS
from simulator.markup.source import Block, Document, normalise, take_apart

SCENE_ORDER = ("heading", *SCENE_LABELS, "prose", "notice", "cue")
RESPONSE_ORDER = (
    *("heading", "prose", *PRINCIPLES.values()),
    *("When", *(label for label in RESPONSE_LABELS if label not in PRINCIPLES.values() and label != "When")),
)
"""The order in which new lines are put in; those that stand there keep theirs."""


class NotWritable(ValueError):
    """What was typed into a field would be read as something else; `words` is what."""

    def __init__(self, words: str) -> None:
        super().__init__("not writable")
        self.words = words


def changed(document: Document, form: PartForm) -> str:
    """The text with a part as the form says; the same text, to the character, if it says nothing new.

    Raises:
        KeyError: no scene or response has this slug.
        NotAForm: the part as it stands holds what no form has a field for.
        NotWritable: a field holds what would be read as something else.
    """
    blocks = own_blocks(document, form.slug)
    old = pieces_of(blocks)
    if filled(old) == form:
        return document.text
    wanted = list(_wanted(form))
    for piece in wanted:
        _check(piece, scene=isinstance(form, SceneForm))
    written = _written(document, old, wanted)
    again = [block for block in take_apart(written).blocks if block.kind != "blank"]
    if filled(pieces_of(again)) != form:
        raise NotWritable(form.title)
    first = blocks[0].line - 1
    rest = document.lines[first + sum(len(block.lines) for block in blocks) :]
    gap = "\n" if rest and rest[0].strip() else ""
    return normalise("".join((*document.lines[:first], written, gap, *rest)))


def added(document: Document, kind: Literal["scene", "response"], slug: str, title: str, scene: str = "") -> str:
    """The text with a new part: a scene after the one called `scene` (or at the end), a response at the end of it.

    Raises:
        KeyError: there is no such scene.
        NotWritable: the title cannot stand in a heading.
    """
    heading = Piece("heading", kind, (slug, title))
    _check(heading, scene=kind == "scene")
    place = part_of(document, scene)[1] if scene else len(document.blocks)
    before, after = (_lines(document.blocks[:place]), _lines(document.blocks[place:]))
    return normalise(
        f"{before.rstrip()}\n\n{_line(heading)}\n" + (after if not after.strip() else f"\n{after.lstrip()}")
    )


def removed(document: Document, slug: str) -> str:
    """The text without a part and what stands under it.

    Raises:
        KeyError: no scene or response has this slug.
    """
    first, last = part_of(document, slug)
    while last < len(document.blocks) and document.blocks[last].kind == "blank":
        last += 1
    return normalise(_lines(document.blocks[:first]) + _lines(document.blocks[last:]))


def moved(document: Document, slug: str, way: Literal["up", "down"]) -> str:
    """The text with a scene before or after the one beside it, or a response within its scene; the same at the edge.

    Raises:
        KeyError: no scene or response has this slug.
    """
    blocks = document.blocks
    first, _ = part_of(document, slug)
    kind = blocks[first].kind
    starts = [place for place in _starts(document, first) if blocks[place].kind == kind]
    here = starts.index(first)
    other = here - 1 if way == "up" else here + 1
    if not 0 <= other < len(starts):
        return document.text
    one, two = sorted((first, starts[other]))
    ends = {place: _end(document, place) for place in (one, two)}
    pieces = (
        blocks[:one],
        blocks[two : ends[two]],
        blocks[ends[one] : two],
        blocks[one : ends[one]],
        blocks[ends[two] :],
    )
    return normalise("".join(map(_lines, pieces)))


def _starts(document: Document, first: int) -> list[int]:
    """The places of the parts beside one: all scenes, or the responses of its scene."""
    blocks = document.blocks
    scenes = [place for place, block in enumerate(blocks) if block.kind == "scene"]
    if blocks[first].kind == "scene":
        return scenes
    begin = max(place for place in scenes if place < first)
    end = next((place for place in scenes if place > first), len(blocks))
    parts = [place for place in range(begin, end) if blocks[place].kind == "part"]
    return [place for place in parts if blocks[place].text.strip().lower() != "notice"]


def _end(document: Document, first: int) -> int:
    blocks = document.blocks
    ends = ("scene",) if blocks[first].kind == "scene" else ("scene", "part")
    after = next((place for place in range(first + 1, len(blocks)) if blocks[place].kind in ends), len(blocks))
    return max(place for place in range(first, after) if blocks[place].kind != "blank") + 1


def _lines(blocks: tuple[Block, ...]) -> str:
    return "".join(line for block in blocks for line in block.lines)


def _wanted(form: PartForm) -> Iterator[Piece]:
    """The pieces of a part in canonical order."""
    if isinstance(form, SceneForm):
        yield Piece("heading", "scene", (form.slug, form.title))
        yield from _items(_of_scene(form))
        yield from (Piece("prose", "", one) for one in form.prose)
        if form.cues:
            yield Piece("notice", "", ())
            yield from (Piece("cue", "", cue) for cue in form.cues)
        return
    yield Piece("heading", "response", (form.slug, form.title))
    yield from (Piece("prose", "", one) for one in form.prose)
    yield from _items(_of_response(form))


def _items(values: Mapping[str, list[Any]]) -> Iterator[Piece]:
    return (Piece("item", label, value) for label, found in values.items() for value in found)


def _of_scene(form: SceneForm) -> dict[str, list[Any]]:
    return {
        "Enter": [form.enter] if form.enter != NO_RULE else [],
        "Ending": [(form.ending,)] if form.ending else [],
        "Own words": [(True,)] if form.own_words else [],
        "Moment": [(form.moment,)] if form.moment else [],
        "Learn": [form.learn] if form.learn else [],
    }


def _of_response(form: ResponseForm) -> dict[str, list[Any]]:
    return {
        **{PRINCIPLES[rating.principle]: [rating] for rating in form.ratings},
        "When": [(form.when,)] if form.when else [],
        "Effect": [form.effects] if form.effects else [],
        "Client": list(form.reactions),
        "Instead": [form.instead] if form.instead != NOTHING_ELSE else [],
        "Also": [(wording,) for wording in form.also],
        "Next": [form.ways] if form.ways else [],
    }


def _check(piece: Piece, *, scene: bool) -> None:
    """That a piece alone is read as it is meant."""
    line = _line(piece)
    blocks = take_apart(normalise(line)).blocks
    if piece.kind == "notice":
        return
    try:
        read = piece_of(blocks[0], scene=scene, noticing=piece.kind == "cue", first=piece.kind == "heading")
    except NotAForm:
        raise NotWritable(line) from None
    if len(blocks) > 1 or read != piece:
        raise NotWritable(line)


def _written(document: Document, old: list[tuple[Block, Piece]], wanted: list[Piece]) -> str:
    """The pieces in the places of those they stand for; new ones after their like."""
    queues: dict[str, list[Piece]] = {}
    for piece in wanted:
        queues.setdefault(group_of(piece), []).append(piece)
    placed: list[tuple[Piece, int | None]] = []
    for place, (_, piece) in enumerate(old):
        if queue := queues.get(group_of(piece)):
            placed.append((queue.pop(0), place))
    order = SCENE_ORDER if old[0][1].label == "scene" else RESPONSE_ORDER
    for group in order:
        for piece in queues.get(group, ()):
            placed.insert(_after(placed, group, order), (piece, None))
    as_it_was = {piece: block for block, piece in old}
    written = ""
    before: tuple[Piece, int | None] | None = None
    for piece, stood in placed:
        written += _gap(document, old, before, (piece, stood)) if before else ""
        block = as_it_was.get(piece)
        written += _lines((block,)).removesuffix("\n") + "\n" if block else _line(piece) + "\n"
        before = (piece, stood)
    return written


def _after(placed: list[tuple[Piece, int | None]], group: str, order: tuple[str, ...]) -> int:
    """The place of a new piece: after the last one of its like, else after what comes before it in canonical order."""
    groups = [group_of(piece) for piece, _ in placed]
    like = [at for at, one in enumerate(groups) if one == group]
    before = [at for at, one in enumerate(groups) if order.index(one) <= order.index(group)]
    return max(like or before) + 1


def _gap(
    document: Document, old: list[tuple[Block, Piece]], one: tuple[Piece, int | None], two: tuple[Piece, int | None]
) -> str:
    """The blank lines between two pieces: as they were, where both stand where they stood and are of the same kind."""
    if one[1] is not None and two[1] == one[1] + 1:
        before, after = old[one[1]], old[two[1]]
        if _speech(one[0]) == _speech(before[1]) and _speech(two[0]) == _speech(after[1]):
            return "".join(document.lines[before[0].line - 1 + len(before[0].lines) : after[0].line - 1])
    tight = two[0].kind in ("item", "cue") and one[0].kind != "prose" and one[0].label != "response"
    return "" if tight else "\n"


def _speech(piece: Piece) -> bool:
    return isinstance(piece.value, Paragraph) and piece.value.speech


def _line(piece: Piece) -> str:
    """A piece in canonical form."""
    value: Any = piece.value
    if piece.kind == "heading":
        return f"{'##' if piece.label == 'scene' else '###'} {value[0]}: {value[1]}"
    if piece.kind == "notice":
        return "### Notice"
    if piece.kind == "cue":
        return f"- [{'x' if value.present else ' '}] {value.text}: {value.feedback}"
    if piece.kind == "prose":
        return ("> " if value.speech else "") + _opened(value)
    return f"- {piece.label}: {_said(piece.label, value)}".rstrip()


def _opened(value: Paragraph) -> str:
    return f"[{value.condition}] {value.text}" if value.condition else value.text


def _said(label: str, value: Any) -> str:
    if label in PRINCIPLES.values():
        return f"{', '.join((value.level, *value.criteria))}. {value.feedback}"
    if label == "Client":
        return _opened(value)
    if label == "Effect":
        return ", ".join(f"{gauge} {amount}" for gauge, amount in value)
    if label == "Instead":
        return f'"{value.wording}" {value.why}'
    if label == "Next":
        return _ways(value)
    if label == "Enter":
        return f"when {value.condition}{', once' if value.once else ''}"
    if label == "Learn":
        return ", ".join(value)
    return "yes" if label == "Own words" else str(value[0])


def _ways(ways: Any) -> str:
    *some, last = ways
    parts = [f"{way.target} if {way.condition}" for way in some]
    return ", ".join(
        (*parts, f"{'otherwise ' if some else ''}{last.target}{f' if {last.condition}' if last.condition else ''}")
    )
