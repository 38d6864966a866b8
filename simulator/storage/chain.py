"""The hash chain over the turns of an attempt, so that a quiet change is seen.

Each turn's hash covers its content and the hash before it; the first one continues from the attempt's own beginning,
and the attempt keeps the last. A turn that is changed, left out, moved or cut off at the end no longer fits. (Who can
rewrite every row of an attempt can also rewrite its hashes: the chain finds mistakes and meddling, it is no signature.)

Of what a trainee wrote in a turn only a salted digest is covered: when the words are erased, the chain still holds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from simulator.storage.canonical import canonical, gauges_text, marks_content, state_content
from simulator.storage.columns import written_time
from simulator.storage.records import AttemptRecord, TurnRecord


def opening(attempt_id: UUID, version: str, start_gauges: Mapping[str, int]) -> str:
    """What the first turn of an attempt continues from: SHA-256 of attempt id, version and starting gauges."""
    return _sha256(f"{attempt_id}{version}{gauges_text(start_gauges)}")


def link(turn: TurnRecord) -> str:
    """The hash of a turn: SHA-256 of `previous` followed by the canonical JSON of the turn's content."""
    return _sha256(turn.previous + canonical(content(turn)))


def digest(salt: str, text: str) -> str:
    """What a turn keeps of words: it fits them alone, and does not tell them once text and salt are gone."""
    return hashlib.sha256((salt + text).encode()).hexdigest()


def content(turn: TurnRecord) -> dict[str, Any]:
    """Everything in a turn but both hashes and the words themselves.

    Empty fields are left out, so that a field of a later release, empty in the turns of today, does not change their
    hashes.
    """
    fields = turn._asdict()
    for name in ("said", "reason", "previous", "hash"):
        del fields[name]
    fields["attempt_id"] = str(turn.attempt_id)
    fields["marks"] = marks_content(turn.marks)
    fields["state"] = state_content(turn.state)
    fields["answered_at"] = written_time(turn.answered_at)
    return {name: value for name, value in fields.items() if value is not None}


def first_break(attempt: AttemptRecord, turns: Iterable[TurnRecord]) -> int | None:
    """The number of the first turn that does not fit, None for a sound chain.

    `turns` are all turns of the attempt in order. One number past the last turn: turns are missing at the end.
    """
    expected, last = 1, opening(attempt.id, attempt.version, attempt.start_gauges)
    for turn in turns:
        fits = turn.attempt_id == attempt.id and turn.seq == expected and turn.previous == last
        if not fits or turn.hash != link(turn):
            return expected
        expected, last = expected + 1, turn.hash
    return None if (attempt.turns, attempt.last_hash) == (expected - 1, last) else expected


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("ascii")).hexdigest()
