"""A whole Attune with demo people behind a real socket, and a trainee who can use it by mouse or by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.demos import demo_in
from tests.browser.trainee import Trainee
from tests.plumbing.serving import served


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a furnished demo in development mode, one for all browser tests of a worker."""
    with demo_in(tmp_path_factory.mktemp("site"), "development") as app, served(app) as address:
        yield address


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
