"""A trainee is shown one better way, what went well, what to grow at, and every harmful moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from simulator.engine.attempt import Step, advance, begin
from simulator.engine.feedback import (
    Finding,
    Harm,
    Suggestion,
    alternative,
    growth_edges,
    harmful_moments,
    practise_next,
    strengths,
)
from simulator.engine.rubric import Level
from simulator.engine.scenario import Alternative, Passage, Rating, Response, Scenario
from tests.engine.making import case, ending, rated, reply, scene, so

HARMFUL, MISSED, HELPFUL, ADVANCED = Level
INSTEAD = Alternative("We can stand.", "It gives her the choice.")


def turn(*responses: Response) -> Step:
    """The first response, chosen in a scene that has all of these."""
    scenario = case(scene("door", *responses), ending("end"))
    return advance(scenario, begin(scenario), responses[0].slug)


def option(slug: str, *levels: Level, says: str = "", also: tuple[str, ...] = ()) -> Response:
    """A response with these levels on attunement, titration and fierce compassion."""
    names = ("attunement", "titration", "fierce-compassion")
    ratings = [rated(level, principle) for level, principle in zip(levels, names, strict=False)]
    return reply(slug, "end", ratings=ratings, says=says, also=also)


def turns(*ratings: Sequence[Rating]) -> dict[int, Step]:
    """Turns 1, 2, 3 … answered with responses of these ratings."""
    return {seq: turn(reply("say", "end", ratings=some)) for seq, some in enumerate(ratings, 1)}


# Another way


def test_the_author_s_own_alternative_comes_first() -> None:
    chosen = replace(option("a", MISSED, also=("Or so.",)), instead=INSTEAD)
    assert alternative(turn(chosen, option("b", ADVANCED, says="Where would you like to sit?"))) == INSTEAD


def test_else_the_words_of_the_best_response_that_was_offered_and_its_best_feedback() -> None:
    step = turn(
        option("a", MISSED, MISSED, says="Sit.", also=("Or so.",)),
        option("b", HELPFUL, MISSED, says="Sit down, please."),
        option("c", HELPFUL, ADVANCED, says="You choose."),
        option("d", MISSED, HELPFUL, says="Well."),
    )
    assert alternative(step) == Alternative("You choose.", "advanced on titration")


def test_a_response_that_was_hidden_is_not_held_up_as_the_better_one() -> None:
    hidden = replace(option("b", ADVANCED, says="You choose."), when=so("safeness", "at least", 4))
    assert alternative(turn(option("a", MISSED), hidden)) is None


def test_a_better_response_without_words_leaves_room_for_one_that_can_be_quoted() -> None:
    step = turn(option("a", MISSED), option("b", ADVANCED), option("c", HELPFUL, says="Stay there."))
    assert alternative(step) == Alternative("Stay there.", "helpful on attunement")


def test_a_harmful_response_is_never_held_up_as_the_better_one() -> None:
    harms = option("b", ADVANCED, HARMFUL, ADVANCED, says="Look at me.")
    assert alternative(turn(option("a", MISSED, MISSED, HELPFUL), harms)) is None


def test_only_what_could_have_been_said_is_quoted() -> None:
    better = replace(
        option("b", ADVANCED),
        passages=(
            Passage("You turn your chair."),
            Passage("You choose.", speech=True),
            Passage("As you did last time.", speech=True, condition=so("safeness", "at least", 4)),
            Passage("There is time.", speech=True, condition=so("safeness", "at most", 3)),
        ),
    )
    assert alternative(turn(option("a", MISSED), better)) == Alternative(
        "You choose. There is time.", "advanced on attunement"
    )


@pytest.mark.parametrize("other", [HARMFUL, MISSED, HELPFUL])
def test_else_another_wording_of_the_same_response(other: Level) -> None:
    step = turn(option("a", HELPFUL, says="Sit.", also=("Stand.", "Lean.")), option("b", other, says="Well."))
    found = alternative(step)
    assert found is not None
    assert found.wording == "Stand."


def test_else_nothing() -> None:
    assert alternative(turn(option("a", HELPFUL, says="Sit."), option("b", HELPFUL, says="Well."))) is None


# Strengths and growth edges


def test_strengths_are_what_was_shown_most_and_best_with_the_turn_that_shows_it_best() -> None:
    helpful, missed = rated(HELPFUL, "attunement", "validates"), rated(MISSED, "attunement", "reads-cues")
    advanced = rated(ADVANCED, "attunement", "validates")
    once = rated(ADVANCED, "titration", "warms-slowly")
    steps = turns([helpful], [missed, once], [advanced], [advanced])
    assert strengths(steps) == (Finding("validates", 3, 3, advanced), Finding("warms-slowly", 1, 2, once))


def test_growth_edges_weigh_harm_twice_and_show_the_worst_turn_first() -> None:
    missed, harmful = rated(MISSED, "attunement", "validates"), rated(HARMFUL, "attunement", "validates")
    rarely = rated(HARMFUL, "titration", "warms-slowly")
    often = rated(MISSED, "titration", "tracks-window")
    fine = rated(HELPFUL, "attunement", "reads-cues")
    steps = turns([missed, rarely], [harmful, often], [harmful, often], [often, fine])
    assert growth_edges(steps) == (
        Finding("validates", 3, 2, harmful),
        Finding("tracks-window", 3, 2, often),
        Finding("warms-slowly", 1, 1, rarely),
    )


def test_at_most_three_are_told_and_of_equals_those_that_came_first() -> None:
    criteria = ("protects", "encourages", "validates", "reads-cues")
    good = turns(*([rated(HELPFUL, "attunement", name)] for name in criteria))
    bad = turns(*([rated(MISSED, "attunement", name)] for name in criteria))
    assert [found.criterion for found in strengths(good)] == list(criteria[:3])
    assert [found.criterion for found in growth_edges(bad)] == list(criteria[:3])


def test_a_rating_speaks_for_each_of_its_criteria() -> None:
    rating = rated(HELPFUL, "attunement", "validates", "reads-cues")
    assert strengths(turns([rating])) == (Finding("validates", 1, 1, rating), Finding("reads-cues", 1, 1, rating))


def test_what_was_missed_or_harmful_is_no_strength_and_what_helped_is_no_edge() -> None:
    assert strengths(turns([rated(MISSED)], [rated(HARMFUL)])) == ()
    assert growth_edges(turns([rated(HELPFUL)], [rated(ADVANCED)])) == ()


def test_every_harmful_rating_is_listed_in_the_order_of_the_turns() -> None:
    harmful, other = rated(HARMFUL), rated(HARMFUL, "titration")
    steps = turns([harmful, other], [rated(ADVANCED), rated(ADVANCED, "titration")], [rated(MISSED)], *[[harmful]] * 4)
    assert harmful_moments(steps) == (
        *(Harm(1, harmful), Harm(1, other)),
        *(Harm(seq, harmful) for seq in (4, 5, 6, 7)),
    )


# What to practise next


def exercising(slug: str, *criteria: str) -> Scenario:
    """A case that exercises these criteria, each in a scene of its own."""
    scenes = [
        scene(f"scene-{name}", reply(f"say-{name}", "end", ratings=[rated(HELPFUL, "attunement", name)]))
        for name in criteria
    ]
    return case(*scenes, ending("end"), slug=slug)


def needing(*criteria: str) -> list[Finding]:
    """Growth edges, most needed first."""
    return [Finding(name, 1, 1, rated(MISSED, "attunement", name)) for name in criteria]


def test_the_case_that_exercises_most_of_what_is_needed_comes_first() -> None:
    library = [exercising("one", "a"), exercising("none", "x"), exercising("all", "c", "x", "b", "a")]
    assert practise_next("played", needing("a", "b", "c"), library) == (
        Suggestion("all", ("a", "b", "c")),
        Suggestion("one", ("a",)),
    )


def test_another_case_is_preferred_to_the_one_just_played_unless_that_fits_better() -> None:
    library = [exercising("a-played", "a", "b"), exercising("z-other", "a", "b")]
    assert [one.scenario for one in practise_next("a-played", needing("a", "b"), library)] == ["z-other", "a-played"]
    library = [exercising("z-other", "a"), exercising("a-played", "a", "b")]
    assert [one.scenario for one in practise_next("a-played", needing("a", "b"), library)] == ["a-played", "z-other"]


def test_at_most_three_cases_are_suggested_the_same_ones_however_the_library_is_ordered() -> None:
    library = [exercising(slug, "a") for slug in "dbac"]
    expected = tuple(Suggestion(slug, ("a",)) for slug in "abc")
    assert practise_next("played", needing("a"), library) == expected
    assert practise_next("played", needing("a"), reversed(library)) == expected


def test_without_growth_edges_nothing_is_suggested() -> None:
    assert practise_next("played", [], [exercising("one", "a")]) == ()
