"""Assigning: what a course leader may write, two of them at once, what has begun, and who sees how far somebody is."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from simulator.storage import audit, cohorts
from simulator.storage.tables import ATTEMPT
from simulator.usecases import assigned, assigning, practising
from simulator.usecases.assignment_forms import Unfit
from simulator.usecases.assignment_status import status
from simulator.usecases.errors import NotFound, Refused, Stale
from simulator.usecases.local_times import understood, written
from simulator.usecases.people import ADMINISTRATOR, COURSE_LEADER, SUPERVISOR, Actor, actor
from simulator.usecases.verifying import verify
from tests.usecases.cases import WALK, WALK_AGAIN, folder_of
from tests.usecases.given import WEEK, assign, begin, change, close, form, utc
from tests.usecases.refusing import refused
from tests.usecases.trainee import COHORT, NOW, OTHER, Trainee, join, reopened

LATER = NOW + timedelta(days=1)


def renewed(trainee: Trainee) -> Actor:
    """The same person with the rights of now."""
    found = actor(trainee.store, trainee.actor.id)
    assert found
    return found


class TestAForm:
    """What a course leader writes."""

    def test_makes_an_assignment_once(self, leader: Trainee) -> None:
        made = uuid4()
        for _ in range(2):
            assigning.make(leader.store, leader.actor, COHORT, made, form("walk-again", "walk", attempts="3"), NOW)
        cohort, found = assigning.listed(leader.store, leader.actor, COHORT, NOW)
        assert cohort.id == COHORT
        (one,) = found
        assert (one.assignment.id, one.assignment.attempts_allowed, one.state) == (made, 3, "open")
        assert [case.title for case in one.cases] == ["Another walk", "A walk"]
        with leader.store.database.read() as session:
            assert [one.action for one in audit.entries(session, {"subject": made})] == ["assignment made"]

    @pytest.mark.parametrize(
        ("more", "field", "sentence"),
        [
            ({"title": " "}, "title", "An assignment needs a title."),
            ({"title": "x" * 121}, "title", "The title has 121 characters"),
            ({"title": "a\0b"}, "title", "The title holds a character that cannot be kept"),
            ({"note": "x" * 4001}, "note", "What you say to the trainees has 4,001 characters"),
            ({"places": {}}, "cases", "Please choose at least one case"),
            ({"places": {"nothing": "1"}}, "cases", "Please choose at least one case"),
            ({"places": {"walk": "one"}}, "cases", "as numbers"),
            ({"places": {"walk": "0"}}, "cases", "as numbers"),
            ({"places": {"walk": "²"}}, "cases", "as numbers"),
            ({"places": {"walk": "2", "walk-again": "2"}}, "cases", "Two cases have the place 2."),
            ({"mode": "exam"}, "mode", "Please choose one of these."),
            ({"opens_at": "soon"}, "opens_at", "a day and a time"),
            ({"opens_at": "1999-01-01T00:00"}, "opens_at", "years between 2000 and 2099"),
            ({"due_at": written(NOW, "UTC")}, "due_at", "due before it opens"),
            ({"opens_at": "2026-01-01T00:00", "due_at": "2026-01-02T00:00"}, "due_at", "passed already"),
            ({"time_zone": "Nowhere"}, "time_zone", "one of the time zones"),
            ({"attempts": "0"}, "attempts", "from 1 to 20"),
            ({"attempts": "21"}, "attempts", "from 1 to 20"),
            ({"attempts": "-1"}, "attempts", "from 1 to 20"),
            ({"release": "never"}, "release", "Please choose one of these."),
            ({"release": "by the supervisor"}, "release", "In practice mode feedback comes after every turn"),
        ],
    )
    def test_is_told_at_its_field_what_is_wrong(
        self, leader: Trainee, more: dict[str, object], field: str, sentence: str
    ) -> None:
        with pytest.raises(Unfit) as caught:
            assigning.make(leader.store, leader.actor, COHORT, uuid4(), form(**more), NOW)  # type: ignore[arg-type]
        assert list(caught.value.problems) == [field]
        assert sentence in caught.value.problems[field].sentence
        assert assigning.listed(leader.store, leader.actor, COHORT)[1] == ()

    def test_is_told_everything_at_once(self, leader: Trainee) -> None:
        with pytest.raises(Unfit) as caught:
            assigning.make(leader.store, leader.actor, COHORT, uuid4(), form(title="", attempts="x", places={}), NOW)
        assert set(caught.value.problems) == {"title", "attempts", "cases"}

    def test_times_are_those_of_its_time_zone(self, leader: Trainee) -> None:
        made = assign(leader, time_zone="Asia/Kolkata")
        found = assigning.edit_form(leader.store, leader.actor, made).details
        assert (found.opens_at, found.time_zone) == ("2026-11-23T09:30", "Asia/Kolkata")
        _, (one,) = assigning.listed(leader.store, leader.actor, COHORT, NOW)
        assert one.assignment.opens_at == utc("2026-11-23T04:00")


def test_a_time_that_the_clocks_skip_or_show_twice_is_refused_with_a_reason() -> None:
    assert "put forward" in refused(lambda: understood("2027-03-28T02:30", "Europe/Berlin"))
    assert "put back" in refused(lambda: understood("2027-10-31T02:30", "Europe/Berlin"))
    assert understood("2027-03-28T03:00", "Europe/Berlin") == utc("2027-03-28T01:00")
    assert understood("2027-10-31T03:00", "Europe/Berlin") == utc("2027-10-31T02:00")
    assert written(utc("2027-10-31T02:00"), "Europe/Berlin") == "2027-10-31T03:00"


class TestTwoLeaders:
    """At the same assignment."""

    def test_the_second_one_overwrites_nothing_and_may_save_again(self, leader: Trainee) -> None:
        made = assign(leader)
        other = join(leader.store, "Olga", COURSE_LEADER)
        first = assigning.edit_form(leader.store, leader.actor, made)
        second = assigning.edit_form(other.store, other.actor, made)
        assigning.change(leader.store, leader.actor, made, first.details._replace(title="Noor's"), first.seen, NOW)
        typed = second.details._replace(note="Olga's")
        with pytest.raises(Stale):
            assigning.change(other.store, other.actor, made, typed, second.seen, NOW)
        now = assigning.edit_form(other.store, other.actor, made)
        assert (now.details.title, now.details.note) == ("Noor's", "")
        assigning.change(other.store, other.actor, made, typed, now.seen, NOW)
        assert assigning.edit_form(other.store, other.actor, made).details == typed

    def test_of_two_that_save_at_the_same_moment_one_is_told(self, leader: Trainee) -> None:
        made = assign(leader)
        found = assigning.edit_form(leader.store, leader.actor, made)

        def save(title: str) -> str:
            try:
                details = found.details._replace(title=title)
                assigning.change(leader.store, leader.actor, made, details, found.seen, NOW)
            except Stale:
                return ""
            return title

        with ThreadPoolExecutor(2) as pool:
            saved = [one for one in pool.map(save, ("A", "B")) if one]
        assert [assigning.edit_form(leader.store, leader.actor, made).details.title] == saved


class TestWhoeverDoesNotLeadTheCohort:
    """Finds nothing."""

    @pytest.mark.parametrize("role", [ADMINISTRATOR, SUPERVISOR, "trainee"])
    def test_whatever_else_they_are(self, leader: Trainee, elsewhere: Trainee, role: str) -> None:
        made = assign(leader)
        store = leader.store
        deeds: tuple[Callable[[Actor], object], ...] = (
            lambda who: assigning.listed(store, who, COHORT),
            lambda who: assigning.new_form(store, who, COHORT),
            lambda who: assigning.make(store, who, COHORT, uuid4(), form(), NOW),
            lambda who: assigning.edit_form(store, who, made),
            lambda who: assigning.change(store, who, made, form(), "", NOW),
            lambda who: assigning.withdraw(store, who, made),
            lambda who: assigning.bring_back(store, who, made),
            lambda who: assigning.newer(store, who, made, "walk"),
            lambda who: assigning.move_to_newer(store, who, made, "walk", ""),
            lambda who: status(store, who, made),
        )
        for somebody in (join(store, "Some", role), elsewhere):
            for deed in deeds:
                with pytest.raises(NotFound):
                    deed(somebody.actor)

    def test_nor_takes_the_id_of_somebody_elses(self, leader: Trainee, elsewhere: Trainee) -> None:
        made = assign(leader)
        with pytest.raises(NotFound):
            assigning.make(elsewhere.store, elsewhere.actor, OTHER, made, form(), NOW)

    def test_a_copy_needs_both_cohorts(self, leader: Trainee, elsewhere: Trainee) -> None:
        made = assign(leader, "walk-again", "walk", note="Slowly.")
        with pytest.raises(NotFound):
            assigning.new_form(elsewhere.store, elsewhere.actor, OTHER, made)
        with pytest.raises(NotFound):
            assigning.new_form(leader.store, leader.actor, OTHER, made)
        with leader.store.database.write() as session:
            cohorts.add_member(session, OTHER, leader.actor.id, COURSE_LEADER, NOW)
            session.commit()
        copied = assigning.new_form(leader.store, renewed(leader), OTHER, made)
        assert copied.details == assigning.edit_form(leader.store, leader.actor, made).details
        assert (copied.cohort.id, copied.seen) == (OTHER, "")

    def test_rights_end_with_the_role_and_with_the_cohort(self, leader: Trainee) -> None:
        made = assign(leader)
        with leader.store.database.write() as session:
            cohorts.remove_member(session, COHORT, leader.actor.id, COURSE_LEADER)
            session.commit()
        with pytest.raises(NotFound):
            assigning.change(leader.store, leader.actor, made, form(), "", NOW)
        with pytest.raises(NotFound):
            assigning.withdraw(leader.store, leader.actor, made)

    def test_an_archived_cohort_is_only_kept(self, leader: Trainee, ada: Trainee) -> None:
        made = assign(leader)
        begin(ada, made)
        with leader.store.database.write() as session:
            found = cohorts.cohort(session, COHORT)
            assert found
            cohorts.change_cohort(session, found._replace(archived_at=NOW))
            session.commit()
        with pytest.raises(NotFound):
            assigning.make(leader.store, leader.actor, COHORT, uuid4(), form(), NOW)
        with pytest.raises(NotFound):
            begin(ada, made)
        assert assigned.home(ada.store, renewed(ada), NOW) == assigned.Home()
        close(ada)
        assert ada.debrief.scores


class TestATrainee:
    """Sees what is due, and begins it."""

    def test_sees_what_is_open_to_come_and_past(self, leader: Trainee, ada: Trainee) -> None:
        late = assign(leader, title="Late", due=NOW + 2 * WEEK)
        soon = assign(leader, "walk", "walk-again", title="Soon", attempts="2")
        assign(leader, title="Coming", opens=LATER, due=NOW + 3 * WEEK)
        withdrawn = assign(leader, title="Withdrawn")
        assigning.withdraw(leader.store, leader.actor, withdrawn, NOW)
        home = assigned.home(ada.store, ada.actor, NOW)
        assert [task.assignment.id for task in home.open] == [soon, late]
        assert [task.assignment.title for task in home.coming] == ["Coming"]
        assert home.past == ()
        (task, _) = home.open
        assert (task.cohort, task.giver, task.done) == ("Autumn", "Noor", False)
        assert [(case.slug, case.used, case.left, case.obstacle) for case in task.cases] == [
            ("walk", 0, 2, None),
            ("walk-again", 0, 2, None),
        ]
        after = assigned.home(ada.store, ada.actor, NOW + WEEK)
        assert [task.assignment.title for task in after.past] == ["Soon"]
        nobody = join(ada.store, "Sue", SUPERVISOR)
        assert assigned.home(ada.store, nobody.actor, NOW) == assigned.Home()

    def test_begins_with_the_conditions_that_are_assigned(self, leader: Trainee, ada: Trainee) -> None:
        made = assign(leader, mode="assessment", own_words=True, reasons=True, focus=("titration",))
        begin(ada, made)
        place = ada.place
        assert (place.mode, place.words_required, place.reasons_required) == ("assessment", True, True)
        ada.notice()
        assert "asks for it in every scene" in refused(lambda: ada.say(" "))
        assert ada.place.beat == "say"
        ada.say("Shall we walk?")
        assert "asks for a reason" in refused(lambda: ada.respond("hold-the-gate"))
        assert "asks for a reason" in refused(lambda: ada.respond("hold-the-gate", " \n"))
        ada.respond("hold-the-gate", "She could choose.")
        assert ada.place.beat == "say"
        assert verify(ada.store).discrepancies == ()

    def test_of_ones_own_choice_words_stay_a_choice(self, ada: Trainee) -> None:
        ada.start(say_first=True)
        assert not ada.place.words_required
        ada.notice()
        ada.say("")
        ada.respond("hold-the-gate")

    def test_begins_the_same_once(self, leader: Trainee, ada: Trainee) -> None:
        made, attempt = assign(leader, attempts="1"), uuid4()
        for _ in range(2):
            assert assigned.begin(ada.store, ada.actor, made, "walk", attempt, NOW) == attempt
        (task,) = assigned.home(ada.store, ada.actor, NOW).open
        assert (task.cases[0].open, task.cases[0].left) == (attempt, 0)

    def test_is_told_plainly_why_not(self, leader: Trainee, ada: Trainee) -> None:
        made = assign(leader, "walk-again", "walk", in_order=True, attempts="1", opens=LATER)
        assert "opens" in refused(lambda: begin(ada, made))
        assert "was due" in refused(lambda: begin(ada, made, now=NOW + WEEK))
        assert "finish “Another walk” first" in refused(lambda: begin(ada, made, now=LATER))
        begin(ada, made, "walk-again", LATER)
        assert "first" in refused(lambda: begin(ada, made, now=LATER))
        close(ada, LATER)
        assert "as many attempts" in refused(lambda: begin(ada, made, "walk-again", LATER))
        begin(ada, made, now=LATER)
        assigning.withdraw(leader.store, leader.actor, made, LATER)
        assert "withdrawn" in refused(lambda: begin(ada, made, now=LATER))
        found = assigned.briefing(ada.store, ada.actor, made, "walk", LATER)
        assert found.case.obstacle
        assert "withdrawn" in found.case.obstacle.sentence
        assigning.bring_back(leader.store, leader.actor, made, LATER)
        assert "as many attempts" in refused(lambda: begin(ada, made, now=LATER))

    def test_finds_only_what_is_theirs(self, leader: Trainee, elsewhere: Trainee, ada: Trainee, ben: Trainee) -> None:
        made, foreign = assign(leader), assign(elsewhere, cohort=OTHER)
        for who, what, slug in (
            (ada, foreign, "walk"),
            (leader, made, "walk"),
            (ada, made, "walk-again"),
            (ada, uuid4(), "walk"),
        ):
            with pytest.raises(NotFound):
                begin(who, what, slug)
            with pytest.raises(NotFound):
                assigned.briefing(who.store, who.actor, what, slug, NOW)
        attempt = begin(ada, made)
        with pytest.raises(NotFound):
            assigned.begin(ben.store, ben.actor, made, "walk", attempt, NOW)

    def test_never_begins_more_than_is_allowed_however_many_clicks_come_at_once(
        self, leader: Trainee, ada: Trainee, ben: Trainee
    ) -> None:
        made = assign(leader, attempts="3")

        def click(trainee: Trainee) -> bool:
            try:
                assigned.begin(trainee.store, trainee.actor, made, "walk", uuid4(), NOW)
            except Refused:
                return False
            return True

        with ThreadPoolExecutor(10) as pool:
            begun = list(pool.map(click, [ada, ben] * 8))
        with ada.store.database.read() as session:
            found = select(ATTEMPT.c.person_id, func.count()).group_by(ATTEMPT.c.person_id)
            assert sorted(count for _, count in session.execute(found)) == [3, 3]
        assert sum(begun) == 6

    def test_practises_freely_beside_it(self, leader: Trainee, ada: Trainee) -> None:
        made = assign(leader, attempts="1")
        begin(ada, made)
        ada.start()
        (task,) = assigned.home(ada.store, ada.actor, NOW).open
        assert task.cases[0].used == 1


class TestWhatHasBegun:
    """Is never harmed by a change."""

    def test_keeps_its_conditions_and_can_be_finished(self, leader: Trainee, ada: Trainee) -> None:
        made = assign(leader, "walk", "walk-again", mode="assessment", attempts="2")
        attempt = begin(ada, made)
        begin(ada, made, "walk-again")
        change(leader, made, places={"walk": "1"}, mode="practice", own_words=True, reasons=True, attempts="1")
        place = practising.current(ada.store, ada.actor, attempt)
        assert (place.mode, place.words_required, place.reasons_required) == ("assessment", False, False)
        close(ada)
        ada.attempt = attempt
        with ada.store.database.write() as session:
            cohorts.remove_member(session, COHORT, ada.actor.id, "trainee")
            session.commit()
        close(ada, NOW + 2 * WEEK)
        assert ada.debrief.scores
        found = status(leader.store, leader.actor, made, NOW)
        (row,) = found.rows
        assert (row.name, row.left) == ("Ada", True)
        assert (row.cells[0].state, row.cells[0].late) == ("finished", True)
        assert [(one.title, one.attempts) for one in found.former] == [("Another walk", 1)]
        assert verify(ada.store).discrepancies == ()

    def test_stays_on_its_version_when_the_assignment_moves_to_a_newer_one(
        self, leader: Trainee, ada: Trainee, ben: Trainee, tmp_path: Path
    ) -> None:
        made = assign(leader)
        attempt = begin(ada, made)
        newer = folder_of(tmp_path / "newer", walk=WALK.replace("There is no hurry.", "Slowly."), walk_again=WALK_AGAIN)
        store = reopened(leader.store, newer)
        assert store.catalogue.broken == {}
        assert [case.newer for case in status(store, leader.actor, made, NOW).cases] == [True]
        change(leader, made, title="Another title")
        (task,) = assigned.home(store, ben.actor, NOW).open
        assert assigned.briefing(store, ben.actor, made, "walk", NOW).case.slug == "walk"
        before = assigned.begin(store, ben.actor, made, "walk", uuid4(), NOW)
        newest = assigning.newer(store, leader.actor, made, "walk")
        assert ([scene.slug for scene in newest.differences.scenes], newest.begun) == (["gate"], 2)
        with pytest.raises(Stale, match="published again since"):
            assigning.move_to_newer(store, leader.actor, made, "walk", "0" * 64, NOW)
        for _ in range(2):
            assigning.move_to_newer(store, leader.actor, made, "walk", newest.version, NOW)
        assert not assigning.newer(store, leader.actor, made, "walk").differences
        assert [case.newer for case in status(store, leader.actor, made, NOW).cases] == [False]
        after = assigned.begin(store, ben.actor, made, "walk", uuid4(), NOW)
        with store.database.read() as session:
            found = {attempt: version for attempt, version in session.execute(select(ATTEMPT.c.id, ATTEMPT.c.version))}  # noqa: C416
        assert found[attempt] == found[before] != found[after] == store.catalogue.current["walk"].version
        with pytest.raises(NotFound):
            assigning.move_to_newer(store, leader.actor, made, "walk-again", newest.version, NOW)
        with pytest.raises(NotFound):
            assigning.newer(store, leader.actor, made, "walk-again")
        assert task.cases[0].used == 0


def test_a_leader_sees_how_far_everybody_is_and_no_scores(leader: Trainee, ada: Trainee, ben: Trainee) -> None:
    made = assign(leader, "walk", "walk-again")
    join(leader.store, "Cleo")
    begin(ada, made)
    close(ada, LATER)
    begin(ada, made)
    begin(ben, made, "walk-again")
    ben.play("wave")
    found = status(leader.store, leader.actor, made, NOW)
    assert [(row.name, row.left, *(cell.state for cell in row.cells)) for row in found.rows] == [
        ("Ada", False, "finished", "not begun"),
        ("Ben", False, "not begun", "under way"),
        ("Cleo", False, "not begun", "not begun"),
    ]
    ada_walk, ben_again = found.rows[0].cells[0], found.rows[1].cells[1]
    assert (ada_walk.used, ada_walk.late, ada_walk.open is not None) == (2, False, True)
    assert ben_again.open
    assert (ben_again.open.turns, ben_again.open.started_at) == (1, NOW)
    assert [case.counts for case in found.cases] == [
        {"not begun": 2, "under way": 0, "finished": 1},
        {"not begun": 2, "under way": 1, "finished": 0},
    ]
    assert "Score" not in repr(found)


def test_withdrawing_and_bringing_back_are_noted_once(leader: Trainee) -> None:
    made: UUID = assign(leader)
    for _ in range(2):
        assigning.withdraw(leader.store, leader.actor, made, NOW)
    for _ in range(2):
        assigning.bring_back(leader.store, leader.actor, made, LATER)
    with leader.store.database.read() as session:
        noted = sorted(one.action for one in audit.entries(session, {"subject": made}))
    assert noted == ["assignment brought back", "assignment made", "assignment withdrawn"]
