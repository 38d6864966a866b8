"""What a pause in typing costs the server. `python -m tests.benchmarks.authoring`

Whole requests, as the editor sends them, against reading the text alone (`read`). Each is made for a text that was
never sent before: with a word changed, or with another start of a gauge, so that every way has to be walked anew. The
map is laid out by a program of its own, whose time the CPU of this process does not show; for it the clock is told.
"""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

from flask import Flask

from simulator.app import create_app
from simulator.config import bundled
from simulator.engine.scenario import Scenario
from simulator.markup.reader import read
from simulator.storage import migrating
from simulator.usecases import drafts
from simulator.usecases.people import COURSE_LEADER
from simulator.web.pictures import draw_map
from simulator.web.pictures.layout import layout
from tests.benchmarks.measuring import cpu, heading, interleaved, tell
from tests.benchmarks.stories import case
from tests.plumbing.keys import with_keys
from tests.usecases.trainee import join
from tests.web.browsing import Browser

SIZES = (14, 60, 150)
WIDEST = "far-away"
"""The shipped case with the most states."""
READ, QUICK, WORDS = "read alone", "check, at once (quick)", "check, a word changed"
WAYS, PREVIEW, FIRST, AGAIN = "check, every way anew", "preview", "map, laid out (clock)", "map, laid out before"
NUMBERS = count(1)


def main() -> None:
    """Measure the story in three sizes, and the widest of our cases."""
    with tempfile.TemporaryDirectory() as name:
        url = f"sqlite:///{Path(name) / 'attune.db'}"
        migrating.upgrade(url)
        app = create_app(with_keys(mode="demo", database_url=url))
        desk = Desk(app)
        for size in SIZES:
            measure(desk, f"a story of {size} scenes", case(size))
        measure(desk, f"{WIDEST}, 20 scenes", (bundled("scenarios") / f"{WIDEST}.md").read_text("utf-8"))
        app.extensions["attune"].database.close()


class Desk:
    """A course leader with the editor open."""

    def __init__(self, app: Flask) -> None:
        self.store = app.extensions["attune"]
        leader = join(self.store, "Bench", COURSE_LEADER)
        self.browser = Browser(app).come_in(leader)
        draft = drafts.begin(self.store, leader.actor, uuid4(), "bench", "Nothing yet.", "blank")
        self.address, self.token = f"/drafts/{draft.id}", self.browser.token

    def send(self, deed: str, text: str, **fields: Any) -> Any:
        """What the server answers to the editor."""
        answer = self.browser.post(
            f"{self.address}/{deed}",
            {"csrf_token": self.token, "text": text, "line": text.count("\n") // 2, **fields},
            headers={"Accept": "application/json"},
        )
        if answer.status_code != 200:
            raise SystemExit(answer.text)
        return answer.get_json()


def measure(desk: Desk, title: str, text: str) -> None:
    """Tell what each request costs, and how often reading that is."""
    scenario = read(text, "bench", desk.store.catalogue.rubric, kept=True).scenario
    if scenario is None:
        raise SystemExit("the story cannot be read")
    heading(f"Authoring: milliseconds per request, {title}, {len(text) // 1024} KiB")
    desk.send("check", text)
    found = interleaved(
        {
            READ: lambda: 1000 * cpu(lambda: read(reworded(text), "bench", desk.store.catalogue.rubric), 3),
            QUICK: lambda: 1000 * cpu(lambda: desk.send("check", restarted(text), quick=1), 1),
            WORDS: lambda: 1000 * cpu(lambda: desk.send("check", reworded(text)), 1),
            WAYS: lambda: 1000 * cpu(lambda: desk.send("check", restarted(text)), 1),
            PREVIEW: lambda: 1000 * cpu(lambda: desk.send("preview", reworded(text)), 1),
            FIRST: lambda: 1000 * by_the_clock(lambda: laid_out(scenario)),
            AGAIN: lambda: 1000 * cpu(lambda: draw_map(scenario, reveal=True), 1),
        }
    )
    for name, value in found.items():
        tell(f"{name:28} {value:10.1f} ms  {value / found[READ]:8.1f} x reading")


def laid_out(scenario: Scenario) -> None:
    """Draw the map with nothing remembered of it."""
    layout.cache_clear()
    draw_map(scenario, reveal=True)


def reworded(text: str) -> str:
    """The text with another word in it."""
    return text.replace(" she ", f" she{next(NUMBERS)} ", 1)


def restarted(text: str) -> str:
    """The text of a case that begins in another state."""
    number = next(NUMBERS)
    text = re.sub(r"safeness: \d+", f"safeness: {number % 11}", text, count=1)
    return re.sub(r"arousal: -?\d+", f"arousal: {number // 11 % 11 - 5}", text, count=1)


def by_the_clock(act: Callable[[], object]) -> float:
    """Seconds that passed."""
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
