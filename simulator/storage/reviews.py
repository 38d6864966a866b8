"""Reviews with their ratings and comments, releases and reversals: written once, in one chain per attempt.

Whoever adds an entry has read the attempt's row of the queue with `lock` (see `queued`), so that numbers follow each
other. What counts is `standing`: of each supervisor, for each task, the last review that was not reverted.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Table, select, union

from simulator.storage.chain import digest
from simulator.storage.columns import in_utc
from simulator.storage.database import Session
from simulator.storage.queued import moved
from simulator.storage.review_chain import link
from simulator.storage.review_records import (
    CommentRecord,
    Entry,
    QueuedRecord,
    RatingRecord,
    ReleaseRecord,
    ReversalRecord,
    ReviewRecord,
)
from simulator.storage.tables import RATING, REVIEW, REVIEW_COMMENT, REVIEW_RELEASE, REVIEW_REVERSAL
from simulator.storage.turns import SALT_BYTES


def add_review(
    session: Session,
    queued: QueuedRecord,
    *,
    person_id: UUID,
    purpose: str,
    task_id: UUID,
    rubric: str,
    ratings: Sequence[RatingRecord],
    comments: Sequence[CommentRecord],
    at: datetime,
) -> ReviewRecord:
    """Add a finished review with all its ratings and comments.

    Raises:
        StoreConflict: a level outside 0-4, an unknown place (when the transaction ends with the error).
    """
    salts = {comment.thread: secrets.token_hex(SALT_BYTES) for comment in comments}
    entry = ReviewRecord(
        id=uuid4(),
        attempt_id=queued.attempt_id,
        number=queued.entries + 1,
        person_id=person_id,
        purpose=purpose,
        task_id=task_id,
        rubric=rubric,
        digests={str(one.thread): digest(salts[one.thread], one.text) for one in comments},
        at=in_utc(at),
        previous=queued.last_entry,
        hash="",
    )
    entry = entry._replace(hash=link(entry, ratings))
    session.execute(REVIEW.insert(), entry._asdict())
    if ratings:
        session.execute(RATING.insert(), [{"review_id": entry.id, **one._asdict()} for one in ratings])
    if comments:
        place = {"review_id": entry.id, "attempt_id": queued.attempt_id}
        rows = [{**place, **one._asdict(), "salt": salts[one.thread]} for one in comments]
        session.execute(REVIEW_COMMENT.insert(), rows)
    moved(session, entry)
    return entry


def add_release(
    session: Session, queued: QueuedRecord, review_id: UUID | None, person_id: UUID, at: datetime
) -> ReleaseRecord:
    """Add that a review was released to the trainee, or (None) the scores of the case alone."""
    number = queued.entries + 1
    entry = ReleaseRecord(uuid4(), queued.attempt_id, number, review_id, person_id, in_utc(at), queued.last_entry, "")
    entry = entry._replace(hash=link(entry))
    session.execute(REVIEW_RELEASE.insert(), entry._asdict())
    moved(session, entry)
    return entry


def add_reversal(
    session: Session, queued: QueuedRecord, review_id: UUID, person_id: UUID | None, why: str, at: datetime
) -> ReversalRecord:
    """Add that a review does not count any more.

    Raises:
        StoreConflict: it was reverted before (when the transaction ends with the error).
    """
    number = queued.entries + 1
    entry = ReversalRecord(
        uuid4(), queued.attempt_id, number, review_id, person_id, why, in_utc(at), queued.last_entry, ""
    )
    entry = entry._replace(hash=link(entry))
    session.execute(REVIEW_REVERSAL.insert(), entry._asdict())
    moved(session, entry)
    return entry


def reviews_of(session: Session, attempts: Collection[UUID]) -> tuple[ReviewRecord, ...]:
    """Every finished review of these attempts, in the order of their chains."""
    return tuple(map(ReviewRecord._make, _of(session, REVIEW, ReviewRecord._fields, attempts)))


def releases_of(session: Session, attempts: Collection[UUID]) -> tuple[ReleaseRecord, ...]:
    """Every release of these attempts, in the order of their chains."""
    return tuple(map(ReleaseRecord._make, _of(session, REVIEW_RELEASE, ReleaseRecord._fields, attempts)))


def reversals_of(session: Session, attempts: Collection[UUID]) -> tuple[ReversalRecord, ...]:
    """Every reversal of these attempts, in the order of their chains."""
    return tuple(map(ReversalRecord._make, _of(session, REVIEW_REVERSAL, ReversalRecord._fields, attempts)))


def entries_of(session: Session, attempt_id: UUID) -> tuple[Entry, ...]:
    """The whole chain of an attempt, by number."""
    found: list[Entry] = [
        *reviews_of(session, [attempt_id]),
        *releases_of(session, [attempt_id]),
        *reversals_of(session, [attempt_id]),
    ]
    return tuple(sorted(found, key=lambda entry: entry.number))


def review(session: Session, review_id: UUID) -> ReviewRecord | None:
    """One review."""
    columns = [REVIEW.c[name] for name in ReviewRecord._fields]
    row = session.execute(select(*columns).where(REVIEW.c.id == review_id)).first()
    return None if row is None else ReviewRecord._make(row)


def ratings_of(session: Session, reviews: Collection[UUID]) -> dict[UUID, tuple[RatingRecord, ...]]:
    """The ratings of these reviews, by turn."""
    columns = [RATING.c[name] for name in RatingRecord._fields]
    found = select(RATING.c.review_id, *columns).where(RATING.c.review_id.in_(reviews))
    ratings: dict[UUID, list[RatingRecord]] = {}
    for row in session.execute(
        found.order_by(RATING.c.review_id, RATING.c.seq, RATING.c.principle, RATING.c.criterion)
    ):
        ratings.setdefault(row[0], []).append(RatingRecord._make(row[1:]))
    return {review_id: tuple(rows) for review_id, rows in ratings.items()}


def comments_of(session: Session, reviews: Collection[UUID]) -> dict[UUID, tuple[CommentRecord, ...]]:
    """The comments of these reviews, by turn and line; none where they were erased."""
    columns = [REVIEW_COMMENT.c[name] for name in CommentRecord._fields]
    found = select(REVIEW_COMMENT.c.review_id, *columns).where(REVIEW_COMMENT.c.review_id.in_(reviews))
    order = (REVIEW_COMMENT.c.seq, REVIEW_COMMENT.c.place, REVIEW_COMMENT.c.line, REVIEW_COMMENT.c.thread)
    comments: dict[UUID, list[CommentRecord]] = {}
    for row in session.execute(found.order_by(*order)):
        comments.setdefault(row[0], []).append(CommentRecord._make(row[1:]))
    return {review_id: tuple(rows) for review_id, rows in comments.items()}


def digests_of(session: Session, review_id: UUID) -> dict[str, str]:
    """The digests of the comments that are stored with a review, by thread; for `attune verify`."""
    columns = (REVIEW_COMMENT.c.thread, REVIEW_COMMENT.c.salt, REVIEW_COMMENT.c.text)
    rows = session.execute(select(*columns).where(REVIEW_COMMENT.c.review_id == review_id))
    return {str(thread): digest(salt, text) for thread, salt, text in rows}


def standing(
    reviews: Iterable[ReviewRecord], reversals: Iterable[ReversalRecord]
) -> dict[tuple[UUID, str, UUID, UUID], ReviewRecord]:
    """What counts: by (attempt, purpose, task, supervisor) the last review that was not reverted."""
    reverted = {one.review_id for one in reversals}
    return {
        (one.attempt_id, one.purpose, one.task_id, one.person_id): one
        for one in sorted(reviews, key=lambda one: one.number)
        if one.id not in reverted
    }


def reviewed_attempts(session: Session) -> frozenset[UUID]:
    """Every attempt that has an entry in its chain of reviews, for `attune verify`."""
    tables = (REVIEW, REVIEW_RELEASE, REVIEW_REVERSAL)
    return frozenset(session.execute(union(*(select(table.c.attempt_id) for table in tables))).scalars())


def _of(session: Session, table: Table, fields: Iterable[str], attempts: Collection[UUID]) -> Any:
    columns = [table.c[name] for name in fields]
    found = select(*columns).where(table.c.attempt_id.in_(attempts))
    return session.execute(found.order_by(table.c.attempt_id, table.c.number))
