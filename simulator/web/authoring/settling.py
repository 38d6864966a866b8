"""Two texts of one draft, side by side, for a person to settle."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, ClassVar
from uuid import UUID

from flask import flash, make_response, redirect, url_for
from pydantic import Field
from werkzeug.wrappers import Response

from simulator.usecases import settling
from simulator.usecases.drafts import Overtaken
from simulator.usecases.errors import Refused
from simulator.usecases.settling import Choice, Conflict, Settlement
from simulator.usecases.texts import legible
from simulator.web.authoring import blueprint
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, person, store
from simulator.web.language import gettext, said
from simulator.web.limits import LARGEST_REQUEST, WHOLE_CASE, takes
from simulator.web.rendering import show

LARGEST_REVISION = 2**31 - 1
"""What both databases keep as a whole number."""
Revision = Annotated[int, Field(ge=0, le=LARGEST_REVISION)]


class SettleForm(Form):
    """Both texts settled: `revision` is theirs as it was shown, `base` what mine was begun from."""

    revision: Revision
    base: Revision
    mine: str
    choice: Choice
    text: str = ""
    take: list[str] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ConflictPage:
    """Two texts of a draft, and the ways to go on; `text` is what can be written on."""

    template: ClassVar[str] = "authoring/conflict.html"
    found: Conflict
    notice: str
    text: str
    take: tuple[str, ...] = field(default=())


@blueprint.post("/drafts/<uuid:draft_id>/settle")
@allow("course-leader")
@takes(form=2 * WHOLE_CASE, request=LARGEST_REQUEST + WHOLE_CASE)
def settle_draft(draft_id: UUID) -> Response:
    """Settle two texts."""
    form = sent(SettleForm)
    settlement = Settlement(form.revision, form.base, form.mine, form.choice, form.text, tuple(form.take))
    try:
        settling.settle(store(), person(), draft_id, settlement)
    except Overtaken as overtaken:
        base = form.revision if form.choice == "text" else form.base
        return conflict_page(draft_id, base, overtaken)
    except Refused as refused:
        found = settling.conflict(store(), person(), draft_id, form.base, legible(form.mine))
        page = ConflictPage(found, said(refused), legible(form.text), tuple(form.take))
        return make_response(show(page), 422)
    flash(gettext("Saved. Both texts are in the history."))
    return redirect(url_for("authoring.editor", draft_id=draft_id), 303)


def conflict_page(draft_id: UUID, base: int, overtaken: Overtaken) -> Response:
    """Both texts, for whoever wanted to save one that was begun from revision `base`."""
    found = settling.conflict(store(), person(), draft_id, base, overtaken.kept)
    text = found.joined.text if found.joined else found.mine
    return make_response(show(ConflictPage(found, said(overtaken), text)), 409)
