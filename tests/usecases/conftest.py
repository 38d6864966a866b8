"""A store with two small cases, and two people at it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.usecases.catalogue import Store
from simulator.usecases.people import ADMINISTRATOR, COURSE_LEADER, SUPERVISOR
from tests.usecases.cases import WALK, WALK_AGAIN, folder_of
from tests.usecases.trainee import Trainee, join, made_elsewhere, opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two cases, the second of which continues the first."""
    return folder_of(tmp_path / "cases", walk=WALK, walk_again=WALK_AGAIN)


@pytest.fixture
def store(database_url: str, folder: Path) -> Iterator[Store]:
    """A store with nobody in it, on SQLite, then on PostgreSQL."""
    with opened(database_url, folder) as store:
        yield store


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One store for all tests of a module that are about one person alone."""
    root = tmp_path_factory.mktemp("shared")
    folder = folder_of(root / "cases", walk=WALK, walk_again=WALK_AGAIN)
    with opened(f"sqlite:///{root / 'attune.sqlite3'}", folder) as store:
        yield store


@pytest.fixture
def sqlite_store(sqlite_database_url: str, folder: Path) -> Iterator[Store]:
    """A store on SQLite, for what does not depend on the database."""
    with opened(sqlite_database_url, folder) as store:
        yield store


@pytest.fixture
def ada(store: Store) -> Trainee:
    """Somebody who practises."""
    return join(store, "Ada")


@pytest.fixture
def ben(store: Store) -> Trainee:
    """Somebody else."""
    return join(store, "Ben")


@pytest.fixture
def leader(store: Store) -> Trainee:
    """The course leader of the autumn cohort."""
    return join(store, "Noor", COURSE_LEADER)


@pytest.fixture
def marta(store: Store) -> Trainee:
    """Another course leader of the same cohort."""
    return join(store, "Marta", COURSE_LEADER)


@pytest.fixture
def supervisor(store: Store) -> Trainee:
    """The supervisor of the autumn cohort."""
    return join(store, "Ilse", SUPERVISOR)


@pytest.fixture
def elsewhere(store: Store) -> Trainee:
    """The course leader of another cohort."""
    return join(store, "Olga", COURSE_LEADER, cohort=made_elsewhere(store))


@pytest.fixture
def admin(store: Store) -> Trainee:
    """An administrator."""
    return join(store, "Ravi", ADMINISTRATOR)
