"""Looking at case files: check, explore."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple

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
from simulator.markup.concepts import read_concept
from simulator.markup.giveaways import AIM, Giveaways, giveaways
from simulator.markup.library import (
    CONCEPTS,
    PRACTICES,
    Library,
    card_slugs,
    case_files,
    check_library,
    read_file,
    read_library,
    unexplained,
)
from simulator.markup.practices import read_practice
from simulator.markup.problems import Problem
from simulator.markup.rubric import read_rubric_file

FileKind = Literal["scenarios", "concepts", "practices"]
KINDS_OF_FILE: dict[FileKind, str] = {"scenarios": "case", "concepts": "concept card", "practices": "practice"}
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


class Found(NamedTuple):
    """One checked file: what it is, and its problems."""

    kind: FileKind
    path: Path
    problems: tuple[Problem, ...]


def _checked_at(path: Path) -> Iterator[Found]:
    """The problems of a file, or of each one in a folder, those between the files of the folder included."""
    if path.is_dir() and path.name not in (CONCEPTS, PRACTICES):
        yield from _checked_library(path)
        return
    files = sorted(path.glob("*.md")) if path.is_dir() else [path]
    for file in files:
        yield _checked_alone(file)


def _checked_alone(file: Path) -> Found:
    above = file.absolute().parent.parent
    if file.absolute().parent.name == CONCEPTS:
        return Found("concepts", file, read_concept(file, _rubric(above), card_slugs(above)).problems)
    if file.absolute().parent.name == PRACTICES:
        return Found("practices", file, read_practice(file, card_slugs(above)).problems)
    result = _checked(file)
    cards = card_slugs(file.parent) or card_slugs(bundled("scenarios"))
    return Found("scenarios", file, tuple(sorted((*result.problems, *unexplained(result.reading, cards)))))


def _library(folder: Path) -> Library:
    return read_library(folder, _rubric(folder))


def _checked_library(folder: Path) -> Iterator[Found]:
    library = _library(folder)
    between = check_library(library)
    for reading in library.readings:
        problems = (*check_reading(reading).problems, *between.get(reading.slug, ()))
        yield Found("scenarios", folder / f"{reading.slug}.md", tuple(sorted(problems)))
    for card in library.concept_readings:
        yield Found("concepts", folder / CONCEPTS / f"{card.slug}.md", card.problems)
    for practice in library.practice_readings:
        yield Found("practices", folder / PRACTICES / f"{practice.slug}.md", practice.problems)


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@click.option("--library", "as_library", is_flag=True, help="Also how well the best responses can be guessed.")
@plainly
def check(paths: tuple[Path, ...], as_json: bool, as_library: bool) -> None:
    """Check files of cases, cards and practices, or folders (default: those that come with Attune).

    Exits 1 on any problem; with --library also if a best response can be guessed more than 1.3 times as often as by
    chance, from its length, its place in the file or its words.
    """
    paths = paths or (bundled("scenarios"),)
    checked = [one for path in paths for one in _checked_at(path)]
    found = [(one.path, problem) for one in checked for problem in one.problems]
    guessed = _guessed(paths) if as_library else None
    if as_json:
        click.echo(json.dumps(_checked_report(checked, found, guessed), indent=2))
    else:
        for file, one in found:
            click.echo(one.at(str(file)))
        if guessed:
            _print_guessed(guessed)
        number = Counter(one.kind for one in checked)
        files = [_number(number[kind], word) for kind, word in KINDS_OF_FILE.items() if number[kind]] or ["no files"]
        click.echo(f"{', '.join(files)}: {_number(len(found), 'problem')}")
    easy = guessed and max(guessed.figures.values()) > AIM
    sys.exit(1 if found or easy else 0)


def _guessed(paths: tuple[Path, ...]) -> Giveaways:
    files = [path for path in paths if not path.is_dir()]
    if files:
        stop(f"--library looks at folders of cases; {files[0]} is a file.")
    return giveaways([scenario for path in paths for scenario in _library(path).scenarios.values()])


def _checked_report(
    checked: list[Found], found: list[tuple[Path, Problem]], guessed: Giveaways | None
) -> dict[str, Any]:
    number = Counter(one.kind for one in checked)
    report: dict[str, Any] = {str(kind): number[kind] for kind in KINDS_OF_FILE}
    report["problems"] = [{"path": str(file), **{name: getattr(one, name) for name in SHOWN}} for file, one in found]
    if guessed:
        figures = {name: round(figure, 3) for name, figure in guessed.figures.items()}
        report["giveaways"] = {
            "decisions": guessed.decisions,
            "chance": round(guessed.chance, 3),
            **figures,
            "aim": AIM,
        }
    return report


def _print_guessed(guessed: Giveaways) -> None:
    click.echo(f"Guessing the best of {guessed.decisions} decisions, as a multiple of chance ({guessed.chance:.0%}):")
    for name, figure in guessed.figures.items():
        click.echo(f"  by {name:9} {figure:.2f}{'' if figure <= AIM else f'  (more than {AIM})'}")


def _number(count: int, what: str) -> str:
    return f"{count or 'no'} {what}{'' if count == 1 else 's'}"


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
