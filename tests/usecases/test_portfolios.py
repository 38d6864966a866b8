"""A trainee's portfolio: their own, and nothing that waits; for supervisors and leaders of the cohort, nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from simulator.engine.rubric import Level
from simulator.storage import double_ratings
from simulator.storage.double_ratings import DoubleRatingRecord
from simulator.usecases import portfolios, reviewing
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound
from simulator.usecases.people import COURSE_LEADER, SUPERVISOR, TRAINEE
from simulator.usecases.portfolios import Portfolio
from tests.usecases.reporting import HARMED, LEFT, WELL, done, finished, given_out, reviewed
from tests.usecases.trainee import COHORT, NOW, OTHER, Trainee, join, made_elsewhere


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    return sqlite_store


def own(trainee: Trainee) -> Portfolio:
    return portfolios.own(trainee.store, trainee.actor)


def seen(reader: Trainee, trainee: Trainee, cohort: UUID = COHORT) -> Portfolio:
    return portfolios.of_trainee(reader.store, reader.actor, cohort, trainee.actor.id)


def test_a_portfolio_says_what_was_practised_met_harmed_and_mended(ada: Trainee) -> None:
    finished(ada, *HARMED)
    finished(ada, *WELL)
    found = own(ada)
    assert [one.slug for one in found.attempts] == ["walk", "walk"]
    attunement = found.courses[0]
    assert [point.score[1:] for point in attunement.points if point] == [(7, 9, 5, 1), (4, 4, 2, 0)]
    assert attunement.change == "too few moments to say", "two moments carry nothing"
    assert {row.name.slug for row in found.standing("met")} == {"offers-control", "reads-cues", "tracks-window"}
    assert "owns-the-rupture" in {row.name.slug for row in found.standing("not practised yet")}
    assert [(one.scene, one.followed) for one in found.harm] == [("At the gate", "attuned")]
    assert (found.harmful, found.repaired) == (1, 1)


def test_harm_at_the_end_is_told_as_that(ada: Trainee) -> None:
    finished(ada, *LEFT)
    found = own(ada)
    assert [one.followed for one in found.harm] == ["open", "ended"]
    assert found.repaired == 0


def test_a_released_review_takes_the_place_of_the_case_and_says_whose_it_is(ada: Trainee, supervisor: Trainee) -> None:
    attempt = finished(ada, *HARMED)
    reviewed(supervisor, attempt, Level.HELPFUL, "Slow and kind.")
    found = own(ada)
    assert found.attempts[0].by == "Ilse"
    assert found.attempts[0].score("attunement").points == 8
    assert next(one.points for one in found.attempts[0].case_scores if one.principle == "attunement") == 7
    assert [one.principles for one in found.harm] == [("titration",)]
    assert [(one.by, one.texts) for one in found.words] == [("Ilse", ("Slow and kind.",))]


def test_a_review_that_is_not_released_is_nowhere(ada: Trainee, supervisor: Trainee) -> None:
    review = reviewed(supervisor, finished(ada, *HARMED), Level.ADVANCED, "Not yet.", release=False)
    assert own(ada).attempts[0].by == ""
    assert own(ada).words == ()
    reviewing.release_review(supervisor.store, supervisor.actor, review)
    assert own(ada).attempts[0].by == "Ilse"


def test_an_attempt_whose_scores_wait_is_in_no_figure_of_its_trainee(
    store: Store, ada: Trainee, supervisor: Trainee
) -> None:
    first = finished(ada, *WELL)
    waiting = done(ada, given_out(store, datetime.now(UTC) + timedelta(days=3)), *HARMED)
    found = own(ada)
    assert [one.id for one in found.attempts] == [first]
    assert (found.harmful, found.words) == (0, ())
    assert all(len(course.points) == 1 for course in found.courses)
    assert max(row.standing.moments for row in found.criteria) == 2
    assert all(row.own is None for one in found.spreads for row in one.rows)
    assert len(seen(supervisor, ada).attempts) == 2
    reviewed(supervisor, waiting, Level.MISSED, "Now.")
    assert len(own(ada).attempts) == 2


def test_supervisors_and_leaders_see_only_what_is_in_the_queue_of_their_cohort(
    store: Store, ada: Trainee, supervisor: Trainee, leader: Trainee
) -> None:
    ada.start()
    ada.play_to_the_end(*LEFT)
    made_elsewhere(store)
    finished(ada, *WELL, cohort=OTHER)
    here = finished(ada, *HARMED)
    for reader in (supervisor, leader):
        assert [one.id for one in seen(reader, ada).attempts] == [here]
    assert len(own(ada).attempts) == 3


def test_a_leader_gets_figures_without_a_word(ada: Trainee, supervisor: Trainee, leader: Trainee) -> None:
    reviewed(supervisor, finished(ada, *HARMED), Level.HELPFUL, "Slow and kind.")
    assert [one.texts for one in seen(supervisor, ada).words] == [("Slow and kind.",)]
    found = seen(leader, ada)
    assert found.words == ()
    assert not found.words_shown
    assert found.harmful == 1
    assert found.attempts[0].by == "Ilse"


def test_what_a_supervisor_rates_blind_is_left_out_for_them_alone(
    store: Store, ada: Trainee, supervisor: Trainee, leader: Trainee
) -> None:
    second = join(store, "Max", SUPERVISOR)
    third = join(store, "Rosa", SUPERVISOR)
    attempt = finished(ada, *HARMED)
    with store.database.write() as session:
        double_ratings.add_double_rating(
            session,
            DoubleRatingRecord(
                UUID(int=9), COHORT, attempt, supervisor.actor.id, second.actor.id, None, leader.actor.id, NOW,
                None, None, None, None,
            ),
        )  # fmt: skip
        session.commit()
    for rater in (supervisor, second):
        found = seen(rater, ada)
        assert (found.attempts, found.withheld, found.harm) == ((), 1, ())
    for reader in (third, leader):
        assert (len(seen(reader, ada).attempts), seen(reader, ada).withheld) == (1, 0)


def test_nobody_without_a_right_in_the_cohort_sees_anything(
    store: Store, ada: Trainee, ben: Trainee, admin: Trainee, elsewhere: Trainee, supervisor: Trainee
) -> None:
    finished(ada, *WELL)
    other_supervisor = join(store, "Otto", SUPERVISOR, cohort=OTHER)
    for reader in (ada, ben, admin, elsewhere, other_supervisor):
        with pytest.raises(NotFound):
            seen(reader, ada)
    with pytest.raises(NotFound):
        seen(other_supervisor, ada, OTHER)
    with pytest.raises(NotFound):
        seen(supervisor, elsewhere)
    with pytest.raises(NotFound):
        seen(supervisor, ada, UUID(int=1))
    assert seen(supervisor, ada).attempts


def test_a_leader_who_practises_here_does_not_see_themselves_as_a_trainee(store: Store) -> None:
    both = join(store, "Both", COURSE_LEADER, TRAINEE)
    finished(both, *WELL)
    with pytest.raises(NotFound):
        seen(both, both)


def test_the_spread_of_a_cohort_needs_five_people_and_names_nobody(store: Store, ada: Trainee) -> None:
    others = [join(store, name) for name in ("Ben", "Cleo", "Dora")]
    for one in (ada, *others):
        finished(one, *HARMED)
    assert not own(ada).spreads[0].told
    fifth = join(store, "Emil")
    finished(fifth, *LEFT)
    assert not own(ada).spreads[0].told, "two moments are too few"
    finished(fifth, *LEFT)
    spread = own(ada).spreads[0]
    assert spread.told
    assert spread.rows[0].quartiles == (80, 80, 80)
    assert spread.rows[0].own == 78
    assert "Emil" not in repr(own(ada))


def test_somebody_who_has_done_nothing_has_an_empty_portfolio(ada: Trainee, supervisor: Trainee) -> None:
    assert own(ada).attempts == ()
    assert len(own(ada).standing("not practised yet")) == len(own(ada).criteria)
    assert seen(supervisor, ada).attempts == ()
