"""Trusting the numbers: every stored attempt played again and compared with what is stored, and all that was rated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple
from uuid import UUID

from simulator.engine.attempt import Step, begin, counted, gauges_by_slug, replay
from simulator.engine.scenario import Scenario
from simulator.engine.scoring import marks
from simulator.engine.state import State
from simulator.markup.source import version_of
from simulator.storage import attempts, chain, drills, people, turns, versions
from simulator.storage.database import Session
from simulator.storage.records import AttemptRecord, TurnRecord, WordsRecord
from simulator.usecases import verifying_reviews
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound
from simulator.usecases.scores import answers, final_scores


class Discrepancy(NamedTuple):
    """Something stored that is not what it should be: the attempt, the turn (0: the attempt itself), a sentence.

    `kind` is "drill" for what is found in one: then `attempt` is its number.
    """

    attempt: UUID
    seq: int
    sentence: str
    kind: str = "attempt"


class Verification(NamedTuple):
    """How much was looked at, and what was found."""

    attempts: int
    turns: int
    discrepancies: tuple[Discrepancy, ...]
    reviews: int = 0
    drills: int = 0


def verify(store: Store) -> Verification:
    """Replay every stored attempt: numbering, hash chain, words, states, ratings, head, scores of finished ones.

    And what supervisors said of them (see `verifying_reviews`), and every drill.
    """
    with store.database.read() as session:
        stored = [(attempt, turns.turns_of(session, attempt.id)) for attempt in attempts.every_attempt(session)]
        changed = {version for version in {one.version for one, _ in stored} if _was_changed(session, version)}
        read = verifying_reviews.collected(session, (attempt.id for attempt, _ in stored))
        practised = drills.every_drill(session)
        there = {person.id for person in people.people(session)}  # without those who were erased
        found = [
            one
            for attempt, records in stored
            for one in _changed_words(
                records, turns.words_of(session, attempt.id), erased=attempt.person_id not in there
            )
        ]
    found += [one for attempt, records in stored for one in _discrepancies(store, attempt, records)]
    found += [Discrepancy(one.id, 0, "the text of its case was changed") for one, _ in stored if one.version in changed]
    by_id = {attempt.id: attempt for attempt, _ in stored}
    found += [
        Discrepancy(one.id, 0, "it did not begin as the attempt it continues had ended")
        for one, _ in stored
        if not _begins_well(store, one, by_id)
    ]
    rubric = store.catalogue.rubric
    found += [
        Discrepancy(attempt.id, seq, sentence)
        for attempt, records in stored
        if attempt.id in read
        for seq, sentence in verifying_reviews.discrepancies(
            rubric, attempt, records, read[attempt.id], erased=attempt.person_id not in there
        )
    ]
    found += [
        Discrepancy(one.id, 0, sentence, "drill")
        for one in practised
        if (sentence := verifying_reviews.drill_discrepancy(store, one))
    ]
    return Verification(
        attempts=len(stored),
        turns=sum(len(records) for _, records in stored),
        discrepancies=tuple(found),
        reviews=sum(len(one.reviews) for one in read.values()),
        drills=len(practised),
    )


def _was_changed(session: Session, version: str) -> bool:
    kept = versions.version_of(session, version)
    return kept is None or version_of(kept.text) != version


def _begins_well(store: Store, attempt: AttemptRecord, every: Mapping[UUID, AttemptRecord]) -> bool:
    """Whether the client's gauges at the start are those of the case, or those at the end of the attempt before."""
    try:
        scenario = store.scenario(attempt.version)
        carried = None
        if attempt.continues:
            earlier = every[attempt.continues]
            if earlier.person_id != attempt.person_id or not earlier.finished_at:
                return False
            carried = gauges_by_slug(store.scenario(earlier.version), earlier.state)
        return gauges_by_slug(scenario, begin(scenario, carried)) == attempt.start_gauges
    except (NotFound, KeyError, ValueError):
        return False


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


def _changed_words(
    records: Iterable[TurnRecord], words: Iterable[WordsRecord], *, erased: bool
) -> Iterator[Discrepancy]:
    """What was written against the digests of the turns; the words of an erased person may be gone."""
    kept = {(one.attempt_id, one.seq, "said"): one.said_digest for one in records if one.said_digest}
    kept |= {(one.attempt_id, one.seq, "reason"): one.reason_digest for one in records if one.reason_digest}
    found = {(one.attempt_id, one.seq, one.kind): chain.digest(one.salt, one.text) for one in words}
    for attempt, seq, kind in sorted(kept.keys() | found.keys()):
        place = attempt, seq, kind
        if place not in found:
            if not erased:
                yield Discrepancy(attempt, seq, f"the words of this turn are missing ({kind})")
        elif found[place] != kept.get(place):
            yield Discrepancy(attempt, seq, f"the words of this turn are not those that were written ({kind})")


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
    if not _is_a_page(scenario, attempt, expected):
        yield Discrepancy(attempt.id, 0, "no page looks like the one it stands at")
    if attempt.mode == "assessment" and len(counted(answers(records))) != len(records):
        yield Discrepancy(attempt.id, 0, "an assessment has no second tries")


def _is_a_page(scenario: Scenario, attempt: AttemptRecord, state: State) -> bool:
    """Whether the beat, and what was noticed and said so far, can be those of an attempt in this state."""
    scene = scenario.scene_by_slug[state.scene]
    asked = scene.own_words or attempt.say_first
    if attempt.beat == "feel":
        open_ended = attempt.mode == "practice" and 0 < attempt.head == attempt.turns
        return open_ended and not attempt.finished_at and attempt.noticed is None and attempt.said is None
    if attempt.beat == "ending" or scene.ending:
        untouched = attempt.noticed is None and attempt.said is None
        return attempt.beat == "ending" and scene.ending is not None and untouched
    noticed = attempt.noticed is not None and all(0 <= cue < len(scene.cues) for cue in attempt.noticed)
    so_far = attempt.noticed is None if attempt.beat == "notice" or not scene.cues else noticed
    silent = attempt.said is None
    possible = {"notice": silent and bool(scene.cues), "say": silent and asked, "respond": silent or asked}
    return not attempt.finished_at and so_far and possible[attempt.beat]
