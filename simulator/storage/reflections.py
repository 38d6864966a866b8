"""What trainees write for themselves. Nothing here finds a reflection without its writer; nobody else reads it.

It is stored sealed, see `sealing`: whoever reads the database alone does not read it either.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import bindparam, delete, select

from simulator.storage.database import Session
from simulator.storage.insertion import insert_for
from simulator.storage.prepared import Prepared
from simulator.storage.records import ReflectionRecord
from simulator.storage.sealing import Seal
from simulator.storage.tables import REFLECTION

_OWN = Prepared(
    select(*(REFLECTION.c[name] for name in ReflectionRecord._fields))
    .where(REFLECTION.c.person_id == bindparam("actor"), REFLECTION.c.attempt_id == bindparam("attempt"))
    .order_by(REFLECTION.c.seq, REFLECTION.c.created_at, REFLECTION.c.id)
)
_THIS = (REFLECTION.c.id == bindparam("reflection"), REFLECTION.c.person_id == bindparam("actor"))
_REMOVE = Prepared(delete(REFLECTION).where(*_THIS))


def keep_reflection(
    session: Session,
    *,
    seal: Seal,
    actor_id: UUID,
    attempt_id: UUID,
    seq: int,
    scene: str,
    prompt: str,
    text: str,
    at: datetime,
) -> bool:
    """Keep what the actor wrote about a scene (or "debrief") after `seq` turns; written again, it replaces the text.

    False: somebody else has written there; nothing is changed.

    Raises:
        StoreConflict: unknown attempt or person (when the transaction ends with the error).
    """
    written = ReflectionRecord(uuid4(), attempt_id, actor_id, seq, scene, prompt, seal.sealed(actor_id, text), at, at)
    insert = insert_for(session, REFLECTION)
    upsert = insert.on_conflict_do_update(
        index_elements=["attempt_id", "scene", "seq"],
        set_={name: insert.excluded[name] for name in ("prompt", "text", "updated_at")},
        where=REFLECTION.c.person_id == insert.excluded.person_id,
    )
    return session.execute(upsert.returning(REFLECTION.c.id), written._asdict()).first() is not None


def reflections_of(session: Session, actor_id: UUID, attempt_id: UUID, *, seal: Seal) -> tuple[ReflectionRecord, ...]:
    """What the actor wrote during one attempt, in the order of playing; without the text of what cannot be opened."""
    found = map(ReflectionRecord._make, _OWN.rows(session, {"actor": actor_id, "attempt": attempt_id}))
    return tuple(one._replace(text=seal.opened_or_none(actor_id, one.text or "")) for one in found)


def remove_reflection(session: Session, actor_id: UUID, reflection_id: UUID) -> bool:
    """Delete one of the actor's own reflections. False: the actor has none with this id."""
    return _REMOVE.run(session, {"reflection": reflection_id, "actor": actor_id}) == 1
