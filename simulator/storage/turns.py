"""The answered scenes of an attempt. A turn is written once and never changed or deleted; the database sees to it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from simulator.engine.attempt import Step
from simulator.engine.scoring import Mark
from simulator.storage.canonical import in_rubric_order
from simulator.storage.chain import link
from simulator.storage.columns import in_utc
from simulator.storage.database import Session
from simulator.storage.prepared import Prepared
from simulator.storage.records import AttemptRecord, TurnRecord
from simulator.storage.tables import TURN

_APPEND = Prepared(TURN.insert())
_EVERY = (
    select(*(TURN.c[name] for name in TurnRecord._fields))
    .where(TURN.c.attempt_id == bindparam("attempt"))
    .order_by(TURN.c.seq)
)
_ALL = Prepared(_EVERY)
_BY_SEQ = Prepared(_EVERY.where(TURN.c.seq == bindparam("number")))
_BY_TOKEN = Prepared(_EVERY.where(TURN.c.token == bindparam("served")))


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
    turn = TurnRecord(
        attempt_id=attempt.id,
        seq=attempt.turns + 1,
        parent=attempt.head,
        token=attempt.token,
        scene=step.scene.slug,
        response=step.response.slug,
        noticed=attempt.noticed,
        said=attempt.said,
        reason=reason,
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
