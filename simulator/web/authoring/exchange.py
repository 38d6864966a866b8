"""Cases in and out: downloading a draft or the library, a storyboard for paper, sending files that become drafts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID, uuid4

from flask import flash, make_response, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from simulator.engine.rubric import PRINCIPLES
from simulator.markup.problems import shortened
from simulator.usecases import exchange, storyboards
from simulator.usecases.errors import Refused
from simulator.usecases.exchange import Arrival, Arrived
from simulator.usecases.storyboards import Going, Storyboard
from simulator.web.authoring import blueprint
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, person, store
from simulator.web.language import said
from simulator.web.limits import KIB, takes
from simulator.web.problems import told
from simulator.web.rendering import show

LARGEST_UPLOAD = 8 * 1024 * KIB + 64 * KIB
"""Eight MiB of a file, and the form around it."""
KINDS = {"md": "text/markdown; charset=utf-8", "twee": "text/plain; charset=utf-8"}


class UploadForm(Form):
    """The id of what is sent, so that a double click sends it once."""

    upload_id: UUID


class PlaceForm(Form):
    """The draft in whose place another one is put."""

    other_id: UUID


@dataclass(frozen=True, slots=True)
class DownloadsPage:
    """What a draft can be downloaded as, and what each form cannot hold."""

    template: ClassVar[str] = "authoring/downloads.html"
    going: Going
    losses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoryboardPage:
    """A draft as it is laid out on paper."""

    template: ClassVar[str] = "authoring/storyboard.html"
    board: Storyboard
    principles: Mapping[str, str] = field(default_factory=lambda: PRINCIPLES)


@dataclass(frozen=True, slots=True)
class UploadPage:
    """Where files are sent, and the library is fetched."""

    template: ClassVar[str] = "authoring/upload.html"
    upload_id: UUID
    notice: str = ""


@dataclass(frozen=True, slots=True)
class ArrivedPage:
    """The drafts that were made of something sent."""

    template: ClassVar[str] = "authoring/arrived.html"
    upload_id: UUID
    arrived: tuple[Arrived, ...]


@blueprint.get("/drafts/<uuid:draft_id>/download")
@allow("course-leader")
def downloads(draft_id: UUID) -> str:
    """Show what a draft can be downloaded as."""
    going = storyboards.going(store(), person(), draft_id)
    return show(DownloadsPage(going, tuple(map(told, going.losses or ()))))


@blueprint.get("/drafts/<uuid:draft_id>/download/<form>")
@allow("course-leader")
def download_draft(draft_id: UUID, form: str) -> Response:
    """Send a draft as a file."""
    name, text = storyboards.written(store(), person(), draft_id, form)
    return _file(text.encode(), name, KINDS[form])


@blueprint.get("/drafts/<uuid:draft_id>/storyboard")
@allow("course-leader")
def storyboard(draft_id: UUID) -> str:
    """Show a draft as it is laid out on paper."""
    return show(StoryboardPage(storyboards.storyboard(store(), person(), draft_id)))


@blueprint.get("/studio/archive")
@allow("course-leader")
def archive() -> Response:
    """Send the library, with the drafts if they are asked for."""
    with_drafts = request.args.get("drafts") == "1"
    data = exchange.archive(store(), person(), with_drafts=with_drafts)
    return _file(data, "attune-library.zip", "application/zip")


@blueprint.get("/studio/upload")
@allow("course-leader")
def upload() -> str:
    """Show where files are sent."""
    return show(UploadPage(uuid4()))


@blueprint.post("/studio/upload")
@allow("course-leader")
@takes(request=LARGEST_UPLOAD)
def take_upload() -> Response:
    """Make drafts of a file."""
    form = sent(UploadForm)
    file = request.files.get("file")
    data, filename = (file.read(), file.filename or "") if file else (b"", "")
    try:
        arrival = exchange.receive(store(), person(), form.upload_id, filename, data, told)
    except Refused as refused:
        return make_response(show(UploadPage(uuid4(), said(refused))), 422)
    _tell(arrival)
    if arrival.made:
        return redirect(url_for("authoring.arrived", upload_id=form.upload_id), 303)
    return redirect(url_for("authoring.upload"), 303)


@blueprint.get("/studio/upload/<uuid:upload_id>")
@allow("course-leader")
def arrived(upload_id: UUID) -> str:
    """Show the drafts that were made of a file."""
    return show(ArrivedPage(upload_id, exchange.arrived(store(), person(), upload_id)))


@blueprint.post("/drafts/<uuid:draft_id>/put-in-place")
@allow("course-leader")
def put_in_place(draft_id: UUID) -> Response:
    """Give another draft the text of this one, and throw this one away."""
    saved = exchange.put_in_place(store(), person(), draft_id, sent(PlaceForm).other_id)
    flash(gettext("Done. What stood there before is in the history of the draft."))
    return redirect(url_for("authoring.editor", draft_id=saved.id), 303)


def _file(data: bytes, name: str, kind: str) -> Response:
    """A file to be saved; its name is made of a slug, so it can stand in a header as it is."""
    headers = {"Content-Type": kind, "Content-Disposition": f'attachment; filename="{name}"'}
    return make_response(data, headers)


def _tell(arrival: Arrival) -> None:
    """Say what was not made a draft of."""
    if arrival.unchanged:
        same = ", ".join(arrival.unchanged)
        flash(gettext("Here already, word for word, so that nothing was changed: %(cases)s", cases=same))
    for refused in arrival.refusals:
        flash(shortened(said(refused), 400))
    if arrival.left_out:
        flash(
            gettext(
                "Left out, because it is no case: %(files)s", files=", ".join(map(shortened, arrival.left_out[:20]))
            )
        )
