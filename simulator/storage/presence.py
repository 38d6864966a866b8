"""Who has a draft open."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import case, select

from simulator.storage.database import Session
from simulator.storage.insertion import insert_for
from simulator.storage.tables import DRAFT_PRESENCE, PERSON


class PresenceRecord(NamedTuple):
    """Somebody who has a draft open: since when, and when their page was last heard of."""

    person_id: UUID
    name: str
    since: datetime
    seen_at: datetime


def note_presence(session: Session, draft_id: UUID, person_id: UUID, at: datetime, away: datetime) -> None:
    """Note that somebody has a draft open; who was last heard of before `away` has opened it anew."""
    added = insert_for(session, DRAFT_PRESENCE).values(draft_id=draft_id, person_id=person_id, since=at, seen_at=at)
    kept = DRAFT_PRESENCE.c
    since = case((kept.seen_at < away, added.excluded.since), else_=kept.since)
    keys = [kept.draft_id, kept.person_id]
    session.execute(
        added.on_conflict_do_update(index_elements=keys, set_={"since": since, "seen_at": added.excluded.seen_at})
    )


def present(session: Session, draft_id: UUID, since: datetime) -> tuple[PresenceRecord, ...]:
    """Everybody whose page has been heard of since a moment, who came first first."""
    here = DRAFT_PRESENCE.c
    rows = session.execute(
        select(here.person_id, PERSON.c.name, here.since, here.seen_at)
        .join_from(DRAFT_PRESENCE, PERSON, here.person_id == PERSON.c.id)
        .where(here.draft_id == draft_id, here.seen_at >= since, PERSON.c.erased_at.is_(None))
        .order_by(here.since, PERSON.c.name)
    )
    return tuple(map(PresenceRecord._make, rows))
