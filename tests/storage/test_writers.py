"""Many writers at once: no error reaches anybody and nothing is lost. Each promise has a control that breaks it."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, nullcontext
from uuid import UUID

import pytest
from sqlalchemy import Connection, text

from simulator.storage import attempts, chain, engines, turns
from simulator.storage.database import Database
from simulator.storage.errors import StorageError
from simulator.storage.locking import Gate
from simulator.storage.records import AttemptRecord
from tests.storage.making import make_attempt, make_person, play, writing
from tests.storage.writer import take_turns

WRITERS, EACH = 40, 8


def at_once(count: int, work: Callable[[int], None]) -> list[BaseException]:
    """Do the work in as many threads, all released at the same moment; what they raised."""
    start = threading.Barrier(count)

    def run(number: int) -> BaseException | None:
        start.wait()
        try:
            work(number)
        except Exception as error:  # noqa: BLE001
            return error
        return None

    with ThreadPoolExecutor(count) as pool:
        return [error for error in pool.map(run, range(count)) if error is not None]


def whose(attempt: AttemptRecord) -> tuple[UUID, UUID]:
    return attempt.person_id, attempt.id


def stored(database: Database, attempt: AttemptRecord) -> tuple[int, int | None]:
    """How many turns the attempt has, and where its chain breaks."""
    with database.read() as session:
        found = attempts.attempt_of(session, attempt.person_id, attempt.id)
        written = turns.turns_of(session, attempt.id)
    assert found is not None
    assert found.turns == len(written)
    return len(written), chain.first_break(found, written)


@contextmanager
def a_database_each(url: str) -> Iterator[list[Database]]:
    """As many databases on one file as writers: each has connections and a gate of its own, as processes would."""
    with ExitStack() as stack:
        yield [stack.enter_context(closing(Database(url))) for _ in range(WRITERS)]


def test_forty_threads_see_no_error_and_lose_nothing(database: Database, begun: AttemptRecord) -> None:
    assert at_once(WRITERS, lambda _: take_turns(database, *whose(begun), EACH)) == []
    assert stored(database, begun) == (WRITERS * EACH, None)


def test_forty_writers_with_connections_of_their_own_see_no_error_and_lose_nothing(
    sqlite: Database, sqlite_database_url: str, played: AttemptRecord
) -> None:
    with a_database_each(sqlite_database_url) as databases:
        assert at_once(WRITERS, lambda number: take_turns(databases[number], *whose(played), EACH)) == []
    assert stored(sqlite, played) == (WRITERS * EACH, None)


def test_the_control_without_begin_immediate_writers_fail(
    sqlite: Database, sqlite_database_url: str, played: AttemptRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    def begin_deferred(connection: Connection) -> None:
        engines._begin_to_read(connection)

    monkeypatch.setattr(engines, "_begin_to_write", begin_deferred)
    monkeypatch.setattr(Gate, "hold", lambda _: nullcontext())
    with a_database_each(sqlite_database_url) as databases:
        errors = at_once(WRITERS, lambda number: take_turns(databases[number], *whose(played), EACH))
    assert any(isinstance(error, StorageError) for error in errors)
    assert stored(sqlite, played)[0] < WRITERS * EACH


def test_the_control_without_the_gate_writers_wait_for_begin_immediate_by_polling(
    sqlite: Database, sqlite_database_url: str, played: AttemptRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The gate makes waiting short; that nothing is lost rests on BEGIN IMMEDIATE alone."""
    monkeypatch.setattr(Gate, "hold", lambda _: nullcontext())
    with a_database_each(sqlite_database_url) as databases:
        errors = at_once(8, lambda number: take_turns(databases[number], *whose(played), EACH))
    assert errors == []
    assert stored(sqlite, played) == (8 * EACH, None)


def test_the_control_without_the_lock_postgresql_refuses_the_second_answer(postgresql: Database) -> None:
    attempt = begin_one(postgresql)
    errors = at_once(8, lambda _: take_turns(postgresql, *whose(attempt), EACH, lock=False))
    assert any(isinstance(error, StorageError) for error in errors)
    count, broken = stored(postgresql, attempt)
    assert count < 8 * EACH
    assert broken is None  # refused, not mixed up


def test_several_processes_write_at_once(database: Database, database_url: str, begun: AttemptRecord) -> None:
    processes = [subprocess.Popen(writer(database_url, begun, 25), stderr=subprocess.PIPE) for _ in range(4)]
    assert [process.communicate(timeout=60)[1] for process in processes] == [b""] * 4
    assert stored(database, begun) == (100, None)


def test_a_forked_worker_writes_beside_its_parent(database: Database, database_url: str, begun: AttemptRecord) -> None:
    done = subprocess.run(writer(database_url, begun, 25, forks=2), capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert stored(database, begun) == (1 + 3 * 25, None)


def writer(url: str, attempt: AttemptRecord, count: int, forks: int = 0) -> list[str]:
    """The command of a process that writes turns; a fork beside threads is what is tested, so it is not warned of."""
    python = [sys.executable, "-W", "error", "-W", "ignore:This process:DeprecationWarning"]
    return [*python, "-m", "tests.storage.writer", url, str(attempt.person_id), str(attempt.id), str(count), str(forks)]


@pytest.fixture
def played(sqlite: Database) -> AttemptRecord:
    return begin_one(sqlite)


def begin_one(database: Database) -> AttemptRecord:
    with writing(database) as session:
        return make_attempt(session, make_person(session).id)


def test_readers_do_not_wait_for_a_writer(database: Database, begun: AttemptRecord) -> None:
    with writing(database) as session:
        attempt = attempts.attempt_of(session, begun.person_id, begun.id, lock=True)
        assert attempt is not None
        play(session, attempt)
        with database.read() as reading:
            assert turns.turns_of(reading, begun.id) == ()
    assert stored(database, begun) == (1, None)


def test_a_reader_sees_one_moment_whatever_is_written_meanwhile(database: Database, begun: AttemptRecord) -> None:
    with database.read() as reading:
        before = attempts.attempt_of(reading, begun.person_id, begun.id)
        take_turns(database, *whose(begun), 3)
        assert attempts.attempt_of(reading, begun.person_id, begun.id) == before
        assert turns.turns_of(reading, begun.id) == ()
    assert stored(database, begun) == (3, None)


def test_another_attempt_on_postgresql_does_not_wait(postgresql: Database) -> None:
    one, other = begin_one(postgresql), begin_one(postgresql)
    with postgresql.write() as session:
        assert attempts.attempt_of(session, one.person_id, one.id, lock=True) is not None
        take_turns(postgresql, *whose(other), 1)
        assert session.execute(text("SELECT count(*) FROM turn")).scalar() == 1
