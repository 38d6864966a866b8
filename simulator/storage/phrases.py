"""Comments that supervisors keep to use again; each reads only their own."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, delete, func, select, update

from simulator.storage.database import Session
from simulator.storage.prepared import Prepared
from simulator.storage.tables import COMMENT_PHRASE


class PhraseRecord(NamedTuple):
    """A phrase as stored."""

    id: UUID
    person_id: UUID
    text: str
    uses: int
    created_at: datetime
    used_at: datetime


_OWN = Prepared(
    select(*(COMMENT_PHRASE.c[name] for name in PhraseRecord._fields))
    .where(COMMENT_PHRASE.c.person_id == bindparam("person"))
    .order_by(COMMENT_PHRASE.c.uses.desc(), COMMENT_PHRASE.c.created_at, COMMENT_PHRASE.c.id)
)


def phrases_of(session: Session, person_id: UUID) -> tuple[PhraseRecord, ...]:
    """The phrases of a supervisor, those used most first."""
    return tuple(map(PhraseRecord._make, _OWN.rows(session, {"person": person_id})))


def count_of(session: Session, person_id: UUID) -> int:
    """How many phrases a supervisor keeps."""
    found = select(func.count()).select_from(COMMENT_PHRASE).where(COMMENT_PHRASE.c.person_id == person_id)
    return int(session.execute(found).scalar_one())


def exists(session: Session, person_id: UUID, text: str) -> bool:
    """Whether a supervisor keeps this phrase already."""
    these = select(COMMENT_PHRASE.c.id).where(COMMENT_PHRASE.c.person_id == person_id, COMMENT_PHRASE.c.text == text)
    return session.execute(these).first() is not None


def add_phrase(session: Session, added: PhraseRecord) -> None:
    """A new phrase.

    Raises:
        StoreConflict: the supervisor keeps it already (when the transaction ends with the error).
    """
    session.execute(COMMENT_PHRASE.insert(), added._asdict())


def remove_phrase(session: Session, person_id: UUID, phrase_id: UUID) -> bool:
    """Remove a phrase of this supervisor; False: they have no such phrase."""
    these = delete(COMMENT_PHRASE).where(COMMENT_PHRASE.c.id == phrase_id, COMMENT_PHRASE.c.person_id == person_id)
    return bool(session.execute(these.returning(COMMENT_PHRASE.c.id)).first())


def count_use(session: Session, person_id: UUID, phrases: Collection[UUID], at: datetime) -> None:
    """Note that a supervisor has put these phrases of theirs into comments."""
    these = update(COMMENT_PHRASE).where(COMMENT_PHRASE.c.person_id == person_id, COMMENT_PHRASE.c.id.in_(phrases))
    session.execute(these.values(uses=COMMENT_PHRASE.c.uses + 1, used_at=at))
