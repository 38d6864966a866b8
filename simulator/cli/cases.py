"""Looking at case files: check, explore."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import click

from simulator.cli.plainly import plainly, stop
from simulator.config import bundled
from simulator.engine import policy
from simulator.engine.exploration import Exploration
from simulator.engine.ranges import score_ranges
from simulator.engine.rubric import Rubric
from simulator.engine.scenario import Scenario
from simulator.markup.checks import Checked
from simulator.markup.checks import check as check_reading
from simulator.markup.library import Library, case_files, check_library, read_file
from simulator.markup.problems import Problem
from simulator.markup.rubric import read_rubric_file

SHOWN = ("line", "code", "severity", "sentence", "remedy", "excerpt")


class Case(NamedTuple):
    """A case that can be played, and every way through it."""

    scenario: Scenario
    explored: Exploration


def case(name: str) -> Case:
    """A case by path or slug; ends the command if it cannot be played."""
    path = Path(name) if Path(name).is_file() else bundled("scenarios") / f"{name}.md"
    if not path.is_file():
        known = ", ".join(file.stem for file in case_files(bundled("scenarios")))
        stop(f"There is no case “{name}”. Give a path, or one of: {known}")
    result = _checked(path)
    if result.reading.scenario is None or result.explored is None:
        stop(f"{path} cannot be played yet. See: attune check {path}")
    return Case(result.reading.scenario, result.explored)


def _checked(file: Path) -> Checked:
    return check_reading(read_file(file, _rubric(file.parent)))


def _rubric(folder: Path) -> Rubric:
    beside = folder / "rubric.md"
    return read_rubric_file(beside if beside.is_file() else bundled("scenarios") / "rubric.md")


def _checked_at(path: Path) -> Iterator[tuple[Path, tuple[Problem, ...]]]:
    """The problems of a case file, or of each one in a folder, those between the cases of the folder included."""
    if not path.is_dir():
        yield path, _checked(path).problems
        return
    files = case_files(path)
    rubric = _rubric(path)
    library = Library(rubric, tuple(read_file(file, rubric) for file in files))
    between = check_library(library)
    for file, reading in zip(files, library.readings, strict=True):
        yield file, tuple(sorted((*check_reading(reading).problems, *between.get(reading.slug, ()))))


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@plainly
def check(paths: tuple[Path, ...], as_json: bool) -> None:
    """Check case files, or folders of them (default: the cases that come with Attune). Exits 1 on any problem."""
    checked = [one for path in paths or (bundled("scenarios"),) for one in _checked_at(path)]
    found = [(file, problem) for file, problems in checked for problem in problems]
    if as_json:
        listed = [{"path": str(file), **{name: getattr(one, name) for name in SHOWN}} for file, one in found]
        click.echo(json.dumps({"scenarios": len(checked), "problems": listed}, indent=2))
    else:
        for file, one in found:
            click.echo(one.at(str(file)))
        cases = "1 case" if len(checked) == 1 else f"{len(checked)} cases"
        click.echo(f"{cases}, {len(found) or 'no'} {'problem' if len(found) == 1 else 'problems'}")
    sys.exit(1 if found else 0)


@click.command()
@click.argument("scenario")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@plainly
def explore(scenario: str, as_json: bool) -> None:
    """Walk every way through a case: what can be reached, how long it takes, what can be scored.

    Exits 1 if a scene cannot be reached.
    """
    found = case(scenario)
    report = _report(*found)
    if as_json:
        click.echo(json.dumps(report, indent=2))
    else:
        _print(found.scenario, report)
    sys.exit(0 if found.explored.complete and not report["unreachable"] else 1)


def _report(scenario: Scenario, found: Exploration) -> dict[str, Any]:
    endings = [scene for scene in scenario.scenes if scene.ending]
    return {
        "scenario": scenario.slug,
        "states": len(found.nodes),
        "complete": found.complete,
        "scenes": {"reachable": len(found.scenes), "of": len(scenario.scenes)},
        "unreachable": sorted({scene.slug for scene in scenario.scenes} - found.scenes),
        "endings": {one.slug: {"kind": one.ending, "reachable": one.slug in found.endings} for one in endings},
        "turns": {"shortest": found.shortest(), "longest": found.longest()},
        "scores": {slug: one._asdict() if one else None for slug, one in score_ranges(found).items()},
        "policies": {"best": _played(scenario, policy.best), "worst": _played(scenario, policy.worst)},
    }


def _played(scenario: Scenario, chosen: policy.Policy) -> dict[str, Any]:
    steps = policy.play(scenario, chosen)
    last = scenario.scene_by_slug[steps[-1].state.scene]
    return {"turns": len(steps), "ending": last.slug, "kind": last.ending}


def _print(scenario: Scenario, report: dict[str, Any]) -> None:
    scenes, turns = report["scenes"], report["turns"]
    click.echo(f"{scenario.title}: {scenes['reachable']} of {scenes['of']} scenes reachable, {report['states']} states")
    for slug in report["unreachable"]:
        click.echo(f"  cannot be reached: {slug}")
    for slug, ending in report["endings"].items():
        click.echo(f"  ending {slug} ({ending['kind']}): {'reachable' if ending['reachable'] else 'NOT reachable'}")
    longest = "any number (there is a loop)" if turns["longest"] is None else turns["longest"]
    click.echo(f"  turns: {turns['shortest']} to {longest}")
    for slug, one in report["scores"].items():
        click.echo(f"  {slug}: " + (f"{one['low']} to {one['high']} per cent" if one else "never in play"))
    for name, run in report["policies"].items():
        click.echo(f"  always the {name} response: {run['ending']} ({run['kind']}) after {run['turns']} turns")
