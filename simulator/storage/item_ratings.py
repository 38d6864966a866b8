"""What supervisors rated and dispute of the responses of a version, for its item analysis."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from simulator.engine.scoring import Mark
from simulator.storage.database import Session
from simulator.storage.review_records import CONSENSUS
from simulator.storage.tables import ATTEMPT, DISPUTE, RATING, REVIEW, REVIEW_REVERSAL, TURN


class RatedTurn(NamedTuple):
    """A level that a review gives on a principle, beside what the case gave there.

    `task` is what the review was written for and by whom: attempt, purpose, task and supervisor. Of those with the
    same, the one with the highest number counts.
    """

    task: tuple[UUID, str, UUID, UUID]
    number: int
    trainee: UUID
    scene: str
    response: str
    marks: tuple[Mark, ...]
    principle: str
    level: int


def rated_turns(session: Session, version: str, hidden: Collection[UUID]) -> tuple[RatedTurn, ...]:
    """Every level of reviews that were not reverted, on turns of this version; not of what two agreed on, which says
    once more what each of them rated. Nothing of `hidden` attempts.
    """
    found = (
        select(
            REVIEW.c.attempt_id,
            REVIEW.c.purpose,
            REVIEW.c.task_id,
            REVIEW.c.person_id,
            REVIEW.c.number,
            ATTEMPT.c.person_id,
            TURN.c.scene,
            TURN.c.response,
            TURN.c.marks,
            RATING.c.principle,
            RATING.c.level,
        )
        .join_from(ATTEMPT, REVIEW, REVIEW.c.attempt_id == ATTEMPT.c.id)
        .join(RATING, RATING.c.review_id == REVIEW.c.id)
        .join(TURN, (TURN.c.attempt_id == ATTEMPT.c.id) & (TURN.c.seq == RATING.c.seq))
        .outerjoin(REVIEW_REVERSAL, REVIEW_REVERSAL.c.review_id == REVIEW.c.id)
        .where(
            ATTEMPT.c.version == version,
            RATING.c.criterion == "",
            REVIEW.c.purpose != CONSENSUS,
            REVIEW_REVERSAL.c.id.is_(None),
        )
    )
    rows = session.execute(found)
    return tuple(RatedTurn((row[0], row[1], row[2], row[3]), *row[4:]) for row in rows if row[0] not in hidden)


def disputes_by_response(session: Session, version: str, hidden: Collection[UUID]) -> dict[tuple[str, str], int]:
    """How often each response of a version is disputed, by scene and response."""
    found = select(DISPUTE.c.scene, DISPUTE.c.response, func.count()).where(
        DISPUTE.c.version == version, DISPUTE.c.withdrawn_at.is_(None), DISPUTE.c.attempt_id.not_in(hidden)
    )
    rows = session.execute(found.group_by(DISPUTE.c.scene, DISPUTE.c.response))
    return {(scene, response): count for scene, response, count in rows}
