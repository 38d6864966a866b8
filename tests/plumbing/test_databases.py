"""Both databases answer, and each test has its own."""

import pytest
from sqlalchemy import Connection, NullPool, create_engine, inspect, text

from tests.plumbing.postgres import PostgresServer


def connect(url: str) -> Connection:
    return create_engine(url, poolclass=NullPool).connect()


def test_both_databases_answer(database_url: str) -> None:
    with connect(database_url) as connection:
        assert connection.scalar(text("SELECT 6 * 7")) == 42


@pytest.mark.parametrize("time", ["first", "second"])
def test_each_test_finds_an_empty_database(database_url: str, time: str) -> None:
    with connect(database_url) as connection:
        assert inspect(connection).get_table_names() == []
        connection.execute(text(f"CREATE TABLE {time} (id INTEGER)"))
        connection.commit()


def test_postgresql_keeps_text_in_unicode_and_sorts_it_the_same_everywhere(postgresql_database_url: str) -> None:
    with connect(postgresql_database_url) as connection:
        assert connection.scalar(text("SHOW server_encoding")) == "UTF8"
        assert connection.scalar(text("SELECT 'a' > 'B'")) is True


def test_a_postgresql_database_is_gone_after_its_test(postgres_server: PostgresServer) -> None:
    with postgres_server.fresh_database() as name:
        pass
    with connect(postgres_server.url("postgres")) as connection:
        query = text("SELECT count(*) FROM pg_database WHERE datname = :name")
        assert connection.scalar(query, {"name": name}) == 0


def test_the_maintenance_database_answers(postgres_url: str) -> None:
    with connect(postgres_url) as connection:
        assert connection.scalar(text("SELECT current_database()")) == "postgres"
