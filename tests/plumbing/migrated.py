"""Databases at the newest revision, made quickly: the migrations run once for each test process, then are copied."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from sqlalchemy import URL, create_engine, make_url, text

from simulator.storage import migrating
from simulator.storage.engines import sqlite_file

TEMPLATE = "attune_template"


def migrate(address: str) -> None:
    """Bring a database up, as `attune db upgrade` does; one that is empty is a copy of one that was."""
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        if sqlite_file(url).exists():
            migrating.upgrade(address)
        else:
            shutil.copyfile(_file(), sqlite_file(url))
    elif _is_empty(url):
        _copy(url)
    else:
        migrating.upgrade(address)


@cache
def _file() -> Path:
    folder = tempfile.mkdtemp(prefix="attune-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = Path(folder) / "attune.sqlite3"
    migrating.upgrade(f"sqlite:///{file}")
    return file


def _is_empty(url: URL) -> bool:
    return not _asked(url, "SELECT 1 FROM pg_tables WHERE schemaname = 'public'")


def _copy(url: URL) -> None:
    server = _psycopg(url).set(database="postgres")
    if not _asked(server, f"SELECT 1 FROM pg_database WHERE datname = '{TEMPLATE}'"):  # noqa: S608
        _asked(server, f'CREATE DATABASE "{TEMPLATE}" TEMPLATE template0')
        migrating.upgrade(url.set(database=TEMPLATE).render_as_string(hide_password=False))
    _asked(server, f'DROP DATABASE "{url.database}" WITH (FORCE)')
    _asked(server, f'CREATE DATABASE "{url.database}" TEMPLATE "{TEMPLATE}" STRATEGY file_copy')


def _asked(url: URL, statement: str) -> bool:
    """Run a statement outside of a transaction; whether it found a row."""
    engine = create_engine(_psycopg(url), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            answer = connection.execute(text(statement))
            return answer.returns_rows and answer.first() is not None
    finally:
        engine.dispose()


def _psycopg(url: URL) -> URL:
    return url.set(drivername="postgresql+psycopg")
