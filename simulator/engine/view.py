"""What a trainee may see of a scene before answering: types that have no ratings, effects or conditions in them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from simulator.engine.attempt import offered
from simulator.engine.scenario import Passage, Scenario
from simulator.engine.state import State


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph as it is shown: speech, or what is seen."""

    text: str
    speech: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """A response as it is offered: its heading and its words, nothing else."""

    slug: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class SceneView:
    """A scene as the trainee meets it. `cues` are the lines of the noticing step, without what was right."""

    slug: str
    title: str
    lines: tuple[Line, ...]
    cues: tuple[str, ...]
    offers: tuple[Offer, ...]
    own_words: bool
    moment: str
    ending: str | None


def shown(passages: tuple[Passage, ...], state: State) -> tuple[Line, ...]:
    """The passages whose condition holds."""
    return tuple(
        Line(passage.text, passage.speech)
        for passage in passages
        if passage.condition is None or passage.condition.holds(state)
    )


def look(scenario: Scenario, state: State, shuffle: str = "") -> SceneView:
    """The scene of `state` as a trainee may see it.

    `shuffle` seeds the order of the responses, the same for the same seed and scene, so that their order in the file
    gives nothing away; an empty seed keeps that order.
    """
    scene = scenario.scene_by_slug[state.scene]
    responses = offered(scene, state)
    if shuffle:
        responses = tuple(sorted(responses, key=lambda response: _place(shuffle, scene.slug, response.slug)))
    return SceneView(
        slug=scene.slug,
        title=scene.title,
        lines=shown(scene.passages, state),
        cues=tuple(cue.text for cue in scene.cues),
        offers=tuple(Offer(r.slug, r.title, shown(r.passages, state)) for r in responses),
        own_words=scene.own_words,
        moment=scene.moment,
        ending=scene.ending,
    )


def _place(*parts: str) -> bytes:
    return hashlib.sha256("\x1f".join(parts).encode()).digest()
