"""What decides the ways through a scenario, apart from its words: so that ways walked once are known while an author
works at sentences.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from simulator.engine.exploration import Edge, Exploration
from simulator.engine.scenario import Client, Passage, Response, Scenario, Scene

NOBODY = Client("", "", "", "", "", "")


def bare(scenario: Scenario) -> Scenario:
    """The scenario without a word: two with the same bare one have the same ways, and the same ranges of scores."""
    return Scenario(
        slug="",
        version="",
        title="",
        level="",
        minutes=0,
        phase="",
        presentation=(),
        learn=(),
        warnings=(),
        client=NOBODY,
        gauges=tuple(replace(gauge, meaning="") for gauge in scenario.gauges),
        briefing="",
        scenes=tuple(map(_scene, scenario.scenes)),
    )


def dressed(found: Exploration, scenario: Scenario) -> Exploration:
    """What was found for the bare scenario, told of the scenario itself."""
    known = scenario.response_by_slug
    told = {id(response): known[key] for key, response in found.scenario.response_by_slug.items()}
    edges = [
        [Edge(scene, told[id(response)], target, left, answered) for scene, response, target, left, answered in edges]
        for edges in found.edges
    ]
    return Exploration(scenario, found.nodes, edges, found.complete)


def _scene(scene: Scene) -> Scene:
    responses = tuple(map(_response, scene.responses))
    return Scene(scene.slug, "", _asked(scene.passages), (), responses, scene.enter, scene.ending)


def _response(response: Response) -> Response:
    return replace(
        response,
        title="",
        passages=_asked(response.passages),
        ratings=tuple(replace(rating, criteria=(), feedback="") for rating in response.ratings),
        reactions=_asked(response.reactions),
        instead=None,
        also=(),
    )


def _asked(passages: Iterable[Passage]) -> tuple[Passage, ...]:
    """What is shown only sometimes: its conditions say which scenes and responses a state has to remember."""
    return tuple(Passage("", condition=passage.condition) for passage in passages if passage.condition)
