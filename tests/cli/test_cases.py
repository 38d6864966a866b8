"""`attune check`, `explore` and `play`: what they say, and what they end with."""

from __future__ import annotations

import json
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from simulator.cli import main
from simulator.config import bundled
from simulator.engine import policy
from simulator.engine.concept import CONSTRUCTS
from simulator.engine.practice import PRACTICES
from simulator.engine.robots import ROBOTS
from simulator.engine.scenario import Scenario
from simulator.engine.scoring import marks, score
from simulator.markup.library import case_files, read_library
from tests.usecases.cases import BROKEN, WALK, WALK_AGAIN, folder_of

OURS = tuple(file.stem for file in case_files(bundled("scenarios")))


def attune(*arguments: str | Path, typed: str = "") -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(main, [str(one) for one in arguments], input=typed, prog_name="attune")


def as_json(result: Result) -> Any:
    return json.loads(result.stdout)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two sound cases and a broken one."""
    return folder_of(tmp_path, walk=WALK, walk_again=WALK_AGAIN, broken=BROKEN)


class TestCheck:
    """The problems of case files."""

    def test_finds_none_in_the_cases_that_come_with_attune(self) -> None:
        result = attune("check")
        cards, practices = len(CONSTRUCTS), len(PRACTICES)
        said = f"{len(OURS)} cases, {cards} concept cards, {practices} practices: no problems\n"
        assert (result.exit_code, result.stdout) == (0, said)
        found = as_json(attune("check", bundled("scenarios"), "--json"))
        assert found == {"scenarios": len(OURS), "concepts": cards, "practices": practices, "problems": []}

    def test_names_every_problem_with_its_line_and_ends_with_1(self, folder: Path) -> None:
        result = attune("check", folder)
        assert result.exit_code == 1
        assert f"{folder / 'broken.md'}:" in result.stdout
        assert result.stdout.splitlines()[-1].startswith("3 cases, 1 concept card, 1 practice: ")

    def test_tells_machines_the_same(self, folder: Path) -> None:
        result = attune("check", folder / "broken.md", folder / "walk.md", "--json")
        found = as_json(result)
        assert (result.exit_code, found["scenarios"]) == (1, 2)
        for problem in found["problems"]:
            assert set(problem) == {"path", "line", "code", "severity", "sentence", "remedy", "excerpt"}
            assert problem["path"] == str(folder / "broken.md")
            assert problem["line"] >= 1
        assert "target-unknown" in {problem["code"] for problem in found["problems"]}

    def test_says_what_may_have_been_meant(self, folder: Path) -> None:
        (folder / "walk.md").write_text(WALK.replace("- Attunement: advanced", "- Attunment: advanced", 1))
        lines = (folder / "walk.md").read_text().splitlines()
        number = next(number for number, line in enumerate(lines, 1) if "Attunment" in line)
        result = attune("check", folder / "walk.md")
        assert f"{folder / 'walk.md'}:{number}: " in result.stdout
        assert "Did you mean “Attunement”?" in result.stdout

    def test_says_in_one_sentence_what_it_cannot_read(self, folder: Path) -> None:
        assert attune("check", folder / "no-such-file.md").exit_code == 2
        (folder / "rubric.md").write_text("no rubric")
        result = attune("check", folder / "walk.md")
        assert result.exit_code == 2
        assert len(result.stderr.splitlines()) >= 1
        assert "Traceback" not in result.output


class TestExplore:
    """Every way through a case."""

    @pytest.mark.parametrize("name", OURS)
    def test_of_our_cases_reaches_everything_and_ends_as_it_should(self, name: str) -> None:
        result = attune("explore", name, "--json")
        report = as_json(result)
        assert result.exit_code == 0
        assert report["complete"]
        assert report["unreachable"] == []
        assert report["scenes"]["reachable"] == report["scenes"]["of"] >= 14
        assert len(report["endings"]) >= 3
        assert all(ending["reachable"] for ending in report["endings"].values())

        assert report["policies"]["best"]["kind"] in ("connected", "steady")
        assert report["policies"]["worst"]["kind"] in ("strained", "broken-off")
        assert report["turns"]["shortest"] >= 1
        for one in report["scores"].values():
            assert one is None or 0 <= one["low"] < one["high"] <= 100

    def test_takes_a_path_and_says_what_cannot_be_reached(self, folder: Path) -> None:
        assert "5 of 5 scenes reachable" in attune("explore", folder / "walk.md").stdout
        island = WALK.replace("## home:", "## island: An island\n- Ending: steady\n\nNobody comes here.\n\n## home:")
        (folder / "walk.md").write_text(island)
        result = attune("explore", folder / "walk.md")
        assert result.exit_code == 1
        assert "cannot be reached: island" in result.stdout

    @pytest.mark.parametrize("command", ["explore", "play"])
    def test_says_what_cannot_be_played(self, folder: Path, command: str) -> None:
        for name, words in (("no-such-case", ", ".join(OURS)), (str(folder / "broken.md"), "attune check")):
            result = attune(command, name)
            assert result.exit_code == 2
            assert words in result.stderr


class TestPlay:
    """Playing in the terminal."""

    @pytest.mark.parametrize(("name", "chosen"), list(zip(OURS, cycle(ROBOTS), strict=False)))
    def test_by_a_robot_tells_each_turn_and_the_ending(self, name: str, chosen: str) -> None:
        result = attune("play", name, "--policy", chosen)
        assert result.exit_code == 0
        assert "Ending: " in result.stdout

    def test_by_a_robot_is_the_same_for_the_same_seed(self, folder: Path) -> None:
        seen = set()
        for seed in range(5):
            runs = [
                attune("play", folder / "walk.md", "--policy", "random", "--seed", str(seed)).stdout for _ in range(2)
            ]
            assert runs[0] == runs[1]
            seen.add(runs[0])
        assert len(seen) > 1

    @pytest.mark.parametrize("chosen", [name for name, robot in ROBOTS.items() if robot.varied])
    def test_by_many_robots_counts_the_endings(self, folder: Path, chosen: str) -> None:
        result = attune("play", folder / "walk.md", "--policy", chosen, "--runs", "50")
        assert result.exit_code == 0
        assert sum(int(line.split()[0]) for line in result.stdout.splitlines()) == 50

    def test_by_many_robots_says_how_many_never_came_to_an_end(self, folder: Path) -> None:
        round_and_round = WALK.replace("- Next: home", "- Next: bench").replace("- Next: gone", "- Next: gate")
        (folder / "walk.md").write_text(round_and_round.replace("otherwise gate", "otherwise bench"))
        result = attune("play", folder / "walk.md", "--policy", "over-warm", "--runs", "60")
        assert result.exit_code == 0
        assert "60 went in circles: no ending after 200 turns" in result.stdout

    def test_by_hand_asks_until_the_end(self, folder: Path) -> None:
        result = attune("play", folder / "walk-again.md", typed="9\nx\n1\n")
        assert result.exit_code == 0
        assert "is not in the range" in result.stdout
        assert "The same gate" in result.stdout
        assert "Ending: on-we-go (steady) after 1 turn" in result.stdout

    def test_by_hand_may_be_left_at_any_time(self, folder: Path) -> None:
        result = attune("play", folder / "walk.md", typed="1\n")
        assert result.exit_code == 1
        assert "Traceback" not in result.output


@pytest.fixture(scope="module")
def ours() -> dict[str, Scenario]:
    """The cases that come with Attune."""
    return read_library(bundled("scenarios")).scenarios


def test_all_cases_that_come_with_attune_can_be_played(ours: dict[str, Scenario]) -> None:
    assert tuple(ours) == OURS
    assert {"i-can-manage", "locked-door", "side-by-side"} <= set(OURS)


@pytest.mark.parametrize("name", OURS)
def test_a_thousand_random_ways_all_end_with_a_score(ours: dict[str, Scenario], name: str) -> None:
    endings = set()
    for seed in range(1_000):
        steps = policy.play(ours[name], policy.at_random(seed))
        endings.add(ours[name].scene_by_slug[steps[-1].state.scene].ending)
        for one in score(marks(step) for step in steps):
            assert 0 <= one.points <= one.allowed <= 2 * one.turns
    assert len(endings - {None}) >= 2
    assert None not in endings
