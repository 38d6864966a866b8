"""A trainee sees a scene as the client is now, and nothing that gives away what is right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from itertools import permutations
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from simulator.engine.attempt import begin, offered
from simulator.engine.condition import Chose, Visited
from simulator.engine.scenario import Cue, Passage, Scenario
from simulator.engine.state import State
from simulator.engine.view import Line, Offer, SceneView, look
from tests.engine.invention import invent
from tests.engine.making import case, ending, rated, reply, scene, so

SHY, SAFE = so("safeness", "at most", 3), so("safeness", "at least", 4)


def parts(value: object) -> Iterator[object]:
    """A value and everything inside it."""
    yield value
    if is_dataclass(value):
        for field in fields(value):
            yield from parts(getattr(value, field.name))
    elif isinstance(value, tuple | list | set | frozenset):
        for item in value:
            yield from parts(item)
    elif isinstance(value, dict):
        yield from parts(tuple(value.items()))


def slugs(scenario: Scenario, shuffle: str = "", state: State | None = None) -> list[str]:
    """The offers in the order in which they are shown."""
    return [offer.slug for offer in look(scenario, state or begin(scenario), shuffle).offers]


def doorway(*order: str) -> Scenario:
    """A case whose first scene has these responses in this order."""
    return case(scene("door", *(reply(slug, "end") for slug in order)), ending("end"))


@given(st.integers(0, 2**32), st.integers(0, 2**32), st.text(max_size=3))
def test_what_a_trainee_sees_is_made_of_words_only(seed: int, place: int, shuffle: str) -> None:
    scenario = invent(seed)
    state = begin(scenario)._replace(scene=Random(place).choice(scenario.scenes).slug)
    view = look(scenario, state, shuffle)
    allowed = {SceneView, Offer, Line, tuple, str, bool, type(None)}
    assert {type(part) for part in parts(view)} <= allowed


def test_no_level_no_feedback_no_effect_and_no_target_is_in_what_a_trainee_sees() -> None:
    response = reply("say", "end", ratings=[rated()], says="Take your time.", also=("Another wording.",))
    door = replace(
        scene("door", response),
        cues=(
            Cue("She looks away.", True, "Being seen may be hard."),
            Cue("She is cold.", False, "That is a reading."),
        ),
        own_words=True,
        moment="What happens in you now?",
    )
    scenario = case(door, ending("end"))
    assert look(scenario, begin(scenario)) == SceneView(
        slug="door",
        title="Door",
        lines=(Line("The room.", False),),
        cues=("She looks away.", "She is cold."),
        offers=(Offer("say", "Say", (Line("Take your time.", True),)),),
        own_words=True,
        moment="What happens in you now?",
        ending=None,
    )


def test_an_ending_is_shown_with_its_kind_and_offers_nothing() -> None:
    scenario = case(ending("end", "strained"))
    view = look(scenario, begin(scenario), "seed")
    assert (view.ending, view.offers, view.lines) == ("strained", (), (Line("It ends.", False),))


def test_prose_and_words_vary_with_the_state_and_keep_their_order() -> None:
    passages = (
        Passage("Always.", speech=True),
        Passage("Shy.", condition=SHY),
        Passage("Safe.", condition=SAFE),
        Passage("At last.", condition=Visited("door")),
    )
    say = replace(reply("say", "end"), passages=passages)
    scenario = case(scene("door", say, shows=passages), ending("end"))
    shy = (Line("Always.", True), Line("Shy.", False), Line("At last.", False))
    safe = (Line("Always.", True), Line("Safe.", False), Line("At last.", False))
    for safeness, lines in ((3, shy), (4, safe)):
        view = look(scenario, begin(scenario, {"safeness": safeness}))
        assert view.lines == view.offers[0].lines == lines


def test_a_response_is_hidden_until_its_when_holds() -> None:
    door = scene("door", reply("a", "end", when=SAFE), reply("b", "end"), reply("c", "end", when=Chose("b")))
    scenario = case(door, ending("end"))
    start = begin(scenario)
    assert slugs(scenario) == ["b"]
    assert slugs(scenario, state=begin(scenario, {"safeness": 4})) == ["a", "b"]
    assert slugs(scenario, state=start._replace(chosen=frozenset({"b"}))) == ["b", "c"]
    assert slugs(scenario, "seed") == ["b"]


def test_without_a_seed_responses_keep_the_order_of_the_file() -> None:
    assert slugs(doorway("c", "a", "d", "b")) == ["c", "a", "d", "b"]


def test_the_order_of_responses_is_the_same_for_a_seed_however_the_file_has_them() -> None:
    orders = {tuple(slugs(doorway(*order), "an-attempt")) for order in permutations("abcd")}
    assert len(orders) == 1
    assert sorted(*orders) == list("abcd")


def test_a_response_that_comes_or_goes_does_not_move_the_others() -> None:
    everything = slugs(doorway(*"abcdef"), "an-attempt")
    assert slugs(doorway(*"abcde"), "an-attempt") == [slug for slug in everything if slug != "f"]


def test_over_many_attempts_every_response_stands_in_every_place_about_equally_often() -> None:
    first = [tuple(slugs(doorway(*"abcd"), str(seed))) for seed in range(400)]
    assert len(set(first)) == 24
    for place in range(4):
        for slug in "abcd":
            assert 60 <= sum(order[place] == slug for order in first) <= 140


def test_each_scene_has_an_order_of_its_own() -> None:
    replies = [reply(slug, "end") for slug in "abcd"]
    scenario = case(*(scene(f"scene-{number}", *replies) for number in range(20)), ending("end"))
    start = begin(scenario)
    orders = {tuple(slugs(scenario, "s", start._replace(scene=one.slug))) for one in scenario.scenes[:-1]}
    assert len(orders) > 5


@given(st.integers(0, 2**32), st.text(min_size=1, max_size=3))
def test_shuffling_neither_hides_nor_adds_a_response(seed: int, shuffle: str) -> None:
    scenario = invent(seed)
    state = begin(scenario)
    expected = [response.slug for response in offered(scenario.scenes[0], state)]
    assert slugs(scenario) == expected
    assert sorted(slugs(scenario, shuffle)) == sorted(expected)
