"""Where somebody is signed in, and ending it: here, there, elsewhere or everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from flask import flash, redirect, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from simulator.usecases import sessions
from simulator.usecases.sessions import OwnSession, SignedIn
from simulator.web.accounts import blueprint
from simulator.web.guards import allow, person, store
from simulator.web.rendering import show
from simulator.web.sessions import current, forget, sign_out


@dataclass(frozen=True, slots=True)
class SessionsPage:
    """The browsers somebody is signed in at; `here` is the one they read this in."""

    template: ClassVar[str] = "accounts/sessions.html"
    sessions: tuple[OwnSession, ...]
    here: UUID


@blueprint.get("/account/sessions")
@allow("signed-in")
def own_sessions() -> str:
    """Show where I am signed in."""
    return show(SessionsPage(sessions.own(store(), person()), _here().id))


@blueprint.post("/account/sessions/<uuid:session_id>/end")
@allow("signed-in")
def end_session(session_id: UUID) -> Response:
    """End one of my sessions; the one I sit at is a sign-out."""
    if session_id == _here().id:
        sign_out()
        return redirect(url_for("accounts.sign_in"), 303)
    sessions.end(store(), person(), session_id)
    flash(gettext("That browser is signed out."))
    return redirect(url_for("accounts.own_sessions"), 303)


@blueprint.post("/account/sessions/end-others")
@allow("signed-in")
def end_other_sessions() -> Response:
    """Sign me out everywhere but here."""
    sessions.end_all(store(), person(), but=_here().id)
    flash(gettext("You are signed out everywhere else."))
    return redirect(url_for("accounts.own_sessions"), 303)


@blueprint.post("/account/sessions/end-all")
@allow("signed-in")
def end_all_sessions() -> Response:
    """Sign me out everywhere, here too."""
    sessions.end_all(store(), person())
    forget()
    flash(gettext("You are signed out everywhere."))
    return redirect(url_for("accounts.sign_in"), 303)


@blueprint.post("/account/sessions/extend")
@allow("signed-in")
def extend_session() -> tuple[str, int]:
    """Stay signed in. Every request does that; this one does nothing else, and fails if it cannot."""
    sessions.touch(store(), _here())
    return "", 204


def _here() -> SignedIn:
    signed_in = current().signed_in
    assert signed_in is not None  # noqa: S101 - for the type checker; the policy lets nobody else in
    return signed_in
