"""A turn's CPU against the number of stored turns, and against the length of the attempt."""

from __future__ import annotations

import statistics
import time
from datetime import UTC, datetime
from uuid import uuid4

from simulator.engine.attempt import advance, begin, gauges_by_slug
from simulator.engine.scoring import marks
from simulator.storage import attempts, people, turns
from simulator.usecases.catalogue import Store
from tests.benchmarks.measuring import runs
from tests.benchmarks.site import Player, furnished

STEPS = (1_000, 10_000, 100_000)
TURNS = 150


def _fill(store: Store, wanted: int, already: int) -> None:
    """Store turns until there are `wanted`, in attempts of twenty, as another trainee would have."""
    scenario = store.catalogue.current["side-by-side"]
    now = datetime.now(UTC)
    with store.database.read() as session:
        person = people.people(session)[0]
    while already < wanted:
        with store.database.write() as session:
            for _ in range(250):
                state = begin(scenario)
                attempt = attempts.add_attempt(
                    session,
                    person_id=person.id,
                    version=scenario.version,
                    mode="practice",
                    say_first=False,
                    start_gauges=gauges_by_slug(scenario, state),
                    state=state,
                    beat="respond",
                    token=uuid4().hex,
                    at=now,
                )
                step = advance(scenario, state, scenario.scenes[0].responses[0].slug)
                for _ in range(20):
                    record = turns.append_turn(session, attempt, step, marks(step), at=now)
                    attempt = attempt.after(record, beat="respond", token=uuid4().hex)
                    already += 1
                attempts.move_head(session, attempt, now)
            session.commit()


def _turn_ms(player: Player) -> float:
    spent = 0.0
    for _ in range(TURNS):
        player.walk()
        begun = time.process_time()
        player.turn()
        spent += time.process_time() - begun
    return spent / TURNS * 1000


def main() -> None:
    """Print the table."""
    rounds, already = runs(), 0
    first = 0.0
    with furnished() as app:
        player = Player(app, swap=True)
        _turn_ms(player)
        for wanted in STEPS:
            _fill(app.extensions["attune"], wanted, already)
            already = wanted
            middle = statistics.median(_turn_ms(player) for _ in range(rounds))
            first = first or middle
            print(f"| {wanted:,} stored turns | {middle:.2f} ms | {middle / first:.2f} x |")


if __name__ == "__main__":
    main()
