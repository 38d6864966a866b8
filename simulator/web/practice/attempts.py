"""Playing a case: one page whose content follows the head of the attempt.

Without JavaScript every answer leads back to this page (303); with it the answer replaces the stage in place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from flask import make_response, redirect, url_for
from werkzeug.wrappers import Response

from simulator.usecases import debriefing, practising
from simulator.usecases.errors import Refused, Stale
from simulator.usecases.practising import Place
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, person, store
from simulator.web.pictures import Room, room_of
from simulator.web.practice import blueprint
from simulator.web.rendering import show, swaps

STAGE = "practice/_stage.html"


@dataclass(frozen=True, slots=True)
class ScenePage:
    """The attempt as it stands. `notice` is one plain sentence about the last click; `kept` what was typed with it."""

    template: ClassVar[str] = "practice/scene.html"
    place: Place
    room: Room
    moment: str
    notice: str = ""
    kept: str = ""


class Answer(Form):
    """What every form of the stage sends; `moment` is a private note to oneself."""

    token: str = ""
    moment: str | None = None
    scene: str = ""


class Noticed(Answer):
    """The cues that were ticked."""

    cues: list[int] = []


class Said(Answer):
    """What the trainee would say, before seeing the responses; `skip` when they would rather not."""

    words: str = ""
    skip: bool = False


class Responded(Answer):
    """The response chosen, and why."""

    response: str = ""
    reason: str = ""


@blueprint.get("/attempts/<uuid:attempt_id>")
@allow("signed-in")
def attempt(attempt_id: UUID) -> str | Response:
    """Show where the attempt stands; once it is closed, its debrief."""
    place = practising.current(store(), person(), attempt_id)
    if place.finished:
        return redirect(url_for("practice.debrief", attempt_id=attempt_id), 303)
    return _stage(place)


@blueprint.post("/attempts/<uuid:attempt_id>/notice")
@allow("signed-in")
def notice(attempt_id: UUID) -> Response:
    """Keep what was noticed."""
    form = sent(Noticed)
    return _answered(attempt_id, form, lambda: practising.notice(store(), person(), attempt_id, form.token, form.cues))


@blueprint.post("/attempts/<uuid:attempt_id>/say")
@allow("signed-in")
def say(attempt_id: UUID) -> Response:
    """Keep what the trainee would say, and show the responses."""
    form = sent(Said)
    words = "" if form.skip else form.words
    return _answered(attempt_id, form, lambda: practising.say(store(), person(), attempt_id, form.token, words))


@blueprint.post("/attempts/<uuid:attempt_id>/respond")
@allow("signed-in")
def respond(attempt_id: UUID) -> Response:
    """Answer the scene."""
    form = sent(Responded)
    return _answered(
        attempt_id,
        form,
        lambda: practising.respond(store(), person(), attempt_id, form.token, form.response, form.reason),
    )


@blueprint.post("/attempts/<uuid:attempt_id>/continue")
@allow("signed-in")
def go_on(attempt_id: UUID) -> Response:
    """Leave the feedback for the next moment."""
    form = sent(Answer)
    return _answered(attempt_id, form, lambda: practising.go_on(store(), person(), attempt_id, form.token))


@blueprint.post("/attempts/<uuid:attempt_id>/rewind")
@allow("signed-in")
def rewind(attempt_id: UUID) -> Response:
    """Go back one turn and try again."""
    form = sent(Answer)
    return _answered(attempt_id, form, lambda: practising.rewind(store(), person(), attempt_id, form.token))


@blueprint.post("/attempts/<uuid:attempt_id>/finish")
@allow("signed-in")
def finish(attempt_id: UUID) -> Response:
    """Close the attempt."""
    form = sent(Answer)
    try:
        _keep_moment(attempt_id, form)
        practising.finish(store(), person(), attempt_id, form.token)
    except Refused as refused:
        return _again(attempt_id, refused)
    return redirect(url_for("practice.debrief", attempt_id=attempt_id), 303)


def _answered(attempt_id: UUID, form: Answer, act: Callable[[], Place | None]) -> Response:
    """Do what was asked and show where the attempt stands then; what is refused is said on that page."""
    try:
        _keep_moment(attempt_id, form)
        place = act()
    except Refused as refused:
        return _again(attempt_id, refused)
    if not swaps():
        return redirect(url_for("practice.attempt", attempt_id=attempt_id), 303)
    return make_response(_stage(place or practising.current(store(), person(), attempt_id)))


def _again(attempt_id: UUID, refused: Refused) -> Response:
    place = practising.current(store(), person(), attempt_id)
    return make_response(_stage(place, refused.sentence, refused.kept), 409 if isinstance(refused, Stale) else 422)


def _keep_moment(attempt_id: UUID, form: Answer) -> None:
    """Keep the private note, if the page had a place for one."""
    if form.moment is not None and form.scene:
        debriefing.reflect(store(), person(), attempt_id, form.moment, form.scene)


def _stage(place: Place, notice: str = "", kept: str = "") -> str:
    moment = ""
    if place.view.moment and place.beat != "feel":
        moment = debriefing.reflection(store(), person(), place.attempt, place.view.slug, place.head)
    return show(ScenePage(place, room_of(place.client, place.gauges), moment, notice, kept), STAGE)
