"""Playing a case in the terminal, by hand or by a robot."""

from __future__ import annotations

from collections.abc import Sequence

import click

from simulator.cli.cases import case
from simulator.cli.plainly import plainly
from simulator.engine import policy
from simulator.engine.attempt import Step, advance, begin, gauges_by_slug
from simulator.engine.robots import MOST_TURNS, ROBOTS, Robot, let_play
from simulator.engine.scenario import Scenario
from simulator.engine.scoring import marks, score
from simulator.engine.state import State
from simulator.engine.view import Line, look, shown


@click.command()
@click.argument("scenario")
@click.option("--policy", "chosen", type=click.Choice(list(ROBOTS)), help="Let a robot play.")
@click.option("--seed", default=0, show_default=True, help="For robots that do not always do the same.")
@click.option(
    "--runs",
    default=1,
    show_default=True,
    type=click.IntRange(1, 100_000),
    help="For the same robots: play this many seeds from --seed on, and count the endings.",
)
@plainly
def play(scenario: str, chosen: str | None, seed: int, runs: int) -> None:
    """Play a case in the terminal, by hand or by a robot."""
    played = case(scenario).scenario
    if chosen is None:
        _by_hand(played)
    elif ROBOTS[chosen].varied and runs > 1:
        _many(played, ROBOTS[chosen], seed, runs)
    else:
        steps = policy.play(played, ROBOTS[chosen].policy(played, seed))
        for step in steps:
            taken_over = f"  -> {step.took_over}" if step.took_over else ""
            click.echo(f"{step.scene.slug}: {step.response.slug}{taken_over}")
        _end(played, steps[-1].state, steps)


def _many(played: Scenario, robot: Robot, seed: int, runs: int) -> None:
    found = let_play(played, robot, runs, seed, most_steps=runs * MOST_TURNS)
    for slug, count in sorted(found.endings.items(), key=lambda one: -one[1]):
        click.echo(f"{count:6} {slug} ({played.scene_by_slug[slug].ending})")
    if found.circled:
        click.echo(f"{found.circled:6} went in circles: no ending after {MOST_TURNS} turns")
    if found.stuck:
        click.echo(f"{found.stuck:6} came to a scene where nothing is offered")


def _by_hand(played: Scenario) -> None:
    state, steps = begin(played), []
    _head(played.title)
    click.echo(played.briefing)
    while True:
        view = look(played, state, shuffle=played.version)
        _head(view.title)
        _say(view.lines)
        if view.ending:
            break
        for number, offer in enumerate(view.offers, 1):
            _head(f"{number}  {offer.title}")
            _say(offer.lines, "    ")
        number = click.prompt("\nYour response", type=click.IntRange(1, len(view.offers)))
        step = advance(played, state, view.offers[number - 1].slug)
        steps.append(step)
        state = step.state
        click.echo()
        _say(shown(step.response.reactions, state))
        for rating in step.response.ratings:
            click.echo(f"  [{rating.principle}: {rating.level.word}] {rating.feedback}")
    _end(played, state, steps)


def _head(text: str) -> None:
    click.echo("\n" + click.style(text, bold=True))


def _say(lines: tuple[Line, ...], indent: str = "") -> None:
    for line in lines:
        click.echo(indent + (f"“{line.text}”" if line.speech else line.text))


def _end(played: Scenario, state: State, steps: Sequence[Step]) -> None:
    scene = played.scene_by_slug[state.scene]
    gauges = ", ".join(f"{slug} {value}" for slug, value in gauges_by_slug(played, state).items())
    click.echo(f"\nEnding: {scene.slug} ({scene.ending}) after {len(steps)} turns; {gauges}")
    for one in score(marks(step) for step in steps):
        if one.turns:
            points = f"{one.points} of {one.allowed} points in {one.turns} turns, {one.harmful} harmful"
            click.echo(f"  {one.principle}: {one.word} ({points})")
