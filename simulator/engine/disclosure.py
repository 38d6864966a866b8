"""Which numbers may be shown, so that none about fewer than five people can be read off or worked out from the others.

A table says more than its cells: of a sum and all of its parts but one, the last part follows. So more than the small
numbers themselves has to be left out ("secondary suppression"; Hundepool et al. 2012, "Statistical disclosure control",
chapter 4). Here that is done by playing the curious reader, who fills in whatever sum lacks only one number, over and
over; as long as a small number comes out, one more of those it came from is left out, the least wanted and smallest
first. That is all this reader does: who solves many sums at once as equations, or compares the pages of two days, may
still learn that some number is small, or which it is.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import NamedTuple

FEWEST = 5
Cell = Hashable


class Sum(NamedTuple):
    """A number that the reader knows to be the sum of others."""

    total: Cell
    parts: tuple[Cell, ...]


def shown(
    people: Mapping[Cell, int],
    sums: Sequence[Sum],
    *,
    public: frozenset[Cell] = frozenset(),
    never: frozenset[Cell] = frozenset(),
    worth: Callable[[Cell], int] = lambda _: 0,
) -> frozenset[Cell]:
    """The cells that may be shown.

    Args:
        people: how many different people each cell is about. Nobody is a number that harms nobody: it is shown.
        sums: what the reader can reckon with.
        public: cells that the reader knows anyhow.
        never: cells that no page shows, but that must not be worked out either.
        worth: which cells are wanted more than others; those with less are left out sooner.
    """
    found = {cell for cell, number in people.items() if number == 0 or number >= FEWEST} - never | public
    while leaks := list(_leaks(people, sums, found, public)):
        hidden: set[Cell] = set()
        for sources in leaks:
            if not hidden & sources:
                hidden.add(min(sources, key=lambda cell: (worth(cell), people[cell], repr(cell))))
        found -= hidden
    return frozenset(found)


def _leaks(
    people: Mapping[Cell, int], sums: Sequence[Sum], found: set[Cell], public: frozenset[Cell]
) -> Iterator[frozenset[Cell]]:
    """For each number about too few people that the reader gets at, the cells that it came from."""
    known = _worked_out(people, sums, found, public)
    for cell, sources in known.items():
        if 0 < people[cell] < FEWEST and sources:
            yield sources
    for total, parts in sums:
        left = [part for part in parts if part not in known]
        if left and total in known and sum(people[part] for part in left) < FEWEST:
            sources = known[total].union(*(known[part] for part in parts if part in known))
            if sources:
                yield sources


def _worked_out(
    people: Mapping[Cell, int], sums: Sequence[Sum], found: set[Cell], public: frozenset[Cell]
) -> dict[Cell, frozenset[Cell]]:
    """Every cell the reader knows, with the shown ones it follows from."""
    given = public | {cell for cell in found if people[cell] == 0}
    known = {cell: frozenset() if cell in given else frozenset({cell}) for cell in found}
    open_sums = list(sums)
    while True:
        waiting = []
        for one in open_sums:
            unknown = [cell for cell in (one.total, *one.parts) if cell not in known]
            if len(unknown) == 1:
                others = (cell for cell in (one.total, *one.parts) if cell in known)
                known[unknown[0]] = frozenset().union(*(known[cell] for cell in others))
            elif unknown:
                waiting.append(one)
        if len(waiting) == len(open_sums):
            return known
        open_sums = waiting
