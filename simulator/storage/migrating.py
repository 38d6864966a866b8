"""Bringing the tables to a revision, up or down, in one transaction that happens wholly or not at all.

The steps themselves stand in migrations/ at the top of the repository (in a wheel: beside the package's other bundled
files). While they run nobody else writes: on SQLite the gate is held, on PostgreSQL an advisory lock, so that several
processes may be started at once and each ask for the newest tables.
"""

from __future__ import annotations

from contextlib import closing

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from simulator.config import bundled
from simulator.storage.database import Database, Session
from simulator.storage.revision import stored_revision


def upgrade(address: str, revision: str = "head") -> None:
    """Bring the database up to `revision`; a database that stands there already is left alone.

    Raises:
        StoreUnavailable, UnsupportedDatabase: see `Database`.
        StoreConflict: the change would leave rows that point to nothing.
    """
    with closing(Database(address)) as database, database.migrate() as session:
        command.upgrade(_settings(session), revision)


def downgrade(address: str, revision: str) -> None:
    """Take the database down to `revision`; "base" removes every table, and everything in them.

    Raises:
        StoreUnavailable, UnsupportedDatabase, StoreConflict: as `upgrade`.
    """
    with closing(Database(address)) as database, database.migrate() as session:
        command.downgrade(_settings(session), revision)


def current(address: str) -> str | None:
    """The revision the database stands at; None for a database without tables."""
    with closing(Database(address)) as database, database.read() as session:
        return stored_revision(session)


def head() -> str | None:
    """The newest revision in migrations/."""
    return ScriptDirectory.from_config(_settings()).get_current_head()


def _settings(connection: Session | None = None) -> Config:
    settings = Config()
    settings.set_main_option("script_location", str(bundled("migrations")).replace("%", "%%"))
    settings.attributes["connection"] = connection
    return settings
