"""Answering comments: by the trainee, by a supervisor after them, and taking an answer back."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import product
from uuid import UUID, uuid4

import pytest

from simulator.storage import double_ratings, queued
from simulator.storage.double_ratings import DoubleRatingRecord
from simulator.usecases import reviewing, threads
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.people import COURSE_LEADER, SUPERVISOR
from simulator.usecases.texts import NOTE_LIMIT
from simulator.usecases.threads import Answer
from tests.usecases.course import Course, comment
from tests.usecases.refusing import refused
from tests.usecases.trainee import COHORT, NOW, Trainee, join, made_elsewhere

HOUR = timedelta(hours=1)
SAID = comment()


@pytest.fixture
def course(sqlite_store: Store) -> Course:
    """A released review with one comment."""
    found = Course(sqlite_store)
    found.review(SAID)
    return found


def answer(course: Course, text: str = "Thank you.", now: datetime = NOW, who: Trainee | None = None) -> None:
    actor = (who or course.ada).actor
    threads.answer(course.store, actor, course.attempt, SAID.thread, text, now)


def reply(course: Course, text: str = "Gladly.", now: datetime = NOW, who: Trainee | None = None) -> None:
    actor = (who or course.ilse).actor
    threads.reply(course.store, actor, course.attempt, SAID.thread, text, now)


def told(course: Course) -> tuple[Answer, ...]:
    """What stands under the comment, as its trainee sees it."""
    review = course.ada.debrief.review
    assert review
    (only,) = review.turns[1].comments
    return only.answers


def answered_at(course: Course) -> datetime | None:
    with course.store.database.read() as session:
        found = queued.queued(session, course.attempt)
    assert found
    return found.answered_at


def test_a_conversation_stands_under_the_comment_in_order_and_says_who_speaks(store: Store) -> None:
    course = Course(store)
    course.review(SAID)
    answer(course, " I was not sure.\r\nStill am not. ", NOW)
    reply(course, "That is all right.", NOW + HOUR)
    answer(course, "Thank you.", NOW + 2 * HOUR)
    assert [(one.by, one.own, one.text, one.at, one.can_be_taken_back) for one in told(course)] == [
        ("Ada", True, "I was not sure.\nStill am not.", NOW, False),
        ("Ilse", False, "That is all right.", NOW + HOUR, False),
        ("Ada", True, "Thank you.", NOW + 2 * HOUR, True),
    ]


def test_the_queue_knows_of_an_answer_until_it_is_replied_to(course: Course) -> None:
    assert answered_at(course) is None
    answer(course, now=NOW + HOUR)
    assert answered_at(course) == NOW + HOUR
    reply(course, now=NOW + 2 * HOUR)
    assert answered_at(course) is None


def test_the_same_answer_sent_twice_is_one(course: Course) -> None:
    answer(course)
    answer(course)
    reply(course, now=NOW + HOUR)
    reply(course, now=NOW + HOUR)
    answer(course, now=NOW + 2 * HOUR)
    assert [one.text for one in told(course)] == ["Thank you.", "Gladly.", "Thank you."]


def test_an_answer_stays_with_its_comment_when_a_later_review_says_it_again(course: Course) -> None:
    answer(course)
    course.review(comment("More.", 2), comment("I saw it anew.", 0, "why"), levels={(1, "attunement"): 3})
    review = course.ada.debrief.review
    assert review
    assert [one.text for one in review.turns[1].comments[0].answers] == ["Thank you."]


class TestNobodyElseAnswers:
    """And nothing but a comment that the trainee sees can be answered."""

    def test_not_another_trainee_nor_a_supervisor_in_the_trainees_place(self, course: Course) -> None:
        for who in (join(course.store, "Ben"), course.ilse, course.leader):
            with pytest.raises(NotFound):
                answer(course, who=who)

    def test_not_a_trainee_or_course_leader_or_supervisor_elsewhere_in_the_supervisors(self, course: Course) -> None:
        elsewhere = join(course.store, "Olga", SUPERVISOR, cohort=made_elsewhere(course.store))
        for who in (course.ada, join(course.store, "Lea", COURSE_LEADER), elsewhere):
            with pytest.raises(NotFound):
                reply(course, who=who)

    def test_not_a_supervisor_who_is_to_rate_it_blind(self, course: Course) -> None:
        tomas = join(course.store, "Tomas", SUPERVISOR)
        raters = (tomas.actor.id, course.ilse.actor.id)
        made = DoubleRatingRecord(
            uuid4(), COHORT, course.attempt, *raters, None, course.leader.actor.id, NOW, None, None, None, None
        )
        with course.store.database.write() as session:
            double_ratings.add_double_rating(session, made)
            session.commit()
        with pytest.raises(NotFound):
            reply(course, who=tomas)

    def test_not_an_unknown_comment_or_attempt(self, course: Course) -> None:
        for attempt, thread in ((course.attempt, uuid4()), (uuid4(), SAID.thread)):
            with pytest.raises(NotFound):
                threads.answer(course.store, course.ada.actor, attempt, thread, "?", NOW)
            with pytest.raises(NotFound):
                threads.reply(course.store, course.ilse.actor, attempt, thread, "?", NOW)

    def test_not_a_comment_that_was_never_released_or_whose_review_was_reverted(self, sqlite_store: Store) -> None:
        course = Course(sqlite_store)
        review = course.review(SAID, release=False)
        self.nobody(course)
        reviewing.release_review(course.store, course.ilse.actor, review, NOW)
        course.revert(review)
        self.nobody(course)

    def nobody(self, course: Course) -> None:
        for deed in (answer, reply):
            with pytest.raises(NotFound):
                deed(course)


def test_what_cannot_be_kept_is_refused_and_given_back(course: Course) -> None:
    for deed, text in product((answer, reply), ("", " \n ", "x" * (NOTE_LIMIT + 1), "a\0b")):
        with pytest.raises(Refused) as caught:
            deed(course, text)
        assert caught.value.kept == text.replace("\0", "").strip()
    assert told(course) == ()
    assert answered_at(course) is None


def test_there_is_an_end_to_it(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "MOST_ANSWERS", 1)
    answer(course)
    assert "in person" in refused(lambda: answer(course, "And another thing."))


class TestTakingBack:
    """One's own answer, until somebody else has answered it."""

    def take_back(self, course: Course, answer_id: UUID, who: Trainee | None = None) -> None:
        threads.take_back(course.store, (who or course.ada).actor, course.attempt, answer_id)

    def test_leaves_nothing_of_it(self, course: Course) -> None:
        answer(course)
        self.take_back(course, told(course)[0].id)
        assert told(course) == ()
        assert answered_at(course) is None

    def test_leaves_the_queue_with_the_answer_before(self, course: Course) -> None:
        answer(course, "First.", NOW + HOUR)
        answer(course, "Second.", NOW + 2 * HOUR)
        self.take_back(course, told(course)[1].id)
        assert [one.text for one in told(course)] == ["First."]
        assert answered_at(course) == NOW + HOUR

    def test_is_over_once_somebody_has_answered(self, course: Course) -> None:
        answer(course)
        reply(course, now=NOW + HOUR)
        assert "Somebody has answered" in refused(lambda: self.take_back(course, told(course)[0].id))
        assert len(told(course)) == 2

    def test_is_nobody_elses(self, course: Course) -> None:
        answer(course)
        reply(course, now=NOW + HOUR)
        first, second = told(course)
        for who, which in ((join(course.store, "Ben"), first), (course.ilse, first), (course.ada, second)):
            with pytest.raises(NotFound):
                self.take_back(course, which.id, who)
        with pytest.raises(NotFound):
            self.take_back(course, uuid4())
        assert len(told(course)) == 2
