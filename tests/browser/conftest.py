"""A whole Attune with demo people behind a real socket, and a trainee who can use it by mouse or by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from simulator.app import create_app
from simulator.storage import migrating
from simulator.usecases.demonstrating import furnish
from tests.browser.trainee import Trainee
from tests.plumbing.keys import with_keys
from tests.plumbing.serving import served


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a furnished demo in development mode, one for all browser tests of a worker."""
    database = f"sqlite:///{tmp_path_factory.mktemp('site') / 'attune.sqlite3'}"
    migrating.upgrade(database)
    app = create_app(with_keys(mode="development", database_url=database))
    furnish(app.extensions["attune"])
    with served(app) as address:
        yield address
    app.extensions["attune"].database.close()


@pytest.fixture
def trainee(page: Page, site: str) -> Trainee:
    """Somebody at a desk, who has just arrived."""
    return Trainee(page, site)


@pytest.fixture
def trainee_with(new_context: Callable[..., BrowserContext], site: str) -> Callable[..., Trainee]:
    """Somebody with another kind of browser: `trainee_with(java_script_enabled=False)`."""
    return lambda **options: Trainee(new_context(**options).new_page(), site)


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Where the pictures of the README are kept."""
    return Path(__file__).parent / "pictures"
