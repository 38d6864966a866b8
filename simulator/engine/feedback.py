"""What a trainee is told: after a turn, and at the end of a case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from simulator.engine.attempt import Step
from simulator.engine.rubric import Level
from simulator.engine.scenario import Alternative, Rating, Response, Scenario
from simulator.engine.state import State
from simulator.engine.view import shown

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

    The author's `Instead` if there is one; else the words, as they were offered, of the best response that was better
    and nowhere harmful; else another wording of the same response; else None.
    """
    response = step.response
    if response.instead:
        return response.instead
    better = [
        (offer, words)
        for offer in step.offered
        if _weight(offer) > _weight(response) and not offer.harmful and (words := _words(offer, step.before))
    ]
    if better:
        best, words = max(better, key=lambda found: _weight(found[0]))
        return Alternative(words, max(best.ratings, key=lambda rating: rating.level).feedback)
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
    """Up to three cases that exercise the growth edges, the most fitting first; of equals, the case itself last."""
    wanted = [edge.criterion for edge in edges]
    fitting = []
    for scenario in library:
        responses = scenario.response_by_slug.values()
        exercised = {name for response in responses for rating in response.ratings for name in rating.criteria}
        criteria = tuple(name for name in wanted if name in exercised)
        if criteria:
            fitting.append((-len(criteria), scenario.slug == played, scenario.slug, criteria))
    return tuple(Suggestion(slug, criteria) for _, _, slug, criteria in sorted(fitting)[:NEXT])


def _weight(response: Response) -> int:
    return sum(rating.level for rating in response.ratings)


def _words(response: Response, state: State) -> str:
    """What the trainee would have said in `state`, without what they do."""
    return " ".join(line.text for line in shown(response.passages, state) if line.speech)


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
    for criterion, moments in ranked:
        _, seq, rating = max(moments, key=lambda moment: (moment[0], -moment[1]))
        findings.append(Finding(criterion, len(moments), seq, rating))
    return tuple(findings)
