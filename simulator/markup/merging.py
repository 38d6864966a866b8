"""Two texts that were made of one, joined by scene and response: whatever only one of them changed is taken from it.

Nothing is decided that a person must decide: a piece that both changed differently is named, with both its texts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Generic, NamedTuple, TypeAlias, TypeVar

from simulator.markup.pieces import Cut, Piece, PieceKind, cut
from simulator.markup.source import normalise, take_apart

V = TypeVar("V")
W = TypeVar("W")
Key: TypeAlias = tuple[str, str, int]


class Undecided(NamedTuple):
    """A piece that both changed, each in another way; a text is empty where the piece was taken out.

    `name` tells it from the others, as long as the three texts stay the same.
    """

    name: str
    kind: PieceKind
    slug: str
    title: str
    mine: str
    theirs: str


class Taken(NamedTuple):
    """A piece that only one of them changed, and who: `mine` or they."""

    kind: PieceKind
    title: str
    mine: bool


class Merged(NamedTuple):
    """The joined text; where a decision is needed, it has mine, or theirs where that was asked for."""

    text: str
    undecided: tuple[Undecided, ...] = ()
    taken: tuple[Taken, ...] = ()


class _Versions(NamedTuple, Generic[V]):
    """One thing as it was, as I have it, as they have it; None where it is not there."""

    base: V | None
    mine: V | None
    theirs: V | None

    @property
    def one(self) -> V:
        """Whichever there is."""
        return next(one for one in (self.mine, self.theirs, self.base) if one is not None)

    def each(self, told: Callable[[V], W]) -> _Versions[W]:
        """What is told of each."""
        return _Versions(*(None if one is None else told(one) for one in self))


def merge(base: str, mine: str, theirs: str, take_theirs: Collection[str] = ()) -> Merged:
    """Join two normalised texts that were both made of `base`."""
    if theirs in (mine, base):
        return Merged(mine)
    if mine == base:
        return Merged(theirs)
    joining = _Joining(take_theirs)
    text = joining.cases(_Versions(*(cut(take_apart(one)) for one in (base, mine, theirs))))
    return Merged(normalise(text), tuple(joining.undecided), tuple(joining.taken))


class _Joining:
    def __init__(self, take_theirs: Collection[str]) -> None:
        self.take_theirs = take_theirs
        self.undecided: list[Undecided] = []
        self.taken: list[Taken] = []

    def cases(self, cases: _Versions[Cut]) -> str:
        """Two texts."""
        front, briefing = cases.each(lambda case: case.front), cases.each(lambda case: case.briefing)
        scenes = cases.each(lambda case: {scene[0].key: scene for scene in case.scenes})
        return self.piece(front) + self.piece(briefing) + self.all(scenes, self.scene)

    def scene(self, scene: _Versions[tuple[Piece, ...]]) -> str:
        """A scene that all three have is joined piece by piece; one that somebody has taken out, as a whole."""
        if scene.base and scene.mine and scene.theirs:
            return self.all(scene.each(lambda parts: {part.key: part for part in parts}), self.piece)
        return self.decided(scene.each(lambda parts: "".join(part.text for part in parts)), scene.one[0])

    def piece(self, piece: _Versions[Piece]) -> str:
        """One piece."""
        return self.decided(piece.each(lambda one: one.text), piece.one)

    def all(self, things: _Versions[dict[Key, V]], join: Callable[[_Versions[V]], str]) -> str:
        """Everything of one kind, joined one by one, in the order that somebody has given it."""
        base, mine, theirs = (one or {} for one in things)
        order = _order(tuple(base), tuple(mine), tuple(theirs))
        return "".join(join(_Versions(base.get(key), mine.get(key), theirs.get(key))) for key in order)

    def decided(self, texts: _Versions[str], piece: Piece) -> str:
        """The text of whoever changed it; mine, and a decision to be made, if both did."""
        base, mine, theirs = ((text or "").rstrip("\n") for text in texts)
        blank = max((text[len(text.rstrip("\n")) :] for text in texts[1:] if text), default="")
        chosen = theirs if mine == base else mine
        if base not in (mine, theirs) and mine != theirs:
            name = str(len(self.undecided))
            self.undecided.append(Undecided(name, piece.kind, piece.slug, piece.title, mine, theirs))
            chosen = theirs if name in self.take_theirs else mine
        elif mine != theirs:
            self.taken.append(Taken(piece.kind, piece.title, mine != base))
        return chosen + blank if chosen or mine == theirs else ""


def _order(base: Sequence[Key], mine: Sequence[Key], theirs: Sequence[Key]) -> list[Key]:
    """Every key of mine and theirs: in my order if I changed it, else in theirs; what the other has new, after what it
    follows there.
    """
    both = set(mine) & set(theirs) & set(base)
    first, second = (theirs, mine) if _only(mine, both) == _only(base, both) else (mine, theirs)
    known = set(first)
    following: dict[Key | None, list[Key]] = {}
    before: Key | None = None
    for key in second:
        if key in known:
            before = key
        else:
            following.setdefault(before, []).append(key)
    order = following.get(None, [])
    for key in first:
        order += (key, *following.get(key, ()))
    return order


def _only(keys: Iterable[Key], known: Collection[Key]) -> list[Key]:
    return [key for key in keys if key in known]
