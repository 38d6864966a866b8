"""A `Scenario` back to text, in canonical form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from simulator.engine.condition import Condition
from simulator.engine.rubric import PRINCIPLES
from simulator.engine.scenario import (
    ENGLISH,
    WINDOW_HIGH,
    WINDOW_LOW,
    Branch,
    Cue,
    Gauge,
    Move,
    Passage,
    Rating,
    Response,
    Scenario,
    Scene,
)
from simulator.markup.conditions import write_condition

PLAIN = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")


def write_scenario(scenario: Scenario) -> str:
    """The canonical text of a scenario: reading it gives the scenario back, but for its version."""
    paragraphs = ["\n".join(("---", *_front(scenario), "---")), scenario.briefing]
    for scene in scenario.scenes:
        paragraphs.extend(_scene(scene))
    return "\n\n".join(paragraphs) + "\n"


def _front(scenario: Scenario) -> Iterator[str]:
    client = scenario.client
    facts = {
        "name": client.name,
        "age": client.age,
        "pronouns": client.pronouns,
        "attachment": client.attachment,
        "mentalising": client.mentalising,
        "regulation": client.regulation,
        "work": client.work,
    }
    yield f"title: {_value(scenario.title)}"
    yield f"level: {scenario.level}"
    yield f"minutes: {scenario.minutes}"
    yield f"phase: {scenario.phase}"
    yield f"presentation: {_values(scenario.presentation)}"
    yield f"learn: {_values(scenario.learn)}"
    yield f"warnings: {_values(scenario.warnings)}"
    yield "client: {" + ", ".join(f"{key}: {_value(fact)}" for key, fact in facts.items() if fact) + "}"
    yield "gauges: {" + ", ".join(_gauges(scenario.gauges)) + "}"
    if scenario.continues:
        yield f"continues: {_value(scenario.continues)}"
    if scenario.language != ENGLISH:
        yield f"language: {_value(scenario.language)}"
    yield f"authors: {_values(scenario.authors)}"
    yield f"sources: {_values(scenario.sources)}"
    yield f"reviewed: {_values(scenario.reviewed)}"


def _value(text: str) -> str:
    """A text as the front matter holds it: bare if it is one plain word, else in quotation marks."""
    return text if PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _values(texts: Iterable[str]) -> str:
    return "[" + ", ".join(_value(text) for text in texts) + "]"


def _gauges(gauges: tuple[Gauge, ...]) -> Iterator[str]:
    starts = {gauge.slug: gauge.start for gauge in gauges}
    for gauge in gauges:
        if gauge.own:
            span = f"range: [{gauge.low}, {gauge.high}], meaning: {_value(gauge.meaning)}"
            yield f"{gauge.slug}: {{start: {gauge.start}, {span}}}"
        elif gauge.slug == WINDOW_LOW:
            yield f"window: [{gauge.start}, {starts[WINDOW_HIGH]}]"
        elif gauge.slug != WINDOW_HIGH:
            yield f"{gauge.slug}: {gauge.start}"


def _scene(scene: Scene) -> Iterator[str]:
    """The paragraphs of a scene, to be joined by blank lines."""
    items: list[str] = []
    if scene.enter:
        once = ", once" if scene.enter.once else ""
        items.append(f"- Enter: when {write_condition(scene.enter.condition)}{once}")
    if scene.ending:
        items.append(f"- Ending: {scene.ending}")
    if scene.own_words:
        items.append("- Own words: yes")
    if scene.moment:
        items.append(f"- Moment: {scene.moment}")
    if scene.learn:
        items.append(f"- Learn: {', '.join(scene.learn)}")
    yield "\n".join((f"## {scene.slug}: {scene.title}", *items))
    yield from map(_passage, scene.passages)
    if scene.cues:
        yield "\n".join(("### Notice", *map(_cue, scene.cues)))
    for response in scene.responses:
        yield f"### {response.slug}: {response.title}"
        yield from map(_passage, response.passages)
        yield "\n".join(_items(response))


def _passage(passage: Passage) -> str:
    return ("> " if passage.speech else "") + _opened(passage.text, passage.condition)


def _opened(text: str, condition: Condition | None) -> str:
    return f"[{write_condition(condition)}] {text}" if condition else text


def _cue(cue: Cue) -> str:
    return f"- [{'x' if cue.present else ' '}] {cue.text}: {cue.feedback}"


def _items(response: Response) -> Iterator[str]:
    yield from map(_rating, response.ratings)
    if response.when:
        yield f"- When: {write_condition(response.when)}"
    if response.moves:
        yield f"- Effect: {', '.join(write_moves(response.moves))}"
    for passage in response.reactions:
        yield f"- Client: {_opened(passage.text, passage.condition)}"
    if response.instead:
        yield f'- Instead: "{response.instead.wording}" {response.instead.why}'
    for wording in response.also:
        yield f"- Also: {wording}"
    yield f"- Next: {', '.join(_branches(response.branches))}"


def _rating(rating: Rating) -> str:
    words = ", ".join((rating.level.word, *rating.criteria))
    return f"- {PRINCIPLES[rating.principle]}: {words}. {rating.feedback}"


def write_moves(moves: Iterable[Move]) -> Iterator[str]:
    """Effects as the format writes them: `safeness +1`, `arousal to 0`."""
    for move in moves:
        if move.gauge == WINDOW_HIGH:
            yield f"window {move.amount:+}"
        elif move.gauge != WINDOW_LOW:
            yield f"{move.gauge} to {move.amount}" if move.absolute else f"{move.gauge} {move.amount:+}"


def _branches(branches: tuple[Branch, ...]) -> Iterator[str]:
    *conditional, last = branches
    for branch in conditional:
        yield f"{branch.target} if {write_condition(branch.condition)}" if branch.condition else branch.target
    yield f"otherwise {last.target}" if conditional else last.target
