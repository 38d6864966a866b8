"""What somebody's account says, and changing it: name, language, time zone, address."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import ClassVar

from flask import Response, current_app, flash, make_response, redirect, request, url_for
from flask_babel import force_locale, gettext
from flask_security import auth_required
from werkzeug.wrappers import Response as Answer

from simulator.usecases import accounts
from simulator.usecases.accounts import Account, Locked
from simulator.usecases.errors import Refused
from simulator.usecases.people import Actor
from simulator.usecases.zones import ZONES
from simulator.web import mail
from simulator.web.accounts import blueprint
from simulator.web.accounts.languages import remember
from simulator.web.accounts.security import FRESH, GRACE
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, person, store
from simulator.web.language import LANGUAGES, said
from simulator.web.rendering import show


class OwnDetails(Form):
    """What somebody says about themselves."""

    name: str = ""
    locale: str = ""
    time_zone: str = ""


class NewAddress(Form):
    """The address somebody wants to sign in with from now on."""

    email: str = ""


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """An account; `account` is None for people of the demo, who have none."""

    template: ClassVar[str] = "accounts/overview.html"
    actor: Actor
    account: Account | None
    name: str
    locale: str
    time_zone: str
    languages: tuple[tuple[str, str], ...]
    zones: tuple[str, ...]
    address_can_change: bool
    problem: str = ""


@dataclass(frozen=True, slots=True)
class AddressPage:
    """Changing the address where no mail can confirm it."""

    template: ClassVar[str] = "accounts/address.html"
    current: str
    email: str
    problem: str = ""


def _page() -> OverviewPage:
    actor = person()
    return OverviewPage(
        actor,
        accounts.find(store(), "person_id", actor.id),
        actor.name,
        actor.locale,
        actor.time_zone,
        tuple(LANGUAGES.items()),
        ZONES,
        mail.can_send() or not current_app.config["ATTUNE_OIDC_NAME"],
    )


@blueprint.get("/account")
@allow("signed-in")
def overview() -> str:
    """Show somebody their account."""
    return show(_page())


@blueprint.post("/account")
@allow("signed-in")
def change_details() -> Answer:
    """Change name, language and time zone."""
    form = sent(OwnDetails)
    locale = form.locale if form.locale in LANGUAGES else ""
    try:
        accounts.change_self(store(), person(), form.name, locale, form.time_zone)
    except Refused as refused:
        page = replace(
            _page(), name=form.name, locale=locale, time_zone=form.time_zone, problem=said(refused)
        )  # fmt: skip
        return make_response(show(page), 422)
    with force_locale(locale) if locale else nullcontext():  # the next page speaks it already
        flash(gettext("Your change is kept."))
    answer = redirect(url_for("accounts.overview"), 303)
    remember(answer, locale)
    return answer


@blueprint.route("/account/address", methods=["GET", "POST"])
@allow("signed-in")
@auth_required("session", within=lambda: FRESH, grace=lambda: GRACE)  # type: ignore[untyped-decorator]
def change_address() -> str | Response | Answer:
    """Change the address somebody signs in with. Where mail can be sent, a link to the new address confirms it."""
    if mail.can_send():
        return redirect(url_for("security.change_email"))
    page = _page()
    if page.account is None or not page.address_can_change:
        return redirect(url_for("accounts.overview"))
    record = page.account.record
    if request.method == "GET":
        return show(AddressPage(record.email, ""))
    typed = sent(NewAddress).email
    try:
        this = accounts.begin_try(store(), record.email)
        accounts.save(
            store(), record, record._replace(email=accounts.address(typed)), by=person().id
        )  # fmt: skip
    except Refused as refused:
        answer = make_response(show(AddressPage(record.email, typed, said(refused))), 422)
        if isinstance(refused, Locked):
            answer.status_code, answer.headers["Retry-After"] = 429, str(refused.seconds)
        return answer
    accounts.try_succeeded(store(), this)
    flash(gettext("You now sign in with the new address."))
    return redirect(url_for("accounts.overview"), 303)
