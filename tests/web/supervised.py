"""One of everything that is asked for by its id on the pages of supervision, for the matrix of rights."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from simulator.engine.rubric import PRINCIPLES
from simulator.storage import double_ratings, queued
from simulator.storage.database import Session
from simulator.storage.double_ratings import DoubleRatingRecord
from simulator.storage.review_records import BLIND, SUPERVISION, CommentRecord
from simulator.storage.tables import (
    AGREEMENT_RUN,
    ATTEMPT,
    CALIBRATION_ATTEMPT,
    CALIBRATION_ROUND,
    CALIBRATION_SET,
    COMMENT_ANSWER,
    COMMENT_PHRASE,
    DISPUTE,
    HELP_REQUEST,
)
from simulator.usecases import reviewing
from simulator.usecases.catalogue import Store
from simulator.usecases.people import SUPERVISOR
from simulator.usecases.review_tasks import TaskKey
from simulator.usecases.reviewing import Changes, LevelKey
from tests.usecases.trainee import COHORT, NOW, Trainee, join


def make_supervision(
    store: Store, owner: Trainee, peer: Trainee, leader: Trainee, supervisor: Trainee
) -> dict[str, str]:
    """A released review of the owner's attempt, and all that hangs on it; the peer's are rated blind."""
    second = join(store, "Second", SUPERVISOR, cohort=COHORT)
    read, blind, agreed, calibrated = (
        played(store, owner),
        played(store, peer),
        played(store, peer),
        played(store, peer),
    )
    thread, ids = uuid4(), {name: uuid4() for name in ("request_id", "phrase_id", "answer_id", "dispute_id", "run_id")}
    now = datetime.now(UTC)
    with store.database.write() as session:
        open_, done = (_double(session, attempt, supervisor, second, leader) for attempt in (blind, agreed))
        set_id, round_id = _calibration(session, calibrated, leader, now)
        session.commit()
    for rater in (supervisor, second):
        rated(store, rater, TaskKey(BLIND, done))
    review = rated(store, supervisor, TaskKey(SUPERVISION, read), thread)
    reviewing.release_review(store, supervisor.actor, review)
    with store.database.write() as session:
        _by_id(session, ids, read, thread, owner, leader, supervisor, store)
        session.commit()
    return {
        "reviewed_id": str(read),
        "entry_id": str(review),
        "double_rating_id": str(open_),
        "agreed_id": str(done),
        "set_id": str(set_id),
        "round_id": str(round_id),
        "place": "1",
        "thread": str(thread),
        "scene": "gate",
        **{name: str(value) for name, value in ids.items()},
    }


def played(store: Store, trainee: Trainee) -> UUID:
    """A finished attempt that is in the queue of the cohort; the trainee's own open one stays theirs."""
    before = trainee.attempt
    attempt = trainee.start()
    trainee.play_to_the_end("hold-the-gate", "stay-with-it")
    trainee.attempt = before
    with store.database.write() as session:
        scores = session.execute(ATTEMPT.select().where(ATTEMPT.c.id == attempt)).one().scores
        queued.put(
            session,
            attempt_id=attempt,
            cohort_id=COHORT,
            person_id=trainee.actor.id,
            scores=scores,
            finished_at=NOW,
        )
        session.commit()
    return attempt


def rated(store: Store, rater: Trainee, key: TaskKey, thread: UUID | None = None) -> UUID:
    """A finished review that rates the first two turns on every principle."""
    levels = {LevelKey(seq, principle): 3 for seq in (1, 2) for principle in PRINCIPLES}
    said = (CommentRecord(thread, 1, "turn", 0, "This was well timed."),) if thread else ()
    reviewing.save(store, rater.actor, key, Changes(levels, said))
    return reviewing.finish(store, rater.actor, key)


def _double(session: Session, attempt: UUID, first: Trainee, second: Trainee, leader: Trainee) -> UUID:
    made = DoubleRatingRecord(
        id=uuid4(),
        cohort_id=COHORT,
        attempt_id=attempt,
        first_rater=first.actor.id,
        second_rater=second.actor.id,
        due_at=None,
        created_by=leader.actor.id,
        created_at=NOW,
        withdrawn_at=None,
        first_done_at=None,
        second_done_at=None,
        settled_at=None,
    )
    double_ratings.add_double_rating(session, made)
    return made.id


def _calibration(session: Session, attempt: UUID, leader: Trainee, now: datetime) -> tuple[UUID, UUID]:
    set_id, round_id = uuid4(), uuid4()
    made = {"created_by": leader.actor.id, "created_at": NOW}
    session.execute(CALIBRATION_SET.insert(), {"id": set_id, "cohort_id": COHORT, "title": "Autumn", **made})
    session.execute(CALIBRATION_ATTEMPT.insert(), {"set_id": set_id, "place": 1, "attempt_id": attempt})
    times = {"opens_at": now - timedelta(days=1), "due_at": now + timedelta(days=7)}
    session.execute(CALIBRATION_ROUND.insert(), {"id": round_id, "set_id": set_id, "title": "Before", **times, **made})
    return set_id, round_id


def _by_id(
    session: Session,
    ids: dict[str, UUID],
    read: UUID,
    thread: UUID,
    owner: Trainee,
    leader: Trainee,
    supervisor: Trainee,
    store: Store,
) -> None:
    of_owner = {"attempt_id": read, "person_id": owner.actor.id}
    asked = {"id": ids["request_id"], **of_owner, "cohort_id": COHORT, "kind": "conversation", "note": "Please."}
    session.execute(HELP_REQUEST.insert(), {**asked, "asked_at": NOW})
    answer = {"id": ids["answer_id"], **of_owner, "thread": thread, "text": "Thank you.", "at": datetime.now(UTC)}
    session.execute(COMMENT_ANSWER.insert(), answer)
    phrase = {"id": ids["phrase_id"], "person_id": supervisor.actor.id, "text": "Well timed.", "uses": 0}
    session.execute(COMMENT_PHRASE.insert(), {**phrase, "created_at": NOW, "used_at": NOW})
    dispute = {"id": ids["dispute_id"], "attempt_id": read, "seq": 1, "scene": "gate", "response": "hold-the-gate"}
    dispute |= {"version": store.catalogue.current["walk"].version, "principle": "attunement", "text": "It fits."}
    dispute |= {"engine_level": 2, "level": 3, "person_id": supervisor.actor.id, "at": NOW, "remark": ""}
    session.execute(DISPUTE.insert(), dispute)
    run = {"id": ids["run_id"], "cohort_id": COHORT, "person_id": leader.actor.id, "scope": {}, "seed": 1, "draws": 10}
    session.execute(AGREEMENT_RUN.insert(), {**run, "asked_at": NOW, "progress": 0, "failed": ""})
