"""Scores from a supervisor's ratings: what the case rated, with the supervisor's level wherever they gave one.

The supervisor's level takes the place of the case's on that principle and turn; where they say the principle was not in
play, the moment does not count; where they said nothing, the case's rating stands. What could be earned there is what
the case offered, or the supervisor's level if that is higher. Where the case did not have the principle in play, nobody
knows what was offered: then `helpful` could be earned, or the supervisor's level if that is higher.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from simulator.engine.rubric import PRINCIPLES, Level
from simulator.engine.scoring import Mark, Score, score

NOT_IN_PLAY: Final = 0
Given = Mapping[tuple[int, str], int]
"""The levels that a supervisor gave, by turn and principle: 1 to 4, or 0 for "not in play"."""


def overridden(seq: int, marks: tuple[Mark, ...], given: Given) -> tuple[Mark, ...]:
    """The marks of one turn, with the supervisor's levels, in the order of the rubric.

    Raises:
        ValueError: a level that is none.
    """
    found: dict[str, Mark] = {mark.principle: mark for mark in marks}
    for principle in PRINCIPLES:
        if (seq, principle) not in given:
            continue
        if given[seq, principle] == NOT_IN_PLAY:
            found.pop(principle, None)
            continue
        level = Level(given[seq, principle])
        best = found[principle].best if principle in found else Level.HELPFUL
        found[principle] = Mark(principle, level, max(best, level))
    return tuple(found[principle] for principle in PRINCIPLES if principle in found)


def rescored(turns: Mapping[int, tuple[Mark, ...]], given: Given) -> tuple[Score, ...]:
    """The scores of an attempt with a supervisor's levels; `turns` are the marks of the turns that count, by number."""
    return score(overridden(seq, marks, given) for seq, marks in turns.items())
