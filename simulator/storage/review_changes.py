"""Every entry of the chains of reviews, over many attempts: what an audit lists, and what a named set is made of."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, literal, select, union_all

from simulator.storage.database import Session
from simulator.storage.tables import (
    ATTEMPT,
    QUEUED_ATTEMPT,
    REVIEW,
    REVIEW_RELEASE,
    REVIEW_REVERSAL,
    SCENARIO_VERSION,
)

RATED, RELEASED, REVERTED = "rated", "released", "reverted"


class Named(NamedTuple):
    """A named set of entries: what somebody did, from one moment to another, for a purpose, in an attempt or a cohort.

    `before` is the first moment that is not meant any more. `reviews` names single reviews (None: any); `hidden` are
    attempts that whoever asks may not see, `not_of` is a trainee whose attempts they may not see.
    """

    cohort: UUID | None = None
    by: UUID | None = None
    since: datetime | None = None
    before: datetime | None = None
    purpose: str = ""
    attempt: UUID | None = None
    reviews: Collection[UUID] | None = None
    hidden: Collection[UUID] = ()
    not_of: UUID | None = None


class EntryRow(NamedTuple):
    """An entry with what it is about. `review_id` is the review itself, or the one that is released or reverted (None:
    the scores of the case were released); `purpose` is that of this review.
    """

    kind: str
    id: UUID
    attempt_id: UUID
    number: int
    person_id: UUID | None
    at: datetime
    review_id: UUID | None
    purpose: str | None
    cohort_id: UUID
    trainee_id: UUID
    version: str
    slug: str
    title: str


_REVIEWS: Select[Any] = select(
    literal(RATED).label("kind"),
    REVIEW.c.id,
    REVIEW.c.attempt_id,
    REVIEW.c.number,
    REVIEW.c.person_id,
    REVIEW.c.at,
    REVIEW.c.id.label("review_id"),
    REVIEW.c.purpose,
)
_RELEASES: Select[Any] = select(
    literal(RELEASED).label("kind"),
    REVIEW_RELEASE.c.id,
    REVIEW_RELEASE.c.attempt_id,
    REVIEW_RELEASE.c.number,
    REVIEW_RELEASE.c.person_id,
    REVIEW_RELEASE.c.at,
    REVIEW_RELEASE.c.review_id,
    REVIEW.c.purpose,
).outerjoin_from(REVIEW_RELEASE, REVIEW, REVIEW.c.id == REVIEW_RELEASE.c.review_id)
_REVERSALS: Select[Any] = select(
    literal(REVERTED).label("kind"),
    REVIEW_REVERSAL.c.id,
    REVIEW_REVERSAL.c.attempt_id,
    REVIEW_REVERSAL.c.number,
    REVIEW_REVERSAL.c.person_id,
    REVIEW_REVERSAL.c.at,
    REVIEW_REVERSAL.c.review_id,
    REVIEW.c.purpose,
).join_from(REVIEW_REVERSAL, REVIEW, REVIEW.c.id == REVIEW_REVERSAL.c.review_id)


def entries(session: Session, named: Named, limit: int, offset: int = 0) -> tuple[EntryRow, ...]:
    """The entries of a named set, newest first."""
    found = _found(named, union_all(_REVIEWS, _RELEASES, _REVERSALS))
    return tuple(map(EntryRow._make, session.execute(found.limit(limit).offset(offset))))


def count(session: Session, named: Named) -> int:
    """How many entries a named set has."""
    found = _found(named, union_all(_REVIEWS, _RELEASES, _REVERSALS)).order_by(None).subquery()
    return int(session.execute(select(func.count()).select_from(found)).scalar_one())


def people(session: Session, named: Named) -> frozenset[UUID]:
    """Who did anything that is in a named set; a command on the server is nobody."""
    found = _found(named, union_all(_REVIEWS, _RELEASES, _REVERSALS)).order_by(None).subquery()
    return frozenset(session.execute(select(found.c.person_id).distinct()).scalars()) - {None}


def reviews(session: Session, named: Named, limit: int) -> tuple[EntryRow, ...]:
    """The reviews of a named set, newest first: what can be reverted of it."""
    return tuple(map(EntryRow._make, session.execute(_found(named, _REVIEWS).limit(limit))))


def _found(named: Named, entries: Any) -> Select[Any]:
    one = entries.subquery()
    found = (
        select(
            *(one.c[name] for name in EntryRow._fields[:8]),
            QUEUED_ATTEMPT.c.cohort_id,
            QUEUED_ATTEMPT.c.person_id,
            SCENARIO_VERSION.c.version,
            SCENARIO_VERSION.c.slug,
            SCENARIO_VERSION.c.title,
        )
        .join_from(one, QUEUED_ATTEMPT, QUEUED_ATTEMPT.c.attempt_id == one.c.attempt_id)
        .join(ATTEMPT, ATTEMPT.c.id == one.c.attempt_id)
        .join(SCENARIO_VERSION, SCENARIO_VERSION.c.version == ATTEMPT.c.version)
    )
    same = {
        QUEUED_ATTEMPT.c.cohort_id: named.cohort,
        one.c.person_id: named.by,
        one.c.purpose: named.purpose or None,
        one.c.attempt_id: named.attempt,
    }
    for column, value in same.items():
        if value is not None:
            found = found.where(column == value)
    if named.since is not None:
        found = found.where(one.c.at >= named.since)
    if named.before is not None:
        found = found.where(one.c.at < named.before)
    if named.reviews is not None:
        found = found.where(one.c.review_id.in_(named.reviews))
    if named.hidden:
        found = found.where(one.c.attempt_id.not_in(named.hidden))
    if named.not_of is not None:
        found = found.where(QUEUED_ATTEMPT.c.person_id != named.not_of)
    return found.order_by(one.c.at.desc(), one.c.attempt_id, one.c.number.desc())
