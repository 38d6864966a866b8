"""Erasing a person, from the rules in `privacy`: what is to be emptied is emptied, what is to go goes, the rest stays.

What was under way elsewhere either came before, and is erased with the rest, or meets a person who is not there any
more: their row stays locked until this transaction ends, and then the database refuses anything new about them.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update

from simulator.storage.database import Session
from simulator.storage.privacy import RULES
from simulator.storage.rules import erased_with
from simulator.storage.tables import ATTEMPT, PERSON


def erase(session: Session, person_id: UUID, at: datetime) -> bool:
    """Erase a person. False: there is none with this id, or not any more."""
    own = select(ATTEMPT.c.id).where(ATTEMPT.c.person_id == person_id).order_by(ATTEMPT.c.id)
    session.execute(own.with_for_update()).all()  # attempts first, as in a turn: nobody waits in a circle
    there = select(PERSON.c.id).where(PERSON.c.id == person_id, PERSON.c.erased_at.is_(None))
    if session.execute(there.with_for_update()).first() is None:
        return False
    for rules in RULES.values():
        changes = {name: one.value(at) for name, one in rules.becomes.items() if one.value is not None}
        if changes and rules.belongs:
            session.execute(update(rules.table).where(erased_with(RULES, rules, person_id)).values(changes))
    for table in reversed(PERSON.metadata.sorted_tables):
        rules = RULES[table.name]
        if rules.goes:
            session.execute(delete(table).where(erased_with(RULES, rules, person_id)))
    return True
