"""Robots at a draft: where the story goes without anybody, what is never met, and what to look at again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, NamedTuple
from uuid import UUID

from flask import request

from simulator.engine.decisions import MOST_WAYS, Reached
from simulator.engine.ranges import Range
from simulator.engine.robots import ROBOTS, Played, Spread, together
from simulator.engine.rubric import PRINCIPLES, Level
from simulator.engine.scenario import Scenario, Scene
from simulator.markup.scoring_lint import FINDINGS, Finding
from simulator.usecases import robots as watching
from simulator.usecases.robots import Report, Watched
from simulator.web.authoring import blueprint
from simulator.web.guards import allow, person, store
from simulator.web.language import N_, gettext, number
from simulator.web.pictures import Hits, Map, draw_map
from simulator.web.problems import SaidProblem, said_problem
from simulator.web.rendering import show
from simulator.web.vocabulary import spoken

ALL = "all"
NAMES = {
    "best": N_("The best"),
    "worst": N_("The worst"),
    "random": N_("Any response"),
    "over-warm": N_("Over-warm"),
    "over-pushy": N_("Over-pushy"),
    "soothing-everything": N_("Soothing everything"),
}
WAYS_OF_PLAYING = {
    "best": N_("Always gives the response with the highest levels."),
    "worst": N_("Always gives the response with the lowest levels."),
    "random": N_("Gives any response, whatever it is."),
    "over-warm": N_(
        "Cannot leave warmth alone: gives more than the client can take, does not turn it down when asked, rescues;"
        " with somebody who relies on nobody, turns into a parent."
    ),
    "over-pushy": N_(
        "Wants to get on: keeps the pace when the edge comes nearer, follows the plan, decides for the client, goes to"
        " the memory or the image too soon."
    ),
    "soothing-everything": N_(
        "Calms whatever comes: soothes anger away, comforts where protection is needed, says that nobody is to blame."
    ),
}
CIRCLES = "circles"
SLICE = 100


class Slice(NamedTuple):
    """A share of a bar: the kind of ending (or `circles`), where it begins and how wide it is, in per cent."""

    kind: str
    start: float
    width: float


class End(NamedTuple):
    """How often runs ended so; `slug` is empty where they came to no ending."""

    slug: str
    title: str
    kind: str
    times: int


class Sitting(NamedTuple):
    """One robot's runs, as they are shown."""

    name: str
    title: str
    way: str
    runs: int
    ends: tuple[End, ...]
    bar: tuple[Slice, ...]
    turns: Spread | None
    scores: tuple[tuple[str, Spread | None], ...]


class Heard(NamedTuple):
    """A finding as it is said; line 0 is the whole case."""

    line: int
    where: str
    sentence: str


class Advised(NamedTuple):
    """Findings of one kind, and what can be done about them."""

    remedy: str
    found: tuple[Heard, ...]


class Visit(NamedTuple):
    """A scene and how often it was met."""

    slug: str
    title: str
    times: int


@dataclass(frozen=True, slots=True)
class RobotsPage:
    """What the robots came to; `report` is None where the draft cannot be played. `chosen` is whose map is shown."""

    template: ClassVar[str] = "authoring/robots.html"
    draft_id: UUID
    title: str
    slug: str
    faults: tuple[tuple[int, SaidProblem], ...]
    report: Report | None
    names: Mapping[str, str]
    chosen: str = ALL
    sittings: tuple[Sitting, ...] = ()
    map: Map | None = None
    visits: tuple[Visit, ...] = ()
    advised: tuple[Advised, ...] = ()
    reached: tuple[tuple[Scene, Reached], ...] = ()
    principles: Mapping[str, str] | None = None
    ranges: Mapping[str, Range | None] | None = None
    many: int = MOST_WAYS


@blueprint.get("/drafts/<uuid:draft_id>/robots")
@allow("course-leader")
def robots(draft_id: UUID) -> str:
    """Let the robots play a draft as it was saved last."""
    found = watching.watched(store(), person(), draft_id)
    asked = request.args.get("robot", ALL)
    return show(_page(found, asked if asked in ROBOTS else ALL))


def _page(found: Watched, chosen: str) -> RobotsPage:
    draft, report = found.draft, found.report
    faults = tuple((problem.line, said_problem(problem)) for problem in found.checked.faults)
    if report is None:
        return RobotsPage(draft.id, draft.title, draft.slug, faults, None, NAMES)
    scenario = report.scenario
    played = report.played.values() if chosen == ALL else (report.played[chosen],)
    scenes, moves, _ = together(played)
    return RobotsPage(
        draft_id=draft.id,
        title=draft.title,
        slug=draft.slug,
        faults=faults,
        report=report,
        names=NAMES,
        chosen=chosen,
        sittings=tuple(_sitting(scenario, name, one) for name, one in report.played.items()),
        map=draw_map(scenario, reveal=True, hits=Hits(scenes, moves)),
        visits=tuple(Visit(scene.slug, scene.title, scenes[scene.slug]) for scene in scenario.scenes),
        advised=_advised(report),
        reached=tuple((scenario.scene_by_slug[one.ending], one) for one in report.reached),
        principles=PRINCIPLES,
        ranges=report.ranges,
    )


def _sitting(scenario: Scenario, name: str, played: Played) -> Sitting:
    ends = tuple(_ends(scenario, played))
    return Sitting(
        name=name,
        title=NAMES[name],
        way=WAYS_OF_PLAYING[name],
        runs=played.runs,
        ends=ends,
        bar=tuple(_bar(ends, played.runs)),
        turns=played.turns,
        scores=tuple((principle, spread) for principle, spread in played.scores.items()),
    )


def _ends(scenario: Scenario, played: Played) -> Iterator[End]:
    for scene in scenario.scenes:
        if count := played.endings.get(scene.slug, 0):
            yield End(scene.slug, scene.title, scene.ending or "", count)
    if played.circled:
        yield End("", gettext("went in circles"), CIRCLES, played.circled)
    if played.stuck:
        yield End("", gettext("came to a scene where nothing is offered"), CIRCLES, played.stuck)


def _bar(ends: tuple[End, ...], runs: int) -> Iterator[Slice]:
    start = 0.0
    for end in ends:
        width = SLICE * end.times / runs
        yield Slice(end.kind, round(start, 2), round(width, 2))
        start += width


def _advised(report: Report) -> tuple[Advised, ...]:
    """What the checker has found of cues that give the best response away, then all other findings, kind by kind."""
    found: dict[str, list[Heard]] = {}
    for problem in report.told:
        sentence, remedy = said_problem(problem)
        found.setdefault(remedy, []).append(Heard(0, "", sentence))
    for finding in report.findings:
        sentence, remedy = said_finding(finding)
        found.setdefault(remedy, []).append(Heard(finding.line, finding.response or finding.scene, sentence))
    return tuple(Advised(remedy, tuple(heard)) for remedy, heard in found.items())


def said_finding(finding: Finding) -> SaidProblem:
    """A finding in the reader's language."""
    advice = FINDINGS[finding.code]
    names = {name: _told(value) for name, value in finding.names.items()}
    return SaidProblem(gettext(advice.sentence).format(**names), gettext(advice.remedy).format(**names))


def _told(value: object) -> str:
    if isinstance(value, Level):
        return spoken(value.word)
    if isinstance(value, int | float):
        return number(value)
    return gettext(PRINCIPLES[value]) if isinstance(value, str) and value in PRINCIPLES else str(value)
