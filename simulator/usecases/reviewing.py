"""Reading an attempt as a supervisor: a draft that saves itself, a finished review, and releasing it to the trainee.

A draft can be changed at will. Finishing it adds a whole review to the attempt's chain; nothing that was finished is
ever changed: who thinks otherwise later finishes another review and says why. The trainee sees what was released.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from simulator.engine.attempt import counted
from simulator.engine.rubric import PRINCIPLES, Rubric
from simulator.storage import (
    assignments,
    attempts,
    audit,
    disputes,
    double_ratings,
    queued,
    review_drafts,
    reviews,
    turns,
)
from simulator.storage.database import Session
from simulator.storage.disputes import DisputeRecord
from simulator.storage.records import AttemptRecord, TurnRecord
from simulator.storage.review_records import (
    BLIND,
    CONSENSUS,
    NOT_IN_PLAY,
    SUPERVISION,
    CommentRecord,
    QueuedRecord,
    RatingRecord,
    ReviewDraftRecord,
    ReviewRecord,
)
from simulator.usecases.catalogue import Store
from simulator.usecases.cohorts import renewed
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.people import Actor
from simulator.usecases.review_tasks import Task, TaskKey, allowed, readable
from simulator.usecases.scores import answers
from simulator.usecases.texts import typed

HIGHEST = 4
MOST_COMMENTS = 400
MOST_LINES = 10_000
RELEASABLE = (SUPERVISION, CONSENSUS)
"""The readings whose reviews a trainee may see."""
WHOLE_PLACES = ("summary", "why")
TURN_PLACES = ("turn", "seen", "noticed", "said", "reason", "response", "reaction")


class LevelKey(NamedTuple):
    """What a level is given to: a turn, on a principle (`criterion` empty) or on one of its criteria."""

    seq: int
    principle: str
    criterion: str = ""


class DisputeKey(NamedTuple):
    """What is disputed: the case's rating of a turn on a principle."""

    seq: int
    principle: str


class Content(NamedTuple):
    """What stands in a draft: levels, comments by thread, and why the case is wrong."""

    levels: Mapping[LevelKey, int]
    comments: Mapping[UUID, CommentRecord]
    disputes: Mapping[DisputeKey, str]


class Changes(NamedTuple):
    """What a page changes in a draft, and nothing else; a level of None, or an empty text, takes back what was."""

    levels: Mapping[LevelKey, int | None] = {}
    comments: Sequence[CommentRecord] = ()
    disputes: Mapping[DisputeKey, str] = {}


class Saved(NamedTuple):
    """A draft as it stands after saving."""

    revision: int
    at: datetime


EMPTY = Content({}, {}, {})


def content_of(draft: ReviewDraftRecord | None) -> Content:
    """What stands in a draft; nothing if none was begun."""
    if draft is None:
        return EMPTY
    levels = {_level_key(name): level for name, level in draft.content.get("levels", {}).items()}
    comments = {
        UUID(thread): CommentRecord(UUID(thread), one["seq"], one["place"], one["line"], one["text"])
        for thread, one in draft.content.get("comments", {}).items()
    }
    found = {_dispute_key(name): text for name, text in draft.content.get("disputes", {}).items()}
    return Content(levels, comments, found)


def save(store: Store, actor: Actor, key: TaskKey, changes: Changes, now: datetime | None = None) -> Saved:
    """Put changes into the draft of a reading; the first ones begin it. Different fields never overwrite each other.

    Raises:
        NotFound: the actor may not do this reading.
        Refused: a level, turn, principle, criterion or place that does not exist; a text that is too long; a dispute
            in another reading than that of supervision.
    """
    now = now or datetime.now(UTC)
    rubric = store.catalogue.rubric
    with store.database.write() as session:
        task = allowed(session, renewed(session, actor), key, now)
        if key.purpose != SUPERVISION and any(map(str.strip, changes.disputes.values())):
            raise Refused("What the case rated can be disputed where an attempt is read by itself, not here.")
        queued.queued(session, task.attempt_id, lock=True)  # two tabs that begin the draft at once come one by one
        numbers = {turn.seq for turn in turns.turns_of(session, task.attempt_id)}
        draft = _draft(session, task, lock=True)
        content = _changed(content_of(draft), changes, numbers, rubric)
        if draft is None:
            draft = _begun(task, content, now)
            review_drafts.add_draft(session, draft)
        else:
            draft = draft._replace(content=plain(content), revision=draft.revision + 1, updated_at=now)
            review_drafts.change_draft(session, draft)
        session.commit()
    return Saved(draft.revision, draft.updated_at)


def finish(store: Store, actor: Actor, key: TaskKey, *, release_it: bool = False, now: datetime | None = None) -> UUID:
    """Finish the draft of a reading: a new review in the attempt's chain, released at once if wanted. Its id.

    What is rated blind is never released.

    Raises:
        NotFound: the actor may not do this reading.
        Refused: nothing was rated; a turn is not rated that must be; a mind was moved without saying why; nothing was
            changed since the last review; a dispute where the levels do not differ.
    """
    now = now or datetime.now(UTC)
    rubric = store.catalogue.rubric
    with store.database.write() as session:
        task = allowed(session, renewed(session, actor), key, now)
        place = queued.queued(session, task.attempt_id, lock=True)
        attempt, records = attempts.attempt_to_read(session, task.attempt_id), turns.turns_of(session, task.attempt_id)
        draft = _draft(session, task, lock=True)
        if place is None or attempt is None:
            raise NotFound(str(task.attempt_id))
        content = content_of(draft)
        before = _last(session, task, actor)
        _require_ratings(task, content, records)
        _require_reason(session, content, before, news=_has_new_disputes(session, task, actor, content))
        review = reviews.add_review(
            session,
            place,
            person_id=actor.id,
            purpose=task.key.purpose,
            task_id=task.key.task_id,
            rubric=rubric.version,
            ratings=_ratings(content),
            comments=sorted(content.comments.values(), key=lambda one: (one.seq, one.place, one.line, one.thread)),
            at=now,
        )
        if key.purpose == SUPERVISION:
            _keep_disputes(session, actor, attempt, records, content, now)
        _done(session, task, actor, now)
        if draft is not None:
            kept = content._replace(
                comments={thread: one for thread, one in content.comments.items() if one.place != "why"}
            )
            review_drafts.change_draft(session, draft._replace(content=plain(kept), revision=draft.revision + 1))
        audit.note(
            session,
            "review finished",
            now,
            actor=actor.id,
            person=attempt.person_id if task.key.purpose == SUPERVISION else None,
            cohort=task.cohort_id,
            subject=task.attempt_id,
            purpose=task.key.purpose,
        )
        if release_it and key.purpose in RELEASABLE:
            release_in(session, actor, attempt.id, review, now)
        session.commit()
    return review.id


def release_review(store: Store, actor: Actor, review_id: UUID, now: datetime | None = None) -> None:
    """Let the trainee see a finished review, and the scores with it. What is released already stays as it is.

    Raises:
        NotFound: no such review of supervision or consensus that the actor may release, or it was reverted.
    """
    now = now or datetime.now(UTC)
    with store.database.write() as session:
        found = reviews.review(session, review_id)
        if found is None or found.purpose not in RELEASABLE:
            raise NotFound(str(review_id))
        supervisor = renewed(session, actor)
        key = TaskKey(found.purpose, found.task_id)
        allowed(session, supervisor, key, now)
        release_in(session, supervisor, found.attempt_id, found, now)
        session.commit()


def may_read(store: Store, actor: Actor, attempt_id: UUID) -> QueuedRecord:
    """An attempt that the actor may read as a supervisor now, with everything in it.

    Raises:
        NotFound: they may not, or are to rate it blind.
    """
    with store.database.read() as session:
        allowed(session, actor, TaskKey(SUPERVISION, attempt_id), datetime.now(UTC))
        return readable(session, actor, attempt_id)


def release_in(session: Session, actor: Actor, attempt_id: UUID, review: ReviewRecord, now: datetime) -> None:
    """Within a write: let the trainee see a review that the actor may release.

    Raises:
        NotFound: it was reverted.
    """
    place = queued.queued(session, attempt_id, lock=True)
    gone = {one.review_id for one in reviews.reversals_of(session, [attempt_id])}
    if place is None or review.id in gone:
        raise NotFound(str(review.id))
    there = [one.review_id for one in reviews.releases_of(session, [attempt_id])]
    if there and there[-1] == review.id:
        return
    reviews.add_release(session, place, review.id, actor.id, now)
    assignments.release(session, attempt_id, now)
    queued.change(session, attempt_id, read_at=now, waits=False, asked_at=None, answered_at=None)
    audit.note(
        session,
        "review released",
        now,
        actor=actor.id,
        person=place.person_id,
        cohort=place.cohort_id,
        subject=attempt_id,
    )


def _draft(session: Session, task: Task, *, lock: bool = False) -> ReviewDraftRecord | None:
    return review_drafts.draft_of(session, task.attempt_id, task.owner, task.key.purpose, task.key.task_id, lock=lock)


def _begun(task: Task, content: Content, now: datetime) -> ReviewDraftRecord:
    return ReviewDraftRecord(
        uuid4(), task.attempt_id, task.owner, task.key.purpose, task.key.task_id, plain(content), 1, now, now
    )


def _changed(before: Content, changes: Changes, numbers: set[int], rubric: Rubric) -> Content:
    levels = dict(before.levels)
    for key, level in changes.levels.items():
        _require_known(key, level, numbers, rubric)
        if level is None:
            levels.pop(key, None)
        else:
            levels[key] = level
    comments = dict(before.comments)
    for one in changes.comments:
        _require_place(one, numbers)
        text = typed(one.text, "Your comment")
        if text:
            comments[one.thread] = one._replace(text=text)
        else:
            comments.pop(one.thread, None)
    if len(comments) > MOST_COMMENTS:
        raise Refused("A review holds at most {count} comments.", count=MOST_COMMENTS)
    disputed = dict(before.disputes)
    for place, said in changes.disputes.items():
        if place.seq not in numbers or place.principle not in PRINCIPLES:
            raise Refused("There is no such turn or principle in this attempt.")
        disputed[place] = typed(said, "Your reason")
    return Content(levels, comments, {place: said for place, said in disputed.items() if said})


def _require_known(key: LevelKey, level: int | None, numbers: set[int], rubric: Rubric) -> None:
    criterion = rubric.criteria.get(key.criterion)
    fits = not key.criterion or (criterion is not None and criterion.principle == key.principle)
    if key.seq not in numbers or key.principle not in PRINCIPLES or not fits:
        raise Refused("There is no such turn, principle or criterion in this attempt.")
    if level is not None and not NOT_IN_PLAY <= level <= HIGHEST:
        raise Refused("A level is 1, 2, 3 or 4, or “not in play”.")


def _require_place(comment: CommentRecord, numbers: set[int]) -> None:
    whole = comment.place in WHOLE_PLACES and comment.seq == 0
    of_turn = comment.place in TURN_PLACES and comment.seq in numbers
    if not (whole or of_turn) or not 0 <= comment.line <= MOST_LINES:
        raise Refused("There is no such turn or line in this attempt.")


def _require_ratings(task: Task, content: Content, records: Sequence[TurnRecord]) -> None:
    rated = {(key.seq, key.principle) for key in content.levels if not key.criterion}
    if not rated:
        raise Refused("Please rate at least one moment before you finish: a level on a principle, or “not in play”.")
    if task.complete:
        counting = sorted(counted(answers(records)))
        open_ = [seq for seq in counting if any((seq, principle) not in rated for principle in PRINCIPLES)]
        if open_:
            raise Refused(
                "Please rate every moment on each principle, or say that it was not in play. Still open: {turns}.",
                turns=", ".join(map(str, open_)),
            )


def _require_reason(session: Session, content: Content, before: ReviewRecord | None, *, news: bool) -> None:
    """Who has finished a review of this before says why they think otherwise now; `news`: disputes have changed."""
    if before is None:
        return
    same_ratings = set(reviews.ratings_of(session, [before.id]).get(before.id, ())) == set(_ratings(content))
    earlier = {one.thread: one for one in reviews.comments_of(session, [before.id]).get(before.id, ())}
    now_said = {thread: one for thread, one in content.comments.items() if one.place != "why"}
    if same_ratings and not news and now_said == {thread: one for thread, one in earlier.items() if one.place != "why"}:
        raise Refused("Nothing has changed since your last review of this attempt.")
    if not same_ratings and not any(one.place == "why" for one in content.comments.values()):
        raise Refused("Please say in a sentence why you rate differently now; your earlier ratings stay on record.")


def _has_new_disputes(session: Session, task: Task, actor: Actor, content: Content) -> bool:
    """Whether what is disputed is not what was disputed when the last review was finished."""
    if task.key.purpose != SUPERVISION:
        return False
    kept = disputes.disputes_by(session, task.attempt_id, actor.id)
    there = {DisputeKey(one.seq, one.principle): one.text for one in kept if one.withdrawn_at is None}
    settled = {DisputeKey(one.seq, one.principle) for one in kept if one.outcome is not None}
    now_said = {key: said for key, said in content.disputes.items() if key not in settled}
    return now_said != {key: said for key, said in there.items() if key not in settled}


def _last(session: Session, task: Task, actor: Actor) -> ReviewRecord | None:
    standing = reviews.standing(
        reviews.reviews_of(session, [task.attempt_id]), reviews.reversals_of(session, [task.attempt_id])
    )
    if task.key.purpose == CONSENSUS:
        found = [one for one in standing.values() if (one.purpose, one.task_id) == task.key[:2]]
        return max(found, key=lambda one: one.number, default=None)
    return standing.get((task.attempt_id, task.key.purpose, task.key.task_id, actor.id))


def _ratings(content: Content) -> tuple[RatingRecord, ...]:
    return tuple(sorted(RatingRecord(*key, level) for key, level in content.levels.items()))


def _done(session: Session, task: Task, actor: Actor, now: datetime) -> None:
    """Note in a double rating that one of the two has finished, or that both agree."""
    if task.key.purpose not in (BLIND, CONSENSUS):
        return
    found = double_ratings.double_rating(session, task.key.task_id, lock=True)
    if found is None:
        return
    if task.key.purpose == CONSENSUS:
        found = found._replace(settled_at=now)
    elif actor.id == found.first_rater:
        found = found._replace(first_done_at=found.first_done_at or now)
    else:
        found = found._replace(second_done_at=found.second_done_at or now)
    double_ratings.change_double_rating(session, found)


def _keep_disputes(
    session: Session,
    actor: Actor,
    attempt: AttemptRecord,
    records: Sequence[TurnRecord],
    content: Content,
    now: datetime,
) -> None:
    by_seq = {record.seq: record for record in records}
    there = {DisputeKey(one.seq, one.principle): one for one in disputes.disputes_by(session, attempt.id, actor.id)}
    for key, said in content.disputes.items():
        turn = by_seq[key.seq]
        case_level = next((int(mark.level) for mark in turn.marks if mark.principle == key.principle), NOT_IN_PLAY)
        level = content.levels.get(LevelKey(*key))
        if level is None or level == case_level:
            raise Refused("To dispute a rating of the case, please give your own level there; it must differ.")
        found = there.get(key)
        if found is None:
            disputes.add_dispute(
                session,
                DisputeRecord(
                    id=uuid4(),
                    attempt_id=attempt.id,
                    seq=key.seq,
                    version=attempt.version,
                    scene=turn.scene,
                    response=turn.response,
                    principle=key.principle,
                    engine_level=case_level,
                    level=level,
                    text=said,
                    person_id=actor.id,
                    at=now,
                    withdrawn_at=None,
                    outcome=None,
                    remark="",
                    settled_by=None,
                    settled_at=None,
                ),
            )
        elif found.outcome is None and (found.level, found.text, found.withdrawn_at) != (level, said, None):
            disputes.change_dispute(session, found._replace(level=level, text=said, at=now, withdrawn_at=None))
    for key, found in there.items():
        if key not in content.disputes and found.outcome is None and found.withdrawn_at is None:
            disputes.change_dispute(session, found._replace(withdrawn_at=now))


def plain(content: Content) -> dict[str, Any]:
    """The same as it is stored."""
    return {
        "levels": {"/".join(map(str, key)): level for key, level in content.levels.items()},
        "comments": {
            str(thread): {"seq": one.seq, "place": one.place, "line": one.line, "text": one.text}
            for thread, one in content.comments.items()
        },
        "disputes": {"/".join(map(str, key)): text for key, text in content.disputes.items()},
    }


def _level_key(name: str) -> LevelKey:
    seq, principle, criterion = name.split("/")
    return LevelKey(int(seq), principle, criterion)


def _dispute_key(name: str) -> DisputeKey:
    seq, principle = name.split("/")
    return DisputeKey(int(seq), principle)
