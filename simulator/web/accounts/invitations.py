"""The page behind an invitation's link: joining with a new account, or with the one somebody is signed in to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar
from uuid import UUID

from flask import flash, make_response, redirect, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from simulator.usecases import joining
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.joining import Welcome
from simulator.web import sessions
from simulator.web.accounts import blueprint
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, person, store
from simulator.web.language import said
from simulator.web.passwords import SHORTEST, hashed, problems
from simulator.web.rendering import show


class NewAccount(Form):
    """What somebody says who joins with a new account. The address is that of the invitation."""

    name: str = ""
    password: str = ""
    password_again: str = ""


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """What a link invites to; `here` is where the page is, `notices` is why what was sent was not taken."""

    template: ClassVar[str] = "accounts/invitation.html"
    welcome: Welcome
    here: str
    join: str
    name: str = ""
    notices: tuple[str, ...] = ()
    shortest: int = SHORTEST


@dataclass(frozen=True, slots=True)
class UnusablePage:
    """What every link shows that cannot be used, whatever the reason."""

    template: ClassVar[str] = "accounts/invitation_unusable.html"


@blueprint.get("/invitations/<uuid:invitation_id>/<token>")
@allow("anyone")
def invitation(invitation_id: UUID, token: str) -> Response:
    """Show what a link invites to."""
    try:
        return make_response(show(_page(invitation_id, token)))
    except NotFound:
        return _unusable()


@blueprint.post("/invitations/<uuid:invitation_id>/<token>")
@allow("anyone")
def accept_invitation(invitation_id: UUID, token: str) -> Response:
    """Join with a new account, and sign in to it."""
    form = sent(NewAccount)
    try:
        page = _page(invitation_id, token, form.again().name)
        if page.welcome.has_account or sessions.actor() is not None:
            return redirect(page.here, 303)  # which offers the way that is open
        notices = problems(form.password, form.name, page.welcome.email)
        if form.password != form.password_again:
            notices.append(gettext("The two passwords are not the same."))
        if notices:
            return make_response(show(replace(page, notices=tuple(notices))), 422)
        person_id = joining.join_anew(store(), invitation_id, token, form.name, hashed(form.password))
    except NotFound:
        return _unusable()
    except Refused as refused:
        return make_response(show(_page(invitation_id, token, form.again().name, (said(refused),))), 422)
    sessions.sign_in(person_id, chose_password=True)
    flash(gettext("Welcome. You have joined."))
    return redirect(url_for("practice.library"), 303)


@blueprint.post("/invitations/<uuid:invitation_id>/<token>/join")
@allow("signed-in")
def join_by_invitation(invitation_id: UUID, token: str) -> Response:
    """Join with the account one is signed in to."""
    try:
        joining.join(store(), person(), invitation_id, token)
    except NotFound:
        return _unusable()
    flash(gettext("You have joined."))
    return redirect(url_for("practice.library"), 303)


def _page(invitation_id: UUID, token: str, name: str = "", notices: tuple[str, ...] = ()) -> InvitationPage:
    return InvitationPage(
        joining.welcome(store(), invitation_id, token),
        url_for("accounts.invitation", invitation_id=invitation_id, token=token),
        url_for("accounts.join_by_invitation", invitation_id=invitation_id, token=token),
        name,
        notices,
    )


def _unusable() -> Response:
    return make_response(show(UnusablePage()), 404)
