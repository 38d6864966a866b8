"""After the case: rating oneself, what the debrief tells against what the engine says, and private notes."""

from __future__ import annotations

import pytest

from simulator.engine.attempt import Answer, begin, counted, replay
from simulator.engine.feedback import alternative, growth_edges, harmful_moments, strengths
from simulator.engine.rubric import Level
from simulator.engine.scoring import marks, score
from simulator.engine.view import shown
from simulator.storage import turns
from simulator.usecases.debriefing import DEBRIEF_PROMPT, reflection
from simulator.usecases.errors import NotFound, Refused, Stale
from tests.usecases.trainee import Trainee

LONG_WAY = ("ask-at-once", "stay-with-it", "pull-her-along", "stand-under-the-tree", "stay-with-it")
MOMENT = "What happens in you, as she waits?"


def played(trainee: Trainee) -> Trainee:
    """A case played with a second try, noticing and own words, and closed."""
    trainee.start(say_first=True)
    trainee.notice(0, 2)
    trainee.say("What I would say.")
    trainee.respond("pull-her-along", "I was wet.")
    trainee.rewind()
    trainee.play_to_the_end(*LONG_WAY)
    return trainee


class TestRatingOneself:
    """One's own eyes first."""

    def test_comes_before_anything_else_is_told(self, ada: Trainee) -> None:
        debrief = played(ada).debrief
        assert (debrief.ending, debrief.ending_title, debrief.in_play) == (
            "connected",
            "The way home",
            ("attunement", "titration"),
        )
        assert not debrief.rated
        told = (debrief.scores, debrief.turns, debrief.strengths, debrief.edges, debrief.harm, debrief.next_cases)
        assert told == ((), (), (), (), (), ())
        assert (debrief.played, debrief.steps) == (None, None)

    def test_is_kept_the_first_time_only(self, ada: Trainee) -> None:
        played(ada).rate_self(attunement="harmful", titration="advanced")
        ada.rate_self(attunement="advanced", titration="harmful")
        assert ada.debrief.self_ratings == {"attunement": Level.HARMFUL, "titration": Level.ADVANCED}

    @pytest.mark.parametrize(
        "words",
        [
            {},
            {"attunement": "helpful"},
            {"attunement": "helpful", "titration": ""},
            {"attunement": "helpful", "titration": "HELPFUL"},
            {"attunement": "helpful", "titration": "4"},
            {"attunement": "helpful", "fierce-compassion": "helpful"},
        ],
    )
    def test_needs_a_level_for_each_principle_in_play(self, ada: Trainee, words: dict[str, str]) -> None:
        played(ada)
        with pytest.raises(Refused, match="each principle"):
            ada.rate_self(**words)
        assert ada.debrief.self_ratings == {}

    def test_keeps_nothing_of_a_principle_that_was_not_in_play(self, ada: Trainee) -> None:
        played(ada).rate_self(
            **{"attunement": "missed", "titration": "missed", "fierce-compassion": "advanced", "x": "y"}
        )
        assert set(ada.debrief.self_ratings) == {"attunement", "titration"}

    def test_is_not_possible_before_the_case_is_closed(self, ada: Trainee) -> None:
        ada.start()
        ada.play("hold-the-gate", "stay-with-it")
        with pytest.raises(NotFound):
            ada.rate_self(attunement="missed", titration="missed")


class TestTheDebrief:
    """All that is told once the trainee has rated themselves."""

    @pytest.fixture
    def told(self, ada: Trainee) -> Trainee:
        """Somebody who has played, closed and rated."""
        played(ada).rate_self(attunement="helpful", titration="helpful")
        return ada

    def test_tells_what_a_replay_of_the_turns_gives(self, told: Trainee) -> None:
        with told.store.database.read() as session:
            records = turns.turns_of(session, told.attempt)
        scenario = told.store.catalogue.current["walk"]
        answers = [Answer(turn.seq, turn.parent, turn.response) for turn in records]
        steps = replay(scenario, begin(scenario), answers)
        counting = {seq: step for seq, step in steps.items() if seq in counted(answers)}
        debrief = told.debrief
        assert debrief.steps == steps
        assert debrief.counted == frozenset(counting)
        assert debrief.scores == score(marks(step) for step in counting.values())
        assert [(one.criterion.slug, one.times, one.seq) for one in debrief.strengths] == [
            (one.criterion, one.times, one.seq) for one in strengths(counting)
        ]
        assert [(one.criterion.slug, one.times, one.seq) for one in debrief.edges] == [
            (one.criterion, one.times, one.seq) for one in growth_edges(counting)
        ]
        assert [(one.seq, one.rating.principle) for one in debrief.harm] == [
            (one.seq, one.rating.principle) for one in harmful_moments(counting)
        ]
        for turn in debrief.turns:
            step = steps[turn.seq]
            assert turn.alternative == alternative(step)
            assert turn.scene_lines == shown(step.scene.passages, step.before)
            assert turn.reactions == shown(step.response.reactions, step.state)
            assert [rating.level for rating in turn.ratings] == [rating.level for rating in step.response.ratings]

    def test_tells_each_turn_with_what_was_noticed_said_and_thought(self, told: Trainee) -> None:
        first, second = told.debrief.turns[:2]
        assert (first.said, first.reason, first.counted) == ("What I would say.", "I was wet.", True)
        assert [cue.noticed for cue in first.cues] == [True, False, True]
        assert (second.said, second.reason, second.tried_before) == ("What I would say.", "", 1)

    def test_counts_what_there_was_to_notice_over_the_turns_that_count(self, told: Trainee) -> None:
        assert (told.debrief.cues_there, told.debrief.cues_noticed) == (4, 1)

    def test_lists_every_harmful_moment_that_counts(self, told: Trainee) -> None:
        assert [(one.seq, one.rating.title) for one in told.debrief.harm] == [
            (1, "Attunement"),
            (1, "Titration"),
            (4, "Attunement"),
            (4, "Titration"),
        ]

    def test_names_cases_that_exercise_what_is_still_needed(self, told: Trainee) -> None:
        edges = {edge.criterion.slug for edge in told.debrief.edges}
        for case in told.debrief.next_cases:
            assert case.title in ("A walk", "Another walk")
            assert {criterion.slug for criterion in case.criteria} <= edges

    def test_names_criteria_by_their_titles(self, told: Trainee) -> None:
        criteria = told.store.catalogue.rubric.criteria
        for turn in told.debrief.turns:
            for rating in turn.ratings:
                assert [one.title for one in rating.criteria] == [criteria[one.slug].title for one in rating.criteria]

    def test_is_the_same_whenever_it_is_opened(self, told: Trainee) -> None:
        assert told.debrief == told.debrief


class TestPrivateNotes:
    """What trainees write for themselves, in a scene and in the debrief."""

    def test_are_kept_changed_and_removed_in_a_scene(self, ada: Trainee) -> None:
        ada.start()
        for words, kept in (("A tight chest.", "A tight chest."), ("Less tight.", "Less tight."), ("  ", "")):
            ada.reflect(words)
            assert reflection(ada.store, ada.actor, ada.attempt, "gate", 0) == kept

    def test_are_kept_apart_for_each_visit_of_a_scene(self, ada: Trainee) -> None:
        ada.start()
        ada.reflect("First time.")
        ada.play("ask-at-once", "stay-with-it")
        ada.to_respond()
        assert reflection(ada.store, ada.actor, ada.attempt, "gate", ada.place.head) == ""
        ada.reflect("Second time.")
        ada.play_to_the_end("hold-the-gate", "stay-with-it")
        assert [(note.scene, note.prompt, note.text) for note in ada.debrief.reflections] == [
            ("gate", MOMENT, "First time."),
            ("gate", MOMENT, "Second time."),
        ]

    def test_of_a_moment_stand_there_again_after_rewinding(self, ada: Trainee) -> None:
        ada.start()
        ada.reflect("A tight chest.")
        ada.play("ask-at-once")
        ada.rewind()
        assert reflection(ada.store, ada.actor, ada.attempt, "gate", ada.place.head) == "A tight chest."

    def test_are_asked_for_only_by_the_scene_that_is_open(self, ada: Trainee) -> None:
        ada.start()
        ada.play("hold-the-gate")
        with pytest.raises(NotFound):
            ada.reflect("In the feedback.")
        ada.go_on()
        with pytest.raises(NotFound):
            ada.reflect("On the bench, which asks nothing.")

    def test_are_not_taken_from_an_old_page(self, ada: Trainee) -> None:
        from simulator.usecases.debriefing import reflect

        ada.start()
        old = ada.token
        ada.notice()
        with pytest.raises(Stale) as stale:
            reflect(ada.store, ada.actor, ada.attempt, "Typed.", old)
        assert stale.value.kept == "Typed."

    def test_of_the_debrief_are_kept_changed_and_removed(self, ada: Trainee) -> None:
        played(ada)
        for words in ("Slower.", "Much slower.", ""):
            ada.look_back(words)
            expected = [("debrief", DEBRIEF_PROMPT, words)] if words else []
            assert [tuple(note) for note in ada.debrief.reflections] == expected

    def test_of_the_debrief_wait_for_its_end(self, ada: Trainee) -> None:
        ada.start()
        with pytest.raises(NotFound):
            ada.look_back("Too early.")

    def test_are_read_by_nobody_else(self, ada: Trainee, ben: Trainee) -> None:
        ada.start()
        ada.reflect("Mine.")
        assert reflection(ben.store, ben.actor, ada.attempt, "gate", 0) == ""
        ben.attempt = ada.attempt
        with pytest.raises(NotFound):
            ben.reflect("Not mine.")
