"""A turn of Attune against a bare Flask application: one row inserted durably, a page of the same size."""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask, request

from tests.benchmarks.measuring import runs, table
from tests.benchmarks.site import Player, Visitor, furnished

PAGE = """<!doctype html><title>{{ title }}</title><main><h1>{{ title }}</h1>
{% for line in lines %}<p>{{ line }}</p>{% endfor %}<form method="post">{% for choice in choices %}
<label><input type="radio" name="choice" value="{{ loop.index }}">{{ choice }}</label>{% endfor %}</form></main>"""
LINES = ["She looks down and turns the ring on her finger & says that it is the same every week. " * 6] * 24
TURNS, WARM_UP = 150, 1_000


def bare(file: Path) -> Flask:
    """One INSERT, one durable COMMIT, one page of about 14 kB."""
    app = Flask("bare")
    page = app.jinja_env.from_string(PAGE)
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE turn (id INTEGER PRIMARY KEY, attempt TEXT, response TEXT, note TEXT, at REAL)")

    @app.post("/insert")
    def insert() -> str:
        connection.execute("BEGIN IMMEDIATE")
        row = ("a" * 32, request.form["response"], request.form["reason"], time.time())
        connection.execute("INSERT INTO turn (attempt, response, note, at) VALUES (?, ?, ?, ?)", row)
        connection.execute("COMMIT")
        return page.render(title="A scene", lines=LINES, choices=("One", "Two", "Three"))

    return app


def cpu_of(act: Callable[[], None], between: Callable[[], None] | None = None) -> float:
    """CPU milliseconds of `act` alone, mean over some turns."""
    spent = 0.0
    for _ in range(TURNS):
        if between:
            between()
        begun = time.process_time()
        act()
        spent += time.process_time() - begun
    return spent / TURNS * 1000


def main() -> None:
    """Print the table."""
    rounds = runs()
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder, furnished() as app:
        visitor = Visitor(bare(Path(folder) / "bare.sqlite3"))
        form = {"response": "stay", "reason": "I wanted to slow us down. " * 4}
        size = len(visitor.send("POST", "/insert", form))

        def insert() -> None:
            visitor.send("POST", "/insert", form)

        swapping, redirected = Player(app, swap=True), Player(app, swap=False)
        for _ in range(WARM_UP):  # a site that has been open for an hour: templates compiled, most rooms drawn before
            swapping.walk()
            swapping.turn()
        for _ in range(rounds):
            for name, act, between in (
                ("bare insert and page", insert, None),
                ("Attune, swapped in place", swapping.turn, swapping.walk),
                ("Attune, redirect and GET", redirected.turn, redirected.walk),
            ):
                found.setdefault(name, []).append(cpu_of(act, between))
        print(f"page sizes: bare {size}, Attune {len(swapping.page)} (swapped), {len(redirected.page)} (whole)")
    table({name: statistics.median(values) for name, values in found.items()}, "ms", "bare insert and page")


if __name__ == "__main__":
    main()
