"""A note of a practice belongs to its writer: nobody else reads it, changes it or deletes it."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from simulator.storage import practice_notes
from simulator.storage.database import Database
from simulator.storage.errors import StoreConflict
from simulator.storage.records import PersonRecord
from tests.plumbing.keys import KEYS
from tests.storage.making import LATER, make_person, writing


def write(database: Database, actor: PersonRecord, text: str, hours: int = 0, note_id: UUID | None = None) -> UUID:
    note_id = note_id or uuid4()
    with writing(database) as session:
        practice_notes.add_note(
            session,
            seal=KEYS.seal,
            note_id=note_id,
            actor_id=actor.id,
            practice="yin-break",
            prompt="What do you need?",
            text=text,
            at=LATER + timedelta(hours=hours),
        )
    return note_id


def texts(database: Database, actor: PersonRecord) -> list[str | None]:
    with database.read() as session:
        return [note.text for note in practice_notes.notes_of(session, actor.id, seal=KEYS.seal)]


def test_its_writer_finds_the_newest_note_first(database: Database, ada: PersonRecord) -> None:
    for hours, text in enumerate(("first", "second", "third")):
        write(database, ada, text, hours)
    assert texts(database, ada) == ["third", "second", "first"]


def test_a_note_sent_twice_is_kept_once(database: Database, ada: PersonRecord) -> None:
    note_id = write(database, ada, "once")
    write(database, ada, "twice", note_id=note_id)
    assert texts(database, ada) == ["once"]


def test_its_writer_changes_and_deletes_it(database: Database, ada: PersonRecord) -> None:
    note_id = write(database, ada, "first")
    with writing(database) as session:
        tomorrow = LATER + timedelta(days=1)
        assert practice_notes.change_note(session, ada.id, note_id, "second thoughts", tomorrow, seal=KEYS.seal)
        (note,) = practice_notes.notes_of(session, ada.id, seal=KEYS.seal)
        assert (note.text, note.created_at, note.updated_at) == ("second thoughts", LATER, tomorrow)
        assert practice_notes.remove_note(session, ada.id, note_id)
        assert not practice_notes.remove_note(session, ada.id, note_id)
    assert texts(database, ada) == []


def test_nobody_else_reads_changes_or_deletes_it(database: Database, ada: PersonRecord, ben: PersonRecord) -> None:
    note_id = write(database, ada, "private")
    with writing(database) as session:
        assert practice_notes.notes_of(session, ben.id, seal=KEYS.seal) == ()
        assert not practice_notes.change_note(session, ben.id, note_id, "written over", LATER, seal=KEYS.seal)
        assert not practice_notes.remove_note(session, ben.id, note_id)
    assert texts(database, ada) == ["private"]


def test_a_note_of_nobody_is_refused(database: Database) -> None:
    with database.write() as session:
        stranger = make_person(session)  # not committed: nobody
    with pytest.raises(StoreConflict):
        write(database, stranger, "lost")
