"""Criteria that somebody does not want to be offered for a while. For themselves only."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select

from simulator.storage.database import Session
from simulator.storage.insertion import insert_for
from simulator.storage.tables import SET_ASIDE


def set_aside(session: Session, actor_id: UUID, criterion: str, until: datetime) -> None:
    """Leave a criterion out until then; one that is set aside already gets the new time."""
    added = insert_for(session, SET_ASIDE).values(person_id=actor_id, criterion=criterion, until=until)
    session.execute(added.on_conflict_do_update(index_elements=("person_id", "criterion"), set_={"until": until}))


def bring_back(session: Session, actor_id: UUID, criterion: str) -> None:
    """Offer a criterion again; one that is not set aside stays as it is."""
    session.execute(delete(SET_ASIDE).where(SET_ASIDE.c.person_id == actor_id, SET_ASIDE.c.criterion == criterion))


def set_asides_of(session: Session, actor_id: UUID, now: datetime) -> dict[str, datetime]:
    """What is set aside now, with until when, the first to come back first."""
    found = select(SET_ASIDE.c.criterion, SET_ASIDE.c.until).where(
        SET_ASIDE.c.person_id == actor_id, SET_ASIDE.c.until > now
    )
    return {
        one.criterion: one.until for one in session.execute(found.order_by(SET_ASIDE.c.until, SET_ASIDE.c.criterion))
    }
