"""Furnished demos, for browsers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from simulator.app import create_app
from simulator.usecases.demonstrating import furnish
from tests.plumbing.keys import with_keys
from tests.plumbing.migrated import migrate


@contextmanager
def demo_in(folder: Path, mode: str = "demo") -> Iterator[Flask]:
    """A demo whose database lies in this folder."""
    database = f"sqlite:///{folder / 'attune.sqlite3'}"
    migrate(database)
    app = create_app(with_keys(mode=mode, database_url=database))
    furnish(app.extensions["attune"])
    try:
        yield app
    finally:
        app.extensions["attune"].database.close()
