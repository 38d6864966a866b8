"""What goes wrong is said in plain words, with a status that programs understand; and it heals by itself."""

from __future__ import annotations

import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from pydantic import SecretStr

from simulator.app import create_app
from simulator.config import ConfigError, Settings
from simulator.storage.errors import SchemaMismatch
from tests.plumbing.keys import PRIVATE_KEY, SECRET, with_keys
from tests.plumbing.postgres import PostgresServer, running_server
from tests.usecases.trainee import join
from tests.web.browsing import SWAP, Browser
from tests.web.conftest import made


def assert_plain(browser: Browser, status: int, title: str) -> None:
    """An error page that a person can read, and nothing of a program in it."""
    assert browser.status == status
    assert browser.page.one("h1").text == title
    for sign in ("Traceback", "Error", "Exception", "sqlite", "psycopg", "werkzeug", "/work/", "None"):
        assert sign not in browser.page.html
    assert browser.page.dangers() == []


def test_a_page_that_is_not_there(screen: Browser) -> None:
    screen.get("/nowhere")
    assert_plain(screen, 404, "Nothing here")


def test_an_address_used_in_another_way(screen: Browser) -> None:
    screen._shown(screen.client.delete("/attempts"))
    assert_plain(screen, 405, "Not like this")


@pytest.mark.parametrize(
    ("size", "kind"),
    [
        (1_100_000, "application/x-www-form-urlencoded"),
        (30_000_000, "application/x-www-form-urlencoded"),
        (70_000, "multipart/form-data"),
        (400_000, "multipart/form-data"),
    ],
)
def test_a_request_that_is_too_large(screen: Browser, size: int, kind: str) -> None:
    attempt = screen.start()
    fields = {**screen.page.form(f"{attempt}/notice"), "moment": "x" * size}
    screen._shown(screen.post(f"{attempt}/notice", fields, content_type=kind))
    assert_plain(screen, 413, "Too much text")
    screen.get(attempt)
    assert screen.beat() == "notice"


def test_a_form_with_too_many_parts(screen: Browser) -> None:
    attempt = screen.start()
    fields = {**screen.page.form(f"{attempt}/notice"), **{f"more-{number}": "x" for number in range(60)}}
    screen._shown(screen.post(f"{attempt}/notice", fields, content_type="multipart/form-data"))
    assert_plain(screen, 413, "Too much text")


def test_what_is_no_form_at_all(screen: Browser) -> None:
    attempt = screen.start()
    for kind in (
        "application/json",
        "text/plain",
        "multipart/form-data",
        "application/x-www-form-urlencoded; charset=utf-16",
    ):
        headers = {"X-CSRFToken": screen.token}
        screen._shown(
            screen.client.post(f"{attempt}/notice", data=b'{"token": 1}\xff', content_type=kind, headers=headers)
        )
        assert screen.status in (400, 409)
        assert "Traceback" not in screen.page.html


def test_a_fault_of_ours(screen: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulator.usecases.choosing.library", lambda *_: 1 // 0)
    screen.get("/")
    assert_plain(screen, 500, "Something broke")
    monkeypatch.undo()
    screen.get("/")
    assert screen.status == 200


class TestWhenTheFileOfTheStoreCannotBeOpened:
    """SQLite; somebody has taken the file away, and brings it back."""

    @pytest.fixture
    def taken_away(self, screen: Browser, sqlite_database_url: str) -> Iterator[None]:
        database = screen.store.database
        file = Path(sqlite_database_url.removeprefix("sqlite:///"))
        database.close()
        file.rename(file.with_suffix(".elsewhere"))
        file.mkdir()
        yield
        if file.is_dir():
            file.rmdir()
            file.with_suffix(".elsewhere").rename(file)

    @pytest.mark.usefixtures("taken_away")
    def test_every_page_that_needs_it_says_so_and_when_to_come_again(self, screen: Browser) -> None:
        for path in ("/", "/cases/walk", "/attempts", "/sign-in"):
            screen.get(path)
            assert_plain(screen, 503, "One moment")
            assert int(screen.answer.headers["Retry-After"]) > 0

    @pytest.mark.usefixtures("taken_away")
    def test_it_heals_without_a_restart(self, screen: Browser, sqlite_database_url: str) -> None:
        screen.get("/")
        assert screen.status == 503
        file = Path(sqlite_database_url.removeprefix("sqlite:///"))
        file.rmdir()
        file.with_suffix(".elsewhere").rename(file)
        screen.get("/")
        assert screen.status == 200
        assert "Ada" in screen.page.words


def test_a_disk_that_is_full_refuses_turns_but_shows_pages_and_heals(screen: Browser) -> None:
    attempt = screen.start()
    screen.go_to(attempt)
    page = screen.page
    writer = screen.store.database._writer
    with writer.connect() as connection:
        limit(connection.connection.dbapi_connection, "0")  # no page more than there are
    screen.send(f"{attempt}/respond", response="hold-the-gate", reason="x" * 4_000, moment="x" * 20_000)
    assert_plain(screen, 503, "One moment")
    assert screen.get(attempt).words
    assert screen.status == 200
    assert screen.beat() == "respond"
    with writer.connect() as connection:
        limit(connection.connection.dbapi_connection, "1000000")
    screen.page = page
    screen.send(f"{attempt}/respond", response="hold-the-gate", reason="x" * 4_000, moment="x" * 20_000)
    assert screen.beat() == "feel"


def limit(connection: object, pages: str) -> None:
    assert isinstance(connection, sqlite3.Connection)
    (now,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {max(int(pages), now)}")


class TestWhenPostgresqlIsStopped:
    """PostgreSQL goes away in the middle of a case, and comes back."""

    @pytest.fixture
    def server(self) -> Iterator[PostgresServer]:
        """A server of this test's own, to be stopped."""
        with running_server() as server:
            yield server

    @pytest.mark.postgresql
    @pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["in order", "at once"])
    def test_answers_ask_to_come_again_and_the_case_goes_on_afterwards(
        self, server: PostgresServer, folder: Path, how: signal.Signals
    ) -> None:
        with server.fresh_database() as name, made(server.url(name), folder) as app:
            screen = Browser(app).come_in(join(app.extensions["attune"], "Ada"))
            attempt = screen.start()
            screen.go_to(attempt)
            page = screen.page
            server.stop(how)
            for swap in (False, True):
                screen.page = page
                screen.send(f"{attempt}/respond", swap, response="hold-the-gate")
                assert_plain(screen, 503, "One moment")
                assert int(screen.answer.headers["Retry-After"]) > 0
            server.start()
            screen.page = page
            screen.send(f"{attempt}/respond", response="hold-the-gate")
            assert screen.status == 200
            assert screen.beat() == "feel"


class TestStarting:
    """Attune refuses to start where it could not keep its promises, and says what to do."""

    def test_on_a_database_without_tables(self, sqlite_database_url: str) -> None:
        with pytest.raises(SchemaMismatch, match="attune db upgrade"):
            create_app(with_keys(database_url=sqlite_database_url))

    @pytest.mark.parametrize("mode", ["production", "demo", "development"])
    @pytest.mark.parametrize("secret", ["", "short", "x" * 31])
    def test_without_a_secret(self, secret: str, mode: str) -> None:
        with pytest.raises(ConfigError, match="ATTUNE_SECRET"):
            create_app(with_keys(mode=mode, secret=SecretStr(secret)))

    @pytest.mark.parametrize("mode", ["production", "demo", "development"])
    def test_without_a_key_for_private_notes(self, mode: str) -> None:
        with pytest.raises(ConfigError, match=r"ATTUNE_PRIVATE_KEYS .* `attune keys new`"):
            create_app(with_keys(mode=mode, private_keys=SecretStr(" , ")))

    def test_with_something_that_is_no_key_and_is_not_shown(self) -> None:
        keys = f"{PRIVATE_KEY},not-a-key"
        with pytest.raises(ConfigError, match="key 2 of 2 is not a key") as refused:
            create_app(with_keys(private_keys=SecretStr(keys)))
        assert "not-a-key" not in str(refused.value)

    def test_without_a_rubric(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ATTUNE_SECRET", SECRET)
        monkeypatch.setenv("ATTUNE_SCENARIOS", str(tmp_path))
        with pytest.raises(ConfigError, match="rubric"):
            create_app(Settings())


def test_a_broken_case_takes_nothing_down(sqlite_database_url: str, folder: Path) -> None:
    from tests.usecases.cases import BROKEN

    (folder / "broken.md").write_text(BROKEN)
    (folder / "binary.md").write_bytes(b"\xff\xfe\0---")
    (folder / "empty.md").write_text("")
    with made(sqlite_database_url, folder) as app:
        screen = Browser(app).come_in(join(app.extensions["attune"], "Ada"))
        assert len(screen.get("/").all("li", class_="card")) == 2
        screen.get("/cases/broken")
        assert_plain(screen, 404, "Nothing here")


def test_an_outage_is_said_in_place_too(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    from simulator.usecases.errors import Unavailable

    screen = Browser(app).come_in(join(app.extensions["attune"], "Ada"))
    attempt = screen.start()
    screen.go_to(attempt)

    def refuse(*_: object) -> None:
        raise Unavailable("the gate is shut")

    monkeypatch.setattr("simulator.usecases.practising.respond", refuse)
    answer = screen.post(
        f"{attempt}/respond", {**screen.page.form(f"{attempt}/respond"), "response": "x"}, headers=SWAP
    )
    assert answer.status_code == 503
    assert "the gate is shut" not in answer.text
