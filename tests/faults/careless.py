"""The negative control: the same application with one promise broken. It answers first, and keeps its word later.

It works on a copy of the database and brings the copy home once in a while; what was acknowledged in between is gone
when it is killed. A harness that finds nothing wrong with it would find nothing wrong with anything.
"""

from __future__ import annotations

import sqlite3
import tempfile
import threading
import time
from pathlib import Path

from flask import Flask

from simulator.app import create_app
from simulator.config import Settings

SECONDS_BETWEEN = 1.0


def make() -> Flask:
    """An application that is one second behind with keeping its word."""
    settings = Settings()
    home = Path(settings.database_url.removeprefix("sqlite:///"))
    away = Path(tempfile.mkdtemp()) / home.name
    _copy(home, away)
    threading.Thread(target=_bring_home, args=(away, home), daemon=True).start()
    return create_app(settings.model_copy(update={"database_url": f"sqlite:///{away}"}))


def _bring_home(away: Path, home: Path) -> None:
    while True:
        time.sleep(SECONDS_BETWEEN)
        _copy(away, home)


def _copy(source: Path, target: Path) -> None:
    with sqlite3.connect(source) as one, sqlite3.connect(target) as other:
        one.backup(other)
    one.close()
    other.close()
