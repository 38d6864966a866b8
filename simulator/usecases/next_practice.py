"""What to practise next: criteria, weakest and most overdue first, each with a case and one or two scenes as drills.

Made from nothing but what is stored anyway: the moments of one's own finished attempts whose scores may be seen, and
one's drills. It explains itself, and nobody has to follow it: a criterion can be set aside for a while.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from simulator.engine.attempt import Answer, counted, offered
from simulator.engine.drills import shows_both
from simulator.engine.rubric import Level, Rubric
from simulator.engine.scenario import LEVELS, Scenario
from simulator.storage import attempts, drills, moments, set_asides
from simulator.storage.database import Session
from simulator.storage.drills import DrillRecord
from simulator.storage.moments import MomentRecord
from simulator.storage.records import AttemptLine
from simulator.usecases.catalogue import Store
from simulator.usecases.drilling import ground, held_back, start_of
from simulator.usecases.errors import Refused
from simulator.usecases.people import Actor
from simulator.usecases.spacing import Moment, Practised, practised
from simulator.usecases.stories import CriterionName, criterion_name

MOST: Final = 6
MOST_NEW: Final = 2
MOST_DRILLS: Final = 2
MOST_MOMENTS: Final = 1_000
"""Turns and drills that are looked at, the newest: a year of practice, in some hundredths of a second."""
PAUSES: Final = (7, 30)
"""For how many days a criterion may be set aside."""
DUE_AND_LACKING, DUE, LACKING, NEW, RESTING = range(5)
"""In which order criteria are offered; what rests can wait."""


class CaseToPlay(NamedTuple):
    """A case that exercises a criterion, in how many of its scenes; its title is in `language`."""

    slug: str
    title: str
    language: str
    level: str
    minutes: int
    scenes: int


class SceneToDrill(NamedTuple):
    """A scene to practise by itself; `again` if the criterion was lacking there."""

    version: str
    scene: str
    title: str
    case: str
    language: str
    again: bool


class Suggestion(NamedTuple):
    """A criterion to practise, and why: `practised` says how it went, None if it was never met.

    `due` is whether it is time again by the spacing.
    """

    criterion: CriterionName
    principle: str
    practised: Practised | None
    due: bool
    case: CaseToPlay | None = None
    drills: tuple[SceneToDrill, ...] = ()


class Aside(NamedTuple):
    """A criterion that was set aside, and until when."""

    criterion: CriterionName
    until: datetime


@dataclass(frozen=True, slots=True)
class NextPractice:
    """The list. `others` are the criteria that were met and are not proposed now.

    Whoever has nothing to go by yet gets a case to `begin_with`; `waits`: something was finished, and its scores are
    still to come.
    """

    suggestions: tuple[Suggestion, ...]
    others: tuple[Suggestion, ...]
    set_aside: tuple[Aside, ...]
    begin_with: CaseToPlay | None
    waits: bool


class Place(NamedTuple):
    """A scene of a version."""

    version: str
    scene: str


class _Desk(NamedTuple):
    """All that a list is made from. `levels` are the last ones given for a criterion in a scene."""

    current: Mapping[str, Scenario]
    rubric: Rubric
    now: datetime
    zone: ZoneInfo
    mine: tuple[AttemptLine, ...]
    held: frozenset[str]
    reach: int
    levels: Mapping[tuple[Place, str], Level]
    drilled: Mapping[Place, datetime]

    def is_today(self, at: datetime) -> bool:
        """Whether a moment was on this person's day."""
        return at.astimezone(self.zone).date() == self.now.astimezone(self.zone).date()

    def is_lacking(self, place: Place, criterion: str) -> bool:
        """Whether the criterion was missed, or worse, when this person answered that scene last."""
        return self.levels.get((place, criterion), Level.HELPFUL) < Level.HELPFUL


def suggestions(store: Store, actor: Actor, now: datetime | None = None) -> tuple[Suggestion, ...]:
    """What to practise next, at most six criteria, the most worthwhile first."""
    return overview(store, actor, now).suggestions


def overview(store: Store, actor: Actor, now: datetime | None = None) -> NextPractice:
    """The whole list of this person."""
    now = now or datetime.now(UTC)
    current, rubric = store.current, store.catalogue.rubric
    with store.database.read() as session:
        mine = attempts.attempts_of(session, actor.id, now)
        found = _moments(session, actor, mine)
        drilled = drills.drills_of(session, actor.id, MOST_MOMENTS)
        aside = set_asides.set_asides_of(session, actor.id, now)
        rated = sorted([*_of_attempts(store, found), *_of_drills(store, drilled)], key=lambda one: one[0].at)
        standing = practised((moment for moment, _ in rated), now)
        desk = _Desk(
            current=current,
            rubric=rubric,
            now=now,
            zone=ZoneInfo(actor.time_zone or "UTC"),
            mine=mine,
            held=held_back(session, actor, mine, now),
            reach=_reach(store, mine),
            levels={(place, one.criterion): one.level for one, place in rated},
            drilled={Place(one.version, one.start.scene): one.answered_at for one in reversed(drilled)},
        )
        first = _ranked(desk, standing, aside)[:MOST] if standing else []
        chosen = tuple(_suggestion(session, actor, desk, slug, standing.get(slug)) for slug in first)
    return NextPractice(
        suggestions=chosen,
        others=tuple(_named(desk, slug, standing[slug]) for slug in _left(standing, first, aside, rubric)),
        set_aside=tuple(Aside(criterion_name(rubric, slug), until) for slug, until in aside.items()),
        begin_with=None if standing else _first_case(desk),
        waits=any(one.finished_at and one.scores is None for one in mine),
    )


def set_aside(store: Store, actor: Actor, criterion: str, days: int, now: datetime | None = None) -> None:
    """Leave a criterion out of the list for some days.

    Raises:
        Refused: there is no such criterion, or no such pause.
    """
    if criterion not in store.catalogue.rubric.criteria or days not in PAUSES:
        raise Refused("Please choose one of the criteria, and a week or a month.")
    with store.database.write() as session:
        set_asides.set_aside(session, actor.id, criterion, (now or datetime.now(UTC)) + timedelta(days=days))
        session.commit()


def bring_back(store: Store, actor: Actor, criterion: str) -> None:
    """Put a criterion into the list again.

    Raises:
        Refused: there is no such criterion.
    """
    if criterion not in store.catalogue.rubric.criteria:
        raise Refused("Please choose one of the criteria that are set aside.")
    with store.database.write() as session:
        set_asides.bring_back(session, actor.id, criterion)
        session.commit()


def _moments(session: Session, actor: Actor, mine: Sequence[AttemptLine]) -> tuple[MomentRecord, ...]:
    """The turns of the newest finished attempts of which the scores may be seen."""
    wanted: list[UUID] = []
    there = 0
    for line in mine:
        if line.scores is not None and there < MOST_MOMENTS:
            wanted.append(line.id)
            there += line.turns
    return moments.moments_of(session, actor.id, wanted) if wanted else ()


def _of_attempts(store: Store, found: Iterable[MomentRecord]) -> Iterator[tuple[Moment, Place]]:
    """Every rating of every turn that counts, with the version and scene it was given in."""
    by_attempt: dict[UUID, list[MomentRecord]] = {}
    for one in found:
        by_attempt.setdefault(one.attempt_id, []).append(one)
    for turns in by_attempt.values():
        scenario = store.scenario(turns[0].version)
        counting = counted([Answer(one.seq, one.parent, one.response) for one in turns])
        for one in turns:
            if one.seq in counting:
                yield from _rated(store, scenario, one.scene, one.response, one.answered_at)


def _of_drills(store: Store, found: Iterable[DrillRecord]) -> Iterator[tuple[Moment, Place]]:
    for one in reversed(tuple(found)):
        yield from _rated(store, store.scenario(one.version), one.start.scene, one.response, one.answered_at)


def _rated(store: Store, scenario: Scenario, scene: str, response: str, at: datetime) -> Iterator[tuple[Moment, Place]]:
    for rating in scenario.response_by_slug[scene, response].ratings:
        for criterion in rating.criteria:
            if criterion in store.catalogue.rubric.criteria:
                yield Moment(criterion, rating.level, at), Place(scenario.version, scene)


def _reach(store: Store, mine: Iterable[AttemptLine]) -> int:
    """How difficult a case may be, as a place in `LEVELS`: one level above what was finished already."""
    done = [LEVELS.index(store.scenario(one.version).level) for one in mine if one.finished_at]
    return min(max(done, default=-1) + 1, len(LEVELS) - 1)


def _ranked(desk: _Desk, standing: Mapping[str, Practised], aside: Mapping[str, datetime]) -> list[str]:
    """The criteria to offer, the most worthwhile first: none that rests, and at most two that are new."""
    offers = [slug for slug in desk.rubric.criteria if slug not in aside and any(_exercising(desk, slug))]
    new = [slug for slug in offers if slug not in standing][:MOST_NEW]
    ranked = []
    for place, slug in enumerate(offers):
        one = standing.get(slug)
        if one and (kind := _kind(one, desk.now)) != RESTING:
            ranked.append((kind, -one.lacking - one.harmful, one.recall, place, slug))
        elif slug in new:
            ranked.append((NEW, 0, 0.0, place, slug))
    return [slug for *_, slug in sorted(ranked)]


def _kind(one: Practised, now: datetime) -> int:
    due = one.due_at <= now
    if one.lacking:
        return DUE_AND_LACKING if due else LACKING
    return DUE if due else RESTING


def _left(
    standing: Mapping[str, Practised],
    first: Collection[str],
    aside: Mapping[str, datetime],
    rubric: Rubric,
) -> list[str]:
    """What was practised and is not offered now, the first to be due first."""
    left = [slug for slug in rubric.criteria if slug in standing and slug not in first and slug not in aside]
    return sorted(left, key=lambda slug: standing[slug].due_at)


def _named(desk: _Desk, slug: str, one: Practised | None) -> Suggestion:
    criterion = desk.rubric.criteria[slug]
    due = one is not None and one.due_at <= desk.now
    return Suggestion(criterion_name(desk.rubric, slug), criterion.principle, one, due)


def _suggestion(session: Session, actor: Actor, desk: _Desk, slug: str, one: Practised | None) -> Suggestion:
    return _named(desk, slug, one)._replace(case=_case(desk, slug), drills=tuple(_drills(session, actor, desk, slug)))


def _exercising(desk: _Desk, criterion: str) -> Iterator[tuple[Scenario, tuple[str, ...]]]:
    """The cases that exercise a criterion, with the scenes that do."""
    for scenario in desk.current.values():
        scenes = ground(scenario).exercised.get(criterion)
        if scenes and scenario.slug not in desk.held:
            yield scenario, scenes


def _case(desk: _Desk, criterion: str) -> CaseToPlay | None:
    """The case that exercises it most: not one played today, nor one too difficult yet, if there is another."""

    def weight(found: tuple[Scenario, tuple[str, ...]]) -> tuple[bool, bool, int, int, str]:
        scenario, scenes = found
        level = LEVELS.index(scenario.level)
        return scenario.slug in today, level > desk.reach, -len(scenes), level, scenario.slug

    today = {one.slug for one in desk.mine if desk.is_today(one.started_at)}
    found = min(_exercising(desk, criterion), key=weight, default=None)
    return None if found is None else _to_play(*found)


def _first_case(desk: _Desk) -> CaseToPlay | None:
    """The case to begin with: an easy one, the first of the library."""
    easy = [one for one in desk.current.values() if one.slug not in desk.held]
    first = min(easy, key=lambda one: (LEVELS.index(one.level), one.title), default=None)
    return None if first is None else _to_play(first, ())


def _to_play(scenario: Scenario, scenes: Sequence[str]) -> CaseToPlay:
    return CaseToPlay(scenario.slug, scenario.title, scenario.language, scenario.level, scenario.minutes, len(scenes))


def _drills(session: Session, actor: Actor, desk: _Desk, criterion: str) -> list[SceneToDrill]:
    """One or two scenes in which the criterion can be shown and be missing, as this person would meet them.

    Where it was lacking comes first, then what was not drilled yet or longest ago, and last what was drilled today; if
    possible from two cases.
    """

    def weight(found: tuple[Scenario, str]) -> tuple[bool, bool, bool, float, int]:
        scenario, slug = found
        place, level = Place(scenario.version, slug), LEVELS.index(scenario.level)
        last, lacking = desk.drilled.get(place), desk.is_lacking(place, criterion)
        too_hard = level > desk.reach and not lacking
        today = last is not None and desk.is_today(last)
        return too_hard, today, not lacking, last.timestamp() if last else 0.0, level

    places = [(scenario, slug) for scenario, scenes in _exercising(desk, criterion) for slug in scenes]
    played = {one.version for one in desk.mine}
    first: list[SceneToDrill] = []
    spare: list[SceneToDrill] = []
    for scenario, slug in sorted(places, key=weight):
        met = start_of(session, actor, scenario, slug)[0] if scenario.version in played else None
        scene = scenario.scene_by_slug[slug]
        if shows_both(offered(scene, met or ground(scenario).arrivals[slug]), criterion):
            again = desk.is_lacking(Place(scenario.version, slug), criterion)
            one = SceneToDrill(scenario.version, slug, scene.title, scenario.title, scenario.language, again)
            (spare if any(other.version == one.version for other in first) else first).append(one)
        if len(first) == MOST_DRILLS:
            break
    return (first + spare)[:MOST_DRILLS]
