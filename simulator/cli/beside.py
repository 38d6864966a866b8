"""`attune jobs` beside a server: started with it, ended with it. It never shares a process with what serves pages."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

SECONDS_TO_END = 5


@contextmanager
def jobs_beside(environment: Mapping[str, str] | None = None) -> Iterator[None]:
    """Have `attune jobs` run in a process of its own meanwhile; `environment` is added to ours.

    A session of its own keeps Ctrl+C from it, which is for the server. Should the server be killed, it sees that its
    parent is gone. Workers that a server forks leave this block too; they leave the process alone.
    """
    mine = os.getpid()
    process = subprocess.Popen(
        [sys.executable, "-m", "simulator", "jobs", "--parent", str(mine)],
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        if os.getpid() == mine:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
