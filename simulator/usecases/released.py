"""What a trainee sees of the reviews of their attempt: the one released last that was not reverted, and whose scores.

Nothing is overwritten: the scores of the case stay as they were, those with a supervisor's levels stand beside them and
say whose they are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from simulator.engine.attempt import counted
from simulator.engine.overriding import Given, rescored
from simulator.engine.rubric import PRINCIPLES, Level
from simulator.engine.scoring import Score
from simulator.storage import answers, directory, double_ratings, queued, reviews
from simulator.storage.database import Session
from simulator.storage.records import AttemptRecord, TurnRecord
from simulator.storage.review_records import CONSENSUS, CommentRecord, RatingRecord, ReleaseRecord, ReviewRecord
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import Phrase
from simulator.usecases.people import Actor
from simulator.usecases.scores import answers as choices

A_SUPERVISOR = Phrase("A supervisor")
"""What a supervisor is called who has been erased."""
LATELY = timedelta(days=14)


class ReleasedScores(NamedTuple):
    """Scores that a trainee may see: `by` is empty for those of the case, else the supervisor's name; since when."""

    scores: tuple[Score, ...]
    by: str
    at: datetime


class WrittenAbout(NamedTuple):
    """That somebody has written about an attempt: by whom, and when it was released."""

    attempt: UUID
    by: str
    at: datetime


class Differing(NamedTuple):
    """A level that a supervisor gave and the case did not; None: not in play."""

    seq: int
    principle: str
    title: str
    case: Level | None
    supervisor: Level | None


class Released(NamedTuple):
    """What has been released of an attempt, told.

    `review` is None if only the scores of the case were, or what was is reverted. `by` is who wrote the review, or else
    who released the scores (empty: nobody did that by itself). `comments` are those of the review, but for why its
    writer thinks otherwise now. `taken_back`: when a released review was reverted last, if nothing was released since.
    """

    review: ReviewRecord | None
    by: str
    at: datetime
    taken_back: datetime | None
    comments: tuple[CommentRecord, ...] = ()
    ratings: tuple[RatingRecord, ...] = ()
    differing: tuple[Differing, ...] = ()
    scores: tuple[Score, ...] = ()


def released_review(session: Session, attempt_id: UUID) -> ReviewRecord | None:
    """The review of an attempt that its trainee sees: released last and not reverted; None: there is none."""
    return released_reviews(session, [attempt_id]).get(attempt_id)


def released_reviews(session: Session, attempts: Collection[UUID]) -> dict[UUID, ReviewRecord]:
    """The same for several attempts; those without one are left out."""
    releases = [one for one in reviews.releases_of(session, attempts) if one.review_id]
    if not releases:
        return {}
    reverted = {one.review_id for one in reviews.reversals_of(session, attempts)}
    standing = {one.attempt_id: one.review_id for one in releases if one.review_id not in reverted}
    return {
        one.attempt_id: one for one in reviews.reviews_of(session, list(standing)) if standing[one.attempt_id] == one.id
    }


def writers(session: Session, found: Iterable[ReviewRecord]) -> dict[UUID, str]:
    """Whose each of these reviews is, by its id; a consensus is of both who rated. Erased: “A supervisor”."""
    people: dict[UUID, tuple[UUID, ...]] = {}
    for one in found:
        double = double_ratings.double_rating(session, one.task_id) if one.purpose == CONSENSUS else None
        people[one.id] = (double.first_rater, double.second_rater) if double else (one.person_id,)
    names = directory.names(session, {person for both in people.values() for person in both})
    return {
        review: ", ".join(names[person] for person in both if person in names) or A_SUPERVISOR
        for review, both in people.items()
    }


def scores_of(
    attempt: AttemptRecord,
    records: Sequence[TurnRecord],
    review: ReviewRecord | None = None,
    ratings: Iterable[RatingRecord] = (),
    by: str = "",
) -> ReleasedScores:
    """The scores of a finished attempt: with the levels of a review, if there is one, written `by` (see `writers`)."""
    if review is None:
        return ReleasedScores(
            attempt.scores or (), "", attempt.released_at or attempt.finished_at or attempt.updated_at
        )
    return ReleasedScores(with_levels(records, given(ratings)), by, review.at)


def with_levels(records: Sequence[TurnRecord], levels: Given) -> tuple[Score, ...]:
    """The scores over the turns that count, with a supervisor's levels."""
    counting = counted(choices(records))
    return rescored({one.seq: one.marks for one in records if one.seq in counting}, levels)


def given(ratings: Iterable[RatingRecord]) -> dict[tuple[int, str], int]:
    """The levels that a review gives to principles, by turn and principle; those on criteria do not score."""
    return {(one.seq, one.principle): one.level for one in ratings if not one.criterion}


def released(session: Session, attempt: AttemptRecord, records: Sequence[TurnRecord]) -> Released | None:
    """What has been released of an attempt to its trainee; None: nothing ever was."""
    releases = reviews.releases_of(session, [attempt.id])
    if not releases:
        return None
    reverted = {one.review_id: one.at for one in reviews.reversals_of(session, [attempt.id])}
    last = next((one for one in reversed(releases) if one.review_id and one.review_id not in reverted), None)
    taken_back = _taken_back(releases, reverted)
    if last is None or last.review_id is None:
        alone = next((one for one in reversed(releases) if one.review_id is None), None)
        by = _name(session, alone.person_id) if alone else ""
        return Released(None, by, (alone or releases[-1]).at, taken_back)
    review = reviews.review(session, last.review_id)
    if review is None:
        return None
    ratings = reviews.ratings_of(session, [review.id]).get(review.id, ())
    levels = given(ratings)
    said = reviews.comments_of(session, [review.id]).get(review.id, ())
    return Released(
        review=review,
        by=writers(session, [review])[review.id],
        at=last.at,
        taken_back=taken_back,
        comments=tuple(one for one in said if one.place != "why"),
        ratings=ratings,
        differing=differing(records, levels),
        scores=with_levels(records, levels),
    )


def unanswered(store: Store, actor: Actor, now: datetime | None = None) -> tuple[WrittenAbout, ...]:
    """Reviews released to this person lately that hold comments of which they have answered none, newest first."""
    now = now or datetime.now(UTC)
    with store.database.read() as session:
        lately = queued.released_since(session, actor.id, now - LATELY)
        if not lately:
            return ()
        found = released_reviews(session, list(lately))
        comments = reviews.comments_of(session, [one.id for one in found.values()])
        talked = {one.attempt_id for one in answers.answers_of(session, list(found)) if one.person_id == actor.id}
        names = writers(session, found.values())
    return tuple(
        WrittenAbout(one.attempt_id, names[one.id], lately[one.attempt_id])
        for one in sorted(found.values(), key=lambda one: lately[one.attempt_id], reverse=True)
        if one.attempt_id not in talked and any(said.place != "why" for said in comments.get(one.id, ()))
    )


def differing(records: Sequence[TurnRecord], levels: Mapping[tuple[int, str], int]) -> tuple[Differing, ...]:
    """Where a review and the case give different levels, by turn."""
    found = []
    for record in records:
        by_case = {mark.principle: mark.level for mark in record.marks}
        for principle, title in PRINCIPLES.items():
            level = levels.get((record.seq, principle))
            if level is not None and level != by_case.get(principle, 0):
                theirs = Level(level) if level else None
                found.append(Differing(record.seq, principle, title, by_case.get(principle), theirs))
    return tuple(found)


def _taken_back(releases: Sequence[ReleaseRecord], reverted: Mapping[UUID, datetime]) -> datetime | None:
    """When a review was reverted that had been released, if no other was released after that."""
    gone = max(
        (reverted[one.review_id] for one in releases if one.review_id and one.review_id in reverted), default=None
    )
    newest = max(one.at for one in releases)
    return gone if gone is not None and newest <= gone else None


def _name(session: Session, person_id: UUID) -> str:
    return directory.names(session, [person_id]).get(person_id, A_SUPERVISOR)
