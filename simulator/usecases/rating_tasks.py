"""What a supervisor has to rate blind, what waits for somebody else, what two are to agree on.

Nothing here says whose attempt it is, or what anybody rated: an attempt is called by the case and a number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Literal, NamedTuple
from uuid import UUID

from simulator.storage import calibration, double_ratings
from simulator.storage.calibration import Rated
from simulator.storage.database import Session
from simulator.storage.double_ratings import DoubleRatingRecord
from simulator.storage.review_records import BLIND, CALIBRATION
from simulator.usecases.catalogue import Store
from simulator.usecases.people import SUPERVISOR, Actor

State = Literal["to rate", "waiting", "to agree", "done"]
FAR = datetime.max.replace(tzinfo=UTC)


class RatingTask(NamedTuple):
    """One attempt to be rated.

    `purpose` is blind (then `task_id` is the double rating, and `number` counts the actor's attempts at this case) or
    calibration (then `task_id` is the round, `number` the place in the set, and `within` tells set and round).
    """

    purpose: str
    task_id: UUID
    number: int
    title: str
    language: str
    within: tuple[str, str]
    due_at: datetime | None
    state: State


class RatingTasks(NamedTuple):
    """All of them: what is to be rated and to be agreed on by due time, what is done last first."""

    to_rate: tuple[RatingTask, ...]
    to_agree: tuple[RatingTask, ...]
    waiting: tuple[RatingTask, ...]
    done: tuple[RatingTask, ...]
    now: datetime


def tasks(store: Store, actor: Actor, now: datetime | None = None) -> RatingTasks:
    """What the actor has to rate, as a supervisor of cohorts that are not archived."""
    now = now or datetime.now(UTC)
    with store.database.read() as session:
        found = [*_double_ratings(session, actor), *_calibrations(session, actor, now)]
    spoken = {version: store.scenario(version).language for version in {task.language for task in found}}
    found = [task._replace(language=spoken[task.language]) for task in found]
    by_due = sorted(found, key=lambda task: task.due_at or FAR)
    of = {state: tuple(task for task in by_due if task.state == state) for state in ("to rate", "to agree", "waiting")}
    done = tuple(task for task in reversed(found) if task.state == "done")
    return RatingTasks(of["to rate"], of["to agree"], of["waiting"], done, now)


def open_tasks(store: Store, actor: Actor, now: datetime | None = None) -> int:
    """How many attempts the actor has to rate blind or to agree on, for the queue to name."""
    now = now or datetime.now(UTC)
    with store.database.read() as session:
        blind = double_ratings.count_open(session, actor.id, _supervised(actor))
        return blind + sum(task.state == "to rate" for task in _calibrations(session, actor, now))


def state_for(found: DoubleRatingRecord, rater: UUID) -> State:
    """What a double rating asks of one of its raters."""
    if found.settled_at:
        return "done"
    if found.both_done:
        return "to agree"
    mine = found.first_done_at if rater == found.first_rater else found.second_done_at
    return "waiting" if mine else "to rate"


def _supervised(actor: Actor) -> frozenset[UUID]:
    return frozenset(one.cohort for one in actor.roles if one.role == SUPERVISOR)


def _double_ratings(session: Session, actor: Actor) -> Iterator[RatingTask]:
    """Those of the actor; each with the version of its case where the language comes to stand. Numbers count those that
    were withdrawn too, so that they never change.
    """
    numbers: Counter[str] = Counter()
    supervised, withheld = _supervised(actor), double_ratings.withheld_from(session, actor.id)
    for found, version, title in double_ratings.of_rater(session, actor.id):
        numbers[title] += 1
        if found.withdrawn_at or found.cohort_id not in supervised:
            continue
        state = state_for(found, actor.id)
        if state == "to agree" and found.attempt_id in withheld:  # in a calibration, until that is over
            state = "waiting"
        yield RatingTask(BLIND, found.id, numbers[title], title, version, ("", ""), found.due_at, state)


def _calibrations(session: Session, actor: Actor, now: datetime) -> Iterator[RatingTask]:
    sets = {one.id: one for one in calibration.sets_in(session, _supervised(actor)) if one.closed_at is None}
    rounds = [one for one in calibration.rounds_of(session, sets) if one.opens_at <= now]
    places = calibration.places_of(session, {one.set_id for one in rounds})
    rated = calibration.rated_in(session, [one.id for one in rounds]) if rounds else frozenset()
    for round_ in rounds:
        for one in places.get(round_.set_id, ()):
            if one.person_id == actor.id or one.erased:
                continue
            state: State = "done" if Rated(round_.id, one.attempt_id, actor.id) in rated else "to rate"
            within = (sets[round_.set_id].title, round_.title)
            yield RatingTask(CALIBRATION, round_.id, one.place, one.title, one.version, within, round_.due_at, state)
