"""Coverage: what a library lacks is said, and what it has is not."""

from __future__ import annotations

from dataclasses import replace

from simulator.engine.concept import CONSTRUCTS, Concept
from simulator.engine.coverage import coverage, exercising
from simulator.engine.rubric import Level
from simulator.engine.scenario import Scenario
from tests.markup.reading import RUBRIC, story

STORY = story("ending")


def tagged(slug: str, *learn: str) -> Scenario:
    first, *rest = STORY.scenes
    return replace(STORY, slug=slug, scenes=(replace(first, learn=learn), *rest))


def card(slug: str) -> Concept:
    return Concept(slug, slug.title(), "A section", ("reads-cues",), (), "", "", "", "")


def test_an_empty_library_lacks_everything() -> None:
    found = coverage((), RUBRIC, {})
    assert len(found.gaps) == 2 * len(CONSTRUCTS) + 2 * len(RUBRIC.criteria)
    assert "shame has no concept card." in found.gaps
    assert "reads-cues is helpful or advanced in no cases; 2 are needed." in found.gaps


def test_a_construct_needs_a_card_and_a_scene() -> None:
    for concepts, case, gaps in (
        ({"shame": card("shame")}, tagged("one", "shame"), ()),
        ({}, tagged("one", "shame"), ("shame has no concept card.",)),
        ({"shame": card("shame")}, tagged("one"), ("shame has no scene.",)),
    ):
        (row,) = (row for row in coverage((case,), RUBRIC, concepts).constructs if row.slug == "shame")
        assert row.gaps == gaps


def test_a_card_of_ones_own_counts_as_a_construct() -> None:
    row = coverage((tagged("one", "humour"),), RUBRIC, {"humour": card("humour")}).constructs[-1]
    assert (row.slug, row.cases, row.scenes, row.gaps) == ("humour", ("one",), (("one", "the-door"),), ())


def test_a_criterion_needs_both_ends_in_two_cases() -> None:
    def row(*cases: Scenario) -> tuple[tuple[str, ...], int]:
        (found,) = (row for row in coverage(cases, RUBRIC, {}).criteria if row.slug == "reads-cues")
        return found.gaps, found.responses[Level.HELPFUL]

    alone, _ = row(tagged("one"))
    assert alone == (
        "reads-cues is harmful or missed in 1 case; 2 are needed.",
        "reads-cues is helpful or advanced in 1 case; 2 are needed.",
    )
    assert row(tagged("one"), tagged("two")) == ((), 2)


def test_a_concept_is_exercised_by_the_scenes_that_name_it() -> None:
    found = exercising("shame", (tagged("one", "shame"), tagged("two")))
    assert [(one.slug, len(titles)) for one, titles in found] == [("one", 1)]
