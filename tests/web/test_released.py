"""The debrief with a released review in it, and answering it, as people see it on the screen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask

from simulator.usecases import threads
from simulator.usecases.people import ADMINISTRATOR, SUPERVISOR
from simulator.usecases.privacy import erase_person
from simulator.usecases.texts import NOTE_LIMIT
from tests.usecases.course import Course, comment, summary
from tests.usecases.trainee import NOW, OTHER, join, make_cohort
from tests.web.browsing import Browser

LATER = NOW + timedelta(hours=1)
SAID = comment("Your hands were still here. So was she.")


@pytest.fixture
def course(app: Flask) -> Course:
    """Ada, Ilse and a finished attempt."""
    return Course(app.extensions["attune"])


@pytest.fixture
def ada(app: Flask, course: Course) -> Browser:
    """Ada's browser."""
    return Browser(app).come_in(course.ada)


@pytest.fixture
def ilse(app: Flask, course: Course) -> Browser:
    """Ilse's browser."""
    return Browser(app).come_in(course.ilse)


def debrief(course: Course) -> str:
    return f"/attempts/{course.attempt}/debrief"


def to_answer(course: Course, thread: UUID = SAID.thread) -> str:
    return f"/attempts/{course.attempt}/comments/{thread}"


def answers(course: Course) -> list[str]:
    with course.store.database.read() as session:
        return [one.text for one in threads.answers_of(session, course.attempt)]


class TestTheDebrief:
    """Has what the supervisor wrote in it, and keeps what the case rated."""

    def test_says_nothing_of_a_supervisor_while_nothing_is_released(self, course: Course, ada: Browser) -> None:
        course.review(SAID, release=False)
        words = ada.get(debrief(course)).words
        assert "From your supervisor" not in words
        assert "Rated by" not in words
        assert SAID.text not in words

    def test_shows_who_wrote_the_summary_comments_at_their_turns_and_both_profiles(
        self, course: Course, ada: Browser
    ) -> None:
        course.review(SAID, summary("An hour with room in it."), comment("A good gate.", 1, "seen", 1))
        page = ada.get(debrief(course))
        (section,) = page.all("section", id="supervision")
        assert "Ilse has read this attempt" in section.text
        assert "An hour with room in it." in section.text
        turn = page.one("article", id="turn-1")
        assert SAID.text in turn.text
        assert "About what was to be seen and heard: Ida stands at the gate of the park." in " ".join(turn.text.split())
        assert SAID.text not in page.one("article", id="turn-2").text
        headings = [one.text for one in page.all("h3")]
        assert headings.index("Rated by Ilse") < headings.index("Rated by the case")
        assert not page.dangers()

    def test_shows_the_level_of_the_case_and_the_supervisors_in_words(self, course: Course, ada: Browser) -> None:
        course.review(levels={(1, "attunement"): 2, (1, "titration"): 0, (2, "titration"): 4})
        page = ada.get(debrief(course))
        (table,) = (one for one in page.all("table") if one.inside(page.one("article", id="turn-1")))
        cells = [" ".join(one.text.split()) for one in page.elements if one.tag in ("th", "td") and one.inside(table)]
        assert cells == [
            *("Principle", "The case", "Ilse"),
            *("Attunement", "advanced", "missed"),
            *("Titration", "helpful", "not in play"),
        ]
        assert "Where two see it differently" not in ada.page.one("article", id="turn-2").text

    def test_of_scores_that_were_released_alone_says_whose_they_are(self, course: Course, ada: Browser) -> None:
        course.revert(course.review(SAID, summary("A slip.")))
        words = ada.get(debrief(course)).words
        assert "A review was taken back on 23 November 2026." in words
        assert "A slip." not in words
        assert SAID.text not in words
        assert "Rated by Ilse" not in words

    def test_before_the_self_rating_only_says_that_something_is_there(self, app: Flask) -> None:
        course = Course(app.extensions["attune"], rate=False)
        browser = Browser(app).come_in(course.ada)
        assert "Your supervisor has written to you" not in browser.get(debrief(course)).words
        course.review(SAID)
        words = browser.get(debrief(course)).words
        assert "Your supervisor has written to you. Rate yourself first" in words
        assert SAID.text not in words

    def test_calls_a_supervisor_who_was_erased_a_supervisor(self, course: Course, ada: Browser) -> None:
        course.review(SAID)
        admin = join(course.store, "Ravi", ADMINISTRATOR)
        erase_person(course.store, admin.actor, course.ilse.actor.id, "Ilse", NOW)
        words = ada.get(debrief(course)).words
        assert "A supervisor has read this attempt" in words
        assert "Rated by A supervisor" in words
        assert SAID.text in words
        assert "Ilse" not in words

    def test_runs_nothing_that_somebody_wrote(self, course: Course, ada: Browser) -> None:
        said = comment("<img src=x onerror=alert(1)>", 1, "response")
        course.review(said, summary('"><script>alert(1)</script>'))
        threads.answer(course.store, course.ada.actor, course.attempt, said.thread, "<b onclick=alert(1)>", NOW)
        page = ada.get(debrief(course))
        assert "<script>alert(1)</script>" in page.words
        assert not page.dangers()


class TestAnswering:
    """A comment, from the debrief."""

    def test_keeps_the_answer_under_the_comment(self, course: Course, ada: Browser) -> None:
        course.review(SAID)
        ada.get(debrief(course))
        page = ada.send(to_answer(course), answer="I was holding my breath.")
        assert ada.status == 200
        (told,) = page.all("li", class_="answer")
        assert "You, " in told.text
        assert "I was holding my breath." in told.text

    def test_gives_back_what_cannot_be_kept(self, course: Course, ada: Browser) -> None:
        other = comment("Another one.", 2)
        course.review(SAID, other)
        ada.get(debrief(course))
        for text, sentence in (("  ", "Please write something first."), ("x" * (NOTE_LIMIT + 1), "4,000 is the most")):
            page = ada.send(to_answer(course), answer=text)
            assert ada.status == 422
            assert sentence in page.alerts[0]
            assert page.form(to_answer(course))["answer"] == text
            assert page.form(to_answer(course, other.thread))["answer"] == ""
        assert answers(course) == []

    def test_can_be_taken_back(self, course: Course, ada: Browser) -> None:
        course.review(SAID)
        threads.answer(course.store, course.ada.actor, course.attempt, SAID.thread, "Too quick.", NOW)
        with course.store.database.read() as session:
            (written,) = threads.answers_of(session, course.attempt)
        ada.get(debrief(course))
        page = ada.send(f"/attempts/{course.attempt}/answers/{written.id}/take-back")
        assert ada.status == 200
        assert "Too quick." not in page.words
        assert answers(course) == []

    def test_is_over_for_taking_back_once_somebody_has_answered(self, course: Course, ada: Browser) -> None:
        course.review(SAID)
        threads.answer(course.store, course.ada.actor, course.attempt, SAID.thread, "Too quick.", NOW)
        with course.store.database.read() as session:
            (written,) = threads.answers_of(session, course.attempt)
        ada.get(debrief(course))
        threads.reply(course.store, course.ilse.actor, course.attempt, SAID.thread, "Not at all.", LATER)
        page = ada.send(f"/attempts/{course.attempt}/answers/{written.id}/take-back")
        assert (ada.status, page.alerts) == (422, ["Somebody has answered this since, so it stays."])
        assert not page.all("form", action=f"/attempts/{course.attempt}/answers/{written.id}/take-back")

    def test_is_the_trainees_alone(self, app: Flask, course: Course, ada: Browser) -> None:
        course.review(SAID)
        peer = Browser(app).come_in(join(course.store, "Ben"))
        for browser, thread in ((peer, SAID.thread), (ada, uuid4())):
            found = browser.post(to_answer(course, thread), {"csrf_token": browser.token, "answer": "Me too."})
            assert found.status_code == 404
        assert answers(course) == []


class TestReplying:
    """To a trainee, as a supervisor."""

    def path(self, course: Course) -> str:
        return f"/reviews/{course.attempt}/comments/{SAID.thread}"

    def test_stands_under_the_trainees_answer(self, course: Course, ada: Browser, ilse: Browser) -> None:
        course.review(SAID)
        threads.answer(course.store, course.ada.actor, course.attempt, SAID.thread, "Was it?", NOW)
        found = ilse.post(self.path(course), {"csrf_token": ilse.token, "answer": "It was."})
        assert (found.status_code, found.location) == (303, f"/reviews/{course.attempt}#comment-{SAID.thread}")
        assert "Ilse, " in ada.get(debrief(course)).all("li", class_="answer")[1].text

    def test_gives_back_what_cannot_be_kept(self, course: Course, ilse: Browser) -> None:
        course.review(SAID)
        text = "y" * (NOTE_LIMIT + 1)
        page = ilse._shown(ilse.post(self.path(course), {"csrf_token": ilse.token, "answer": text}))
        assert ilse.status == 422
        assert "4,000 is the most" in page.alerts[0]
        assert page.form(self.path(course))["answer"] == text
        ilse.send(self.path(course), answer="Shorter.")
        assert answers(course) == ["Shorter."]

    def test_is_for_supervisors_who_may_read_it(self, app: Flask, course: Course, ada: Browser) -> None:
        course.review(SAID)
        stranger = Browser(app).come_in(join(course.store, "Sam", SUPERVISOR, cohort=other_cohort(course)))
        for browser in (ada, stranger):
            found = browser.post(self.path(course), {"csrf_token": browser.token, "answer": "Hm."})
            assert found.status_code == 404
        assert answers(course) == []


def other_cohort(course: Course) -> UUID:
    with course.store.database.write() as session:
        made = make_cohort(session, "Winter", OTHER)
        session.commit()
    return made


class TestTheFirstPage:
    """And the list of one's attempts."""

    def test_say_that_somebody_has_written_until_it_is_answered(self, course: Course, ada: Browser) -> None:
        assert "has written about" not in ada.get("/").words
        course.review(SAID, now=datetime.now(UTC))
        assert "Ilse has written about A walk" in ada.get("/").words
        assert "Ilse has written about this" in ada.get("/attempts").words
        threads.answer(course.store, course.ada.actor, course.attempt, SAID.thread, "Thank you.")
        assert "has written about" not in ada.get("/").words + ada.get("/attempts").words
