"""The database as use cases see it: one transaction to read, or one to write.

    with database.read() as session:      # sees one moment; cannot write
    with database.write() as session:     # the only writer (SQLite), or a writer among others (PostgreSQL)
        ...
        session.commit()                  # once; without it nothing is kept

A session is a SQLAlchemy Core connection inside one transaction, not an ORM session: storage hands out frozen values,
so there is no identity map to keep, and opening and committing one costs 50 microseconds less.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from simulator.storage import engines
from simulator.storage.engines import is_outage
from simulator.storage.errors import PersonErased, StoreConflict, StoreUnavailable
from simulator.storage.locking import Gate

MIGRATION_SECONDS = 60
"""How long a migration of PostgreSQL waits for others to let go of a table."""
OF_NOBODY = ("this person was erased", "there is no such person, or not any more", "a stored person never changes")
"""How the triggers that keep erased people erased begin what they say."""

Session: TypeAlias = Connection
"""One open transaction. Use cases pass it on to the query functions and call its `commit()`, nothing else."""


class Database:
    """One database, for as long as the process lives; safe to share between threads, and across a fork.

    `address`: `sqlite:///relative/path`, `sqlite:////absolute/path` (the folder is made if it is missing), or
    `postgresql://...`. `connections` bounds what one process opens on PostgreSQL.

    Raises:
        UnsupportedDatabase: another kind of database, or SQLite in memory.
        StoreUnavailable: the folder of the SQLite file cannot be made.
    """

    def __init__(self, address: str, connections: int = 20) -> None:
        self.url = engines.understood(address)
        self.on_sqlite = self.url.drivername == "sqlite"
        self._connections = connections
        if self.on_sqlite:
            _make_folder_of(engines.sqlite_file(self.url))
        self._open()
        _EVERY.add(self)

    def __str__(self) -> str:
        return self.url.render_as_string(hide_password=True)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that reads one moment of the database; the database itself refuses to write in it.

        Raises:
            StoreUnavailable: the database cannot be reached.
        """
        with self._transaction(self._reader, writing=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that may write. It is durable when `session.commit()` returns; left without, it never was.

        On SQLite the writers of the whole machine take turns, and the transaction is IMMEDIATE: what it has read stays
        true until it commits. On PostgreSQL writers meet only where they lock the same row (`attempt_of(lock=True)`).
        Do nothing slow inside: no rendering, no network.

        Raises:
            StoreUnavailable: the database cannot be reached or written now.
            StoreConflict: it refused what was written.
        """
        with self._alone(), self._transaction(self._writer, writing=True) as session:
            yield session

    @contextmanager
    def migrate(self) -> Iterator[Session]:
        """A transaction in which the tables themselves may change, committed when the block ends well.

        Nobody else writes to SQLite meanwhile, nobody else migrates PostgreSQL. Foreign keys rest on SQLite, which
        changes a table by replacing it, and are checked at the end.

        Raises:
            StoreUnavailable: as `write`.
            StoreConflict: rows would be left that point to nothing.
        """
        engine = engines.sqlite_migrator(self.url) if self.on_sqlite else self._writer
        with self._alone(), self._transaction(engine, writing=True) as session:
            if not self.on_sqlite:
                session.execute(text(f"SET LOCAL lock_timeout = '{MIGRATION_SECONDS}s'"))
                session.execute(text("SELECT pg_advisory_xact_lock(hashtext('attune migration'))"))
            yield session
            if self.on_sqlite and (broken := session.execute(text("PRAGMA foreign_key_check")).first()):
                raise StoreConflict(f"rows of {broken.table} would point to nothing in {broken.parent}")
            session.commit()

    def scrub(self) -> bool:
        """Take what was deleted out of the files of a SQLite database, its log included.

        The file is written anew while nobody else writes; reading goes on. False: somebody was reading all the time, so
        that old pages stay in the log. PostgreSQL clears up after itself.

        Raises:
            StoreUnavailable: as `write`.
        """
        if not self.on_sqlite:
            return True
        try:
            with self._alone(), closing(self._writer.raw_connection()) as connection:
                driver: Any = connection.driver_connection
                driver.execute("VACUUM")
                (busy, *_) = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except self._writer.dialect.loaded_dbapi.Error as error:
            raise StoreUnavailable(_first_line(error)) from error
        return not busy

    def close(self) -> None:
        """Close all connections. The database may be used again; it then opens new ones."""
        self._reader.dispose()
        self._writer.dispose()
        if self._gate:
            self._gate.close()

    @contextmanager
    def _transaction(self, engine: Engine, *, writing: bool) -> Iterator[Session]:
        """One transaction, rolled back unless it was committed; what the driver says becomes what storage says.

        A conflict is raised without its cause: PostgreSQL quotes the whole refused row in it, and nothing that a person
        has written belongs in a log.
        """
        try:
            with engine.connect() as session:
                session.begin()
                try:
                    yield session
                finally:
                    _give_up_if_lost(session)
        except PoolTimeout as error:
            raise StoreUnavailable("all connections to the database are in use") from error
        except (DBAPIError, engine.dialect.loaded_dbapi.Error) as error:
            said = error.orig if isinstance(error, DBAPIError) else error
            if isinstance(said, engine.dialect.loaded_dbapi.IntegrityError):
                what = _first_line(said)
                raise (PersonErased if what.startswith(OF_NOBODY) else StoreConflict)(what) from None
            if is_outage(said, writing=writing):
                raise StoreUnavailable(_first_line(said)) from error
            raise

    def _alone(self) -> AbstractContextManager[None]:
        """The gate of a SQLite database; nothing on PostgreSQL, which orders its writers itself."""
        return self._gate.hold() if self._gate else nullcontext()

    def _open(self) -> None:
        self._gate: Gate | None = None
        self._writer: Engine
        self._reader: Engine
        if self.on_sqlite:
            file = engines.sqlite_file(self.url)
            self._gate = Gate(file.with_name(file.name + ".gate"))
            self._writer, self._reader = engines.sqlite_writer(self.url), engines.sqlite_reader(self.url)
        else:
            self._writer = engines.postgresql(self.url, self._connections)
            self._reader = self._writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    def _start_afresh(self) -> None:
        """In a forked child: leave the parent's connections alone (closing them would speak on its sockets)."""
        _INHERITED.extend((self._reader, self._writer))
        if self._gate:
            self._gate.close()
        self._open()


_EVERY: weakref.WeakSet[Database] = weakref.WeakSet()
_INHERITED: list[Engine] = []


def _after_fork() -> None:
    for database in tuple(_EVERY):
        database._start_afresh()


os.register_at_fork(after_in_child=_after_fork)


def _make_folder_of(file: Path) -> None:
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StoreUnavailable(f"the folder of {file} cannot be made: {error.strerror}") from error


def _give_up_if_lost(session: Session) -> None:
    """Keep a connection that broke while the driver was spoken to directly from going back to the pool."""
    if not session.invalidated and getattr(session.connection.dbapi_connection, "closed", False):
        session.invalidate()


def _first_line(error: BaseException | None) -> str:
    return str(error).partition("\n")[0]
