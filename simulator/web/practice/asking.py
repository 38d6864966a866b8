"""Asking the supervisors of a cohort to read a finished attempt, or to talk about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from flask import flash, make_response, redirect, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from simulator.usecases import asking
from simulator.usecases.asking import Asking
from simulator.usecases.errors import Refused
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, person, store
from simulator.web.language import said
from simulator.web.practice import blueprint
from simulator.web.rendering import show


class Asked(Form):
    """What somebody asks for; `cohort` is empty where there is only one."""

    kind: str = ""
    note: str = ""
    cohort: str = ""

    @property
    def cohort_id(self) -> UUID | None:
        """The cohort; none if that is not the number of one."""
        try:
            return UUID(self.cohort)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class AskingPage:
    """What was asked and not taken, once more."""

    template: ClassVar[str] = "practice/asking.html"
    asking: Asking
    form: Asked
    notice: str = ""


@blueprint.app_template_global("asking_about")
def asking_about(attempt_id: UUID) -> Asking:
    """What is asked about an attempt of the person this page is for."""
    return asking.asking(store(), person(), attempt_id)


@blueprint.post("/attempts/<uuid:attempt_id>/help")
@allow("signed-in")
def ask_help(attempt_id: UUID) -> Response:
    """Ask for a reading or a conversation."""
    form = sent(Asked)
    try:
        asking.ask(store(), person(), attempt_id, form.kind, form.note, form.cohort_id)
    except Refused as refused:
        page = AskingPage(asking_about(attempt_id), form.again(), said(refused))
        return make_response(show(page), 422)
    flash(gettext("You have asked. Your supervisors find it in their queue."))
    return redirect(url_for("practice.debrief", attempt_id=attempt_id, _anchor="asking"), 303)


@blueprint.post("/attempts/<uuid:attempt_id>/help/<uuid:request_id>/withdraw")
@allow("signed-in")
def withdraw_help(attempt_id: UUID, request_id: UUID) -> Response:
    """Take a request back."""
    if asking.withdraw(store(), person(), attempt_id, request_id):
        flash(gettext("You have taken it back. Nobody but you can read this attempt."))
    else:
        flash(gettext("You have taken it back. Your supervisors can still read this attempt."))
    return redirect(url_for("practice.debrief", attempt_id=attempt_id, _anchor="asking"), 303)
