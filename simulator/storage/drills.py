"""Single scenes that somebody has practised by themselves. A drill is written once and never changed.

Every drill is looked up with its owner: somebody else's is not found.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select

from simulator.engine.scoring import Mark
from simulator.engine.state import State
from simulator.storage.canonical import in_rubric_order
from simulator.storage.database import Session
from simulator.storage.prepared import Prepared
from simulator.storage.tables import DRILL


class DrillRecord(NamedTuple):
    """A drill as stored; its scene is that of `start`."""

    id: UUID
    person_id: UUID
    version: str
    token: str
    start: State
    response: str
    marks: tuple[Mark, ...]
    state: State
    answered_at: datetime


_FOUND = select(*(DRILL.c[name] for name in DrillRecord._fields)).where(DRILL.c.person_id == bindparam("actor"))
_ADD = Prepared(DRILL.insert())
_ONE = Prepared(_FOUND.where(DRILL.c.id == bindparam("drill")))
_BY_TOKEN = Prepared(_FOUND.where(DRILL.c.token == bindparam("served")))
_LATEST = _FOUND.order_by(DRILL.c.answered_at.desc(), DRILL.c.id)


def add_drill(session: Session, added: DrillRecord) -> None:
    """Keep a drill.

    Raises:
        StoreConflict: this token was answered already; unknown person or version (when the transaction ends with the
            error).
    """
    _ADD.run(session, added._replace(marks=in_rubric_order(added.marks))._asdict())


def drill_of(session: Session, actor_id: UUID, drill_id: UUID) -> DrillRecord | None:
    """One of the actor's own drills."""
    row = _ONE.first(session, {"actor": actor_id, "drill": drill_id})
    return None if row is None else DrillRecord._make(row)


def drill_by_token(session: Session, actor_id: UUID, token: str) -> DrillRecord | None:
    """The actor's drill that answered the page `token`: how a repeated request finds the answer it already has."""
    row = _BY_TOKEN.first(session, {"actor": actor_id, "served": token})
    return None if row is None else DrillRecord._make(row)


def drills_of(session: Session, actor_id: UUID, most: int) -> tuple[DrillRecord, ...]:
    """The actor's drills, newest first, no more than `most`."""
    return tuple(map(DrillRecord._make, session.execute(_LATEST.limit(most), {"actor": actor_id})))


def every_drill(session: Session) -> tuple[DrillRecord, ...]:
    """Everybody's drills, for `attune verify`."""
    found = select(*(DRILL.c[name] for name in DrillRecord._fields)).order_by(DRILL.c.answered_at, DRILL.c.id)
    return tuple(map(DrillRecord._make, session.execute(found)))
