"""Concept cards: `scenarios/concepts/*.md`, each one construct explained on a page."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from simulator.engine.concept import Concept
from simulator.engine.rubric import Rubric
from simulator.markup.notes import Notes
from simulator.markup.problems import Problem
from simulator.markup.sections import Leaf, read_leaf
from simulator.markup.source import Document
from simulator.markup.values import ValueReader

PARTS = {
    "An everyday example": "example",
    "In the room this sounds like": "sounds",
    "It goes wrong when": "wrong",
}
"""The three headings of a card, and what each is called here."""
NEEDED = ("title", "section", "criteria", "see")
KEYS = (*NEEDED, "language")
FEWEST_WORDS, MOST_WORDS = 150, 350


@dataclass(frozen=True, slots=True)
class ConceptReading:
    """What reading a card gave; `concept` is None if a fault keeps it from being shown."""

    slug: str
    document: Document
    concept: Concept | None
    problems: tuple[Problem, ...]


def read_concept(path: Path, rubric: Rubric, cards: Collection[str]) -> ConceptReading:
    """Read one card; `cards` are the slugs a card may point to. Never raises for any content."""
    notes = Notes()
    leaf = read_leaf(path, notes)
    concept = _concept(leaf, rubric, cards, notes)
    if not FEWEST_WORDS <= leaf.words <= MOST_WORDS:
        notes.add("card-length", 1, words=leaf.words, low=FEWEST_WORDS, high=MOST_WORDS)
    return ConceptReading(path.stem, leaf.document, None if notes.faulty else concept, notes.listed(leaf.document))


def _concept(leaf: Leaf, rubric: Rubric, cards: Collection[str], notes: Notes) -> Concept:
    facts = ValueReader(leaf.front, notes)
    facts.keys(KEYS, NEEDED)
    texts = dict.fromkeys(PARTS.values(), "")
    if not leaf.lead:
        notes.add("card-part-missing", 1, part="opening paragraph")
    for section in leaf.sections:
        part = PARTS.get(section.title)
        if part is None:
            hint = notes.hint(section.title, PARTS)
            notes.add("card-part-unknown", section.line, value=section.title, hint=hint, choices="; ".join(PARTS))
        else:
            texts[part] = section.text
    for title, part in PARTS.items():
        if not texts[part]:
            notes.add("card-part-missing", 1, part=title)
    return Concept(
        slug=leaf.slug,
        title=facts.text("title", "The window of tolerance"),
        section=facts.text("section", "Mentalization"),
        criteria=facts.named("criteria", rubric.criteria, "criterion-unknown"),
        see=facts.named("see", cards, "concept-unknown"),
        lead=leaf.lead,
        language=facts.language(),
        **texts,
    )
