"""Private notes of guided practices: kept, changed and deleted by their writer, and read by nobody else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from simulator.engine.scenario import ENGLISH
from simulator.storage import practice_notes
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.people import Actor
from simulator.usecases.reading import practice
from simulator.usecases.texts import REFLECTION_LIMIT, not_opened, typed


class PracticeNote(NamedTuple):
    """A note as its writer sees it, in `language` that of its practice; `text` is None if it cannot be opened."""

    id: UUID
    practice: str
    title: str
    language: str
    prompt: str
    text: str | None
    created_at: datetime


def keep(
    store: Store, actor: Actor, slug: str, step: int, note_id: UUID, text: str, now: datetime | None = None
) -> None:
    """Keep what was written in a step of a practice; nothing written is nothing kept. The same id is kept once.

    Raises:
        NotFound: no such practice, or its step (counted from 1) asks nothing.
        Refused: the text is too long or cannot be kept.
    """
    steps = practice(store, slug).steps
    prompt = steps[step - 1].note if 0 < step <= len(steps) else ""
    if not prompt:
        raise NotFound(slug)
    text = typed(text, "Your note", REFLECTION_LIMIT)
    if not text:
        return
    with store.database.write() as session:
        practice_notes.add_note(
            session,
            seal=store.keys.seal,
            note_id=note_id,
            actor_id=actor.id,
            practice=slug,
            prompt=prompt,
            text=text,
            at=now or datetime.now(UTC),
        )
        session.commit()


def own(store: Store, actor: Actor, slug: str = "") -> tuple[PracticeNote, ...]:
    """The actor's notes, newest first; of one practice, if `slug` names it."""
    with store.database.read() as session:
        found = practice_notes.notes_of(session, actor.id, seal=store.keys.seal)
    known = store.catalogue.practices
    return tuple(
        PracticeNote(
            note.id,
            note.practice,
            known[note.practice].title if note.practice in known else note.practice,
            known[note.practice].language if note.practice in known else ENGLISH,
            note.prompt,
            note.text,
            note.created_at,
        )
        for note in found
        if slug in ("", note.practice)
    )


def change(store: Store, actor: Actor, note_id: UUID, text: str, now: datetime | None = None) -> None:
    """Write a note anew.

    Raises:
        NotFound: the actor has no such note.
        Refused: there is no text, too much of it, or it cannot be kept; or what was there cannot be opened.
    """
    text = typed(text, "Your note", REFLECTION_LIMIT)
    if not text:
        raise Refused("A note needs some words. To be rid of it, delete it instead.")
    with store.database.write() as session:
        notes = {note.id: note for note in practice_notes.notes_of(session, actor.id, seal=store.keys.seal)}
        if note_id not in notes:
            raise NotFound(str(note_id))
        if notes[note_id].text is None:
            raise not_opened(text)
        practice_notes.change_note(session, actor.id, note_id, text, now or datetime.now(UTC), seal=store.keys.seal)
        session.commit()


def remove(store: Store, actor: Actor, note_id: UUID) -> None:
    """Delete a note for good.

    Raises:
        NotFound: the actor has no such note.
    """
    with store.database.write() as session:
        if not practice_notes.remove_note(session, actor.id, note_id):
            raise NotFound(str(note_id))
        session.commit()
