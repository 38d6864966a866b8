"""Playing a case: the beats of a turn, the tokens that move it on, second tries, and the end."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from simulator.engine.rubric import Level
from simulator.storage import turns
from simulator.storage.records import TurnRecord
from simulator.usecases import practising
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound, Refused, Stale
from simulator.usecases.verifying import verify
from tests.usecases.trainee import Trainee

JUNK = ["", "x", "é", "\0", "\ud800", "a" * 100_000, "' OR 1=1 --", "\u202e"]


def stored(trainee: Trainee) -> tuple[TurnRecord, ...]:
    """The turns of the trainee's attempt."""
    with trainee.store.database.read() as session:
        return turns.turns_of(session, trainee.attempt)


def everything(store: Store) -> list[list[tuple[object, ...]]]:
    """All that is in the database."""
    with store.database.read() as session:
        return [
            [tuple(row) for row in session.execute(text(f"SELECT * FROM {table}"))]  # noqa: S608
            for table in ("person", "attempt", "turn", "self_rating", "reflection")
        ]


class TestTheBeatsOfATurn:
    """Notice, say it first, respond, feel what it does."""

    def test_begin_with_noticing_where_there_is_something_to_notice(self, ada: Trainee) -> None:
        ada.start()
        place = ada.place
        assert (place.beat, place.head, place.seq) == ("notice", 0, 0)
        assert place.view.cues == (
            "She has buttoned her coat",
            "She looks at the road",
            "She is late",
        )
        assert place.cues == ()

    def test_go_on_to_the_responses_and_tell_what_there_was_to_notice(self, ada: Trainee) -> None:
        ada.start()
        ada.notice(2, 0, 2)
        assert ada.place.beat == "respond"
        assert [(cue.present, cue.noticed) for cue in ada.place.cues] == [(True, True), (True, False), (False, True)]

    def test_ask_for_own_words_where_the_scene_does(self, ada: Trainee) -> None:
        ada.start()
        ada.play("hold-the-gate")
        ada.go_on()
        assert ada.place.beat == "say"
        ada.say("Tell me about the bench.")
        assert (ada.place.beat, ada.place.said) == ("respond", "Tell me about the bench.")

    def test_ask_for_own_words_everywhere_if_the_trainee_wants_that(self, ada: Trainee) -> None:
        ada.start(say_first=True)
        ada.notice()
        assert ada.place.beat == "say"
        ada.say("")
        assert (ada.place.beat, ada.place.said) == ("respond", "")

    def test_show_responses_only_when_it_is_time_to_respond(self, ada: Trainee) -> None:
        ada.start(say_first=True)
        for go_on in (ada.notice, ada.say):
            with pytest.raises(Stale):
                ada.respond("hold-the-gate")
            go_on()
        assert ada.respond("hold-the-gate").beat == "feel"

    def test_tell_after_the_answer_what_it_did(self, ada: Trainee) -> None:
        ada.start()
        ada.notice(0)
        place = ada.respond("pull-her-along", "I was wet.")
        told = place.last
        assert told is not None
        assert (place.beat, told.seq, told.response, told.reason) == ("feel", 1, "pull-her-along", "I was wet.")
        assert [line.text for line in told.reactions] == ["She pulls her arm back.", "She says nothing."]
        assert [rating.level for rating in told.ratings] == [Level.HARMFUL, Level.HARMFUL]
        assert (told.left_window, told.took_over, place.view.slug) == ("above", "rain", "rain")
        assert (told.before["arousal"], told.after["arousal"]) == (1, 5)
        assert place.gauges == told.after
        assert place == ada.place

    def test_lead_on_to_the_next_scene(self, ada: Trainee) -> None:
        ada.start()
        ada.play("pull-her-along")
        ada.go_on()
        assert (ada.place.view.slug, ada.place.beat, ada.place.last) == ("rain", "respond", None)

    def test_are_shorter_in_an_assessment(self, ada: Trainee) -> None:
        ada.start(mode="assessment")
        ada.notice(0)
        assert ada.place.cues == ()
        place = ada.respond("ask-at-once")
        assert (place.beat, place.last, place.can_rewind) == ("say", None, False)
        assert [line.text for line in place.reaction] == ["“I don't know yet.”"]
        assert place == ada.place

    def test_are_kept_with_the_turn(self, ada: Trainee) -> None:
        ada.start(say_first=True)
        ada.notice(1, 2)
        ada.say("Good morning.\r\nShall we?")
        ada.respond("hold-the-gate", "  She waited.  ")
        ada.go_on()
        ada.say()
        ada.respond("ask-for-more")
        first, second = stored(ada)
        assert (first.noticed, first.said, first.reason) == ((1, 2), "Good morning.\nShall we?", "She waited.")
        assert (second.noticed, second.said, second.reason) == (None, None, None)

    @pytest.mark.parametrize("cues", [(-1,), (3,), (0, 99)])
    def test_take_only_cues_that_the_scene_has(self, ada: Trainee, cues: tuple[int, ...]) -> None:
        ada.start()
        with pytest.raises(Refused, match="not on the page"):
            ada.notice(*cues)
        assert ada.place.beat == "notice"

    def test_offer_a_response_only_where_its_condition_holds(self, ada: Trainee) -> None:
        ada.start()
        ada.play("ask-at-once")
        assert {offer.slug for offer in ada.to_respond().view.offers} == {"stay-with-it", "ask-for-more"}
        with pytest.raises(Refused, match="not possible here"):
            ada.respond("lend-your-hand")
        ada.start()
        ada.play("hold-the-gate")
        assert "lend-your-hand" in {offer.slug for offer in ada.to_respond().view.offers}
        ada.respond("lend-your-hand")
        assert len(stored(ada)) == 2

    def test_show_prose_only_where_its_condition_holds(self, ada: Trainee) -> None:
        for response, lines in (("ask-at-once", 2), ("hold-the-gate", 3)):
            ada.start()
            ada.play(response)
            assert len(ada.to_respond().view.lines) == lines


class TestATokenThatIsNotThatOfTheCurrentPage:
    """An old, foreign or forged token."""

    @pytest.mark.parametrize("token", JUNK)
    @pytest.mark.parametrize("use", [practising.go_on, practising.rewind, practising.finish])
    def test_changes_nothing_if_it_was_never_given(self, ada: Trainee, use: object, token: str) -> None:
        ada.start()
        ada.play("hold-the-gate")
        before = everything(ada.store)
        assert callable(use)
        with pytest.raises(Stale):
            use(ada.store, ada.actor, ada.attempt, token)
        assert everything(ada.store) == before

    @pytest.mark.parametrize("token", JUNK)
    def test_answers_nothing_if_it_was_never_given(self, ada: Trainee, token: str) -> None:
        ada.start()
        for act in (
            lambda: practising.notice(ada.store, ada.actor, ada.attempt, token, [0]),
            lambda: practising.say(ada.store, ada.actor, ada.attempt, token, "words"),
            lambda: practising.respond(ada.store, ada.actor, ada.attempt, token, "hold-the-gate", "why"),
        ):
            before = everything(ada.store)
            with pytest.raises(Stale):
                act()
            assert everything(ada.store) == before

    def test_keeps_what_was_typed(self, ada: Trainee) -> None:
        ada.start(say_first=True)
        ada.notice()
        with pytest.raises(Stale) as stale:
            practising.say(ada.store, ada.actor, ada.attempt, "old", "What I typed.")
        assert stale.value.kept == "What I typed."
        ada.say()
        with pytest.raises(Stale) as stale:
            practising.respond(ada.store, ada.actor, ada.attempt, "old", "hold-the-gate", "Why I did.")
        assert stale.value.kept == "Why I did."

    def test_of_another_attempt_is_worth_nothing(self, ada: Trainee) -> None:
        ada.start()
        ada.to_respond()
        other = ada.token
        ada.start()
        ada.to_respond()
        with pytest.raises(Stale):
            practising.respond(ada.store, ada.actor, ada.attempt, other, "hold-the-gate")
        assert stored(ada) == ()

    def test_of_an_older_beat_is_stale_and_so_is_a_newer_page_answered_in_the_wrong_way(self, ada: Trainee) -> None:
        ada.start(say_first=True)
        tokens = [ada.token]
        ada.notice(0)
        tokens.append(ada.token)
        ada.say("Hello.")
        for token in tokens:
            with pytest.raises(Stale):
                practising.notice(ada.store, ada.actor, ada.attempt, token, [1])
        for wrong in (ada.notice, ada.say, ada.go_on, ada.finish):
            with pytest.raises(Stale):
                wrong()
        assert ada.place.said == "Hello."

    def test_that_was_answered_gives_the_same_page_again(self, ada: Trainee) -> None:
        ada.start()
        token = ada.to_respond().token
        first = practising.respond(ada.store, ada.actor, ada.attempt, token, "hold-the-gate", "Why.")
        again = practising.respond(ada.store, ada.actor, ada.attempt, token, "hold-the-gate", " Why.\r\n")
        assert again == first
        assert len(stored(ada)) == 1

    def test_that_was_answered_does_not_take_another_answer(self, ada: Trainee) -> None:
        ada.start()
        token = ada.to_respond().token
        ada.respond("hold-the-gate", "Why.")
        for response, reason in (("ask-at-once", "Why."), ("hold-the-gate", "Another reason.")):
            with pytest.raises(Stale) as stale:
                practising.respond(ada.store, ada.actor, ada.attempt, token, response, reason)
            assert stale.value.kept == reason
        assert [turn.response for turn in stored(ada)] == ["hold-the-gate"]

    def test_that_was_answered_gives_where_the_story_stands_much_later(self, ada: Trainee) -> None:
        ada.start()
        token = ada.to_respond().token
        ada.play("hold-the-gate", "stay-with-it")
        assert practising.respond(ada.store, ada.actor, ada.attempt, token, "hold-the-gate") == ada.place

    def test_is_never_used_twice_for_different_pages(self, ada: Trainee) -> None:
        seen = []
        ada.start()
        for act in (
            ada.notice,
            lambda: ada.respond("hold-the-gate"),
            ada.rewind,
            lambda: ada.respond("ask-at-once"),
            ada.go_on,
        ):
            seen.append(ada.token)
            act()
        assert len({*seen, ada.token}) == 6
        assert all(len(token) >= 20 for token in seen)


class TestResponding:
    """One of the responses that are offered."""

    @pytest.mark.parametrize("response", ["no-such-response", "stay-with-it", "Hold-the-gate", "\0", "é" * 1000])
    def test_takes_only_what_is_offered(self, ada: Trainee, response: str) -> None:
        ada.start()
        ada.to_respond()
        with pytest.raises(Refused, match="not possible here") as refused:
            ada.respond(response, "Why.")
        assert refused.value.kept == "Why."
        assert stored(ada) == ()

    def test_needs_a_choice(self, ada: Trainee) -> None:
        ada.start()
        ada.to_respond()
        with pytest.raises(Refused, match="choose one"):
            ada.respond("")

    def test_after_the_end_is_not_possible(self, ada: Trainee) -> None:
        ada.start()
        token = ada.to_respond().token
        ada.play("hold-the-gate", "stay-with-it")
        ada.to_respond()
        for closed in (False, True):
            if closed:
                ada.finish()
            with pytest.raises(Stale):
                ada.respond("stay-with-it")
            with pytest.raises(Stale):
                practising.respond(ada.store, ada.actor, ada.attempt, token, "ask-at-once")
        assert len(stored(ada)) == 2


class TestSomebodyElse:
    """A peer who knows the id and even the token."""

    def test_finds_nothing_of_an_attempt_and_changes_nothing(self, ada: Trainee, ben: Trainee) -> None:
        ada.start()
        token = ada.token
        before = everything(ada.store)
        ben.attempt = ada.attempt
        for act in (
            lambda: ben.place,
            lambda: practising.notice(ben.store, ben.actor, ben.attempt, token, [0]),
            lambda: practising.say(ben.store, ben.actor, ben.attempt, token, "x"),
            lambda: practising.respond(ben.store, ben.actor, ben.attempt, token, "hold-the-gate"),
            lambda: practising.go_on(ben.store, ben.actor, ben.attempt, token),
            lambda: practising.rewind(ben.store, ben.actor, ben.attempt, token),
            lambda: practising.finish(ben.store, ben.actor, ben.attempt, token),
            lambda: practising.start(ben.store, ben.actor, "walk", "practice", ada.attempt, say_first=False),
            lambda: ben.look_back("x"),
            lambda: ben.rate_self(attunement="helpful", titration="helpful"),
            lambda: ben.debrief,
        ):
            with pytest.raises(NotFound):
                act()
        assert everything(ada.store) == before

    def test_an_attempt_nobody_has_is_not_found_either(self, ada: Trainee) -> None:
        ada.attempt = uuid4()
        with pytest.raises(NotFound):
            practising.respond(ada.store, ada.actor, ada.attempt, "x", "hold-the-gate")


class TestStarting:
    """The first page of an attempt."""

    def test_twice_with_one_id_begins_once(self, ada: Trainee) -> None:
        attempt = ada.start()
        ada.notice(0)
        practising.start(ada.store, ada.actor, "walk", "assessment", attempt, say_first=True)
        assert (ada.place.mode, ada.place.beat) == ("practice", "respond")

    @pytest.mark.parametrize("slug", ["", "no-such-case", "rubric", "README", "\0", "../walk"])
    def test_needs_a_case_that_is_there(self, ada: Trainee, slug: str) -> None:
        with pytest.raises(NotFound):
            practising.start(ada.store, ada.actor, slug, "practice", uuid4(), say_first=False)

    def test_offers_responses_in_an_order_of_the_attempts_own_that_stays(self, ada: Trainee) -> None:
        orders = set()
        for _ in range(20):
            ada.start()
            orders.add(tuple(offer.slug for offer in ada.to_respond().view.offers))
            assert tuple(offer.slug for offer in ada.place.view.offers) in orders
        assert len(orders) > 1


class TestRewinding:
    """Going back one turn, to try again."""

    def test_goes_back_to_the_moment_with_what_had_been_noticed_and_said(self, ada: Trainee) -> None:
        ada.start(say_first=True)
        ada.notice(1)
        ada.say("Good morning.")
        before = ada.place
        ada.respond("pull-her-along")
        ada.rewind()
        place = ada.place
        assert (place.beat, place.view, place.said, place.cues) == ("respond", before.view, before.said, before.cues)
        assert (place.gauges, place.head, place.seq, place.retrying) == (before.gauges, 0, 1, True)

    def test_keeps_both_answers_and_counts_the_first(self, ada: Trainee) -> None:
        ada.start()
        ada.play("pull-her-along")
        ada.rewind()
        place = ada.respond("hold-the-gate")
        assert [(turn.seq, turn.parent, turn.response) for turn in stored(ada)] == [
            (1, 0, "pull-her-along"),
            (2, 0, "hold-the-gate"),
        ]
        assert place.view.slug == "bench"
        ada.play_to_the_end("stay-with-it")
        ada.rate_self(attunement="missed", titration="missed")
        debrief = ada.debrief
        assert [(turn.seq, turn.counted, turn.tried_before) for turn in debrief.turns] == [
            (1, True, None),
            (2, False, 1),
            (3, True, None),
        ]
        assert [(one.principle, one.points, one.allowed, one.turns, one.harmful) for one in debrief.scores[:2]] == [
            ("attunement", 2, 4, 2, 1),
            ("titration", 2, 3, 2, 1),
        ]

    def test_is_possible_once_after_each_turn(self, ada: Trainee) -> None:
        ada.start()
        assert not ada.can_rewind()
        with pytest.raises(Refused, match="one turn"):
            ada.rewind()
        ada.play("ask-at-once")
        assert ada.can_rewind()
        ada.rewind()
        assert not ada.can_rewind()
        with pytest.raises(Refused, match="one turn"):
            ada.rewind()
        ada.respond("pull-her-along")
        ada.rewind()
        ada.respond("hold-the-gate")
        ada.play("ask-for-more")
        ada.rewind()
        with pytest.raises(Refused, match="one turn"):
            ada.rewind()
        assert [turn.parent for turn in stored(ada)] == [0, 0, 0, 3]
        assert verify(ada.store).discrepancies == ()

    def test_is_possible_from_any_beat_of_the_next_moment(self, ada: Trainee) -> None:
        for beats in range(3):
            ada.start()
            ada.play("hold-the-gate")
            for go_on in (ada.go_on, ada.say)[:beats]:
                go_on()
            ada.rewind()
            assert (ada.place.view.slug, ada.place.beat, ada.place.said) == ("gate", "respond", "")

    def test_is_possible_from_the_page_of_an_ending(self, ada: Trainee) -> None:
        ada.start()
        ada.play("hold-the-gate", "ask-for-more")
        assert ada.to_respond().beat == "ending"
        assert ada.can_rewind()
        ada.rewind()
        ada.respond("stay-with-it")
        ada.to_respond()
        ada.finish()
        ada.rate_self(attunement="missed", titration="missed")
        assert (ada.debrief.ending, len(ada.debrief.turns)) == ("connected", 3)

    def test_is_not_possible_once_the_case_is_closed(self, ada: Trainee) -> None:
        ada.start()
        ada.play_to_the_end("hold-the-gate", "stay-with-it")
        assert not ada.can_rewind()
        with pytest.raises(Refused, match="until the case is closed"):
            ada.rewind()

    def test_is_not_possible_in_an_assessment(self, ada: Trainee) -> None:
        ada.start(mode="assessment")
        ada.play("hold-the-gate")
        assert not ada.can_rewind()
        with pytest.raises(Refused, match="in practice mode"):
            ada.rewind()

    def test_of_a_loop_goes_back_one_moment_not_to_the_first_visit(self, ada: Trainee) -> None:
        ada.start()
        ada.play("ask-at-once", "stay-with-it", "pull-her-along")
        ada.rewind()
        place = ada.place
        assert (place.view.slug, place.head, place.gauges["safeness"]) == ("gate", 2, 3)


class TestFinishing:
    """Closing a case at its ending."""

    def test_keeps_the_scores_once(self, ada: Trainee) -> None:
        ada.start()
        ada.play("hold-the-gate", "stay-with-it")
        token = ada.to_respond().token
        ada.finish()
        before = everything(ada.store)
        practising.finish(ada.store, ada.actor, ada.attempt, token)
        practising.finish(ada.store, ada.actor, ada.attempt, "anything")
        assert everything(ada.store) == before
        assert ada.place.finished

    def test_needs_an_ending(self, ada: Trainee) -> None:
        ada.start()
        for play in ((), ("hold-the-gate",)):
            ada.play(*play)
            with pytest.raises(Stale):
                ada.finish()
        with pytest.raises(NotFound):
            _ = ada.debrief

    def test_an_assessment_goes_from_its_last_response_to_the_ending(self, ada: Trainee) -> None:
        ada.start(mode="assessment")
        place = ada.play("hold-the-gate", "lend-your-hand")
        assert (place.beat, place.view.ending) == ("ending", "connected")
        assert [line.text for line in place.reaction] == ["She takes one finger of it."]
        ada.finish()
        assert ada.place.finished


@pytest.mark.parametrize("attempt", [UUID(int=0), UUID(int=2**128 - 1)])
def test_any_id_may_be_that_of_an_attempt(ada: Trainee, attempt: UUID) -> None:
    assert practising.start(ada.store, ada.actor, "walk", "practice", attempt, say_first=False) == attempt
