"""Trusting what supervisors rated: chains of reviews, what hangs on them, what the queue keeps of scores, drills."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from simulator.engine.attempt import advance
from simulator.engine.rubric import PRINCIPLES, Rubric
from simulator.engine.scoring import marks
from simulator.storage import calibration, double_ratings, queued, review_chain, reviews
from simulator.storage.database import Session
from simulator.storage.double_ratings import DoubleRatingRecord
from simulator.storage.drills import DrillRecord
from simulator.storage.records import AttemptRecord, TurnRecord
from simulator.storage.review_records import (
    BLIND,
    CALIBRATION,
    CONSENSUS,
    SUPERVISION,
    Entry,
    QueuedRecord,
    RatingRecord,
    ReleaseRecord,
    ReversalRecord,
    ReviewRecord,
)
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound


class Reviewed(NamedTuple):
    """All that is stored about the readings of one attempt. `digests` are those of the comments that are there."""

    place: QueuedRecord | None
    entries: tuple[Entry, ...]
    ratings: Mapping[UUID, Sequence[RatingRecord]]
    digests: Mapping[UUID, Mapping[str, str]]
    double_ratings: tuple[DoubleRatingRecord, ...]
    sets: frozenset[UUID]

    @property
    def reviews(self) -> tuple[ReviewRecord, ...]:
        """The reviews among the entries."""
        return tuple(one for one in self.entries if isinstance(one, ReviewRecord))

    @property
    def reverted(self) -> frozenset[UUID]:
        """The reviews that do not count any more."""
        return frozenset(one.review_id for one in self.entries if isinstance(one, ReversalRecord))


Found = Iterator[tuple[int, str]]
"""Turns (0: the attempt itself) with sentences about them."""


def collected(session: Session, attempt_ids: Iterable[UUID]) -> dict[UUID, Reviewed]:
    """What is stored about the readings of these attempts, for those that are in the queue or have a review."""
    places = {one.attempt_id: one for one in queued.everything_queued(session)}
    read = reviews.reviewed_attempts(session)
    return {one: _collected(session, one, places.get(one)) for one in attempt_ids if one in places or one in read}


def discrepancies(
    rubric: Rubric, attempt: AttemptRecord, records: Sequence[TurnRecord], found: Reviewed, *, erased: bool
) -> Found:
    """What does not fit in the readings of an attempt; `erased`: its trainee was, so that comments may be gone."""
    yield from _chain(found)
    if found.place is not None:
        yield from _queue(attempt, found.place, found)
    for review in found.reviews:
        yield from _comments(review, found.digests.get(review.id, {}), erased=erased)
        yield from _ratings(rubric, review, found.ratings.get(review.id, ()), {one.seq for one in records})
        if not _has_its_task(review, found):
            yield 0, f"review {review.number} was written for something that is not there"
    yield from _named(found)
    for one in found.double_ratings:
        yield from _double_rating(one, found)


def drill_discrepancy(store: Store, drill: DrillRecord) -> str:
    """How a drill differs from what a replay gives; empty: it does not."""
    try:
        step = advance(store.scenario(drill.version), drill.start, drill.response)
    except (NotFound, ValueError, KeyError) as error:
        return f"the scene cannot be played again ({type(error).__name__})"
    if (step.state, frozenset(marks(step))) != (drill.state, frozenset(drill.marks)):
        return "the state or the ratings are not what a replay gives"
    return ""


def _collected(session: Session, attempt_id: UUID, place: QueuedRecord | None) -> Reviewed:
    entries = reviews.entries_of(session, attempt_id)
    ids = [one.id for one in entries if isinstance(one, ReviewRecord)]
    rounds = {one.task_id for one in entries if isinstance(one, ReviewRecord) and one.purpose == CALIBRATION}
    there = (calibration.calibration_round(session, one) for one in rounds)
    return Reviewed(
        place,
        entries,
        reviews.ratings_of(session, ids) if ids else {},
        {one: reviews.digests_of(session, one) for one in ids},
        double_ratings.of_attempt(session, attempt_id),
        frozenset(one.id for one in there if one and attempt_id in calibration.attempts_of(session, one.set_id)),
    )


def _chain(found: Reviewed) -> Found:
    if found.place is None:
        yield 0, "it was reviewed or released, but stands in no queue"
        return
    broken = review_chain.first_break(found.entries, found.ratings, found.place.entries, found.place.last_entry)
    if broken is not None:
        yield 0, f"the chain of its reviews breaks at entry {broken}: it was changed, moved or left out"


def _queue(attempt: AttemptRecord, place: QueuedRecord, found: Reviewed) -> Found:
    figures = queued.figures(attempt.scores or ())
    if (place.person_id, place.harmful, place.lowest, place.unsure) != (attempt.person_id, *figures):
        yield 0, "the queue says something else about it than the attempt"
    released = [
        one.at
        for one in found.entries
        if isinstance(one, ReleaseRecord) and one.review_id and one.review_id not in found.reverted
    ]
    if place.read_at != (released[-1] if released else None):
        yield 0, "the queue says another time of its last released review"


def _comments(review: ReviewRecord, there: Mapping[str, str], *, erased: bool) -> Found:
    for thread in sorted(review.digests.keys() | there.keys()):
        if thread not in there:
            if not erased:
                yield 0, f"a comment of review {review.number} is missing"
        elif there[thread] != review.digests.get(thread):
            yield 0, f"a comment of review {review.number} is not the one that was written"


def _ratings(rubric: Rubric, review: ReviewRecord, ratings: Sequence[RatingRecord], numbers: set[int]) -> Found:
    """Ratings of what there is. Which criteria an earlier rubric had is not known any more."""
    for one in ratings:
        criterion = rubric.criteria.get(one.criterion)
        known = not one.criterion or review.rubric != rubric.version
        known = known or (criterion is not None and criterion.principle == one.principle)
        if one.seq not in numbers or one.principle not in PRINCIPLES or not 0 <= one.level <= 4 or not known:
            yield one.seq, f"review {review.number} rates what is not there"


def _has_its_task(review: ReviewRecord, found: Reviewed) -> bool:
    if review.purpose == SUPERVISION:
        return review.task_id == review.attempt_id
    if review.purpose == CALIBRATION:
        return review.task_id in found.sets
    return any(one.id == review.task_id and one.is_rater(review.person_id) for one in found.double_ratings)


def _named(found: Reviewed) -> Found:
    """That what is released or reverted is a review of this attempt, written before."""
    by_id = {one.id: one for one in found.reviews}
    for one in found.entries:
        if isinstance(one, ReviewRecord) or one.review_id is None:
            continue
        review = by_id.get(one.review_id)
        if review is None or review.number >= one.number:
            yield 0, f"entry {one.number} of its reviews names a review that was not there"
        elif isinstance(one, ReleaseRecord) and review.purpose not in (SUPERVISION, CONSENSUS):
            yield 0, f"entry {one.number} of its reviews releases what was rated blind"


def _double_rating(one: DoubleRatingRecord, found: Reviewed) -> Found:
    """That times of being done are those of reviews, and that a review that counts has one."""
    done = {
        "the first rater": (one.first_done_at, BLIND, (one.first_rater,)),
        "the second rater": (one.second_done_at, BLIND, (one.second_rater,)),
        "both raters together": (one.settled_at, CONSENSUS, (one.first_rater, one.second_rater)),
    }
    for who, (at, purpose, raters) in done.items():
        theirs = [
            review
            for review in found.reviews
            if (review.purpose, review.task_id) == (purpose, one.id) and review.person_id in raters
        ]
        counts = any(review.id not in found.reverted for review in theirs)
        if (at is None and counts) or (at is not None and at not in {review.at for review in theirs}):
            yield 0, f"when {who} finished a double rating is not when a review was finished"
