"""Giveaways of a library: each guesser finds what it is made for, and nothing where there is nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulator.engine.scenario import Passage, Scenario
from simulator.markup.giveaways import giveaways
from tests.markup.reading import story

STORY = story("ending")


def library(best: str, other: str, *, swap: bool = False, cases: int = 4) -> list[Scenario]:
    """Cases of one decision each; `best` and `other` are what the two responses say, `swap` changes their places."""
    first, *rest = STORY.scenes
    good, bad = first.responses
    responses = (
        replace(good, title="Answer", passages=(Passage(best, speech=True),)),
        replace(bad, title="Answer", passages=(Passage(other, speech=True),)),
    )
    scene = replace(first, responses=responses[::-1] if swap else responses)
    return [replace(STORY, slug=f"case-{number}", scenes=(scene, *rest)) for number in range(cases)]


def test_a_library_without_decisions_gives_nothing_away() -> None:
    assert giveaways([]).figures == {"length": 0, "position": 0, "words": 0}


def test_chance_is_the_share_of_best_responses() -> None:
    found = giveaways(library("Come in.", "Sit down."))
    assert (found.decisions, found.chance) == (4, 0.5)


@pytest.mark.parametrize("words", ["Come in now please.", "Come."])
def test_length_is_found_whether_the_best_is_the_longest_or_the_shortest(words: str) -> None:
    assert giveaways(library(words, "Come in.")).length == 2.0


def test_responses_of_equal_length_leave_length_at_chance() -> None:
    assert giveaways(library("Come in.", "Sit down.")).length == 1.0


def test_a_place_that_is_always_best_is_found() -> None:
    assert giveaways(library("Come in.", "Sit down.")).position == 2.0
    mixed = [*library("Come in.", "Sit down.", cases=2), *library("Come in.", "Sit down.", swap=True, cases=2)]
    assert giveaways(mixed).position == 1.0


def test_words_learned_on_the_other_cases_are_found_whatever_the_place() -> None:
    assert giveaways(library("Come gently.", "Sit down.", swap=True)).words == 2.0


def test_the_clients_name_counts_as_one_word_in_every_case() -> None:
    cases = library("Come here.", "Come Ida.", swap=True, cases=3)
    renamed = library("Come there.", "Come Ben.", swap=True, cases=1)[0]
    last = replace(renamed, slug="last", client=replace(renamed.client, name="Ben"))
    assert giveaways([*cases, last]).words == 2.0


def test_the_figures_do_not_depend_on_the_order_of_the_cases() -> None:
    cases = [*library("Come gently.", "Sit down.", cases=3), *library("Stay.", "Come down.", swap=True, cases=2)]
    cases = [replace(one, slug=f"case-{number}") for number, one in enumerate(cases)]
    assert giveaways(cases) == giveaways(cases[::-1])
