"""Which attempts are rated twice, and by whom: a draw that anybody can repeat from its seed.

No generator of random numbers: things are put into the order of a hash of the seed and their key, so that the same seed
draws the same on every machine, and a thing that comes or goes does not change the order of the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from hashlib import sha256
from itertools import combinations
from typing import NamedTuple
from uuid import UUID

Pair = tuple[UUID, UUID]


class ToRate(NamedTuple):
    """Something to be rated. `barred` must not rate it; `readers` know it already, so that they are not blind to it."""

    key: UUID
    barred: frozenset[UUID] = frozenset()
    readers: frozenset[UUID] = frozenset()


class Paired(NamedTuple):
    """Something with its two raters."""

    key: UUID
    first: UUID
    second: UUID


def pairs_of(raters: Iterable[UUID]) -> tuple[Pair, ...]:
    """Every pair of these raters, once."""
    return tuple(combinations(raters, 2))


def may_rate(one: ToRate, pair: Pair) -> bool:
    """Whether neither of a pair is barred from it."""
    return one.barred.isdisjoint(pair)


def is_blind(one: ToRate, pair: Pair) -> bool:
    """Whether both of a pair may rate it and neither knows it."""
    return may_rate(one, pair) and one.readers.isdisjoint(pair)


def pool(things: Iterable[ToRate], pairs: Collection[Pair]) -> tuple[ToRate, ...]:
    """Those for which there is a pair that is blind to them."""
    return tuple(one for one in things if any(is_blind(one, pair) for pair in pairs))


def share_of(number: int, percent: int) -> int:
    """So many per cent of a number, halves up; at least one where there is one at all."""
    return max(1, (number * percent + 50) // 100) if number else 0


def drawn(things: Collection[ToRate], percent: int, seed: int) -> tuple[ToRate, ...]:
    """A share of these things, drawn with a seed."""
    order = sorted(things, key=lambda one: sha256(f"{seed}/{one.key}".encode()).digest())
    return tuple(order[: share_of(len(order), percent)])


def shared_out(things: Iterable[ToRate], pairs: Sequence[Pair]) -> tuple[Paired, ...]:
    """Each thing with a pair of raters: one that is blind to it if there is one, and of these the one that has least to
    do so far. A thing that no pair may rate is left out.
    """
    uses: Counter[Pair] = Counter()
    load: Counter[UUID] = Counter()
    found = []
    for one in things:
        fitting = [pair for pair in pairs if is_blind(one, pair)] or [pair for pair in pairs if may_rate(one, pair)]
        if not fitting:
            continue
        pair = min(fitting, key=lambda pair: (uses[pair], load[pair[0]] + load[pair[1]]))
        uses[pair] += 1
        load.update(pair)
        found.append(Paired(one.key, *pair))
    return tuple(found)
