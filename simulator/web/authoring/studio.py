"""The first page of the studio; drafts thrown away and brought back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from simulator.usecases import beginning, disputing
from simulator.usecases.studio import DiscardedLine, Studio, shown
from simulator.web.authoring import blueprint
from simulator.web.authoring.telling import ToldProblem, told_problems
from simulator.web.guards import allow, person, store
from simulator.web.language import N_
from simulator.web.rendering import show

STATES = {
    "draft": N_("draft"),
    "waiting": N_("waits for a second reader"),
    "changes wanted": N_("changes wanted"),
    "approved": N_("approved"),
    "changed since": N_("changed since it was approved"),
    "published": N_("as published"),
}


@dataclass(frozen=True, slots=True)
class StudioPage:
    """The studio. `undo` is the draft that was thrown away a moment ago, `faults` those of each file with faults.

    `disputes` is how many disputed ratings wait to be settled.
    """

    template: ClassVar[str] = "authoring/studio.html"
    studio: Studio
    undo: DiscardedLine | None
    faults: Mapping[str, tuple[ToldProblem, ...]]
    disputes: int
    states: ClassVar[Mapping[str, str]] = STATES


@blueprint.get("/studio")
@allow("course-leader")
def studio() -> str:
    """Show the studio."""
    found = shown(store(), person())
    waiting = disputing.count_open(store(), person())
    faults = {one.slug: told_problems(one.problems) for one in found.broken}
    return show(StudioPage(found, found.just_discarded(request.args.get("discarded", "")), faults, waiting))


@blueprint.post("/drafts/<uuid:draft_id>/discard")
@allow("course-leader")
def discard(draft_id: UUID) -> Response:
    """Throw a draft away; the page then offers to bring it back."""
    beginning.discard(store(), person(), draft_id)
    return redirect(url_for("authoring.studio", discarded=draft_id), 303)


@blueprint.post("/drafts/<uuid:draft_id>/bring-back")
@allow("course-leader")
def bring_back(draft_id: UUID) -> Response:
    """Bring a draft back, and open it."""
    slug = beginning.bring_back(store(), person(), draft_id)
    flash(gettext("The draft is back, as %(slug)s.md.", slug=slug))
    return redirect(url_for("authoring.editor", draft_id=draft_id), 303)
