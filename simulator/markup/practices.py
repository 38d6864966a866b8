"""Guided practices: `scenarios/practices/*.md`, each a few steps to follow in one's own time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from simulator.engine.practice import OCCASIONS, Practice, PracticeStep
from simulator.markup.notes import Notes
from simulator.markup.parts import LABEL
from simulator.markup.problems import Problem
from simulator.markup.sections import Leaf, Section, read_leaf
from simulator.markup.source import Document
from simulator.markup.values import ValueReader

NEEDED = ("title", "minutes", "section", "concepts", "offered")
KEYS = (*NEEDED, "language")
LABELS = ("Stay", "Breath", "Note")
SHORTEST_STAY, LONGEST_STAY = 10, 180
FEWEST_STEPS, MOST_STEPS = 3, 10


@dataclass(frozen=True, slots=True)
class PracticeReading:
    """What reading a practice gave; `practice` is None if a fault keeps it from being shown."""

    slug: str
    document: Document
    practice: Practice | None
    problems: tuple[Problem, ...]


def read_practice(path: Path, cards: Collection[str]) -> PracticeReading:
    """Read one practice; `cards` are the slugs of the concept cards. Never raises for any content."""
    notes = Notes()
    leaf = read_leaf(path, notes)
    practice = _practice(leaf, cards, notes)
    return PracticeReading(path.stem, leaf.document, None if notes.faulty else practice, notes.listed(leaf.document))


def _practice(leaf: Leaf, cards: Collection[str], notes: Notes) -> Practice:
    facts = ValueReader(leaf.front, notes)
    facts.keys(KEYS, NEEDED)
    if not leaf.lead:
        notes.add("card-part-missing", 1, part="opening paragraph")
    if not FEWEST_STEPS <= len(leaf.sections) <= MOST_STEPS:
        notes.add("practice-steps", 1, count=len(leaf.sections), low=FEWEST_STEPS, high=MOST_STEPS)
    return Practice(
        slug=leaf.slug,
        title=facts.text("title", "A yin break"),
        minutes=facts.number("minutes", 1, 30),
        section=facts.text("section", "Mourning the life lost"),
        concepts=facts.named("concepts", cards, "concept-unknown"),
        offered=facts.choices("offered", OCCASIONS),
        lead=leaf.lead,
        steps=tuple(_step(section, notes) for section in leaf.sections),
        language=facts.language(),
    )


def _step(section: Section, notes: Notes) -> PracticeStep:
    said: dict[str, str] = {}
    for block in section.blocks:
        if block.kind != "item":
            continue
        match = LABEL.fullmatch(block.text)
        label, value = (match[1], match[2].strip()) if match else ("", "")
        if label not in LABELS:
            hint = notes.hint(label, LABELS)
            notes.add("label-unknown", block.line, label=label or block.text, hint=hint, choices=", ".join(LABELS))
        elif not value:
            notes.add("label-empty", block.line, label=label)
        elif label in said:
            notes.add("label-repeated", block.line, label=label)
        elif not _right(label, value):
            notes.add("practice-label", block.line, label=label, low=SHORTEST_STAY, high=LONGEST_STAY)
        else:
            said[label] = value
    text = "".join(line for block in section.blocks if block.kind != "item" for line in block.lines).strip()
    if not text:
        notes.add("step-empty", section.line, step=section.title)
    return PracticeStep(
        title=section.title,
        text=text,
        stay=int(said.get("Stay", "0")),
        breath=said.get("Breath") == "yes",
        note=said.get("Note", ""),
    )


def _right(label: str, value: str) -> bool:
    if label == "Stay":
        return value.isdecimal() and len(value) < 5 and SHORTEST_STAY <= int(value) <= LONGEST_STAY
    return label != "Breath" or value in ("yes", "no")
