"""Databases with tables in them, and an attempt that has just begun."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from simulator.storage.database import Database
from simulator.storage.records import AttemptRecord, PersonRecord
from tests.plumbing.migrated import migrate
from tests.storage.making import make_attempt, make_person, writing


def with_tables(url: str) -> Iterator[Database]:
    migrate(url)
    with closing(Database(url)) as database:
        yield database


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database with tables, first SQLite, then PostgreSQL."""
    yield from with_tables(database_url)


@pytest.fixture
def sqlite(sqlite_database_url: str) -> Iterator[Database]:
    """A SQLite database with tables, for what only SQLite does."""
    yield from with_tables(sqlite_database_url)


@pytest.fixture
def postgresql(postgresql_database_url: str) -> Iterator[Database]:
    """A PostgreSQL database with tables, for what only PostgreSQL does."""
    yield from with_tables(postgresql_database_url)


@pytest.fixture
def ada(database: Database) -> PersonRecord:
    """Somebody who practises."""
    with writing(database) as session:
        return make_person(session, "Ada")


@pytest.fixture
def ben(database: Database) -> PersonRecord:
    """Somebody else."""
    with writing(database) as session:
        return make_person(session, "Ben")


@pytest.fixture
def begun(database: Database, ada: PersonRecord) -> AttemptRecord:
    """Ada's attempt, at its start."""
    with writing(database) as session:
        return make_attempt(session, ada.id)
