"""Comments that a supervisor keeps to use again: a list of their own, which nobody else sees."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from uuid import UUID, uuid4

from simulator.storage import phrases
from simulator.storage.database import Session
from simulator.storage.phrases import PhraseRecord
from simulator.usecases.catalogue import Store
from simulator.usecases.cohorts import renewed
from simulator.usecases.errors import Conflict, NotFound, Refused
from simulator.usecases.people import SUPERVISOR, Actor
from simulator.usecases.texts import typed

__all__ = ["PhraseRecord", "count_use", "forget", "keep", "kept"]

MOST, LONGEST = 200, 1_000


def kept(store: Store, actor: Actor) -> tuple[PhraseRecord, ...]:
    """The actor's phrases, those used most first.

    Raises:
        NotFound: they supervise nobody.
    """
    _require_supervisor(actor)
    with store.database.read() as session:
        return phrases.phrases_of(session, actor.id)


def keep(store: Store, actor: Actor, text: str, now: datetime | None = None) -> None:
    """Keep a phrase.

    Raises:
        NotFound: the actor supervises nobody.
        Refused: nothing was written, or too much; they keep it already, or too many.
    """
    now = now or datetime.now(UTC)
    text = typed(text, "Your phrase", LONGEST)
    if not text:
        raise Refused("Please write something first.")
    try:
        with store.database.write() as session:
            _require_supervisor(renewed(session, actor))
            _require_room(session, actor, text)
            phrases.add_phrase(session, PhraseRecord(uuid4(), actor.id, text, 0, now, now))
            session.commit()
    except Conflict as conflict:
        raise _twice(text) from conflict


def forget(store: Store, actor: Actor, phrase_id: UUID) -> None:
    """Throw a phrase away; comments that it was used in stay as they are.

    Raises:
        NotFound: the actor has no such phrase.
    """
    with store.database.write() as session:
        _require_supervisor(renewed(session, actor))
        if not phrases.remove_phrase(session, actor.id, phrase_id):
            raise NotFound(str(phrase_id))
        session.commit()


def count_use(store: Store, actor: Actor, used: Collection[UUID], now: datetime | None = None) -> None:
    """Note that phrases were put into a comment; those that are not the actor's are passed over."""
    if not used:
        return
    with store.database.write() as session:
        phrases.count_use(session, actor.id, used, now or datetime.now(UTC))
        session.commit()


def _require_supervisor(actor: Actor) -> None:
    if not actor.is_a(SUPERVISOR):
        raise NotFound(str(actor.id))


def _require_room(session: Session, actor: Actor, text: str) -> None:
    if phrases.exists(session, actor.id, text):
        raise _twice(text)
    if phrases.count_of(session, actor.id) >= MOST:
        raise Refused("You keep {count} phrases, which is the most. Please delete one first.", text, count=MOST)


def _twice(text: str) -> Refused:
    return Refused("You keep this phrase already.", text)
