"""The demo's people and what they have already played, and signing in as one of them."""

from __future__ import annotations

import pytest

from simulator.config import bundled
from simulator.usecases import choosing, debriefing
from simulator.usecases.catalogue import Store
from simulator.usecases.demonstrating import HISTORY, PEOPLE, furnish
from simulator.usecases.errors import NotFound
from simulator.usecases.people import Actor, actor, demo_people, sign_in_demo
from simulator.usecases.verifying import verify
from tests.usecases.trainee import NOW, Trainee, opened


def test_the_demo_is_furnished_once_with_attempts_that_verify(sqlite_database_url: str) -> None:
    with opened(sqlite_database_url, bundled("scenarios")) as store:
        furnish(store, NOW)
        furnish(store, NOW)
        result = verify(store)
        assert (result.attempts, result.discrepancies) == (len(HISTORY), ())
        assert {tuple(one) for one in demo_people(store)} == set(PEOPLE)
        for slug, name, role in PEOPLE:
            somebody = sign_in_demo(store, slug)
            assert (somebody.name, somebody.role) == (name, role)
            played = choosing.history(store, somebody)
            assert len(played) == sum(person == slug for person, *_ in HISTORY)
            for one in played:
                assert one.started_at < NOW
                assert debriefing.debrief(store, somebody, one.attempt).rated


def test_a_store_that_was_furnished_before_only_gets_the_people_it_lacks(ada: Trainee, ben: Trainee) -> None:
    furnish(ada.store, NOW)
    assert [one.role for one in demo_people(ada.store)] == ["trainee"] * 5 + ["course leader"]
    assert choosing.history(ada.store, sign_in_demo(ada.store, "robin-hale")) == ()


def test_the_demo_leaves_out_cases_that_are_not_there(store: Store) -> None:
    furnish(store, NOW)
    assert choosing.history(store, sign_in_demo(store, "robin-hale")) == ()


@pytest.mark.parametrize("slug", ["", "nobody", "\0", "\ud800", "é", "x" * 10_000])
def test_nobody_comes_in_under_a_name_that_nobody_has(ada: Trainee, slug: str) -> None:
    with pytest.raises(NotFound):
        sign_in_demo(ada.store, slug)


def test_somebody_is_found_by_id(ada: Trainee) -> None:
    from uuid import uuid4

    assert actor(ada.store, ada.actor.id) == ada.actor == Actor(ada.actor.id, "Ada", "trainee")
    assert actor(ada.store, uuid4()) is None
