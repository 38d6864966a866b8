"""Signing in through the institution.

It opens an account that is there already, found by an address that the institution has verified; it never makes one.
Whoever has a second factor here is asked for it, unless the institution says that it has asked for two.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import structlog
from flask import Flask, abort, current_app, flash, redirect, request, session, url_for
from flask_babel import gettext
from flask_security.utils import login_user
from werkzeug.wrappers import Response

from simulator.config import Settings
from simulator.web import sessions
from simulator.web.accounts import blueprint
from simulator.web.accounts.datastore import AccountDatastore
from simulator.web.accounts.institution import Asked, Institution, NotBelieved
from simulator.web.guards import allow, safe_next

log = structlog.get_logger()


def register(app: Flask, settings: Settings) -> None:
    """Give the application the institution's sign-in, if there is one."""
    secret = settings.oidc_client_secret.get_secret_value()
    app.config["ATTUNE_OIDC_NAME"] = settings.oidc_name if settings.oidc_issuer else ""
    app.extensions["attune-institution"] = (
        Institution(settings.oidc_issuer, settings.oidc_client_id, secret) if settings.oidc_issuer else None
    )


def origin(settings: Settings) -> str:
    """Where a form of ours may lead on to, so that this works; empty without it."""
    parts = urlsplit(settings.oidc_issuer)
    return f"{parts.scheme}://{parts.netloc}" if settings.oidc_issuer else ""


@blueprint.post("/sign-in/elsewhere")
@allow("anyone")
def sign_in_elsewhere() -> Response:
    """Send somebody to the institution, to come back with its word for who they are."""
    institution, onward = _institution(), safe_next(request.form.get("next"))
    try:
        asked = institution.ask(_come_back())
    except NotBelieved as error:
        return _failed(error)
    session["elsewhere"] = [*asked, onward]
    return redirect(asked.url)


@blueprint.get("/sign-in/elsewhere/back")
@allow("anyone")
def back_from_elsewhere() -> Response:
    """Look at what the institution says, and sign in whoever it is."""
    institution = _institution()
    *asked, onward = session.pop("elsewhere", ("", "", "", "", ""))
    try:
        if not asked[0]:
            raise NotBelieved("nobody was sent")
        found = institution.identity(
            Asked(*asked), request.args.get("state", ""), request.args.get("code", ""), _come_back()
        )
    except NotBelieved as error:
        return _failed(error)
    user = AccountDatastore().find_user(email=found.email) if found.email else None
    if user is None or not user.active:
        flash(
            gettext(
                "Your institution knows you, but there is no account for you here yet. Please ask for an invitation."
            )
        )
        return redirect(url_for("accounts.sign_in"))
    if not found.several_factors:
        factors = current_app.extensions["security"].two_factor_plugins
        second: Response | None = factors.tf_enter(user, False, "oidc", next_loc=onward)
        if second is not None:
            return second
    login_user(user, remember=False, authn_via=["oidc"])
    session[sessions.SEVERAL_FACTORS] = found.several_factors
    return redirect(safe_next(onward))


def _institution() -> Institution:
    found: Institution | None = current_app.extensions["attune-institution"]
    if found is None:
        abort(404)
    return found


def _come_back() -> str:
    return url_for("accounts.back_from_elsewhere", _external=True)


def _failed(error: NotBelieved) -> Response:
    """Say that it did not work; what the institution said is not for the page."""
    log.warning("sign-in elsewhere failed", kind=str(error))
    flash(gettext("That did not work. Please try again, or sign in with your password."))
    return redirect(url_for("accounts.sign_in"))
