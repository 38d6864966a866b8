"""`attune coverage` and `attune check --library`: what they print, and what they end with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from simulator.cli import main
from tests.usecases.cases import WALK, WALK_AGAIN, folder_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two small cases and one card."""
    return folder_of(tmp_path, walk=WALK, walk_again=WALK_AGAIN)


def attune(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(one) for one in arguments])


def test_coverage_of_our_library_is_whole() -> None:
    result = attune("coverage")
    assert result.exit_code == 0, result.stdout[-2_000:]
    assert result.stdout.splitlines()[-1] == "22 constructs, 23 criteria, no gaps"


def test_coverage_says_what_is_lacking_and_ends_with_1(folder: Path) -> None:
    result = attune("coverage", folder)
    assert result.exit_code == 1
    assert "shame has no concept card." in result.stdout
    assert "window-of-tolerance    yes        2  walk-again, walk (tracks-window)" in result.stdout


def test_coverage_tells_machines_the_same(folder: Path) -> None:
    found = json.loads(attune("coverage", folder, "--json").stdout)
    (row,) = (row for row in found["constructs"] if row["slug"] == "window-of-tolerance")
    assert row == {
        "slug": "window-of-tolerance",
        "card": True,
        "cases": ["walk-again", "walk"],
        "scenes": ["walk-again/gate-again", "walk/gate"],
        "criteria": ["tracks-window"],
    }
    assert "shame has no scene." in found["gaps"]
    assert set(found["criteria"][0]) == {"slug", "principle", "responses", "cases"}


def test_check_library_reports_three_figures_of_our_cases() -> None:
    result = attune("check", "--library", "--json")
    found = json.loads(result.stdout)
    assert result.exit_code == 0, found["problems"]
    assert set(found["giveaways"]) == {"decisions", "chance", "length", "position", "words", "aim"}


def test_check_library_fails_where_the_best_can_be_guessed(folder: Path) -> None:
    result = attune("check", folder, "--library")
    assert result.exit_code == 1
    assert "(more than 1.3)" in result.stdout
    assert "no problems" in result.stdout


def test_check_library_wants_a_folder(folder: Path) -> None:
    result = attune("check", folder / "walk.md", "--library")
    assert result.exit_code == 2
    assert "looks at folders of cases" in result.stderr


def test_check_looks_at_one_card_or_practice_too(folder: Path) -> None:
    for path, said in (("concepts", "1 concept card"), ("practices/three-breaths.md", "1 practice")):
        result = attune("check", folder / path)
        assert (result.exit_code, result.stdout) == (0, f"{said}: no problems\n")
    wrong = WALK.replace("learn: [window-of-tolerance]", "learn: [window-of-tolerence]")
    (folder / "walk.md").write_text(wrong, "utf-8")
    sentence = "There is no concept card “window-of-tolerence”. Did you mean “window-of-tolerance”?"
    for place in (folder, folder / "walk.md"):
        assert sentence in attune("check", place).stdout
