"""What changed between two texts of a case, told as an author thinks: facts, scenes, responses, then words.

Works on any two texts, whatever is wrong with them, and in bounded time.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from simulator.engine.rubric import PRINCIPLES
from simulator.markup.parts import LABEL
from simulator.markup.pieces import Cut, Piece, PieceKind, cut
from simulator.markup.source import Block, take_apart
from simulator.markup.words import Comparing, Line, LineChange, LineKind

KEY = re.compile(r"([A-Za-z][\w-]*):[ \t]*(.*)")
IN_WORDS = frozenset((*PRINCIPLES.values(), "Client", "Instead", "Also", "Moment"))
"""Labels whose lines are sentences; all others are shown as they were and as they are."""


class PieceChange(NamedTuple):
    """A scene's head, a noticing step or a response that came, went or changed.

    `was_slug` and `was_title` are what it was called before, `from_scene` the title of the scene it stood in before;
    all are empty where they stayed. `moved`: it stands at another place among its like.
    """

    kind: LineKind
    part: PieceKind
    slug: str
    title: str
    was_slug: str = ""
    was_title: str = ""
    from_scene: str = ""
    moved: bool = False
    lines: tuple[LineChange, ...] = ()


class SceneChange(NamedTuple):
    """A scene in which something changed; `head` is None where only what stands under it did."""

    slug: str
    title: str
    head: PieceChange | None
    parts: tuple[PieceChange, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """What changed. `layout`: only line ends and spaces did."""

    facts: tuple[LineChange, ...] = ()
    briefing: tuple[LineChange, ...] = ()
    scenes: tuple[SceneChange, ...] = ()
    layout: bool = False

    @property
    def responses(self) -> int:
        """How many responses came, went or changed."""
        return sum(part.part == "response" for scene in self.scenes for part in scene.parts)

    def __bool__(self) -> bool:
        return bool(self.facts or self.briefing or self.scenes or self.layout)


class _Placed(NamedTuple):
    """A piece, and where it stands: `home` tells its scene from others, before and after; `scene` is its title."""

    piece: Piece
    home: Hashable = None
    scene: str = ""


Way: TypeAlias = Callable[[_Placed], Hashable]
"""How a piece is known; None: not in this way."""


class _Pair(NamedTuple):
    """The same piece before and after; None where it is not there."""

    before: _Placed | None
    after: _Placed | None
    moved: bool = False

    @property
    def shown(self) -> _Placed:
        """As it is now, or as it was last."""
        one = self.after or self.before
        if one is None:
            raise ValueError("a pair of nothing")
        return one


def differences(before: str, after: str) -> Differences:
    """What changed between two normalised texts."""
    if before == after:
        return Differences()
    old, new = _cut(before), _cut(after)
    telling = _Telling()
    found = Differences(
        tuple(telling.comparing.lines(_facts(old.front), _facts(new.front))),
        telling.lines(old.briefing, new.briefing),
        tuple(telling.scenes(old, new)),
    )
    return found or Differences(layout=True)


@lru_cache(maxsize=2)
def _cut(text: str) -> Cut:
    """A text in pieces; kept for the next comparison, because a history compares each text twice."""
    return cut(take_apart(text))


class _Telling:
    """Tells scenes from scenes."""

    def __init__(self) -> None:
        self.comparing = Comparing()

    def scenes(self, old: Cut, new: Cut) -> Iterator[SceneChange]:
        """Every scene with a change: those of the new text in its order, then those that are gone."""
        heads = _matched(_heads(old, new=False), _heads(new, new=True), (_key, _body, _title))
        homes = {pair.before.home: pair.shown.home for pair in heads if pair.before}
        inside: dict[Hashable, list[_Pair]] = defaultdict(list)
        for pair in _matched(_parts(old, homes), _parts(new, {}), (_here(_key), _key, _here(_body), _here(_title))):
            inside[pair.shown.home].append(pair)
        for pair in heads:
            head = self.change(pair)
            parts = tuple(change for part in inside[pair.shown.home] if (change := self.change(part)))
            if head or parts:
                yield SceneChange(pair.shown.piece.slug, pair.shown.piece.title, head, parts)

    def change(self, pair: _Pair) -> PieceChange | None:
        """What changed in a piece; None if nothing did."""
        old, new, piece = pair.before, pair.after, pair.shown.piece
        lines = self.lines(old and old.piece, new and new.piece)
        if old is None or new is None:
            return PieceChange("added" if new else "removed", piece.kind, piece.slug, piece.title, lines=lines)
        named = PieceChange(
            "changed",
            piece.kind,
            piece.slug,
            piece.title,
            was_slug=old.piece.slug if old.piece.slug != piece.slug else "",
            was_title=old.piece.title if old.piece.title != piece.title else "",
            from_scene=old.scene if old.home != new.home else "",
            moved=pair.moved,
            lines=lines,
        )
        return named if any(named[4:]) else None

    def lines(self, old: Piece | None, new: Piece | None) -> tuple[LineChange, ...]:
        """The lines that changed."""
        if old and new and old.text == new.text:
            return ()
        return tuple(self.comparing.lines(_lines(old), _lines(new)))


def _heads(case: Cut, *, new: bool) -> list[_Placed]:
    return [_Placed(head, ("new" if new else "old", head.key)) for head, *_ in case.scenes]


def _parts(case: Cut, homes: Mapping[Hashable, Hashable]) -> list[_Placed]:
    """What stands under scenes; `homes` gives the scene of the new text for one of the old."""
    return [
        _Placed(part, homes.get(("old", head.key), ("new", head.key)), head.title)
        for head, *parts in case.scenes
        for part in parts
    ]


def _key(placed: _Placed) -> Hashable:
    return placed.piece.key


def _body(placed: _Placed) -> Hashable:
    body = "".join(line for block in placed.piece.blocks[1:] for line in block.lines).strip()
    return (placed.piece.kind, body) if body else None


def _title(placed: _Placed) -> Hashable:
    return placed.piece.kind, placed.piece.title


def _here(told: Way) -> Way:
    """The same, in the same scene."""
    return lambda placed: (placed.home, found) if (found := told(placed)) is not None else None


def _matched(old: Sequence[_Placed], new: Sequence[_Placed], ways: Sequence[Way]) -> list[_Pair]:
    """Each piece of the new text beside what it was, found by the first way that finds it; then what is gone.

    Of those that stay in their scene the fewest that had to move for the order to change are marked as moved.
    """
    was: dict[int, int] = {}
    for way in ways:
        waiting: dict[Hashable, deque[int]] = defaultdict(deque)
        taken = set(was.values())
        for place, piece in enumerate(old):
            if place not in taken and (told := way(piece)) is not None:
                waiting[told].append(place)
        for place, piece in enumerate(new):
            if place not in was and waiting.get(told := way(piece)):
                was[place] = waiting[told].popleft()
    stayed = [was[place] for place, one in enumerate(new) if place in was and _stays(old[was[place]], one)]
    moved = set(stayed) - _longest_rise(stayed)
    pairs = [
        _Pair(old[was[place]], one, was[place] in moved) if place in was else _Pair(None, one)
        for place, one in enumerate(new)
    ]
    taken = set(was.values())
    return pairs + [_Pair(one, None) for place, one in enumerate(old) if place not in taken]


def _stays(old: _Placed, new: _Placed) -> bool:
    return old.piece.kind == "scene" or old.home == new.home


def _longest_rise(numbers: Sequence[int]) -> set[int]:
    """The members of a longest rising subsequence."""
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        place = bisect_left(ends, number)
        before[number] = ends[place - 1] if place else None
        ends[place : place + 1] = [number]
    rise: set[int] = set()
    last = ends[-1] if ends else None
    while last is not None:
        rise.add(last)
        last = before[last]
    return rise


def _facts(front: Piece) -> list[Line]:
    """The facts of the front matter by key; a line that is none belongs to the fact before it."""
    facts: list[Line] = []
    for line in "".join(block.text for block in front.blocks).split("\n"):
        fact = KEY.fullmatch(line.rstrip())
        if fact:
            facts.append(Line(fact[1], fact[2]))
        elif line.strip():
            last = facts.pop() if facts else Line("", "")
            facts.append(last._replace(text=f"{last.text} {line.strip()}".strip()))
    return facts


def _lines(piece: Piece | None) -> list[Line]:
    """The lines of a piece without its heading."""
    blocks = piece.blocks if piece else ()
    headed = piece is not None and piece.kind != "briefing"
    return [_line(block) for block in blocks[headed:] if block.kind != "blank"]


def _line(block: Block) -> Line:
    if block.kind == "item":
        label = LABEL.fullmatch(block.text)
        return Line(label[1], label[2], whole=label[1] not in IN_WORDS) if label else Line("", f"- {block.text}")
    if block.kind == "speech":
        return Line("", f"> {block.text}")
    return Line("", block.text or " ".join(line.strip() for line in block.lines))
