"""How a version of a case was played, for the people who write cases: never who, and nothing about fewer than five.

Every finished attempt on the version counts, of all cohorts and of free practice, and of each person the first: later
ones are answers that were learned from the debrief. Attempts of erased people count too: they are numbers of nobody.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple
from weakref import WeakKeyDictionary

from simulator.engine.disclosure import FEWEST
from simulator.engine.item_cells import Beside, Shown, shown_of
from simulator.engine.items import Analysis, Count, Grouping, Play, Turn, analyse
from simulator.engine.scenario import Scenario
from simulator.storage import item_rows
from simulator.storage.database import Database
from simulator.storage.item_rows import AnsweredTurn, FinishedAttempt, PlayedVersion
from simulator.usecases.catalogue import Store
from simulator.usecases.drafts import require_leader
from simulator.usecases.errors import NotFound
from simulator.usecases.item_figures import SceneFigures, scene_figures
from simulator.usecases.item_ratings import said_of_responses
from simulator.usecases.item_words import written_by_scene
from simulator.usecases.people import COURSE_LEADER, Actor
from simulator.usecases.texts import storable

__all__ = ["FEWEST", "ItemReport", "PlayedVersion", "Which", "item_report"]

Which = Literal["first", "all"]


class EndingFigures(NamedTuple):
    """One ending, and how many attempts came to it; None is not shown."""

    slug: str
    title: str
    kind: str
    attempts: int | None


class MoveFigures(NamedTuple):
    """How often first answers led from one scene to another; only what may be shown."""

    scene: str
    to: str
    number: int


@dataclass(frozen=True, slots=True)
class ItemReport:
    """The item analysis of one version. Without enough people there is nothing but the list of versions."""

    slug: str
    played: PlayedVersion
    versions: tuple[PlayedVersion, ...]
    which: Which
    scenario: Scenario
    enough: bool
    attempts: int = 0
    people: int = 0
    grouping: Grouping | None = None
    scenes: tuple[SceneFigures, ...] = ()
    endings: tuple[EndingFigures, ...] = ()
    moves: tuple[MoveFigures, ...] = ()


class _Analysed(NamedTuple):
    """An analysis, and how many finished attempts there were then."""

    attempts: int
    analysis: Analysis
    may: Shown


_KEPT: WeakKeyDictionary[Database, dict[tuple[str, Which], _Analysed]] = WeakKeyDictionary()


def item_report(
    store: Store, actor: Actor, slug: str, version: str | None = None, which: Which = "first"
) -> ItemReport:
    """How a version of a case was played; the one that is offered, or else the newest one played, if none is named.

    Raises:
        NotFound: the actor leads no course, or there is no such case or version.
    """
    require_leader(actor)
    if not storable(slug):
        raise NotFound("no slug")
    offered = store.current.get(slug)
    with store.database.read() as session:
        versions = item_rows.played_versions(session, slug)
    played = _chosen(versions, version, offered)
    scenario = store.scenario(played.version)
    if played.people < FEWEST:
        return ItemReport(slug, played, versions, which, scenario, enough=False)
    found, may = _analysed(store, scenario, played, which)
    with store.database.read() as session:
        said = said_of_responses(session, actor, played.version)
        written = written_by_scene(
            session, played.version, [one.cohort for one in actor.roles if one.role == COURSE_LEADER]
        )
    return ItemReport(
        slug=slug,
        played=played,
        versions=versions,
        which=which,
        scenario=scenario,
        enough=True,
        attempts=found.plays.number,
        people=found.plays.people,
        grouping=found.grouping,
        scenes=tuple(
            scene_figures(one, found.items.get(one.slug), may, written.get(one.slug), said)
            for one in scenario.scenes
            if not one.ending
        ),
        endings=tuple(
            EndingFigures(
                one.slug, one.title, one.ending, may.number(found.endings.get(one.slug, Count()), "scene", one.slug)
            )
            for one in scenario.scenes
            if one.ending
        ),
        moves=_moves(found, may),
    )


def _chosen(versions: Sequence[PlayedVersion], version: str | None, offered: Scenario | None) -> PlayedVersion:
    by_version = {one.version: one for one in versions}
    if version is not None or not versions:
        if version not in by_version:
            raise NotFound(str(version))
        return by_version[version]
    now = by_version.get(offered.version) if offered else None
    return now if now and now.attempts else next((one for one in versions if one.attempts), now or versions[0])


def _analysed(store: Store, scenario: Scenario, played: PlayedVersion, which: Which) -> tuple[Analysis, Shown]:
    """The analysis of a version, kept until another attempt has been finished: nothing of a finished one changes."""
    kept = _KEPT.setdefault(store.database, {})
    found = kept.get((played.version, which))
    if found is None or found.attempts != played.attempts:
        with store.database.read() as session:
            attempts = item_rows.finished_attempts(session, played.version)
            answered = tuple(item_rows.answered_turns(session, played.version))
        first = _first_of_each(attempts)
        analysis = analyse(_plays(first, answered))
        may = shown_of(scenario, analysis)
        if which == "all":
            early = {one.attempt for one in first}
            later = analyse(_plays([one for one in attempts if one.attempt not in early], answered))
            beside, analysis = Beside(analysis, may, later), analyse(_plays(attempts, answered))
            may = shown_of(scenario, analysis, beside)
        found = kept[played.version, which] = _Analysed(len(attempts), analysis, may)
    return found.analysis, found.may


def _first_of_each(attempts: Iterable[FinishedAttempt]) -> tuple[FinishedAttempt, ...]:
    first: dict[Hashable, FinishedAttempt] = {}
    for one in attempts:
        first.setdefault(one.person, one)
    return tuple(first.values())


def _plays(attempts: Sequence[FinishedAttempt], answered: Iterable[AnsweredTurn]) -> list[Play]:
    """The attempts with their turns, which come by attempt and in order."""
    turns: dict[Hashable, list[Turn]] = {one.attempt: [] for one in attempts}
    before = {one.attempt: one.started_at for one in attempts}
    for attempt, seq, parent, scene, response, to, marks, answered_at in answered:
        if attempt in turns:
            seconds = (answered_at - before[attempt]).total_seconds()
            turns[attempt].append(Turn(seq, parent, scene, response, to, marks, seconds))
            before[attempt] = answered_at
    return [Play(one.person, turns[one.attempt], one.ending) for one in attempts]


def _moves(found: Analysis, may: Shown) -> tuple[MoveFigures, ...]:
    numbers = {move: may.number(count, "move", *move) for move, count in found.moves.items()}
    return tuple(MoveFigures(*move, number) for move, number in numbers.items() if number is not None)
