"""The trainee's own portfolio, as a page, on paper and as tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from flask import request, url_for
from werkzeug.wrappers import Response

from simulator.engine.rubric import PRINCIPLES
from simulator.interop.reports import pdf_bytes
from simulator.usecases import portfolios
from simulator.usecases.portfolios import Portfolio
from simulator.web.guards import allow, person, store
from simulator.web.pictures import CoursePicture, draw_courses
from simulator.web.practice import blueprint
from simulator.web.rendering import show
from simulator.web.reports.files import PDF, attached, tables_file
from simulator.web.reports.printed import printed_portfolio
from simulator.web.reports.tables import CODEBOOK, portfolio_codebook, portfolio_tables


@dataclass(frozen=True, slots=True)
class PortfolioPage:
    """One's own portfolio; `csvs` are the names and addresses of its tables as CSV."""

    template: ClassVar[str] = "practice/portfolio.html"
    portfolio: Portfolio
    picture: CoursePicture
    principles: dict[str, str]
    csvs: tuple[tuple[str, str], ...]


@blueprint.get("/portfolio")
@allow("signed-in")
def portfolio() -> str:
    """Show it."""
    found = portfolios.own(store(), person())
    names = [*(table.name for table in portfolio_tables(found)), CODEBOOK]
    csvs = tuple((name, url_for("practice.portfolio_file", form="csv", table=name)) for name in names)
    return show(PortfolioPage(found, draw_courses(found.courses, found.attempts), PRINCIPLES, csvs))


@blueprint.get("/portfolio.pdf")
@allow("signed-in")
def portfolio_pdf() -> Response:
    """Give it on paper."""
    found = portfolios.own(store(), person())
    address = url_for("practice.portfolio", _external=True)
    return attached(pdf_bytes(printed_portfolio(found, address, datetime.now(UTC))), PDF, "portfolio.pdf")


@blueprint.get("/portfolio/<any(csv, xlsx):form>")
@allow("signed-in")
def portfolio_file(form: str) -> Response:
    """Give its tables."""
    found = portfolios.own(store(), person())
    which = request.args.get("table", "")
    return tables_file(portfolio_tables(found), portfolio_codebook(found), form, which, "portfolio")
