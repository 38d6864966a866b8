"""The demo's people and what they have already played, and signing in as one of them."""

from __future__ import annotations

from uuid import uuid4

import pytest

from simulator.config import bundled
from simulator.storage import calibration, disputes, double_ratings, help_requests
from simulator.usecases import (
    assigned,
    choosing,
    debriefing,
    demo_drafts,
    demo_supervision,
    demonstrating,
    released,
    releasing,
    studio,
)
from simulator.usecases.catalogue import Store
from simulator.usecases.demonstrating import ASSIGNMENTS, HISTORY, PEOPLE, SUPERVISED, furnish
from simulator.usecases.errors import NotFound
from simulator.usecases.people import Actor, actor, demo_people, sign_in_demo
from simulator.usecases.verifying import verify
from tests.usecases.trainee import NOW, Trainee, opened


def somebody(store: Store, slug: str) -> Actor:
    found = actor(store, sign_in_demo(store, slug))
    assert found
    return found


def supervised(store: Store) -> None:
    """See that there is something of everything that supervisors do."""
    robin, ilse = somebody(store, "robin-hale"), somebody(store, "ilse-brandt")
    with store.database.read() as session:
        (course,) = {one.cohort for one in ilse.roles}
        there = double_ratings.attempts_in(session, course)
        (review,) = released.released_reviews(session, [one.attempt_id for one in there]).values()
        (dispute,) = disputes.disputes_by(session, review.attempt_id, ilse.id)
        doubles = double_ratings.of_cohort(session, course)
        sets = calibration.sets_in(session, [course])
        asked = help_requests.open_about(session, [one.attempt_id for one in there])
    told = debriefing.debrief(store, robin, review.attempt_id, NOW).review
    assert told
    assert (told.by, [one.text for one in told.summary]) == ("Ilse Brandt", [demo_supervision.SUMMARY])
    said = [one for turn in told.turns.values() for one in turn.comments]
    assert [one.text for one in said] == [one.comment for one in demo_supervision.MOMENTS]
    assert [answer.by for one in said for answer in one.answers] == ["Robin Hale"]
    assert (dispute.engine_level, dispute.level, dispute.outcome) == (1, 2, None)
    assert [(one.both_done, one.settled_at) for one in doubles] == [(False, None), (True, None)]
    assert [one.closed_at for one in sets] == [None]
    assert [(one.person_id, one.kind) for one in asked] == [(robin.id, "conversation")]


def test_the_demo_is_furnished_once_with_attempts_that_verify(sqlite_database_url: str) -> None:
    with opened(sqlite_database_url, bundled("scenarios")) as store:
        furnish(store, NOW)
        furnish(store, NOW)
        result = verify(store)
        given = [slug for one in (*ASSIGNMENTS, SUPERVISED) for slug, *_ in one.played]
        assert (result.attempts, result.discrepancies) == (len(HISTORY) + len(given), ())
        assert {tuple(one) for one in demo_people(store)} == set(PEOPLE)
        for slug, name, role in PEOPLE:
            who = somebody(store, slug)
            assert (who.name, who.is_a(role)) == (name, True)
            played = choosing.history(store, who, NOW)
            assert len(played) == sum(person == slug for person, *_ in HISTORY) + given.count(slug)
            for one in played:
                assert one.started_at < NOW
                assert debriefing.debrief(store, who, one.attempt, NOW).rated


def test_the_demos_course_has_something_due_something_that_waits_and_something_past(sqlite_database_url: str) -> None:
    with opened(sqlite_database_url, bundled("scenarios")) as store:
        furnish(store, NOW)
        robin, samira, ilse = (somebody(store, slug) for slug in ("robin-hale", "samira-aziz", "ilse-brandt"))
        home = assigned.home(store, robin, NOW)
        assert [[bool(case.finished) for case in task.cases] for task in home.open] == [[False], [True, False]]
        assert [task.assignment.title for task in home.past] == [
            SUPERVISED.title,
            "To get to know the room",
        ]
        assert [one.name for one in releasing.waiting(store, ilse)] == ["Samira Aziz"]
        assert [one.waits for one in choosing.history(store, samira, NOW)].count(True) == 1
        supervised(store)


def test_the_demos_studio_has_a_case_just_begun_and_a_change_that_waits_for_a_reader(sqlite_database_url: str) -> None:
    with opened(sqlite_database_url, bundled("scenarios")) as store:
        furnish(store, NOW)
        furnish(store, NOW)
        noor = somebody(store, "noor-lind")
        desk = studio.shown(store, noor, NOW)
        assert [(one.slug, one.by, one.state) for one in desk.drafts] == [
            ("far-away", "Marta Kessler", "waiting"),
            ("the-last-bus", "Noor Lind", "draft"),
        ]
        assert [(one.title, one.asked_by, one.note) for one in desk.waiting] == [
            ("Far away", "Marta Kessler", demo_drafts.NOTE)
        ]


def test_a_store_that_was_furnished_before_only_gets_the_people_it_lacks(ada: Trainee, ben: Trainee) -> None:
    furnish(ada.store, NOW)
    assert [one.role for one in demo_people(ada.store)][:6] == ["trainee"] * 5 + ["course leader"]
    assert choosing.history(ada.store, somebody(ada.store, "robin-hale")) == ()


def test_a_store_of_an_earlier_release_gets_assignments_and_what_supervisors_do_once(
    sqlite_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(sqlite_database_url, bundled("scenarios")) as store:
        with monkeypatch.context() as before:
            before.setattr(demonstrating, "ASSIGNMENTS", ())
            furnish(store, NOW)
        assert verify(store).reviews == 0
        robin = somebody(store, "robin-hale")
        assert assigned.home(store, robin, NOW) == assigned.Home()
        furnish(store, NOW)
        furnish(store, NOW)
        assert len(assigned.home(store, robin, NOW).open) == 2
        assert len(choosing.history(store, robin, NOW)) == sum(slug == "robin-hale" for slug, *_ in HISTORY) + 4
        assert (verify(store).reviews, verify(store).discrepancies) == (4, ())
        supervised(store)


def test_the_demo_leaves_out_cases_that_are_not_there(store: Store) -> None:
    furnish(store, NOW)
    robin = somebody(store, "robin-hale")
    assert choosing.history(store, robin) == ()
    assert assigned.home(store, robin, NOW) == assigned.Home()


@pytest.mark.parametrize("slug", ["", "nobody", "\0", "\ud800", "é", "x" * 10_000])
def test_nobody_comes_in_under_a_name_that_nobody_has(ada: Trainee, slug: str) -> None:
    with pytest.raises(NotFound):
        sign_in_demo(ada.store, slug)


def test_somebody_is_found_by_id(ada: Trainee) -> None:
    assert actor(ada.store, ada.actor.id) == ada.actor
    assert actor(ada.store, uuid4()) is None
