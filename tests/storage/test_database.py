"""A transaction reads or writes, all or nothing, on a connection that keeps every promise made in `engines`."""

import sqlite3
import stat
import traceback
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from simulator.storage import attempts, people
from simulator.storage.database import Database, Session
from simulator.storage.engines import sqlite_file
from simulator.storage.errors import StorageError, StoreConflict, StoreUnavailable, UnsupportedDatabase
from simulator.storage.records import AttemptRecord, PersonRecord
from tests.storage.making import NOW, make_attempt, make_person, writing

SQLITE_PROMISES = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "foreign_keys": 1,
    "recursive_triggers": 1,
    "busy_timeout": 5000,
}


def pragmas(session: Session, *names: str) -> dict[str, object]:
    return {name: session.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names}


def test_a_sqlite_connection_keeps_its_promises(sqlite: Database) -> None:
    with sqlite.write() as session:
        assert pragmas(session, *SQLITE_PROMISES, "query_only") == SQLITE_PROMISES | {"query_only": 0}
    with sqlite.read() as session:
        assert pragmas(session, *SQLITE_PROMISES, "query_only") == SQLITE_PROMISES | {"query_only": 1}


def test_every_reading_connection_of_the_pool_keeps_them_too(sqlite: Database) -> None:
    with sqlite.read() as one, sqlite.read() as two, sqlite.read() as three:
        assert len({id(session.connection.dbapi_connection) for session in (one, two, three)}) == 3
        for session in (one, two, three):
            assert pragmas(session, *SQLITE_PROMISES) == SQLITE_PROMISES


def test_a_postgresql_connection_keeps_its_promises(postgresql: Database) -> None:
    shown = ("transaction_isolation", "transaction_read_only", "TimeZone", "lock_timeout", "synchronous_commit")
    for transaction, isolation, read_only in (
        (postgresql.write, "read committed", "off"),
        (postgresql.read, "repeatable read", "on"),
        (postgresql.write, "read committed", "off"),
    ):
        with transaction() as session:
            found = [session.execute(text(f"SHOW {name}")).scalar() for name in shown]
            assert found == [isolation, read_only, "UTC", "5s", "on"]


def test_a_server_that_does_not_wait_for_the_disk_is_told_to(postgresql: Database, postgres_url: str) -> None:
    name = postgresql.url.database
    with closing(Database(postgres_url)) as server, writing(server) as session:
        session.execute(text(f'ALTER DATABASE "{name}" SET synchronous_commit = off'))
    postgresql.close()
    with postgresql.write() as session:
        assert session.execute(text("SHOW synchronous_commit")).scalar() == "on"


def test_what_is_committed_is_kept_and_the_rest_is_not(database: Database) -> None:
    with writing(database) as session:
        kept = make_person(session)
    with database.write() as session:
        make_person(session)
    with pytest.raises(KeyError), writing(database) as session:
        raise KeyError(make_person(session).name)
    with database.read() as session:
        assert people.people(session) == (kept,)


def test_a_session_ends_with_its_commit(database: Database, ada: PersonRecord) -> None:
    with database.write() as session:
        session.commit()
        with pytest.raises(RuntimeError, match="has committed"):
            people.person(session, ada.id)


def test_what_is_opened_to_read_cannot_write(database: Database) -> None:
    """And the error is a programmer's, not an outage that would be answered with 'try again later'."""
    with pytest.raises(Exception, match=r"read-?\s?only") as caught, database.read() as session:
        make_person(session)
    assert not isinstance(caught.value, StorageError)
    with pytest.raises(DBAPIError, match=r"read-?\s?only"), database.read() as session:
        session.execute(text("DELETE FROM person"))


def test_a_mistake_in_a_statement_is_no_outage(database: Database) -> None:
    for transaction in (database.read, database.write):
        with pytest.raises(DBAPIError), transaction() as session:
            session.execute(text("SELECT nonsense FROM nowhere"))


def test_foreign_keys_are_enforced(database: Database, begun: AttemptRecord) -> None:
    with pytest.raises(StoreConflict), writing(database) as session:
        session.execute(text("DELETE FROM person"))
    with pytest.raises(StoreConflict), writing(database) as session:
        session.execute(text("DELETE FROM scenario_version"))
    with database.read() as session:
        assert attempts.attempt_of(session, begun.person_id, begun.id) == begun


def test_the_control_on_a_bare_connection_sqlite_lets_a_person_with_attempts_go(sqlite: Database) -> None:
    with writing(sqlite) as session:
        make_attempt(session, make_person(session).id)
    with closing(sqlite3.connect(sqlite_file(sqlite.url))) as bare:
        assert bare.execute("DELETE FROM person").rowcount == 1


def test_no_error_quotes_what_people_wrote(database: Database, begun: AttemptRecord) -> None:
    canary = "CANARY my private words"
    for statement in (
        "INSERT INTO reflection SELECT id, id, person_id, -1, 'x', '', :words, started_at, started_at FROM attempt",
        "INSERT INTO self_rating SELECT id, :words, 9, started_at FROM attempt",
        "SELECT nonsense FROM attempt WHERE said = :words",
    ):
        with pytest.raises((StoreConflict, DBAPIError)) as caught, database.write() as session:
            session.execute(text(statement), {"words": canary})
        assert "CANARY" not in "".join(traceback.format_exception(caught.value))


def test_a_person_may_be_called_by_any_text_that_is_text(database: Database) -> None:
    names = ["O'Brien; DROP TABLE person;--", "%s %(x)s :name ? {} \\", "Ünïcödé 李 🙂 \u202e", " ", "a" * 10_000]
    with writing(database) as session:
        for place, name in enumerate(names):
            people.add_person(session, name=name, slug=str(place), at=NOW)
    with database.read() as session:
        found = [people.person_by_slug(session, str(place)) for place in range(len(names))]
    assert [person.name for person in found if person] == names


def test_closing_gives_everything_back_and_the_database_may_be_used_again(database: Database) -> None:
    database.close()
    with writing(database) as session:
        make_person(session)
    database.close()
    database.close()


@pytest.mark.parametrize("address", ["sqlite://", "sqlite:///:memory:", "sqlite:///file:x?mode=memory&uri=true"])
def test_sqlite_in_memory_is_refused_with_a_reason(address: str) -> None:
    with pytest.raises(UnsupportedDatabase, match="in memory is not supported"):
        Database(address)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("mysql://localhost/attune", "mysql is not supported"),
        ("attune.sqlite3", "not the address of a database"),
        ("", "not the address of a database"),
        ("sqlite:///attune.sqlite3?cache=shared", "a plain path"),
        ("sqlite:///file:attune.sqlite3", "a plain path"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused_with_a_reason(address: str, reason: str) -> None:
    with pytest.raises(UnsupportedDatabase, match=reason):
        Database(address)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg", "postgresql+psycopg2"])
def test_every_usual_spelling_of_a_postgresql_address_is_understood(scheme: str) -> None:
    with closing(Database(f"{scheme}://ada:secret@db.example:5433/attune?sslmode=require")) as database:
        assert database.url.drivername == "postgresql+psycopg"
        assert (database.url.host, database.url.port, database.url.database) == ("db.example", 5433, "attune")
        assert "secret" not in str(database)
        assert "secret" not in repr(database)


def test_a_relative_path_means_the_folder_the_process_started_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with closing(Database("sqlite:///data/attune.sqlite3")) as database:
        monkeypatch.chdir("/")
        with writing(database) as session:
            session.exec_driver_sql("CREATE TABLE here (id INTEGER)")
    assert (tmp_path / "data" / "attune.sqlite3").is_file()
    assert (tmp_path / "data" / "attune.sqlite3.gate").is_file()


def test_two_spellings_of_one_path_share_one_gate(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    with (
        closing(Database(f"sqlite:///{tmp_path}/attune.sqlite3")) as one,
        closing(Database(f"sqlite:///{tmp_path}/link/../{tmp_path.name}/attune.sqlite3")) as other,
    ):
        assert one._gate is not None
        assert other._gate is not None
        assert one._gate.path == other._gate.path


def test_a_missing_folder_is_made_for_its_owner_only(tmp_path: Path) -> None:
    Database(f"sqlite:///{tmp_path}/not/there/yet/attune.sqlite3").close()
    assert stat.S_IMODE((tmp_path / "not" / "there" / "yet").stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_made_is_an_outage(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnavailable, match="cannot be made"):
        Database(f"sqlite:///{tmp_path}/file/below/attune.sqlite3")
