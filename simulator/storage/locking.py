"""One writer at a time on SQLite, without polling.

SQLite lets one connection write; the others are told "busy", and its own busy handler sleeps and asks again, with
growing pauses: under load that makes a long tail. A gate in front of BEGIN IMMEDIATE puts writers to sleep in the
kernel and wakes them at once. Correctness does not rest on it: BEGIN IMMEDIATE and the busy timeout still hold when a
program that knows nothing of the gate (a backup, the sqlite3 shell) writes too.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from simulator.storage.errors import StoreUnavailable

PATIENCE = 10.0
"""Seconds that a thread waits for the other threads of its process before it gives up."""


class Gate:
    """A lock between the threads of a process, then a file lock between the processes of this machine.

    The file lock ends with its process, however that ends. If another process holds it and hangs, one thread of this
    process waits for it; all others are told `StoreUnavailable` after `patience` seconds, and reading goes on.
    """

    def __init__(self, path: Path, patience: float = PATIENCE) -> None:
        self.path = path
        self._patience = patience
        self._lock = threading.Lock()
        self._owner = 0
        self._file: int | None = None

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Be the only writer on this machine.

        Raises:
            StoreUnavailable: no turn within the time, or the gate's file cannot be opened.
            RuntimeError: this thread holds the gate already (it would wait for itself).
        """
        me = threading.get_ident()
        if self._owner == me:
            raise RuntimeError("a write inside a write: pass the session on instead")
        if not self._lock.acquire(timeout=self._patience):
            raise StoreUnavailable(f"no turn to write within {self._patience:g} seconds")
        try:
            self._owner = me
            file = self._open() if self._file is None else self._file
            fcntl.flock(file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(file, fcntl.LOCK_UN)
        finally:
            self._owner = 0
            self._lock.release()

    def close(self) -> None:
        """Give the file back. The gate opens it again when it is needed."""
        if self._file is not None:
            with suppress(OSError):
                os.close(self._file)
            self._file = None

    def _open(self) -> int:
        try:
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o660)
        except OSError as error:
            raise StoreUnavailable(f"the gate {self.path} cannot be opened: {error.strerror}") from error
        return self._file
