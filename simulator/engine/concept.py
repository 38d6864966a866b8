"""What stands behind the feedback: concept cards, one for each construct of the clinical model.

`SHELVES` names the constructs that Braehler & Neff (2020) work with and that every library should explain and practise;
the wording of a card is in `scenarios/concepts/`.
"""

from __future__ import annotations

from dataclasses import dataclass

from simulator.engine.scenario import ENGLISH

SHELVES: dict[str, tuple[str, ...]] = {
    "What compassion is made of": ("six-components", "yin-and-yang", "needs-and-qualities", "care-system-online"),
    "What hurts, and how it hides": (
        *("shame", "shame-defences", "fears-of-compassion"),
        *("fear-of-anger", "fear-of-happiness"),
    ),
    "Who comes into the room": (
        *("attachment-patterns", "emotion-regulation"),
        *("mentalising", "window-of-tolerance"),
    ),
    "Finding the way in": ("desensitisation", "direction", "differentiation", "titrating-warmth"),
    "The arc of the work": ("phases", "righteous-anger", "mourning"),
    "The person in the other chair": ("equanimity", "therapists-shame"),
}
"""The shelves of the reading room and what stands on each, in the order of reading."""

CONSTRUCTS: tuple[str, ...] = tuple(slug for shelf in SHELVES.values() for slug in shelf)
"""Every construct a library must have a card and a scene for (clinical model, sections 3 to 7)."""


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept card. Texts are Markdown; `section` is the chapter section it rests on, `see` other cards.

    `language` is the one it is written in (BCP 47).
    """

    slug: str
    title: str
    section: str
    criteria: tuple[str, ...]
    see: tuple[str, ...]
    lead: str
    example: str
    sounds: str
    wrong: str
    language: str = ENGLISH
