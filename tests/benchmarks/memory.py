"""What a worker of the production server holds for itself, with all cases loaded and some pages answered."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import psutil

from simulator.storage import migrating

MIB = 1 << 20
PAGES = 200


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    """Print the memory of each process."""
    port = _free_port()
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{Path(folder) / 'attune.sqlite3'}"
        migrating.upgrade(database)
        settings = {"ATTUNE_DATABASE_URL": database, "ATTUNE_SECRET": "s" * 40, "ATTUNE_HTTPS": "false"}
        command = [sys.executable, "-m", "simulator", "serve", "--port", str(port)]
        server = subprocess.Popen(command, env={**os.environ, **settings}, stderr=subprocess.DEVNULL)
        try:
            _answer(port)
            for process in psutil.Process(server.pid).children(recursive=True):
                print(f"| worker {process.pid} | {process.memory_full_info().uss / MIB:.0f} MiB unique |")
        finally:
            server.terminate()
            server.wait()


def _answer(port: int) -> None:
    begun = time.monotonic()
    for number in range(PAGES):
        while True:
            try:
                path = ("rubric", "scoring", "sign-in")[number % 3]
                urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}").read()
                break
            except OSError:
                if time.monotonic() - begun > 60:
                    raise
                time.sleep(0.1)


if __name__ == "__main__":
    main()
