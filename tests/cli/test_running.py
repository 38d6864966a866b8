"""`attune db`, `serve`, `verify` and `demo`: starting and keeping a site."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import create_engine, inspect

from simulator.cli import main
from simulator.storage.revision import REVISION
from simulator.usecases.demonstrating import ASSIGNMENTS, HISTORY, SUPERVISED
from tests.faults.journal import Journal
from tests.faults.players import Player
from tests.faults.server import free_port
from tests.plumbing.keys import PRIVATE_KEY, SECRET
from tests.usecases.cases import WALK, folder_of
from tests.usecases.trainee import join, opened

SECONDS = 60


def attune(*arguments: str, **environment: str) -> Result:
    """Run the command in this process, with these settings."""
    return CliRunner().invoke(
        main,
        arguments,
        prog_name="attune",
        env={f"ATTUNE_{name.upper()}": value for name, value in environment.items()},
    )


def tables(url: str) -> set[str]:
    engine = create_engine(url)
    names = set(inspect(engine).get_table_names())
    engine.dispose()
    return names


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine reaches a test."""
    for name in [name for name in os.environ if name.startswith("ATTUNE_") and name != "ATTUNE_CHROMIUM"]:
        monkeypatch.delenv(name)


class TestTheDatabase:
    """Up, down, and where it stands."""

    def test_goes_up_and_down(self, database_url: str) -> None:
        up = attune("db", "upgrade", database_url=database_url)
        assert (up.exit_code, up.stdout) == (0, f"The database stands at {REVISION}.\n")
        assert {"attempt", "turn"} <= tables(database_url)
        assert attune("db", "upgrade", database_url=database_url).exit_code == 0
        down = attune("db", "downgrade", "base", database_url=database_url)
        assert (down.exit_code, down.stdout) == (0, "The database stands at no revision.\n")
        assert tables(database_url) <= {"alembic_version"}

    @pytest.mark.parametrize("url", ["mysql://x", "nonsense", "sqlite://", "sqlite:////proc/no/such/place.db"])
    def test_that_cannot_be_used_is_said_in_one_sentence(self, url: str) -> None:
        result = attune("db", "upgrade", database_url=url)
        assert result.exit_code == 2
        assert len(result.stderr.splitlines()) == 1
        assert "Traceback" not in result.output

    def test_that_is_not_reached_is_said_without_its_password(self) -> None:
        result = attune("db", "upgrade", database_url=f"postgresql://me:geheim@127.0.0.1:{free_port()}/attune")
        assert result.exit_code == 2
        assert "geheim" not in result.output


class TestServe:
    """The production server."""

    @pytest.mark.parametrize("secret", ["", "too short"])
    def test_refuses_to_start_without_a_secret(self, sqlite_database_url: str, secret: str) -> None:
        result = attune("serve", secret=secret, database_url=sqlite_database_url)
        assert result.exit_code == 2
        assert "ATTUNE_SECRET" in result.stderr
        assert len(result.stderr.splitlines()) == 1

    @pytest.mark.parametrize("keys", ["", "not-a-key"])
    def test_refuses_to_start_without_a_key_for_private_notes(self, sqlite_database_url: str, keys: str) -> None:
        result = attune("serve", secret=SECRET, private_keys=keys, database_url=sqlite_database_url)
        assert result.exit_code == 2
        assert "ATTUNE_PRIVATE_KEYS" in result.stderr
        assert "attune keys new" in result.stderr
        assert "not-a-key" not in result.stderr
        assert len(result.stderr.splitlines()) == 1

    def test_refuses_to_start_on_a_database_without_tables(self, sqlite_database_url: str) -> None:
        result = attune("serve", secret=SECRET, private_keys=PRIVATE_KEY, database_url=sqlite_database_url)
        assert result.exit_code == 2
        assert "attune db upgrade" in result.stderr

    @pytest.mark.parametrize(
        ("name", "value"),
        [("mode", "holiday"), ("https", "perhaps"), ("trusted_proxies", "9"), ("trusted_proxies", "x")],
    )
    def test_refuses_settings_that_mean_nothing(self, name: str, value: str) -> None:
        result = attune("serve", **{"secret": SECRET, "private_keys": PRIVATE_KEY, name: value})
        assert result.exit_code == 2
        assert f"ATTUNE_{name.upper()}" in result.stderr

    def test_answers_and_ends_when_it_is_told_to(self, sqlite_database_url: str, tmp_path: Path) -> None:
        folder = folder_of(tmp_path / "cases", walk=WALK)
        settings = {"SECRET": SECRET, "PRIVATE_KEYS": PRIVATE_KEY, "DATABASE_URL": sqlite_database_url}
        settings |= {"SCENARIOS": str(folder), "HTTPS": "false"}
        assert attune("db", "upgrade", database_url=sqlite_database_url).exit_code == 0
        port = free_port()
        environment = {**os.environ, **{f"ATTUNE_{name}": value for name, value in settings.items()}}
        with started("serve", "--port", str(port), "--workers", "1", environment=environment) as process:
            somebody = visitor(port, tmp_path)
            assert somebody.ask("GET", "/sign-in") == 200
            assert "E-mail address" in somebody.page
            assert "Come in as" not in somebody.page
            somebody.hang_up()
            process.send_signal(signal.SIGTERM)
            assert process.wait(SECONDS) == 0


class TestVerify:
    """Playing again everything that is stored."""

    def test_finds_no_difference_in_what_was_played(self, sqlite_database_url: str, tmp_path: Path) -> None:
        folder = folder_of(tmp_path / "cases", walk=WALK)
        with opened(sqlite_database_url, folder) as store:
            ada = join(store, "Ada")
            ada.start()
            ada.play("hold-the-gate", "stay-with-it")
        result = attune("verify", database_url=sqlite_database_url, scenarios=str(folder))
        assert (result.exit_code, result.stdout) == (0, "1 attempts, 2 turns replayed: no differences\n")

    def test_lists_every_difference_and_ends_with_1(self, sqlite_database_url: str, tmp_path: Path) -> None:
        folder = folder_of(tmp_path / "cases", walk=WALK)
        with opened(sqlite_database_url, folder) as store:
            ada = join(store, "Ada")
            attempt = ada.start()
            ada.play("hold-the-gate")
            with store.database.write() as session:
                session.exec_driver_sql("UPDATE attempt SET head = 0")
                session.commit()
        result = attune("verify", database_url=sqlite_database_url, scenarios=str(folder))
        assert result.exit_code == 1
        assert f"attempt {attempt}, turn 0: the attempt does not stand where its turns lead" in result.stdout

    def test_needs_a_database_with_tables(self, sqlite_database_url: str) -> None:
        result = attune("verify", database_url=sqlite_database_url)
        assert result.exit_code == 2
        assert "attune db upgrade" in result.stderr


@contextmanager
def started(*arguments: str, environment: dict[str, str] | None = None) -> Iterator[subprocess.Popen[str]]:
    """The command in a process of its own, killed at the end whatever happens."""
    process = subprocess.Popen(
        [sys.executable, "-m", "simulator", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def visitor(port: int, folder: Path) -> Player:
    """Somebody who asks until the server is there."""
    journal = Journal(folder / "journal")
    journal.close()
    return Player("robin-hale", port, journal, Event())


def test_the_demo_answers_is_killed_and_starts_again_with_everything_kept(tmp_path: Path) -> None:
    port = free_port()
    robin = visitor(port, tmp_path)
    attempt = str(uuid4())
    played = (*HISTORY, *(one for given in (*ASSIGNMENTS, SUPERVISED) for one in given.played))
    robins = sum(who == "robin-hale" for who, *_ in played)
    arguments = ("demo", "--port", str(port), "--data", str(tmp_path / "kept here"))
    with started(*arguments) as process:
        assert process.stdout
        assert f"http://127.0.0.1:{port}/" in process.stdout.readline()
        robin.come_in()
        robin.ask("GET", "/")
        assert "Robin Hale" in robin.page
        robin.send("/cases/side-by-side/attempts", {"attempt": attempt})
        robin.ask("GET", f"/attempts/{attempt}")
        token = robin.fields()["token"]
        process.kill()
        process.wait(SECONDS)
    with started(*arguments) as process:
        robin.ask("GET", f"/attempts/{attempt}")
        assert robin.fields()["token"] == token
        robin.ask("GET", "/attempts")
        assert len(set(re.findall(r'href="/attempts/([0-9a-f-]+)"', robin.page))) == 1 + robins
        process.send_signal(signal.SIGINT)
        assert process.wait(SECONDS) in (0, 1, 130, -signal.SIGINT)
    for kept in ("demo.secret", "demo.keys"):
        assert (tmp_path / "kept here" / kept).stat().st_mode & 0o777 == 0o600
    with started(*arguments, "--fresh"):
        assert robin.ask("GET", f"/attempts/{attempt}") in (302, 404)
    robin.hang_up()


def test_the_demo_says_which_port_is_in_use(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        result = attune("demo", "--port", str(port), "--data", str(tmp_path / "data"))
    assert result.exit_code == 2
    assert f"Port {port} is in use" in result.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("arguments", [[], ["--help"], ["demo", "-h"], ["serve", "-h"], ["db", "-h"], ["--version"]])
def test_every_command_says_what_it_does(arguments: list[str]) -> None:
    result = attune(*arguments)
    assert result.exit_code in (0, 2)
    assert "attune" in result.output
