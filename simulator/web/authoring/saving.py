"""Saving a draft: at every pause by the editor, or by a button; and who else has the draft open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from flask import flash, jsonify, make_response, redirect, url_for
from werkzeug.wrappers import Response

from simulator.usecases import drafts, presence, settling
from simulator.usecases.drafts import Overtaken
from simulator.usecases.errors import Refused
from simulator.usecases.texts import legible
from simulator.web.authoring import blueprint
from simulator.web.authoring.settling import Revision, conflict_page
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, person, store
from simulator.web.language import gettext, said
from simulator.web.limits import WHOLE_CASE, takes
from simulator.web.rendering import asks_for_json, show


class TextForm(Form):
    """The text of a draft, and the revision that it was begun from."""

    revision: Revision
    text: str


@dataclass(frozen=True, slots=True)
class UnsavedPage:
    """A text that was not taken, as it was typed."""

    template: ClassVar[str] = "authoring/unsaved.html"
    draft_id: UUID
    title: str
    slug: str
    revision: int
    text: str
    notice: str


@blueprint.post("/drafts/<uuid:draft_id>/save")
@allow("course-leader")
@takes(form=WHOLE_CASE)
def save_draft(draft_id: UUID) -> Response:
    """Save the text of a draft."""
    return _saved_for_editor(draft_id) if asks_for_json() else _saved_for_person(draft_id)


@blueprint.post("/drafts/<uuid:draft_id>/presence", endpoint="presence")
@allow("course-leader")
def be_here(draft_id: UUID) -> Response:
    """Note that the draft is open here; tell who else has it open."""
    found = presence.be_here(store(), person(), draft_id)
    others = [{"name": one.name, "since": one.since.isoformat()} for one in found.others]
    return jsonify(others=others, revision=found.revision)


def _saved_for_person(draft_id: UUID) -> Response:
    form = sent(TextForm)
    try:
        drafts.save(store(), person(), draft_id, form.revision, form.text)
    except Overtaken as overtaken:
        return conflict_page(draft_id, form.revision, overtaken)
    except Refused as refused:
        draft = drafts.opened(store(), person(), draft_id)
        page = UnsavedPage(
            draft_id, draft.title, draft.slug, form.revision, legible(refused.kept or form.text), said(refused)
        )
        return make_response(show(page), 422)
    flash(gettext("Saved."))
    return redirect(url_for("authoring.editor", draft_id=draft_id), 303)


def _saved_for_editor(draft_id: UUID) -> Response:
    try:
        form = sent(TextForm)
        saved = drafts.save(store(), person(), draft_id, form.revision, form.text)
    except Overtaken as overtaken:
        theirs = overtaken.theirs
        by = settling.saver(store(), theirs)
        answer = {"revision": theirs.revision, "text": theirs.text, "by": by, "at": theirs.updated_at.isoformat()}
        return _told({"sentence": said(overtaken), **answer}, 409)
    except Refused as refused:
        return _told({"sentence": said(refused)}, 422)
    return _told({"revision": saved.revision, "at": saved.updated_at.isoformat()}, 200)


def _told(answer: dict[str, Any], status: int) -> Response:
    told = jsonify(answer)
    told.status_code = status
    return told
