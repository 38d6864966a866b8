"""A furnished Attune and a browser that is nothing but WSGI, so that a turn's CPU is the server's alone."""

from __future__ import annotations

import random
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from flask import Flask
from pydantic import SecretStr

from simulator.app import create_app
from simulator.config import Settings
from simulator.storage import migrating
from simulator.usecases.demonstrating import furnish

FIELD = re.compile(r'name="(csrf_token|token|scene)" value="([^"]*)"')
BEAT = re.compile(r'data-beat="(\w+)"')
RESPONSE = re.compile(r'name="response" value="([^"]+)"')


@contextmanager
def furnished() -> Iterator[Flask]:
    """An application in demo mode on a SQLite file of its own."""
    with tempfile.TemporaryDirectory() as folder:
        database = f"sqlite:///{Path(folder) / 'attune.sqlite3'}"
        migrating.upgrade(database)
        app = create_app(Settings(mode="demo", database_url=database, secret=SecretStr("s" * 40), https=False))
        furnish(app.extensions["attune"])
        yield app
        app.extensions["attune"].database.close()


class Visitor:
    """One signed-in trainee."""

    def __init__(self, app: Any) -> None:
        self.app, self.cookie, self.location = app, "", ""
        self.dice = random.Random(1)

    def send(self, method: str, path: str, form: dict[str, str] | None = None, *, swap: bool = False) -> str:
        """One request; its answer's text."""
        body = urlencode(form or {}).encode()
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "127.0.0.1",
            "HTTP_COOKIE": self.cookie,
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": BytesIO(body),
            "wsgi.errors": BytesIO(),
            "wsgi.url_scheme": "http",
            "wsgi.version": (1, 0),
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        if swap:
            environ["HTTP_HX_REQUEST"] = "true"

        def start(status: str, headers: list[tuple[str, str]], _info: object = None) -> None:
            assert status[0] in "23", status
            for name, value in headers:
                if name == "Set-Cookie":
                    self.cookie = value.split(";")[0]
                elif name == "Location":
                    self.location = value

        answer = self.app(environ, start)
        text = b"".join(answer).decode()
        if hasattr(answer, "close"):
            answer.close()
        return text


class Player(Visitor):
    """A trainee who plays one case after another; only `turn` is the turn, the rest is the way there."""

    def __init__(self, app: Any, *, swap: bool, case: str = "side-by-side") -> None:
        super().__init__(app)
        self.swap, self.case, self.attempt, self.page = swap, case, "", ""
        form = dict(FIELD.findall(self.send("GET", "/sign-in")))
        self.send("POST", "/sign-in/demo/new-trainee", form)
        self.walk()

    def begin(self) -> None:
        """Open the door of the case."""
        form = dict(FIELD.findall(self.send("GET", f"/cases/{self.case}")))
        self.attempt = str(uuid4())
        self.send("POST", f"/cases/{self.case}/attempts", {**form, "attempt": self.attempt, "mode": "practice"})
        self.page = self.send("GET", f"/attempts/{self.attempt}")

    def walk(self) -> None:
        """Go on until there are responses to choose from."""
        while (beat := (BEAT.findall(self.page) or ["ending"])[0]) != "respond":
            form = dict(FIELD.findall(self.page))
            if beat == "ending":
                self.begin()
            elif beat == "feel":
                self.page = self.send("POST", f"/attempts/{self.attempt}/continue", form, swap=True)
            else:
                self.page = self.send("POST", f"/attempts/{self.attempt}/{beat}", {**form, "skip": "1"}, swap=True)

    def turn(self) -> None:
        """Answer the scene and get the page that follows."""
        form = dict(FIELD.findall(self.page))
        form["response"] = self.dice.choice(RESPONSE.findall(self.page))
        self.page = self.send("POST", f"/attempts/{self.attempt}/respond", form, swap=self.swap)
        if not self.swap:
            self.page = self.send("GET", f"/attempts/{self.attempt}")
