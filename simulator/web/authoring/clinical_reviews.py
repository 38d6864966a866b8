"""Recording that a clinician has read a case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID, uuid4

from flask import make_response, redirect, url_for
from werkzeug.wrappers import Response

from simulator.usecases import clinical_reviews
from simulator.usecases.clinical_reviews import ReviewedCase
from simulator.usecases.errors import Refused
from simulator.web.authoring import blueprint
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, person, store
from simulator.web.language import said
from simulator.web.rendering import show


class Recorded(Form):
    """Who has read the case, and what they say of it."""

    review_id: UUID
    version: str = ""
    reviewer: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class ClinicalReviewsPage:
    """The reviews of a case, and a form for another one; `typed` is what was sent and not taken."""

    template: ClassVar[str] = "authoring/clinical_reviews.html"
    case: ReviewedCase
    review_id: UUID
    typed: Recorded | None = None
    notice: str = ""


@blueprint.get("/cases/<slug>/clinical-reviews")
@allow("course-leader")
def reviews(slug: str) -> str:
    """Show the clinical reviews of a case."""
    return show(ClinicalReviewsPage(clinical_reviews.reviewed_case(store(), person(), slug), uuid4()))


@blueprint.post("/cases/<slug>/clinical-reviews")
@allow("course-leader")
def record_review(slug: str) -> Response:
    """Record a clinical review."""
    form = sent(Recorded)
    try:
        clinical_reviews.record(store(), person(), slug, form.version, form.review_id, form.reviewer, form.remark)
    except Refused as refused:
        case = clinical_reviews.reviewed_case(store(), person(), slug)
        return make_response(show(ClinicalReviewsPage(case, uuid4(), form, said(refused))), 422)
    return redirect(url_for("authoring.reviews", slug=slug), 303)


@blueprint.post("/cases/<slug>/clinical-reviews/<uuid:review_id>/withdraw")
@allow("course-leader")
def withdraw_review(slug: str, review_id: UUID) -> Response:
    """Withdraw a clinical review."""
    clinical_reviews.withdraw(store(), person(), slug, review_id)
    return redirect(url_for("authoring.reviews", slug=slug), 303)
