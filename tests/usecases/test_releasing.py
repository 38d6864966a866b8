"""When scores are shown: the rule, what a supervisor releases, and that nothing is taken back."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.storage import audit, cohorts
from simulator.storage.releases import AT_ONCE, AT_THE_DUE_TIME, BY_THE_SUPERVISOR, RELEASES, visible
from simulator.usecases import assigned, assigning, choosing, debriefing, practising, releasing
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.local_times import written
from simulator.usecases.people import COURSE_LEADER, SUPERVISOR
from simulator.usecases.verifying import verify
from tests.usecases.given import WEEK, assign, begin, change, close
from tests.usecases.trainee import COHORT, NOW, OTHER, Trainee, join, make_cohort

DUE = NOW + WEEK
BEFORE, AFTER = DUE - timedelta(days=1), DUE + timedelta(days=1)


def shown(trainee: Trainee, attempt: UUID, now: datetime) -> bool:
    """Whether the trainee sees how they were scored; by the debrief, which every other place must agree with."""
    debrief = debriefing.debrief(trainee.store, trainee.actor, attempt, now)
    (line,) = (one for one in choosing.history(trainee.store, trainee.actor, now) if one.attempt == attempt)
    assert bool(debrief.scores) == bool(debrief.turns) == bool(line.scores) == (not debrief.waits) == (not line.waits)
    return bool(debrief.scores)


@pytest.mark.parametrize(
    ("mode", "release", "finished", "then", "expected"),
    [
        ("practice", AT_ONCE, BEFORE, BEFORE, True),
        ("assessment", AT_ONCE, BEFORE, BEFORE, True),
        ("assessment", AT_THE_DUE_TIME, BEFORE, DUE - timedelta(microseconds=1), False),
        ("assessment", AT_THE_DUE_TIME, BEFORE, DUE, True),
        ("assessment", AT_THE_DUE_TIME, AFTER, AFTER, True),
        ("assessment", BY_THE_SUPERVISOR, BEFORE, BEFORE, False),
        ("assessment", BY_THE_SUPERVISOR, AFTER, AFTER + 100 * WEEK, False),
    ],
)
def test_scores_are_shown_when_the_assignment_says(
    leader: Trainee, ada: Trainee, mode: str, release: str, finished: datetime, then: datetime, *, expected: bool
) -> None:
    made = assign(leader, mode=mode, release=release)
    attempt = begin(ada, made)
    close(ada, finished)
    assert shown(ada, attempt, then) is expected


class TestWhatIsShownAlready:
    """Stays shown, whatever changes."""

    @pytest.mark.parametrize("before", [AT_ONCE, AT_THE_DUE_TIME])
    def test_when_the_rule_or_the_due_time_changes(self, leader: Trainee, ada: Trainee, before: str) -> None:
        made = assign(leader, mode="assessment", release=before)
        first, second = begin(ada, made), begin(ada, made)
        ada.attempt = first
        close(ada, BEFORE)
        change(leader, made, AFTER, release=BY_THE_SUPERVISOR)
        change(leader, made, AFTER, release=AT_THE_DUE_TIME, due_at=written(AFTER + WEEK, "UTC"))
        assert shown(ada, first, AFTER)
        ada.attempt = second
        close(ada, AFTER)
        assert not shown(ada, second, AFTER)
        assert shown(ada, second, AFTER + WEEK)

    def test_and_what_is_not_is_shown_once_the_rule_says_so(self, leader: Trainee, ada: Trainee) -> None:
        made = assign(leader, mode="assessment", release=BY_THE_SUPERVISOR)
        attempt = begin(ada, made)
        close(ada, BEFORE)
        change(leader, made, BEFORE, due_at=written(BEFORE + timedelta(hours=1), "UTC"))
        assert not shown(ada, attempt, AFTER)
        change(leader, made, BEFORE, release=AT_THE_DUE_TIME)
        assert (shown(ada, attempt, BEFORE), shown(ada, attempt, AFTER)) == (False, True)

    def test_an_attempt_begun_in_practice_cannot_be_held_back(self, leader: Trainee, ada: Trainee) -> None:
        made = assign(leader)
        attempt = begin(ada, made)
        change(leader, made, mode="assessment", release=BY_THE_SUPERVISOR)
        close(ada, BEFORE)
        assert shown(ada, attempt, BEFORE)

    def test_a_withdrawn_assignment_goes_on_holding_back_and_releasing(
        self, leader: Trainee, supervisor: Trainee, ada: Trainee
    ) -> None:
        made = assign(leader, mode="assessment", release=BY_THE_SUPERVISOR)
        attempt = begin(ada, made)
        assigning.withdraw(leader.store, leader.actor, made, BEFORE)
        close(ada, BEFORE)
        assert not shown(ada, attempt, AFTER)
        assert releasing.release(supervisor.store, supervisor.actor, [attempt], AFTER) == 1
        assert shown(ada, attempt, AFTER)


MOVES = st.one_of(
    st.tuples(st.just("rule"), st.sampled_from(RELEASES), st.integers(1, 20)),
    st.tuples(st.just("finish"), st.just(""), st.just(0)),
    st.tuples(st.just("release"), st.just(""), st.just(0)),
    st.tuples(st.just("wait"), st.just(""), st.integers(1, 5)),
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(moves=st.lists(MOVES, max_size=12))
def test_scores_that_were_shown_once_are_shown_ever_after(
    sqlite_store: Store, moves: list[tuple[str, str, int]]
) -> None:
    leader, supervisor = join(sqlite_store, "Noor", COURSE_LEADER), join(sqlite_store, "Ilse", SUPERVISOR)
    ada = join(sqlite_store, "Ada")
    now = NOW
    made = assign(leader, mode="assessment", release=BY_THE_SUPERVISOR)
    open_ones = [begin(ada, made) for _ in range(3)]
    finished: list[UUID] = []
    seen: set[UUID] = set()
    rule, due = BY_THE_SUPERVISOR, NOW + WEEK
    for kind, release, days in moves:
        now += timedelta(minutes=1)
        if kind == "rule":
            rule, due = release, NOW + timedelta(days=days)
            change(leader, made, now, release=rule, due_at=written(due, "UTC"))
        elif kind == "finish" and open_ones:
            ada.attempt = open_ones.pop()
            close(ada, now)
            finished.append(ada.attempt)
        elif kind == "release" and finished:
            released = releasing.release(supervisor.store, supervisor.actor, finished, now)
            assert released == (len(set(finished) - seen) if rule == BY_THE_SUPERVISOR else 0)
        else:
            now += timedelta(days=days)
        told = {one for one in finished if shown(ada, one, now)}
        assert seen <= told
        by_rule = visible(mode="assessment", release=rule, due_at=due, released_at=None, now=now)
        released_now = set(finished) if kind == "release" and rule == BY_THE_SUPERVISOR else set()
        assert told == seen | (set(finished) if by_rule else set()) | released_now
        seen = told


class TestASupervisor:
    """Releases scores in the cohorts they supervise."""

    def test_finds_what_waits_and_releases_it_once(
        self, leader: Trainee, supervisor: Trainee, ada: Trainee, ben: Trainee
    ) -> None:
        made = assign(leader, mode="assessment", release=BY_THE_SUPERVISOR)
        assign(leader, mode="assessment", release=AT_THE_DUE_TIME)
        one, two = begin(ada, made), begin(ben, made)
        close(ada, BEFORE)
        close(ben, AFTER)
        begin(ada, made)
        store, who = supervisor.store, supervisor.actor
        assert [(w.name, w.title, w.assignment, w.finished_at) for w in releasing.waiting(store, who)] == [
            ("Ada", "A walk", "First weeks", BEFORE),
            ("Ben", "A walk", "First weeks", AFTER),
        ]
        assert [releasing.release(store, who, [one], now) for now in (AFTER, AFTER + WEEK)] == [1, 0]
        assert [waits.id for waits in releasing.waiting(store, who)] == [two]
        assert (shown(ada, one, AFTER), shown(ben, two, AFTER)) == (True, False)
        with store.database.read() as session:
            (noted,) = audit.entries(session, {"subject": one})
        assert (noted.action, noted.actor_id, noted.person_id, noted.cohort_id, noted.at) == (
            *("scores released", who.id, ada.actor.id),
            *(COHORT, AFTER),
        )
        assert verify(store).discrepancies == ()

    def test_two_at_once_release_and_note_it_once(self, leader: Trainee, supervisor: Trainee, ada: Trainee) -> None:
        made = assign(leader, mode="assessment", release=BY_THE_SUPERVISOR)
        waiting = []
        for _ in range(3):
            waiting.append(begin(ada, made))
            close(ada, BEFORE)
        other = join(ada.store, "Ida", SUPERVISOR)

        def release(someone: Trainee) -> int:
            return releasing.release(someone.store, someone.actor, waiting, AFTER)

        with ThreadPoolExecutor(4) as pool:
            assert sum(pool.map(release, [supervisor, other] * 4)) == 3
        with ada.store.database.read() as session:
            assert len([e for e in audit.entries(session) if e.action == "scores released"]) == 3

    def test_finds_nothing_that_is_not_theirs(self, leader: Trainee, supervisor: Trainee, ada: Trainee) -> None:
        made = assign(leader, mode="assessment", release=BY_THE_SUPERVISOR)
        closed = begin(ada, made)
        close(ada, BEFORE)
        open_one = begin(ada, made)
        free = ada.start(mode="assessment")
        store = ada.store
        with store.database.write() as session:
            make_cohort(session, "Winter", OTHER)
            session.commit()
        elsewhere = join(store, "Else", SUPERVISOR, cohort=OTHER)
        for who, attempts in (
            (elsewhere, [closed]),
            (leader, [closed]),
            (ada, [closed]),
            (supervisor, [closed, open_one]),
            (supervisor, [free]),
            (supervisor, [closed, uuid4()]),
        ):
            with pytest.raises(NotFound):
                releasing.release(store, who.actor, attempts, AFTER)
        assert releasing.waiting(store, elsewhere.actor) == ()
        assert not shown(ada, closed, AFTER)
        with pytest.raises(Refused):
            releasing.release(store, supervisor.actor, [], AFTER)

    def test_releases_nothing_of_their_own(self, leader: Trainee, ada: Trainee) -> None:
        with ada.store.database.write() as session:
            cohorts.add_member(session, COHORT, ada.actor.id, SUPERVISOR, NOW)
            session.commit()
        made = assign(leader, mode="assessment", release=BY_THE_SUPERVISOR)
        attempt = begin(ada, made)
        close(ada, BEFORE)
        both = ada.actor._replace(roles=frozenset({*ada.actor.roles, *join(ada.store, "Ilse", SUPERVISOR).actor.roles}))
        assert releasing.waiting(ada.store, both) == ()
        with pytest.raises(NotFound):
            releasing.release(ada.store, both, [attempt], AFTER)

    def test_who_has_lost_the_role_releases_nothing(self, leader: Trainee, supervisor: Trainee, ada: Trainee) -> None:
        made = assign(leader, mode="assessment", release=BY_THE_SUPERVISOR)
        attempt = begin(ada, made)
        close(ada, BEFORE)
        with ada.store.database.write() as session:
            cohorts.remove_member(session, COHORT, supervisor.actor.id, SUPERVISOR)
            session.commit()
        with pytest.raises(NotFound):
            releasing.release(ada.store, supervisor.actor, [attempt], AFTER)


def test_an_attempt_that_waits_tells_nothing_by_what_it_hands_on(leader: Trainee, ada: Trainee) -> None:
    made = assign(leader, mode="assessment", release=BY_THE_SUPERVISOR)
    attempt = begin(ada, made)
    close(ada, BEFORE)
    card = next(one for one in choosing.library(ada.store, ada.actor) if one.slug == "walk")
    assert (card.attempts, card.best, card.last and card.last.attempt) == (1, None, attempt)
    assert not choosing.briefing(ada.store, ada.actor, "walk-again").carried_over
    ada.start("walk-again")
    assert ada.place.gauges["safeness"] == 1
    found = debriefing.debrief(ada.store, ada.actor, attempt, BEFORE)
    hidden: tuple[Callable[[debriefing.Debrief], object], ...] = (
        lambda one: one.scores,
        lambda one: one.strengths,
        lambda one: one.edges,
        lambda one: one.harm,
        lambda one: one.turns,
        lambda one: one.next_cases,
        lambda one: one.played,
        lambda one: one.steps,
        lambda one: one.counted,
        lambda one: one.cues_there,
    )
    assert not any(one(found) for one in hidden)
    assert found.rated


def test_after_a_hard_ending_care_is_offered_whatever_waits(leader: Trainee, ada: Trainee) -> None:
    made = assign(leader, mode="assessment", release=AT_THE_DUE_TIME, focus=("titration",))
    assigned.begin(ada.store, ada.actor, made, "walk", (attempt := uuid4()), NOW)
    ada.attempt = attempt
    close(ada, BEFORE, "hold-the-gate", "ask-for-more")
    waits = debriefing.debrief(ada.store, ada.actor, attempt, BEFORE)
    assert waits.ending == "broken-off"
    released = debriefing.debrief(ada.store, ada.actor, attempt, AFTER)
    assert waits.practices == released.practices
    assert released.scores_by_focus[0].principle == "titration"
    assert practising.current(ada.store, ada.actor, attempt).finished
