"""Trying a draft: from any scene, in any state, with an author's margin. The address is the whole play."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar, NamedTuple
from uuid import UUID

from flask import make_response, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answered

from simulator.engine.attempt import gauges_by_slug
from simulator.engine.scenario import Gauge, Scenario
from simulator.engine.view import Line, shown
from simulator.usecases import trying
from simulator.usecases.errors import Refused
from simulator.usecases.trying import Ground, Play, Wish
from simulator.web.authoring import blueprint
from simulator.web.authoring.margins import Choice, Done, Hidden, choices, done, hidden
from simulator.web.guards import allow, person, store
from simulator.web.language import said
from simulator.web.pictures import Trace, draw_trace
from simulator.web.problems import SaidProblem, said_problem
from simulator.web.rendering import show

LONGEST_ADDRESS = 3_000
"""Servers take some 4,000 characters; a play that needs more is shown without an address of its own."""
GAUGE = "gauge-"


class Setting(NamedTuple):
    """A gauge to begin with, as it stands in its field."""

    gauge: Gauge
    typed: str


class Stop(NamedTuple):
    """An answer of the trail; `back` is the address of the moment before it."""

    seq: int
    scene: str
    response: str
    took_over: str
    back: str


@dataclass(frozen=True, slots=True)
class TryPage:
    """A draft being tried. `play` is None where nothing can be played: `faults` say why, or `notice` does."""

    template: ClassVar[str] = "authoring/try.html"
    draft_id: UUID
    title: str
    slug: str
    faults: tuple[tuple[int, SaidProblem], ...]
    scenario: Scenario | None
    wish: Wish
    settings: tuple[Setting, ...] = ()
    play: Play | None = None
    lines: tuple[Line, ...] = ()
    hidden: tuple[Hidden, ...] = ()
    choices: tuple[Choice, ...] = ()
    last: Done | None = None
    trail: tuple[Stop, ...] = ()
    before: dict[str, int] | None = None
    now: dict[str, int] | None = None
    trace: Trace | None = None
    again: str = ""
    from_here: str = ""
    notice: str = ""


@blueprint.get("/drafts/<uuid:draft_id>/try")
@allow("course-leader")
def try_draft(draft_id: UUID) -> Answered:
    """Show a play of a draft, as the address says."""
    return _shown(trying.ground(store(), person(), draft_id), _wish(request.args))


@blueprint.post("/drafts/<uuid:draft_id>/try")
@allow("course-leader")
def try_step(draft_id: UUID) -> Answered:
    """Give one more answer, and go to the address of the play with it."""
    wish = _wish(request.form)
    answer = request.form.get("answer", "")
    wish = replace(wish, answers=(*wish.answers, answer)) if answer else wish
    ground = trying.ground(store(), person(), draft_id)
    if ground.scenario and _possible(ground.scenario, wish):
        address = _address(ground.draft.id, ground.scenario, wish)
        if len(address) <= LONGEST_ADDRESS:
            return redirect(f"{address}#now", 303)
    return _shown(ground, wish)


def _wish(sent: MultiDict[str, str]) -> Wish:
    return Wish(
        scene=sent.get("scene", ""),
        gauges={name.removeprefix(GAUGE): value for name, value in sent.items() if name.startswith(GAUGE)},
        seen=tuple(sent.getlist("seen")),
        chose=tuple(sent.getlist("chose")),
        answers=tuple(answer for answer in sent.get("answers", "").split(",") if answer),
    )


def _possible(scenario: Scenario, wish: Wish) -> bool:
    try:
        trying.play(scenario, wish)
    except Refused:
        return False
    return True


def _shown(ground: Ground, wish: Wish) -> Answered:
    draft, scenario = ground.draft, ground.scenario
    page = TryPage(
        draft_id=draft.id,
        title=draft.title,
        slug=draft.slug,
        faults=tuple((problem.line, said_problem(problem)) for problem in ground.checked.faults),
        scenario=scenario,
        wish=wish,
        settings=tuple(_settings(scenario, wish)) if scenario else (),
        again=url_for("authoring.try_draft", draft_id=draft.id),
    )
    if scenario is None:
        return make_response(show(page))
    try:
        play = trying.play(scenario, wish)
    except Refused as refused:
        return make_response(show(replace(page, notice=said(refused))), 422)
    return make_response(show(_playing(page, play)))


def _settings(scenario: Scenario, wish: Wish) -> Iterator[Setting]:
    for gauge in scenario.gauges:
        yield Setting(gauge, wish.gauges.get(gauge.slug, "") or str(gauge.start))


def _playing(page: TryPage, play: Play) -> TryPage:
    scenario, steps = play.scenario, dict(enumerate(play.steps, 1))
    last = play.steps[-1] if play.steps else None
    return replace(
        page,
        play=play,
        lines=shown(play.scene.passages, play.now),
        hidden=hidden(play.scene.passages, play.now),
        choices=choices(play),
        last=done(scenario, last) if last else None,
        trail=tuple(_trail(page, play)),
        before=gauges_by_slug(scenario, last.before) if last else None,
        now=gauges_by_slug(scenario, play.now),
        trace=draw_trace(scenario, steps, steps.keys()) if steps else None,
        from_here=_address(page.draft_id, scenario, _here(play)),
    )


def _trail(page: TryPage, play: Play) -> Iterator[Stop]:
    titles = play.scenario.scene_by_slug
    for number, step in enumerate(play.steps):
        wish = replace(page.wish, answers=page.wish.answers[:number])
        back = _address(page.draft_id, play.scenario, wish)
        over = titles[step.took_over].title if step.took_over else ""
        yield Stop(number + 1, step.scene.title, step.response.title, over, f"{back}#now")


def _here(play: Play) -> Wish:
    """The play's present state, to begin from."""
    now = play.now
    gauges = {slug: str(value) for slug, value in gauges_by_slug(play.scenario, now).items()}
    return Wish(now.scene, gauges, tuple(sorted(now.visited)), tuple(sorted(now.chosen)))


def _address(draft_id: UUID, scenario: Scenario, wish: Wish) -> str:
    """The address of a play; what is as the case begins is left out."""
    starts = {gauge.slug: str(gauge.start) for gauge in scenario.gauges}
    asked: dict[str, str | tuple[str, ...]] = {
        f"{GAUGE}{slug}": value for slug, value in wish.gauges.items() if value.strip() != starts.get(slug)
    }
    if wish.scene and wish.scene != scenario.scenes[0].slug:
        asked["scene"] = wish.scene
    if wish.answers:
        asked["answers"] = ",".join(wish.answers)
    asked |= {name: found for name, found in (("seen", wish.seen), ("chose", wish.chose)) if found}
    return url_for("authoring.try_draft", draft_id=draft_id, **asked)  # type: ignore[arg-type]
