"""Reverting reviews: a named set of them does not count any more. They stay on record, and so does who reverted them.

What counts then, and what the trainee sees, is what stood before. A reversal is never taken back; the supervisor can
finish the reading once more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from simulator.storage import audit, cohorts, disputes, double_ratings, queued, review_changes, review_drafts, reviews
from simulator.storage.database import Session
from simulator.storage.review_changes import EntryRow, Named
from simulator.storage.review_records import BLIND, CONSENSUS, SUPERVISION, QueuedRecord, ReviewRecord
from simulator.usecases.catalogue import Store
from simulator.usecases.cohorts import renewed
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.people import COURSE_LEADER, Actor
from simulator.usecases.reviewing import Content, DisputeKey, LevelKey, content_of, plain
from simulator.usecases.texts import typed

MOST = 2_000
"""So many reviews are reverted at once; who means more names a smaller set."""


class Reverted(NamedTuple):
    """How many reviews were reverted now, and how many had been before."""

    reverted: int
    before: int


def revert(
    store: Store, actor: Actor, cohort_id: UUID, review_ids: Collection[UUID], why: str, now: datetime | None = None
) -> Reverted:
    """Revert these reviews of a cohort, attempt by attempt; those that are reverted already are only counted.

    Raises:
        NotFound: the actor does not lead this cohort, or one of the reviews is none of it that they may see.
        Refused: none was chosen, or too many; no reason was given.
    """
    reason = _reason(why)
    if not review_ids:
        raise Refused("Please tick at least one rating.")
    if len(review_ids) > MOST:
        raise Refused("At most {count} ratings can be reverted at once. Please name a smaller set.", count=MOST)
    with store.database.read() as session:
        named = Named(
            cohort=cohort_id,
            reviews=review_ids,
            hidden=double_ratings.withheld_from(session, actor.id),
            not_of=actor.id,
        )
        found = review_changes.reviews(session, named, MOST)
        _require_leader(session, actor, cohort_id)
    if {one.id for one in found} != set(review_ids):
        raise NotFound(str(cohort_id))
    return _revert(store, actor, found, reason, now or datetime.now(UTC))


def revert_named(store: Store, found: Collection[EntryRow], why: str, now: datetime | None = None) -> Reverted:
    """Revert these reviews by a command on the server.

    Raises:
        Refused: no reason was given.
    """
    return _revert(store, None, found, _reason(why), now or datetime.now(UTC))


def _reason(why: str) -> str:
    reason = typed(why, "Your reason")
    if not reason:
        raise Refused("Please say in a sentence why; it stays on record with each of them.")
    return reason


def _require_leader(session: Session, actor: Actor, cohort_id: UUID) -> None:
    found = cohorts.cohort(session, cohort_id)
    if found is None or not renewed(session, actor).is_in(cohort_id, COURSE_LEADER):
        raise NotFound(str(cohort_id))


def _revert(store: Store, actor: Actor | None, found: Iterable[EntryRow], why: str, now: datetime) -> Reverted:
    by_attempt: dict[UUID, list[UUID]] = {}
    for one in found:
        by_attempt.setdefault(one.attempt_id, []).append(one.id)
    reverted = before = 0
    for attempt_id in sorted(by_attempt):
        with store.database.write() as session:
            place = queued.queued(session, attempt_id, lock=True)
            if place is None:
                raise NotFound(str(attempt_id))
            if actor is not None:
                _require_leader(session, actor, place.cohort_id)
            count = _revert_in(session, actor, place, frozenset(by_attempt[attempt_id]), why, now)
            if count:
                session.commit()
        reverted, before = reverted + count, before + len(by_attempt[attempt_id]) - count
    return Reverted(reverted, before)


def _revert_in(
    session: Session, actor: Actor | None, place: QueuedRecord, chosen: frozenset[UUID], why: str, now: datetime
) -> int:
    """Within a write, with the attempt's place locked."""
    attempt_id, person_id = place.attempt_id, actor.id if actor else None
    gone = {one.review_id for one in reviews.reversals_of(session, [attempt_id])}
    written = reviews.reviews_of(session, [attempt_id])
    these = [one for one in written if one.id in chosen and one.id not in gone]
    for one in these:
        place = queued.queued(session, attempt_id) or place
        reviews.add_reversal(session, place, one.id, person_id, why, now)
    if not these:
        return 0
    standing = reviews.standing(written, reviews.reversals_of(session, [attempt_id]))
    for one in these:
        _withdraw_disputes(session, one, now)
        _not_done(session, one, standing.values())
        _restore_draft(session, one, standing.values(), now)
    _read_at(session, attempt_id)
    audit.note(
        session,
        "review reverted",
        now,
        actor=person_id,
        person=place.person_id,
        cohort=place.cohort_id,
        subject=attempt_id,
    )
    return len(these)


def _read_at(session: Session, attempt_id: UUID) -> None:
    """When the last review was released that still counts."""
    gone = {one.review_id for one in reviews.reversals_of(session, [attempt_id])}
    released = [
        one.at for one in reviews.releases_of(session, [attempt_id]) if one.review_id and one.review_id not in gone
    ]
    queued.change(session, attempt_id, read_at=released[-1] if released else None)


def _withdraw_disputes(session: Session, review: ReviewRecord, now: datetime) -> None:
    """What was disputed with this review and not settled is not disputed any more."""
    for one in disputes.disputes_by(session, review.attempt_id, review.person_id):
        if one.at == review.at and one.outcome is None and one.withdrawn_at is None:
            disputes.change_dispute(session, one._replace(withdrawn_at=now))


def _not_done(session: Session, review: ReviewRecord, standing: Iterable[ReviewRecord]) -> None:
    """A double rating asks again for what was reverted, unless its raters have seen each other's ratings already."""
    if review.purpose not in (BLIND, CONSENSUS):
        return
    found = double_ratings.double_rating(session, review.task_id, lock=True)
    if found is None or any(_same_task(one, review) for one in standing):
        return
    if review.purpose == CONSENSUS:
        found = found._replace(settled_at=None)
    elif not found.both_done and review.person_id == found.first_rater:
        found = found._replace(first_done_at=None)
    elif not found.both_done:
        found = found._replace(second_done_at=None)
    double_ratings.change_double_rating(session, found)


def _restore_draft(session: Session, review: ReviewRecord, standing: Iterable[ReviewRecord], now: datetime) -> None:
    """Where the draft still says what was reverted, it says again what counts now. Writing is never thrown away: what
    was written since stays, and so does the draft if nothing counts now.
    """
    owner = review.person_id
    if review.purpose == CONSENSUS:
        double = double_ratings.double_rating(session, review.task_id)
        owner = double.first_rater if double else owner
    draft = review_drafts.draft_of(session, review.attempt_id, owner, review.purpose, review.task_id, lock=True)
    before = max((one for one in standing if _same_task(one, review)), key=lambda one: one.number, default=None)
    if draft is None or before is None or content_of(draft).levels != _levels(session, review):
        return
    said = reviews.comments_of(session, [before.id]).get(before.id, ())
    disputed = {
        DisputeKey(one.seq, one.principle): one.text
        for one in disputes.disputes_by(session, review.attempt_id, owner)
        if review.purpose == SUPERVISION and one.withdrawn_at is None
    }
    comments = {one.thread: one for one in said if one.place != "why"}
    content = Content(_levels(session, before), comments, disputed)
    kept = draft._replace(content=plain(content), revision=draft.revision + 1, updated_at=now)
    review_drafts.change_draft(session, kept)


def _levels(session: Session, review: ReviewRecord) -> dict[LevelKey, int]:
    ratings = reviews.ratings_of(session, [review.id]).get(review.id, ())
    return {LevelKey(one.seq, one.principle, one.criterion): one.level for one in ratings}


def _same_task(one: ReviewRecord, other: ReviewRecord) -> bool:
    """Whether both were written for the same reading, in a consensus by either rater."""
    same = (one.purpose, one.task_id) == (other.purpose, other.task_id)
    return same and (one.purpose == CONSENSUS or one.person_id == other.person_id)
