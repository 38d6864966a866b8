"""Reverting reviews: they stay on record, and all that counted before counts again."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from simulator.storage import disputes, double_ratings, review_drafts, reviews
from simulator.storage.double_ratings import DoubleRatingRecord
from simulator.storage.review_records import CONSENSUS
from simulator.usecases import members, reverting, reviewing
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound
from simulator.usecases.people import COURSE_LEADER, SUPERVISOR
from simulator.usecases.released import released_review
from simulator.usecases.reverting import Reverted
from simulator.usecases.review_tasks import TaskKey
from simulator.usecases.reviewing import DisputeKey, LevelKey
from simulator.usecases.verifying import verify
from tests.usecases.refusing import refused
from tests.usecases.reviewed import (
    LATER,
    doubled,
    finish,
    finish_all,
    key_of,
    place_of,
    played,
    save,
    standing,
    written,
)
from tests.usecases.trainee import COHORT, NOW, Trainee, join


@pytest.fixture
def noor(sqlite_store: Store) -> Trainee:
    return join(sqlite_store, "Noor", COURSE_LEADER)


@pytest.fixture
def ilse(sqlite_store: Store) -> Trainee:
    return join(sqlite_store, "Ilse", SUPERVISOR)


@pytest.fixture
def attempt(ilse: Trainee) -> UUID:
    return played(join(ilse.store, "Ada"))


def revert(noor: Trainee, *review_ids: UUID, why: str = "A slip.") -> Reverted:
    return reverting.revert(noor.store, noor.actor, COHORT, review_ids, why, LATER)


def draft_levels(supervisor: Trainee, attempt_id: UUID) -> dict[LevelKey, int]:
    with supervisor.store.database.read() as session:
        found = review_drafts.draft_of(session, attempt_id, supervisor.actor.id, "supervision", attempt_id)
    return dict(reviewing.content_of(found).levels)


def double(store: Store, key: TaskKey) -> DoubleRatingRecord:
    with store.database.read() as session:
        found = double_ratings.double_rating(session, key.task_id)
    assert found
    return found


def test_what_was_before_counts_again_and_the_original_stays(noor: Trainee, ilse: Trainee, attempt: UUID) -> None:
    good = finish(ilse, key_of(attempt), release=True, attunement_1=4)
    bad = finish(ilse, key_of(attempt), release=True, at=LATER, why="Hm.", attunement_1=1)
    assert revert(noor, bad, why="Not hers.") == Reverted(1, 0)
    assert standing(ilse.store, attempt) == {"supervision": {"attunement_1": 4}}
    assert [one.id for one in written(ilse.store, attempt)] == [good, bad]
    with ilse.store.database.read() as session:
        shown = released_review(session, attempt)
        (reversal,) = reviews.reversals_of(session, [attempt])
    assert shown
    assert shown.id == good
    assert (reversal.review_id, reversal.person_id, reversal.why, reversal.at) == (
        bad,
        noor.actor.id,
        "Not hers.",
        LATER,
    )
    assert place_of(ilse.store, attempt).read_at == NOW
    assert verify(ilse.store).discrepancies == ()


def test_where_nothing_is_released_any_more_the_attempt_waits_again(
    noor: Trainee, ilse: Trainee, attempt: UUID
) -> None:
    revert(noor, finish(ilse, key_of(attempt), release=True, attunement_1=4))
    assert place_of(ilse.store, attempt).read_at is None
    assert standing(ilse.store, attempt) == {}
    with ilse.store.database.read() as session:
        assert released_review(session, attempt) is None


def test_what_is_reverted_already_is_only_counted(noor: Trainee, ilse: Trainee, attempt: UUID) -> None:
    first = finish(ilse, key_of(attempt), attunement_1=4)
    second = finish(ilse, key_of(attempt), why="Hm.", attunement_1=3)
    assert revert(noor, first) == Reverted(1, 0)
    assert revert(noor, first, second) == Reverted(1, 1)
    assert revert(noor, first, second) == Reverted(0, 2)
    with ilse.store.database.read() as session:
        assert len(reviews.reversals_of(session, [attempt])) == 2


def test_a_reverted_review_is_not_released_and_the_reading_can_be_finished_again(
    noor: Trainee, ilse: Trainee, attempt: UUID
) -> None:
    first = finish(ilse, key_of(attempt), attunement_1=4)
    revert(noor, first)
    with pytest.raises(NotFound):
        reviewing.release_review(ilse.store, ilse.actor, first)
    again = finish(ilse, key_of(attempt))  # nothing counts, so nothing has to be said about it
    assert standing(ilse.store, attempt) == {"supervision": {"attunement_1": 4}}
    assert again != first


def test_the_draft_says_again_what_counts_unless_something_was_written_since(
    noor: Trainee, ilse: Trainee, attempt: UUID
) -> None:
    finish(ilse, key_of(attempt), attunement_1=4)
    bad = finish(ilse, key_of(attempt), why="Hm.", attunement_1=1)
    revert(noor, bad)
    assert draft_levels(ilse, attempt) == {LevelKey(1, "attunement"): 4}
    worse = finish(ilse, key_of(attempt), why="Hm.", attunement_1=2)
    save(ilse, key_of(attempt), titration_1=3)
    revert(noor, worse)
    assert draft_levels(ilse, attempt) == {LevelKey(1, "attunement"): 2, LevelKey(1, "titration"): 3}


def test_what_was_disputed_with_it_is_not_disputed_any_more(noor: Trainee, ilse: Trainee, attempt: UUID) -> None:
    save(ilse, key_of(attempt), disputes={DisputeKey(1, "attunement"): "No."})
    finish(ilse, key_of(attempt), attunement_1=2)
    save(ilse, key_of(attempt), disputes={DisputeKey(2, "attunement"): "No."})
    bad = finish(ilse, key_of(attempt), at=LATER, why="Hm.", attunement_2=1)
    revert(noor, bad)
    with ilse.store.database.read() as session:
        found = {one.seq: one.withdrawn_at for one in disputes.disputes_by(session, attempt, ilse.actor.id)}
    assert found == {1: None, 2: LATER}


def test_a_double_rating_asks_again_unless_both_have_seen_each_other(
    noor: Trainee, ilse: Trainee, attempt: UUID
) -> None:
    omar = join(ilse.store, "Omar", SUPERVISOR)
    key = doubled(ilse, omar, attempt)
    revert(noor, finish_all(ilse, key))
    assert double(ilse.store, key).first_done_at is None
    first, second = finish_all(ilse, key), finish_all(omar, key)
    revert(noor, second)
    assert double(ilse.store, key).second_done_at == NOW
    agreed = finish_all(omar, TaskKey(CONSENSUS, key.task_id))
    assert double(ilse.store, key).settled_at == NOW
    revert(noor, agreed, first)
    assert double(ilse.store, key).settled_at is None
    assert double(ilse.store, key).first_done_at == NOW
    assert verify(ilse.store).discrepancies == ()


def test_what_cannot_be_reverted(noor: Trainee, ilse: Trainee, attempt: UUID) -> None:
    review = finish(ilse, key_of(attempt), attunement_1=4)
    assert "say in a sentence why" in refused(lambda: revert(noor, review, why=" \n"))
    assert "at least one" in refused(lambda: revert(noor))
    assert "At most 2,000" in refused(lambda: revert(noor, *(uuid4() for _ in range(2001))))
    for chosen in ((uuid4(),), (review, uuid4())):
        with pytest.raises(NotFound):
            revert(noor, *chosen)
    with pytest.raises(NotFound):
        revert(ilse, review)
    assert standing(ilse.store, attempt)


def test_who_led_the_cohort_when_the_page_was_opened_does_not_any_more(
    noor: Trainee, ilse: Trainee, attempt: UUID
) -> None:
    review = finish(ilse, key_of(attempt), attunement_1=4)
    marta = join(ilse.store, "Marta", COURSE_LEADER)
    members.take_role(ilse.store, marta.actor, COHORT, noor.actor.id, COURSE_LEADER)
    with pytest.raises(NotFound):
        revert(noor, review)
