"""The problems of a case in the reader's language. The checker writes them in English, as they stand in `markup`."""

from __future__ import annotations

from typing import NamedTuple

from simulator.engine.rubric import PRINCIPLES
from simulator.markup.problems import KINDS, Problem, Said
from simulator.web.language import N_, gettext

INSIDE = (N_("scene"), N_("response"), N_("above"), N_("below"))
"""What a sentence may be filled with besides what an author wrote."""


class SaidProblem(NamedTuple):
    """What is wrong, and what to do."""

    sentence: str
    remedy: str


def said_problem(problem: Problem) -> SaidProblem:
    """A problem in the reader's language; a remedy names the principles as they stand in a file."""
    kind = KINDS[problem.code]
    names: dict[str, str] = {name: told(value) for name, value in problem.names}
    if "hint" in names:
        right = problem.hint.right
        names["hint"] = " " + gettext("Did you mean “%(word)s”?", word=right) if right else ""
    written = {name: str(value) for name, value in problem.names if value in PRINCIPLES.values()}
    return SaidProblem(gettext(kind.sentence).format(**names), gettext(kind.remedy).format(**names | written))


def told(value: object) -> str:
    """What a sentence is filled with, or a sentence of ours itself, in the reader's language."""
    if isinstance(value, Said):
        return gettext(value.template).format(**{name: told(inner) for name, inner in value.values.items()})
    return gettext(str(value)) if value in PRINCIPLES.values() else str(value)
