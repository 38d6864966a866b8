"""Reading: the rubric, and how a score comes about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint

from simulator.engine.rubric import Level, Rubric
from simulator.engine.scoring import BANDS, FEWEST_TURNS, TOO_FEW
from simulator.web.guards import allow, store
from simulator.web.rendering import show

blueprint = Blueprint("learning", __name__)


@dataclass(frozen=True, slots=True)
class RubricPage:
    """The rubric, whole."""

    template: ClassVar[str] = "learning/rubric.html"
    rubric: Rubric
    levels: tuple[Level, ...]


@dataclass(frozen=True, slots=True)
class ScoringPage:
    """The rule behind a score, with the numbers the engine uses."""

    template: ClassVar[str] = "learning/scoring.html"
    levels: tuple[Level, ...]
    bands: tuple[tuple[int, str], ...]
    fewest_turns: int
    too_few: str


@blueprint.get("/rubric")
@allow("anyone")
def rubric() -> str:
    """Show the rubric."""
    return show(RubricPage(store().catalogue.rubric, tuple(Level)))


@blueprint.get("/scoring")
@allow("anyone")
def scoring() -> str:
    """Show how a score comes about."""
    return show(ScoringPage(tuple(Level), BANDS, FEWEST_TURNS, TOO_FEW))
