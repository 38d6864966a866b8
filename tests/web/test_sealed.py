"""Private notes through the whole application: sealed in the database, and said plainly when one cannot be opened."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from pydantic import SecretStr
from sqlalchemy import select, text

from simulator.app import create_app
from simulator.config import ConfigError
from simulator.storage.sealing import MARK, new_key
from simulator.storage.tables import PRACTICE_NOTE
from tests.plumbing.keys import PRIVATE_KEY, with_keys
from tests.usecases.trainee import Trainee, join
from tests.web.browsing import Browser
from tests.web.conftest import made

NOT_OPENED = "What you wrote here cannot be opened at the moment."
NOT_WRITTEN_OVER = "so nothing is written over it"


def execute(app: Flask, statement: str) -> None:
    with app.extensions["attune"].database.write() as session:
        session.execute(text(statement))
        session.commit()


def stored(app: Flask, table: str) -> str:
    with app.extensions["attune"].database.read() as session:
        (found,) = session.execute(text(f"SELECT text FROM {table}")).scalars()  # noqa: S608
    return str(found)


def damage(app: Flask, table: str) -> str:
    """Damage the one sealed text of a table; what is stored then."""
    execute(app, f"UPDATE {table} SET text = substr(text, 1, 60)")  # noqa: S608
    return stored(app, table)


def test_a_damaged_note_of_a_scene_is_said_and_not_written_over(app: Flask, screen: Browser) -> None:
    attempt = screen.start()
    screen.send(f"{attempt}/notice", moment="Mine alone.")
    assert screen.get(attempt).one("textarea", id="moment").text == "Mine alone."
    left = damage(app, "reflection")
    assert NOT_OPENED in screen.get(attempt).words
    assert not screen.page.all("textarea", id="moment")
    screen.send(f"{attempt}/respond", moment="Something else.", response="hold-the-gate")
    assert screen.status == 422
    assert NOT_WRITTEN_OVER in screen.page.words
    assert screen.page.one("textarea", id="moment").text == "Something else."
    screen.send(f"{attempt}/respond", moment="", response="hold-the-gate")
    assert (screen.status, screen.beat()) == (200, "feel")
    assert stored(app, "reflection") == left


def test_a_damaged_note_of_the_debrief_is_said_and_not_written_over(app: Flask, screen: Browser, ada: Trainee) -> None:
    ada.start()
    ada.play_to_the_end("hold-the-gate", "stay-with-it")
    ada.rate_self(attunement="helpful", titration="missed")
    ada.look_back("Mine alone.")
    attempt = f"/attempts/{ada.attempt}"
    screen.get(attempt)
    data = screen.page.form(f"{attempt}/note")
    left = damage(app, "reflection")
    assert NOT_OPENED in screen.get(f"{attempt}/debrief").words
    assert not screen.page.all("form", action=f"{attempt}/note")
    for words, status in (("Something else.", 422), ("", 303)):
        assert screen.post(f"{attempt}/note", data | {"text": words}).status_code == status
        assert stored(app, "reflection") == left


def test_a_damaged_note_of_a_practice_is_said_not_written_over_and_deleted_only_when_asked(
    app: Flask, screen: Browser
) -> None:
    screen.get("/practices/three-breaths?step=3")
    screen.send("/practices/three-breaths/notes", text="Mine alone.")
    screen.get("/practices/notes")
    with app.extensions["attune"].database.read() as session:
        (note_id,) = session.execute(select(PRACTICE_NOTE.c.id)).scalars()
    change, delete = f"/practices/notes/{note_id}", f"/practices/notes/{note_id}/delete"
    data = screen.page.form(change)
    left = damage(app, "practice_note")
    assert NOT_OPENED in screen.get("/practices/notes").words
    assert not screen.page.all("form", action=change)
    screen._shown(screen.post(change, data | {"text": "Something else."}))
    assert screen.status == 422
    assert NOT_WRITTEN_OVER in screen.page.words
    assert screen.page.one("textarea").text == "Something else."
    assert stored(app, "practice_note") == left
    assert screen.send(delete).words.count(NOT_OPENED) == 0


def test_attune_does_not_start_without_the_key_of_the_notes_that_are_there(
    sqlite_database_url: str, folder: Path
) -> None:
    with made(sqlite_database_url, folder) as app:
        screen = Browser(app).come_in(join(app.extensions["attune"], "Ada"))
        screen.send(f"{screen.start()}/notice", moment="Mine alone.")
    settings = {"database_url": sqlite_database_url, "scenarios": folder, "mode": "demo"}
    with pytest.raises(ConfigError, match="ATTUNE_PRIVATE_KEYS lacks the key"):
        create_app(with_keys(**settings, private_keys=SecretStr(new_key())))
    both = create_app(with_keys(**settings, private_keys=SecretStr(f"{new_key()} {PRIVATE_KEY}")))
    both.extensions["attune"].database.close()


def test_what_an_earlier_release_kept_as_it_was_typed_is_sealed_at_the_start(
    sqlite_database_url: str, folder: Path
) -> None:
    with made(sqlite_database_url, folder) as app:
        ada = join(app.extensions["attune"], "Ada")
        screen = Browser(app).come_in(ada)
        attempt = screen.start()
        screen.send(f"{attempt}/notice", moment="Mine alone.")
        assert stored(app, "reflection").startswith(MARK)
        execute(app, "UPDATE reflection SET text = 'As it was typed.'")
    with made(sqlite_database_url, folder) as app:
        assert stored(app, "reflection").startswith(MARK)
        screen = Browser(app).come_in(ada)
        assert screen.get(attempt).one("textarea", id="moment").text == "As it was typed."
