"""What supervisors are writing about attempts: one draft per attempt, task, purpose and supervisor."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, select, update

from simulator.storage.database import Session
from simulator.storage.review_records import ReviewDraftRecord
from simulator.storage.tables import REVIEW_DRAFT

_COLUMNS = [REVIEW_DRAFT.c[name] for name in ReviewDraftRecord._fields]


def draft_of(
    session: Session, attempt_id: UUID, person_id: UUID, purpose: str, task_id: UUID, *, lock: bool = False
) -> ReviewDraftRecord | None:
    """The draft that a supervisor has begun for a task; with `lock`, in a write, nobody else changes it meanwhile."""
    found = select(*_COLUMNS).where(
        REVIEW_DRAFT.c.attempt_id == attempt_id,
        REVIEW_DRAFT.c.person_id == person_id,
        REVIEW_DRAFT.c.purpose == purpose,
        REVIEW_DRAFT.c.task_id == task_id,
    )
    row = session.execute(found.with_for_update() if lock else found).first()
    return None if row is None else ReviewDraftRecord._make(row)


def drafts_of(session: Session, attempt_id: UUID) -> tuple[ReviewDraftRecord, ...]:
    """All drafts about an attempt, for whom to tell that somebody else is reading it; never to show what they say."""
    found = select(*_COLUMNS).where(REVIEW_DRAFT.c.attempt_id == attempt_id)
    return tuple(map(ReviewDraftRecord._make, session.execute(found.order_by(REVIEW_DRAFT.c.begun_at))))


def add_draft(session: Session, draft: ReviewDraftRecord) -> None:
    """A new draft.

    Raises:
        StoreConflict: there is one already (when the transaction ends with the error).
    """
    session.execute(REVIEW_DRAFT.insert(), draft._asdict())


def change_draft(session: Session, draft: ReviewDraftRecord) -> None:
    """Store a draft anew, which was read with `lock`."""
    values = {"content": draft.content, "revision": draft.revision, "updated_at": draft.updated_at}
    session.execute(update(REVIEW_DRAFT).where(REVIEW_DRAFT.c.id == draft.id).values(values))


def remove_draft(session: Session, draft_id: UUID) -> None:
    """Throw a draft away."""
    session.execute(delete(REVIEW_DRAFT).where(REVIEW_DRAFT.c.id == draft_id))
