"""What the queue costs when 5,000 attempts stand in it, against a turn. `python -m tests.benchmarks.queue [--profile]`

Both in CPU, in process, in one run: a turn as in `turn` (POST respond and the page after it), the first page of the
queue in its plainest order, in the costliest one, and the attempt beside another one.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import re
import secrets
import tempfile
import time
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

from flask import Flask

from simulator.storage import people
from simulator.storage.tables import ATTEMPT, HELP_REQUEST, QUEUED_ATTEMPT, REVIEW_DRAFT
from simulator.usecases.catalogue import Store
from simulator.usecases.people import SUPERVISOR
from simulator.usecases.queue import QueueFilters, neighbours
from tests.benchmarks.measuring import cpu, heading, interleaved, tell
from tests.benchmarks.turn import Client, Trainee, attune
from tests.usecases.trainee import COHORT, NOW, join
from tests.usecases.trainee import Trainee as Person

ATTEMPTS, TRAINEES, TURNS, PAGES, WARM_UP = 5_000, 40, 100, 50, 300
TURN, QUEUE, SORTED, BESIDE = "a turn, 303 and GET", "the queue", "the queue by harmful moments", "the neighbours"


def main() -> None:
    """Measure, or say where the CPU of the queue goes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", action="store_true", help="where the CPU of the queue goes")
    given = parser.parse_known_args()[0]
    with ExitStack() as rest:
        app = rest.enter_context(attune(Path(rest.enter_context(tempfile.TemporaryDirectory()))))
        store = app.extensions["attune"]
        trainee = Trainee(app)
        name = f"Ilse{secrets.token_hex(4)}"
        ilse = join(store, name, SUPERVISOR)
        first = fill(store, ilse)
        client = signed_in(app, name)
        for _ in range(WARM_UP):
            trainee.turn(swap=False)
        for _ in range(PAGES):
            client.ask("GET", "/queue")
        if given.profile:
            profile(client)
        else:
            compare(trainee, client, store, ilse, first)


def fill(store: Store, ilse: Person) -> UUID:
    """Put attempts into the queue, as different from each other as those of a course; one of them."""
    dice = Random(1)
    versions = [case.version for case in store.current.values()]
    played = join(store, "Somebody")
    played.start(next(iter(store.current)))
    dealt = [(uuid4(), dice.randrange(TRAINEES)) for _ in range(ATTEMPTS)]
    asks = {"cohort_id": COHORT, "kind": "conversation", "note": "I did not know what to do.", "asked_at": NOW}
    drafts = {"person_id": ilse.actor.id, "purpose": "supervision", "revision": 1, "begun_at": NOW, "updated_at": NOW}
    drafts["content"] = {"levels": {"1/attunement/": 3}, "comments": {}, "disputes": {}}
    with store.database.write() as session:
        found = session.execute(ATTEMPT.select().where(ATTEMPT.c.id == played.attempt)).one()
        row = found._asdict() | {"finished_at": NOW}
        somebody = [people.add_person(session, name=f"Trainee {number}", at=NOW).id for number in range(TRAINEES)]
        owned = [{"attempt_id": one, "person_id": somebody[number]} for one, number in dealt]
        made = [
            {**row, "id": one["attempt_id"], "person_id": one["person_id"], "version": dice.choice(versions)}
            for one in owned
        ]
        session.execute(ATTEMPT.insert(), made)
        session.execute(QUEUED_ATTEMPT.insert(), [one | _queued(dice) for one in owned])
        session.execute(HELP_REQUEST.insert(), [one | asks | {"id": uuid4()} for one in owned[:200]])
        session.execute(
            REVIEW_DRAFT.insert(),
            [{**drafts, "id": uuid4(), "attempt_id": one, "task_id": one} for one, _ in dealt[:100]],
        )
        session.commit()
    return dealt[0][0]


def _queued(dice: Random) -> dict[str, Any]:
    return {
        "cohort_id": COHORT,
        "due_at": NOW + timedelta(days=dice.randint(-200, 30)),
        "finished_at": NOW - timedelta(minutes=dice.randint(0, 300_000)),
        "harmful": max(0, dice.randint(-6, 4)),
        "lowest": dice.choice([None, *range(0, 101, 5)]),
        "unsure": dice.random() < 0.3,
        "waits": dice.random() < 0.3,
        "asked_at": NOW if dice.random() < 0.1 else None,
        "answered_at": None,
        "read_at": None,
        "entries": 0,
        "last_entry": "",
    }


def signed_in(app: Flask, name: str) -> Client:
    """The supervisor's browser."""
    client = Client(app)
    page = client.ask("GET", "/sign-in")
    slug = re.search(rf'action="/sign-in/demo/({name.lower()}[^"]*)"', page)
    token = re.search(r'name="csrf_token" value="([^"]*)"', page)
    if slug is None or token is None:
        raise LookupError(name)
    client.ask("POST", f"/sign-in/demo/{slug[1]}", f"csrf_token={token[1]}")
    return client


def compare(trainee: Trainee, client: Client, store: Store, ilse: Person, attempt: UUID) -> None:
    """The ratios."""
    sizes: dict[str, int] = {}

    def turns() -> float:
        trainee.client.spent = 0.0
        for _ in range(TURNS):
            trainee.turn(swap=False)
        sizes[TURN] = trainee.client.size
        return 1000 * trainee.client.spent / TURNS

    def pages(name: str, path: str) -> float:
        client.spent = 0.0
        for _ in range(PAGES):
            client.ask("GET", path, counts=True)
        if client.status != 200 or f"{ATTEMPTS:,}".replace(",", "") not in client.page.replace(",", ""):
            raise AssertionError(client.page)
        sizes[name] = client.size
        return 1000 * client.spent / PAGES

    heading(f"The queue of {ATTEMPTS:,} attempts: milliseconds of CPU in process")
    found = interleaved(
        {
            TURN: turns,
            QUEUE: lambda: pages(QUEUE, "/queue?by=due"),
            SORTED: lambda: pages(SORTED, "/queue?by=harm"),
            BESIDE: lambda: 1000 * cpu(lambda: neighbours(store, ilse.actor, attempt, QueueFilters()), PAGES),
        }
    )
    for name, value in found.items():
        size = f"   ({sizes[name]:,} bytes)" if name in sizes else ""
        tell(f"{name:30} {value:7.3f} ms  {value / found[TURN]:5.2f} x a turn{size}")


def profile(client: Client) -> None:
    """The most costly functions of the queue."""
    profiler = cProfile.Profile(time.process_time)
    profiler.enable()
    for _ in range(PAGES):
        client.ask("GET", "/queue")
    profiler.disable()
    found = pstats.Stats(profiler)
    found.sort_stats("cumulative").print_stats(60)
    found.sort_stats("tottime").print_stats(30)


if __name__ == "__main__":
    main()
