"""Assignments as a course leader gives them, for every test of what comes of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from simulator.usecases import assigned, assigning, practising
from simulator.usecases.assignment_forms import Details
from simulator.usecases.local_times import written
from tests.usecases.trainee import COHORT, NOW, Trainee

WEEK = timedelta(days=7)


def form(*slugs: str, opens: datetime = NOW, due: datetime = NOW + WEEK, **more: Any) -> Details:
    """A form that is filled in, in UTC."""
    details = Details(
        title="First weeks",
        places={slug: str(place) for place, slug in enumerate(slugs or ("walk",), 1)},
        opens_at=written(opens, "UTC"),
        due_at=written(due, "UTC"),
        time_zone="UTC",
    )
    return details._replace(**more)


def assign(leader: Trainee, *slugs: str, cohort: UUID = COHORT, now: datetime = NOW, **more: Any) -> UUID:
    """An assignment, made now."""
    assignment_id = uuid4()
    assigning.make(leader.store, leader.actor, cohort, assignment_id, form(*slugs, **more), now)
    return assignment_id


def change(leader: Trainee, assignment_id: UUID, now: datetime = NOW, **more: Any) -> None:
    """Change an assignment, from what it says now."""
    found = assigning.edit_form(leader.store, leader.actor, assignment_id)
    assigning.change(leader.store, leader.actor, assignment_id, found.details._replace(**more), found.seen, now)


def begin(trainee: Trainee, assignment_id: UUID, slug: str = "walk", now: datetime = NOW) -> UUID:
    """Begin an attempt, which is the one that everything else is about."""
    trainee.attempt = assigned.begin(trainee.store, trainee.actor, assignment_id, slug, uuid4(), now)
    return trainee.attempt


def close(trainee: Trainee, now: datetime = NOW, *responses: str) -> None:
    """Play the attempt to its ending (well, if nothing else is said), close it, and rate oneself."""
    well = {"walk": ("hold-the-gate", "stay-with-it"), "walk-again": ("wave",)}
    trainee.play(*(responses or well[trainee.place.scenario]))
    trainee.to_respond()
    practising.finish(trainee.store, trainee.actor, trainee.attempt, trainee.token, now)
    trainee.rate_self(attunement="helpful", titration="missed")


def utc(text: str) -> datetime:
    """A moment."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
