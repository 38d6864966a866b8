"""What a trainee is told: after a turn, and at the end of a case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from simulator.engine.attempt import Step
from simulator.engine.rubric import Level
from simulator.engine.scenario import Alternative, Rating, Response, Scenario

STRENGTHS, EDGES, NEXT = 3, 3, 3


class Finding(NamedTuple):
    """A criterion that stood out over an attempt, with the turn that shows it best."""

    criterion: str
    times: int
    seq: int
    rating: Rating


class Harm(NamedTuple):
    """One harmful rating, by itself."""

    seq: int
    rating: Rating


class Suggestion(NamedTuple):
    """A case to practise next and the criteria it exercises that this attempt still needs."""

    scenario: str
    criteria: tuple[str, ...]


def alternative(step: Step) -> Alternative | None:
    """One other wording for a turn, and why.

    The author's `Instead` if there is one; else the words of a better response that was offered; else another wording of
    the same response; else None.
    """
    response = step.response
    if response.instead:
        return response.instead
    better = max(step.offered, key=_weight)
    if _weight(better) > _weight(response) and better.words:
        return Alternative(better.words, max(better.ratings, key=lambda rating: rating.level).feedback)
    if response.also:
        return Alternative(response.also[0], "It does the same in other words.")
    return None


def strengths(steps: Mapping[int, Step]) -> tuple[Finding, ...]:
    """Up to three criteria that were shown most and best, strongest first."""
    return _findings(steps, lambda level: level.points)[:STRENGTHS]


def growth_edges(steps: Mapping[int, Step]) -> tuple[Finding, ...]:
    """Up to three criteria that would have helped where the moment was missed or harmed, most needed first."""
    return _findings(steps, lambda level: {Level.HARMFUL: 2, Level.MISSED: 1}.get(level, 0))[:EDGES]


def harmful_moments(steps: Mapping[int, Step]) -> tuple[Harm, ...]:
    """Every harmful rating, in the order of the turns; nothing is averaged away."""
    return tuple(
        Harm(seq, rating)
        for seq, step in steps.items()
        for rating in step.response.ratings
        if rating.level is Level.HARMFUL
    )


def practise_next(played: str, edges: Iterable[Finding], library: Iterable[Scenario]) -> tuple[Suggestion, ...]:
    """Up to three cases that exercise the growth edges, the most fitting first; the case itself only if it fits best."""
    wanted = [edge.criterion for edge in edges]
    fitting = []
    for scenario in library:
        exercised = {name for scene in scenario.scenes for r in scene.responses for x in r.ratings for name in x.criteria}
        criteria = tuple(name for name in wanted if name in exercised)
        if criteria:
            fitting.append((-len(criteria), scenario.slug == played, scenario.slug, criteria))
    return tuple(Suggestion(slug, criteria) for _, _, slug, criteria in sorted(fitting)[:NEXT])


def _weight(response: Response) -> int:
    return sum(rating.level for rating in response.ratings)


def _findings(steps: Mapping[int, Step], weigh: Callable[[Level], int]) -> tuple[Finding, ...]:
    found: dict[str, list[tuple[int, int, Rating]]] = defaultdict(list)
    for seq, step in steps.items():
        for rating in step.response.ratings:
            weight = weigh(rating.level)
            if weight:
                for criterion in rating.criteria:
                    found[criterion].append((weight, seq, rating))
    ranked = sorted(found.items(), key=lambda item: (-sum(weight for weight, _, _ in item[1]), item[1][0][1]))
    findings = []
    for criterion, shown in ranked:
        _, seq, rating = max(shown, key=lambda moment: (moment[0], -moment[1]))
        findings.append(Finding(criterion, len(shown), seq, rating))
    return tuple(findings)
