"""A course of three: an attempt that was assigned and played, and the supervisor who reads it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from simulator.storage import queued, reviews
from simulator.storage.review_records import SUPERVISION, CommentRecord
from simulator.usecases import reviewing
from simulator.usecases.catalogue import Store
from simulator.usecases.people import COURSE_LEADER, SUPERVISOR
from simulator.usecases.review_tasks import TaskKey
from simulator.usecases.reviewing import Changes, LevelKey
from tests.usecases.given import assign, begin, close
from tests.usecases.trainee import NOW, Trainee, join

Levels = Mapping[tuple[int, str], int]
DIFFERENT: Levels = {(1, "attunement"): 2, (2, "titration"): 4, (2, "fierce-compassion"): 3}
"""The case says: 1 attunement advanced, 2 titration advanced, 2 fierce compassion not in play."""


class Course:
    """Ada with a finished attempt that was assigned, and Ilse who supervises her."""

    def __init__(self, store: Store, *, rate: bool = True) -> None:
        self.store = store
        self.leader = join(store, "Noor", COURSE_LEADER)
        self.ilse, self.ada = join(store, "Ilse", SUPERVISOR), join(store, "Ada")
        self.attempt = begin(self.ada, assign(self.leader))
        if rate:
            close(self.ada)
        else:
            self.ada.play_to_the_end("hold-the-gate", "stay-with-it")

    def review(
        self, *comments: CommentRecord, levels: Levels = DIFFERENT, release: bool = True, now: datetime = NOW
    ) -> UUID:
        """A review by Ilse, with these levels and comments."""
        return self.review_by(self.ilse, *comments, levels=levels, release=release, now=now)

    def review_by(
        self,
        who: Trainee,
        *comments: CommentRecord,
        levels: Levels = DIFFERENT,
        release: bool = True,
        now: datetime = NOW,
    ) -> UUID:
        """A review by somebody."""
        key = TaskKey(SUPERVISION, self.attempt)
        given = {LevelKey(*place): level for place, level in levels.items()}
        reviewing.save(self.store, who.actor, key, Changes(given, comments), now)
        return reviewing.finish(self.store, who.actor, key, release_it=release, now=now)

    def revert(self, review_id: UUID, now: datetime = NOW) -> None:
        """Declare that a review does not count, as a course leader does."""
        with self.store.database.write() as session:
            place = queued.queued(session, self.attempt, lock=True)
            assert place
            reviews.add_reversal(session, place, review_id, self.leader.actor.id, "A slip.", now)
            session.commit()


def comment(text: str = "This was well timed.", seq: int = 1, place: str = "turn", line: int = 0) -> CommentRecord:
    """A comment that stands nowhere yet."""
    return CommentRecord(uuid4(), seq, place, line, text)


def summary(text: str) -> CommentRecord:
    """A comment on the whole attempt."""
    return comment(text, 0, "summary")
