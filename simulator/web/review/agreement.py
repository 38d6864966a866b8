"""How far supervisors agree with each other and with the case: asking for the figures, waiting, reading, as files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar, NamedTuple
from uuid import UUID

from flask import jsonify, make_response, redirect, url_for
from werkzeug.utils import secure_filename
from werkzeug.wrappers import Response

from simulator.engine.rubric import PRINCIPLES
from simulator.interop.sheets import csv_bytes, xlsx_bytes
from simulator.usecases import agreeing
from simulator.usecases.agreeing import Asked, Desk, RunPage, ShownRun
from simulator.usecases.agreement_results import Comparison, Figure, ItemResult, Result
from simulator.usecases.errors import NotFound, Refused
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, person, store
from simulator.web.language import gettext, said
from simulator.web.pictures.bland_altman import BlandAltman, draw_bland_altman
from simulator.web.rendering import asks_for_json, show
from simulator.web.review import blueprint
from simulator.web.review.agreement_tables import codebook, every_table, figure_table
from simulator.web.review.agreement_words import Who, band, digits, meaning, too_few
from simulator.web.vocabulary import spoken

CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SOON = timedelta(seconds=5)
"""So long it takes until somebody begins to compute, at the latest, if anybody does."""


class AskForm(Form):
    """What is to be compared."""

    assignment: str = ""
    case: str = ""
    since: str = ""
    until: str = ""
    rater: str = ""
    blind: str = ""

    @property
    def asked(self) -> Asked:
        """The same for the use case."""
        return Asked(self.assignment, self.case, self.since, self.until, self.rater, blind=bool(self.blind))


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """What can be asked for, and what was."""

    template: ClassVar[str] = "review/agreement.html"
    desk: Desk
    form: AskForm
    notice: str = ""


class Cell(NamedTuple):
    """A figure as the table shows it: the number, its interval, and the word that the literature has for it."""

    value: str = ""
    interval: str = ""
    word: str = ""


class Side(NamedTuple):
    """An item in one comparison: how much there is, the figures of turns and of attempts, what they mean."""

    counted: ItemResult | None
    turn: tuple[Cell, ...]
    attempt: tuple[Cell, ...]
    too_few: str
    meaning: tuple[str, ...]
    picture: BlandAltman | None


class Row(NamedTuple):
    """A principle or criterion in both comparisons."""

    slug: str
    title: str
    supervisors: Side
    case: Side

    @property
    def sides(self) -> tuple[tuple[str, Side], ...]:
        """Both, with their names."""
        return (gettext("Two supervisors"), self.supervisors), (gettext("Supervisor and case"), self.case)


class Part(NamedTuple):
    """A principle, and its criteria that anybody rated."""

    principle: Row
    criteria: tuple[Row, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """The principle first."""
        return self.principle, *self.criteria


@dataclass(frozen=True, slots=True)
class RunShownPage:
    """A run: how far it is, or its figures."""

    template: ClassVar[str] = "review/agreement_run.html"
    page: RunPage
    parts: tuple[Part, ...]
    waits: bool

    @property
    def shown(self) -> ShownRun:
        """The run in words."""
        return self.page.shown

    @property
    def under_way(self) -> bool:
        """Whether figures are still to come."""
        return self.shown.result is None and not self.shown.run.failed


@blueprint.get("/cohorts/<uuid:cohort_id>/agreement")
@allow("supervisor", "course-leader")
def agreement(cohort_id: UUID) -> str:
    """Show what can be asked for, and what was."""
    return show(AgreementPage(agreeing.desk(store(), person(), cohort_id), AskForm()))


@blueprint.post("/cohorts/<uuid:cohort_id>/agreement")
@allow("supervisor", "course-leader")
def compute_agreement(cohort_id: UUID) -> Response:
    """Ask for figures."""
    form = sent(AskForm)
    try:
        run_id = agreeing.ask(store(), person(), cohort_id, form.asked)
    except Refused as refused:
        page = AgreementPage(agreeing.desk(store(), person(), cohort_id), form.again(), said(refused))
        return make_response(show(page), 422)
    return redirect(url_for("review.agreement_run", run_id=run_id), 303)


@blueprint.get("/agreement/<uuid:run_id>")
@allow("supervisor", "course-leader")
def agreement_run(run_id: UUID) -> Response:
    """Show how far a run is, or its figures; a script that asks is only told how far."""
    found = agreeing.shown(store(), person(), run_id)
    run = found.shown.run
    if asks_for_json():
        return jsonify(progress=run.progress, done=bool(run.finished_at or run.failed), waits=_waits(found))
    parts = tuple(_parts(found, found.shown.result)) if found.shown.result else ()
    return make_response(show(RunShownPage(found, parts, _waits(found))))


@blueprint.get("/agreement/<uuid:run_id>/agreement.<any(csv, xlsx):form>")
@allow("supervisor", "course-leader")
def agreement_file(run_id: UUID, form: str) -> Response:
    """Give the figures as a file: CSV with a row for each item, or a workbook with everything."""
    found = agreeing.shown(store(), person(), run_id)
    result = found.shown.result
    if result is None:
        raise NotFound(str(run_id))
    data = csv_bytes(figure_table(result)) if form == "csv" else xlsx_bytes(every_table(result), codebook(found))
    answer = make_response(data)
    answer.mimetype = CSV if form == "csv" else XLSX
    name = secure_filename(f"agreement-{found.shown.run.asked_at:%Y-%m-%d}.{form}")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _waits(page: RunPage) -> bool:
    """Whether nobody has begun, though they should have."""
    run = page.shown.run
    return run.started_at is None and not run.failed and datetime.now(UTC) - run.asked_at > SOON


def _parts(page: RunPage, result: Result) -> Iterator[Part]:
    for principle, title in PRINCIPLES.items():
        criteria = [
            _row(result, principle, one.slug, one.title)
            for one in page.rubric.criteria.values()
            if one.principle == principle
            and any(side.item(principle, one.slug) for side in (result.supervisors, result.case))
        ]
        yield Part(_row(result, principle, "", spoken(title)), tuple(criteria))


def _row(result: Result, principle: str, criterion: str, title: str) -> Row:
    return Row(
        criterion or principle,
        title,
        _side(result.supervisors, principle, criterion, title, "supervisors"),
        _side(result.case, principle, criterion, title, "case"),
    )


def _side(comparison: Comparison, principle: str, criterion: str, title: str, who: Who) -> Side:
    item = comparison.item(principle, criterion)
    if item is None:
        return Side(None, (), (), too_few(None), (), None)
    drawn = None
    if not criterion:
        named = (
            gettext("%(principle)s: two supervisors", principle=title)
            if who == "supervisors"
            else gettext("%(principle)s: supervisor less case", principle=title)
        )
        drawn = draw_bland_altman(item, named)
    return Side(
        item,
        tuple(_cells(item.turn, ("play", "exact", "within_one", "kappa", "alpha", "icc"))),
        tuple(_cells(item.attempt, ("", "exact", "within_one", "kappa", "alpha", "icc"))),
        too_few(item),
        tuple(meaning(item, who)) if item.enough else (),
        drawn,
    )


def _cells(figures: Mapping[str, Figure], names: tuple[str, ...]) -> Iterator[Cell]:
    for name in names:
        one = figures.get(name, Figure())
        if one.value is None:
            yield Cell()
            continue
        interval = "" if one.low is None or one.high is None else f"{digits(one.low)} – {digits(one.high)}"
        yield Cell(digits(one.value), interval, band(name, one.value))
