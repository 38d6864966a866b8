"""Inviting people into a cohort, or to become administrators: the same pages, with or without a cohort."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from flask import flash, make_response, redirect, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from simulator.usecases import invitations as inviting
from simulator.usecases.addresses import LARGEST_FILE, decoded
from simulator.usecases.cohorts import ROLES
from simulator.usecases.errors import Refused
from simulator.usecases.invitations import Invitation, Outcome, Waiting
from simulator.usecases.people import ADMINISTRATOR, TRAINEE
from simulator.usecases.texts import legible
from simulator.web.administration import blueprint
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, person, store
from simulator.web.language import moment_for_others, said
from simulator.web.mail import can_send, send
from simulator.web.rendering import show


class Invited(Form):
    """Addresses and the role they are invited to."""

    role: str = ""
    addresses: str = ""


@dataclass(frozen=True, slots=True)
class InvitationsPage:
    """What waits, and a form for more; `outcome` tells what became of a list that was not taken as a whole."""

    template: ClassVar[str] = "administration/invitations.html"
    cohort_id: UUID | None
    waiting: Waiting
    roles: tuple[str, ...]
    role: str
    addresses: str = ""
    outcome: Outcome | None = None
    notice: str = ""
    mailed: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """What somebody who is invited gets by mail; `cohort` is empty for an administrator."""

    template: ClassVar[str] = "administration/invitation.txt"
    invited_by: str
    cohort: str
    role: str
    link: str
    until: str


@blueprint.get("/cohorts/<uuid:cohort_id>/invitations")
@blueprint.get("/people/invitations")
@allow("course-leader", "administrator")
def invitations(cohort_id: UUID | None = None) -> str:
    """Show the invitations that wait."""
    withdrawn = None
    with suppress(ValueError):
        withdrawn = UUID(request.args.get("withdrawn", ""))
    return show(_page(cohort_id, withdrawn=withdrawn))


@blueprint.post("/cohorts/<uuid:cohort_id>/invitations")
@blueprint.post("/people/invitations")
@allow("course-leader", "administrator")
def invite(cohort_id: UUID | None = None) -> Response:
    """Invite everybody whose address is good; what could not be read stands in the form again."""
    form = sent(Invited)
    text = form.addresses
    try:
        text = _with_file(text)
        outcome = inviting.invite(store(), person(), cohort_id, form.role, text)
    except Refused as refused:
        page = _page(cohort_id, form.role, legible(text), notice=said(refused))
        return make_response(show(page), 422)
    _mail(cohort_id, form.role, outcome.invited)
    if outcome.bad or outcome.known:
        left = "\n".join(bad.text for bad in outcome.bad)
        return make_response(show(_page(cohort_id, form.role, left, outcome)), 422)
    flash(ngettext("%(num)s person is invited.", "%(num)s people are invited.", len(outcome.invited)))
    return redirect(url_for("administration.invitations", cohort_id=cohort_id), 303)


@blueprint.post("/cohorts/<uuid:cohort_id>/invitations/<uuid:invitation_id>/extend")
@blueprint.post("/people/invitations/<uuid:invitation_id>/extend")
@allow("course-leader", "administrator")
def extend_invitation(invitation_id: UUID, cohort_id: UUID | None = None) -> Response:
    """Let an invitation last longer."""
    inviting.extend(store(), person(), cohort_id, invitation_id)
    flash(gettext("The invitation lasts two weeks longer."))
    return redirect(url_for("administration.invitations", cohort_id=cohort_id), 303)


@blueprint.post("/cohorts/<uuid:cohort_id>/invitations/<uuid:invitation_id>/withdraw")
@blueprint.post("/people/invitations/<uuid:invitation_id>/withdraw")
@allow("course-leader", "administrator")
def withdraw_invitation(invitation_id: UUID, cohort_id: UUID | None = None) -> Response:
    """Withdraw an invitation; the page then offers to invite again."""
    inviting.withdraw(store(), person(), cohort_id, invitation_id)
    return redirect(url_for("administration.invitations", cohort_id=cohort_id, withdrawn=invitation_id), 303)


@blueprint.post("/cohorts/<uuid:cohort_id>/invitations/<uuid:invitation_id>/renew")
@blueprint.post("/people/invitations/<uuid:invitation_id>/renew")
@allow("course-leader", "administrator")
def renew_invitation(invitation_id: UUID, cohort_id: UUID | None = None) -> Response:
    """Invite somebody again whose invitation was withdrawn."""
    email, role = inviting.renew(store(), person(), cohort_id, invitation_id)
    _mail(cohort_id, role, (email,))
    flash(gettext("The person is invited again, with a new link."))
    return redirect(url_for("administration.invitations", cohort_id=cohort_id), 303)


def _page(
    cohort_id: UUID | None,
    role: str = "",
    addresses: str = "",
    outcome: Outcome | None = None,
    notice: str = "",
    withdrawn: UUID | None = None,
) -> InvitationsPage:
    waiting = inviting.waiting(store(), person(), cohort_id, withdrawn)
    roles = ROLES if cohort_id else (ADMINISTRATOR,)
    role = role if role in roles else TRAINEE if cohort_id else ADMINISTRATOR
    return InvitationsPage(cohort_id, waiting, roles, role, addresses, outcome, notice, can_send())


def _mail(cohort_id: UUID | None, role: str, addresses: tuple[str, ...]) -> None:
    """Send everybody their link, if this site sends mail; in the language of whoever invites."""
    if not can_send():
        return
    waiting = inviting.waiting(store(), person(), cohort_id)
    chosen = [one for one in waiting.invitations if one.role == role and one.email in addresses]
    send(gettext("You are invited to Attune"), {one.email: show(_letter(one, waiting.cohort)) for one in chosen})


def _letter(one: Invitation, cohort: str) -> Letter:
    link = url_for("accounts.invitation", invitation_id=one.id, token=one.token, _external=True)
    return Letter(person().name, cohort, one.role, link, moment_for_others(one.expires_at))


def _with_file(text: str) -> str:
    """The addresses of the file that was sent along, so that its lines count as in it; then those that were typed."""
    file = request.files.get("file")
    content = file.read(LARGEST_FILE + 1) if file else b""
    return "\n".join(part for part in (decoded(content), text) if part.strip())
