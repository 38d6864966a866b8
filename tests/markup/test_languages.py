"""The language a text is written in: English unless it says otherwise, kept when it is written out again."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.markup.concepts import read_concept
from simulator.markup.practices import read_practice
from simulator.markup.reader import read
from simulator.markup.writer import write_scenario
from tests.markup.reading import CARDS, PROBLEMS, RUBRIC

CASE = (PROBLEMS / "language-unknown.md").read_text("utf-8")
CARD, PRACTICE = PROBLEMS / "card-length.md", PROBLEMS / "step-empty.md"


@pytest.mark.parametrize("tag", ["de", "pt-BR", "gsw", "zh-Hant", "sr-Latn-RS", "es-419"])
def test_a_case_keeps_its_language_when_it_is_written_out(tag: str) -> None:
    reading = read(CASE.replace("german", tag), "a-case", RUBRIC)
    assert reading.scenario is not None
    assert reading.scenario.language == tag
    again = read(write_scenario(reading.scenario), "a-case", RUBRIC).scenario
    assert again is not None
    assert again.language == tag


@pytest.mark.parametrize(("line", "language"), [("", "en"), ("language: en\n", "en"), ("language: de\n", "de")])
def test_a_card_names_its_language(tmp_path: Path, line: str, language: str) -> None:
    path = tmp_path / "a-card.md"
    path.write_text(CARD.read_text("utf-8").replace("see:", f"{line}see:", 1), "utf-8")
    found = read_concept(path, RUBRIC, CARDS).concept
    assert found is not None
    assert found.language == language


def test_a_card_in_no_language_there_is_has_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "a-card.md"
    path.write_text(CARD.read_text("utf-8").replace("see:", "language: xx\nsee:", 1), "utf-8")
    problems = read_concept(path, RUBRIC, CARDS).problems
    assert [(one.code, one.line) for one in problems if one.severity == "fault"] == [("language-unknown", 5)]


def test_a_practice_names_its_language(tmp_path: Path) -> None:
    path = tmp_path / "a-practice.md"
    text = PRACTICE.read_text("utf-8").replace("- Stay: 30\n", "- Stay: 30\n\nArrive.\n")
    path.write_text(text.replace("---\n", "---\nlanguage: de\n", 1), "utf-8")
    reading = read_practice(path, CARDS)
    assert reading.practice is not None, reading.problems
    assert reading.practice.language == "de"
