"""Everybody on the site, for administrators: accounts and roles, and nothing that anybody has practised or written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from flask import flash, make_response, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from simulator.usecases import administering
from simulator.usecases.administering import Known, People
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import Refused
from simulator.usecases.people import Actor
from simulator.usecases.texts import legible
from simulator.web.administration import blueprint
from simulator.web.guards import allow, person, store
from simulator.web.language import said
from simulator.web.rendering import show

LONGEST_SEARCH = 200


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A page of the people found."""

    template: ClassVar[str] = "administration/people.html"
    found: People
    search: str


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Somebody with their account and roles; `oneself` is whether it is who looks."""

    template: ClassVar[str] = "administration/person.html"
    known: Known
    oneself: bool
    notice: str = ""


@blueprint.get("/people")
@allow("administrator")
def people() -> str:
    """Show the people whose name or address holds what is searched for."""
    search = legible(request.args.get("search", ""))[:LONGEST_SEARCH]
    return show(PeoplePage(administering.everybody(store(), person(), search, page_number()), search))


@blueprint.get("/people/<uuid:person_id>", endpoint="person")
@allow("administrator")
def one_person(person_id: UUID) -> str:
    """Show somebody."""
    return show(_page(person_id))


@blueprint.post("/people/<uuid:person_id>/deactivate")
@allow("administrator")
def deactivate(person_id: UUID) -> Response:
    """Close an account."""
    return _done(
        administering.deactivate, person_id, gettext("The account is deactivated. Nobody can sign in with it now.")
    )


@blueprint.post("/people/<uuid:person_id>/reactivate")
@allow("administrator")
def reactivate(person_id: UUID) -> Response:
    """Open an account again."""
    return _done(administering.reactivate, person_id, gettext("The account is active again."))


@blueprint.post("/people/<uuid:person_id>/administrator")
@allow("administrator")
def give_administrator(person_id: UUID) -> Response:
    """Let somebody administer the site."""
    return _done(administering.give_administrator, person_id, gettext("This person is an administrator now."))


@blueprint.post("/people/<uuid:person_id>/administrator/take")
@allow("administrator")
def take_administrator(person_id: UUID) -> Response:
    """Take the administrator's right away; who has taken their own goes on to the cases."""
    answer = _done(administering.take_administrator, person_id, gettext("The administrator's rights are taken away."))
    oneself = answer.status_code == 303 and person_id == person().id
    return redirect(url_for("practice.library"), 303) if oneself else answer


def page_number() -> int:
    """Which page of a long list is asked for, from 1."""
    asked = request.args.get("page", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 1


def _page(person_id: UUID, notice: str = "") -> PersonPage:
    known = administering.somebody(store(), person(), person_id)
    return PersonPage(known, person_id == person().id, notice)


def _done(deed: Callable[[Store, Actor, UUID], None], person_id: UUID, done: str) -> Response:
    """Do it, say so and show the person again, or say why it cannot be done."""
    try:
        deed(store(), person(), person_id)
    except Refused as refused:
        return make_response(show(_page(person_id, said(refused))), 422)
    flash(done)
    return redirect(url_for("administration.person", person_id=person_id), 303)
