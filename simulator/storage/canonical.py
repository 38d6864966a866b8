"""How values are written down: one text for one value, on every machine and in either database.

The texts are stored, hashed and compared, so their form is fixed: JSON with sorted keys, no spaces, ASCII only. Sets
are written as sorted lists. Reading gives back the engine's own types, principles in the order of the rubric.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, TypeVar

from simulator.engine.rubric import PRINCIPLES, Level
from simulator.engine.scoring import Mark, Score
from simulator.engine.state import State

canonical: Callable[[object], str] = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
).encode
"""The one text of a value made of dicts, lists, strings, integers, booleans and None."""

Rated = TypeVar("Rated", Mark, Score)

_REMEMBERED = 1024
_RUBRIC_ORDER = {principle: place for place, principle in enumerate(PRINCIPLES)}


def state_content(state: State) -> dict[str, Any]:
    """A state as plain JSON content."""
    return {
        "scene": state.scene,
        "gauges": state.gauges,
        "visited": sorted(state.visited),
        "chosen": sorted(state.chosen),
    }


@lru_cache(_REMEMBERED)
def state_text(state: State) -> str:
    """A state as it is stored. Remembered: a turn stores the same state twice, and the next one reads it back."""
    return canonical(state_content(state))


@lru_cache(_REMEMBERED)
def state_from(text: str) -> State:
    """The state that was stored."""
    content = json.loads(text)
    return State(
        content["scene"], tuple(content["gauges"]), frozenset(content["visited"]), frozenset(content["chosen"])
    )


def marks_content(marks: Iterable[Mark]) -> dict[str, list[int]]:
    """Marks as plain JSON content: level and best level by principle."""
    return {mark.principle: [int(mark.level), int(mark.best)] for mark in marks}


def marks_text(marks: Iterable[Mark]) -> str:
    """Marks as they are stored."""
    return canonical(marks_content(marks))


def marks_from(text: str) -> tuple[Mark, ...]:
    """The marks that were stored, in the order of the rubric."""
    return in_rubric_order(
        Mark(principle, Level(level), Level(best)) for principle, (level, best) in json.loads(text).items()
    )


def scores_text(scores: Iterable[Score]) -> str:
    """Scores as they are stored: points, allowed, turns and harmful turns by principle."""
    return canonical({score.principle: list(score[1:]) for score in scores})


def scores_from(text: str) -> tuple[Score, ...]:
    """The scores that were stored, in the order of the rubric."""
    return in_rubric_order(Score(principle, *numbers) for principle, numbers in json.loads(text).items())


def gauges_text(gauges: Mapping[str, int]) -> str:
    """Gauges by slug as they are stored."""
    return canonical(dict(gauges))


def gauges_from(text: str) -> dict[str, int]:
    """The gauges that were stored."""
    gauges: dict[str, int] = json.loads(text)
    return gauges


def places_text(places: Iterable[int]) -> str:
    """Chosen cues, by their places, as they are stored."""
    return canonical(list(places))


def places_from(text: str) -> tuple[int, ...]:
    """The places of the cues that were stored."""
    return tuple(json.loads(text))


def in_rubric_order(rated: Iterable[Rated]) -> tuple[Rated, ...]:
    """Marks or scores in the order in which every page shows them."""
    return tuple(sorted(rated, key=lambda one: _RUBRIC_ORDER[one.principle]))
