"""The demo's people and what they have already played, and signing in as one of them."""

from __future__ import annotations

import pytest

from simulator.config import bundled
from simulator.usecases import choosing, debriefing
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
        assert {slug for slug, _ in demo_people(store)} == {slug for slug, _ in PEOPLE}
        for slug, name in PEOPLE:
            somebody = sign_in_demo(store, slug)
            assert somebody.name == name
            played = choosing.history(store, somebody)
            assert len(played) == sum(person == slug for person, *_ in HISTORY)
            for one in played:
                assert one.started_at < NOW
                assert debriefing.debrief(store, somebody, one.attempt).rated


def test_the_demo_leaves_out_cases_that_are_not_there(ada: Trainee, ben: Trainee) -> None:
    furnish(ada.store, NOW)
    assert len(demo_people(ada.store)) == 2
    assert choosing.history(ada.store, ada.actor) == ()


@pytest.mark.parametrize("slug", ["", "nobody", "\0", "\ud800", "é", "x" * 10_000])
def test_nobody_comes_in_under_a_name_that_nobody_has(ada: Trainee, slug: str) -> None:
    with pytest.raises(NotFound):
        sign_in_demo(ada.store, slug)


def test_somebody_is_found_by_id(ada: Trainee) -> None:
    from uuid import uuid4

    assert actor(ada.store, ada.actor.id) == ada.actor == Actor(ada.actor.id, "Ada", "trainee")
    assert actor(ada.store, uuid4()) is None
