"""A cohort at a glance: the heat map, who needs a call, before and after; on the page, on paper, as tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar
from uuid import UUID

from flask import make_response, request, url_for
from werkzeug.wrappers import Response

from simulator.engine.rubric import PRINCIPLES
from simulator.interop.reports import pdf_bytes
from simulator.usecases import before_after, heat_maps
from simulator.usecases.before_after import Compared, Side, Which
from simulator.usecases.errors import Refused
from simulator.usecases.heat_maps import HeatMap
from simulator.web.guards import allow, person, store
from simulator.web.language import said
from simulator.web.rendering import show
from simulator.web.reports.files import PDF, attached, tables_file
from simulator.web.reports.printed import printed_heat_map
from simulator.web.reports.tables import CODEBOOK, heat_map_codebook, heat_map_tables
from simulator.web.review import blueprint


@dataclass(frozen=True, slots=True)
class HeatMapPage:
    """The heat map; `asked` is what the address asks for, so that files hold the same."""

    template: ClassVar[str] = "review/heat_map.html"
    found: HeatMap
    compared: Compared
    principles: dict[str, str]
    by_need: bool
    csvs: tuple[tuple[str, str], ...]
    asked: dict[str, str]
    notice: str = ""


@blueprint.get("/cohorts/<uuid:cohort_id>/heat-map")
@allow("supervisor", "course-leader")
def heat_map(cohort_id: UUID) -> Response:
    """Show it."""
    found = _found(cohort_id)
    before, after = _sides()
    notice = ""
    try:
        compared = before_after.compared(store(), found, before, after)
    except Refused as refused:
        notice = said(refused)
        compared = before_after.compared(store(), found, Side(), Side())._replace(before=before, after=after)
    names = [*(table.name for table in heat_map_tables(found, compared)), CODEBOOK]
    asked = {} if notice else _asked()
    csvs = tuple((name, _file_address(cohort_id, "csv", asked | {"table": name})) for name in names)
    page = HeatMapPage(found, compared, PRINCIPLES, _by_need(), csvs, asked, notice)
    return make_response(show(page), 422 if notice else 200)


@blueprint.get("/cohorts/<uuid:cohort_id>/heat-map.pdf")
@allow("supervisor", "course-leader")
def heat_map_pdf(cohort_id: UUID) -> Response:
    """Give it on paper."""
    found = _found(cohort_id)
    compared = before_after.compared(store(), found, *_sides())
    address = url_for("review.heat_map", cohort_id=cohort_id, _external=True)
    return attached(pdf_bytes(printed_heat_map(found, compared, address, datetime.now(UTC))), PDF, "heat-map.pdf")


@blueprint.get("/cohorts/<uuid:cohort_id>/heat-map.<any(csv, xlsx):form>")
@allow("supervisor", "course-leader")
def heat_map_file(cohort_id: UUID, form: str) -> Response:
    """Give its tables."""
    found = _found(cohort_id)
    tables = heat_map_tables(found, before_after.compared(store(), found, *_sides()))
    return tables_file(tables, heat_map_codebook(found), form, request.args.get("table", ""), "heat-map")


def _found(cohort_id: UUID) -> HeatMap:
    return heat_maps.heat_map(store(), person(), cohort_id, by_need=_by_need())


def _file_address(cohort_id: UUID, form: str, asked: dict[str, str]) -> str:
    return url_for("review.heat_map_file", cohort_id=cohort_id, form=form, **asked)  # type: ignore[arg-type]


def _by_need() -> bool:
    return request.args.get("by") == "need"


def _sides() -> tuple[Side, Side]:
    """What is to be compared."""
    asked = request.args
    first, second = _which(asked.get("first"), "first"), _which(asked.get("second"), "last")
    before = Side(asked.get("before", ""), first, asked.get("since", ""), asked.get("until", ""))
    after = Side(asked.get("after", ""), second, asked.get("from", ""), asked.get("to", ""))
    return before, after


def _which(asked: str | None, otherwise: Which) -> Which:
    return "last" if asked == "last" else "first" if asked == "first" else otherwise


def _asked() -> dict[str, str]:
    names = ("by", "before", "after", "first", "second", "since", "until", "from", "to")
    return {name: request.args[name] for name in names if request.args.get(name)}
