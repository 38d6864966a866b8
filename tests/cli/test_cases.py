"""`attune check`, `explore` and `play`: what an author asks of the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from simulator.cli import main
from simulator.config import bundled
from simulator.engine import policy
from simulator.engine.scenario import Scenario
from simulator.markup.library import read_library

SHIPPED = read_library(bundled("scenarios")).scenarios
WELL, BADLY = ("connected", "steady"), ("strained", "broken-off")


def attune(*arguments: str | Path, typed: str = "") -> Result:
    return CliRunner().invoke(main, [str(one) for one in arguments], input=typed)


def broken(folder: Path) -> Path:
    text = (bundled("scenarios") / "side-by-side.md").read_text("utf-8")
    file = folder / "broken.md"
    file.write_text(
        text.replace("- Attunement: advanced", "- Attunment: advanced", 1).replace("level: f", "level: F", 1)
    )
    return file


def test_the_shipped_cases_have_no_problem() -> None:
    result = attune("check", bundled("scenarios"), "--json")
    report = json.loads(result.output)
    assert result.exit_code == 0
    assert report == {"scenarios": len(SHIPPED), "problems": []}


def test_check_without_a_path_checks_the_shipped_cases() -> None:
    assert attune("check").output.strip() == f"{len(SHIPPED)} cases, no problems"


def test_check_names_every_problem_with_its_line_and_what_to_do(tmp_path: Path) -> None:
    file = broken(tmp_path)
    result = attune("check", file)
    assert result.exit_code == 1
    lines = file.read_text("utf-8").splitlines()
    for word in ("Attunment", "level: F"):
        number = next(number for number, line in enumerate(lines, 1) if word in line)
        assert f"{file}:{number}: " in result.output
    assert "Did you mean “Attunement”?" in result.output


def test_check_tells_machines_the_same(tmp_path: Path) -> None:
    result = attune("check", broken(tmp_path), "--json")
    problems = json.loads(result.output)["problems"]
    assert result.exit_code == 1
    assert {"value-unknown", "label-unknown"} <= {one["code"] for one in problems}
    assert all(one["line"] and one["sentence"] and one["remedy"] and one["path"] for one in problems)


def test_a_case_that_does_not_exist_is_said_plainly() -> None:
    result = attune("explore", "side-by-sid")
    assert result.exit_code == 2
    assert "There is no case “side-by-sid”" in result.output
    assert "side-by-side" in result.output


def test_a_broken_case_cannot_be_played_and_says_why(tmp_path: Path) -> None:
    result = attune("play", broken(tmp_path))
    assert result.exit_code == 2
    assert "cannot be played yet. See: attune check" in result.output


@pytest.mark.parametrize("slug", SHIPPED)
def test_every_scene_and_every_ending_of_a_shipped_case_can_be_reached(slug: str) -> None:
    result = attune("explore", slug, "--json")
    report = json.loads(result.output)
    assert result.exit_code == 0
    assert report["complete"]
    assert report["unreachable"] == []
    assert report["scenes"]["reachable"] == report["scenes"]["of"] >= 14
    assert len(report["endings"]) >= 3
    assert all(ending["reachable"] for ending in report["endings"].values())


@pytest.mark.parametrize("slug", SHIPPED)
def test_the_best_responses_end_a_shipped_case_well_and_the_worst_badly(slug: str) -> None:
    policies = json.loads(attune("explore", slug, "--json").output)["policies"]
    assert policies["best"]["kind"] in WELL
    assert policies["worst"]["kind"] in BADLY


@pytest.mark.parametrize("scenario", SHIPPED.values(), ids=SHIPPED)
def test_a_thousand_random_attempts_at_a_shipped_case_all_end(scenario: Scenario) -> None:
    ends = {policy.play(scenario, policy.at_random(seed))[-1].state.scene for seed in range(1_000)}
    assert {scenario.scene_by_slug[slug].ending for slug in ends} >= {"broken-off", "steady"}


@pytest.mark.parametrize("scenario", SHIPPED.values(), ids=SHIPPED)
def test_a_shipped_case_has_all_that_a_case_needs(scenario: Scenario) -> None:
    decisions = [scene for scene in scenario.scenes if scene.responses]
    assert all(3 <= len(scene.responses) <= 5 for scene in decisions)
    assert sum(bool(scene.cues) for scene in decisions) >= 3
    assert any(scene.moment for scene in scenario.scenes)
    assert len(scenario.enter_rules) >= 1
    assert scenario.reviewed == ()
    for scene in decisions:
        for response in scene.responses:
            assert {rating.principle for rating in response.ratings} == set(scene.in_play)
            assert all(rating.feedback for rating in response.ratings)


def test_a_robot_plays_a_case_and_the_same_seed_plays_it_the_same_way() -> None:
    first, again, other = (attune("play", "locked-door", "--policy", "random", "--seed", seed) for seed in "778")
    assert first.exit_code == 0
    assert first.output == again.output != other.output
    assert "Ending: " in first.output


def test_many_seeds_are_counted_by_ending() -> None:
    result = attune("play", "i-can-manage", "--policy", "random", "--runs", "60")
    assert result.exit_code == 0
    assert sum(int(line.split()[0]) for line in result.output.splitlines()) == 60


def test_a_person_plays_a_case_in_the_terminal() -> None:
    result = attune("play", "side-by-side", typed="9\n" + "1\n" * 60)
    assert result.exit_code == 0
    assert "is not in the range" in result.output
    assert "Ending: " in result.output
    assert "[attunement: " in result.output
