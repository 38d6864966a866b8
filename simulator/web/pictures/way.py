"""The turns of an attempt as a tree: which answer followed which, and which lead to where the story stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from simulator.engine.attempt import Step


class Way(NamedTuple):
    """The tree, by turn number (0: the start): the turn each was answered from, and how many answers lead to it.

    `taken` are the turns that lead to where the story stands, in order.
    """

    parents: dict[int, int]
    depths: dict[int, int]
    taken: tuple[int, ...]


def way(steps: Mapping[int, Step], head: int | None = None) -> Way:
    """The tree of some replayed turns, and the way to `head` (the last turn, if not given).

    A turn was answered from the very state an earlier turn led to; where states are not the same objects, from the
    latest turn with an equal one.
    """
    parents: dict[int, int] = {}
    depths = {0: 0}
    for seq in sorted(steps):
        earlier = [other for other in parents if steps[other].state == steps[seq].before]
        same = [other for other in earlier if steps[other].state is steps[seq].before]
        parents[seq] = max(same or earlier, default=0)
        depths[seq] = depths[parents[seq]] + 1
    taken: list[int] = []
    seq = max(steps, default=0) if head is None else head
    while seq:
        taken.append(seq)
        seq = parents[seq]
    return Way(parents, depths, tuple(reversed(taken)))
