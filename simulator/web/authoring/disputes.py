"""Ratings of cases that supervisors dispute, for course leaders to settle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from flask import flash, make_response, redirect, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from simulator.engine.rubric import Level
from simulator.usecases import disputing
from simulator.usecases.disputing import CHANGE, OPEN, STAYS, Disputed
from simulator.usecases.errors import Refused
from simulator.web.authoring import blueprint
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, person, store
from simulator.web.language import N_, said
from simulator.web.rendering import show

OUTCOMES = {CHANGE: N_("The case is to be changed"), STAYS: N_("The case stays as it is")}


class Settled(Form):
    """What becomes of a dispute, and a remark."""

    outcome: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class DisputesPage:
    """All disputes; `about` is the one whose form could not be taken, with what was `typed` into it."""

    template: ClassVar[str] = "authoring/disputes.html"
    disputed: Disputed
    about: UUID | None = None
    typed: Settled | None = None
    notice: str = ""
    outcomes: ClassVar[dict[str, str]] = OUTCOMES
    open_again: ClassVar[str] = OPEN

    @staticmethod
    def level(number: int) -> Level | None:
        """A level; None: not in play."""
        return Level(number) if number else None


@blueprint.get("/studio/disputes")
@allow("course-leader")
def disputes() -> str:
    """Show what supervisors dispute."""
    return show(DisputesPage(disputing.disputed(store(), person())))


@blueprint.post("/studio/disputes/<uuid:dispute_id>")
@allow("course-leader")
def settle_dispute(dispute_id: UUID) -> Response:
    """Decide about a dispute, or open it again."""
    form = sent(Settled)
    try:
        disputing.settle(store(), person(), dispute_id, form.outcome, form.remark)
    except Refused as refused:
        page = DisputesPage(disputing.disputed(store(), person()), dispute_id, form.again(), said(refused))
        return make_response(show(page), 422)
    flash(gettext("The dispute is open again.") if form.outcome == OPEN else gettext("The dispute is settled."))
    return redirect(url_for("authoring.disputes", _anchor=f"dispute-{dispute_id}"), 303)
