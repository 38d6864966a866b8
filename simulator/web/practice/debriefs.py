"""The end of a case: rating oneself, the debrief, a private note."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID

from flask import make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from simulator.engine.rubric import PRINCIPLES, Level
from simulator.usecases import debriefing
from simulator.usecases.debriefing import Debrief
from simulator.usecases.errors import Refused
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, person, store
from simulator.web.language import said
from simulator.web.pictures import Map, Profile, Trace, draw_map, draw_profile, draw_trace
from simulator.web.practice import blueprint
from simulator.web.rendering import show


@dataclass(frozen=True, slots=True)
class SelfRatingPage:
    """The ending in prose, and the question how the trainee would rate themselves."""

    template: ClassVar[str] = "practice/self_rating.html"
    debrief: Debrief
    principles: dict[str, str]
    levels: tuple[Level, ...]
    chosen: dict[str, str]
    notice: str = ""


@dataclass(frozen=True, slots=True)
class DebriefPage:
    """All of a finished attempt."""

    template: ClassVar[str] = "practice/debrief.html"
    debrief: Debrief
    principles: dict[str, str]
    profile: Profile
    trace: Trace
    map: Map
    note: str | None
    prompt: str
    moments: tuple[debriefing.Reflection, ...]
    notice: str = ""
    supervisors: Profile | None = None
    """The profile with the levels of a supervisor, once their review is released."""
    answered: Mapping[UUID, str] = field(default_factory=dict)
    """What was typed as an answer to a comment and not taken, by comment."""


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """A finished attempt whose scores are held back: the ending, the self-rating, one's own notes, and nothing else."""

    template: ClassVar[str] = "practice/debrief_waiting.html"
    debrief: Debrief
    principles: dict[str, str]
    note: str | None
    prompt: str
    moments: tuple[debriefing.Reflection, ...]
    notice: str = ""


class Note(Form):
    """A private note."""

    text: str = ""


@blueprint.get("/attempts/<uuid:attempt_id>/debrief")
@allow("signed-in")
def debrief(attempt_id: UUID) -> str:
    """Show the debrief; before the self-rating, only the ending and the question."""
    return debrief_page(attempt_id)


@blueprint.post("/attempts/<uuid:attempt_id>/self-rating")
@allow("signed-in")
def rate_self(attempt_id: UUID) -> Response:
    """Keep the self-rating."""
    ratings = {principle: request.form.get(principle, "") for principle in PRINCIPLES}
    try:
        debriefing.rate_self(store(), person(), attempt_id, ratings)
    except Refused as refused:
        found = debriefing.debrief(store(), person(), attempt_id)
        return make_response(show(_self_rating(found, ratings, said(refused))), 422)
    return redirect(url_for("practice.debrief", attempt_id=attempt_id), 303)


@blueprint.post("/attempts/<uuid:attempt_id>/note")
@allow("signed-in")
def note(attempt_id: UUID) -> Response:
    """Keep the private note of the debrief."""
    try:
        debriefing.reflect(store(), person(), attempt_id, sent(Note).text)
    except Refused as refused:
        return make_response(debrief_page(attempt_id, said(refused), refused.kept), 422)
    return redirect(url_for("practice.debrief", attempt_id=attempt_id, _anchor="note"), 303)


def debrief_page(
    attempt_id: UUID, notice: str = "", kept: str | None = None, answered: Mapping[UUID, str] | None = None
) -> str:
    """The debrief as far as it may be seen now, with what was wrong with what was sent, and what was typed there."""
    found = debriefing.debrief(store(), person(), attempt_id)
    written = next((one.text for one in found.reflections if one.scene == debriefing.DEBRIEF), "")
    note = written if kept is None else kept
    moments = tuple(one for one in found.reflections if one.scene != debriefing.DEBRIEF)
    if found.rated and found.waits:
        return show(WaitingPage(found, PRINCIPLES, note, debriefing.DEBRIEF_PROMPT, moments, notice))
    if found.played is None or found.steps is None:
        return show(_self_rating(found))
    page = DebriefPage(
        debrief=found,
        principles=PRINCIPLES,
        profile=draw_profile(found.scores),
        trace=draw_trace(found.played, found.steps, found.counted),
        map=draw_map(found.played, found.steps, found.counted),
        note=note,
        prompt=debriefing.DEBRIEF_PROMPT,
        moments=moments,
        notice=notice,
        supervisors=draw_profile(found.review.scores) if found.review and found.review.reviewed else None,
        answered=answered or {},
    )
    return show(page)


def _self_rating(found: Debrief, chosen: dict[str, str] | None = None, notice: str = "") -> SelfRatingPage:
    return SelfRatingPage(found, PRINCIPLES, tuple(Level), chosen or {}, notice)
