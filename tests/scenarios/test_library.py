"""The library that comes with Attune: whole, and with nothing given away."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from simulator.config import bundled
from simulator.engine.concept import CONSTRUCTS
from simulator.engine.coverage import coverage
from simulator.engine.practice import OCCASIONS, PRACTICES
from simulator.engine.scenario import PHASES, Scenario
from simulator.markup.giveaways import AIM, giveaways
from simulator.markup.library import read_library

LIBRARY = read_library(bundled("scenarios"))
CASES = tuple(LIBRARY.scenarios.values())
BRIEFS = {
    *("side-by-side", "the-kind-look", "locked-door", "guilt-returns", "i-can-manage", "call-me-back", "my-fault"),
    *("far-away", "golden-light", "across-the-street", "saying-no", "what-was-missed", "doing-nothing", "not-ready"),
}
AMERICAN = re.compile(
    r"\b(color|behavior|honor|favor|neighbor|labor|center|theater|gray|traveled|canceled|counselor|jewelry|practicing|"
    r"(?:recogn|real|apolog|organ|mental|normal|minim)iz(?:e|es|ed|ing)|analyz(?:e|ed|ing))\b",
    re.IGNORECASE,
)
INSULTS = re.compile(r"\b(borderline|hysterical|psycho|schizo|narcissis\w+|personality[- ]disordered)\b", re.IGNORECASE)


def test_every_case_of_the_briefs_is_there() -> None:
    assert set(LIBRARY.scenarios) == BRIEFS


def test_every_construct_and_criterion_is_covered() -> None:
    assert coverage(CASES, LIBRARY.rubric, LIBRARY.concepts).gaps == ()


def test_every_construct_has_its_card_and_every_practice_is_there() -> None:
    assert set(LIBRARY.concepts) == set(CONSTRUCTS)
    assert set(LIBRARY.practices) == set(PRACTICES)
    for occasion in OCCASIONS:
        assert any(occasion in one.offered for one in LIBRARY.practices.values())
    assert any(step.breath for step in LIBRARY.practices["equanimity"].steps)


def test_the_best_response_cannot_be_guessed_much_better_than_by_chance() -> None:
    found = giveaways(CASES)
    assert found.decisions > 200
    assert max(found.figures.values()) <= AIM, found


def test_the_client_of_two_pairs_comes_back() -> None:
    continued = {one.slug: one.continues for one in CASES if one.continues}
    assert continued == {"the-kind-look": "side-by-side", "guilt-returns": "locked-door"}


def test_every_phase_of_treatment_and_every_insecure_attachment_is_met() -> None:
    assert {one.phase for one in CASES} == set(PHASES)
    insecure = {"anxious-preoccupied", "dismissive-avoidant", "fearful-avoidant"}
    assert insecure <= {one.client.attachment for one in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.slug)
def test_a_case_has_what_every_case_should(case: Scenario) -> None:
    decisions = [scene for scene in case.scenes if scene.responses]
    assert 14 <= len(case.scenes) <= 24
    assert sum(bool(scene.ending) for scene in case.scenes) >= 3
    assert all(3 <= len(scene.responses) <= 6 for scene in decisions)
    assert any(scene.enter for scene in case.scenes)
    assert any(scene.cues for scene in case.scenes)
    assert any(scene.moment for scene in case.scenes)
    assert all(scene.learn for scene in decisions)
    assert case.reviewed == ()


@pytest.mark.parametrize("path", sorted(bundled("scenarios").rglob("*.md")), ids=lambda path: path.stem)
def test_the_spelling_is_british_and_no_diagnosis_is_an_insult(path: Path) -> None:
    text = re.sub(r"(?m)^(sources|section|- Section):.*$", "", path.read_text("utf-8"))
    assert AMERICAN.findall(text) == []
    assert INSULTS.findall(text) == []
