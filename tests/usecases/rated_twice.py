"""A cohort whose attempts two supervisors have rated, blind or not; written as use cases would, without their time."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from simulator.storage import double_ratings, queued, reviews
from simulator.storage.double_ratings import DoubleRatingRecord
from simulator.storage.review_records import BLIND, CALIBRATION, SUPERVISION, RatingRecord
from simulator.storage.tables import CALIBRATION_ATTEMPT, CALIBRATION_ROUND, CALIBRATION_SET
from simulator.usecases.catalogue import Store
from simulator.usecases.people import COURSE_LEADER, SUPERVISOR
from tests.usecases.trainee import COHORT, NOW, Trainee, join

Levels = dict[tuple[int, str, str], int]
ALL_THREE: Levels = {(1, "attunement", ""): 4, (2, "titration", ""): 4, (2, "attunement", ""): 0}
WAY = ("hold-the-gate", "stay-with-it")


def on(principle: str, *levels: int, criterion: str = "") -> Levels:
    """Levels for the first turns, one after the other."""
    return {(seq, principle, criterion): level for seq, level in enumerate(levels, 1)}


class Course:
    """Noor leads, Ilse and Tomas supervise, Ada plays."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.leader = join(store, "Noor", COURSE_LEADER)
        self.ilse, self.tomas = sorted(
            (join(store, "Ilse", SUPERVISOR), join(store, "Tomas", SUPERVISOR)), key=lambda one: one.actor.id
        )
        self.ada = join(store, "Ada")

    def attempt(self, *way: str) -> UUID:
        """A finished attempt of Ada's that is in the queue."""
        attempt = self.ada.start()
        self.ada.play_to_the_end(*(way or WAY))
        self.queue(attempt)
        return attempt

    def queue(self, attempt: UUID) -> None:
        """Put an attempt into the queue."""
        with self.store.database.write() as session:
            queued.put(
                session,
                attempt_id=attempt,
                cohort_id=COHORT,
                person_id=self.ada.actor.id,
                scores=(),
                finished_at=NOW,
            )
            session.commit()

    def review(
        self, attempt: UUID, who: Trainee, levels: Levels, purpose: str = SUPERVISION, task: UUID | None = None
    ) -> UUID:
        """A finished review."""
        ratings = [RatingRecord(*key, level) for key, level in levels.items()]
        with self.store.database.write() as session:
            place = queued.queued(session, attempt, lock=True)
            assert place
            made = reviews.add_review(
                session,
                place,
                person_id=who.actor.id,
                purpose=purpose,
                task_id=task or attempt,
                rubric=self.store.catalogue.rubric.version,
                ratings=ratings,
                comments=(),
                at=NOW,
            )
            session.commit()
        return made.id

    def revert(self, attempt: UUID, review: UUID) -> None:
        """Let a review not count any more."""
        with self.store.database.write() as session:
            place = queued.queued(session, attempt, lock=True)
            assert place
            reviews.add_reversal(session, place, review, self.leader.actor.id, "A slip.", NOW)
            session.commit()

    def twice(
        self, attempt: UUID, first: Levels, second: Levels | None, *, withdrawn: bool = False
    ) -> tuple[UUID, ...]:
        """A double rating of an attempt by Ilse and Tomas; not both done if there is no `second`. The reviews."""
        task = uuid4()
        with self.store.database.write() as session:
            double_ratings.add_double_rating(
                session,
                DoubleRatingRecord(
                    id=task,
                    cohort_id=COHORT,
                    attempt_id=attempt,
                    first_rater=self.ilse.actor.id,
                    second_rater=self.tomas.actor.id,
                    due_at=None,
                    created_by=self.leader.actor.id,
                    created_at=NOW,
                    withdrawn_at=NOW if withdrawn else None,
                    first_done_at=NOW,
                    second_done_at=None if second is None else NOW,
                    settled_at=None,
                ),
            )
            session.commit()
        made = [self.review(attempt, self.ilse, first, BLIND, task)]
        if second is not None:
            made.append(self.review(attempt, self.tomas, second, BLIND, task))
        return tuple(made)

    def calibrate(self, attempts: list[UUID], *levels: Levels, closed: bool, due: bool) -> UUID:
        """A calibration set that supervisors, and then others, have rated in one round; the round."""
        made = {"created_by": self.leader.actor.id, "created_at": NOW}
        set_id, round_id = uuid4(), uuid4()
        times = {"opens_at": NOW - timedelta(days=9), "due_at": NOW + timedelta(days=-1 if due else 1)}
        with self.store.database.write() as session:
            of_set = {"id": set_id, "cohort_id": COHORT, "title": "Autumn", "closed_at": NOW if closed else None}
            session.execute(CALIBRATION_SET.insert(), {**of_set, **made})
            for place, attempt in enumerate(attempts, 1):
                row = {"set_id": set_id, "place": place, "attempt_id": attempt}
                session.execute(CALIBRATION_ATTEMPT.insert(), row)
            round_ = {"id": round_id, "set_id": set_id, "title": "Before", **times, **made}
            session.execute(CALIBRATION_ROUND.insert(), round_)
            session.commit()
        others = [join(self.store, f"Rater {number}", SUPERVISOR) for number in range(len(levels) - 2)]
        for attempt in attempts:
            for who, given in zip([self.ilse, self.tomas, *others], levels, strict=False):
                self.review(attempt, who, given, CALIBRATION, round_id)
        return round_id
