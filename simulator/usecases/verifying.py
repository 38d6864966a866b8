"""Trusting the numbers: every stored attempt played again and compared with what is stored."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from simulator.engine.attempt import Step, begin, replay
from simulator.engine.scenario import Scenario
from simulator.engine.scoring import marks
from simulator.storage import attempts, chain, turns
from simulator.storage.records import AttemptRecord, TurnRecord
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound
from simulator.usecases.scores import answers, final_scores


class Discrepancy(NamedTuple):
    """Something stored that is not what a replay gives: the attempt, the turn (0: the attempt itself), a sentence."""

    attempt: UUID
    seq: int
    sentence: str


class Verification(NamedTuple):
    """How much was looked at, and what was found."""

    attempts: int
    turns: int
    discrepancies: tuple[Discrepancy, ...]


def verify(store: Store) -> Verification:
    """Replay every stored attempt: numbering, hash chain, states, ratings, head, and the scores of finished ones."""
    with store.database.read() as session:
        stored = [(attempt, turns.turns_of(session, attempt.id)) for attempt in attempts.every_attempt(session)]
    found = tuple(one for attempt, records in stored for one in _discrepancies(store, attempt, records))
    return Verification(len(stored), sum(len(records) for _, records in stored), found)


def _discrepancies(store: Store, attempt: AttemptRecord, records: tuple[TurnRecord, ...]) -> Iterator[Discrepancy]:
    broken = chain.first_break(attempt, records)
    if broken is not None:
        yield Discrepancy(attempt.id, broken, "the hash chain breaks here: a turn was changed, moved or left out")
    try:
        scenario = store.scenario(attempt.version)
        steps = replay(scenario, begin(scenario, attempt.start_gauges), answers(records))
    except (NotFound, ValueError, KeyError) as error:
        yield Discrepancy(attempt.id, 0, f"the attempt cannot be played again ({type(error).__name__}: {error})")
        return
    for record in records:
        yield from _differences(record, steps[record.seq])
    yield from _head_and_scores(scenario, attempt, records, steps)


def _differences(record: TurnRecord, step: Step) -> Iterator[Discrepancy]:
    pairs = {
        "scene": (record.scene, step.scene.slug),
        "state": (record.state, step.state),
        "ratings": (frozenset(record.marks), frozenset(marks(step))),
        "takeover": (record.took_over, step.took_over),
        "window": (record.left_window, step.left_window),
    }
    for what, (stored, played) in pairs.items():
        if stored != played:
            yield Discrepancy(record.attempt_id, record.seq, f"the {what} is not what a replay gives")


def _head_and_scores(
    scenario: Scenario, attempt: AttemptRecord, records: tuple[TurnRecord, ...], steps: dict[int, Step]
) -> Iterator[Discrepancy]:
    expected = steps[attempt.head].state if attempt.head in steps else begin(scenario, attempt.start_gauges)
    if attempt.state != expected:
        yield Discrepancy(attempt.id, 0, "the attempt does not stand where its turns lead")
    if attempt.finished_at and attempt.scores != final_scores(records):
        yield Discrepancy(attempt.id, 0, "the stored scores are not what a replay gives")
