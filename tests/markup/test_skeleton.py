"""A skeleton has nothing wrong with it but what its author has still to write, whatever was chosen and told."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.config import bundled
from simulator.engine.policy import best, play, worst
from simulator.engine.rubric import PRINCIPLES
from simulator.engine.scenario import ATTACHMENTS, ENDINGS, MENTALISING, REGULATIONS, Client
from simulator.markup.checks import Checked, check
from simulator.markup.plain_words import one_line, paragraphs, sentence
from simulator.markup.reader import read
from simulator.markup.rubric import read_rubric_file
from simulator.markup.skeleton import WORDS, shortest, skeleton
from simulator.markup.told import Interview
from simulator.markup.unwritten import OPENINGS, unwritten

RUBRIC = read_rubric_file(bundled("scenarios") / "rubric.md")
CRITERIA = {one.slug: [criterion.slug for criterion in one.criteria] for one in RUBRIC.principles}
TOLD = Interview(
    title="Not today",
    client=Client("Ida", "41", "she/her", "fearful-avoidant", "low", "hyperactivating", "baker"),
    criteria={"attunement": ("offers-control", "reads-cues"), "titration": ("tracks-window",)},
    gauges={"arousal": 1, "window-low": -2, "window-high": 2, "safeness": 2, "shame": 6, "warmth": 1},
    background="Ida is forty-one and bakes.\n\nShe has come once before.",
    opening="I nearly didn't come.",
    moment="She puts her coat on again.",
    temptation="Ask her to stay for the rest of the hour",
    why="she has only just begun to speak",
    better="Let her go, and say that ten minutes was a whole session",
)
ODD = st.sampled_from(
    [
        *(
            "## a-heading: of a scene",
            "### Notice",
            "> She says",
            "- Next: nowhere",
            "Client: “No.”",
            "---",
            "===",
            "***",
        ),
        *("[safeness at least 3] maybe", "[x] She looks up: why", "not-today: a title", "notice", "![no](x.webp) here"),
        *(
            "1. Effect: arousal +9",
            '"quoted" and: more',
            "a / b",
            "{braces} {name}",
            "two\nlines\n\n# and more",
            "\x00\x1b\u2028",
        ),
        *("(to write – this)", "**Ending**: connected", "Ärger, grüße, ½, 漢字, 🙂", "- ", "[", "![", "\ufeff\u0085x"),
    ]
)
TEXT = st.one_of(st.just(""), ODD, st.text(max_size=80), st.lists(ODD, max_size=3).map("\n\n".join))
LINE = TEXT.map(one_line).filter(bool)


@st.composite
def interviews(draw: st.DrawFn) -> Interview:
    """Anything that can be told."""
    low, high = draw(st.integers(-4, -1)), draw(st.integers(1, 4))
    gauges = {"arousal": draw(st.integers(low, high)), "window-low": low, "window-high": high}
    for slug in ("safeness", *draw(st.lists(st.sampled_from(["shame", "anger", "warmth"]), unique=True))):
        gauges[slug] = draw(st.integers(0, 10))
    in_play = draw(st.lists(st.sampled_from(sorted(PRINCIPLES)), min_size=1, unique=True))
    chosen = {
        slug: tuple(draw(st.lists(st.sampled_from(CRITERIA[slug]), min_size=1, max_size=3, unique=True)))
        for slug in in_play
    }
    client = Client(
        draw(LINE),
        draw(LINE),
        draw(LINE),
        draw(st.sampled_from(ATTACHMENTS)),
        draw(st.sampled_from(MENTALISING)),
        draw(st.sampled_from(REGULATIONS)),
        draw(TEXT.map(one_line)),
    )
    return Interview(
        title=draw(LINE),
        client=client,
        criteria=chosen,
        gauges=gauges,
        learn=tuple(draw(st.lists(st.sampled_from(["shame", "direction", "window-of-tolerance"]), unique=True))),
        warnings=tuple(draw(st.lists(LINE, max_size=2))),
        authors=tuple(draw(st.lists(LINE, max_size=1))),
        defence=draw(st.sampled_from(["", "submissive", "aggressive", "shutdown"])),
        mistake=draw(st.sampled_from(["harmful", "missed"])),
        moments=draw(st.integers(3, 6)),
        window_rule=draw(st.booleans()),
        endings=tuple(draw(st.lists(st.sampled_from(ENDINGS), min_size=2, unique=True))),
        language=draw(st.sampled_from(sorted(WORDS))),
        background=draw(TEXT),
        opening=draw(TEXT),
        moment=draw(TEXT),
        temptation=draw(TEXT),
        why=draw(TEXT),
        better=draw(TEXT),
    )


def checked(text: str) -> Checked:
    return check(read(text, "a-case", RUBRIC))


def faults(text: str) -> set[str]:
    return {one.code for one in checked(text).faults}


@settings(max_examples=150, deadline=None)
@given(interviews())
def test_whatever_is_told_nothing_is_wrong_but_what_is_still_to_write(told: Interview) -> None:
    text = skeleton(told, "a-case")
    found = [one for one in checked(text).faults if one.code != "still-to-write"]
    assert not found, "\n".join(one.at("a-case") for one in found)


@pytest.mark.parametrize("moments", [3, 4, 5, 6])
@pytest.mark.parametrize("rule", [True, False])
@pytest.mark.parametrize("language", sorted(WORDS))
def test_every_shape_has_neither_faults_nor_flaws_of_its_own(moments: int, rule: bool, language: str) -> None:
    for count in (2, 3, 4):
        for endings in combinations(ENDINGS, count):
            for regulation in REGULATIONS:
                told = replace(
                    TOLD,
                    moments=moments,
                    window_rule=rule,
                    language=language,
                    endings=endings,
                    client=replace(TOLD.client, regulation=regulation),
                )
                found = checked(skeleton(told, "a-case"))
                assert {one.code for one in found.problems} == {"still-to-write"}
                assert found.explored is not None
                assert len(found.explored.endings) == count


def test_a_skeleton_can_be_tried_at_once() -> None:
    scenario = checked(skeleton(TOLD, "a-case")).reading.scenario
    assert scenario is not None
    slugs = {policy: play(scenario, policy)[-1].state.scene for policy in (best, worst)}
    endings = {policy: scenario.scene_by_slug[slug].ending for policy, slug in slugs.items()}
    assert endings == {best: "connected", worst: "strained"}


def test_the_leaders_own_words_stand_where_they_belong() -> None:
    scenario = checked(skeleton(TOLD, "a-case")).reading.scenario
    assert scenario is not None
    assert scenario.briefing == "Ida is forty-one and bakes.\n\nShe has come once before."
    door, turn = scenario.scenes[:2]
    assert [one.text for one in door.passages if one.speech] == ["I nearly didn't come."]
    assert [one.text for one in turn.passages] == ["She puts her coat on again."]
    better, tempting, _ = turn.responses
    assert tempting.title == "Ask her to stay for the rest of the hour"
    assert tempting.ratings[0].feedback.startswith("She has only just begun to speak. (to write – ")
    assert [one.level.word for one in tempting.ratings] == ["harmful", "harmful"]
    assert better.title == TOLD.better
    assert tempting.instead is not None
    assert tempting.instead.why == f"{TOLD.better}."


def test_a_long_temptation_is_told_below_the_heading() -> None:
    told = replace(TOLD, temptation="Ask her to stay. " * 8)
    scenario = checked(skeleton(told, "a-case")).reading.scenario
    assert scenario is not None
    tempting = scenario.response_by_slug["the-turn", "what-suggests-itself"]
    assert tempting.title == "Do what suggests itself"
    assert tempting.passages[0].text == ("Ask her to stay. " * 8).strip()


@pytest.mark.parametrize("language", sorted(WORDS))
def test_the_shortest_case_can_be_tried_and_says_what_is_missing(language: str) -> None:
    text = shortest("A beginning", "Ida", "a-case", language, "Noor")
    assert faults(text) == {"still-to-write"}
    scenario = checked(text).reading.scenario
    assert scenario is not None
    assert (len(scenario.scenes), scenario.language, scenario.authors) == (3, language, ("Noor",))


@pytest.mark.parametrize("language", sorted(WORDS))
def test_every_bracket_of_a_skeleton_is_found(language: str) -> None:
    for line in skeleton(replace(TOLD, language=language), "a-case").splitlines():
        assert (unwritten(line) is not None) == (f"({OPENINGS[language]} – " in line), line


@pytest.mark.parametrize("language", sorted(WORDS))
def test_no_bracket_divides_a_line_of_the_noticing_step(language: str) -> None:
    scenario = checked(skeleton(replace(TOLD, language=language), "a-case")).reading.scenario
    assert scenario is not None
    for cue in scenario.scenes[0].cues:
        assert cue.text.endswith(")")
        assert cue.feedback.startswith("(")


def test_a_bracket_is_found_in_any_case_however_its_dash_is_typed() -> None:
    assert unwritten("> Yes. (To write - how she says it)") == "how she says it"
    assert unwritten("(noch zu schreiben — was sie tut") == "was sie tut"
    assert unwritten("She has a letter to write (to her mother)") is None


def test_what_looks_like_the_format_stays_words() -> None:
    assert paragraphs("She waits.\nStill.\n \n- Next: nowhere") == ("She waits. Still.", "“- Next: nowhere”")
    assert paragraphs("[safeness at least 3] Hm") == ("“[safeness at least 3] Hm”",)
    assert sentence("because it is kind") == "Because it is kind."
