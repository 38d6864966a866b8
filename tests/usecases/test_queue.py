"""The queue: whose attempts stand in it, in which order, what comes next, and what is released at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, get_args
from uuid import UUID, uuid4

import pytest

from simulator.storage import double_ratings, queued, reviews
from simulator.storage.database import Session
from simulator.storage.double_ratings import DoubleRatingRecord
from simulator.storage.erasing import erase
from simulator.storage.review_records import SUPERVISION, CommentRecord
from simulator.usecases import asking, debriefing, reviewing
from simulator.usecases.asking import CONVERSATION, READING
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.people import COURSE_LEADER, SUPERVISOR
from simulator.usecases.queue import PAGE, Order, QueueFilters, neighbours, queue, release_ticked, settle_request
from simulator.usecases.review_tasks import TaskKey
from simulator.usecases.reviewing import Changes, LevelKey
from tests.usecases.given import WEEK, assign, begin, close
from tests.usecases.trainee import COHORT, NOW, OTHER, Trainee, join, made_elsewhere, opened

LATER = NOW + WEEK
ALL = QueueFilters(reading="all")


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    return sqlite_store


def finished(leader: Trainee, trainee: Trainee, at: datetime = NOW, **more: Any) -> UUID:
    """A finished attempt of an assignment of its own."""
    attempt = begin(trainee, assign(leader, **more))
    close(trainee, at)
    return attempt


def put(session: Session, attempt: UUID, trainee: Trainee) -> None:
    """An attempt as if it had been finished."""
    of_them: dict[str, Any] = {"attempt_id": attempt, "cohort_id": COHORT, "person_id": trainee.actor.id}
    queued.put(session, **of_them, scores=(), finished_at=NOW)


def marked(store: Store, attempt: UUID, **values: Any) -> None:
    """What the queue sorts by, as other ways of playing would have left it."""
    with store.database.write() as session:
        queued.change(session, attempt, **values)
        session.commit()


def ids(supervisor: Trainee, filters: QueueFilters = ALL, page: int = 1) -> list[UUID]:
    return [one.attempt.attempt_id for one in queue(supervisor.store, supervisor.actor, filters, page).rows]


def review(supervisor: Trainee, attempt: UUID, **how: Any) -> UUID:
    """A review that is finished."""
    drafted(supervisor, attempt, how.pop("level", 2))
    return reviewing.finish(supervisor.store, supervisor.actor, TaskKey(SUPERVISION, attempt), now=NOW, **how)


def drafted(supervisor: Trainee, attempt: UUID, level: int | None = 2, now: datetime = NOW) -> None:
    changes = Changes({LevelKey(1, "attunement"): level})
    reviewing.save(supervisor.store, supervisor.actor, TaskKey(SUPERVISION, attempt), changes, now)


def release(supervisor: Trainee, *attempts: UUID) -> tuple[int, int]:
    found = release_ticked(supervisor.store, supervisor.actor, attempts, LATER)
    return found.reviews, found.scores


def releases(store: Store, attempt: UUID) -> list[UUID | None]:
    with store.database.read() as session:
        return [one.review_id for one in reviews.releases_of(session, [attempt])]


class TestWhoseAttempts:
    """Those of the cohorts that somebody supervises, and no others."""

    def test_are_those_of_ones_own_cohorts(
        self, store: Store, leader: Trainee, supervisor: Trainee, ada: Trainee
    ) -> None:
        made_elsewhere(store)
        else_ = join(store, "Else", SUPERVISOR, COURSE_LEADER, cohort=OTHER)
        zoe = join(store, "Zoe", cohort=OTHER)
        here, there = finished(leader, ada), begin(zoe, assign(else_, cohort=OTHER))
        close(zoe)
        assert (ids(supervisor), ids(else_)) == ([here], [there])
        both = queue(store, supervisor.actor, ALL._replace(cohort=OTHER))
        assert both.filters.cohort is None, "a cohort that cannot be chosen is no filter"
        assert ids(leader) == []

    def test_are_never_ones_own_nor_of_who_was_erased_nor_rated_blind(
        self, store: Store, leader: Trainee, supervisor: Trainee, ada: Trainee, ben: Trainee
    ) -> None:
        own = supervisor.start()
        with store.database.write() as session:
            put(session, own, supervisor)
            session.commit()
        blind, gone = finished(leader, ada), finished(leader, ben)
        second = join(store, "Second", SUPERVISOR)
        asked = asking.ask(store, ada.actor, blind, READING, "Please.")
        with store.database.write() as session:
            made = (uuid4(), COHORT, blind)
            raters = (supervisor.actor.id, second.actor.id)
            double_ratings.add_double_rating(
                session, DoubleRatingRecord(*made, *raters, None, leader.actor.id, NOW, *[None] * 4)
            )
            erase(session, ben.actor.id, NOW)
            session.commit()
        found = queue(store, supervisor.actor, ALL)
        assert (found.rows, found.total, found.requests) == ((), 0, ())
        for attempt in (own, blind, gone):
            with pytest.raises(NotFound):
                release(supervisor, attempt)
        with pytest.raises(NotFound):
            settle_request(store, supervisor.actor, asked)


class TestOrderAndFilters:
    """By each column, and only what is wanted; the neighbours follow."""

    @pytest.fixture
    def store(self, database_url: str, folder: Path) -> Iterator[Store]:
        """On SQLite, then on PostgreSQL."""
        with opened(database_url, folder) as store:
            yield store

    @pytest.fixture
    def five(self, store: Store, leader: Trainee, supervisor: Trainee, ada: Trainee) -> list[UUID]:
        """Five attempts, each first in one order; the last one is of one's own choice, and was asked about."""
        assert supervisor.actor.is_a(SUPERVISOR)
        days = timedelta(days=1)
        found = [finished(leader, ada, NOW + number * days, due=NOW + (9 - number) * days) for number in range(4)]
        ada.start("walk-again")
        ada.play_to_the_end("wave")
        asking.ask(store, ada.actor, ada.attempt, CONVERSATION, "About the end.", now=NOW + 8 * days)
        marked(store, found[1], harmful=2)
        marked(store, found[2], lowest=10, unsure=False)
        marked(store, found[0], unsure=False, lowest=80)
        marked(store, found[1], unsure=False)
        marked(store, ada.attempt, unsure=False)
        return [*found, ada.attempt]

    def test_every_order_puts_first_what_needs_somebody(self, supervisor: Trainee, five: list[UUID]) -> None:
        first = {by: five.index(ids(supervisor, ALL._replace(by=by))[0]) for by in get_args(Order)}
        assert first == {"due": 3, "waiting": 0, "harm": 1, "score": 2, "help": 4, "few": 3}

    def test_neighbours_are_those_of_the_list(self, supervisor: Trainee, five: list[UUID]) -> None:
        for by in get_args(Order):
            filters = ALL._replace(by=by)
            listed = ids(supervisor, filters)
            assert sorted(listed) == sorted(five)
            pairs = zip([None, *listed], [*listed[1:], None], strict=False)
            there = [neighbours(supervisor.store, supervisor.actor, one, filters) for one in listed]
            assert there == list(pairs), by
        assert neighbours(supervisor.store, supervisor.actor, uuid4(), ALL) == (None, None)

    def test_what_leaves_the_filters_keeps_its_neighbours(self, supervisor: Trainee, five: list[UUID]) -> None:
        listed = ids(supervisor, QueueFilters())
        assert sorted(listed) == sorted(five)
        review(supervisor, listed[2], release_it=True)
        assert neighbours(supervisor.store, supervisor.actor, listed[2], QueueFilters()) == (listed[1], listed[3])

    def test_each_filter_keeps_what_it_says(
        self, store: Store, leader: Trainee, supervisor: Trainee, five: list[UUID], ben: Trainee
    ) -> None:
        waiting = finished(leader, ben, mode="assessment", release="by the supervisor")
        review(supervisor, five[0], release_it=True)
        marked(store, five[0], answered_at=LATER)
        review(supervisor, five[3], release_it=True)
        assert set(ids(supervisor, QueueFilters())) == {*five[:3], five[4], waiting}
        assert ids(supervisor, QueueFilters(reading="read")) == [five[3]]
        assert ids(supervisor, ALL._replace(harmful=True)) == [five[1]]
        assert set(ids(supervisor, ALL._replace(asked=True))) == {five[0], five[4]}
        assert ids(supervisor, ALL._replace(waits=True)) == [waiting]
        assert ids(supervisor, ALL._replace(case="walk-again")) == [five[4]]
        assert len(ids(supervisor, ALL._replace(case="nothing"))) == 6

    def test_pages_follow_each_other_without_gap(self, store: Store, supervisor: Trainee, ada: Trainee) -> None:
        made = [ada.start() for _ in range(PAGE + 3)]
        with store.database.write() as session:
            for attempt in made:
                put(session, attempt, ada)
            session.commit()
        found = queue(store, supervisor.actor, ALL)
        assert (len(found.rows), found.pages, found.total) == (PAGE, 2, PAGE + 3)
        assert sorted(ids(supervisor) + ids(supervisor, page=2)) == sorted(made)
        assert queue(store, supervisor.actor, ALL, 99).page == 2
        with pytest.raises(Refused, match="at most 50"):
            release(supervisor, *made)


class TestReleasingManyAtOnce:
    """The review that is finished, else the case's scores; and nothing at all where one was only begun."""

    def test_releases_a_finished_review_or_else_the_scores_that_wait(
        self, store: Store, leader: Trainee, supervisor: Trainee, ada: Trainee
    ) -> None:
        held: dict[str, Any] = {"mode": "assessment", "release": "by the supervisor"}
        read, unread, practised = (finished(leader, ada, **more) for more in (held, held, {}))
        written = review(supervisor, read)
        shown = {one.attempt.attempt_id: (one.state, one.releases) for one in queue(store, supervisor.actor, ALL).rows}
        assert shown == {read: ("finished", "review"), unread: ("waiting", "scores"), practised: ("waiting", "")}
        assert release(supervisor, read, unread, practised) == (1, 1)
        assert [releases(store, one) for one in (read, unread, practised)] == [[written], [None], []]
        assert all(debriefing.debrief(store, ada.actor, one).scores for one in (read, unread))
        assert release(supervisor, read, unread, practised) == (0, 0), "what is released stays as it is"
        states = {one.attempt.attempt_id: one.state for one in queue(store, supervisor.actor, ALL).rows}
        assert states == {read: "released", unread: "waiting", practised: "waiting"}

    def test_releases_nothing_where_a_review_was_only_begun(
        self, store: Store, leader: Trainee, supervisor: Trainee, ada: Trainee
    ) -> None:
        held: dict[str, Any] = {"mode": "assessment", "release": "by the supervisor"}
        begun, other = finished(leader, ada, **held), finished(leader, ada, **held)
        drafted(supervisor, begun)
        with pytest.raises(Refused, match=r"begun to read these and not finished: Ada \(A walk\)\."):
            release(supervisor, other, begun)
        assert not releases(store, other)
        assert not debriefing.debrief(store, ada.actor, other).scores
        drafted(supervisor, begun, None)
        assert release(supervisor, other, begun) == (0, 2), "what was taken out again is not begun"

    def test_an_unfinished_second_thought_is_not_released_over(
        self, store: Store, leader: Trainee, supervisor: Trainee, ada: Trainee
    ) -> None:
        attempt = finished(leader, ada)
        review(supervisor, attempt)
        drafted(supervisor, attempt, 3, LATER)
        (row,) = queue(store, supervisor.actor, ALL).rows
        assert (row.state, row.releases) == ("begun", "")
        with pytest.raises(Refused, match="not finished"):
            release(supervisor, attempt)

    def test_anothers_draft_holds_nobody_up(
        self, store: Store, leader: Trainee, supervisor: Trainee, ada: Trainee
    ) -> None:
        attempt = finished(leader, ada, mode="assessment", release="by the supervisor")
        drafted(join(store, "Second", SUPERVISOR), attempt)
        assert release(supervisor, attempt) == (0, 1)

    def test_nothing_ticked_or_somebody_elses_is_refused(
        self, store: Store, leader: Trainee, supervisor: Trainee, ada: Trainee
    ) -> None:
        mine = finished(leader, ada, mode="assessment", release="by the supervisor")
        with pytest.raises(Refused, match="tick at least one"):
            release(supervisor)
        made_elsewhere(store)
        foreign = join(store, "Else", SUPERVISOR, cohort=OTHER)
        for who, attempts in ((foreign, [mine]), (leader, [mine]), (ada, [mine]), (supervisor, [mine, uuid4()])):
            with pytest.raises(NotFound):
                release(who, *attempts)
        assert not releases(store, mine)


class TestRequests:
    """Stand above the queue until somebody says that they are done."""

    def test_are_shown_oldest_first_and_go_when_settled(
        self, store: Store, leader: Trainee, supervisor: Trainee, ada: Trainee
    ) -> None:
        attempt = finished(leader, ada)
        second = asking.ask(store, ada.actor, attempt, CONVERSATION, "The gate.", now=LATER)
        first = asking.ask(store, ada.actor, attempt, READING, "", now=NOW)
        found = queue(store, supervisor.actor, QueueFilters())
        assert [(one.id, one.name, one.note) for one in found.requests] == [
            (first, "Ada", ""),
            (second, "Ada", "The gate."),
        ]
        assert settle_request(store, supervisor.actor, first)
        assert not settle_request(store, supervisor.actor, first)
        (row,) = queue(store, supervisor.actor, QueueFilters()).rows
        assert (row.asks, row.since) == ((CONVERSATION,), LATER)
        assert settle_request(store, supervisor.actor, second)
        (row,) = queue(store, supervisor.actor, QueueFilters()).rows
        assert (row.asks, row.attempt.asked_at) == ((), None)

    def test_of_other_cohorts_cannot_be_settled(self, store: Store, supervisor: Trainee, ada: Trainee) -> None:
        ada.start()
        ada.play_to_the_end("hold-the-gate", "stay-with-it")
        asked = asking.ask(store, ada.actor, ada.attempt, READING, "")
        made_elsewhere(store)
        for who in (join(store, "Else", SUPERVISOR, cohort=OTHER), ada):
            with pytest.raises(NotFound):
                settle_request(store, who.actor, asked)
        with pytest.raises(NotFound):
            settle_request(store, supervisor.actor, uuid4())
        asking.withdraw(store, ada.actor, ada.attempt, asked)
        assert not settle_request(store, supervisor.actor, asked)

    def test_about_an_attempt_of_ones_own_choice_end_with_the_right_to_read_it(
        self, store: Store, supervisor: Trainee, ada: Trainee
    ) -> None:
        ada.start()
        ada.play_to_the_end("hold-the-gate", "stay-with-it")
        asked = asking.ask(store, ada.actor, ada.attempt, CONVERSATION, "")
        assert settle_request(store, supervisor.actor, asked)
        assert ids(supervisor) == []


def test_a_comment_alone_is_a_review_that_was_begun(
    sqlite_store: Store,
) -> None:
    leader, supervisor = join(sqlite_store, "Noor", COURSE_LEADER), join(sqlite_store, "Ilse", SUPERVISOR)
    attempt = finished(leader, join(sqlite_store, "Ada"))
    comment = CommentRecord(uuid4(), 0, "summary", 0, "Slow and kind.")
    key = TaskKey(SUPERVISION, attempt)
    reviewing.save(sqlite_store, supervisor.actor, key, Changes(comments=(comment,)))
    assert [one.state for one in queue(sqlite_store, supervisor.actor, ALL).rows] == ["begun"]
    reviewing.save(sqlite_store, supervisor.actor, key, Changes(comments=(comment._replace(text=""),)))
    assert [one.state for one in queue(sqlite_store, supervisor.actor, ALL).rows] == ["waiting"]
