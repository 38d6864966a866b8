"""A trainee's portfolio in a cohort, for its supervisors and course leaders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar
from uuid import UUID

from flask import request, url_for
from werkzeug.wrappers import Response

from simulator.engine.rubric import PRINCIPLES
from simulator.interop.reports import pdf_bytes
from simulator.usecases import portfolios
from simulator.usecases.portfolios import Portfolio
from simulator.web.guards import allow, person, store
from simulator.web.pictures import CoursePicture, draw_courses
from simulator.web.rendering import show
from simulator.web.reports.files import PDF, attached, tables_file
from simulator.web.reports.printed import printed_portfolio
from simulator.web.reports.tables import CODEBOOK, portfolio_codebook, portfolio_tables
from simulator.web.review import blueprint


@dataclass(frozen=True, slots=True)
class TraineePage:
    """Somebody's portfolio; `csvs` are the names and addresses of its tables as CSV."""

    template: ClassVar[str] = "review/trainee.html"
    portfolio: Portfolio
    picture: CoursePicture
    principles: dict[str, str]
    csvs: tuple[tuple[str, str], ...]


@blueprint.get("/cohorts/<uuid:cohort_id>/trainees/<uuid:person_id>")
@allow("supervisor", "course-leader")
def trainee(cohort_id: UUID, person_id: UUID) -> str:
    """Show it."""
    found = portfolios.of_trainee(store(), person(), cohort_id, person_id)
    names = [*(table.name for table in portfolio_tables(found)), CODEBOOK]
    csvs = tuple((name, _table_address(cohort_id, person_id, name)) for name in names)
    return show(TraineePage(found, draw_courses(found.courses, found.attempts), PRINCIPLES, csvs))


@blueprint.get("/cohorts/<uuid:cohort_id>/trainees/<uuid:person_id>/portfolio.pdf")
@allow("supervisor", "course-leader")
def trainee_pdf(cohort_id: UUID, person_id: UUID) -> Response:
    """Give it on paper."""
    found = portfolios.of_trainee(store(), person(), cohort_id, person_id)
    address = url_for("review.trainee", cohort_id=cohort_id, person_id=person_id, _external=True)
    return attached(pdf_bytes(printed_portfolio(found, address, datetime.now(UTC))), PDF, "portfolio.pdf")


@blueprint.get("/cohorts/<uuid:cohort_id>/trainees/<uuid:person_id>/portfolio.<any(csv, xlsx):form>")
@allow("supervisor", "course-leader")
def trainee_file(cohort_id: UUID, person_id: UUID, form: str) -> Response:
    """Give its tables."""
    found = portfolios.of_trainee(store(), person(), cohort_id, person_id)
    which = request.args.get("table", "")
    return tables_file(portfolio_tables(found), portfolio_codebook(found), form, which, "portfolio")


def _table_address(cohort_id: UUID, person_id: UUID, table: str) -> str:
    return url_for("review.trainee_file", cohort_id=cohort_id, person_id=person_id, form="csv", table=table)
