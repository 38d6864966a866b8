"""When the database cannot do it, storage says so in one word, keeps what it had, and needs no restart afterwards."""

import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import text

from simulator.storage import attempts, engines, migrating, people, turns
from simulator.storage.database import Database, Session
from simulator.storage.engines import sqlite_file
from simulator.storage.errors import StoreUnavailable
from simulator.storage.records import AttemptRecord
from tests.plumbing.postgres import PostgresServer, running_server
from tests.storage.making import make_attempt, make_person, play, writing


def count_people(database: Database) -> int:
    with database.read() as session:
        return len(people.people(session))


def add_somebody(database: Database) -> None:
    with writing(database) as session:
        make_person(session)


def test_a_full_disk_refuses_writes_and_goes_on_reading_and_heals(sqlite: Database) -> None:
    add_somebody(sqlite)
    with sqlite.write() as session:
        pages = session.exec_driver_sql("PRAGMA page_count").scalar()
        session.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    acknowledged = 1
    with pytest.raises(StoreUnavailable, match="full"):  # noqa: PT012
        while True:
            add_somebody(sqlite)
            acknowledged += 1
    assert count_people(sqlite) == acknowledged
    with sqlite.write() as session:
        session.exec_driver_sql("PRAGMA max_page_count = 100000")
    add_somebody(sqlite)
    assert count_people(sqlite) == acknowledged + 1


def test_a_read_only_disk_refuses_writes_and_goes_on_reading(sqlite: Database) -> None:
    with sqlite.write() as session:
        session.exec_driver_sql("PRAGMA query_only = ON")  # what the driver says is the same
    with pytest.raises(StoreUnavailable, match="readonly"):
        add_somebody(sqlite)
    assert count_people(sqlite) == 0


def test_a_writer_that_knows_nothing_of_the_gate_is_waited_for_a_while(sqlite: Database) -> None:
    with sqlite.write() as session:
        session.exec_driver_sql("PRAGMA busy_timeout = 60")
    with closing(sqlite3.connect(sqlite_file(sqlite.url), isolation_level=None)) as stranger:
        stranger.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match="locked"):
            add_somebody(sqlite)
        assert count_people(sqlite) == 0
        stranger.execute("ROLLBACK")
    add_somebody(sqlite)
    assert count_people(sqlite) == 1


def test_a_file_that_is_not_a_database_is_not_called_an_outage_and_not_touched(sqlite_database_url: str) -> None:
    with closing(Database(sqlite_database_url)) as database:
        sqlite_file(database.url).write_bytes(b"Dear diary, " * 1000)
        with pytest.raises(Exception, match="not a database"):
            add_somebody(database)
        assert sqlite_file(database.url).read_bytes() == b"Dear diary, " * 1000


def test_a_server_that_is_not_there_is_an_outage_at_once() -> None:
    with closing(Database("postgresql://nobody@127.0.0.1:9/nothing")) as database:
        began = time.monotonic()
        for transaction in (database.read, database.write):
            with pytest.raises(StoreUnavailable), transaction():
                pass
        assert time.monotonic() - began < 3


def test_connections_that_were_ended_while_at_rest_are_replaced_unnoticed(
    postgresql: Database, postgres_url: str
) -> None:
    with postgresql.write() as one, postgresql.read() as two:
        ended = [process_of(one), process_of(two)]
    end(postgres_url, *ended)
    for _ in range(2):
        add_somebody(postgresql)
    assert count_people(postgresql) == 2


@pytest.mark.parametrize("when", ["between two statements", "before the commit"])
def test_a_connection_that_is_ended_in_a_transaction_is_an_outage_once(
    postgresql: Database, postgres_url: str, when: str
) -> None:
    def interrupted() -> None:
        with writing(postgresql) as session:
            make_person(session)
            end(postgres_url, process_of(session))
            if when == "between two statements":
                make_person(session)

    with pytest.raises(StoreUnavailable):
        interrupted()
    assert count_people(postgresql) == 0
    add_somebody(postgresql)
    assert count_people(postgresql) == 1


def test_a_row_that_somebody_keeps_locked_is_an_outage_after_a_while(
    postgresql: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "LOCK_SECONDS", 0.05)
    postgresql.close()
    with writing(postgresql) as session:
        attempt = make_attempt(session, make_person(session).id)
    with postgresql.write() as keeper:
        attempts.attempt_of(keeper, attempt.person_id, attempt.id, lock=True)
        with pytest.raises(StoreUnavailable, match="lock timeout"), postgresql.write() as session:
            attempts.attempt_of(session, attempt.person_id, attempt.id, lock=True)


def test_too_few_connections_are_an_outage_after_a_while(
    postgresql_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "POOL_SECONDS", 0.05)
    with (
        closing(Database(postgresql_database_url, connections=1)) as database,
        database.read(),
        pytest.raises(StoreUnavailable, match="in use"),
        database.read(),
    ):
        pass


def test_a_server_that_turns_read_only_refuses_writes(postgresql: Database, postgres_url: str) -> None:
    add_somebody(postgresql)
    with closing(Database(postgres_url)) as server, writing(server) as session:
        session.execute(text(f'ALTER DATABASE "{postgresql.url.database}" SET default_transaction_read_only = on'))
    postgresql.close()
    with pytest.raises(StoreUnavailable, match="read-only"):
        add_somebody(postgresql)
    assert count_people(postgresql) == 1


@pytest.fixture
def own_server() -> Iterator[PostgresServer]:
    with running_server() as server:
        yield server


def test_a_server_that_crashes_under_load_costs_outages_only(own_server: PostgresServer) -> None:
    """Nothing acknowledged is lost, the chain holds, and the same `Database` goes on when the server is back."""
    with own_server.fresh_database() as name, closing(Database(own_server.url(name))) as database:
        migrating.upgrade(own_server.url(name))
        with writing(database) as session:
            begun = [make_attempt(session, make_person(session).id) for _ in range(4)]
        stop = threading.Event()
        players = [Player(database, attempt, stop) for attempt in begun]
        for player in players:
            player.start()
        for _ in range(3):
            wait_for(players, 20)
            own_server.stop(signal.SIGQUIT)
            time.sleep(0.05)
            own_server.start()
        wait_for(players, 20)
        stop.set()
        for player in players:
            player.join()
        assert {type(error) for player in players for error in player.errors} == {StoreUnavailable}
        for player in players:
            with database.read() as session:
                stored = {turn.token for turn in turns.turns_of(session, player.attempt.id)}
            assert player.acknowledged <= stored


class Player(threading.Thread):
    """Plays until told to stop, and keeps count of what was acknowledged."""

    def __init__(self, database: Database, attempt: AttemptRecord, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.database, self.attempt, self.stop = database, attempt, stop
        self.acknowledged: set[str] = set()
        self.errors: list[BaseException] = []

    def run(self) -> None:
        while not self.stop.is_set():
            try:
                self.acknowledged.add(self.turn())
            except Exception as error:  # noqa: BLE001
                self.errors.append(error)
                time.sleep(0.01)

    def turn(self) -> str:
        with writing(self.database) as session:
            found = attempts.attempt_of(session, self.attempt.person_id, self.attempt.id, lock=True)
            assert found is not None
            _, turn = play(session, found)
        return turn.token


def wait_for(players: list[Player], more: int) -> None:
    """Until each player has that many more turns acknowledged."""
    targets = [len(player.acknowledged) + more for player in players]
    give_up = time.monotonic() + 20
    while any(len(player.acknowledged) < target for player, target in zip(players, targets, strict=True)):
        assert time.monotonic() < give_up, [player.errors[-3:] for player in players]
        time.sleep(0.01)


def process_of(session: Session) -> int:
    found: int = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
    return found


def end(postgres_url: str, *processes: int) -> None:
    with closing(Database(postgres_url)) as server, server.write() as session:
        for process in processes:
            assert session.execute(text("SELECT pg_terminate_backend(:process, 5000)"), {"process": process}).scalar()
