"""Whether a library practises and explains all that it should: each construct, each criterion at both of its ends.

A construct needs a concept card and a scene that exercises it. A criterion needs to be shown well (helpful or advanced)
in at least two cases, and to be missing or harmed (missed or harmful) in at least two: what is only ever praised, or
only ever found lacking, teaches half of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from simulator.engine.concept import CONSTRUCTS, Concept
from simulator.engine.rubric import Level, Rubric
from simulator.engine.scenario import Scenario

FEWEST_CASES = 2


class ConstructRow(NamedTuple):
    """Where one construct is explained and practised. `scenes` are pairs of case and scene."""

    slug: str
    card: bool
    cases: tuple[str, ...]
    scenes: tuple[tuple[str, str], ...]
    criteria: tuple[str, ...]

    @property
    def gaps(self) -> tuple[str, ...]:
        """What is lacking, in sentences."""
        lacking = (("concept card", self.card), ("scene", bool(self.scenes)))
        return tuple(f"{self.slug} has no {what}." for what, there in lacking if not there)


class CriterionRow(NamedTuple):
    """In how many responses of which cases a criterion decided a rating, by level."""

    slug: str
    principle: str
    responses: dict[Level, int]
    cases: dict[Level, frozenset[str]]

    @property
    def well(self) -> int:
        """Cases in which it is shown: helpful or advanced."""
        return len(self.cases[Level.HELPFUL] | self.cases[Level.ADVANCED])

    @property
    def badly(self) -> int:
        """Cases in which it is lacking: missed or harmful."""
        return len(self.cases[Level.HARMFUL] | self.cases[Level.MISSED])

    @property
    def gaps(self) -> tuple[str, ...]:
        """What is lacking, in sentences."""
        ends = (("harmful or missed", self.badly), ("helpful or advanced", self.well))
        return tuple(
            f"{self.slug} is {words} in {count or 'no'} {'case' if count == 1 else 'cases'}; {FEWEST_CASES} are needed."
            for words, count in ends
            if count < FEWEST_CASES
        )


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a library covers, row by row."""

    constructs: tuple[ConstructRow, ...]
    criteria: tuple[CriterionRow, ...]

    @property
    def gaps(self) -> tuple[str, ...]:
        """Everything that is lacking, in sentences; empty if the library is whole."""
        return tuple(gap for rows in (self.constructs, self.criteria) for row in rows for gap in row.gaps)


def coverage(scenarios: Iterable[Scenario], rubric: Rubric, concepts: Mapping[str, Concept]) -> Coverage:
    """What these cases and cards cover: the constructs of the clinical model, and every further card."""
    scenarios = tuple(scenarios)
    slugs = dict.fromkeys((*CONSTRUCTS, *concepts))
    return Coverage(
        tuple(_construct(slug, scenarios, concepts.get(slug)) for slug in slugs),
        tuple(_criterion(one.slug, one.principle, scenarios) for one in rubric.criteria.values()),
    )


def exercising(slug: str, scenarios: Iterable[Scenario]) -> tuple[tuple[Scenario, tuple[str, ...]], ...]:
    """The cases that exercise a concept, each with the titles of the scenes that do."""
    found = ((one, tuple(scene.title for scene in one.scenes if slug in scene.learn)) for one in scenarios)
    return tuple((scenario, titles) for scenario, titles in found if titles)


def _construct(slug: str, scenarios: tuple[Scenario, ...], card: Concept | None) -> ConstructRow:
    scenes = tuple((one.slug, scene.slug) for one in scenarios for scene in one.scenes if slug in scene.learn)
    cases = tuple(dict.fromkeys(case for case, _ in scenes))
    return ConstructRow(slug, card is not None, cases, scenes, card.criteria if card else ())


def _criterion(slug: str, principle: str, scenarios: tuple[Scenario, ...]) -> CriterionRow:
    found: dict[Level, list[str]] = {level: [] for level in Level}
    for scenario in scenarios:
        for response in scenario.response_by_slug.values():
            for rating in response.ratings:
                if slug in rating.criteria:
                    found[rating.level].append(scenario.slug)
    return CriterionRow(
        slug,
        principle,
        {level: len(cases) for level, cases in found.items()},
        {level: frozenset(cases) for level, cases in found.items()},
    )
