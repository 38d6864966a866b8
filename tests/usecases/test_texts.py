"""What people type is kept as they typed it, or given back with one sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.usecases.errors import Refused
from simulator.usecases.texts import NOTE_LIMIT, REFLECTION_LIMIT, legible, storable, typed
from tests.usecases.trainee import Trainee

ODD = [
    "",
    "   \n\t ",
    "\u00a0",
    "\u200b",
    "a\r\nb\rc",
    "😀" * NOTE_LIMIT,
    "\x01\x7f\ufffe\uffff",
    "e\u0301",
    "\U0010ffff",
]


@given(st.text(st.characters(), max_size=50))
def test_any_text_is_kept_or_refused_with_what_can_be_kept_of_it(text: str) -> None:
    if storable(text):
        kept = typed(text, "Your note")
    else:
        with pytest.raises(Refused, match="Your note") as refused:
            typed(text, "Your note")
        kept = refused.value.kept
    assert storable(kept)
    assert typed(kept, "Your note") == kept.strip()
    assert "\r" not in kept


@pytest.mark.parametrize(("length", "limit"), [(NOTE_LIMIT, NOTE_LIMIT), (REFLECTION_LIMIT, REFLECTION_LIMIT)])
def test_a_text_may_be_as_long_as_its_limit_and_no_longer(length: int, limit: int) -> None:
    assert typed("é" * length, "It", limit) == "é" * length
    with pytest.raises(Refused, match=f"{length + 1:,} characters; {limit:,} is the most") as refused:
        typed("é" * (length + 1), "It", limit)
    assert refused.value.kept == "é" * (length + 1)


@pytest.mark.parametrize("code", [0, 0xD800, 0xDFFF, 0xD83D])
def test_what_no_database_keeps_is_taken_out_and_said(code: int) -> None:
    bad = chr(code)
    with pytest.raises(Refused, match="cannot be kept") as refused:
        typed(f"before{bad}after", "It")
    assert refused.value.kept == legible(f"before{bad}after") == "beforeafter"


class TestEverythingTyped:
    """Own words, reasons, and both kinds of private notes."""

    @pytest.mark.parametrize("words", ODD)
    def test_comes_back_from_the_store_as_it_was(self, ada: Trainee, words: str) -> None:
        wanted = typed(words, "It")
        ada.start(say_first=True)
        ada.reflect(words)
        ada.notice()
        ada.say(words)
        assert ada.place.said == wanted
        ada.respond("hold-the-gate", words)
        assert ada.place.last is not None
        assert (ada.place.last.said, ada.place.last.reason) == (wanted, wanted)
        ada.play_to_the_end("stay-with-it")
        ada.look_back(words)
        assert {note.text for note in ada.debrief.reflections} == ({wanted} if wanted else set())

    @pytest.mark.parametrize("words", ["x" * (NOTE_LIMIT + 1), "a\0b", "a\ud800b"])
    def test_is_refused_with_nothing_written(self, ada: Trainee, words: str) -> None:
        ada.start(say_first=True)
        ada.notice()
        with pytest.raises(Refused) as refused:
            ada.say(words)
        assert refused.value.kept == legible(words)
        assert ada.place.beat == "say"
        ada.say()
        with pytest.raises(Refused) as refused:
            ada.respond("hold-the-gate", words)
        assert refused.value.kept == legible(words)
        assert (ada.place.beat, ada.place.seq) == ("respond", 0)

    @pytest.mark.parametrize("words", ["x" * (REFLECTION_LIMIT + 1), "a\0b", "a\udc00b"])
    def test_in_private_is_refused_with_the_earlier_note_kept(self, ada: Trainee, words: str) -> None:
        ada.start()
        ada.reflect("Earlier.")
        with pytest.raises(Refused) as refused:
            ada.reflect(words)
        assert refused.value.kept == legible(words)
        ada.play_to_the_end("hold-the-gate", "stay-with-it")
        with pytest.raises(Refused):
            ada.look_back(words)
        assert [note.text for note in ada.debrief.reflections] == ["Earlier."]
