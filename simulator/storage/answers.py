"""What trainees and supervisors write under the comments of a released review."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import delete, select

from simulator.storage.database import Session
from simulator.storage.tables import COMMENT_ANSWER


class AnswerRecord(NamedTuple):
    """An answer as stored; `thread` is that of the comment."""

    id: UUID
    attempt_id: UUID
    thread: UUID
    person_id: UUID
    text: str
    at: datetime


_COLUMNS = [COMMENT_ANSWER.c[name] for name in AnswerRecord._fields]


def answers_of(session: Session, attempts: Collection[UUID]) -> tuple[AnswerRecord, ...]:
    """All answers in these attempts, in the order in which they were written."""
    found = select(*_COLUMNS).where(COMMENT_ANSWER.c.attempt_id.in_(attempts))
    return tuple(map(AnswerRecord._make, session.execute(found.order_by(COMMENT_ANSWER.c.at, COMMENT_ANSWER.c.id))))


def add_answer(session: Session, added: AnswerRecord) -> None:
    """A new answer."""
    session.execute(COMMENT_ANSWER.insert(), added._asdict())


def remove_answer(session: Session, answer_id: UUID) -> None:
    """Take an answer back."""
    session.execute(delete(COMMENT_ANSWER).where(COMMENT_ANSWER.c.id == answer_id))
