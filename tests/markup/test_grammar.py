"""The grammar, one rule at a time: each small story in fixtures/grammar shows one behaviour, and is named for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from simulator.engine.attempt import Step, advance, begin, gauges_by_slug, offered
from simulator.engine.condition import Chose, Compare, Not, Visited
from simulator.engine.rubric import Level
from simulator.engine.scenario import Alternative, Cue, Gauge, Passage, Rating, Response, Scenario, Scene
from simulator.markup.library import Library, check_library, read_file
from simulator.markup.problems import KINDS
from tests.markup.reading import GRAMMAR, RUBRIC, story

Rule = Callable[[Scenario], None]
RULES: dict[str, Rule] = {}


def rule(check: Rule) -> Rule:
    """Let a function judge the story that it is named for."""
    RULES[check.__name__.replace("_", "-")] = check
    return check


def door(scenario: Scenario) -> Scene:
    return scenario.scene_by_slug["the-door"]


def response(scenario: Scenario, slug: str = "ask-in") -> Response:
    return scenario.response_by_slug["the-door", slug]


def played(scenario: Scenario, *slugs: str) -> Step:
    """The last step after these responses."""
    state = begin(scenario)
    for slug in slugs:
        step = advance(scenario, state, slug)
        state = step.state
    return step


def gauges(scenario: Scenario, *slugs: str) -> dict[str, int]:
    return gauges_by_slug(scenario, played(scenario, *slugs).state)


@pytest.mark.parametrize("behaviour", sorted(path.stem for path in GRAMMAR.iterdir()))
def test_a_story_shows_its_rule(behaviour: str) -> None:
    RULES[behaviour](story(behaviour))


def test_every_rule_has_a_story() -> None:
    assert set(RULES) == {path.stem for path in GRAMMAR.iterdir()}


@rule
def speech_and_sight(scenario: Scenario) -> None:
    assert door(scenario).passages == (
        Passage("Ida waits by the door."),
        Passage("Am I early?", speech=True),
        Passage("I can go.", speech=True),
        Passage("She looks at the clock."),
    )
    assert response(scenario).passages == (Passage("You stand up."), Passage("Come in.", speech=True))
    assert response(scenario).words == "Come in."


@rule
def wrapped_items(scenario: Scenario) -> None:
    assert response(scenario).reactions == (Passage("She comes in, and sits."),)
    assert response(scenario).also == ("Come in.", "Do sit.")


@rule
def conditional_paragraph(scenario: Scenario) -> None:
    assert door(scenario).passages == (
        Passage("Ida waits."),
        Passage("She smiles.", condition=Compare("safeness", 3, "at least", 4)),
        Passage("The clock ticks."),
    )


@rule
def conditional_speech(scenario: Scenario) -> None:
    assert door(scenario).passages[1] == Passage("Hello.", True, Not(Visited("the-hall")))


@rule
def conditional_client_line(scenario: Scenario) -> None:
    smile = Passage("She almost smiles.", condition=Compare("safeness", 3, "at least", 4))
    assert response(scenario).reactions == (smile, Passage("She comes in."))


@rule
def enter_once(scenario: Scenario) -> None:
    first = played(scenario, "ask-in")
    assert (first.state.scene, first.left_window, first.took_over) == ("too-much", "above", "too-much")
    again = played(scenario, "ask-in", "talk-in-too-much", "ask-in")
    assert (again.state.scene, again.took_over) == ("the-end", None)


@rule
def enter_in_file_order(scenario: Scenario) -> None:
    assert played(scenario, "ask-in").took_over == "first-rule"
    assert played(scenario, "look-away").took_over == "second-rule"


@rule
def window_effect(scenario: Scenario) -> None:
    wide, narrow = gauges(scenario, "ask-in"), gauges(scenario, "look-away")
    assert (wide["window-low"], wide["window-high"]) == (-4, 4)
    assert (narrow["window-low"], narrow["window-high"]) == (-1, 1)


@rule
def effect_to(scenario: Scenario) -> None:
    after = gauges(scenario, "ask-in")
    assert (after["safeness"], after["arousal"]) == (7, -1)


@rule
def effect_stays_in_range(scenario: Scenario) -> None:
    assert gauges(scenario, "ask-in")["safeness"] == 10
    assert gauges(scenario, "look-away")["safeness"] == 0


@rule
def next_with_otherwise(scenario: Scenario) -> None:
    ways = [(branch.target, str(branch.condition or "")) for branch in response(scenario).branches]
    assert ways == [("the-hall", "safeness at least 4"), ("the-end", "safeness below 2"), ("the-door", "")]
    assert played(scenario, "ask-in").state.scene == "the-hall"


@rule
def own_gauge(scenario: Scenario) -> None:
    assert scenario.gauges[-1] == Gauge("hope", 2, 0, 6, "how far ahead she can look", own=True)
    assert [str(passage.condition) for passage in door(scenario).passages] == ["hope at least 2", "hope below 2"]
    assert gauges(scenario, "ask-in")["hope"] == 3


@rule
def noticing(scenario: Scenario) -> None:
    assert door(scenario).cues == (
        Cue("She is early", True, "it may matter to her."),
        Cue("She is cold", False, "it is June: she is not."),
        Cue("10:30 on the clock", True, "she is very early."),
    )
    assert len(door(scenario).responses) == 2


@rule
def also_wordings(scenario: Scenario) -> None:
    assert response(scenario).also == ("Come on in.", "You can come in/sit down.", "Hello, Ida.")


@rule
def instead(scenario: Scenario) -> None:
    assert response(scenario).instead == Alternative("Hello.", "It is shorter.")
    assert response(scenario, "look-away").instead == Alternative("Come in, if you like.", "It costs little.")
    assert response(scenario, "wait-a-little").instead == Alternative("Ich bin gleich da.", "It says how long.")
    assert response(scenario, "wait-longer").instead == Alternative("J'arrive.", "It says how long.")


@rule
def moment(scenario: Scenario) -> None:
    assert door(scenario).moment == "What happens in you: now?"


@rule
def own_words(scenario: Scenario) -> None:
    assert [scene.own_words for scene in scenario.scenes] == [True, False]


@rule
def ending(scenario: Scenario) -> None:
    assert [(scene.slug, scene.ending) for scene in scenario.scenes] == [("the-door", None), ("the-end", "steady")]


@rule
def when_hides(scenario: Scenario) -> None:
    assert response(scenario, "wave").when == Chose("look-away")
    start = begin(scenario)
    assert [one.slug for one in offered(door(scenario), start)] == ["ask-in", "look-away"]
    again = played(scenario, "look-away").state
    assert [one.slug for one in offered(door(scenario), again)] == ["ask-in", "look-away", "wave"]


@rule
def indentation_means_nothing(scenario: Scenario) -> None:
    same_as("ending", scenario)


@rule
def crlf(scenario: Scenario) -> None:
    same_as("ending", scenario)
    assert scenario.version == story("ending").version


@rule
def bom(scenario: Scenario) -> None:
    same_as("ending", scenario)
    assert scenario.version == story("ending").version


def same_as(behaviour: str, scenario: Scenario) -> None:
    """Nothing but spaces and bytes is different from another story."""
    other = story(behaviour)
    assert scenario.scenes == other.scenes
    assert scenario.briefing.strip() == other.briefing


@rule
def accents_composed(scenario: Scenario) -> None:
    assert door(scenario).passages == (Passage("Ida waits in the café."),)


@rule
def continues(scenario: Scenario) -> None:
    assert scenario.continues == "speech-and-sight"
    files = ("continues", "speech-and-sight")
    readings = tuple(read_file(GRAMMAR / f"{name}.md", RUBRIC) for name in files)
    assert check_library(Library(RUBRIC, readings)) == {}


@rule
def html_as_text(scenario: Scenario) -> None:
    assert door(scenario).passages == (Passage("Ida <b>waits</b> & <script>alert(1)</script>."),)


@rule
def briefing_as_written(scenario: Scenario) -> None:
    written = "Ida has come early.  \nHer letter says:\n\n> Not before *ten*.\n\n- a coat\n\n- a bag"
    assert scenario.briefing == written


@rule
def learn_in_a_scene(scenario: Scenario) -> None:
    assert door(scenario).learn == ("shame", "direction")
    assert scenario.scene_by_slug["the-end"].learn == ()


@rule
def facts_in_front(scenario: Scenario) -> None:
    assert scenario.title == "Ten: the clock"
    assert scenario.learn == ("direction", "shame")
    assert scenario.warnings == ("no",)
    assert scenario.client.age == "041"
    assert (scenario.authors, scenario.reviewed) == (("The tests", "Others"), ("A colleague",))
    assert scenario.language == "en-GB"


@rule
def rating_line(scenario: Scenario) -> None:
    assert response(scenario).ratings == (
        Rating(
            "attunement",
            Level.ADVANCED,
            ("reads-cues", "offers-control"),
            "She was seen. That is 1.5 times as much.",
        ),
        Rating("fierce-compassion", Level.MISSED, ("protects",), "Nothing was protected."),
    )
    assert door(scenario).in_play == ("attunement", "fierce-compassion")


@rule
def slugs_may_begin_with_digits(scenario: Scenario) -> None:
    assert door(scenario).passages[1].condition == Chose("2nd-try")
    assert response(scenario, "2nd-try").branches[1].target == "3-oclock"


@rule
def bracket_in_prose(scenario: Scenario) -> None:
    assert door(scenario).passages == (Passage("Ida waits [as she does]."),)


def test_a_story_is_no_problem_and_a_problem_no_story() -> None:
    assert not set(RULES) & set(KINDS)
