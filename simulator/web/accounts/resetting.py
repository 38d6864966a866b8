"""What administrators do for those who cannot sign in: links to choose a password, and lost second factors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar
from uuid import UUID

from flask import flash, redirect, url_for
from flask_babel import gettext
from flask_security.recoverable import generate_reset_password_token
from werkzeug.wrappers import Response

from simulator.usecases import accounts
from simulator.usecases.accounts import Account
from simulator.web.accounts import blueprint
from simulator.web.accounts.datastore import User
from simulator.web.accounts.security import RESET_WITHIN
from simulator.web.guards import allow, person, store
from simulator.web.rendering import show


@dataclass(frozen=True, slots=True)
class LinkPage:
    """A link, shown once, to copy and hand over."""

    template: ClassVar[str] = "accounts/reset_link.html"
    name: str
    link: str
    until: datetime


def reset_link(account: Account) -> str:
    """A link with which somebody chooses a password: good for an hour, and once."""
    return url_for("security.reset_password", token=generate_reset_password_token(User(account)), _external=True)


@blueprint.post("/people/<uuid:person_id>/reset-link")
@allow("administrator")
def make_reset_link(person_id: UUID) -> str:
    """Show a link with which somebody can choose a new password."""
    account = accounts.for_reset_link(store(), person(), person_id)
    return show(LinkPage(account.name, reset_link(account), datetime.now(UTC) + RESET_WITHIN))


@blueprint.post("/people/<uuid:person_id>/second-factor/remove")
@allow("administrator")
def remove_second_factor(person_id: UUID) -> Response:
    """Take away the second factors of somebody who has lost them."""
    accounts.remove_second_factor(store(), person(), person_id)
    flash(gettext("Their second factor is gone, and they are signed out everywhere."))
    return redirect(url_for("administration.person", person_id=person_id), 303)
