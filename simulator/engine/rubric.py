"""What is rated: three principles, their criteria, and four levels.

The levels are those supervisors know from the WHO EQUIP / ENACT family of competency tools. The principles and criteria
are distilled from Braehler & Neff (2020); `scenarios/rubric.md` holds their wording.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property


class Level(IntEnum):
    """A rating of one response on one principle, 1 (harmful) to 4 (advanced)."""

    HARMFUL = 1
    MISSED = 2
    HELPFUL = 3
    ADVANCED = 4

    @property
    def word(self) -> str:
        """The level as the scenario format and the screen write it."""
        return self.name.lower()

    @property
    def points(self) -> int:
        """Points towards a score, 0 to 2: only what is above `missed` counts; harm is reported apart, not averaged."""
        return max(0, int(self) - Level.MISSED)


PRINCIPLES: dict[str, str] = {
    "attunement": "Attunement",
    "titration": "Titration",
    "fierce-compassion": "Fierce compassion",
}
"""The three scored principles, by slug, in the order in which every page shows them."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One observable skill within a principle, with an anchor sentence for each level."""

    slug: str
    title: str
    principle: str
    summary: str
    anchors: dict[Level, str]
    section: str


@dataclass(frozen=True, slots=True)
class Principle:
    """One of the three things that are scored."""

    slug: str
    title: str
    summary: str
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True)
class Rubric:
    """The whole rubric, in the version that ratings refer to; `language` is the one it is written in (BCP 47)."""

    version: str
    language: str
    introduction: str
    principles: tuple[Principle, ...]

    @cached_property
    def criteria(self) -> dict[str, Criterion]:
        """Every criterion by slug."""
        return {criterion.slug: criterion for principle in self.principles for criterion in principle.criteria}
