"""Before and after: the trainees of a cohort on a pair of parallel cases, each compared with themselves.

Two cases are parallel as far as the same criteria are in play in them. Parallel cases need not be equally hard: a
difference is a hint, not a proof.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import permutations
from typing import Literal, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from simulator.engine.profile import Difference, paired
from simulator.engine.rubric import PRINCIPLES
from simulator.engine.scenario import Scenario
from simulator.engine.scoring import TOO_FEW
from simulator.storage.cohorts import CohortRecord
from simulator.usecases.catalogue import Store
from simulator.usecases.cohorts import FIRST_YEAR, LAST_YEAR
from simulator.usecases.errors import Refused
from simulator.usecases.heat_maps import HeatMap
from simulator.usecases.reported import Attempted

PROPOSED = 5
Which = Literal["first", "last"]


class CaseChoice(NamedTuple):
    """A case that somebody in the cohort has finished."""

    slug: str
    title: str
    language: str


class Pair(NamedTuple):
    """Two cases, and how many per cent of the criteria in either are in both."""

    before: CaseChoice
    after: CaseChoice
    shared: int


class Side(NamedTuple):
    """One side of the comparison, as it was asked for: days are written 2026-10-01, or empty."""

    case: str = ""
    which: Which = "first"
    since: str = ""
    until: str = ""


class PrincipleDifference(NamedTuple):
    """How a principle differs, after less before, in per cent of the points allowed."""

    principle: str
    title: str
    difference: Difference


class Compared(NamedTuple):
    """What is offered to be compared, and what was."""

    cases: tuple[CaseChoice, ...]
    pairs: tuple[Pair, ...]
    before: Side
    after: Side
    people: int
    rows: tuple[PrincipleDifference, ...]


def compared(store: Store, found: HeatMap, before: Side, after: Side) -> Compared:
    """Compare two sides over the attempts of a heat map; without a case on both sides nothing is compared.

    Raises:
        Refused: a case that nobody here has finished, or a day that is none.
    """
    titles = {one.slug: CaseChoice(one.slug, one.title, one.language) for one in found.attempts}
    cases = tuple(titles[slug] for slug in sorted(titles))
    pairs = _pairs(store.current, titles)
    if not (before.case and after.case):
        return Compared(cases, pairs, before, after, 0, ())
    if not {before.case, after.case} <= set(titles):
        raise Refused("Nobody in this cohort has finished this case.")
    first, second = (_chosen(found.attempts, side, found.cohort) for side in (before, after))
    both = [person for person in first if person in second and first[person].id != second[person].id]
    rows = tuple(
        PrincipleDifference(principle, title, paired(_differences(principle, both, first, second)))
        for principle, title in PRINCIPLES.items()
    )
    return Compared(cases, pairs, before, after, len(both), rows)


def _pairs(current: Mapping[str, Scenario], finished: Mapping[str, CaseChoice]) -> tuple[Pair, ...]:
    """The pairs that share most; a case that continues another comes after it."""
    criteria = {slug: _criteria(current[slug]) for slug in finished if slug in current}
    found = [
        Pair(finished[one], finished[other], 100 * len(criteria[one] & criteria[other]) // len(union))
        for one, other in permutations(sorted(criteria), 2)
        if (union := criteria[one] | criteria[other]) and _in_order(current[one], current[other])
    ]
    return tuple(sorted(found, key=lambda pair: (-pair.shared, pair.before.slug))[:PROPOSED])


def _in_order(one: Scenario, other: Scenario) -> bool:
    if one.continues == other.slug:
        return False
    return other.continues == one.slug or one.slug < other.slug


def _criteria(scenario: Scenario) -> frozenset[str]:
    responses = scenario.response_by_slug.values()
    return frozenset(slug for one in responses for rating in one.ratings for slug in rating.criteria)


def _chosen(attempts: Sequence[Attempted], side: Side, cohort: CohortRecord) -> dict[UUID, Attempted]:
    """Each trainee's first or last attempt at the case within the days."""
    since, until = _day(side.since, cohort), _day(side.until, cohort)
    fitting = [
        one
        for one in attempts
        if one.slug == side.case
        and (since is None or one.finished_at >= since)
        and (until is None or one.finished_at < until + timedelta(days=1))
    ]
    return {one.person_id: one for one in (fitting if side.which == "last" else reversed(fitting))}


def _day(typed: str, cohort: CohortRecord) -> datetime | None:
    if not typed:
        return None
    try:
        on = date.fromisoformat(typed)
    except ValueError as error:
        raise Refused("Please write a day as 2026-10-01.") from error
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        raise Refused("Please write a day as 2026-10-01.")
    return datetime(on.year, on.month, on.day, tzinfo=ZoneInfo(cohort.time_zone))


def _differences(
    principle: str, both: Collection[UUID], before: Mapping[UUID, Attempted], after: Mapping[UUID, Attempted]
) -> list[float]:
    """Of those only about whom there is enough to say on both sides."""
    found = []
    for person in both:
        one, other = before[person].score(principle), after[person].score(principle)
        if TOO_FEW not in (one.word, other.word):
            found.append(100 * (other.points / other.allowed - one.points / one.allowed))
    return found
