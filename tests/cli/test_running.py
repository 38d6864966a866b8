"""`attune demo`, `serve`, `db` and `verify`: starting a site and keeping it."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner, Result

from simulator.cli import main

PATIENCE = 60


def attune(*arguments: str, **settings: str) -> Result:
    """One command, with these ATTUNE_ settings and no others."""
    clean: dict[str, str | None] = {name: None for name in os.environ if name.startswith("ATTUNE_")}
    return CliRunner().invoke(
        main, arguments, env=clean | {f"ATTUNE_{name.upper()}": text for name, text in settings.items()}
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(*arguments: str, port: int, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """A command that serves, until it answers; ended when the block ends."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ATTUNE_")}
    clean |= {f"ATTUNE_{name.upper()}": text for name, text in settings.items()}
    command = [sys.executable, "-m", "simulator", *arguments, "--port", str(port)]
    server = subprocess.Popen(command, env=clean, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        begun = time.monotonic()
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in").close()
                break
            except OSError:
                assert server.poll() is None, server.communicate()[0]
                assert time.monotonic() - begun < PATIENCE
                time.sleep(0.1)
        yield server
    finally:
        server.terminate()
        server.communicate(timeout=PATIENCE)


class Browser:
    """Just enough of a browser to sign in and begin a case."""

    def __init__(self, port: int) -> None:
        self.site = f"http://127.0.0.1:{port}"
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> str:
        with self.opener.open(self.site + path) as answer:
            text: str = answer.read().decode()
            return text

    def send(self, page: str, path: str, **fields: str) -> str:
        hidden = dict(re.findall(r'name="(csrf_token|token|attempt)" value="([^"]*)"', page))
        with self.opener.open(self.site + path, urlencode({**hidden, **fields}).encode()) as answer:
            text: str = answer.read().decode()
            return text


def test_the_demo_answers_and_keeps_everything_when_it_is_killed_and_started_again(tmp_path: Path) -> None:
    port = free_port()
    with running("demo", "--data", str(tmp_path / "kept"), port=port) as server:
        trainee = Browser(port)
        library = trainee.send(trainee.get("/sign-in"), "/sign-in/demo/new-trainee")
        assert "Which room would you like to enter?" in library
        scene = trainee.send(trainee.get("/cases/side-by-side"), "/cases/side-by-side/attempts", mode="practice")
        assert "She stays by the door" in scene
        server.send_signal(signal.SIGKILL)
        server.wait()
    with running("demo", "--data", str(tmp_path / "kept"), port=port):
        again = trainee.get("/")
        assert "Go on with Side by side" in again
    with running("demo", "--data", str(tmp_path / "kept"), "--fresh", port=port):
        fresh = Browser(port)
        library = fresh.send(fresh.get("/sign-in"), "/sign-in/demo/new-trainee")
        assert "Go on with" not in library


def test_the_demo_says_so_when_its_port_is_in_use() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        result = attune("demo", "--port", port)
    assert result.exit_code == 2
    assert f"Port {port} is in use" in result.output


@pytest.mark.parametrize("secret", ["", "short"])
def test_production_does_not_start_without_a_secret(secret: str, tmp_path: Path) -> None:
    result = attune("serve", secret=secret, database_url=f"sqlite:///{tmp_path}/a.sqlite3")
    assert result.exit_code == 2
    assert "Set ATTUNE_SECRET" in result.output


def test_production_does_not_start_on_a_database_without_tables(tmp_path: Path) -> None:
    result = attune("serve", secret="s" * 40, database_url=f"sqlite:///{tmp_path}/a.sqlite3")
    assert result.exit_code == 2
    assert "attune db upgrade" in result.output


def test_a_setting_that_does_not_exist_is_named() -> None:
    result = attune("serve", mode="party", secret="s" * 40)
    assert result.exit_code == 2
    assert "ATTUNE_MODE" in result.output


def test_production_serves_and_has_no_one_click_people(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/a.sqlite3"
    assert attune("db", "upgrade", database_url=database).exit_code == 0
    port = free_port()
    with running("serve", port=port, database_url=database, secret="s" * 40, https="false"):
        page = Browser(port).get("/sign-in")
    assert "Come in as" not in page
    assert "The <a" in page


def test_the_database_goes_up_and_down(database_url: str) -> None:
    assert "stands at 0001" in attune("db", "upgrade", database_url=database_url).output
    assert "no revision" in attune("db", "downgrade", "base", database_url=database_url).output
    result = attune("verify", database_url=database_url)
    assert result.exit_code == 2
    assert "has no tables yet" in result.output


def test_verify_replays_what_is_stored_and_finds_a_changed_turn(tmp_path: Path) -> None:
    port = free_port()
    with running("demo", "--data", str(tmp_path), port=port):
        pass
    database = f"sqlite:///{tmp_path}/demo.sqlite3"
    sound = attune("verify", database_url=database)
    assert sound.exit_code == 0
    assert re.fullmatch(r"6 attempts, \d+ turns replayed: no differences\n", sound.output)
    with sqlite3.connect(tmp_path / "demo.sqlite3") as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute("UPDATE turn SET reason = 'something else' WHERE seq = 2")
    connection.close()
    changed = attune("verify", database_url=database)
    assert changed.exit_code == 1
    assert "the hash chain breaks here" in changed.output
