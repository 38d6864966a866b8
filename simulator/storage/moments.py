"""The answered moments of somebody's attempts, over all of them: what deliberate practice is made from."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, func, select

from simulator.engine.state import State
from simulator.storage.database import Session
from simulator.storage.prepared import Prepared
from simulator.storage.tables import ATTEMPT, TURN


class MomentRecord(NamedTuple):
    """One turn of an attempt at a version: what was answered in which scene, when."""

    attempt_id: UUID
    version: str
    seq: int
    parent: int
    scene: str
    response: str
    answered_at: datetime


class Been(NamedTuple):
    """An attempt that has come to a scene: as the client was at its beginning, or after the turn before."""

    start_gauges: dict[str, int]
    state: State | None
    answered_at: datetime


_ELSEWHERE = {"version": ATTEMPT}
_MOMENTS = select(*(_ELSEWHERE.get(name, TURN).c[name] for name in MomentRecord._fields)).join_from(TURN, ATTEMPT)
_BEFORE = TURN.alias("before")
_BEEN = Prepared(
    select(ATTEMPT.c.start_gauges, _BEFORE.c.state, TURN.c.answered_at)
    .join_from(ATTEMPT, TURN)
    .outerjoin(_BEFORE, (_BEFORE.c.attempt_id == TURN.c.attempt_id) & (_BEFORE.c.seq == TURN.c.parent))
    .where(
        ATTEMPT.c.person_id == bindparam("actor"),
        ATTEMPT.c.version == bindparam("played"),
        TURN.c.scene == bindparam("at"),
    )
    .order_by(ATTEMPT.c.started_at.desc(), ATTEMPT.c.id, TURN.c.seq)
)


def moments_of(session: Session, actor_id: UUID, attempts: Collection[UUID]) -> tuple[MomentRecord, ...]:
    """Every turn of these attempts of the actor, in the order of time."""
    found = _MOMENTS.where(ATTEMPT.c.person_id == actor_id, ATTEMPT.c.id.in_(attempts))
    return tuple(
        MomentRecord._make(row)
        for row in session.execute(found.order_by(TURN.c.answered_at, TURN.c.attempt_id, TURN.c.seq))
    )


def been_at(session: Session, actor_id: UUID, version: str, scene: str) -> Been | None:
    """How the actor met a scene in their latest attempt at this version that came to it, the first time there."""
    row = _BEEN.first(session, {"actor": actor_id, "played": version, "at": scene})
    return None if row is None else Been._make(row)


def has_played(session: Session, actor_id: UUID, version: str) -> bool:
    """Whether the actor has an attempt at this version."""
    found = select(func.count()).where(ATTEMPT.c.person_id == actor_id, ATTEMPT.c.version == version)
    return bool(session.execute(found).scalar_one())
