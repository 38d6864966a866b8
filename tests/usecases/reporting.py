"""A cohort with attempts to report about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from simulator.storage import assignments, queued
from simulator.storage.assignments import AssignmentRecord
from simulator.storage.review_records import SUPERVISION, CommentRecord
from simulator.storage.tables import ATTEMPT
from simulator.usecases import assigned, reviewing
from simulator.usecases.catalogue import Store
from simulator.usecases.review_tasks import TaskKey
from simulator.usecases.reviewing import Changes, LevelKey
from tests.usecases.trainee import COHORT, NOW, Trainee

WELL = ("hold-the-gate", "stay-with-it")
"""Two moments, both advanced."""
HARMED = ("pull-her-along", "stand-under-the-tree", "stay-with-it", "hold-the-gate", "stay-with-it")
"""A harmful moment that is followed by attunement, then four good ones."""
LEFT = ("pull-her-along", "walk-on")
"""Two harmful moments, and the end."""


def finished(trainee: Trainee, *responses: str, cohort: UUID = COHORT) -> UUID:
    """A finished attempt at the walk that stands in the queue of a cohort."""
    attempt = trainee.start()
    trainee.play_to_the_end(*responses)
    queue(trainee.store, attempt, cohort)
    return attempt


def queue(store: Store, attempt: UUID, cohort: UUID = COHORT) -> None:
    """Put a finished attempt into the queue of a cohort."""
    with store.database.write() as session:
        row = session.execute(ATTEMPT.select().where(ATTEMPT.c.id == attempt)).one()
        queued.put(
            session,
            attempt_id=attempt,
            cohort_id=cohort,
            person_id=row.person_id,
            scores=row.scores,
            finished_at=row.finished_at,
        )
        session.commit()


def reviewed(
    supervisor: Trainee, attempt: UUID, level: int, words: str, *, turns: Sequence[int] = (1,), release: bool = True
) -> UUID:
    """A finished review that gives these turns a level on attunement, with a summary."""
    key, levels = TaskKey(SUPERVISION, attempt), {LevelKey(seq, "attunement"): level for seq in turns}
    said = CommentRecord(uuid4(), 0, "summary", 0, words)
    reviewing.save(supervisor.store, supervisor.actor, key, Changes(levels, (said,)))
    return reviewing.finish(supervisor.store, supervisor.actor, key, release_it=release)


def given_out(store: Store, due_at: datetime, mode: str = "assessment") -> UUID:
    """An assignment of the walk, open for thirty days; the scores of an assessment wait for a supervisor."""
    made = AssignmentRecord(
        id=uuid4(),
        cohort_id=COHORT,
        title="First weeks",
        note="",
        mode=mode,
        opens_at=due_at - timedelta(days=30),
        due_at=due_at,
        time_zone="Europe/Berlin",
        attempts_allowed=None,
        in_order=False,
        focus=[],
        own_words=False,
        reasons=False,
        release="by the supervisor" if mode == "assessment" else "at once",
        created_by=None,
        created_at=NOW,
        updated_at=NOW,
        withdrawn_at=None,
    )
    with store.database.write() as session:
        assignments.add_assignment(session, made, [store.catalogue.current["walk"].version])
        session.commit()
    return made.id


def done(trainee: Trainee, assignment: UUID, *responses: str) -> UUID:
    """A finished attempt at the walk of an assignment."""
    trainee.attempt = uuid4()
    assigned.begin(trainee.store, trainee.actor, assignment, "walk", trainee.attempt)
    trainee.play_to_the_end(*responses)
    return trainee.attempt
