"""Signing in and out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from flask import current_app, redirect, request, url_for
from flask_security.forms import LoginForm
from werkzeug.wrappers import Response

from simulator.engine.scenario import Client
from simulator.usecases import administering, people
from simulator.web import sessions
from simulator.web.accounts import blueprint
from simulator.web.guards import allow, safe_next, store
from simulator.web.rendering import show

SOMEBODY = Client("Somebody", "", "they/them", "", "", "")
HALF_WAY = {"arousal": 1, "window-low": -2, "window-high": 2, "safeness": 4, "shame": 4, "warmth": 4}
"""The room on the first page: somebody who has sat down and is not yet at ease."""


@dataclass(frozen=True, slots=True)
class SignInPage:
    """The ways in: an account, a passkey, the institution's sign-in (`elsewhere`), in the demo its people too."""

    template: ClassVar[str] = "accounts/sign_in.html"
    people: tuple[people.DemoPerson, ...]
    next: str
    client: Client
    gauges: dict[str, int]
    email: str
    problems: tuple[str, ...]
    elsewhere: str
    institute: str


def sign_in_page(refused: LoginForm | None = None) -> SignInPage:
    """The page, perhaps after a try that was refused: the address stays in its field."""
    demo = current_app.config["ATTUNE_MODE"] != "production"
    return SignInPage(
        people.demo_people(store()) if demo else (),
        safe_next(refused.next.data if refused else request.args.get("next")),
        SOMEBODY,
        HALF_WAY,
        (refused.email.data or "") if refused else "",
        tuple(dict.fromkeys(str(one) for errors in refused.errors.values() for one in errors)) if refused else (),
        current_app.config["ATTUNE_OIDC_NAME"],
        administering.institute(store()),
    )


@blueprint.get("/sign-in")
@allow("anyone")
def sign_in() -> str:
    """Show the ways to sign in. The form goes to the same address, where Flask-Security takes it."""
    return show(sign_in_page())


@blueprint.post("/sign-in/demo/<slug>")
@allow("demo")
def sign_in_demo(slug: str) -> Response:
    """Sign in as a demo person, with one click."""
    sessions.sign_in(people.sign_in_demo(store(), slug))
    return redirect(safe_next(request.form.get("next")), 303)


@blueprint.post("/sign-out")
@allow("anyone")
def sign_out() -> Response:
    """Sign out."""
    sessions.sign_out()
    return redirect(url_for("accounts.sign_in"), 303)
