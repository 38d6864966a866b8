"""Blind double rating: who rates what, what they see meanwhile, and what happens when a rating does not stand."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest

from simulator.storage import audit, cohorts, double_ratings
from simulator.storage.double_ratings import DoubleRatingRecord, withheld_from
from simulator.storage.review_records import BLIND, CONSENSUS, SUPERVISION, CommentRecord
from simulator.usecases import double_rating, privacy, rating_tasks, reverting, review_tasks
from simulator.usecases.catalogue import Store
from simulator.usecases.double_rating import Wish
from simulator.usecases.errors import NotFound
from simulator.usecases.people import COURSE_LEADER, SUPERVISOR, Actor
from simulator.usecases.review_tasks import TaskKey
from tests.usecases.given import assign, begin
from tests.usecases.rating import finished, rate, supervisors
from tests.usecases.refusing import refused
from tests.usecases.trainee import COHORT, NOW, Trainee, join, made_elsewhere

UNFIT: tuple[tuple[dict[str, Any], str], ...] = (
    ({"percent": "0"}, "Please write the share as a whole number from 1 to 100."),
    ({"percent": "101"}, "Please write the share as a whole number from 1 to 100."),
    ({"percent": "½"}, "Please write the share as a whole number from 1 to 100."),
    ({"percent": ""}, "Please write the share as a whole number from 1 to 100."),
    ({"seed": "-1"}, "A seed is a whole number from 1 to 999,999,999. Leave it empty for a new one."),
    ({"due_on": "soon"}, "Please give the day like this: 2026-10-01. Or leave it empty."),
    ({"due_on": "2026-11-22"}, "The day by which it is due has passed already."),
    ({"how": "ticked"}, "Please tick at least one attempt."),
    ({"pairs": "these two"}, "Please choose two supervisors of this cohort."),
    ({"pairs": "these two", "first": "x", "second": str(uuid4())}, "Please choose two supervisors"),
)


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    """What does not depend on the database."""
    return sqlite_store


@pytest.fixture
def raters(store: Store) -> list[Trainee]:
    """Three supervisors."""
    return supervisors(store, "Ilse", "Max", "Vera")


def these_two(raters: list[Trainee], *attempts: UUID, **more: Any) -> Wish:
    first, second = raters[0].actor.id, raters[1].actor.id
    return Wish("ticked", attempts=attempts, pairs="these two", first=str(first), second=str(second))._replace(**more)


def give(leader: Trainee, wish: Wish) -> double_rating.Plan:
    return double_rating.assign(leader.store, leader.actor, COHORT, wish, NOW)


def there(store: Store) -> tuple[DoubleRatingRecord, ...]:
    with store.database.read() as session:
        return double_ratings.of_cohort(session, COHORT)


def states(rater: Trainee) -> list[str]:
    found = rating_tasks.tasks(rater.store, rater.actor, NOW)
    return [one.state for group in (found.to_rate, found.to_agree, found.waiting, found.done) for one in group]


class TestAssigning:
    """A share, or what was ticked."""

    @pytest.mark.usefixtures("raters")
    def test_a_share_is_drawn_and_its_seed_stands_in_the_audit_log(
        self, store: Store, leader: Trainee, ada: Trainee
    ) -> None:
        finished(ada, leader, 5)
        plan = give(leader, Wish(percent="40"))
        assert (len(plan.planned), plan.pool) == (2, 5)
        assert len(there(store)) == 2
        with store.database.read() as session:
            (noted,) = (one for one in audit.entries(session) if one.action == "double rating assigned")
        assert noted.detail == {"number": "2", "seed": str(plan.seed)}

    @pytest.mark.usefixtures("raters")
    def test_what_a_preview_shows_is_what_its_seed_assigns(self, store: Store, leader: Trainee, ada: Trainee) -> None:
        finished(ada, leader, 4)
        shown = double_rating.preview(store, leader.actor, COHORT, Wish(percent="50"), NOW)
        assert there(store) == ()
        assert give(leader, Wish(percent="50", seed=str(shown.seed))) == shown

    @pytest.mark.usefixtures("raters")
    def test_what_is_rated_twice_already_is_left_out_until_it_is_withdrawn(
        self, store: Store, leader: Trainee, ada: Trainee
    ) -> None:
        finished(ada, leader, 2)
        give(leader, Wish(percent="50"))
        assert double_rating.overview(store, leader.actor, COHORT).left == 1
        assert give(leader, Wish(percent="100")).pool == 1
        assert refused(lambda: give(leader, Wish(percent="100"))).startswith("No finished attempt is left")
        double_rating.withdraw(store, leader.actor, there(store)[0].id, NOW)
        assert give(leader, Wish(percent="100")).pool == 1

    @pytest.mark.usefixtures("raters")
    def test_a_share_of_one_assignment_or_case_alone(self, leader: Trainee, ada: Trainee) -> None:
        one, other = assign(leader), assign(leader)
        finished(ada, leader, 1, one)
        (wanted,) = finished(ada, leader, 1, other)
        plan = give(leader, Wish(percent="100", assignment=str(other)))
        assert [found.attempt_id for found in plan.planned] == [wanted]
        assert "No finished" in refused(lambda: give(leader, Wish(percent="100", case="walk-again")))

    @pytest.mark.usefixtures("raters")
    def test_in_turn_every_pair_has_as_much_to_do(self, store: Store, leader: Trainee, ada: Trainee) -> None:
        finished(ada, leader, 3)
        give(leader, Wish(percent="100"))
        assert len({frozenset((one.first_rater, one.second_rater)) for one in there(store)}) == 3

    def test_who_has_read_it_is_avoided_in_a_draw_and_named_when_ticked(
        self, leader: Trainee, ada: Trainee, raters: list[Trainee]
    ) -> None:
        read, _ = finished(ada, leader, 2)
        rate(raters[0], TaskKey(SUPERVISION, read))
        plan = give(leader, these_two(raters, how="share", percent="100"))
        assert [one.attempt_id == read for one in plan.planned] == [False]
        plan = give(leader, these_two(raters, read))
        assert [one.knowing for one in plan.planned] == [("Ilse",)]

    @pytest.mark.usefixtures("raters")
    def test_it_is_due_at_the_end_of_a_day_where_the_cohort_is(self, leader: Trainee, ada: Trainee) -> None:
        finished(ada, leader)
        plan = give(leader, Wish(percent="100", due_on="2026-12-01"))
        assert plan.due_at is not None
        assert plan.due_at.isoformat() == "2026-12-01T22:59:00+00:00"

    @pytest.mark.usefixtures("raters")
    def test_what_will_not_do_is_said(self, leader: Trainee, ada: Trainee) -> None:
        finished(ada, leader)
        for change, sentence in UNFIT:
            wish = Wish(**change)
            assert refused(partial(give, leader, wish)).startswith(sentence)
        assert there(leader.store) == ()

    def test_two_raters_are_two_people_and_neither_is_the_trainee(
        self, store: Store, leader: Trainee, raters: list[Trainee]
    ) -> None:
        both = join(store, "Both", "trainee", SUPERVISOR)
        (own,) = finished(both, leader)
        same = str(raters[0].actor.id)
        wish = these_two(raters, own, second=same)
        assert refused(lambda: give(leader, wish)) == "Please choose two different supervisors."
        wish = these_two(raters, own, second=str(both.actor.id))
        assert refused(lambda: give(leader, wish)).startswith("Nobody rates their own attempt")
        assert refused(lambda: give(leader, wish._replace(how="share", percent="100"))).startswith("No finished")
        assert give(leader, these_two(raters, own)).planned

    def test_a_cohort_needs_two_supervisors(self, store: Store, leader: Trainee, ada: Trainee) -> None:
        finished(ada, leader)
        supervisors(store, "Ilse")
        assert refused(lambda: give(leader, Wish())).startswith("This cohort has fewer than two supervisors")

    def test_the_same_attempt_is_not_given_twice(self, leader: Trainee, ada: Trainee, raters: list[Trainee]) -> None:
        (attempt,) = finished(ada, leader)
        give(leader, these_two(raters, attempt, attempt))
        assert len(there(leader.store)) == 1
        assert refused(lambda: give(leader, these_two(raters, attempt))).startswith("An attempt that you ticked")


class TestWhatIsNotThere:
    """Answers as if it did not exist."""

    def test_an_attempt_that_is_open_unknown_or_of_somebody_erased(
        self, store: Store, leader: Trainee, ada: Trainee, ben: Trainee, raters: list[Trainee]
    ) -> None:
        (gone,) = finished(ben, leader)
        still_open = begin(ada, assign(leader))
        privacy.erase_self(store, ben.actor, "Ben", NOW)
        for attempt in (still_open, uuid4(), gone):
            with pytest.raises(NotFound):
                give(leader, these_two(raters, attempt))

    def test_a_cohort_or_double_rating_of_others(
        self, store: Store, leader: Trainee, ada: Trainee, raters: list[Trainee]
    ) -> None:
        finished(ada, leader)
        give(leader, Wish(percent="100"))
        (made,) = there(store)
        elsewhere = join(store, "Olga", COURSE_LEADER, cohort=made_elsewhere(store))
        admin = join(store, "Ravi", "administrator")
        for other in (elsewhere, raters[0], ada, admin):
            for act in (
                lambda actor: double_rating.overview(store, actor, COHORT),
                lambda actor: double_rating.assign(store, actor, COHORT, Wish(), NOW),
                lambda actor: double_rating.preview(store, actor, COHORT, Wish(), NOW),
                lambda actor: double_rating.withdraw(store, actor, made.id, NOW),
            ):
                with pytest.raises(NotFound):
                    act(other.actor)
        with pytest.raises(NotFound):
            double_rating.withdraw(store, leader.actor, uuid4(), NOW)
        assert double_rating.withdraw(store, leader.actor, made.id, NOW) == COHORT


class TestRating:
    """From the first rating to the consensus."""

    @pytest.fixture
    def given(self, store: Store, leader: Trainee, ada: Trainee, raters: list[Trainee]) -> DoubleRatingRecord:
        finished(ada, leader)
        give(leader, these_two(raters, *(one.attempt.attempt_id for one in _choices(leader))))
        return there(store)[0]

    def test_it_is_withheld_from_both_until_both_have_finished(
        self, store: Store, given: DoubleRatingRecord, raters: list[Trainee]
    ) -> None:
        def withheld(rater: Trainee) -> bool:
            with store.database.read() as session:
                return given.attempt_id in withheld_from(session, rater.actor.id)

        assert [withheld(one) for one in raters] == [True, True, False]
        rate(raters[0], TaskKey(BLIND, given.id))
        assert [withheld(one) for one in raters] == [True, True, False]
        rate(raters[1], TaskKey(BLIND, given.id))
        assert [withheld(one) for one in raters] == [False, False, False]

    def test_tasks_follow_and_the_leader_sees_only_who_has_finished(
        self, store: Store, leader: Trainee, given: DoubleRatingRecord, raters: list[Trainee]
    ) -> None:
        ilse, max_, vera = raters
        assert (states(ilse), states(max_), states(vera)) == (["to rate"], ["to rate"], [])
        rate(ilse, TaskKey(BLIND, given.id))
        assert (states(ilse), states(max_)) == (["waiting"], ["to rate"])
        assert [one.done for one in _listed(leader).raters] == [True, False]
        rate(max_, TaskKey(BLIND, given.id))
        assert (states(ilse), states(max_)) == (["to agree"], ["to agree"])
        assert [double_rating.open_tasks(store, one.actor, NOW) for one in raters] == [1, 1, 0]
        rate(max_, TaskKey(CONSENSUS, given.id))
        assert (states(ilse), states(max_)) == (["done"], ["done"])
        assert [double_rating.open_tasks(store, one.actor, NOW) for one in raters] == [0, 0, 0]
        assert _listed(leader).settled

    def test_a_task_names_the_case_and_a_number_and_no_trainee(
        self, given: DoubleRatingRecord, raters: list[Trainee]
    ) -> None:
        (task,) = rating_tasks.tasks(raters[0].store, raters[0].actor, NOW).to_rate
        assert (task.purpose, task.task_id, task.number, task.title) == (BLIND, given.id, 1, "A walk")
        assert "Ada" not in repr(task)

    def test_what_both_have_finished_cannot_be_withdrawn(
        self, store: Store, leader: Trainee, given: DoubleRatingRecord, raters: list[Trainee]
    ) -> None:
        for rater in raters[:2]:
            rate(rater, TaskKey(BLIND, given.id))
        with_sentence = refused(lambda: double_rating.withdraw(store, leader.actor, given.id, NOW))
        assert with_sentence == "Both have finished this one, so it cannot be withdrawn any more."

    def test_what_is_withdrawn_is_nobodys_task_and_its_attempt_is_in_the_queue_again(
        self, store: Store, leader: Trainee, given: DoubleRatingRecord, raters: list[Trainee]
    ) -> None:
        rate(raters[0], TaskKey(BLIND, given.id))
        for _ in range(2):  # a second click changes nothing
            double_rating.withdraw(store, leader.actor, given.id, NOW)
        assert [states(one) for one in raters] == [[], [], []]
        assert double_rating.open_tasks(store, raters[1].actor, NOW) == 0
        with store.database.read() as session:
            review_tasks.allowed(session, raters[1].actor, TaskKey(SUPERVISION, given.attempt_id), NOW)
            noted = [one.action for one in audit.entries(session)].count("double rating withdrawn")
        assert noted == 1

    @pytest.mark.usefixtures("given")
    def test_a_rater_who_lost_the_role_has_no_tasks(self, store: Store, raters: list[Trainee]) -> None:
        with store.database.write() as session:
            cohorts.remove_member(session, COHORT, raters[0].actor.id, SUPERVISOR)
            session.commit()
        gone = Trainee(store, Actor(raters[0].actor.id, "Ilse"))
        assert (states(gone), double_rating.open_tasks(store, gone.actor, NOW)) == ([], 0)

    def test_a_consensus_that_was_reverted_is_to_be_made_again(
        self, store: Store, leader: Trainee, given: DoubleRatingRecord, raters: list[Trainee]
    ) -> None:
        for rater in raters[:2]:
            rate(rater, TaskKey(BLIND, given.id))
        agreed = rate(raters[0], TaskKey(CONSENSUS, given.id))
        assert states(raters[0]) == ["done"]
        revert(store, leader, agreed)
        assert [states(one) for one in raters[:2]] == [["to agree"], ["to agree"]]

    def test_what_was_reverted_is_rated_again_only_while_it_can_still_be_blind(
        self, store: Store, leader: Trainee, given: DoubleRatingRecord, raters: list[Trainee]
    ) -> None:
        revert(store, leader, rate(raters[0], TaskKey(BLIND, given.id)))
        assert states(raters[0]) == ["to rate"]
        again = rate(raters[0], TaskKey(BLIND, given.id))
        rate(raters[1], TaskKey(BLIND, given.id))
        revert(store, leader, again)
        assert states(raters[0]) == ["to agree"]

    def test_a_rater_whose_earlier_rating_stands_has_still_finished(
        self, store: Store, leader: Trainee, given: DoubleRatingRecord, raters: list[Trainee]
    ) -> None:
        rate(raters[0], TaskKey(BLIND, given.id), 3)
        why = CommentRecord(uuid4(), 0, "why", 0, "I was too kind.")
        moved = rate(raters[0], TaskKey(BLIND, given.id), 2, NOW + timedelta(hours=1), why)
        revert(store, leader, moved)
        assert states(raters[0]) == ["waiting"]


def revert(store: Store, leader: Trainee, review_id: UUID) -> None:
    """As a course leader does it."""
    reverting.revert(store, leader.actor, COHORT, [review_id], "A slip.", NOW)


def _choices(leader: Trainee) -> tuple[double_rating.Choice, ...]:
    return double_rating.overview(leader.store, leader.actor, COHORT).choices


def _listed(leader: Trainee) -> double_rating.ListedDouble:
    (found,) = double_rating.overview(leader.store, leader.actor, COHORT).listed
    return found
