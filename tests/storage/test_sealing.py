"""Private texts are sealed with keys that are not in the database: it alone tells nobody what was written."""

from __future__ import annotations

import base64
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import LiteralString, cast
from uuid import UUID, uuid4

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from simulator.config import ConfigError
from simulator.storage import migrating, practice_notes, reflections, sealed_rows
from simulator.storage.database import Database
from simulator.storage.engines import sqlite_file
from simulator.storage.records import AttemptRecord, PersonRecord
from simulator.storage.sealing import MARK, Keys, Seal, Unreadable, new_key
from tests.plumbing.keys import KEYS, PRIVATE_KEY, SECRET
from tests.storage.making import LATER, make_attempt, make_person, play, writing

ADA, BEN = UUID(int=1), UUID(int=2)
CANARY = "canary-7f3a91"


def sealing_with(*keys: str) -> Seal:
    return Keys.of(SECRET, ",".join(keys)).seal


class TestASeal:
    """One text, sealed and opened."""

    @given(st.text(st.characters(exclude_categories=["Cs"])), st.uuids())
    def test_is_opened_by_whoever_wrote_it(self, written: str, writer: UUID) -> None:
        sealed = KEYS.seal.sealed(writer, written)
        assert sealed.isascii()
        assert sealed.startswith(MARK)
        assert KEYS.seal.opened(writer, sealed) == written

    def test_looks_different_each_time(self) -> None:
        assert KEYS.seal.sealed(ADA, "Slower.") != KEYS.seal.sealed(ADA, "Slower.")

    def test_is_not_opened_for_somebody_else(self) -> None:
        with pytest.raises(Unreadable):
            KEYS.seal.opened(BEN, KEYS.seal.sealed(ADA, "Slower."))

    def test_is_not_opened_with_another_key(self) -> None:
        assert sealing_with(new_key()).opened_or_none(ADA, KEYS.seal.sealed(ADA, "Slower.")) is None

    def test_is_not_opened_once_it_was_changed_anywhere(self) -> None:
        sealed = KEYS.seal.sealed(ADA, "Slower.")
        token = bytearray(base64.urlsafe_b64decode(sealed.removeprefix("f1:")))
        for place in range(9, len(token)):
            token[place] ^= 1
            assert KEYS.seal.opened_or_none(ADA, "f1:" + base64.urlsafe_b64encode(token).decode()) is None
            token[place] ^= 1
        for damaged in (sealed[:-4], sealed[:40] + sealed[44:], MARK, MARK + "\0", MARK + "ä"):
            assert KEYS.seal.opened_or_none(ADA, damaged) is None

    @pytest.mark.parametrize("plain", ["", "Slower.", "f1: what a race", "f1:", "gAAAAA", "F1:GAAAAA"])
    def test_is_not_needed_to_read_what_an_earlier_release_stored(self, plain: str) -> None:
        assert KEYS.seal.opened(ADA, plain) == plain

    def test_is_made_with_the_first_key_and_opened_with_each(self) -> None:
        old, new = new_key(), new_key()
        before = sealing_with(old).sealed(ADA, "before")
        both = sealing_with(new, old)
        assert both.opened(ADA, before) == "before"
        assert sealing_with(new).opened(ADA, both.sealed(ADA, "after")) == "after"

    def test_cannot_be_made_without_a_key(self) -> None:
        with pytest.raises(RuntimeError, match="no key"):
            Keys.absent().seal.sealed(ADA, "Slower.")
        assert Keys.absent().seal.opened_or_none(ADA, KEYS.seal.sealed(ADA, "Slower.")) is None


class TestKeys:
    """What a store knows that its database does not."""

    @pytest.mark.parametrize("between", [",", " ", ", ", "\n"])
    def test_stand_in_one_setting(self, between: str) -> None:
        one, other = new_key(), new_key()
        for key in (one, other):
            assert (
                Keys.of(SECRET, f"{one}{between}{other}\n").seal.opened(ADA, sealing_with(key).sealed(ADA, "x")) == "x"
            )

    @pytest.mark.parametrize("none", ["", " ", ",\n, "])
    def test_must_be_there(self, none: str) -> None:
        with pytest.raises(ConfigError, match="attune keys new"):
            Keys.of(SECRET, none)

    @pytest.mark.parametrize(
        "wrong", ["x", PRIVATE_KEY[:-2], PRIVATE_KEY + "AAAA", PRIVATE_KEY.replace("G", "ä"), "===="]
    )
    def test_that_are_none_are_named_by_their_place_and_never_shown(self, wrong: str) -> None:
        with pytest.raises(ConfigError, match="key 2 of 3 is not a key") as refused:
            Keys.of(SECRET, f"{new_key()},{wrong},{new_key()}")
        assert len(wrong) < 2 or wrong not in str(refused.value)
        assert refused.value.__cause__ is None

    def test_hash_with_a_secret_of_their_own(self) -> None:
        assert Keys.of(SECRET, new_key()).secret == KEYS.secret
        assert Keys.of(SECRET + "!", PRIVATE_KEY).secret != KEYS.secret
        assert SECRET.encode() not in KEYS.secret
        assert len(KEYS.secret) == 32

    def test_are_not_shown_by_accident(self) -> None:
        assert PRIVATE_KEY not in repr(KEYS)
        assert repr(KEYS.secret) not in repr(KEYS)


def reflect(database: Database, attempt: AttemptRecord, words: str, seal: Seal = KEYS.seal, seq: int = 0) -> None:
    with writing(database) as session:
        assert reflections.keep_reflection(
            session,
            seal=seal,
            actor_id=attempt.person_id,
            attempt_id=attempt.id,
            seq=seq,
            scene="debrief",
            prompt="What stays?",
            text=words,
            at=LATER,
        )


def note(database: Database, person: UUID, words: str, seal: Seal = KEYS.seal) -> None:
    with writing(database) as session:
        practice_notes.add_note(
            session, seal=seal, note_id=uuid4(), actor_id=person, practice="yin", prompt="?", text=words, at=LATER
        )


def read(database: Database, attempt: AttemptRecord, seal: Seal = KEYS.seal) -> list[str | None]:
    """Everything private of this attempt's person, reflections first."""
    with database.read() as session:
        found = reflections.reflections_of(session, attempt.person_id, attempt.id, seal=seal)
        notes = practice_notes.notes_of(session, attempt.person_id, seal=seal)
    return [*(one.text for one in found), *sorted((one.text for one in notes), key=str)]


def stored(database: Database) -> list[str]:
    with database.read() as session:
        both = "SELECT text FROM reflection UNION ALL SELECT text FROM practice_note"
        return list(session.execute(text(both)).scalars())


def everything_in(database: Database) -> bytes:
    """All that somebody has who has the database: its files, or a dump of all its tables."""
    if database.on_sqlite:
        file = sqlite_file(database.url)
        files = sorted(file.parent.glob(file.name + "*"))
        assert {".sqlite3", ".sqlite3-wal", ".sqlite3-shm"} <= {path.suffix for path in files}
        return b"".join(path.read_bytes() for path in files)
    dump = b""
    with database.read() as session:
        tables: list[LiteralString] = list(
            session.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars()
        )
        driver = cast("psycopg.Connection", session.connection.dbapi_connection)
        for table in tables:
            with driver.cursor().copy(f"COPY {table} TO STDOUT") as copy:
                dump += b"".join(bytes(part) for part in copy)
    return dump


class TestTheDatabaseAlone:
    """What it tells whoever has it, and not the keys."""

    def test_does_not_tell_what_was_written_in_private(self, database: Database, begun: AttemptRecord) -> None:
        reflect(database, begun, f"{CANARY} in a reflection")
        note(database, begun.person_id, f"{CANARY} in a note")
        with writing(database) as session:
            (found,) = practice_notes.notes_of(session, begun.person_id, seal=KEYS.seal)
            words = f"{CANARY} written anew"
            practice_notes.change_note(session, begun.person_id, found.id, words, LATER, seal=KEYS.seal)
        assert CANARY.encode() not in everything_in(database)
        assert read(database, begun) == [f"{CANARY} in a reflection", f"{CANARY} written anew"]

    def test_does_tell_what_was_written_in_a_turn(self, database: Database, begun: AttemptRecord) -> None:
        """The negative control of the test above."""
        with writing(database) as session:
            play(session, begun._replace(said=CANARY))
        assert CANARY.encode() in everything_in(database)

    def test_shows_nothing_when_a_text_is_moved_to_another_row(
        self, database: Database, begun: AttemptRecord, ben: PersonRecord
    ) -> None:
        with writing(database) as session:
            of_ben = make_attempt(session, ben.id)
        reflect(database, begun, "Ada's own")
        reflect(database, of_ben, "Ben's own")
        with writing(database) as session:
            swap = "UPDATE reflection SET text = (SELECT text FROM reflection WHERE person_id = :ada)"
            ids = {"ada": begun.person_id.hex}
            session.execute(text(swap), ids)
        assert read(database, of_ben) == [None]
        assert read(database, begun) == ["Ada's own"]


class TestALostKey:
    """Noticed at the start, and not one note at a time."""

    def test_is_no_matter_where_nothing_is_sealed(self, database: Database) -> None:
        sealed_rows.require_keys(database, sealing_with(new_key()))

    @pytest.mark.parametrize("kind", ["reflection", "note"])
    def test_is_said_with_what_to_do(self, database: Database, begun: AttemptRecord, kind: str) -> None:
        if kind == "reflection":
            reflect(database, begun, "kept")
        else:
            note(database, begun.person_id, "kept")
        with pytest.raises(ConfigError, match=r"ATTUNE_PRIVATE_KEYS lacks the key .* `attune keys give-up`"):
            sealed_rows.require_keys(database, sealing_with(new_key()))
        sealed_rows.require_keys(database, sealing_with(new_key(), PRIVATE_KEY))

    def test_is_not_what_one_damaged_note_means(self, database: Database, begun: AttemptRecord) -> None:
        reflect(database, begun, "kept")
        note(database, begun.person_id, "damaged")
        with writing(database) as session:
            session.execute(text("UPDATE practice_note SET text = substr(text, 1, 60)"))
        sealed_rows.require_keys(database, KEYS.seal)
        assert read(database, begun) == ["kept", None]

    def test_may_be_given_up_together_with_what_it_sealed(self, database: Database, begun: AttemptRecord) -> None:
        reflect(database, begun, "lost", sealing_with(new_key()))
        note(database, begun.person_id, "lost too", sealing_with(new_key()))
        note(database, begun.person_id, "kept")
        assert sealed_rows.give_up(database, KEYS.seal) == 2
        assert read(database, begun) == ["kept"]
        assert sealed_rows.give_up(database, KEYS.seal) == 0


def plainly_written(database: Database, begun: AttemptRecord, count: int = 1) -> None:
    """Rows as releases without seals stored them."""
    for number in range(count):
        reflect(database, begun, f"{CANARY} {number:03}", seq=number)
    note(database, begun.person_id, f"{CANARY} note")
    with writing(database) as session:
        for table in ("reflection", "practice_note"):
            for row in session.execute(text(f"SELECT id, text FROM {table}")).all():  # noqa: S608
                plain = {"id": row.id, "words": KEYS.seal.opened(begun.person_id, row.text)}
                session.execute(text(f"UPDATE {table} SET text = :words WHERE id = :id"), plain)  # noqa: S608


class TestRowsOfEarlierReleases:
    """They are sealed when the application starts."""

    def test_are_read_as_they_are_and_sealed_once(self, database: Database, begun: AttemptRecord) -> None:
        plainly_written(database, begun, 250)
        before = read(database, begun)
        assert CANARY in stored(database)[0]
        sealed_rows.require_keys(database, KEYS.seal)
        assert sealed_rows.seal_rest(database, KEYS.seal) == 251
        after = stored(database)
        assert all(one.startswith(MARK) for one in after)
        assert read(database, begun) == before
        assert sealed_rows.seal_rest(database, KEYS.seal) == 0
        assert stored(database) == after

    def test_leave_no_trace_in_the_file(self, sqlite_database_url: str) -> None:
        migrating.upgrade(sqlite_database_url)
        with closing(Database(sqlite_database_url)) as database:
            with writing(database) as session:
                begun = make_attempt(session, make_person(session).id)
            plainly_written(database, begun, 20)
        file = Path(sqlite_database_url.removeprefix("sqlite:///"))
        assert CANARY.encode() in file.read_bytes()
        with closing(Database(sqlite_database_url)) as database:
            assert sealed_rows.seal_rest(database, KEYS.seal) == 21
        assert CANARY.encode() not in b"".join(path.read_bytes() for path in file.parent.glob(file.name + "*"))


class TestAnotherKey:
    """Put before the old one, and after a rotation instead of it."""

    def test_takes_over_everything(self, database: Database, begun: AttemptRecord) -> None:
        reflect(database, begun, "a reflection")
        note(database, begun.person_id, "a note")
        note(database, begun.person_id, "damaged", sealing_with(new_key()))
        new = new_key()
        assert sealed_rows.seal_anew(database, sealing_with(new, PRIVATE_KEY)) == (2, 1)
        assert read(database, begun, sealing_with(new)) == ["a reflection", None, "a note"]

    def test_does_not_undo_what_is_written_meanwhile(
        self, database: Database, begun: AttemptRecord, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        reflect(database, begun, "first")
        pages = sealed_rows._pages

        def meanwhile(*arguments: object) -> object:
            for page in pages(*arguments):  # type: ignore[arg-type]
                reflect(database, begun, "second thoughts")
                yield page

        monkeypatch.setattr(sealed_rows, "_pages", meanwhile)
        assert sealed_rows.seal_anew(database, KEYS.seal).sealed == 0
        assert read(database, begun) == ["second thoughts"]


WRITERS: dict[str, Callable[[Database, AttemptRecord], None]] = {
    "a note": lambda database, begun: note(database, begun.person_id, CANARY),
    "a reflection": lambda database, begun: reflect(database, begun, CANARY),
}


@pytest.mark.parametrize("what", WRITERS)
def test_what_is_deleted_is_overwritten(sqlite: Database, what: str) -> None:
    """By secure_delete: even the sealed text is gone from the file."""
    with writing(sqlite) as session:
        begun = make_attempt(session, make_person(session).id)
    WRITERS[what](sqlite, begun)
    (sealed,) = stored(sqlite)
    with writing(sqlite) as session:
        session.execute(text("DELETE FROM reflection"))
        session.execute(text("DELETE FROM practice_note"))
    file = sqlite_file(sqlite.url)
    sqlite.close()
    assert sealed.encode() not in file.read_bytes()
