"""What a turn costs, in CPU, in process. `python -m tests.benchmarks.turn [--profile]`

The floor is a bare Flask application: one INSERT, one COMMIT with `synchronous=FULL`, a page of some 8 kB (and, beside
it, of 14 kB) from a Jinja template. A turn of Attune is a signed-in POST with CSRF that is validated, scored, kept in
one durable commit and answered with the next page: as a part of a page (HX-Request), or as a 303 and the GET after it.
"""

from __future__ import annotations

import argparse
import cProfile
import io
import pstats
import re
import secrets
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

from flask import Flask, request

from simulator.app import create_app
from simulator.storage import migrating
from tests.benchmarks.measuring import heading, interleaved, tell
from tests.plumbing.keys import with_keys
from tests.usecases.trainee import join

TURNS, WARM_UP = 200, 1_000
FIELD = re.compile(r'name="(csrf_token|token)" value="([^"]*)"')
RESPONSE = re.compile(r'name="response" value="([^"]*)"')
BEAT = re.compile(r'data-beat="([a-z]+)"')
PAGE = """<!doctype html><html lang="en"><head><title>{{ title }}</title></head><body><main><h1>{{ title }}</h1>
{% for line in lines %}<p class="seen">{{ line }}</p>{% endfor %}
<form method="post">{% for response in responses %}<label><input type="radio" name="response" value="{{ loop.index }}">
<span>{{ response }}</span></label>{% endfor %}<textarea name="reason"></textarea><button>Respond</button></form>
</main></body></html>"""
BARE, BARE_LARGE = "bare", "bare, larger page"
PART, WHOLE = "Attune, a part of a page", "Attune, 303 and GET"
LINE = "She looks down and turns the ring on her finger. “I said I would call my sister & I did not,” she says. " * 3


class Client:
    """Sends requests straight into a WSGI application and adds up the CPU of those that count."""

    def __init__(self, app: Any) -> None:
        self.app, self.cookie, self.page, self.status = app, "", "", 0
        self.spent = 0.0
        self.size = 0

    def ask(self, method: str, path: str, fields: str = "", *, swap: bool = False, counts: bool = False) -> str:
        """The body of the answer."""
        environ = self._environ(method, path, fields.encode(), swap=swap)
        told: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], _: Any = None) -> Callable[[bytes], object]:
            told[:] = [status, headers]
            return lambda _: None

        begun = time.process_time()
        answer = self.app(environ, start_response)
        body = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        if counts:
            self.spent += time.process_time() - begun
        self.size = len(body)
        self.status = int(told[0][:3])
        for name, value in told[1]:
            if name == "Set-Cookie":
                self.cookie = value.partition(";")[0]
        self.page = body.decode()
        return self.page

    def _environ(self, method: str, path: str, body: bytes, *, swap: bool) -> dict[str, Any]:
        path, _, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "SCRIPT_NAME": "",
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "127.0.0.1",
            "HTTP_COOKIE": self.cookie,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        if method == "POST":
            environ |= {"CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": str(len(body))}
        return environ | ({"HTTP_HX_REQUEST": "true"} if swap else {})


class Trainee:
    """Plays attempts one after the other; only what `turn` sends counts."""

    def __init__(self, app: Flask, case: str = "side-by-side") -> None:
        self.client, self.case, self.dice = Client(app), case, Random(1)
        self.attempt = ""
        self.avoided = ""
        name = f"Bench{secrets.token_hex(4)}"
        join(app.extensions["attune"], name)
        page = self.client.ask("GET", "/sign-in")
        slug = re.search(rf'action="/sign-in/demo/({name.lower()}[^"]*)"', page)
        if slug is None:
            raise LookupError(name)
        self.client.ask("POST", f"/sign-in/demo/{slug[1]}", self.fields())

    def fields(self, **more: str) -> str:
        found = {**dict(FIELD.findall(self.client.page)), **more}
        return "&".join(f"{name}={value}" for name, value in found.items())

    def begin(self) -> None:
        """Begin another attempt."""
        self.attempt = f"/attempts/{uuid4()}"
        self.client.ask("GET", f"/cases/{self.case}")
        self.client.ask("POST", f"/cases/{self.case}/attempts", self.fields(attempt=self.attempt.rpartition("/")[2]))
        self.client.ask("GET", self.attempt)

    def turn(self, *, swap: bool = True) -> None:
        """Play on to the responses, for nothing, and give one, which counts."""
        while (beat := BEAT.search(self.client.page)) is None or beat[1] != "respond":
            if beat is None or beat[1] == "ending":
                self.begin()
            else:
                way = {"feel": "continue"}.get(beat[1], beat[1])
                self.client.ask("POST", f"{self.attempt}/{way}", self.fields(), swap=True)
        offered = [one for one in RESPONSE.findall(self.client.page) if one != self.avoided]
        response = self.dice.choice(offered)
        fields = self.fields(response=response, reason="I wanted to slow us down.")
        self.client.ask("POST", f"{self.attempt}/respond", fields, swap=swap, counts=True)
        if not swap:
            self.client.ask("GET", self.attempt, counts=True)
        if self.client.status != 200:
            raise AssertionError(self.client.page)


@contextmanager
def attune(folder: Path) -> Iterator[Flask]:
    """Attune on a database in this folder, with the cases that come with it."""
    url = f"sqlite:///{folder / 'attune.sqlite3'}"
    migrating.upgrade(url)
    app = create_app(with_keys(mode="demo", database_url=url))
    try:
        yield app
    finally:
        app.extensions["attune"].database.close()


def bare(folder: Path) -> Flask:
    """The floor."""
    app = Flask("bare")
    store = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None, check_same_thread=False)
    store.execute("PRAGMA journal_mode = WAL")
    store.execute("PRAGMA synchronous = FULL")
    template = app.jinja_env.from_string(PAGE)
    store.execute("CREATE TABLE turn (seq INTEGER PRIMARY KEY, response TEXT, reason TEXT, state TEXT, at TEXT)")

    @app.post("/turn")
    def turn() -> str:
        values = (request.form["response"], request.form["reason"], "{}" * 100, str(time.time()))
        store.execute("BEGIN IMMEDIATE")
        store.execute("INSERT INTO turn (response, reason, state, at) VALUES (?, ?, ?, ?)", values)
        store.execute("COMMIT")
        lines = [LINE] * int(request.form["lines"])
        return template.render(title="Scene", lines=lines, responses=[LINE[:100]] * 4)

    app.extensions["store"] = store
    return app


def main() -> None:
    """Measure, or say where the CPU goes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", action="store_true", help="where the CPU of POST respond goes")
    given = parser.parse_known_args()[0]
    with ExitStack() as rest:
        folder = Path(rest.enter_context(tempfile.TemporaryDirectory()))
        app = rest.enter_context(attune(folder))
        trainee = Trainee(app)
        if given.profile:
            profile(trainee)
        else:
            compare(trainee, bare(folder))


def compare(trainee: Trainee, floor: Flask) -> None:
    """The ratios."""
    client = Client(floor)
    sizes: dict[str, int] = {}

    def bare_turns(lines: int, name: str) -> float:
        client.spent = 0.0
        for _ in range(TURNS):
            client.ask("POST", "/turn", f"response=hold-the-gate&reason=I+wanted+to&lines={lines}", counts=True)
        sizes[name] = client.size
        return 1000 * client.spent / TURNS

    def turns(name: str, *, swap: bool) -> float:
        trainee.client.spent = 0.0
        for _ in range(TURNS):
            trainee.turn(swap=swap)
        sizes[name] = trainee.client.size
        return 1000 * trainee.client.spent / TURNS

    for _ in range(WARM_UP):  # a site that has been open for a while: templates compiled, most rooms drawn before
        trainee.turn()
    heading(f"A turn: milliseconds of CPU in process, {TURNS} turns a run")
    found = interleaved(
        {
            BARE: lambda: bare_turns(20, BARE),
            BARE_LARGE: lambda: bare_turns(36, BARE_LARGE),
            PART: lambda: turns(PART, swap=True),
            WHOLE: lambda: turns(WHOLE, swap=False),
        }
    )
    for name, value in found.items():
        ratios = f"{value / found[BARE]:5.2f} x bare, {value / found[BARE_LARGE]:5.2f} x bare of the same size"
        tell(f"{name:30} {value:7.3f} ms  {ratios}   ({sizes[name]:,} bytes)")
    floor.extensions["store"].close()


def profile(trainee: Trainee) -> None:
    """The most costly functions of POST respond, as a part of a page."""
    for _ in range(WARM_UP):
        trainee.turn()
    profiler = cProfile.Profile()
    ask = trainee.client.ask

    def profiled(method: str, path: str, fields: str = "", **how: bool) -> str:
        if not how.get("counts"):
            return ask(method, path, fields, **how)
        profiler.enable()
        try:
            return ask(method, path, fields, **how)
        finally:
            profiler.disable()

    trainee.client.ask = profiled  # type: ignore[method-assign]
    for _ in range(TURNS * 2):
        trainee.turn()
    found = pstats.Stats(profiler)
    found.sort_stats("cumulative").print_stats(60)
    found.sort_stats("tottime").print_stats(40)


if __name__ == "__main__":
    main()
