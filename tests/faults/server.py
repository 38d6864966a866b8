"""The server under test: `attune serve`, in a process group of its own that is killed as a whole."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from tests.plumbing.keys import PRIVATE_KEY, SECRET

SECONDS_TO_START = 60.0
SERVE = (sys.executable, "-m", "simulator", "serve", "--workers", "2", "--threads", "8")
CARELESS = (sys.executable, "-m", "gunicorn", "--workers", "1", "--threads", "8", "tests.faults.careless:make()")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """One server, started and killed as often as wanted, always at the same port."""

    def __init__(self, database_url: str, log: Path, *, careless: bool = False) -> None:
        self.port = free_port()
        self.log = log
        self.careless = careless
        self.process: subprocess.Popen[bytes] | None = None
        self.environment = {
            **os.environ,
            "ATTUNE_MODE": "demo",
            "ATTUNE_HTTPS": "false",
            "ATTUNE_SECRET": SECRET,
            "ATTUNE_PRIVATE_KEYS": PRIVATE_KEY,
            "ATTUNE_DATABASE_URL": database_url,
        }

    def start(self) -> None:
        """Start it and wait until it answers.

        Raises:
            RuntimeError: it does not.
        """
        where = ("--bind", f"127.0.0.1:{self.port}") if self.careless else ("--port", str(self.port))
        command = (*(CARELESS if self.careless else SERVE), *where)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        give_up = time.monotonic() + SECONDS_TO_START
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > give_up:
                raise RuntimeError(f"the server does not start:\n{self.log.read_text()}")
            time.sleep(0.05)

    def answers(self) -> bool:
        """Whether something listens."""
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True

    def kill(self) -> None:
        """SIGKILL to every process of it at once: nothing of it can finish anything."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None
