"""What every test can ask for; each topic has its own module in tests/plumbing."""

import pytest
from hypothesis import settings

pytest_plugins = ["tests.plumbing.browser", "tests.plumbing.databases", "tests.plumbing.serving"]

# Examples take as long as the machine makes them take; on CI Hypothesis itself chooses the same examples each time.
settings.register_profile("attune", parent=settings(), deadline=None)
settings.load_profile("attune")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by what they ask for, so that `-m "not browser"` leaves out all that need a browser."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
        if "postgresql" in item.keywords or "postgres_server" in getattr(item, "fixturenames", ()):
            item.add_marker("postgresql")
