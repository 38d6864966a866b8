"""What the first page of the studio shows beside the drafts themselves: readings, who is here, how much is played."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select

from simulator.storage.database import Session
from simulator.storage.second_readings import ReadingRecord
from simulator.storage.tables import ATTEMPT, DRAFT_PRESENCE, PERSON, SCENARIO_VERSION, SECOND_READING


def latest_readings(session: Session) -> dict[UUID, ReadingRecord]:
    """The last second reading of each draft that was not withdrawn, by draft."""
    here = SECOND_READING.c
    kept = or_(here.decision.is_(None), here.decision != "withdrawn")
    asked = session.execute(select(here.draft_id, here.id).where(kept).order_by(here.asked_at, here.id.desc()))
    last = {row.draft_id: row.id for row in asked}
    found = select(*(here[name] for name in ReadingRecord._fields)).where(here.id.in_(last.values()))
    return {one.draft_id: one for one in map(ReadingRecord._make, session.execute(found))}


def people_at(session: Session, since: datetime) -> dict[UUID, dict[UUID, str]]:
    """Who has which draft open, by draft and person; somebody not heard of since then has left."""
    here = DRAFT_PRESENCE.c
    rows = session.execute(
        select(here.draft_id, here.person_id, PERSON.c.name)
        .join_from(DRAFT_PRESENCE, PERSON, here.person_id == PERSON.c.id)
        .where(here.seen_at >= since, PERSON.c.erased_at.is_(None))
        .order_by(here.since, PERSON.c.name)
    )
    found: dict[UUID, dict[UUID, str]] = {}
    for draft_id, person_id, name in rows:
        found.setdefault(draft_id, {})[person_id] = name
    return found


def attempts_by_case(session: Session) -> dict[str, int]:
    """How often each case was begun, in whichever version."""
    rows = session.execute(
        select(SCENARIO_VERSION.c.slug, func.count())
        .join_from(ATTEMPT, SCENARIO_VERSION)
        .group_by(SCENARIO_VERSION.c.slug)
    )
    return {row[0]: row[1] for row in rows}


def titles(session: Session, versions: Iterable[str]) -> dict[str, str]:
    """What these versions of cases are called."""
    found = select(SCENARIO_VERSION.c.version, SCENARIO_VERSION.c.title)
    return {row[0]: row[1] for row in session.execute(found.where(SCENARIO_VERSION.c.version.in_(set(versions))))}
