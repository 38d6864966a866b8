"""Fresh, empty databases: a file for SQLite, and a server of the tests' own for PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.plumbing.postgres import PostgresServer, running_server


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One PostgreSQL server for each test process, started by the first test that asks for it."""
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_url(postgres_server: PostgresServer) -> str:
    """SQLAlchemy's address of the server's maintenance database."""
    return postgres_server.url("postgres")


@pytest.fixture
def sqlite_database_url(tmp_path: Path) -> str:
    """SQLAlchemy's address of an SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'attune.sqlite3'}"


@pytest.fixture
def postgresql_database_url(postgres_server: PostgresServer) -> Iterator[str]:
    """SQLAlchemy's address of an empty PostgreSQL database, dropped after the test."""
    with postgres_server.fresh_database() as name:
        yield postgres_server.url(name)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty database of this test's own, first in SQLite, then in PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_database_url")
    return url
