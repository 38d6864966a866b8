"""An assigned case: its briefing with the conditions, and beginning it."""

from __future__ import annotations

from uuid import UUID, uuid4

from flask import make_response, redirect, url_for
from werkzeug.wrappers import Response

from simulator.engine.rubric import PRINCIPLES
from simulator.usecases import assigned
from simulator.usecases.errors import Refused
from simulator.usecases.people import COURSE_LEADER
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, person, store
from simulator.web.language import said
from simulator.web.practice import blueprint
from simulator.web.practice.library import BriefingPage
from simulator.web.rendering import show


class Begin(Form):
    """The id the attempt is to have, so that beginning twice begins once."""

    attempt: UUID


@blueprint.get("/assignments/<uuid:assignment_id>/cases/<slug>")
@allow("signed-in")
def assigned_case(assignment_id: UUID, slug: str) -> str:
    """Show the briefing of an assigned case."""
    return show(_page(assignment_id, slug))


@blueprint.post("/assignments/<uuid:assignment_id>/cases/<slug>/attempts")
@allow("signed-in")
def start_assigned(assignment_id: UUID, slug: str) -> Response:
    """Begin an attempt at an assigned case."""
    attempt_id = sent(Begin).attempt
    try:
        assigned.begin(store(), person(), assignment_id, slug, attempt_id)
    except Refused as refused:
        return make_response(show(_page(assignment_id, slug, said(refused))), 422)
    return redirect(url_for("practice.attempt", attempt_id=attempt_id), 303)


def _page(assignment_id: UUID, slug: str, notice: str = "") -> BriefingPage:
    found = assigned.briefing(store(), person(), assignment_id, slug)
    return BriefingPage(found.briefing, uuid4(), PRINCIPLES, person().is_a(COURSE_LEADER), found, notice)
