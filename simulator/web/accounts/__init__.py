"""Accounts: signing in and out, and everything that is somebody's own. Flask-Security does what it can (`security`)."""

from flask import Blueprint

blueprint = Blueprint("accounts", __name__)

from simulator.web.accounts import (  # noqa: E402 - the modules put their routes on the blueprint above
    elsewhere,
    first,
    invitations,
    languages,
    overview,
    own_sessions,
    privacy,
    resetting,
    security,
    signing_in,
)

__all__ = [
    "blueprint",
    "elsewhere",
    "first",
    "invitations",
    "languages",
    "overview",
    "own_sessions",
    "privacy",
    "resetting",
    "security",
    "signing_in",
]
