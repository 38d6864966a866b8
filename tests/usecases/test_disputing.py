"""What supervisors dispute comes to every course leader, who settles it; nothing about the trainee comes with it."""

from __future__ import annotations

from functools import partial
from uuid import UUID, uuid4

import pytest

from simulator.usecases import disputing
from simulator.usecases.catalogue import Store
from simulator.usecases.disputing import CHANGE, OPEN, STAYS, DisputedRating
from simulator.usecases.errors import NotFound
from simulator.usecases.people import ADMINISTRATOR, COURSE_LEADER, SUPERVISOR
from simulator.usecases.reviewing import DisputeKey
from tests.usecases.refusing import refused
from tests.usecases.reviewed import LATER, doubled, finish, key_of, played, save
from tests.usecases.trainee import COHORT, NOW, Trainee, join, made_elsewhere

PLACE = DisputeKey(1, "attunement")


@pytest.fixture
def ilse(sqlite_store: Store) -> Trainee:
    return join(sqlite_store, "Ilse", SUPERVISOR)


@pytest.fixture
def noor(sqlite_store: Store) -> Trainee:
    return join(sqlite_store, "Noor", COURSE_LEADER)


@pytest.fixture
def attempt(ilse: Trainee) -> UUID:
    """An attempt of which Ilse disputes a rating."""
    attempt_id = played(join(ilse.store, "Ada Nameless"))
    dispute(ilse, attempt_id, "She was led.")
    return attempt_id


def dispute(supervisor: Trainee, attempt_id: UUID, words: str, level: int = 2) -> None:
    save(supervisor, key_of(attempt_id), disputes={PLACE: words})
    finish(supervisor, key_of(attempt_id), attunement_1=level)


def the_one(leader: Trainee) -> DisputedRating:
    found = disputing.disputed(leader.store, leader.actor)
    (one,) = (*found.open, *found.settled)
    return one


def test_a_dispute_says_what_the_case_and_the_supervisor_say(noor: Trainee, attempt: UUID) -> None:
    one = the_one(noor)
    assert (one.slug, one.scene, one.response, one.principle, one.level) == (
        "walk", "gate", "hold-the-gate", "Attunement", 4,
    )  # fmt: skip
    assert one.sentence == "She could choose the pace."
    assert one.offered
    (said,) = one.disputes
    assert (said.by, said.level, said.text, said.at, said.outcome) == ("Ilse", 2, "She was led.", NOW, "")
    assert "Ada" not in repr(disputing.disputed(noor.store, noor.actor))
    assert str(attempt) not in repr(disputing.disputed(noor.store, noor.actor))


def test_disputes_of_one_response_stand_together(noor: Trainee, ilse: Trainee, attempt: UUID) -> None:
    omar = join(noor.store, "Omar", SUPERVISOR)
    dispute(omar, attempt, "No.", 1)
    dispute(ilse, played(join(noor.store, "Ben")), "Again.", 3)
    assert sorted(said.level for said in the_one(noor).disputes) == [1, 2, 3]
    assert disputing.count_open(noor.store, noor.actor) == 3
    assert disputing.count_open(noor.store, noor.actor, "walk") == 3
    assert disputing.count_open(noor.store, noor.actor, "walk-again") == 0


def test_every_course_leader_sees_and_settles_it_and_nobody_else(noor: Trainee, ilse: Trainee, attempt: UUID) -> None:
    store = noor.store
    elsewhere = join(store, "Olga", COURSE_LEADER, cohort=made_elsewhere(store))
    dispute_id = the_one(elsewhere).disputes[0].id
    for who in (ilse, join(store, "Ben"), join(store, "Ravi", ADMINISTRATOR)):
        for act in (
            lambda who=who: disputing.disputed(store, who.actor),
            lambda who=who: disputing.count_open(store, who.actor),
            lambda who=who: disputing.settle(store, who.actor, dispute_id, CHANGE),
        ):
            with pytest.raises(NotFound):
                act()
    disputing.settle(store, elsewhere.actor, dispute_id, CHANGE)
    assert disputing.count_open(store, noor.actor) == 0


def test_it_is_settled_with_a_remark_and_otherwise_and_opened_again(noor: Trainee, attempt: UUID) -> None:
    store, dispute_id = noor.store, the_one(noor).disputes[0].id
    for outcome, remark in ((CHANGE, "You are right."), (STAYS, "On second thoughts.")):
        disputing.settle(store, noor.actor, dispute_id, outcome, remark, LATER)
        with store.database.read() as session:
            (said,) = disputing.of_attempt(session, attempt)
        assert (said.outcome, said.remark, said.settled_by, said.settled_at) == (outcome, remark, "Noor", LATER)
        assert disputing.disputed(store, noor.actor).open == ()
    disputing.settle(store, noor.actor, dispute_id, OPEN)
    assert disputing.disputed(store, noor.actor).settled == ()
    assert the_one(noor).disputes[0].remark == ""


def test_what_cannot_be_settled(noor: Trainee, ilse: Trainee, attempt: UUID) -> None:
    store, dispute_id = noor.store, the_one(noor).disputes[0].id
    for outcome in ("", "nonsense"):
        assert "Please choose" in refused(partial(disputing.settle, store, noor.actor, dispute_id, outcome))
    assert "4,000 is the most" in refused(partial(disputing.settle, store, noor.actor, dispute_id, CHANGE, "x" * 4001))
    with pytest.raises(NotFound):
        disputing.settle(store, noor.actor, uuid4(), CHANGE)
    save(ilse, key_of(attempt), disputes={PLACE: ""})
    finish(ilse, key_of(attempt))
    with pytest.raises(NotFound):
        disputing.settle(store, noor.actor, dispute_id, CHANGE)
    assert disputing.disputed(store, noor.actor) == ((), ())


def test_who_leads_and_rates_blind_does_not_learn_of_it_there(noor: Trainee, ilse: Trainee, attempt: UUID) -> None:
    both = join(noor.store, "Both", COURSE_LEADER, SUPERVISOR, cohort=COHORT)
    dispute_id = the_one(both).disputes[0].id
    doubled(both, ilse, attempt)
    assert disputing.disputed(both.store, both.actor) == ((), ())
    assert disputing.count_open(both.store, both.actor) == 0
    with pytest.raises(NotFound):
        disputing.settle(both.store, both.actor, dispute_id, CHANGE)
    assert the_one(noor).disputes  # the others see it
