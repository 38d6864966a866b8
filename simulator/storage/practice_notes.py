"""What trainees write in guided practices. Nothing here finds a note without its writer; nobody else reads it.

It is stored sealed, see `sealing`: whoever reads the database alone does not read it either.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete, select, update

from simulator.storage.database import Session
from simulator.storage.insertion import insert_or_keep
from simulator.storage.prepared import Prepared
from simulator.storage.records import PracticeNoteRecord
from simulator.storage.sealing import Seal
from simulator.storage.tables import PRACTICE_NOTE

_OWN = Prepared(
    select(*(PRACTICE_NOTE.c[name] for name in PracticeNoteRecord._fields))
    .where(PRACTICE_NOTE.c.person_id == bindparam("actor"))
    .order_by(PRACTICE_NOTE.c.created_at.desc(), PRACTICE_NOTE.c.id)
)
_THIS = (PRACTICE_NOTE.c.id == bindparam("note"), PRACTICE_NOTE.c.person_id == bindparam("actor"))
_CHANGE = Prepared(
    update(PRACTICE_NOTE).where(*_THIS).values(text=bindparam("new_text"), updated_at=bindparam("changed_at"))
)
_REMOVE = Prepared(delete(PRACTICE_NOTE).where(*_THIS))


def add_note(
    session: Session, *, seal: Seal, note_id: UUID, actor_id: UUID, practice: str, prompt: str, text: str, at: datetime
) -> None:
    """Keep a new note of the actor; one with this id that is there already is left as it is.

    Raises:
        StoreConflict: unknown person (when the transaction ends with the error).
    """
    added = PracticeNoteRecord(note_id, actor_id, practice, prompt, seal.sealed(actor_id, text), at, at)
    session.execute(insert_or_keep(session, PRACTICE_NOTE), added._asdict())


def notes_of(session: Session, actor_id: UUID, *, seal: Seal) -> tuple[PracticeNoteRecord, ...]:
    """Everything the actor wrote in practices, newest first; without the text of what cannot be opened."""
    found = map(PracticeNoteRecord._make, _OWN.rows(session, {"actor": actor_id}))
    return tuple(one._replace(text=seal.opened_or_none(actor_id, one.text or "")) for one in found)


def change_note(session: Session, actor_id: UUID, note_id: UUID, text: str, at: datetime, *, seal: Seal) -> bool:
    """Write one of the actor's own notes anew. False: the actor has none with this id."""
    new = {"new_text": seal.sealed(actor_id, text), "changed_at": at}
    return _CHANGE.run(session, {"note": note_id, "actor": actor_id, **new}) == 1


def remove_note(session: Session, actor_id: UUID, note_id: UUID) -> bool:
    """Delete one of the actor's own notes. False: the actor has none with this id."""
    return _REMOVE.run(session, {"note": note_id, "actor": actor_id}) == 1
