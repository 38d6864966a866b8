"""Giving a scene, a response or the draft itself another short name: looked at first, then done."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar, Literal
from uuid import UUID

from flask import flash, make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from simulator.markup.renaming import Named, Renamed
from simulator.usecases import renaming
from simulator.usecases.errors import Refused
from simulator.usecases.renaming import Names
from simulator.usecases.texts import legible
from simulator.web.authoring import blueprint
from simulator.web.authoring.settling import Revision
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, person, store
from simulator.web.language import gettext, said
from simulator.web.rendering import show


class RenameForm(Form):
    """What gets another short name: `part`, the scene or response called `old`, or the `draft`."""

    what: Literal["part", "draft"]
    revision: Revision = 0
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class RenamePage:
    """What can be renamed; `ahead` is what would change if `old` were called `new`.

    `slug` is the name typed for the draft itself.
    """

    template: ClassVar[str] = "authoring/rename.html"
    names: Names
    old: str = ""
    new: str = ""
    ahead: Renamed | None = None
    notice: str = ""
    slug: str = ""
    slug_notice: str = ""

    @property
    def groups(self) -> tuple[tuple[str, tuple[Named, ...]], ...]:
        """Each scene with its responses, in the order of the file."""
        found = groupby(self.names.named, lambda one: one.title if one.kind == "scene" else one.scene)
        return tuple((scene, tuple(group)) for scene, group in found)


@blueprint.get("/drafts/<uuid:draft_id>/rename")
@allow("course-leader")
def rename(draft_id: UUID) -> str:
    """Show what can be renamed, and what would change."""
    return show(_part_page(draft_id, request.args.get("old", ""), request.args.get("new", "")))


@blueprint.post("/drafts/<uuid:draft_id>/rename")
@allow("course-leader")
def rename_slug(draft_id: UUID) -> Response:
    """Give a scene, a response or the draft another short name."""
    form = sent(RenameForm)
    return _rename_draft(draft_id, form.new) if form.what == "draft" else _rename_part(draft_id, form)


def _rename_part(draft_id: UUID, form: RenameForm) -> Response:
    try:
        renaming.rename_part(store(), person(), draft_id, form.revision, form.old, form.new)
    except Refused as refused:
        return make_response(show(_part_page(draft_id, form.old, form.new, said(refused))), 422)
    flash(gettext("“%(old)s” is called “%(new)s” now, everywhere.", old=form.old.strip(), new=form.new.strip()))
    return redirect(url_for("authoring.editor", draft_id=draft_id, scene=form.new.strip()), 303)


def _rename_draft(draft_id: UUID, slug: str) -> Response:
    try:
        renaming.rename_draft(store(), person(), draft_id, slug)
    except Refused as refused:
        names = renaming.names(store(), person(), draft_id)
        return make_response(show(RenamePage(names, slug=legible(slug), slug_notice=said(refused))), 422)
    flash(gettext("The draft has its new name."))
    return redirect(url_for("authoring.rename", draft_id=draft_id), 303)


def _part_page(draft_id: UUID, old: str, new: str, notice: str = "") -> RenamePage:
    names = renaming.names(store(), person(), draft_id)
    old, new = legible(old), legible(new)
    if not new:
        return RenamePage(names, old, new, notice=notice)
    try:
        ahead = renaming.look_ahead(store(), person(), draft_id, old, new)
    except Refused as refused:
        return RenamePage(names, old, new, notice=notice or said(refused))
    return RenamePage(names, old.strip(), new.strip(), ahead, notice)
