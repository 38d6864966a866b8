"""Calibration sets: made, rated in rounds, withheld while open, and what their figures say to whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest

from simulator.storage import audit, queued, reviews
from simulator.storage.review_records import CALIBRATION, SUPERVISION
from simulator.usecases import calibrating, privacy, review_tasks
from simulator.usecases.calibrating import RoundForm, ShownSet
from simulator.usecases.catalogue import Store
from simulator.usecases.double_rating import open_tasks
from simulator.usecases.errors import NotFound
from simulator.usecases.local_times import written
from simulator.usecases.people import COURSE_LEADER, SUPERVISOR, Actor
from simulator.usecases.review_tasks import TaskKey
from tests.usecases.given import assign, begin
from tests.usecases.rating import finished, rate, supervisors
from tests.usecases.refusing import refused
from tests.usecases.trainee import COHORT, NOW, Trainee, join, made_elsewhere

ZONE = "Europe/Berlin"
MONTH = timedelta(days=30)


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    """What does not depend on the database."""
    return sqlite_store


@pytest.fixture
def raters(store: Store) -> list[Trainee]:
    """Three supervisors."""
    return supervisors(store, "Ilse", "Max", "Vera")


def made(leader: Trainee, attempts: list[UUID], title: str = "Autumn") -> UUID:
    set_id = uuid4()
    calibrating.make_set(leader.store, leader.actor, COHORT, set_id, title, attempts, NOW)
    return set_id


def form(title: str = "Before", opens: timedelta = timedelta(0), due: timedelta = timedelta(days=7)) -> RoundForm:
    return RoundForm(title, written(NOW + opens, ZONE), written(NOW + due, ZONE))


def opened(leader: Trainee, set_id: UUID, said: RoundForm | None = None) -> UUID:
    round_id = uuid4()
    calibrating.open_round(leader.store, leader.actor, set_id, round_id, said or form(), NOW)
    return round_id


def seen(who: Trainee, set_id: UUID) -> ShownSet:
    return calibrating.shown(who.store, who.actor, set_id, now=NOW)


class TestMaking:
    """A set of fixed attempts."""

    def test_is_done_once_and_noted(self, store: Store, leader: Trainee, ada: Trainee) -> None:
        attempts = finished(ada, leader, 2)
        set_id = uuid4()
        for title in ("Autumn", "Again"):
            calibrating.make_set(store, leader.actor, COHORT, set_id, title, attempts[::-1], NOW)
        (found,) = calibrating.listed(store, leader.actor, COHORT).sets
        assert (found.record.title, found.attempts) == ("Autumn", 2)
        assert [one.attempt_id for one in seen(leader, set_id).places] == attempts[::-1]
        with store.database.read() as session:
            assert [one.action for one in audit.entries(session)].count("calibration set made") == 1

    def test_refuses_what_will_not_do(self, leader: Trainee, ada: Trainee) -> None:
        attempts = finished(ada, leader)
        assert refused(lambda: made(leader, attempts, " ")) == "Please give it a title."
        assert refused(lambda: made(leader, [])) == "Please tick from 1 to 20 attempts; 0 are ticked."
        many = [uuid4() for _ in range(21)]
        assert refused(lambda: made(leader, many)) == "Please tick from 1 to 20 attempts; 21 are ticked."
        assert refused(lambda: made(leader, attempts, "x" * 121)).startswith("The title has 121 characters")

    def test_takes_only_finished_attempts_of_the_cohort(
        self, store: Store, leader: Trainee, ada: Trainee, ben: Trainee
    ) -> None:
        (gone,) = finished(ben, leader)
        still_open = begin(ada, assign(leader))
        privacy.erase_self(store, ben.actor, "Ben", NOW)
        for attempt in (gone, still_open, uuid4()):
            with pytest.raises(NotFound):
                made(leader, [attempt])

    def test_withholds_its_attempts_from_all_supervisors_until_it_is_closed(
        self, store: Store, leader: Trainee, ada: Trainee, raters: list[Trainee]
    ) -> None:
        (attempt,) = finished(ada, leader)
        set_id = made(leader, [attempt])

        def read() -> None:
            with store.database.read() as session:
                review_tasks.allowed(session, raters[0].actor, TaskKey(SUPERVISION, attempt), NOW)

        with pytest.raises(NotFound):
            read()
        calibrating.close_set(store, leader.actor, set_id, NOW)
        read()
        calibrating.reopen_set(store, leader.actor, set_id, NOW)
        with pytest.raises(NotFound):
            read()


class TestRounds:
    """Times in which everybody rates."""

    def test_a_round_is_nobodys_task_before_it_opens_or_after_the_set_is_closed(
        self, store: Store, leader: Trainee, ada: Trainee, raters: list[Trainee]
    ) -> None:
        set_id = made(leader, finished(ada, leader, 2))
        opened(leader, set_id, form(opens=MONTH, due=2 * MONTH))
        assert open_tasks(store, raters[0].actor, NOW) == 0
        assert open_tasks(store, raters[0].actor, NOW + MONTH) == 2
        assert open_tasks(store, raters[0].actor, NOW + 3 * MONTH) == 2  # late is better than never
        calibrating.close_set(store, leader.actor, set_id, NOW)
        assert open_tasks(store, raters[0].actor, NOW + MONTH) == 0

    def test_the_same_round_is_made_once(self, store: Store, leader: Trainee, ada: Trainee) -> None:
        set_id, round_id = made(leader, finished(ada, leader)), uuid4()
        for _ in range(2):
            calibrating.open_round(store, leader.actor, set_id, round_id, form(), NOW)
        assert len(seen(leader, set_id).rounds) == 1
        with pytest.raises(NotFound):
            calibrating.open_round(store, leader.actor, made(leader, finished(ada, leader)), round_id, form(), NOW)

    def test_what_will_not_do_is_said(self, leader: Trainee, ada: Trainee) -> None:
        set_id = made(leader, finished(ada, leader))
        for said, sentence in (
            (form(title=""), "Please give it a title."),
            (form(opens=MONTH), "It would be due before it opens."),
            (form(opens=-2 * MONTH, due=-MONTH), "The time at which it is due has passed already."),
            (RoundForm("Before", "soon", "later"), "Please give a day and a time"),
            (RoundForm("Before", "2027-03-28T02:30", "2027-04-01T10:00"), "The clocks are put forward that night"),
        ):
            assert refused(partial(opened, leader, set_id, said)).startswith(sentence)

    def test_a_closed_set_gets_no_round(self, store: Store, leader: Trainee, ada: Trainee) -> None:
        set_id = made(leader, finished(ada, leader))
        calibrating.close_set(store, leader.actor, set_id, NOW)
        assert refused(lambda: opened(leader, set_id)) == "This set is closed. Open it again before you add a round."

    @pytest.mark.usefixtures("raters")
    def test_nobody_is_to_rate_their_own_attempt(self, store: Store, leader: Trainee, ada: Trainee) -> None:
        both = join(store, "Both", "trainee", SUPERVISOR)
        set_id = made(leader, [*finished(both, leader), *finished(ada, leader)])
        opened(leader, set_id)
        assert open_tasks(store, both.actor, NOW) == 1
        (round_,) = seen(leader, set_id).rounds
        assert {one.name: one.of for one in round_.progress} == {"Both": 1, "Ilse": 2, "Max": 2, "Vera": 2}


class TestFigures:
    """Who stands where, and whether that changes."""

    @pytest.fixture
    def set_id(self, leader: Trainee, ada: Trainee, raters: list[Trainee]) -> UUID:
        """Five attempts of two turns: ten moments. Ilse rates one level higher in the second round, nobody else."""
        set_id = made(leader, finished(ada, leader, 5))
        for number, title in enumerate(("Before", "During")):
            round_id = opened(leader, set_id, form(title, due=timedelta(days=7 + number)))
            for place in range(1, 6):
                for rater, level in zip(raters[:2], (2 + number, 2), strict=True):
                    rate(rater, TaskKey(CALIBRATION, round_id, place), level)
        return set_id

    def test_drift_is_told(self, leader: Trainee, set_id: UUID) -> None:
        found = seen(leader, set_id).figures
        assert found is not None
        assert (found.rounds, [one.name for one in found.raters]) == (("Before", "During"), ["Ilse", "Max"])
        ilse, max_ = (one.lines["attunement"] for one in found.raters)
        assert (ilse.from_others.moments, ilse.from_others.first, ilse.from_others.last) == (10, 0.0, 1.0)
        assert (ilse.from_others.course, max_.from_others.course) == ("higher", "lower")
        assert max_.from_case.course in ("steady", "too little")
        first = ilse.standings[0]
        assert first is not None
        assert (first.ratings, first.beside_others) == (10, 10)

    def test_the_reference_is_the_case_at_the_turns_where_it_rates(self, leader: Trainee, set_id: UUID) -> None:
        """The walk that was played is rated helpful (3) or advanced (4) wherever it is rated; both gave 2 at first."""
        found = seen(leader, set_id).figures
        assert found is not None
        for rater in found.raters:
            for line in rater.lines.values():
                one = line.standings[0]
                assert one is not None
                assert one.beside_case in (0, 5, 10)
                if one.from_case is not None:
                    assert -2 <= one.from_case <= -1
                    assert one.exact == 0

    def test_a_reverted_rating_does_not_count(self, store: Store, leader: Trainee, set_id: UUID) -> None:
        with store.database.write() as session:
            attempt = seen(leader, set_id).places[0].attempt_id
            found = [one for one in reviews.reviews_of(session, [attempt]) if one.purpose == CALIBRATION]
            place = queued.queued(session, attempt, lock=True)
            assert place is not None
            reviews.add_reversal(session, place, found[0].id, leader.actor.id, "A slip.", NOW)
            session.commit()
        shown = seen(leader, set_id)
        assert shown.figures is not None
        assert [one.rated for one in shown.rounds[0].progress] == [4, 5, 0]
        ilse = shown.figures.raters[0].lines["attunement"]
        assert (ilse.from_others.moments, ilse.from_others.course) == (8, "too little")

    def test_raters_see_them_once_it_is_closed_and_only_themselves_by_name(
        self, store: Store, leader: Trainee, raters: list[Trainee], set_id: UUID
    ) -> None:
        assert seen(raters[0], set_id).figures is None
        calibrating.close_set(store, leader.actor, set_id, NOW)
        shown = seen(raters[1], set_id)
        assert shown.figures is not None
        assert [(one.name, one.own) for one in shown.figures.raters] == [("Max", True), ("", False)]
        assert [[one.name for one in round_.progress] for round_ in shown.rounds] == [["Max"], ["Max"]]
        assert (shown.places, shown.names) == ((), {})
        calibrating.reopen_set(store, leader.actor, set_id, NOW)
        assert seen(raters[1], set_id).figures is None

    @pytest.mark.usefixtures("leader")
    def test_a_course_leader_who_rates_too_waits_as_the_raters_do(self, store: Store, set_id: UUID) -> None:
        both = join(store, "Both", COURSE_LEADER, SUPERVISOR)
        assert seen(both, set_id).figures is None
        calibrating.close_set(store, both.actor, set_id, NOW)
        found = seen(both, set_id).figures
        assert found is not None
        assert [one.name for one in found.raters] == ["Ilse", "Max"]

    def test_a_rater_who_was_erased_keeps_a_line_without_a_name(
        self, store: Store, leader: Trainee, raters: list[Trainee], set_id: UUID
    ) -> None:
        privacy.erase_self(store, raters[0].actor, "Ilse", NOW)
        found = seen(leader, set_id).figures
        assert found is not None
        assert sorted(one.name for one in found.raters) == ["", "Max"]


def test_others_find_nothing(store: Store, leader: Trainee, ada: Trainee, raters: list[Trainee]) -> None:
    set_id = made(leader, finished(ada, leader))
    elsewhere = join(store, "Olga", COURSE_LEADER, SUPERVISOR, cohort=made_elsewhere(store))
    acts: list[Callable[[Actor], object]] = [
        lambda actor: calibrating.make_set(store, actor, COHORT, uuid4(), "Mine", [], NOW),
        lambda actor: calibrating.open_round(store, actor, set_id, uuid4(), form(), NOW),
        lambda actor: calibrating.close_set(store, actor, set_id, NOW),
        lambda actor: calibrating.reopen_set(store, actor, set_id, NOW),
    ]
    looks: list[Callable[[Actor], object]] = [
        lambda actor: calibrating.listed(store, actor, COHORT),
        lambda actor: calibrating.shown(store, actor, set_id),
    ]
    for act in [*acts, *looks]:
        for other in (elsewhere, ada, join(store, "Ravi", "administrator")):
            with pytest.raises(NotFound):
                act(other.actor)
    with pytest.raises(NotFound):
        calibrating.shown(store, leader.actor, uuid4())
    for act in acts:
        with pytest.raises(NotFound):
            act(raters[0].actor)
    assert calibrating.listed(store, raters[0].actor, COHORT).choices == ()
