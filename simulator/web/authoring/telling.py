"""The problems of a text as the pages about reading and publishing list them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from simulator.markup.problems import Problem
from simulator.web.problems import said_problem


class ToldProblem(NamedTuple):
    """A problem in the reader's language, and where it is."""

    line: int
    sentence: str
    remedy: str


def told_problems(found: Iterable[Problem]) -> tuple[ToldProblem, ...]:
    """Problems in the reader's language."""
    return tuple(ToldProblem(one.line, *said_problem(one)) for one in found)
