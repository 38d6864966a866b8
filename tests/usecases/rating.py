"""Attempts that supervisors rate, for tests of double rating and calibration."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from simulator.engine.rubric import PRINCIPLES
from simulator.storage.review_records import CommentRecord
from simulator.usecases import reviewing
from simulator.usecases.catalogue import Store
from simulator.usecases.people import SUPERVISOR
from simulator.usecases.review_tasks import TaskKey
from simulator.usecases.reviewing import Changes, LevelKey
from tests.usecases.given import assign, begin, close
from tests.usecases.trainee import NOW, Trainee, join

Levels = Callable[[int, str], int]


def finished(trainee: Trainee, leader: Trainee, count: int = 1, assignment: UUID | None = None) -> list[UUID]:
    """So many finished attempts at an assignment, of two turns each."""
    made = assignment or assign(leader)
    found = []
    for _ in range(count):
        found.append(begin(trainee, made))
        close(trainee)
    return found


def supervisors(store: Store, *names: str) -> list[Trainee]:
    """Supervisors of the autumn cohort."""
    return [join(store, name, SUPERVISOR) for name in names]


def rate(rater: Trainee, key: TaskKey, level: int | Levels = 3, now: datetime = NOW, *said: CommentRecord) -> UUID:
    """A finished review that rates both turns on every principle, with this level or what `level` says."""
    levels = {
        LevelKey(seq, principle): level if isinstance(level, int) else level(seq, principle)
        for seq in (1, 2)
        for principle in PRINCIPLES
    }
    reviewing.save(rater.store, rater.actor, key, Changes(levels, said), now)
    return reviewing.finish(rater.store, rater.actor, key, now=now)
