"""What a trainee sees of the reviews of their attempt, in the debrief and in the copy of their data."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from simulator.engine.rubric import Level
from simulator.storage import attempts, reviews, turns
from simulator.storage import queued as queue
from simulator.storage.review_chain import first_break
from simulator.storage.review_records import SUPERVISION
from simulator.storage.tables import COMMENT_ANSWER, REVIEW_COMMENT, REVIEW_DRAFT
from simulator.usecases import assigned, debriefing, privacy, releasing, reviewing, threads
from simulator.usecases.catalogue import Store
from simulator.usecases.copying import as_json
from simulator.usecases.errors import NotFound
from simulator.usecases.people import ADMINISTRATOR, SUPERVISOR
from simulator.usecases.released import A_SUPERVISOR, ReleasedScores, released_review, scores_of, unanswered, writers
from simulator.usecases.review_stories import ReviewStory
from simulator.usecases.review_tasks import TaskKey
from simulator.usecases.reviewing import Changes
from simulator.usecases.verifying import verify
from tests.usecases.course import DIFFERENT, Course, comment, summary
from tests.usecases.given import assign, begin, close
from tests.usecases.trainee import NOW, join

HOUR = timedelta(hours=1)


@pytest.fixture
def course(sqlite_store: Store) -> Course:
    return Course(sqlite_store)


def story(course: Course) -> ReviewStory:
    found = course.ada.debrief.review
    assert found
    return found


def standing(course: Course) -> UUID | None:
    with course.store.database.read() as session:
        found = released_review(session, course.attempt)
    return found.id if found else None


class TestWhichReviewIsSeen:
    """The one released last that was not reverted."""

    def test_none_before_one_is_released(self, course: Course) -> None:
        course.review(comment(), release=False)
        assert standing(course) is None
        assert course.ada.debrief.review is None
        assert not course.ada.debrief.written_to

    def test_the_one_released_last_and_the_one_before_when_that_is_reverted(self, course: Course) -> None:
        tomas = join(course.store, "Tomas", SUPERVISOR)
        first = course.review(comment("The first."))
        second = course.review_by(tomas, comment("The second."), now=NOW + HOUR)
        assert standing(course) == second
        assert story(course).by == "Tomas"
        course.revert(second, NOW + 2 * HOUR)
        assert standing(course) == first
        assert (story(course).by, story(course).taken_back) == ("Ilse", NOW + 2 * HOUR)
        course.revert(first, NOW + 3 * HOUR)
        assert standing(course) is None
        found = story(course)
        assert (found.reviewed, found.by, found.taken_back, found.summary, found.turns, found.scores) == (
            *(False, "", NOW + 3 * HOUR),
            *((), {}, ()),
        )

    def test_a_review_that_follows_a_reverted_one_stands_without_a_word_of_that(self, course: Course) -> None:
        course.revert(course.review(comment("A slip.")), NOW + HOUR)
        course.review(comment("Thought over."), comment("I had the wrong turn.", 0, "why"), now=NOW + 2 * HOUR)
        assert story(course).taken_back is None
        assert {one.text for one in story(course).turns[1].comments} == {"A slip.", "Thought over."}

    def test_finished_later_but_not_released_is_not_seen(self, course: Course) -> None:
        first = course.review(comment())
        course.review(comment("Not yet."), release=False, now=NOW + HOUR)
        assert standing(course) == first
        assert "Not yet." not in repr(course.ada.debrief)


class TestTheDebrief:
    """Tells what the supervisor wrote and rated, beside what the case did."""

    def test_says_who_when_and_what_at_its_turn(self, course: Course) -> None:
        course.review(summary("Warm and slow."), comment("The gate.", 1, "seen", 1), comment("Left open.", 2, "reason"))
        found = story(course)
        assert (found.reviewed, found.by, found.at) == (True, "Ilse", NOW)
        assert [one.text for one in found.summary] == ["Warm and slow."]
        (at_gate,), (at_bench,) = found.turns[1].comments, found.turns[2].comments
        assert (at_gate.place, at_gate.quote) == ("seen", "Ida stands at the gate of the park.")
        assert (at_bench.place, at_bench.quote, at_bench.text) == ("reason", "", "Left open.")

    def test_shows_both_levels_where_they_differ_and_nothing_where_they_do_not(self, course: Course) -> None:
        course.review(levels={**DIFFERENT, (1, "titration"): 0})
        found = [one[1:2] + one[3:] for turn in story(course).turns.values() for one in turn.differing]
        assert found == [
            ("attunement", Level.ADVANCED, Level.MISSED),
            ("titration", Level.HELPFUL, None),
            ("fierce-compassion", None, Level.HELPFUL),
        ]

    def test_leaves_the_scores_of_the_case_as_they_were(self, course: Course) -> None:
        before = course.ada.debrief
        course.review()
        after = course.ada.debrief
        assert (after.scores, after.turns, after.harm) == (before.scores, before.turns, before.harm)
        assert story(course).scores != after.scores
        assert verify(course.store).discrepancies == ()

    def test_shows_levels_on_criteria_which_do_not_score(self, course: Course) -> None:
        before = course.ada.debrief.scores
        key = TaskKey(SUPERVISION, course.attempt)
        levels = {
            reviewing.LevelKey(1, "attunement", "reads-cues"): 1,
            reviewing.LevelKey(1, "attunement"): 4,
        }
        reviewing.save(course.store, course.ilse.actor, key, Changes(levels), NOW)
        reviewing.finish(course.store, course.ilse.actor, key, release_it=True, now=NOW)
        ((given,),) = (turn.criteria for turn in story(course).turns.values())
        assert (given.criterion.slug, given.level) == ("reads-cues", Level.HARMFUL)
        assert story(course).scores == before

    def test_says_nothing_of_why_a_mind_was_moved(self, course: Course) -> None:
        course.review(comment())
        course.review(comment("CANARY", 0, "why"), levels={(1, "attunement"): 3}, now=NOW + HOUR)
        assert "CANARY" not in repr(course.ada.debrief)

    def test_says_nothing_of_what_is_disputed(self, course: Course) -> None:
        key = TaskKey(SUPERVISION, course.attempt)
        disputed = {reviewing.DisputeKey(1, "attunement"): "CANARY"}
        changes = Changes({reviewing.LevelKey(1, "attunement"): 2}, (comment(),), disputed)
        reviewing.save(course.store, course.ilse.actor, key, changes, NOW)
        reviewing.finish(course.store, course.ilse.actor, key, release_it=True, now=NOW)
        assert story(course).reviewed
        assert "CANARY" not in repr(course.ada.debrief)

    def test_keeps_it_until_the_trainee_has_rated_themselves(self, sqlite_store: Store) -> None:
        course = Course(sqlite_store, rate=False)
        course.review(summary("CANARY"))
        before = course.ada.debrief
        assert (before.written_to, before.review, before.scores) == (True, None, ())
        assert "CANARY" not in repr(before)
        course.ada.rate_self(attunement="helpful", titration="missed")
        assert "CANARY" in repr(course.ada.debrief)

    def test_of_scores_that_were_only_released_says_by_whom(self, course: Course) -> None:
        attempt = begin(course.ada, assign(course.leader, mode="assessment", release="by the supervisor"))
        close(course.ada)
        assert course.ada.debrief.waits
        releasing.release(course.store, course.ilse.actor, [attempt], NOW + HOUR)
        found = story(course)
        assert (found.reviewed, found.by, found.at, found.scores) == (False, "Ilse", NOW + HOUR, ())
        assert course.ada.debrief.scores

    def test_of_a_supervisor_who_was_erased_keeps_what_they_wrote(self, course: Course) -> None:
        course.review(summary("Warm and slow."))
        erase(course, course.ilse.actor.id)
        assert (story(course).by, story(course).summary[0].text) == (A_SUPERVISOR, "Warm and slow.")


def erase(course: Course, person: UUID) -> None:
    admin = join(course.store, "Ravi", ADMINISTRATOR)
    name = course.ada.actor.name if person == course.ada.actor.id else course.ilse.actor.name
    privacy.erase_person(course.store, admin.actor, person, name, now=NOW + HOUR)


class TestScores:
    """Say whose they are."""

    def scores(self, course: Course) -> ReleasedScores:
        with course.store.database.read() as session:
            attempt, records = (
                attempts.attempt_to_read(session, course.attempt),
                turns.turns_of(session, course.attempt),
            )
            review = released_review(session, course.attempt)
            ratings = reviews.ratings_of(session, [review.id])[review.id] if review else ()
            by = writers(session, [review])[review.id] if review else ""
        assert attempt
        return scores_of(attempt, records, review, ratings, by)

    def test_are_the_cases_until_a_review_is_released_then_the_supervisors(self, course: Course) -> None:
        of_the_case = self.scores(course)
        assert (of_the_case.scores, of_the_case.by) == (course.ada.debrief.scores, "")
        course.review(now=NOW + HOUR)
        found = self.scores(course)
        assert (found.by, found.at, found.scores) == ("Ilse", NOW + HOUR, story(course).scores)
        attunement = (found.scores[0].points, found.scores[0].allowed)
        assert attunement == (of_the_case.scores[0].points - 2, of_the_case.scores[0].allowed)


class TestTheFirstPage:
    """Says calmly that somebody has written."""

    def test_names_who_has_written_until_it_is_answered_or_two_weeks_have_passed(self, course: Course) -> None:
        said = comment()
        assert unanswered(course.store, course.ada.actor, NOW) == ()
        course.review(said)
        ((attempt, by, at),) = unanswered(course.store, course.ada.actor, NOW)
        assert (attempt, by, at) == (course.attempt, "Ilse", NOW)
        assert unanswered(course.store, course.ilse.actor, NOW) == ()
        assert unanswered(course.store, course.ada.actor, NOW + timedelta(days=15)) == ()
        threads.answer(course.store, course.ada.actor, course.attempt, said.thread, "Thank you.", NOW)
        assert unanswered(course.store, course.ada.actor, NOW) == ()

    def test_says_nothing_of_a_review_without_a_comment_or_one_that_was_reverted(self, course: Course) -> None:
        course.review()
        assert unanswered(course.store, course.ada.actor, NOW) == ()
        course.revert(course.review(comment(), now=NOW + HOUR), NOW + 2 * HOUR)
        assert unanswered(course.store, course.ada.actor, NOW + 2 * HOUR) == ()


class TestTheCopyOfOnesData:
    """Gives what was released."""

    def copy(self, course: Course) -> str:
        return as_json(privacy.copy(course.store, course.ada.actor, NOW + HOUR))

    def test_holds_what_was_released_and_nothing_else(self, course: Course) -> None:
        course.review(comment("RELEASED"))
        course.review_by(join(course.store, "Tomas", SUPERVISOR), comment("UNRELEASED"), release=False)
        key = TaskKey(SUPERVISION, course.attempt)
        reviewing.save(course.store, course.ilse.actor, key, Changes(comments=(comment("DRAFTED"),)), NOW)
        found = self.copy(course)
        assert "RELEASED" in found.replace("UNRELEASED", "")
        assert "UNRELEASED" not in found
        assert "DRAFTED" not in found
        ratings = next(
            one.rows for one in privacy.copy(course.store, course.ada.actor, NOW).tables if one.rules.name == "rating"
        )
        assert len(ratings) == 3

    def test_would_hold_the_other_review_were_it_released(self, course: Course) -> None:
        course.review_by(join(course.store, "Tomas", SUPERVISOR), comment("UNRELEASED"))
        assert "UNRELEASED" in self.copy(course)


class TestErasing:
    """Of a trainee, or of a supervisor."""

    def test_a_trainee_takes_every_word_about_them_along_and_the_chain_holds(self, course: Course) -> None:
        said = comment("CANARY comment")
        course.review(said)
        threads.answer(course.store, course.ada.actor, course.attempt, said.thread, "CANARY answer", NOW)
        threads.reply(course.store, course.ilse.actor, course.attempt, said.thread, "CANARY reply", NOW)
        key = TaskKey(SUPERVISION, course.attempt)
        reviewing.save(course.store, course.ilse.actor, key, Changes(comments=(comment("CANARY draft"),)), NOW)
        assert len(self.canaries(course)) == 3
        erase(course, course.ada.actor.id)
        assert self.canaries(course) == []
        assert self.is_sound(course)
        assert verify(course.store).discrepancies == ()

    def test_a_supervisor_leaves_what_they_wrote_for_the_trainee(self, course: Course) -> None:
        said = comment("CANARY comment")
        course.review(said)
        threads.reply(course.store, course.ilse.actor, course.attempt, said.thread, "CANARY reply", NOW)
        erase(course, course.ilse.actor.id)
        assert len(self.canaries(course)) == 2
        (told,) = story(course).turns[1].comments
        assert (told.text, [(one.by, one.text) for one in told.answers]) == (
            "CANARY comment",
            [(A_SUPERVISOR, "CANARY reply")],
        )
        assert self.is_sound(course)

    def canaries(self, course: Course) -> list[str]:
        """The tables in which one stands."""
        with course.store.database.read() as session:
            tables = (REVIEW_COMMENT, COMMENT_ANSWER, REVIEW_DRAFT)
            return [one.name for one in tables if "CANARY" in repr(session.execute(one.select()).all())]

    def is_sound(self, course: Course) -> bool:
        with course.store.database.read() as session:
            place, entries = queue.queued(session, course.attempt), reviews.entries_of(session, course.attempt)
            ratings = reviews.ratings_of(session, [one.id for one in entries])
        assert place
        assert len(entries) == 2
        return first_break(entries, ratings, place.entries, place.last_entry) is None


def test_somebody_elses_debrief_tells_nothing(course: Course) -> None:
    course.review(comment("CANARY"))
    ben = join(course.store, "Ben")
    with pytest.raises(NotFound):
        debriefing.debrief(course.store, ben.actor, course.attempt)
    assert assigned.home(course.store, ben.actor, NOW).open
    assert unanswered(course.store, ben.actor, NOW) == ()
