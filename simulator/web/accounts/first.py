"""The first administrator: whoever holds the link that the server printed makes their own account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from flask import flash, make_response, redirect, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from simulator.usecases import accounts
from simulator.usecases.errors import NotFound, Refused
from simulator.web import passwords, sessions
from simulator.web.accounts import blueprint
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, store
from simulator.web.language import said
from simulator.web.rendering import show

FIRST = "/first-administrator/"
"""What the link begins with, for the command that prints it."""


class FirstAccount(Form):
    """What the first administrator says."""

    name: str = ""
    email: str = ""
    password: str = ""


@dataclass(frozen=True, slots=True)
class FirstPage:
    """The form, perhaps after it was refused; a password is never given back."""

    template: ClassVar[str] = "accounts/first.html"
    token: str
    name: str = ""
    email: str = ""
    problems: tuple[str, ...] = ()


@blueprint.get(f"{FIRST}<token>")
@allow("anyone")
def first_administrator(token: str) -> str:
    """Ask for name, address and password."""
    if not accounts.is_first_link(store(), token):
        raise NotFound("first administrator")
    return show(FirstPage(token))


@blueprint.post(f"{FIRST}<token>")
@allow("anyone")
def open_first(token: str) -> Response:
    """Make the account, and sign in."""
    if not accounts.is_first_link(store(), token):
        raise NotFound("first administrator")
    form = sent(FirstAccount)
    problems = tuple(passwords.problems(form.password, form.name, form.email))
    if not problems:
        try:
            person_id = accounts.open_first(store(), token, form.name, form.email, passwords.hashed(form.password))
        except Refused as refused:
            problems = (said(refused),)
        else:
            sessions.sign_in(person_id, chose_password=True)
            flash(gettext("Welcome. Next you can make a cohort, and invite people into it."))
            return redirect(url_for("administration.cohorts"), 303)
    return make_response(show(FirstPage(token, form.name, form.email, problems)), 422)
