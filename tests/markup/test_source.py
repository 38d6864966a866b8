"""Taking a text apart loses nothing."""

import time

from hypothesis import given

from simulator.markup.source import MOST_ACCENTS, normalise, take_apart, version_of
from tests.markup.lines import texts


@given(texts())
def test_a_text_taken_apart_is_still_the_text(text: str) -> None:
    document = take_apart(normalise(text))
    assert document.text == normalise(text)


@given(texts())
def test_every_block_says_where_it_begins(text: str) -> None:
    document = take_apart(normalise(text))
    place = 1
    for block in document.blocks:
        assert block.line == place
        assert document.line(place) == block.lines[0].removesuffix("\n")
        place += len(block.lines)
    assert place == normalise(text).count("\n") + 1


@given(texts())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_the_same_words_are_the_same_version() -> None:
    assert version_of(normalise("\ufeffIda\r\nwaits\r\n\r\n")) == version_of(normalise("Ida\nwaits"))
    assert version_of(normalise("cafe\u0301")) == version_of(normalise("café"))


def test_a_line_beyond_the_file_is_empty() -> None:
    assert [take_apart("a\nb\n").line(number) for number in (-1, 0, 1, 2, 3)] == ["", "", "a", "b", ""]


def test_heaped_accents_are_left_alone_and_cost_no_time() -> None:
    heap = "a" + "\u0301\u0316" * 60_000
    begun = time.perf_counter()
    assert normalise(heap) == heap + "\n"
    assert time.perf_counter() - begun < 0.5
    few = "e" + "\u0301" * MOST_ACCENTS
    assert normalise(few).startswith("é")
