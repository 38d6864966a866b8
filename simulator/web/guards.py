"""Who may open what: every route declares it, and nothing is open that does not.

A route without a policy stops the application from starting. Foreign objects are the use cases' concern: their loaders
take the actor and answer `NotFound`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, ParamSpec, TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from simulator.usecases.catalogue import Store
from simulator.usecases.people import ADMINISTRATOR, COURSE_LEADER, SUPERVISOR, Actor
from simulator.web import sessions
from simulator.web.rendering import swaps

Policy = Literal[
    "anyone", "signed-in", "enrolling", "supervisor", "course-leader", "administrator", "demo", "development"
]
"""“enrolling” is for whoever is signed in, even while a second factor that they must have is not set up."""
ROLES: dict[Policy, str] = {
    "supervisor": SUPERVISOR,
    "course-leader": COURSE_LEADER,
    "administrator": ADMINISTRATOR,
}
P = ParamSpec("P")
R = TypeVar("R")


def allow(*policies: Policy) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare who may open a view, by one policy or any of several roles; stands directly above the function."""

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        view.policies = policies  # type: ignore[attr-defined]
        return view

    return mark


def store() -> Store:
    """The store this application works with."""
    found: Store = current_app.extensions["attune"]
    return found


def person() -> Actor:
    """The person this request is made by; only in views for people who are signed in."""
    found: Actor = g.actor
    return found


def guard(app: Flask) -> None:
    """Refuse every request that no policy allows."""
    app.before_request(_admit)


def require_policies(app: Flask) -> None:
    """Refuse to start with a route that says nothing about who may open it.

    Raises:
        RuntimeError: names the routes.
    """
    views = {rule.endpoint: app.view_functions.get(rule.endpoint) for rule in app.url_map.iter_rules()}
    declared = {endpoint: getattr(view, "policies", ()) for endpoint, view in views.items() if endpoint != "static"}
    missing = sorted(endpoint for endpoint, policies in declared.items() if not policies)
    if missing:
        raise RuntimeError(f"routes without a policy: {', '.join(missing)}")
    app.extensions["attune-policies"] = declared


def _admit() -> Response | None:
    if request.endpoint is None or request.endpoint == "static":
        return None
    policies: tuple[Policy, ...] = current_app.extensions["attune-policies"][request.endpoint]
    mode = current_app.config["ATTUNE_MODE"]
    if ("demo" in policies and mode == "production") or ("development" in policies and mode != "development"):
        abort(404)
    roles = [ROLES[policy] for policy in policies if policy in ROLES]
    if (roles or "signed-in" in policies or "enrolling" in policies) and g.actor is None:
        if swaps():
            abort(401)  # a redirect would put the sign-in page into the middle of the case
        return redirect(url_for("accounts.sign_in", next=_here()))
    if roles and not any(map(g.actor.is_a, roles)):
        abort(404)  # whether there is such a page is nobody else's concern
    here = sessions.current()
    lacks = here.signed_in is not None and here.signed_in.lacks_second_factor and not here.get(sessions.SEVERAL_FACTORS)
    if lacks and not {"anyone", "enrolling"}.intersection(policies):
        if swaps():
            abort(403)
        return redirect(url_for("security.two_factor_setup"))
    return None


def _here() -> str | None:
    """Where to come back to after signing in: a page of this site that was asked for by GET."""
    return request.full_path.rstrip("?") if request.method == "GET" else None


def safe_next(target: str | None) -> str:
    """A path of this site to go on to; the library for anything else, so that no redirect leads elsewhere."""
    library = url_for("practice.library")
    if (
        not target
        or not target.startswith("/")
        or target.startswith(("//", "/\\"))
        or any(c in target for c in "\\\r\n\t")
    ):
        return library
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else library
