"""One row in every table about supervision, for tests of storage, migrations and privacy."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from simulator.engine.rubric import Level
from simulator.engine.scoring import Mark
from simulator.storage import disputes, double_ratings, queued, review_drafts, reviews
from simulator.storage.database import Session
from simulator.storage.disputes import DisputeRecord
from simulator.storage.double_ratings import DoubleRatingRecord
from simulator.storage.records import AttemptRecord
from simulator.storage.review_records import (
    SUPERVISION,
    CommentRecord,
    QueuedRecord,
    RatingRecord,
    ReviewDraftRecord,
    ReviewRecord,
)
from simulator.storage.tables import (
    AGREEMENT_RUN,
    CALIBRATION_ATTEMPT,
    CALIBRATION_ROUND,
    CALIBRATION_SET,
    COMMENT_ANSWER,
    COMMENT_PHRASE,
    DRILL,
    HELP_REQUEST,
    SET_ASIDE,
)
from tests.storage.making import LATER, NOW, START, make_person, new_token

RATINGS = (
    RatingRecord(1, "attunement", "", 3),
    RatingRecord(1, "attunement", "reads-cues", 4),
    RatingRecord(1, "titration", "", 0),
)


def summary(text: str = "Slow and kind.") -> CommentRecord:
    return CommentRecord(uuid4(), 0, "summary", 0, text)


def at_its_place(session: Session, attempt_id: UUID) -> QueuedRecord:
    """The attempt's row of the queue, locked."""
    found = queued.queued(session, attempt_id, lock=True)
    assert found is not None
    return found


def make_review(
    session: Session,
    attempt_id: UUID,
    person_id: UUID,
    *,
    ratings: tuple[RatingRecord, ...] = RATINGS,
    comments: tuple[CommentRecord, ...] = (),
    purpose: str = SUPERVISION,
    task_id: UUID | None = None,
) -> ReviewRecord:
    """A finished review of an attempt that is in the queue."""
    return reviews.add_review(
        session,
        at_its_place(session, attempt_id),
        person_id=person_id,
        purpose=purpose,
        task_id=task_id or attempt_id,
        rubric="7f" * 32,
        ratings=ratings,
        comments=comments,
        at=LATER,
    )


def make_reviewing(session: Session, attempt: AttemptRecord, cohort_id: UUID) -> None:
    """A queued attempt that was reviewed, released, answered and disputed; a double rating, a calibration, a drill.

    All by the person themselves, which no use case allows: so they have a row in every table.
    """
    person, other = attempt.person_id, make_person(session, "Max")
    queued.put(
        session,
        attempt_id=attempt.id,
        cohort_id=cohort_id,
        person_id=person,
        scores=(),
        finished_at=LATER,
        asked_at=LATER,
    )
    asked = {"attempt_id": attempt.id, "cohort_id": cohort_id, "person_id": person, "asked_at": LATER}
    session.execute(HELP_REQUEST.insert(), {"id": uuid4(), **asked, "kind": "reading", "note": "The second moment."})
    draft = {"levels": {"1/attunement/": 3}, "comments": {}, "disputes": {}}
    review_drafts.add_draft(
        session,
        ReviewDraftRecord(uuid4(), attempt.id, person, SUPERVISION, attempt.id, draft, 1, NOW, LATER),
    )
    said = summary()
    first = make_review(session, attempt.id, person, comments=(said,))
    second = make_review(session, attempt.id, person)
    reviews.add_release(session, at_its_place(session, attempt.id), first.id, person, LATER)
    reviews.add_reversal(session, at_its_place(session, attempt.id), second.id, person, "A slip.", LATER)
    answer = {"id": uuid4(), "attempt_id": attempt.id, "thread": said.thread, "person_id": person, "at": LATER}
    session.execute(COMMENT_ANSWER.insert(), {**answer, "text": "Thank you."})
    phrase = {"id": uuid4(), "person_id": person, "text": "Lovely pace.", "uses": 1}
    session.execute(COMMENT_PHRASE.insert(), {**phrase, "created_at": NOW, "used_at": LATER})
    disputes.add_dispute(
        session,
        DisputeRecord(
            uuid4(), attempt.id, 1, attempt.version, "the-door", "name-it", "attunement", 2, 3, "It fits.",
            person, LATER, None, None, "", None, None,
        ),
    )  # fmt: skip
    double_ratings.add_double_rating(
        session,
        DoubleRatingRecord(
            uuid4(), cohort_id, attempt.id, person, other.id, None, person, NOW, None, LATER, None, None
        ),
    )
    made = {"created_by": person, "created_at": NOW}
    of_set = {"id": uuid4(), "cohort_id": cohort_id, "title": "Spring", **made}
    session.execute(CALIBRATION_SET.insert(), of_set)
    session.execute(CALIBRATION_ATTEMPT.insert(), {"set_id": of_set["id"], "place": 1, "attempt_id": attempt.id})
    round_ = {"id": uuid4(), "set_id": of_set["id"], "title": "Before", **made}
    session.execute(CALIBRATION_ROUND.insert(), {**round_, "opens_at": NOW, "due_at": NOW + timedelta(days=7)})
    run = {"id": uuid4(), "cohort_id": cohort_id, "person_id": person, "scope": {}, "seed": 1, "draws": 10}
    session.execute(AGREEMENT_RUN.insert(), {**run, "asked_at": NOW, "progress": 0, "failed": ""})
    drill = {"id": uuid4(), "person_id": person, "version": attempt.version, "token": new_token(), "answered_at": NOW}
    rated = (Mark("attunement", Level.HELPFUL, Level.HELPFUL),)
    session.execute(DRILL.insert(), {**drill, "start": START, "response": "name-it", "marks": rated, "state": START})
    session.execute(SET_ASIDE.insert(), {"person_id": person, "criterion": "reads-cues", "until": LATER})
