"""What has been kept long enough, from the rules in `privacy`; and people in whose account nothing has happened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, update

from simulator.storage.database import Session
from simulator.storage.privacy import RULES
from simulator.storage.rules import Past, Rules
from simulator.storage.tables import ATTEMPT, AUDIT_ENTRY, COHORT, MEMBERSHIP, PERSON, WEB_SESSION


class Swept(NamedTuple):
    """How many of something went."""

    what: str
    rows: int


def count_past(session: Session, now: datetime) -> Iterator[Swept]:
    """How much has been kept long enough."""
    for rules, past in _every():
        found = select(func.count()).select_from(rules.table).where(_is_past(rules, past, now))
        yield Swept(past.what, session.execute(found).scalar_one())


def sweep_past(session: Session, now: datetime) -> Iterator[Swept]:
    """Delete or empty what has been kept long enough."""
    for rules, past in _every():
        over = _is_past(rules, past, now)
        emptied = dict.fromkeys(past.clears)
        swept = update(rules.table).where(over).values(emptied) if emptied else delete(rules.table).where(over)
        yield Swept(past.what, session.execute(swept).rowcount)


def inactive(session: Session, since: datetime, today: date) -> tuple[UUID, ...]:
    """People who have not signed in or played since then; not administrators, nobody in a cohort that goes on."""
    theirs = PERSON.c.id
    goes_on = and_(
        MEMBERSHIP.c.person_id == theirs,
        MEMBERSHIP.c.cohort_id == COHORT.c.id,
        COHORT.c.archived_at.is_(None),
        COHORT.c.ends_on >= today,
    )
    active = or_(
        exists().where(ATTEMPT.c.person_id == theirs, ATTEMPT.c.updated_at >= since),
        exists().where(WEB_SESSION.c.person_id == theirs, WEB_SESSION.c.seen_at >= since),
        exists().where(AUDIT_ENTRY.c.person_id == theirs, AUDIT_ENTRY.c.actor_id == theirs, AUDIT_ENTRY.c.at >= since),
    )
    found = (
        select(PERSON.c.id)
        .where(PERSON.c.erased_at.is_(None), PERSON.c.administrator.is_(False), PERSON.c.created_at < since)
        .where(~active, ~exists().where(goes_on))
        .order_by(PERSON.c.id)
    )
    return tuple(session.execute(found).scalars())


def _every() -> Iterator[tuple[Rules, Past]]:
    for rules in RULES.values():
        for past in rules.past:
            yield rules, past


def _is_past(rules: Rules, past: Past, now: datetime) -> ColumnElement[bool]:
    ages: list[tuple[str, timedelta]] = list(past.ages.items())
    over = or_(*(rules.table.c[name] < now - age for name, age in ages))
    return and_(over, or_(*(rules.table.c[name].is_not(None) for name in past.clears))) if past.clears else over
