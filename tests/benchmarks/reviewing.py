"""What a supervisor's page costs, in CPU, in process. `python -m tests.benchmarks.reviewing [--profile]`

The reading page of an attempt of 30 turns (half of them second tries: no case is longer without rewinding), against
a turn of a trainee on the same machine in the same run: the POST and the page that follows it, whole. An attempt that
nobody has opened in this process before is told apart: its trace, its map and its rooms are drawn then, and kept.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import re
import tempfile
from contextlib import ExitStack
from pathlib import Path
from random import Random
from uuid import UUID

from flask import Flask

from simulator.engine.attempt import advance, begin, offered
from simulator.engine.scenario import Scenario
from simulator.storage import queued
from simulator.usecases.catalogue import Store
from simulator.usecases.people import SUPERVISOR
from simulator.web import rendering
from simulator.web.review import reading
from tests.benchmarks.measuring import heading, interleaved, tell
from tests.benchmarks.turn import FIELD, Client, Trainee, attune
from tests.usecases.trainee import COHORT, NOW, join

TURNS, PAGES, WARM_UP = 100, 40, 300
LENGTH = 30
CASE = "far-away"
TURN, READING, FIRST = "a turn: POST and its page", "reading page", "the same, opened first"


def main() -> None:
    """Measure, or say where the CPU goes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", action="store_true", help="where the CPU of the page goes")
    given = parser.parse_known_args()[0]
    with ExitStack() as rest:
        app = rest.enter_context(attune(Path(rest.enter_context(tempfile.TemporaryDirectory()))))
        attempt = long_attempt(app.extensions["attune"])
        supervisor = signed_in(app)
        if given.profile:
            profile(supervisor, attempt)
        else:
            compare(app, supervisor, attempt)


def long_attempt(store: Store) -> UUID:
    """A finished attempt of 30 turns that is in the queue: every answer is taken back once, and given again."""
    player = join(store, "Long")
    player.start(CASE)
    for response in _way(store.current[CASE]):
        for again in (True, False):
            player.to_respond()
            player.respond(response, "I wanted to slow us down, and to see what she does with it.")
            if again:
                player.rewind()
    player.to_respond()
    player.finish()
    with store.database.write() as session:
        queued.put(
            session,
            attempt_id=player.attempt,
            cohort_id=COHORT,
            person_id=player.actor.id,
            scores=(),
            finished_at=NOW,
        )
        session.commit()
    return player.attempt


def _way(scenario: Scenario) -> list[str]:
    """Responses that lead to an ending in half as many decisions."""
    dice = Random(1)
    while True:
        state, way = begin(scenario), []
        while not (scene := scenario.scene_by_slug[state.scene]).ending:
            way.append(dice.choice(offered(scene, state)).slug)
            state = advance(scenario, state, way[-1]).state
        if 2 * len(way) == LENGTH:
            return way


def signed_in(app: Flask) -> Client:
    """A supervisor's browser."""
    client = Client(app)
    join(app.extensions["attune"], "Benchilse", SUPERVISOR)
    page = client.ask("GET", "/sign-in")
    slug = re.search(r'action="/sign-in/demo/(benchilse[^"]*)"', page)
    if slug is None:
        raise LookupError("benchilse")
    client.ask("POST", f"/sign-in/demo/{slug[1]}", "&".join(f"{name}={value}" for name, value in FIELD.findall(page)))
    return client


def compare(app: Flask, supervisor: Client, attempt: UUID) -> None:
    """The ratios."""
    trainee = Trainee(app)
    for _ in range(WARM_UP):
        trainee.turn()
    page = f"/reviews/{attempt}"

    def turns() -> float:
        trainee.client.spent = 0.0
        for _ in range(TURNS):
            trainee.turn(swap=False)
        return 1000 * trainee.client.spent / TURNS

    def pages(*, first: bool) -> float:
        supervisor.spent = 0.0
        for _ in range(PAGES):
            if first:
                reading.DRAWN.clear()
                rendering._room_svg.cache_clear()
            supervisor.ask("GET", page, counts=True)
        if supervisor.status != 200:
            raise AssertionError(supervisor.page)
        return 1000 * supervisor.spent / PAGES

    supervisor.ask("GET", page)
    heading(f"The reading page of an attempt of {LENGTH} turns: milliseconds of CPU in process")
    found = interleaved({TURN: turns, READING: lambda: pages(first=False), FIRST: lambda: pages(first=True)})
    for name, value in found.items():
        tell(f"{name:30} {value:7.3f} ms  {value / found[TURN]:5.2f} x a turn")
    tell(f"{'size of the reading page':30} {supervisor.size:,} bytes")


def profile(supervisor: Client, attempt: UUID) -> None:
    """The most costly functions of the page."""
    for _ in range(10):
        supervisor.ask("GET", f"/reviews/{attempt}")
    profiler = cProfile.Profile()
    profiler.enable()
    for _ in range(PAGES):
        supervisor.ask("GET", f"/reviews/{attempt}")
    profiler.disable()
    found = pstats.Stats(profiler)
    found.sort_stats("cumulative").print_stats(45)
    found.sort_stats("tottime").print_stats(25)


if __name__ == "__main__":
    main()
