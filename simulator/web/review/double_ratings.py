"""Double ratings of a cohort, for its course leaders: who rates which attempt blind, and how far they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from flask import flash, make_response, redirect, request, url_for
from flask_babel import gettext, ngettext
from pydantic import Field
from werkzeug.wrappers import Response

from simulator.usecases import double_rating
from simulator.usecases.double_rating import Overview, Plan, Wish
from simulator.usecases.errors import Refused
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, person, store
from simulator.web.language import listed, said
from simulator.web.rendering import show
from simulator.web.review import blueprint


class Fields(Form):
    """What a form asks for; `do` is the button that was pressed: preview or assign."""

    do: str = "assign"
    how: str = "share"
    percent: str = "20"
    assignment: str = ""
    case: str = ""
    attempts: list[UUID] = Field(default_factory=list)
    pairs: str = "in turn"
    first: str = ""
    second: str = ""
    due_on: str = ""
    seed: str = ""

    @property
    def wish(self) -> Wish:
        """The same for the use case."""
        given = self.model_dump(include=set(Wish._fields) - {"attempts"})
        return Wish(attempts=tuple(self.attempts), **given)


@dataclass(frozen=True, slots=True)
class DoubleRatingsPage:
    """The double ratings of a cohort, and the form for more, with what would come of it (`plan`)."""

    template: ClassVar[str] = "review/double_ratings.html"
    overview: Overview
    wish: Wish
    plan: Plan | None = None
    notice: str = ""


@blueprint.get("/cohorts/<uuid:cohort_id>/double-ratings")
@allow("course-leader")
def double_ratings(cohort_id: UUID) -> str:
    """Show the double ratings of a cohort."""
    how = "ticked" if request.args.get("how") == "ticked" else "share"
    wish = Wish(how=how, assignment=request.args.get("assignment", ""), case=request.args.get("case", ""))
    return _page(cohort_id, wish)


@blueprint.post("/cohorts/<uuid:cohort_id>/double-ratings")
@allow("course-leader")
def assign_double(cohort_id: UUID) -> Response:
    """Assign attempts to two raters each, or show what would be assigned."""
    fields = sent(Fields)
    wish = fields.wish
    try:
        if fields.do == "preview":
            plan = double_rating.preview(store(), person(), cohort_id, wish)
            return make_response(_page(cohort_id, wish._replace(seed=str(plan.seed or "")), plan))
        plan = double_rating.assign(store(), person(), cohort_id, wish)
    except Refused as refused:
        return make_response(_page(cohort_id, fields.again().wish, notice=said(refused)), 422)
    flash(_done(plan))
    return redirect(url_for("review.double_ratings", cohort_id=cohort_id), 303)


@blueprint.post("/double-ratings/<uuid:double_rating_id>/withdraw")
@allow("course-leader")
def withdraw_double(double_rating_id: UUID) -> Response:
    """Take a double rating back."""
    try:
        cohort_id = double_rating.withdraw(store(), person(), double_rating_id)
    except Refused as refused:
        cohort_id = double_rating.cohort_of(store(), double_rating_id)
        return make_response(_page(cohort_id, Wish(), notice=said(refused)), 422)
    flash(gettext("It is withdrawn. To bring it back, assign the attempt anew."))
    return redirect(url_for("review.double_ratings", cohort_id=cohort_id), 303)


def _page(cohort_id: UUID, wish: Wish, plan: Plan | None = None, notice: str = "") -> str:
    return show(
        DoubleRatingsPage(double_rating.overview(store(), person(), cohort_id, wish), wish, plan, notice=notice)
    )


def _done(plan: Plan) -> str:
    """What was done, in sentences."""
    number = len(plan.planned)
    told: str = ngettext(
        "%(num)s attempt is assigned to two raters.", "%(num)s attempts are assigned to two raters each.", number
    )
    if plan.seed is not None:
        told += " " + gettext("It was drawn with the seed %(seed)s, which stands in the audit log.", seed=plan.seed)
    knowing = listed(sorted({name for one in plan.planned for name in one.knowing}))
    if knowing:
        told += " " + gettext("Not blind, because they had read an attempt of these before: %(names)s.", names=knowing)
    return told
