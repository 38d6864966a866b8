"""Attune as a whole, on a database of the test's own, and people with browsers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache

from simulator.app import create_app
from simulator.usecases.people import ADMINISTRATOR, COURSE_LEADER, SUPERVISOR
from tests.plumbing.keys import with_keys
from tests.plumbing.migrated import migrate
from tests.usecases.cases import WALK, WALK_AGAIN, folder_of
from tests.usecases.trainee import Trainee, join, made_elsewhere
from tests.web.browsing import Browser


class Compiled(BytecodeCache):
    """Templates compiled once for all applications of a test process, not anew for each test."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


@contextmanager
def made(url: str, folder: Path | None, mode: str = "demo", https: bool = False) -> Iterator[Flask]:
    """The application on this database, with the cases of this folder."""
    migrate(url)
    app = create_app(with_keys(mode=mode, database_url=url, https=https, scenarios=folder))
    app.jinja_env.bytecode_cache = COMPILED
    try:
        yield app
    finally:
        app.extensions["attune"].database.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two small cases."""
    return folder_of(tmp_path / "cases", walk=WALK, walk_again=WALK_AGAIN)


@pytest.fixture
def app(sqlite_database_url: str, folder: Path) -> Iterator[Flask]:
    """Attune on SQLite."""
    with made(sqlite_database_url, folder) as app:
        yield app


@pytest.fixture
def any_app(database_url: str, folder: Path) -> Iterator[Flask]:
    """Attune on SQLite, then on PostgreSQL."""
    with made(database_url, folder) as app:
        yield app


@pytest.fixture
def ada(app: Flask) -> Trainee:
    """Somebody who practises, seen from the use cases."""
    return join(app.extensions["attune"], "Ada")


@pytest.fixture
def screen(app: Flask, ada: Trainee) -> Browser:
    """Ada's browser, signed in."""
    return Browser(app).come_in(ada)


@pytest.fixture
def stranger(app: Flask) -> Browser:
    """Somebody's browser, not signed in."""
    return Browser(app)


@pytest.fixture
def peer(app: Flask) -> Browser:
    """Another trainee at another browser."""
    return Browser(app).come_in(join(app.extensions["attune"], "Ben"))


@pytest.fixture
def noor(app: Flask) -> Trainee:
    """The course leader of the autumn cohort."""
    return join(app.extensions["attune"], "Noor", COURSE_LEADER)


@pytest.fixture
def leader(app: Flask, noor: Trainee) -> Browser:
    """Noor's browser."""
    return Browser(app).come_in(noor)


@pytest.fixture
def supervisor(app: Flask, noor: Trainee) -> Browser:
    """The browser of the supervisor of the autumn cohort."""
    return Browser(app).come_in(join(app.extensions["attune"], "Ilse", SUPERVISOR))


@pytest.fixture
def other_leader(app: Flask) -> Browser:
    """The browser of somebody who leads another cohort."""
    store = app.extensions["attune"]
    return Browser(app).come_in(join(store, "Olga", COURSE_LEADER, cohort=made_elsewhere(store)))


@pytest.fixture
def admin(app: Flask, noor: Trainee) -> Browser:
    """An administrator's browser."""
    return Browser(app).come_in(join(app.extensions["attune"], "Ravi", ADMINISTRATOR))
