"""Pictures: of a draft, with those of the whole site; and each of them, for everybody who plays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from flask import flash, make_response, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from simulator.usecases import pictures
from simulator.usecases.errors import Refused
from simulator.usecases.pictures import DraftPictures
from simulator.web.authoring import blueprint
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, person, store
from simulator.web.language import said
from simulator.web.limits import KIB, takes
from simulator.web.rendering import show

LARGEST_UPLOAD = 8 * 1024 * KIB


class PlaceForm(Form):
    """Where a picture goes (no scene: into the briefing), and the words for those who do not see it."""

    alternative: str = ""
    scene: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class PicturesPage:
    """The pictures of a draft; `typed` is what was sent and not taken."""

    template: ClassVar[str] = "authoring/pictures.html"
    found: DraftPictures
    typed: PlaceForm | None = None
    notice: str = ""


@blueprint.get("/pictures/<name>")
@allow("signed-in")
def picture(name: str) -> Response:
    """Send a picture."""
    return make_response(pictures.picture(store(), name), {"Content-Type": "image/webp"})


@blueprint.get("/drafts/<uuid:draft_id>/pictures")
@allow("course-leader")
def draft_pictures(draft_id: UUID) -> str:
    """Show the pictures of a draft."""
    return show(PicturesPage(pictures.of_draft(store(), person(), draft_id)))


@blueprint.post("/drafts/<uuid:draft_id>/pictures")
@allow("course-leader")
@takes(request=LARGEST_UPLOAD)
def add_picture(draft_id: UUID) -> Response:
    """Put a picture into a draft: one that is sent, or one that is there."""
    form = sent(PlaceForm)
    try:
        if form.name:
            pictures.put_in(store(), person(), draft_id, form.name, form.alternative, form.scene)
        else:
            file = request.files.get("picture")
            data, filename = (file.read(), file.filename or "") if file else (b"", "")
            pictures.add_to(store(), person(), draft_id, filename, data, form.alternative, form.scene)
    except Refused as refused:
        found = pictures.of_draft(store(), person(), draft_id)
        return make_response(show(PicturesPage(found, form.again(), said(refused))), 422)
    flash(gettext("The picture stands in the text now."))
    return redirect(url_for("authoring.draft_pictures", draft_id=draft_id), 303)
