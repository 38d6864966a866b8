"""Who else has a draft open, and since when, so that two people do not write past each other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from simulator.storage import presence
from simulator.usecases.catalogue import Store
from simulator.usecases.drafts import own, require_leader
from simulator.usecases.people import Actor

GONE = timedelta(seconds=45)
"""Whose page has not been heard of for so long has left; three signs of life are missing then."""


class Other(NamedTuple):
    """Somebody else who has the draft open."""

    name: str
    since: datetime


class Presence(NamedTuple):
    """Who else is here, and which revision the draft has by now."""

    others: tuple[Other, ...]
    revision: int


def be_here(store: Store, actor: Actor, draft_id: UUID, now: datetime | None = None) -> Presence:
    """Note that the actor has the draft open; tells who else has.

    Raises:
        NotFound: no such draft, or the actor leads no course.
    """
    now = now or datetime.now(UTC)
    require_leader(actor)
    with store.database.write() as session:
        draft = own(session, draft_id)
        presence.note_presence(session, draft_id, actor.id, now, now - GONE)
        found = presence.present(session, draft_id, now - GONE)
        session.commit()
    others = tuple(Other(one.name, one.since) for one in found if one.person_id != actor.id)
    return Presence(others, draft.revision)
