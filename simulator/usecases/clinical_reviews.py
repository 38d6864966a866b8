"""Clinical reviews: a course leader records that a clinician has read a case, in the version they read.

Attune claims no review by itself: shipped cases say so until an institute records one, and a changed case starts anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from simulator.engine.scenario import Scenario
from simulator.storage import clinical_reviews
from simulator.storage.records import ClinicalReviewRecord
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.people import COURSE_LEADER, Actor, names_of
from simulator.usecases.texts import typed

REVIEWER_LIMIT, REMARK_LIMIT = 200, 2_000


class Reviewer(NamedTuple):
    """Who has read a case; `at` is when it was recorded, None if the case's own file says it."""

    name: str
    at: datetime | None


class ClinicalReview(NamedTuple):
    """A review as it is shown; `withdrawn_at` is None while it stands."""

    id: UUID
    reviewer: str
    remark: str
    recorded_by: str
    recorded_at: datetime
    withdrawn_at: datetime | None


class ReviewedCase(NamedTuple):
    """A case in its current version with every review of it; `by_authors` is what its file says."""

    slug: str
    title: str
    language: str
    version: str
    by_authors: tuple[str, ...]
    reviews: tuple[ClinicalReview, ...]


def reviewers(store: Store) -> Mapping[str, tuple[Reviewer, ...]]:
    """Who has reviewed each current case, by version: what its file says, then what was recorded here."""
    current = store.current.values()
    found = {one.version: tuple(Reviewer(said, None) for said in one.reviewed) for one in current}
    with store.database.read() as session:
        for record in clinical_reviews.standing_reviews(session):
            if record.version in found:
                found[record.version] += (Reviewer(record.reviewer, record.recorded_at),)
    return found


def reviewed_case(store: Store, actor: Actor, slug: str) -> ReviewedCase:
    """A case with its reviews, for a course leader.

    Raises:
        NotFound: no such case, or not for this person.
    """
    scenario = _case(store, actor, slug)
    with store.database.read() as session:
        found = clinical_reviews.reviews_of(session, scenario.version)
        names = names_of(session)
    told = tuple(_told(record, names) for record in found)
    return ReviewedCase(scenario.slug, scenario.title, scenario.language, scenario.version, scenario.reviewed, told)


def record(
    store: Store,
    actor: Actor,
    slug: str,
    version: str,
    review_id: UUID,
    reviewer: str,
    remark: str,
    now: datetime | None = None,
) -> None:
    """Record that `reviewer` has read the case in `version`. The same id is kept once.

    Raises:
        NotFound: no such case, or not for this person.
        Refused: no reviewer is named, a text is too long, or the case has changed since the page was shown.
    """
    scenario = _case(store, actor, slug)
    reviewer, remark = typed(reviewer, "The name", REVIEWER_LIMIT), typed(remark, "The remark", REMARK_LIMIT)
    if not reviewer:
        raise Refused("Please say who has read the case: a name, and what they are.")
    if version != scenario.version:
        raise Refused("The case has changed since this page was shown. Please look at the new version first.")
    with store.database.write() as session:
        clinical_reviews.add_review(
            session,
            review_id=review_id,
            version=version,
            reviewer=" ".join(reviewer.split()),
            remark=remark,
            actor_id=actor.id,
            at=now or datetime.now(UTC),
        )
        session.commit()


def withdraw(store: Store, actor: Actor, slug: str, review_id: UUID, now: datetime | None = None) -> None:
    """Withdraw a review of the case; it stays on record. Withdrawing again changes nothing.

    Raises:
        NotFound: no such case or review, or not for this person.
    """
    scenario = _case(store, actor, slug)
    with store.database.write() as session:
        if all(one.id != review_id for one in clinical_reviews.reviews_of(session, scenario.version)):
            raise NotFound(str(review_id))
        clinical_reviews.withdraw_review(session, actor.id, review_id, now or datetime.now(UTC))
        session.commit()


def _case(store: Store, actor: Actor, slug: str) -> Scenario:
    scenario = store.current.get(slug)
    if scenario is None or not actor.is_a(COURSE_LEADER):
        raise NotFound(slug)
    return scenario


def _told(record: ClinicalReviewRecord, names: Mapping[UUID, str]) -> ClinicalReview:
    return ClinicalReview(
        record.id,
        record.reviewer,
        record.remark,
        names.get(record.recorded_by, ""),
        record.recorded_at,
        record.withdrawn_at,
    )
