"""Robots at a draft: what they come to, what they never meet, and what to look at again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from simulator.engine.decisions import Alike, Reached, decisions_alike, ways_to_endings
from simulator.engine.ranges import Range
from simulator.engine.robots import Played, let_all_play, together
from simulator.engine.scenario import Scenario, Scene
from simulator.markup.checks import Checked
from simulator.markup.giveaways import Giveaways, giveaways
from simulator.markup.problems import Problem
from simulator.markup.scoring_lint import Finding, Walked, lint
from simulator.storage.drafts import DraftRecord
from simulator.usecases import drafts
from simulator.usecases.catalogue import Store
from simulator.usecases.checking import Memory, understood
from simulator.usecases.people import Actor

REPORTS_KEPT = 8
CUES = ("giveaway-length", "giveaway-position", "giveaway-wording")
"""What the checker finds of wording, length and place."""


@dataclass(frozen=True)
class Report:
    """What the robots made of a case, and all that follows from it; `ranges` are empty where not every way is known."""

    scenario: Scenario
    played: Mapping[str, Played]
    ranges: Mapping[str, Range | None]
    alike: tuple[Alike, ...]
    reached: tuple[Reached, ...]
    cues: Giveaways
    told: tuple[Problem, ...]
    findings: tuple[Finding, ...]

    @cached_property
    def unvisited(self) -> tuple[Scene, ...]:
        """The scenes that no robot has come to."""
        scenes, _, _ = together(self.played.values())
        return tuple(scene for scene in self.scenario.scenes if scene.slug not in scenes)


class Watched(NamedTuple):
    """A draft, and the report on it; None if a fault of its form keeps it from being played."""

    draft: DraftRecord
    checked: Checked
    report: Report | None


_REPORTS: Memory[Report] = Memory(REPORTS_KEPT)


def watched(store: Store, actor: Actor, draft_id: UUID) -> Watched:
    """A draft with the robots at work on it.

    Raises:
        NotFound: no such draft, or not for this person.
    """
    draft = drafts.opened(store, actor, draft_id)
    found = understood(store, draft.text, draft.slug)
    scenario = found.checked.reading.scenario
    if scenario is None or not scenario.scenes:
        return Watched(draft, found.checked, None)
    ranges = found.ranges or {}
    report = _REPORTS.get((scenario.slug, scenario.version), lambda: _report(found.checked, scenario, ranges))
    return Watched(draft, found.checked, report)


def _report(checked: Checked, scenario: Scenario, ranges: Mapping[str, Range | None]) -> Report:
    played = let_all_play(scenario)
    explored = checked.explored
    return Report(
        scenario=scenario,
        played=played,
        ranges=ranges,
        alike=decisions_alike(scenario),
        reached=ways_to_endings(explored) if explored and explored.complete else (),
        cues=giveaways([scenario]),
        told=tuple(problem for problem in checked.problems if problem.code in CUES),
        findings=lint(Walked(checked, scenario, ranges, played)),
    )
