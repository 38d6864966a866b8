"""Signing in and out. For now the demo's one click; real accounts are to come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from flask import Blueprint, current_app, redirect, request, session, url_for
from werkzeug.wrappers import Response

from simulator.engine.scenario import Client
from simulator.usecases import people
from simulator.web.guards import PERSON, allow, safe_next, store
from simulator.web.rendering import show

blueprint = Blueprint("accounts", __name__)
SOMEBODY = Client("Somebody", "", "they/them", "", "", "")
HALF_WAY = {"arousal": 1, "window-low": -2, "window-high": 2, "safeness": 4, "shame": 4, "warmth": 4}
"""The room on the first page: somebody who has sat down and is not yet at ease."""


@dataclass(frozen=True, slots=True)
class SignInPage:
    """Whom the demo can sign in as; nobody in production."""

    template: ClassVar[str] = "accounts/sign_in.html"
    people: tuple[people.DemoPerson, ...]
    next: str
    client: Client
    gauges: dict[str, int]


@blueprint.get("/sign-in")
@allow("anyone")
def sign_in() -> str:
    """Show the ways to sign in."""
    demo = current_app.config["ATTUNE_MODE"] != "production"
    return show(
        SignInPage(
            people.demo_people(store()) if demo else (),
            safe_next(request.args.get("next")),
            SOMEBODY,
            HALF_WAY,
        )
    )


@blueprint.post("/sign-in/demo/<slug>")
@allow("demo")
def sign_in_demo(slug: str) -> Response:
    """Sign in as a demo person, with one click."""
    found = people.sign_in_demo(store(), slug)
    session.clear()
    session[PERSON] = str(found.id)
    return redirect(safe_next(request.form.get("next")), 303)


@blueprint.post("/sign-out")
@allow("anyone")
def sign_out() -> Response:
    """Sign out."""
    session.clear()
    return redirect(url_for("accounts.sign_in"), 303)
