"""Whether a turn costs the same in a large store and in a long attempt. `python -m tests.benchmarks.growth`"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from random import Random
from uuid import UUID, uuid4

from flask import Flask

from simulator.app import create_app
from simulator.engine.attempt import advance, begin, gauges_by_slug, offered
from simulator.engine.scoring import marks
from simulator.storage import attempts, migrating, people, turns
from simulator.storage.database import Session
from simulator.usecases.catalogue import Store
from tests.benchmarks.measuring import heading, interleaved, tell
from tests.benchmarks.stories import case
from tests.benchmarks.turn import Trainee
from tests.plumbing.keys import with_keys
from tests.usecases.cases import folder_of
from tests.usecases.trainee import NOW

TURNS = 100
STORED = (1_000, 10_000, 100_000)
LONG = (10, 100, 1_000)
LAST = "answer-29-0"
"""The one response of the story that leads to its ending."""


def main() -> None:
    """Measure both."""
    with ExitStack() as rest:
        folder = Path(rest.enter_context(tempfile.TemporaryDirectory()))
        apps = {count: opened(rest, folder / f"{count}") for count in (0, *STORED)}
        for count in STORED:
            fill(apps[count].extensions["attune"], count)
        heading(f"A turn against stored turns: milliseconds of CPU in process, {TURNS} turns a run")
        compare({f"{count:,} turns": spender(endless(apps[count])) for count in STORED})
        heading(f"A turn against the length of the attempt: milliseconds of CPU in process, {TURNS} turns a run")
        compare({f"from turn {count:,} on": spender(long_attempt(apps[0], count)) for count in LONG})


def opened(rest: ExitStack, folder: Path) -> Flask:
    """Attune with the story alone."""
    cases = folder_of(folder / "cases", story=case())
    url = f"sqlite:///{folder / 'attune.sqlite3'}"
    migrating.upgrade(url)
    app = create_app(with_keys(mode="demo", database_url=url, scenarios=cases))
    rest.callback(app.extensions["attune"].database.close)
    return app


def fill(store: Store, count: int) -> None:
    """So many turns of other people: a hundred people, attempts of twenty turns."""
    dice = Random(count)
    with store.database.write() as session:
        crowd = [people.add_person(session, name="X", slug=f"x-{n}", at=NOW) for n in range(100)]
        for number in range(count // 20):
            play(store, session, crowd[number % 100].id, dice)
        session.commit()


def play(store: Store, session: Session, person: UUID, dice: Random) -> None:
    """An attempt of twenty turns, straight into the store."""
    story = store.catalogue.current["story"]
    state = begin(story)
    attempt = attempts.add_attempt(
        session,
        person_id=person,
        version=story.version,
        mode="practice",
        say_first=False,
        start_gauges=gauges_by_slug(story, state),
        state=state,
        beat="respond",
        token=uuid4().hex,
        at=NOW,
    )
    for _ in range(20):
        choices = offered(story.scene_by_slug[attempt.state.scene], attempt.state)
        if not choices:
            break
        step = advance(story, attempt.state, dice.choice(choices).slug)
        turn = turns.append_turn(session, attempt, step, marks(step), at=NOW, reason="I wanted to slow us down.")
        attempt = attempt.after(turn, beat="feel", token=uuid4().hex)
    attempts.move_head(session, attempt, NOW)


def endless(app: Flask) -> Trainee:
    """Somebody who never takes the way to the end."""
    trainee = Trainee(app, "story")
    trainee.avoided = LAST
    return trainee


def long_attempt(app: Flask, count: int) -> Trainee:
    """Somebody in an attempt that is so long already."""
    trainee = endless(app)
    for _ in range(count):
        trainee.turn()
    return trainee


def spender(trainee: Trainee) -> Callable[[], float]:
    """Milliseconds of CPU of one of many turns."""

    def spend() -> float:
        trainee.client.spent = 0.0
        for _ in range(TURNS):
            trainee.turn()
        return 1000 * trainee.client.spent / TURNS

    return spend


def compare(measures: dict[str, Callable[[], float]]) -> None:
    """Each against the first."""
    for measure in measures.values():
        measure()
    found = interleaved(measures)
    first = next(iter(found.values()))
    for name, value in found.items():
        tell(f"{name:25} {value:7.3f} ms  {value / first:6.2f} x")


if __name__ == "__main__":
    main()
