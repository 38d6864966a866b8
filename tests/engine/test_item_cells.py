"""The numbers of an item analysis hang together across scenes, and are left out together."""

from __future__ import annotations

from simulator.engine.item_cells import Shown, shown_of
from simulator.engine.items import Count, Play, Turn, analyse
from simulator.engine.rubric import Level
from simulator.engine.scoring import Mark
from tests.engine.making import case, ending, reply, scene

FORK = case(
    scene("gate", reply("stay", "bench"), reply("go", "road")),
    scene("bench", reply("wait", "end"), reply("speak", "end")),
    scene("road", reply("walk", "end")),
    ending("end"),
)
MARKS = (Mark("attunement", Level.HELPFUL, Level.ADVANCED),)


def people(number: int, *way: str, first: int = 0) -> list[Play]:
    """So many people who all go one way: scene, response, scene, response, …, ending."""
    steps = list(zip(way[::2], way[1::2], way[2::2], strict=False))
    turns = [Turn(seq, seq - 1, *step, MARKS, 10) for seq, step in enumerate(steps, 1)]
    return [Play(first + one, turns, way[-1]) for one in range(number)]


def shown(waiting: int, speaking: int, walking: int) -> Shown:
    plays = [
        *people(waiting, "gate", "stay", "bench", "wait", "end"),
        *people(speaking, "gate", "stay", "bench", "speak", "end", first=100),
        *people(walking, "gate", "go", "road", "walk", "end", first=200),
    ]
    return shown_of(FORK, analyse(plays))


def test_enough_people_everywhere_are_shown_everywhere() -> None:
    cells = shown(9, 8, 7).cells
    assert {("scene", "bench"), ("scene", "road"), ("response", "gate", "go"), ("move", "gate", "road")} <= cells


def test_a_hidden_response_is_not_given_away_by_the_scene_that_the_others_came_to() -> None:
    cells = shown(9, 5, 3).cells
    for small in (("scene", "road"), ("response", "gate", "go"), ("move", "gate", "road")):
        assert small not in cells
    for telling in (("response", "gate", "stay"), ("scene", "bench"), ("move", "gate", "bench")):
        assert telling not in cells  # seventeen less that number is three
    assert not {("response", "bench", "wait"), ("response", "bench", "speak")} <= cells  # together they say it as well


def test_a_number_is_given_only_if_its_cell_may_be_shown() -> None:
    found = shown(9, 8, 7)
    assert found.number(Count(7, 7), "response", "gate", "go") == 7
    assert shown(9, 8, 3).number(Count(3, 3), "response", "gate", "go") is None


def test_nobody_is_a_number_that_may_be_shown() -> None:
    found = shown(9, 8, 0)
    assert found.number(Count(), "response", "gate", "go") == 0
    assert found.number(Count(), "scene", "road") == 0
