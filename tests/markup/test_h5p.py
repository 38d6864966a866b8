"""H5P Branching Scenario: questions and texts become scenes, end screens become endings, the rest is listed."""

from __future__ import annotations

import json
import time
from contextlib import suppress

import pytest

from simulator.markup.foreign import ForeignError
from simulator.markup.h5p import MOST_CONTENTS, read_h5p, title_of_package
from simulator.markup.reader import read
from tests.markup.foreign import branching
from tests.markup.reading import RUBRIC
from tests.markup.test_twee import STILL_TO_WRITE, scenes_of, ways


def test_questions_become_scenes_and_alternatives_become_responses() -> None:
    carried = read_h5p(branching())
    assert carried.title == "By the door"
    scenes = scenes_of(carried.text)
    assert list(scenes) == ["ten-oclock", "a-film", "she-stays", "the-end"]
    asked = scenes["ten-oclock"]
    assert [(block.kind, block.text) for block in asked.head.prose] == [
        ("paragraph", "It is ten."),
        ("paragraph", "She stops at the door."),
        ("speech", "Where do you want me?"),
    ]
    assert ways(asked) == [
        ("Let her choose & wait", "a-film"),
        ("Point at the chair", "she-stays"),
        ("Leave", "the-end"),
    ]
    assert asked.responses[0].items[0].text == "Client: Yes. She breathes out."
    assert [block.text for block in scenes["a-film"].head.prose] == ["An empty chair"]
    assert [block.text for block in scenes["she-stays"].head.prose] == ["Good."]
    assert "\n\nWelcome\n\n" in carried.text


def test_what_cannot_be_carried_over_is_listed_with_its_part() -> None:
    assert set(read_h5p(branching()).losses) == {
        "“Ask”: its score.",
        "“Ask”: the picture of its feedback.",
        "“Ask”: its timer.",
        "“A film”: a film.",
        "“The chair”: a picture.",
        "“She stays”: its score.",
        "The picture of the start screen.",
    }


def test_the_draft_parses_as_far_as_a_scenario_can_tell() -> None:
    problems = read(read_h5p(branching()).text, "door", RUBRIC).problems
    assert {problem.code for problem in problems} == STILL_TO_WRITE


def test_a_package_says_what_it_is() -> None:
    package = json.dumps({"title": "A <b>door</b>", "mainLibrary": "H5P.BranchingScenario"})
    assert title_of_package(package.encode()) == ("A door", "H5P.BranchingScenario")
    assert title_of_package(b"[" * 100_000) == ("", "")
    assert read_h5p(branching(title=""), "A door").title == "A door"


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b'{"branchingScenario": 3}', branching(content=[])])
def test_what_is_no_branching_scenario_is_refused(content: bytes) -> None:
    with pytest.raises(ForeignError):
        read_h5p(content)


ODD: list[object] = [None, True, 3, 1e99, "x", [], {}, [[]], "\ud800\0", "9" * 5000]


@pytest.mark.parametrize("key", ["content", "endScreens", "startScreen", "title"])
def test_nothing_is_taken_for_what_it_should_be(key: str) -> None:
    for odd in ODD:
        for value in (odd, [odd], {"a": odd}):
            try:
                text = read_h5p(branching(**{key: value})).text
            except ForeignError:
                continue
            text.encode()
            assert "\0" not in text


BOMBS = {
    "depth": b"[" * 1_000_000,
    "depth closed": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "digits": b"9" * 1_000_000,
    "many parts": branching(content=[{}] * (MOST_CONTENTS + 1)),
    "many nothings": b"[" + b"{}," * 600_000 + b"{}]",
    "many alternatives": branching(
        content=[
            {
                "type": {
                    "library": "H5P.BranchingQuestion 1.0",
                    "params": {"branchingQuestion": {"alternatives": [{"text": "<b>a"}] * 900}},
                }
            }
        ]
        * 40
    ),
    "a long chain": branching(
        content=[
            {"type": {"library": "H5P.AdvancedText 1.1", "params": {"text": "a" * 500}}, "nextContentId": place + 1}
            for place in range(MOST_CONTENTS - 1)
        ]
    ),
    "tags": branching(content=[{"type": {"library": "H5P.AdvancedText 1.1", "params": {"text": "<div>" * 200_000}}}]),
    "too large": b" " * (2 * 1024 * 1024 + 1),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_read_or_refused_in_time(bomb: str) -> None:
    begun = time.process_time()
    with suppress(ForeignError):
        read_h5p(BOMBS[bomb])
    assert time.process_time() - begun < 1.0
