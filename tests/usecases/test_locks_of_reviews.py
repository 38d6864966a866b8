"""Whoever writes about an attempt holds up nobody who only refers to it: else two of them could wait in a circle."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import text

from simulator.storage import double_ratings, queue_rows, queued
from simulator.storage.double_ratings import DoubleRatingRecord
from simulator.usecases.catalogue import Store
from simulator.usecases.people import SUPERVISOR
from tests.usecases.reviewed import played
from tests.usecases.trainee import COHORT, NOW, Trainee, join


def test_a_double_rating_is_assigned_while_the_attempt_is_written_about(store: Store, ada: Trainee) -> None:
    if store.database.url.get_backend_name() == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    attempt, ilse, max_ = played(ada), join(store, "Ilse", SUPERVISOR), join(store, "Max", SUPERVISOR)
    made = DoubleRatingRecord(
        uuid4(), COHORT, attempt, ilse.actor.id, max_.actor.id, None, ilse.actor.id, NOW, None, None, None, None
    )
    with store.database.write() as writing, store.database.write() as assigning:
        assert queued.queued(writing, attempt, lock=True)
        queue_rows.lock_attempts(writing, [attempt])
        assigning.execute(text("SET LOCAL lock_timeout = '2s'"))
        double_ratings.add_double_rating(assigning, made)
        assigning.commit()
    with store.database.read() as session:
        assert double_ratings.double_rating(session, made.id) == made
