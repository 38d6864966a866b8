"""The hash chain over what was rated, released and reverted in an attempt, so that a quiet change is seen.

Each entry's hash covers its content, its ratings and the hash before it; `queued_attempt` keeps the number of entries
and the last hash. Of comments only salted digests are covered: when they are erased, the chain still holds. What such a
chain can and cannot show stands in `chain`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from simulator.storage.canonical import canonical
from simulator.storage.columns import written_time
from simulator.storage.review_records import Entry, RatingRecord

OPENING = ""
"""What the first entry of an attempt continues from; every entry names its attempt."""


def link(entry: Entry, ratings: Iterable[RatingRecord] = ()) -> str:
    """The hash of an entry: SHA-256 of `previous` followed by the canonical JSON of the entry and its ratings."""
    fields = {name: _plain(value) for name, value in entry._asdict().items() if name not in ("previous", "hash")}
    fields["kind"] = type(entry).__name__
    fields["ratings"] = sorted(map(list, ratings))
    return hashlib.sha256((entry.previous + canonical(fields)).encode("ascii")).hexdigest()


def first_break(
    entries: Sequence[Entry], ratings: Mapping[UUID, Sequence[RatingRecord]], count: int, last: str
) -> int | None:
    """The number of the first entry that does not fit, None for a sound chain.

    `entries` are all of an attempt, by number; `count` and `last` are what the queue keeps of them. One past the last
    entry: entries are missing at the end.
    """
    expected, previous = 1, OPENING
    for entry in entries:
        fits = entry.number == expected and entry.previous == previous
        if not fits or entry.hash != link(entry, ratings.get(entry.id, ())):
            return expected
        expected, previous = expected + 1, entry.hash
    return None if (count, last) == (expected - 1, previous) else expected


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return written_time(value)
    return str(value) if isinstance(value, UUID) else value
