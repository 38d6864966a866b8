"""`attune keys`: made, changed, given up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner, Result

from simulator.cli import main
from simulator.storage import migrating, people, practice_notes
from simulator.storage.database import Database
from simulator.storage.sealing import Keys, new_key
from tests.plumbing.keys import PRIVATE_KEY, SECRET
from tests.usecases.trainee import NOW


@pytest.fixture
def notes(sqlite_database_url: str) -> Iterator[Notes]:
    """A database with somebody in it."""
    migrating.upgrade(sqlite_database_url)
    with closing(Database(sqlite_database_url)) as database:
        yield Notes(database, sqlite_database_url)


class Notes:
    """The notes of one person."""

    def __init__(self, database: Database, url: str) -> None:
        self.database, self.url = database, url
        with database.write() as session:
            self.person: UUID = people.add_person(session, name="Ada", at=NOW).id
            session.commit()

    def write(self, text: str, key: str) -> None:
        with self.database.write() as session:
            practice_notes.add_note(
                session,
                seal=Keys.of(SECRET, key).seal,
                note_id=uuid4(),
                actor_id=self.person,
                practice="yin",
                prompt="?",
                text=text,
                at=NOW,
            )
            session.commit()

    def read(self, key: str) -> set[str | None]:
        with self.database.read() as session:
            found = practice_notes.notes_of(session, self.person, seal=Keys.of(SECRET, key).seal)
        return {note.text for note in found}

    def attune(self, *arguments: str, keys: str, answer: str = "") -> Result:
        settings = {"DATABASE_URL": self.url, "SECRET": SECRET, "PRIVATE_KEYS": keys}
        environment = {f"ATTUNE_{name}": value for name, value in settings.items()}
        return CliRunner().invoke(main, ("keys", *arguments), input=answer, env=environment)


def test_a_new_key_is_printed_and_is_one() -> None:
    result = CliRunner().invoke(main, ("keys", "new"))
    assert result.exit_code == 0
    assert result.stdout.count("\n") == 1
    seal = Keys.of(SECRET, result.stdout).seal
    assert seal.opened(UUID(int=1), seal.sealed(UUID(int=1), "Slower.")) == "Slower."


def test_after_a_rotation_the_old_key_is_not_needed_any_more(notes: Notes) -> None:
    notes.write("kept", PRIVATE_KEY)
    new = new_key()
    result = notes.attune("rotate", keys=f"{new} {PRIVATE_KEY}")
    assert (result.exit_code, result.stdout) == (0, "Encrypted with the first key: 1.\n")
    assert notes.read(new) == {"kept"}


def test_a_rotation_names_how_many_notes_it_could_not_read(notes: Notes) -> None:
    notes.write("kept", PRIVATE_KEY)
    notes.write("lost", new_key())
    result = notes.attune("rotate", keys=PRIVATE_KEY)
    assert (result.exit_code, "left as they are: 1." in result.stdout) == (0, True)


def test_a_rotation_without_the_old_key_changes_nothing(notes: Notes) -> None:
    notes.write("kept", PRIVATE_KEY)
    result = notes.attune("rotate", keys=new_key())
    assert (result.exit_code, "lacks the key" in result.stderr) == (2, True)
    assert notes.read(PRIVATE_KEY) == {"kept"}


@pytest.mark.parametrize(("answer", "left"), [("y\n", {"kept"}), ("n\n", {"kept", None}), ("", {"kept", None})])
def test_lost_notes_are_deleted_only_when_it_is_meant(notes: Notes, answer: str, left: set[str | None]) -> None:
    notes.write("kept", PRIVATE_KEY)
    notes.write("lost", new_key())
    result = notes.attune("give-up", keys=PRIVATE_KEY, answer=answer)
    assert result.exit_code == (0 if answer == "y\n" else 1)
    assert notes.read(PRIVATE_KEY) == left


@pytest.mark.parametrize("command", ["rotate", "give-up"])
def test_keys_that_are_none_are_refused_in_one_sentence(notes: Notes, command: str) -> None:
    result = notes.attune(command, *(["--yes"] if command == "give-up" else []), keys="not-a-key")
    assert result.exit_code == 2
    assert "ATTUNE_PRIVATE_KEYS: key 1 of 1 is not a key" in result.stderr
    assert "not-a-key" not in result.stderr
    assert len(result.stderr.splitlines()) == 1
