"""The answered scenes of an attempt. A turn is written once and never changed or deleted; the database sees to it.

What a trainee wrote in a turn lies beside it, in `turn_words`: never changed either, but erased with its writer.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy import FromClause, Select, bindparam, literal_column, select

from simulator.engine.attempt import Step
from simulator.engine.scoring import Mark
from simulator.storage.canonical import in_rubric_order
from simulator.storage.chain import digest, link
from simulator.storage.columns import in_utc
from simulator.storage.database import Session
from simulator.storage.prepared import Prepared
from simulator.storage.records import AttemptRecord, TurnRecord, WordsRecord
from simulator.storage.tables import TURN, TURN_WORDS

SALT_BYTES = 16


def _with_words() -> Select[tuple[object, ...]]:
    found: FromClause = TURN
    texts = {}
    for kind in ("said", "reason"):
        words = TURN_WORDS.alias(kind)
        of_turn = (words.c.attempt_id == TURN.c.attempt_id) & (words.c.seq == TURN.c.seq)
        found = found.outerjoin(words, of_turn & (words.c.kind == literal_column(f"'{kind}'")))
        texts[kind] = words.c.text
    columns = [texts[name] if name in texts else TURN.c[name] for name in TurnRecord._fields]
    return select(*columns).select_from(found)


_APPEND = Prepared(TURN.insert())
_APPEND_WORDS = Prepared(TURN_WORDS.insert())
_EVERY = _with_words().where(TURN.c.attempt_id == bindparam("attempt")).order_by(TURN.c.seq)
_ALL = Prepared(_EVERY)
_BY_SEQ = Prepared(_EVERY.where(TURN.c.seq == bindparam("number")))
_BY_TOKEN = Prepared(_EVERY.where(TURN.c.token == bindparam("served")))
_WORDS = Prepared(
    select(*(TURN_WORDS.c[name] for name in WordsRecord._fields))
    .where(TURN_WORDS.c.attempt_id == bindparam("attempt"))
    .order_by(TURN_WORDS.c.seq, TURN_WORDS.c.kind)
)


def append_turn(
    session: Session,
    attempt: AttemptRecord,
    step: Step,
    marks: tuple[Mark, ...],
    *,
    at: datetime,
    reason: str | None = None,
) -> TurnRecord:
    """Add the answer to the view that `attempt` serves, as its next turn; `attempt` was read with `lock`.

    Number, parent, token, what was noticed and what was said come from the attempt, and so does the hash that this turn
    continues; `AttemptRecord.after` then moves the attempt on. Free text holds no NUL and no lone surrogate (see
    `columns`).

    Raises:
        StoreConflict: this view was answered already (when the transaction ends with the error).
        ValueError: `at` has no time zone.
    """
    seq = attempt.turns + 1
    said, why = _words(attempt.id, seq, "said", attempt.said), _words(attempt.id, seq, "reason", reason)
    turn = TurnRecord(
        attempt_id=attempt.id,
        seq=seq,
        parent=attempt.head,
        token=attempt.token,
        scene=step.scene.slug,
        response=step.response.slug,
        noticed=attempt.noticed,
        said=attempt.said,
        said_digest=said and digest(said.salt, said.text),
        reason=reason,
        reason_digest=why and digest(why.salt, why.text),
        marks=in_rubric_order(marks),
        state=step.state,
        took_over=step.took_over,
        left_window=step.left_window,
        answered_at=in_utc(at),
        previous=attempt.last_hash,
        hash="",
    )
    turn = turn._replace(hash=link(turn))
    _APPEND.run(session, turn._asdict())
    for words in filter(None, (said, why)):
        _APPEND_WORDS.run(session, words._asdict())
    return turn


def turns_of(session: Session, attempt_id: UUID) -> tuple[TurnRecord, ...]:
    """Every turn of an attempt that the caller may see (`attempts.attempt_of` says so), in order."""
    return tuple(map(TurnRecord._make, _ALL.rows(session, {"attempt": attempt_id})))


def turn_of(session: Session, attempt_id: UUID, seq: int) -> TurnRecord | None:
    """One turn of an attempt that the caller may see, by its number."""
    row = _BY_SEQ.first(session, {"attempt": attempt_id, "number": seq})
    return None if row is None else TurnRecord._make(row)


def turn_by_token(session: Session, attempt_id: UUID, token: str) -> TurnRecord | None:
    """The turn that answered the view `token`: how a repeated request finds the answer it already has."""
    row = _BY_TOKEN.first(session, {"attempt": attempt_id, "served": token})
    return None if row is None else TurnRecord._make(row)


def words_of(session: Session, attempt_id: UUID) -> tuple[WordsRecord, ...]:
    """What was written in the turns of an attempt, with the salts of the digests; for `attune verify` only."""
    return tuple(map(WordsRecord._make, _WORDS.rows(session, {"attempt": attempt_id})))


def _words(attempt_id: UUID, seq: int, kind: str, text: str | None) -> WordsRecord | None:
    if text is None:
        return None
    return WordsRecord(attempt_id, seq, kind, secrets.token_hex(SALT_BYTES), text)
