"""How trainees rated themselves before they saw their scores. What was given first stays."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from simulator.engine.rubric import PRINCIPLES, Level
from simulator.storage.database import Session
from simulator.storage.prepared import Prepared
from simulator.storage.tables import ATTEMPT, SELF_RATING

_OWN = Prepared(
    select(SELF_RATING.c.principle, SELF_RATING.c.level)
    .join_from(SELF_RATING, ATTEMPT)
    .where(SELF_RATING.c.attempt_id == bindparam("attempt"), ATTEMPT.c.person_id == bindparam("actor"))
)


def add_self_ratings(
    session: Session, actor_id: UUID, attempt_id: UUID, levels: Mapping[str, Level], at: datetime
) -> None:
    """Keep the actor's levels by principle, for an attempt read with `lock`; a principle rated before keeps its level.

    Raises:
        StoreConflict: a level outside 1-4 (when the transaction ends with the error).
    """
    kept = self_ratings_of(session, actor_id, attempt_id)
    new = [
        {"attempt_id": attempt_id, "principle": principle, "level": int(level), "created_at": at}
        for principle, level in levels.items()
        if principle not in kept
    ]
    if new:
        session.execute(SELF_RATING.insert(), new)


def self_ratings_of(session: Session, actor_id: UUID, attempt_id: UUID) -> dict[str, Level]:
    """The levels that the actor gave themselves for their own attempt, in the order of the rubric."""
    given: dict[str, int] = dict(_OWN.rows(session, {"attempt": attempt_id, "actor": actor_id}))
    return {principle: Level(given[principle]) for principle in PRINCIPLES if principle in given}
