"""The `attune` command."""

from __future__ import annotations

import json
import secrets
import socket
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn, ParamSpec

import click
from pydantic import SecretStr, ValidationError

from simulator.app import create_app
from simulator.config import ConfigError, Settings, bundled, checked
from simulator.engine import policy
from simulator.engine.attempt import State, advance, begin, gauges_by_slug
from simulator.engine.exploration import Exploration
from simulator.engine.ranges import score_ranges
from simulator.engine.scenario import Scenario
from simulator.engine.scoring import marks, score
from simulator.engine.view import Line, look, shown
from simulator.markup.checks import Checked, check
from simulator.markup.library import case_files, read_file
from simulator.markup.rubric import RubricError, read_rubric
from simulator.storage import migrating
from simulator.storage.database import Database
from simulator.storage.errors import StorageError
from simulator.storage.revision import require_current
from simulator.usecases.catalogue import Store, open_catalogue
from simulator.usecases.demonstrating import furnish
from simulator.usecases.verifying import verify as verify_all

P = ParamSpec("P")


def _plainly(command: Callable[P, None]) -> Callable[P, None]:
    """Say what is wrong in one sentence instead of a traceback."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except (ConfigError, StorageError, RubricError, OSError) as error:
            _stop(str(error))
        except ValidationError as error:
            names = ", ".join("ATTUNE_" + str(one["loc"][0]).upper() for one in error.errors())
            _stop(f"These settings cannot be used: {names}. The README lists every setting.")

    return run


def _stop(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(2)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="attune")
def main() -> None:
    """Attune: a practice room for compassionate trauma therapy."""


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--data", default=Path("instance"), show_default=True, type=click.Path(path_type=Path), help="Where the demo keeps its database.")
@click.option("--fresh", is_flag=True, help="Begin with an empty demo; what it had kept is deleted.")
@_plainly
def demo(host: str, port: int, data: Path, fresh: bool) -> None:
    """Run Attune with demo people and some played attempts."""
    import waitress

    if _taken(host, port):
        _stop(f"Port {port} is in use. Choose another one: attune demo --port {port + 1}")
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = (data / "demo.sqlite3").resolve()
    if fresh:
        for path in file.parent.glob(file.name + "*"):
            path.unlink()
    settings = Settings(mode="demo", database_url=f"sqlite:///{file}", secret=SecretStr(_kept_secret(data)), https=False)
    migrating.upgrade(settings.database_url)
    app = create_app(settings)
    furnish(app.extensions["attune"])
    click.echo(f"Attune is open at http://{host}:{port}/  (Ctrl+C closes it; it keeps what you do in {data}/)")
    waitress.serve(app, host=host, port=port, threads=8, ident=None, _quiet=True)


def _taken(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def _kept_secret(data: Path) -> str:
    """The demo's own secret, kept beside its database so that people stay signed in."""
    file = data / "demo.secret"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48))
    return file.read_text()


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes.")
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 64), help="Threads of each process.")
@_plainly
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve Attune in production (gunicorn). Needs ATTUNE_SECRET and a database at the current revision."""
    from simulator.serving import run

    checked(Settings())
    run(f"{host}:{port}", workers, threads)


@main.group()
def db() -> None:
    """Bring the database up or down."""


@db.command()
@click.argument("revision", default="head")
@_plainly
def upgrade(revision: str) -> None:
    """Bring the database at ATTUNE_DATABASE_URL up to REVISION."""
    migrating.upgrade(Settings().database_url, revision)
    click.echo(f"The database stands at {migrating.current(Settings().database_url)}.")


@db.command()
@click.argument("revision")
@_plainly
def downgrade(revision: str) -> None:
    """Take the database down to REVISION ("base" empties it)."""
    migrating.downgrade(Settings().database_url, revision)
    click.echo(f"The database stands at {migrating.current(Settings().database_url) or 'no revision'}.")


@main.command("check")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@_plainly
def check_cases(paths: tuple[Path, ...], as_json: bool) -> None:
    """Check case files or folders of them (default: the cases that come with Attune). Exits 1 on any problem."""
    files = [file for path in paths or (bundled("scenarios"),) for file in (case_files(path) if path.is_dir() else [path])]
    results = [(file, _checked(file)) for file in files]
    problems = sum(len(result.problems) for _, result in results)
    if as_json:
        click.echo(json.dumps({"scenarios": len(results), "problems": [_problem(f, p) for f, r in results for p in r.problems]}, indent=2))
    else:
        for file, result in results:
            for problem in result.problems:
                click.echo(problem.at(str(file)))
        click.echo(f"{len(results)} {'case' if len(results) == 1 else 'cases'}, {problems or 'no'} {'problem' if problems == 1 else 'problems'}")
    sys.exit(1 if problems else 0)


def _problem(file: Path, problem: Any) -> dict[str, Any]:
    names = ("line", "code", "severity", "sentence", "remedy", "excerpt")
    return {"path": str(file), **{name: getattr(problem, name) for name in names}}


def _checked(file: Path) -> Checked:
    beside = file.parent / "rubric.md"
    rubric = beside if beside.is_file() else bundled("scenarios") / "rubric.md"
    return check(read_file(file, read_rubric(rubric.read_text("utf-8"))))


def _case(name: str) -> Checked:
    """A case by path or slug, if it can be played."""
    path = Path(name) if Path(name).is_file() else bundled("scenarios") / f"{name}.md"
    if not path.is_file():
        known = ", ".join(file.stem for file in case_files(bundled("scenarios")))
        _stop(f"There is no case “{name}”. Give a path, or one of: {known}")
    result = _checked(path)
    if result.reading.scenario is None:
        _stop(f"{path} cannot be played yet. See: attune check {path}")
    return result


def _played(name: str) -> tuple[Scenario, Exploration]:
    result = _case(name)
    assert result.reading.scenario is not None
    assert result.explored is not None
    return result.reading.scenario, result.explored


@main.command()
@click.argument("scenario")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@_plainly
def explore(scenario: str, as_json: bool) -> None:
    """Walk every way through a case: what can be reached, how long it takes, what can be scored. Exits 1 if something cannot be reached."""
    case, found = _played(scenario)
    report = _exploration(case, found)
    if as_json:
        click.echo(json.dumps(report, indent=2))
    else:
        _print_exploration(case, report)
    sys.exit(0 if not report["unreachable"] and found.complete else 1)


def _exploration(case: Scenario, found: Exploration) -> dict[str, Any]:
    ranges = score_ranges(found)
    return {
        "scenario": case.slug,
        "states": len(found.nodes),
        "complete": found.complete,
        "scenes": {"reachable": len(found.scenes), "of": len(case.scenes)},
        "unreachable": sorted({scene.slug for scene in case.scenes} - found.scenes),
        "endings": {scene.slug: {"kind": scene.ending, "reachable": scene.slug in found.endings} for scene in case.scenes if scene.ending},
        "turns": {"shortest": found.shortest(), "longest": found.longest()},
        "scores": {principle: {"lowest": one.low, "highest": one.high} if one else None for principle, one in ranges.items()},
        "policies": {name: _run(case, play) for name, play in (("best", policy.best), ("worst", policy.worst))},
    }


def _run(case: Scenario, chosen: policy.Policy) -> dict[str, Any]:
    steps = policy.play(case, chosen)
    last = case.scene_by_slug[steps[-1].state.scene]
    return {"turns": len(steps), "ending": last.slug, "kind": last.ending}


def _print_exploration(case: Scenario, report: dict[str, Any]) -> None:
    click.echo(f"{case.title}: {report['scenes']['reachable']} of {report['scenes']['of']} scenes reachable, {report['states']} states")
    for slug in report["unreachable"]:
        click.echo(f"  cannot be reached: {slug}")
    for slug, ending in report["endings"].items():
        click.echo(f"  ending {slug} ({ending['kind']}): {'reachable' if ending['reachable'] else 'NOT reachable'}")
    longest = report["turns"]["longest"]
    click.echo(f"  turns: {report['turns']['shortest']} to {longest if longest is not None else 'any number (there is a loop)'}")
    for principle, one in report["scores"].items():
        click.echo(f"  {principle}: " + (f"{one['lowest']} to {one['highest']} per cent" if one else "never in play"))
    for name, run in report["policies"].items():
        click.echo(f"  always the {name} response: {run['ending']} ({run['kind']}) after {run['turns']} turns")


@main.command()
@click.argument("scenario")
@click.option("--policy", "chosen", type=click.Choice(["best", "worst", "random"]), help="Let a robot play.")
@click.option("--seed", default=0, show_default=True, help="For --policy random.")
@click.option("--runs", default=1, show_default=True, type=click.IntRange(1, 100_000), help="For --policy random: this many seeds, from --seed on; prints how often each ending came.")
@_plainly
def play(scenario: str, chosen: str | None, seed: int, runs: int) -> None:
    """Play a case in the terminal, by hand or by a robot."""
    case, _ = _played(scenario)
    if chosen is None:
        _play_by_hand(case)
    elif chosen == "random" and runs > 1:
        _play_many(case, seed, runs)
    else:
        pick = {"best": policy.best, "worst": policy.worst}.get(chosen) or policy.at_random(seed)
        for step in policy.play(case, pick):
            click.echo(f"{step.scene.slug}: {step.response.slug}" + (f"  -> {step.took_over} takes over" if step.took_over else ""))
        _tell_end(case, step.state, policy.play(case, {"best": policy.best, "worst": policy.worst}.get(chosen) or policy.at_random(seed)))


def _play_many(case: Scenario, seed: int, runs: int) -> None:
    endings: dict[str, int] = {}
    for number in range(seed, seed + runs):
        last = policy.play(case, policy.at_random(number))[-1].state.scene
        endings[last] = endings.get(last, 0) + 1
    for slug, count in sorted(endings.items(), key=lambda item: -item[1]):
        click.echo(f"{count:6} {slug} ({case.scene_by_slug[slug].ending})")


def _play_by_hand(case: Scenario) -> None:
    state, steps = begin(case), []
    click.echo(click.style(f"\n{case.title}\n", bold=True) + case.briefing)
    while True:
        view = look(case, state, shuffle=case.version)
        click.echo("\n" + click.style(view.title, bold=True))
        _say(view.lines)
        if view.ending:
            break
        for number, offer in enumerate(view.offers, 1):
            click.echo(click.style(f"\n {number}  {offer.title}", bold=True))
            _say(offer.lines, "    ")
        number = click.prompt("\nYour response", type=click.IntRange(1, len(view.offers)))
        step = advance(case, state, view.offers[number - 1].slug)
        steps.append(step)
        click.echo()
        _say(shown(step.response.reactions, step.state))
        for rating in step.response.ratings:
            click.echo(f"  [{rating.principle}: {rating.level.word}] {rating.feedback}")
        state = step.state
    _tell_end(case, state, steps)


def _say(lines: tuple[Line, ...], indent: str = "") -> None:
    for line in lines:
        click.echo(indent + (f"“{line.text}”" if line.speech else line.text))


def _tell_end(case: Scenario, state: State, steps: list[Any]) -> None:
    scene = case.scene_by_slug[state.scene]
    click.echo(f"\nEnding: {scene.slug} ({scene.ending}) after {len(steps)} turns; {gauges_by_slug(case, state)}")
    for one in score(marks(step) for step in steps):
        if one.turns:
            click.echo(f"  {one.principle}: {one.word} ({one.points} of {one.allowed} points in {one.turns} turns, {one.harmful} harmful)")


@main.command()
@_plainly
def verify() -> None:
    """Replay every stored attempt and compare states, scores, numbering and hash chain. Exits 1 on any difference."""
    settings = Settings()
    database = Database(settings.database_url)
    require_current(database)
    from datetime import UTC, datetime

    store = Store(database, open_catalogue(database, settings.scenario_folder, datetime.now(UTC)))
    result = verify_all(store)
    for one in result.discrepancies:
        click.echo(f"attempt {one.attempt}, turn {one.seq}: {one.sentence}")
    click.echo(f"{result.attempts} attempts, {result.turns} turns replayed: {len(result.discrepancies) or 'no'} differences")
    sys.exit(1 if result.discrepancies else 0)
