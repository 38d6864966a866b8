"""What attempts are measured by: the rubric, and how a score comes about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from simulator.engine.rubric import Level, Rubric
from simulator.engine.scoring import BANDS, FEWEST_TURNS, TOO_FEW
from simulator.usecases.reading import cards_by_criterion
from simulator.usecases.stories import CardName
from simulator.web.guards import allow, store
from simulator.web.learning import blueprint
from simulator.web.rendering import show


@dataclass(frozen=True, slots=True)
class RubricPage:
    """The rubric, whole; `behind` are the concept cards of each criterion."""

    template: ClassVar[str] = "learning/rubric.html"
    rubric: Rubric
    levels: tuple[Level, ...]
    behind: dict[str, tuple[CardName, ...]]


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
    return show(RubricPage(store().catalogue.rubric, tuple(Level), cards_by_criterion(store())))


@blueprint.get("/scoring")
@allow("anyone")
def scoring() -> str:
    """Show how a score comes about."""
    return show(ScoringPage(tuple(Level), BANDS, FEWEST_TURNS, TOO_FEW))
