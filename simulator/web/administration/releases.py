"""Attempts whose scores wait for a supervisor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from flask import flash, make_response, redirect, url_for
from flask_babel import ngettext
from pydantic import Field
from werkzeug.wrappers import Response

from simulator.usecases import releasing
from simulator.usecases.errors import Refused
from simulator.usecases.releasing import WaitingAttempt
from simulator.web.administration import blueprint
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, person, store
from simulator.web.language import said
from simulator.web.rendering import show


class Ticked(Form):
    """The attempts that were chosen."""

    attempts: list[UUID] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ReleasesPage:
    """The attempts that wait, by due time."""

    template: ClassVar[str] = "administration/releases.html"
    waiting: tuple[WaitingAttempt, ...]
    notice: str = ""


@blueprint.get("/releases")
@allow("supervisor")
def releases() -> str:
    """Show the attempts whose scores wait."""
    return show(ReleasesPage(releasing.waiting(store(), person())))


@blueprint.post("/releases")
@allow("supervisor")
def release() -> Response:
    """Release the scores of the attempts that were ticked."""
    try:
        count = releasing.release(store(), person(), sent(Ticked).attempts)
    except Refused as refused:
        return make_response(show(ReleasesPage(releasing.waiting(store(), person()), said(refused))), 422)
    flash(
        ngettext("The scores of %(num)s attempt are released.", "The scores of %(num)s attempts are released.", count)
    )
    return redirect(url_for("administration.releases"), 303)
