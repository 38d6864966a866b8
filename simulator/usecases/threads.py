"""Answering the comments of a released review: the trainee, and then the supervisors of the cohort.

Who wrote an answer can take it back until somebody else has written under the same comment: then it is part of a
conversation that would not make sense without it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID, uuid4

from simulator.storage import answers, attempts, directory, queued, reviews
from simulator.storage.answers import AnswerRecord
from simulator.storage.database import Session
from simulator.storage.review_records import SUPERVISION, CommentRecord
from simulator.usecases.catalogue import Store
from simulator.usecases.cohorts import renewed
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.people import Actor
from simulator.usecases.released import A_SUPERVISOR, released_review
from simulator.usecases.review_tasks import TaskKey, allowed
from simulator.usecases.texts import typed

__all__ = ["Answer", "AnswerRecord", "Thread", "answer", "answers_of", "reply", "take_back", "threads"]

MOST_ANSWERS = 200


class Answer(NamedTuple):
    """An answer as it is shown: by whom (“A supervisor” once erased), whether by the reader, who may take it back."""

    id: UUID
    by: str
    own: bool
    text: str
    at: datetime
    can_be_taken_back: bool


class Thread(NamedTuple):
    """A comment and what was written under it."""

    comment: CommentRecord
    answers: tuple[Answer, ...]


def answers_of(session: Session, attempt_id: UUID) -> tuple[AnswerRecord, ...]:
    """All answers in an attempt, in the order in which they were written."""
    return answers.answers_of(session, [attempt_id])


def threads(session: Session, attempt_id: UUID, comments: Iterable[CommentRecord], reader: UUID) -> tuple[Thread, ...]:
    """These comments with their answers, as somebody reads them who may."""
    written = answers_of(session, attempt_id)
    names = directory.names(session, {one.person_id for one in written})
    return tuple(
        Thread(comment, _told([one for one in written if one.thread == comment.thread], names, reader))
        for comment in comments
    )


def answer(store: Store, actor: Actor, attempt_id: UUID, thread: UUID, text: str, now: datetime | None = None) -> None:
    """Write an answer as the trainee whose attempt it is. The same text sent twice is one answer.

    Raises:
        NotFound: no such attempt of the actor's, or no such comment in the review that was released of it.
        Refused: nothing was written, or too much.
    """
    now = now or datetime.now(UTC)
    text = _written(text)
    with store.database.write() as session:
        if attempts.attempt_of(session, actor.id, attempt_id) is None:
            raise NotFound(str(attempt_id))
        if _add(session, actor, attempt_id, thread, text, now):
            queued.change(session, attempt_id, answered_at=now)
            session.commit()


def reply(store: Store, actor: Actor, attempt_id: UUID, thread: UUID, text: str, now: datetime | None = None) -> None:
    """Write an answer as a supervisor who may read the attempt; with it, what the trainee answered has been looked at.

    Raises:
        NotFound: the actor may not read it, or there is no such comment in the review that was released of it.
        Refused: nothing was written, or too much.
    """
    now = now or datetime.now(UTC)
    with store.database.write() as session:
        allowed(session, renewed(session, actor), TaskKey(SUPERVISION, attempt_id), now)
        if _add(session, actor, attempt_id, thread, _written(text), now):
            queued.change(session, attempt_id, answered_at=None)
            session.commit()


def take_back(store: Store, actor: Actor, attempt_id: UUID, answer_id: UUID) -> None:
    """Take back an answer that the actor wrote about their own attempt; nothing of it is kept.

    Raises:
        NotFound: no such attempt of the actor's, or no such answer of theirs in it.
        Refused: somebody else has written under the same comment since.
    """
    with store.database.write() as session:
        place = queued.queued(session, attempt_id, lock=True)
        if place is None or place.person_id != actor.id:
            raise NotFound(str(attempt_id))
        written = answers_of(session, attempt_id)
        found = next((one for one in written if one.id == answer_id and one.person_id == actor.id), None)
        if found is None:
            raise NotFound(str(answer_id))
        if not _can_be_taken_back(found, [one for one in written if one.thread == found.thread]):
            raise Refused("Somebody has answered this since, so it stays.")
        answers.remove_answer(session, found.id)
        if place.answered_at is not None:
            left = [one for one in written if one.id != found.id]
            queued.change(session, attempt_id, answered_at=_unanswered_since(left, actor.id, place.read_at))
        session.commit()


def _add(session: Session, actor: Actor, attempt_id: UUID, thread: UUID, text: str, now: datetime) -> bool:
    """Add an answer to a comment that the trainee sees. False: it has been written before."""
    queued.queued(session, attempt_id, lock=True)
    review = released_review(session, attempt_id)
    said = reviews.comments_of(session, [review.id]).get(review.id, ()) if review else ()
    if thread not in {one.thread for one in said if one.place != "why"}:
        raise NotFound(str(thread))
    written = answers_of(session, attempt_id)
    before = [one for one in written if one.thread == thread][-1:]
    if any((one.person_id, one.text) == (actor.id, text) for one in before):
        return False
    if len(written) >= MOST_ANSWERS:
        raise Refused(
            "There are {count} answers here already; please go on talking in person.", text, count=MOST_ANSWERS
        )
    answers.add_answer(session, AnswerRecord(uuid4(), attempt_id, thread, actor.id, text, now))
    return True


def _written(text: str) -> str:
    found = typed(text, "Your answer")
    if not found:
        raise Refused("Please write something first.")
    return found


def _told(written: Sequence[AnswerRecord], names: dict[UUID, str], reader: UUID) -> tuple[Answer, ...]:
    return tuple(
        Answer(
            one.id,
            names.get(one.person_id, A_SUPERVISOR),
            one.person_id == reader,
            one.text,
            one.at,
            one.person_id == reader and _can_be_taken_back(one, written),
        )
        for one in written
    )


def _can_be_taken_back(found: AnswerRecord, thread: Sequence[AnswerRecord]) -> bool:
    after = thread[[one.id for one in thread].index(found.id) :]
    return all(one.person_id == found.person_id for one in after)


def _unanswered_since(written: Sequence[AnswerRecord], trainee: UUID, read_at: datetime | None) -> datetime | None:
    """When the trainee last wrote something that no supervisor has answered, or looked at with a new review."""
    looked = max([one.at for one in written if one.person_id != trainee] + ([read_at] if read_at else []), default=None)
    own = [one.at for one in written if one.person_id == trainee and (looked is None or one.at > looked)]
    return max(own, default=None)
