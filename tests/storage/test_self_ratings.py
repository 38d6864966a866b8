"""Trainees rate themselves once; what they said first stays, and only they find it."""

import pytest

from simulator.engine.rubric import Level
from simulator.storage import self_ratings
from simulator.storage.database import Database
from simulator.storage.errors import StoreConflict
from simulator.storage.records import AttemptRecord, PersonRecord
from tests.storage.making import LATER, writing


def rate(database: Database, attempt: AttemptRecord, levels: dict[str, Level]) -> None:
    with writing(database) as session:
        self_ratings.add_self_ratings(session, attempt.person_id, attempt.id, levels, LATER)


def test_ratings_come_back_as_levels_in_the_order_of_the_rubric(database: Database, begun: AttemptRecord) -> None:
    rate(database, begun, {"titration": Level.MISSED, "attunement": Level.ADVANCED})
    with database.read() as session:
        found = self_ratings.self_ratings_of(session, begun.person_id, begun.id)
    assert list(found.items()) == [("attunement", Level.ADVANCED), ("titration", Level.MISSED)]
    assert all(isinstance(level, Level) for level in found.values())


def test_a_rating_given_before_stays(database: Database, begun: AttemptRecord) -> None:
    rate(database, begun, {"titration": Level.MISSED})
    rate(database, begun, {"titration": Level.ADVANCED, "attunement": Level.HELPFUL})
    rate(database, begun, {})
    with database.read() as session:
        found = self_ratings.self_ratings_of(session, begun.person_id, begun.id)
    assert found == {"attunement": Level.HELPFUL, "titration": Level.MISSED}


def test_nobody_else_finds_them(database: Database, begun: AttemptRecord, ben: PersonRecord) -> None:
    rate(database, begun, {"titration": Level.MISSED})
    with database.read() as session:
        assert self_ratings.self_ratings_of(session, ben.id, begun.id) == {}


def test_a_level_is_one_of_four(database: Database, begun: AttemptRecord) -> None:
    with pytest.raises(StoreConflict):
        rate(database, begun, {"titration": 5})  # type: ignore[dict-item]
