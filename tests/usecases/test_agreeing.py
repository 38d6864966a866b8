"""Asking how far ratings agree: what is compared, who may ask and read, and that it is computed once."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from simulator.storage import agreement_runs
from simulator.storage.agreement_runs import RunRecord
from simulator.usecases import agreeing, agreement_job
from simulator.usecases.agreeing import Asked
from simulator.usecases.agreement_results import Comparison, Figure, ItemResult, Result
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.people import COURSE_LEADER, SUPERVISOR
from tests.usecases.given import assign, begin
from tests.usecases.rated_twice import Course, on
from tests.usecases.trainee import COHORT, NOW, Trainee, join, made_elsewhere


@pytest.fixture
def course(sqlite_store: Store) -> Course:
    return Course(sqlite_store)


@pytest.fixture(autouse=True)
def _few_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agreeing, "DRAWS", 40)


EVERYTHING = Asked()


def computed(course: Course, asked: Asked = EVERYTHING, who: Trainee | None = None) -> Result:
    """Ask, compute, read."""
    actor = (who or course.leader).actor
    run_id = agreeing.ask(course.store, actor, COHORT, asked)
    taken = agreement_job.take(course.store)
    assert taken == run_id
    assert agreement_job.run(course.store, run_id)
    result = agreeing.shown(course.store, actor, run_id).shown.result
    assert result
    return result


def item(comparison: Comparison, principle: str = "attunement", criterion: str = "") -> ItemResult:
    found = comparison.item(principle, criterion)
    assert found
    return found


class TestWhatIsCompared:
    """Supervisor with supervisor, and supervisor with case."""

    def test_two_blind_reviews_that_both_have_finished(self, store: Store) -> None:
        course = Course(store)
        for number in range(6):
            course.twice(course.attempt(), on("attunement", 4, 1 + number % 3), on("attunement", 4, 2 + number % 3))
        found = item(computed(course).supervisors)
        assert (found.attempts, found.turns, found.pairs, found.seen) == (6, 12, 12, 12)
        assert found.turn["exact"].value == 0.5
        assert found.turn["within_one"] == Figure(1.0, 1.0, 1.0)
        assert found.turn["kappa"].value is not None
        assert found.attempt["bias"].value == -0.5  # whose number sorts first gave half a level less
        assert [(point.difference, point.number) for point in found.points] == [(-0.5, 2)] * 3

    def test_not_what_one_has_not_finished_what_was_withdrawn_or_what_was_reverted(self, course: Course) -> None:
        for _ in range(5):
            course.twice(course.attempt(), on("attunement", 3), on("attunement", 3))
        course.twice(course.attempt(), on("attunement", 3), None)
        course.twice(course.attempt(), on("attunement", 3), on("attunement", 1), withdrawn=True)
        attempt = course.attempt()
        course.revert(attempt, course.twice(attempt, on("attunement", 3), on("attunement", 1))[1])
        found = computed(course)
        assert item(found.supervisors).attempts == 5
        assert item(found.supervisors).turn["exact"].value == 1.0
        assert item(found.case).attempts == 6  # Ilse's review of the last one still counts

    def test_the_last_review_of_each_supervisor(self, course: Course) -> None:
        for _ in range(5):
            attempt = course.attempt()
            course.review(attempt, course.ilse, on("attunement", 1))
            course.review(attempt, course.ilse, on("attunement", 4))
        found = item(computed(course).case)
        assert (found.pairs, found.turn["exact"].value) == (5, 1.0)  # the case says: advanced

    def test_the_blind_review_goes_before_the_one_that_saw_the_case(self, course: Course) -> None:
        for _ in range(5):
            attempt = course.attempt()
            course.twice(attempt, on("attunement", 2), on("attunement", 2))
            course.review(attempt, course.ilse, on("attunement", 4))
        assert item(computed(course).case).levels == (0, 10, 0, 10)

    def test_blind_reviews_alone_if_that_is_asked_for(self, course: Course) -> None:
        for _ in range(5):
            course.review(course.attempt(), course.ilse, on("attunement", 4))
        course.twice(course.attempt(), on("attunement", 2), on("attunement", 2))
        assert item(computed(course).case).attempts == 6
        assert item(computed(course, Asked(blind=True)).case).attempts == 1

    def test_a_criterion_has_the_level_of_the_rating_that_names_it_and_else_is_not_in_play(
        self, course: Course
    ) -> None:
        attempt = course.attempt()
        course.review(
            attempt,
            course.ilse,
            on("attunement", 4, criterion="offers-control") | on("attunement", 3, criterion="validates"),
        )
        case = computed(course).case
        named = {one.criterion: one for one in case.items if one.criterion}
        scenario = course.store.current["walk"]
        rating = scenario.response_by_slug["gate", "hold-the-gate"].ratings[0]
        for criterion, one in named.items():
            in_play = criterion in rating.criteria
            assert (one.seen, one.pairs) == (1, 1 if in_play else 0)
        assert {True, False} == {criterion in rating.criteria for criterion in named}

    def test_only_turns_that_count_and_that_both_have_rated(self, course: Course) -> None:
        course.ada.start()
        course.ada.play("ask-at-once")
        course.ada.rewind()
        again = course.ada.attempt
        course.ada.play_to_the_end("hold-the-gate", "stay-with-it")
        course.queue(again)
        course.twice(again, on("attunement", 1, 2, 3), {(2, "attunement", ""): 2, (3, "attunement", ""): 3})
        found = item(computed(course).supervisors)
        assert (found.turns, found.seen) == (1, 1)  # turn 1 by one only, turn 2 is a second answer

    @pytest.mark.parametrize(("closed", "due", "counts"), [(True, False, 5), (False, True, 5), (False, False, 0)])
    def test_rounds_of_calibration_that_are_over(self, course: Course, closed: bool, due: bool, counts: int) -> None:
        attempts = [course.attempt() for _ in range(5)]
        given = [on("attunement", level) for level in (2, 3, 4)]
        course.calibrate(attempts, *given, closed=closed, due=due)
        found = computed(course).supervisors
        assert found.attempts == counts
        if counts:
            assert item(found).pairs == 15  # each two of three raters
            assert item(found).turns == 5
            assert found.raters == 3
            assert item(found).turn["within_one"].value == pytest.approx(2 / 3)

    def test_one_rater_alone(self, course: Course) -> None:
        attempt = course.attempt()
        course.review(attempt, course.ilse, on("attunement", 3))
        course.review(attempt, course.tomas, on("attunement", 2, 2))
        assert item(computed(course).case).pairs == 3
        assert item(computed(course, Asked(rater=str(course.ilse.actor.id))).case).pairs == 1

    def test_an_assignment_a_case_and_days(self, course: Course) -> None:
        given_ = begin(course.ada, assign(course.leader))
        course.ada.play_to_the_end("hold-the-gate", "stay-with-it")
        other = course.attempt()
        for attempt in (given_, other):
            course.review(attempt, course.ilse, on("attunement", 3))
        with course.store.database.read() as session:
            assignment = session.exec_driver_sql("SELECT id FROM assignment").scalar()
        today = datetime.now(UTC).date()
        for asked, attempts in (
            (Asked(), 2),
            (Asked(assignment=str(UUID(str(assignment)))), 1),
            (Asked(case="walk"), 2),
            (Asked(until="2026-11-22"), 0),
            (Asked(until=NOW.date().isoformat()), 1 if today > NOW.date() else 2),
            (Asked(since="2026-11-23"), 2),
        ):
            assert computed(course, asked).case.attempts == attempts


class TestWhoMayAskAndRead:
    """Course leaders and supervisors of the cohort; nobody else hears that there is anything."""

    def test_nobody_else(self, course: Course) -> None:
        run_id = agreeing.ask(course.store, course.leader.actor, COHORT, Asked())
        olga = join(course.store, "Olga", COURSE_LEADER, SUPERVISOR, cohort=made_elsewhere(course.store))
        for stranger in (course.ada, olga, join(course.store, "Ravi", "administrator")):
            for act in (
                lambda actor: agreeing.desk(course.store, actor, COHORT),
                lambda actor: agreeing.ask(course.store, actor, COHORT, Asked()),
                lambda actor: agreeing.shown(course.store, actor, run_id),
            ):
                with pytest.raises(NotFound):
                    act(stranger.actor)
        with pytest.raises(NotFound):
            agreeing.shown(course.store, course.leader.actor, uuid4())

    def test_a_supervisor_sees_their_own_runs_and_the_leader_all(self, course: Course) -> None:
        theirs = agreeing.ask(course.store, course.ilse.actor, COHORT, Asked())
        leaders = agreeing.ask(course.store, course.leader.actor, COHORT, Asked())
        assert [one.run.id for one in agreeing.desk(course.store, course.ilse.actor, COHORT).runs] == [theirs]
        assert {one.run.id for one in agreeing.desk(course.store, course.leader.actor, COHORT).runs} == {
            theirs,
            leaders,
        }
        for foreign, who in ((theirs, course.tomas), (leaders, course.ilse)):
            with pytest.raises(NotFound):
                agreeing.shown(course.store, who.actor, foreign)

    def test_a_leader_who_supervises_too_does_not_read_what_may_hold_what_they_rate_blind(self, course: Course) -> None:
        both = join(course.store, "Marta", COURSE_LEADER, SUPERVISOR)
        run_id = agreeing.ask(course.store, course.leader.actor, COHORT, Asked())
        with pytest.raises(NotFound):
            agreeing.shown(course.store, both.actor, run_id)

    def test_what_somebody_rates_blind_is_not_in_what_they_ask_for(self, course: Course) -> None:
        for _ in range(2):
            course.review(course.attempt(), course.tomas, on("attunement", 3))
        attempt = course.attempt()
        course.review(attempt, course.tomas, on("attunement", 3))
        course.twice(attempt, on("attunement", 3), None)
        for who, attempts, left_out in ((course.ilse, 2, 1), (course.leader, 3, 0)):
            found = computed(course, who=who)
            assert (found.case.attempts, found.left_out) == (attempts, left_out)

    def test_a_supervisor_can_choose_only_their_own_ratings(self, course: Course) -> None:
        course.review(course.attempt(), course.tomas, on("attunement", 3))
        assert agreeing.desk(course.store, course.ilse.actor, COHORT).choices.raters == ()
        assert [one.name for one in agreeing.desk(course.store, course.leader.actor, COHORT).choices.raters] == [
            course.tomas.actor.name
        ]
        with pytest.raises(Refused, match="lists"):
            agreeing.ask(course.store, course.ilse.actor, COHORT, Asked(rater=str(course.tomas.actor.id)))


@pytest.mark.parametrize(
    "asked",
    [
        Asked(assignment=str(uuid4())),
        Asked(assignment="x"),
        Asked(case="no-such-case"),
        Asked(rater=str(uuid4())),
        Asked(since="yesterday"),
        Asked(since="0001-01-01"),
        Asked(until="9999-12-31"),
        Asked(since="2026-10-02", until="2026-10-01"),
    ],
)
def test_what_is_not_there_cannot_be_chosen(course: Course, asked: Asked) -> None:
    with pytest.raises(Refused):
        agreeing.ask(course.store, course.leader.actor, COHORT, asked)
    assert agreeing.desk(course.store, course.leader.actor, COHORT).runs == ()


class TestTheQueue:
    """The table is the queue."""

    def test_a_second_click_asks_for_nothing_new(self, course: Course) -> None:
        first = agreeing.ask(course.store, course.leader.actor, COHORT, Asked())
        assert agreeing.ask(course.store, course.leader.actor, COHORT, Asked()) == first
        assert agreeing.ask(course.store, course.leader.actor, COHORT, Asked(blind=True)) != first
        assert agreeing.ask(course.store, course.ilse.actor, COHORT, Asked()) != first

    def test_what_was_asked_for_first_is_taken_first_and_once(self, store: Store) -> None:
        course = Course(store)
        first = agreeing.ask(store, course.leader.actor, COHORT, Asked(), NOW)
        second = agreeing.ask(store, course.ilse.actor, COHORT, Asked())
        assert [agreement_job.take(store) for _ in range(3)] == [first, second, None]

    def test_what_was_begun_and_never_finished_is_taken_up_again(self, store: Store) -> None:
        course = Course(store)
        run_id = agreeing.ask(store, course.leader.actor, COHORT, Asked())
        assert agreement_job.take(store) == run_id
        assert agreement_job.take(store) is None
        assert agreement_job.let_go(store) == 1
        assert agreement_job.take(store) == run_id
        assert agreement_job.run(store, run_id)
        assert agreement_job.let_go(store) == 0

    def test_a_run_is_computed_once_and_its_figures_stay(self, course: Course) -> None:
        run_id = agreeing.ask(course.store, course.leader.actor, COHORT, Asked())
        assert agreement_job.run(course.store, run_id)
        before = _stored(course, run_id)
        course.review(course.attempt(), course.ilse, on("attunement", 3))
        assert not agreement_job.run(course.store, run_id)
        agreement_job.fail(course.store, run_id)
        assert _stored(course, run_id) == before
        assert before.progress == 100
        assert not agreement_job.run(course.store, uuid4())

    def test_a_failure_is_a_plain_sentence_and_is_not_tried_for_ever(self, course: Course) -> None:
        run_id = agreeing.ask(course.store, course.leader.actor, COHORT, Asked())
        agreement_job.fail(course.store, run_id)
        assert _stored(course, run_id).failed == agreement_job.FAILED
        assert agreement_job.take(course.store) is None
        assert agreeing.ask(course.store, course.leader.actor, COHORT, Asked()) != run_id

    def test_asked_again_with_nothing_new_the_figures_are_the_same_to_the_last_letter(self, course: Course) -> None:
        for number in range(6):
            course.twice(course.attempt(), on("attunement", 4, 2), on("attunement", 3 + number % 2, 2))
        texts = []
        for _ in range(2):
            run_id = agreeing.ask(course.store, course.leader.actor, COHORT, Asked())
            agreement_job.run(course.store, run_id)
            texts.append(json.dumps(_stored(course, run_id).result, sort_keys=True))
        assert texts[0] == texts[1]
        assert "NaN" not in texts[0]
        assert str(course.ilse.actor.id) not in texts[0]


def _stored(course: Course, run_id: UUID) -> RunRecord:
    with course.store.database.read() as session:
        found = agreement_runs.run(session, run_id)
    assert found
    return found


def test_what_serves_pages_does_not_import_numpy() -> None:
    """Nor huey; a control: what computes does."""
    look = "import sys, simulator.cli.running, simulator.usecases.agreeing; print('numpy' in sys.modules)"
    look += "; print('huey' in sys.modules); import simulator.usecases.agreement_job; print('numpy' in sys.modules)"
    here = Path(__file__).parents[2]
    found = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True, cwd=here)
    assert found.stdout.split() == ["False", "False", "True"]
