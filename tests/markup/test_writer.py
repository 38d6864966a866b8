"""What was read can be written again: the same text, or the same scenario."""

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
from simulator.markup.writer import write_scenario
from tests.engine.invention import invent
from tests.markup.lines import texts
from tests.markup.reading import GRAMMAR, RUBRIC, story

OURS = read_rubric_file(bundled("scenarios") / "rubric.md")


@pytest.fixture(scope="module")
def library() -> Library:
    return read_library(bundled("scenarios"))


@given(texts())
def test_a_document_is_written_as_it_was_read(text: str) -> None:
    assert take_apart(normalise(text)).text == normalise(text)


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
