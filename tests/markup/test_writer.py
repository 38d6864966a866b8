"""What was read can be written again: the same text, the same text but for one part, or the same scenario."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.config import bundled
from simulator.engine.scenario import Scenario
from simulator.markup.library import Library, read_library
from simulator.markup.reader import read
from simulator.markup.rubric import read_rubric_file
from simulator.markup.source import normalise, take_apart
from simulator.markup.writer import replace_part, write, write_scenario
from tests.engine.invention import invent
from tests.markup.lines import texts
from tests.markup.reading import GRAMMAR, RUBRIC, story

OURS = read_rubric_file(bundled("scenarios") / "rubric.md")
CASE = """\
---
title: A case
---

The briefing.

## one: One
- Moment: Now?

It is one.


### first: The first

- Next: two

### second: The second
- Next: one
## two: Two
- Ending: steady

It is two.
"""


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library(bundled("scenarios"))


@given(texts())
def test_a_document_is_written_as_it_was_read(text: str) -> None:
    assert write(take_apart(normalise(text))) == normalise(text)


def test_a_shipped_case_written_from_its_values_is_the_same_case(library: Library) -> None:
    assert library.scenarios
    for scenario in library.scenarios.values():
        read_again(scenario)


@pytest.mark.parametrize("behaviour", sorted(path.stem for path in GRAMMAR.iterdir()))
def test_a_story_written_from_its_values_is_the_same_story(behaviour: str) -> None:
    scenario = story(behaviour)
    again = read(write_scenario(scenario), scenario.slug, RUBRIC).scenario
    assert again is not None
    assert replace(again, version=scenario.version) == scenario


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32))
def test_any_scenario_written_from_its_values_is_the_same_scenario(seed: int) -> None:
    read_again(invent(Random(seed)))


def read_again(scenario: Scenario) -> None:
    text = write_scenario(scenario)
    reading = read(text, scenario.slug, OURS)
    assert reading.faults == (), text
    assert reading.scenario is not None
    assert replace(reading.scenario, version=scenario.version) == scenario
    assert write_scenario(reading.scenario) == text
    assert normalise(text) == text


def test_a_response_is_replaced_and_the_rest_left_alone() -> None:
    new = "### first: Another\n\n> Yes.\n\n- Next: two"
    old = "### first: The first\n\n- Next: two"
    assert replace_part(take_apart(CASE), "first", new + "\n\n\n") == CASE.replace(old, new)


def test_a_scene_is_replaced_with_its_responses() -> None:
    new = "## one: Nothing\n- Ending: steady\n\nIt is over.\n"
    begin, end = CASE.index("## one"), CASE.index("## two")
    assert replace_part(take_apart(CASE), "one", new) == CASE[:begin] + new + CASE[end:]


def test_the_last_scene_is_replaced_up_to_the_end() -> None:
    assert replace_part(take_apart(CASE), "two", "## two: 2\r\n- Ending: steady").endswith(
        "## two: 2\n- Ending: steady\n"
    )


def test_a_part_that_is_not_there_is_not_replaced() -> None:
    for slug in ("three", "Notice", "", "One"):
        with pytest.raises(KeyError):
            replace_part(take_apart(CASE), slug, "## three: Three")


def test_every_part_of_a_shipped_case_replaced_by_itself_leaves_the_text_as_it_was(library: Library) -> None:
    for reading in library.readings:
        lines = reading.document.text.splitlines(keepends=True)
        starts = sorted(reading.lines.values())
        for slug, line in list(reading.lines.items())[::5]:
            scene = lines[line - 1].startswith("## ")
            later = (one for one in starts if one > line and (not scene or lines[one - 1].startswith("## ")))
            part = "".join(lines[line - 1 : next(later, len(lines) + 1) - 1])
            if not scene and "\n## " in part:
                part = part[: part.index("\n## ") + 1]
            assert replace_part(reading.document, slug, part) == reading.document.text
