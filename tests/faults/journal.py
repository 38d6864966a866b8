"""What the server has said, written down outside the server: the only witness of what was acknowledged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from typing import NamedTuple


class Entry(NamedTuple):
    """One answer of a trainee: `sent` before it goes out, `acknowledged` once the server has said that it is kept."""

    what: str  # sent, acknowledged
    kind: str  # start, turn, finish
    attempt: str
    token: str = ""
    response: str = ""


class Journal:
    """Entries appended to a file by many threads."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._lock = Lock()
        self._stream = file.open("a", encoding="utf-8")

    def write(self, entry: Entry) -> None:
        """Add an entry; it is in the file when this returns."""
        with self._lock:
            self._stream.write(json.dumps(entry) + "\n")
            self._stream.flush()

    def close(self) -> None:
        """Write no more."""
        self._stream.close()

    def entries(self) -> Iterator[Entry]:
        """Everything written so far, in order."""
        for line in self.file.read_text("utf-8").splitlines():
            yield Entry(*json.loads(line))
