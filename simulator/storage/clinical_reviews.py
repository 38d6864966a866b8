"""Clinical reviews of cases: who has read which version, on record for good."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select, update

from simulator.storage.database import Session
from simulator.storage.insertion import insert_or_keep
from simulator.storage.prepared import Prepared
from simulator.storage.records import ClinicalReviewRecord
from simulator.storage.tables import CLINICAL_REVIEW

_ALL = select(*(CLINICAL_REVIEW.c[name] for name in ClinicalReviewRecord._fields)).order_by(
    CLINICAL_REVIEW.c.recorded_at, CLINICAL_REVIEW.c.id
)
_STANDING = Prepared(_ALL.where(CLINICAL_REVIEW.c.withdrawn_at.is_(None)))
_OF_VERSION = Prepared(_ALL.where(CLINICAL_REVIEW.c.version == bindparam("of_version")))
_WITHDRAW = Prepared(
    update(CLINICAL_REVIEW)
    .where(CLINICAL_REVIEW.c.id == bindparam("review"), CLINICAL_REVIEW.c.withdrawn_at.is_(None))
    .values(withdrawn_by=bindparam("actor"), withdrawn_at=bindparam("at"))
)


def add_review(
    session: Session, *, review_id: UUID, version: str, reviewer: str, remark: str, actor_id: UUID, at: datetime
) -> None:
    """Keep a review; one with this id that is there already is left as it is.

    Raises:
        StoreConflict: unknown version or person (when the transaction ends with the error).
    """
    added = ClinicalReviewRecord(review_id, version, reviewer, remark, actor_id, at, None, None)
    session.execute(insert_or_keep(session, CLINICAL_REVIEW), added._asdict())


def standing_reviews(session: Session) -> tuple[ClinicalReviewRecord, ...]:
    """Every review that has not been withdrawn, oldest first."""
    return tuple(map(ClinicalReviewRecord._make, _STANDING.rows(session, {})))


def reviews_of(session: Session, version: str) -> tuple[ClinicalReviewRecord, ...]:
    """Every review of a version, withdrawn ones included, oldest first."""
    return tuple(map(ClinicalReviewRecord._make, _OF_VERSION.rows(session, {"of_version": version})))


def withdraw_review(session: Session, actor_id: UUID, review_id: UUID, at: datetime) -> bool:
    """Withdraw a review. False: there is none with this id that still stands."""
    return _WITHDRAW.run(session, {"review": review_id, "actor": actor_id, "at": at}) == 1
