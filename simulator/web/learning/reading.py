"""The reading room: every concept card on its shelf, and each card by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from simulator.engine.practice import Practice
from simulator.usecases import reading
from simulator.usecases.reading import Card, Shelf
from simulator.web.guards import allow, store
from simulator.web.learning import blueprint
from simulator.web.rendering import show


@dataclass(frozen=True, slots=True)
class ReadingRoomPage:
    """All cards, and the practices."""

    template: ClassVar[str] = "learning/reading_room.html"
    shelves: tuple[Shelf, ...]
    practices: tuple[Practice, ...]


@dataclass(frozen=True, slots=True)
class ConceptPage:
    """One card."""

    template: ClassVar[str] = "learning/concept.html"
    card: Card


@blueprint.get("/reading")
@allow("anyone")
def reading_room() -> str:
    """Show the reading room."""
    return show(ReadingRoomPage(reading.reading_room(store()), reading.practices(store())))


@blueprint.get("/reading/<slug>")
@allow("anyone")
def concept(slug: str) -> str:
    """Show a concept card."""
    return show(ConceptPage(reading.card(store(), slug)))
