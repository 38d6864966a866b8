"""How a connection to either database is set up: every promise a connection must keep is made here, as it is opened.

SQLite, each connection:
    journal_mode WAL        readers never wait for the writer, nor it for them
    synchronous FULL        an fdatasync before every COMMIT returns (with NORMAL a power cut loses acknowledged turns)
    foreign_keys ON         SQLite does not enforce them unless told so
    recursive_triggers ON   rows thrown out by INSERT OR REPLACE meet the triggers that refuse deletion
    busy_timeout 5000       patience with a writer that does not know the gate
    secure_delete ON        on writing connections: what is deleted or replaced is overwritten, not only let go of
    query_only ON           on reading connections only: what is opened to read cannot write

PostgreSQL, each connection: times in UTC, 5 seconds of patience with a lock, `synchronous_commit` never off. A
connection whose server went away while it lay in the pool is noticed by looking at its socket, without a round trip.
"""

from __future__ import annotations

import select
import sqlite3
from pathlib import Path
from typing import Any, cast

from sqlalchemy import URL, Connection, Engine, NullPool, QueuePool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from simulator.storage.errors import StoreUnavailable, UnsupportedDatabase

LOCK_SECONDS = 5
CONNECT_SECONDS = 5
POOL_SECONDS = 5
POSTGRESQL = "postgresql+psycopg"
SUPPORTED = "sqlite:///path/to/file or postgresql://user@host/name"


def understood(address: str) -> URL:
    """The address in the one form that SQLAlchemy needs: `postgres://` gets its driver, a SQLite path becomes absolute.

    Raises:
        UnsupportedDatabase: not SQLite in a file and not PostgreSQL.
    """
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise UnsupportedDatabase(f"not the address of a database: use {SUPPORTED}") from error
    kind = url.drivername.partition("+")[0]
    if kind in {"postgres", "postgresql"}:
        return url.set(drivername=POSTGRESQL)
    if kind == "sqlite":
        return _sqlite_address(url)
    raise UnsupportedDatabase(f"{kind} is not supported: use {SUPPORTED}")


def sqlite_file(url: URL) -> Path:
    """The file of an understood SQLite address."""
    return Path(url.database or "")


def sqlite_writer(url: URL) -> Engine:
    """The one writing connection of a process. Who uses it holds the gate; transactions begin with BEGIN IMMEDIATE."""
    engine = create_engine(url, poolclass=QueuePool, pool_size=1, max_overflow=0, **_SQLITE)
    event.listen(engine, "connect", _open_to_write)
    event.listen(engine, "begin", _begin_to_write)
    return engine


def sqlite_reader(url: URL) -> Engine:
    """As many reading connections as there are readers. A transaction sees one moment and cannot write."""
    engine = create_engine(url, poolclass=QueuePool, pool_size=16, max_overflow=-1, **_SQLITE)
    event.listen(engine, "connect", _open_to_read)
    event.listen(engine, "begin", _begin_to_read)
    return engine


def sqlite_migrator(url: URL) -> Engine:
    """A writer for changes of the schema: foreign keys rest, because SQLite changes a table by replacing it."""
    engine = create_engine(url, poolclass=NullPool, **_SQLITE)
    event.listen(engine, "connect", _open_to_migrate)
    event.listen(engine, "begin", _begin_to_write)
    return engine


def postgresql(url: URL, connections: int) -> Engine:
    """At most `connections` connections, each with READ COMMITTED transactions, replaced when their server has gone."""
    arguments = {"connect_timeout": CONNECT_SECONDS, "tcp_user_timeout": 1000 * LOCK_SECONDS * 2}
    engine = create_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=POOL_SECONDS,
        isolation_level="READ COMMITTED",
        use_native_hstore=False,
        paramstyle="format",
        hide_parameters=True,
        connect_args={name: value for name, value in arguments.items() if name not in url.query},
    )
    event.listen(engine, "connect", _settle_postgresql)
    event.listen(engine, "checkout", _refuse_if_gone)
    return engine


def is_outage(error: BaseException | None, *, writing: bool) -> bool:
    """Whether a driver's error is the fault of the database, and not of the statement.

    Writing inside a transaction that reads is the statement's fault; a disk or server that is read-only is not.
    """
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _SQLITE_OUTAGES and (writing or code != sqlite3.SQLITE_READONLY)
    state = getattr(error, "sqlstate", None)
    if state is not None:
        return state[:2] in _POSTGRESQL_OUTAGES or (writing and state == "25006")
    return any(kind.__name__ in {"OperationalError", "InterfaceError"} for kind in type(error).__mro__)


_SQLITE_OUTAGES = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
}
_POSTGRESQL_OUTAGES = {"08", "40", "53", "55", "57", "58"}
"""Connection lost; rolled back for another's sake; disk or connections used up; locked; shut down; I/O error."""

_SQLITE: dict[str, Any] = {
    "hide_parameters": True,  # what people wrote never stands in an error message, and so never in a log
    "connect_args": {
        "isolation_level": None,  # the driver begins nothing by itself
        "check_same_thread": False,  # the pool hands a connection to one thread at a time
        "timeout": LOCK_SECONDS,
    },
}


def _sqlite_address(url: URL) -> URL:
    if url.database in {None, "", ":memory:"} or "memory" in url.query.get("mode", ""):
        raise UnsupportedDatabase("SQLite in memory is not supported: every connection would see a database of its own")
    if url.query or str(url.database).startswith("file:"):
        raise UnsupportedDatabase("a SQLite address is a plain path, without a query: sqlite:///attune.sqlite3")
    return URL.create("sqlite", database=str(Path(str(url.database)).resolve()))


def _open_sqlite(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA recursive_triggers = ON")


def _open_to_write(connection: sqlite3.Connection, _record: object) -> None:
    _open_sqlite(connection)
    connection.execute("PRAGMA secure_delete = ON")
    (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        raise StoreUnavailable("SQLite cannot keep a write-ahead log here: the file must be on a local disk")


def _open_to_read(connection: sqlite3.Connection, _record: object) -> None:
    _open_sqlite(connection)
    connection.execute("PRAGMA query_only = ON")


def _open_to_migrate(connection: sqlite3.Connection, record: object) -> None:
    _open_to_write(connection, record)
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA legacy_alter_table = ON")  # triggers of other tables may look at one that is replaced


def _begin_to_write(connection: Connection) -> None:
    try:
        _driver(connection).execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        raise StoreUnavailable(f"SQLite cannot begin to write: {error}") from error


def _begin_to_read(connection: Connection) -> None:
    _driver(connection).execute("BEGIN")


def _driver(connection: Connection) -> sqlite3.Connection:
    return cast(sqlite3.Connection, connection.connection.dbapi_connection)


def _settle_postgresql(connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET TIME ZONE 'UTC'")
        cursor.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
        cursor.execute(
            "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
        )
    connection.commit()


def _refuse_if_gone(connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
    """A server says nothing to a connection at rest unless it says goodbye; then the pool opens another one."""
    if "rested" in record.info:
        if connection.closed:
            raise DisconnectionError("this connection is closed")
        socket = select.poll()
        socket.register(connection.fileno(), select.POLLIN)
        if socket.poll(0):
            raise DisconnectionError("the server has closed this connection")
    record.info["rested"] = True
