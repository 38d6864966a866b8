"""What holds for the whole site, and the audit log of it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from flask import flash, make_response, redirect, request, url_for
from flask_babel import gettext
from pydantic import Field
from werkzeug.wrappers import Response

from simulator.usecases import administering
from simulator.usecases.administering import MAY_NEED_SECOND_FACTOR, Entry, Log
from simulator.usecases.errors import Refused
from simulator.web import audit_words
from simulator.web.administration import blueprint
from simulator.web.administration.people import page_number
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, person, store
from simulator.web.language import said
from simulator.web.rendering import show


class Institute(Form):
    """The name of the institute, and which roles must have a second factor."""

    name: str = ""
    second_factor: list[str] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class InstitutionPage:
    """What holds for the whole site."""

    template: ClassVar[str] = "administration/institution.html"
    name: str
    second_factor: list[str]
    roles: tuple[str, ...] = MAY_NEED_SECOND_FACTOR
    notice: str = ""


@dataclass(frozen=True, slots=True)
class AuditPage:
    """The audit log, or what of it concerns one person."""

    template: ClassVar[str] = "administration/audit.html"
    log: Log
    person_id: UUID | None

    @staticmethod
    def told(entry: Entry) -> str:
        """What was done."""
        return audit_words.told(entry)


@blueprint.get("/institution")
@allow("administrator")
def institution() -> str:
    """Show what holds for the whole site."""
    found = administering.institution(store(), person())
    return show(InstitutionPage(found.name, found.second_factor))


@blueprint.post("/institution")
@allow("administrator")
def change_institution() -> Response:
    """Change what holds for the whole site."""
    form = sent(Institute)
    try:
        administering.change_institution(store(), person(), form.name, form.second_factor)
    except Refused as refused:
        page = InstitutionPage(form.again().name, form.second_factor, notice=said(refused))
        return make_response(show(page), 422)
    flash(gettext("Your change is kept."))
    return redirect(url_for("administration.institution"), 303)


@blueprint.get("/audit")
@allow("administrator")
def audit() -> str:
    """Show the audit log."""
    about = None
    with suppress(ValueError):
        about = UUID(request.args.get("person", ""))
    return show(AuditPage(administering.log(store(), person(), about, page_number()), about))
