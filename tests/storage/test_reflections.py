"""A reflection belongs to its writer: nobody else reads it, changes it, deletes it or writes over it."""

from datetime import timedelta

import pytest

from simulator.storage import reflections
from simulator.storage.database import Database
from simulator.storage.errors import StoreConflict
from simulator.storage.records import AttemptRecord, PersonRecord
from tests.plumbing.keys import KEYS
from tests.storage.making import LATER, make_person, writing

EVENING = LATER + timedelta(hours=8)


def write(database: Database, actor: PersonRecord, attempt: AttemptRecord, text: str, seq: int = 1) -> bool:
    with writing(database) as session:
        return reflections.keep_reflection(
            session,
            seal=KEYS.seal,
            actor_id=actor.id,
            attempt_id=attempt.id,
            seq=seq,
            scene="the-door",
            prompt="What did you feel?",
            text=text,
            at=LATER if text == "first" else EVENING,
        )


def texts(database: Database, actor: PersonRecord, attempt: AttemptRecord) -> list[str | None]:
    with database.read() as session:
        return [found.text for found in reflections.reflections_of(session, actor.id, attempt.id, seal=KEYS.seal)]


def test_a_reflection_is_found_by_its_writer_in_the_order_of_playing(
    database: Database, ada: PersonRecord, begun: AttemptRecord
) -> None:
    for seq in (3, 1, 2):
        assert write(database, ada, begun, f"after turn {seq}", seq)
    assert texts(database, ada, begun) == ["after turn 1", "after turn 2", "after turn 3"]


def test_writing_again_replaces_the_text_and_keeps_when_it_was_begun(
    database: Database, ada: PersonRecord, begun: AttemptRecord
) -> None:
    assert write(database, ada, begun, "first")
    assert write(database, ada, begun, "second thoughts")
    with database.read() as session:
        (found,) = reflections.reflections_of(session, ada.id, begun.id, seal=KEYS.seal)
    assert (found.text, found.created_at, found.updated_at) == ("second thoughts", LATER, EVENING)


def test_its_writer_removes_it(database: Database, ada: PersonRecord, begun: AttemptRecord) -> None:
    write(database, ada, begun, "first")
    with writing(database) as session:
        (found,) = reflections.reflections_of(session, ada.id, begun.id, seal=KEYS.seal)
        assert reflections.remove_reflection(session, ada.id, found.id)
        assert not reflections.remove_reflection(session, ada.id, found.id)
    assert texts(database, ada, begun) == []


def test_nobody_else_reads_removes_or_writes_over_it(
    database: Database, ada: PersonRecord, ben: PersonRecord, begun: AttemptRecord
) -> None:
    write(database, ada, begun, "private")
    with writing(database) as session:
        (found,) = reflections.reflections_of(session, ada.id, begun.id, seal=KEYS.seal)
        assert reflections.reflections_of(session, ben.id, begun.id, seal=KEYS.seal) == ()
        assert not reflections.remove_reflection(session, ben.id, found.id)
    assert not write(database, ben, begun, "written over")
    assert texts(database, ada, begun) == ["private"]


def test_a_reflection_on_nothing_is_refused(database: Database, begun: AttemptRecord, ada: PersonRecord) -> None:
    with pytest.raises(StoreConflict):
        write(database, ada, begun._replace(id=ada.id), "lost")
    with database.write() as session:
        stranger = make_person(session)  # not committed: nobody
    with pytest.raises(StoreConflict):
        write(database, stranger, begun, "nobody's")
