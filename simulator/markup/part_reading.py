"""A scene or a response of a text, read into a form. What no field has a place for is left to the editor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from simulator.engine.rubric import PRINCIPLES
from simulator.markup.labels import EFFECT, INSTEAD, MOST_CRITERIA, OPENED, RATING
from simulator.markup.part_forms import (
    NO_RULE,
    NOTHING_ELSE,
    CueLine,
    EffectLine,
    Enters,
    Instead,
    Paragraph,
    PartForm,
    RatingLine,
    ResponseForm,
    SceneForm,
    Way,
)
from simulator.markup.parts import LABEL, RESPONSE_LABELS, SCENE_LABELS
from simulator.markup.scenes import CUE, REPEATABLE
from simulator.markup.source import TITLED, Block, Document

PRINCIPLE = {title: slug for slug, title in PRINCIPLES.items()}
Value = tuple[object, ...]
Kind = Literal["heading", "prose", "item", "notice", "cue"]


class NotAForm(ValueError):
    """A part holds something that no field has a place for; `line` says where in the text."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


class Piece(NamedTuple):
    """A paragraph or line of a part: what it is, under which label, what it says."""

    kind: Kind
    label: str
    value: Value


def part_of(document: Document, slug: str) -> tuple[int, int]:
    """The places of the first block of a part and of the first one after it; blank ones at its end are not part of it.

    Raises:
        KeyError: no scene or response has this slug.
    """
    blocks = document.blocks
    first = next((place for place, block in enumerate(blocks) if _slug_of(block) == slug), None)
    if first is None:
        raise KeyError(slug)
    ends = ("scene",) if blocks[first].kind == "scene" else ("scene", "part")
    after = next((place for place in range(first + 1, len(blocks)) if blocks[place].kind in ends), len(blocks))
    return first, max(place for place in range(first, after) if any(line.strip() for line in blocks[place].lines)) + 1


def _slug_of(block: Block) -> str | None:
    match = TITLED.fullmatch(block.text) if block.kind in ("scene", "part") else None
    return match[1] if match else None


def form_of(document: Document, slug: str) -> PartForm:
    """A part of a text as a form.

    Raises:
        KeyError: no scene or response has this slug.
        NotAForm: it holds what no form has a field for, or its slug stands twice.
    """
    return filled(pieces_of(own_blocks(document, slug)))


def own_blocks(document: Document, slug: str) -> list[Block]:
    """The blocks of a part without what stands under it, blank ones after it left out."""
    first, last = part_of(document, slug)
    blocks = list(document.blocks[first:last])
    if (
        sum(TITLED.fullmatch(one.text) is not None and one.text.split(":")[0] == slug for one in _headings(document))
        > 1
    ):
        raise NotAForm(blocks[0].line)
    if blocks[0].kind == "scene":
        under = (place for place, one in enumerate(blocks) if one.kind == "part" and not _is_notice(one))
        blocks = blocks[: next(under, len(blocks))]
    while blocks[-1].kind == "blank":
        blocks.pop()
    return blocks


def _headings(document: Document) -> Iterator[Block]:
    return (block for block in document.blocks if block.kind in ("scene", "part"))


def _is_notice(block: Block) -> bool:
    return block.kind == "part" and block.text.strip().lower() == "notice"


def pieces_of(blocks: list[Block]) -> list[tuple[Block, Piece]]:
    """Every paragraph and labelled line of a part, with the block it stands in.

    Raises:
        NotAForm: one of them says what no form has a field for.
    """
    scene = blocks[0].kind == "scene"
    found: list[tuple[Block, Piece]] = []
    noticing = False
    for place, block in enumerate(blocks):
        if block.kind == "blank":
            continue
        if place and _is_notice(block) and scene and not noticing:
            noticing = True
            found.append((block, Piece("notice", "", ())))
        else:
            found.append((block, piece_of(block, scene=scene, noticing=noticing, first=not place)))
    return found


def piece_of(block: Block, *, scene: bool, noticing: bool = False, first: bool = False) -> Piece:
    """What a block says."""
    titled = TITLED.fullmatch(block.text) if first else None
    if titled:
        return Piece("heading", "scene" if scene else "response", (titled[1], titled[2]))
    if noticing:
        cue = CUE.fullmatch(block.text) if block.kind == "item" else None
        if cue is None:
            raise NotAForm(block.line)
        return Piece("cue", "", CueLine(cue[2].strip(), cue[1] != " ", cue[3].strip()))
    if block.kind in ("paragraph", "speech"):
        return Piece("prose", "", _paragraph(block.text, block, speech=block.kind == "speech"))
    item = LABEL.fullmatch(block.text) if block.kind == "item" else None
    if item is None or item[1] not in (SCENE_LABELS if scene else RESPONSE_LABELS) or not item[2].strip():
        raise NotAForm(block.line)
    return Piece("item", item[1], _value(item[1], item[2].strip(), block))


def _paragraph(text: str, block: Block, *, speech: bool = False) -> Paragraph:
    opened = OPENED.fullmatch(text)
    if opened is None and text.startswith("["):
        raise NotAForm(block.line)
    if opened is None:
        return Paragraph(text, speech)
    if not opened[1].strip() or not opened[2]:
        raise NotAForm(block.line)
    return Paragraph(opened[2], speech, opened[1].strip())


def _value(label: str, text: str, block: Block) -> Value:
    """What a labelled line says."""
    if label in PRINCIPLE:
        return _rating(label, text, block)
    if label == "Client":
        return _paragraph(text, block)
    if label == "Effect":
        return tuple(_effect(part.strip().rstrip("."), block) for part in text.split(","))
    if label == "Instead":
        return _instead(text, block)
    if label == "Next":
        return tuple(_ways(text.rstrip("."), block))
    if label == "Enter":
        return _enter(text.rstrip("."), block)
    if label == "Learn":
        return tuple(dict.fromkeys(slug for slug in map(str.strip, text.rstrip(".").split(",")) if slug))
    if label == "Ending":
        return (text.rstrip(".").lower(),)
    if label == "Own words":
        return _yes(text.rstrip(".").lower(), block)
    return (text.rstrip(".") if label == "When" else text,)


def _yes(text: str, block: Block) -> Value:
    if text not in ("yes", "no"):
        raise NotAForm(block.line)
    return (text == "yes",)


def _rating(label: str, text: str, block: Block) -> RatingLine:
    match = RATING.fullmatch(text)
    if match is None:
        raise NotAForm(block.line)
    criteria = tuple(name.strip() for name in match[2].split(",") if name.strip())
    if len(criteria) > MOST_CRITERIA:
        raise NotAForm(block.line)
    return RatingLine(PRINCIPLE[label], match[1].lower(), criteria, (match[3] or "").strip())


def _effect(text: str, block: Block) -> EffectLine:
    match = EFFECT.fullmatch(text)
    if match is None:
        raise NotAForm(block.line)
    return EffectLine(match[1], f"to {int(match[4])}" if match[4] else f"{match[2]}{int(match[3])}")


def _instead(text: str, block: Block) -> Instead:
    match = INSTEAD.fullmatch(text)
    if match is None or not match[1].strip():
        raise NotAForm(block.line)
    return Instead(match[1].strip(), match[2].strip())


def _enter(text: str, block: Block) -> Enters:
    rule, comma, last = text.rpartition(",")
    once = bool(comma) and last.strip() == "once"
    text = rule if once else text
    if not text.startswith("when "):
        raise NotAForm(block.line)
    return Enters(text.removeprefix("when ").strip(), once)


def _ways(text: str, block: Block) -> Iterator[Way]:
    *parts, last = (part.strip() for part in text.split(","))
    for part in parts:
        target, separator, condition = (piece.strip() for piece in part.partition(" if "))
        if not separator or not target or " " in target or not condition:
            raise NotAForm(block.line)
        yield Way(target, condition)
    if parts and not last.startswith("otherwise "):
        raise NotAForm(block.line)
    target = last.removeprefix("otherwise ").strip() if parts else last
    if not target or " " in target:
        raise NotAForm(block.line)
    yield Way(target)


def filled(found: list[tuple[Block, Piece]]) -> PartForm:
    """The form that the pieces of a part fill.

    Raises:
        NotAForm: a label that can stand once stands twice.
    """
    many: dict[str, list[Any]] = {}
    for block, piece in found:
        group = many.setdefault(group_of(piece), [])
        if group and piece.kind == "item" and piece.label not in REPEATABLE:
            raise NotAForm(block.line)
        group.append(piece.value)

    def one(label: str, default: Any) -> Any:
        return many[label][0] if label in many else default

    (slug, title), prose = found[0][1].value, tuple(many.get("prose", ()))
    if found[0][1].label == "scene":
        return SceneForm(
            slug=str(slug),
            title=str(title),
            prose=prose,
            enter=one("Enter", NO_RULE),
            ending=one("Ending", ("",))[0],
            own_words=one("Own words", (False,))[0],
            moment=one("Moment", ("",))[0],
            learn=one("Learn", ()),
            cues=tuple(many.get("cue", ())),
        )
    return ResponseForm(
        slug=str(slug),
        title=str(title),
        prose=prose,
        ratings=tuple(many[label][0] for label in PRINCIPLE if label in many),
        when=one("When", ("",))[0],
        effects=one("Effect", ()),
        reactions=tuple(many.get("Client", ())),
        instead=one("Instead", NOTHING_ELSE),
        also=tuple(wording for (wording,) in many.get("Also", ())),
        ways=one("Next", ()),
    )


def group_of(piece: Piece) -> str:
    """What a piece can stand in place of."""
    return piece.label if piece.kind == "item" else piece.kind
