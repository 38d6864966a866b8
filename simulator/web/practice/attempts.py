"""Playing a case: one page whose content follows the head of the attempt.

Without JavaScript every answer leads back to this page (303); with it the answer replaces the stage in place.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import ClassVar
from uuid import UUID

from flask import make_response, redirect, url_for
from pydantic import Field
from werkzeug.wrappers import Response

from simulator.usecases import debriefing, practising
from simulator.usecases.errors import NotFound, Refused, Stale
from simulator.usecases.practising import Place
from simulator.usecases.texts import legible
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, person, store
from simulator.web.language import said
from simulator.web.practice import blueprint
from simulator.web.rendering import show, swaps

STAGE = "practice/_stage.html"


class Answer(Form):
    """What every form of the stage sends; `moment` is a private note to oneself."""

    token: str = ""
    moment: str | None = None
    words: str = ""
    response: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ScenePage:
    """The attempt as it stands. `notice` is one plain sentence about the last click.

    `kept` is what was sent with it, to be sent again: it stands in the fields where it was. `lost` is what was typed on
    a page that is no longer the current one; it is shown apart, and `lost_moment` apart from what others may read.
    `moment` is None if what was written there before cannot be opened.
    """

    template: ClassVar[str] = "practice/scene.html"
    place: Place
    moment: str | None
    notice: str = ""
    kept: Answer = Answer()  # noqa: RUF009 - frozen
    lost: str = ""
    lost_moment: str = ""


class Noticed(Answer):
    """The cues that were ticked."""

    cues: list[int] = Field(default_factory=list)


class Said(Answer):
    """What the trainee would say, before seeing the responses; `skip` when they would rather not."""

    skip: bool = False


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
    form = sent(Answer)
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
        return _again(attempt_id, form, refused)
    return redirect(url_for("practice.debrief", attempt_id=attempt_id), 303)


def _answered(attempt_id: UUID, form: Answer, act: Callable[[], Place | None]) -> Response:
    """Do what was asked and show where the attempt stands then; what is refused is said on that page."""
    try:
        _keep_moment(attempt_id, form)
        place = act()
    except Refused as refused:
        return _again(attempt_id, form, refused)
    if not swaps():
        return redirect(url_for("practice.attempt", attempt_id=attempt_id), 303)
    return make_response(_stage(place or practising.current(store(), person(), attempt_id)))


def _again(attempt_id: UUID, form: Answer, refused: Refused) -> Response:
    """The page as it stands now, with what is wrong and all that was typed."""
    place = practising.current(store(), person(), attempt_id)
    typed = form.model_copy(update={name: legible(getattr(form, name) or "") for name in ("words", "reason", "moment")})
    if not isinstance(refused, Stale):
        return make_response(_stage(place, said(refused), typed), 422)
    page = _page(place)
    lost = replace(page, notice=said(refused), lost=typed.words or typed.reason, lost_moment=typed.moment or "")
    return make_response(show(lost, STAGE), 409)


def _keep_moment(attempt_id: UUID, form: Answer) -> None:
    """Keep the private note, if the current page had a place for one. What an older page had, `_again` gives back."""
    if form.moment is not None:
        with suppress(NotFound, Stale):
            debriefing.reflect(store(), person(), attempt_id, form.moment, form.token)


def _page(place: Place) -> ScenePage:
    moment: str | None = ""
    if place.view.moment and place.beat != "feel":
        moment = debriefing.reflection(store(), person(), place.attempt, place.view.slug, place.head)
    return ScenePage(place, moment)


def _stage(place: Place, notice: str = "", kept: Answer | None = None) -> str:
    page = _page(place)
    if kept is not None:
        page = replace(page, notice=notice, kept=kept, moment=kept.moment or page.moment)
    return show(page, STAGE)
