"""Calibration sets of a cohort: made and opened by its course leaders, rated by its supervisors, with their figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID, uuid4

from flask import abort, flash, make_response, redirect, url_for
from flask_babel import gettext
from pydantic import Field
from werkzeug.utils import secure_filename
from werkzeug.wrappers import Response

from simulator.engine.drift import FEWEST
from simulator.interop.sheets import csv_bytes, xlsx_bytes
from simulator.usecases import calibrating
from simulator.usecases.calibrating import MOST_ATTEMPTS, RoundForm, SetList, ShownSet
from simulator.usecases.errors import Refused
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, person, store
from simulator.web.language import said
from simulator.web.pictures.drift import DriftPicture, draw_drift
from simulator.web.rendering import show
from simulator.web.review import blueprint
from simulator.web.review.calibration_tables import codebook, drift_table, standing_table

CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SetFields(Form):
    """A new set."""

    set_id: UUID | None = None
    title: str = ""
    attempts: list[UUID] = Field(default_factory=list)


class RoundFields(Form):
    """A new round."""

    round_id: UUID | None = None
    title: str = ""
    opens_at: str = ""
    due_at: str = ""


@dataclass(frozen=True, slots=True)
class CalibrationPage:
    """The sets of a cohort, and for course leaders the form for a new one, with what was typed into it."""

    template: ClassVar[str] = "review/calibration.html"
    sets: SetList
    typed: SetFields = field(default_factory=SetFields)
    set_id: UUID = field(default_factory=uuid4)
    notice: str = ""
    most: int = MOST_ATTEMPTS


@dataclass(frozen=True, slots=True)
class CalibrationSetPage:
    """A set with its rounds and figures."""

    template: ClassVar[str] = "review/calibration_set.html"
    shown: ShownSet
    picture: DriftPicture | None
    round_id: UUID = field(default_factory=uuid4)
    notice: str = ""
    fewest: int = FEWEST


@blueprint.get("/cohorts/<uuid:cohort_id>/calibration")
@allow("supervisor", "course-leader")
def calibration(cohort_id: UUID) -> str:
    """Show the calibration sets of a cohort."""
    return show(CalibrationPage(calibrating.listed(store(), person(), cohort_id)))


@blueprint.post("/cohorts/<uuid:cohort_id>/calibration")
@allow("course-leader")
def make_set(cohort_id: UUID) -> Response:
    """Make a calibration set."""
    fields = sent(SetFields)
    set_id = fields.set_id or uuid4()
    try:
        calibrating.make_set(store(), person(), cohort_id, set_id, fields.title, fields.attempts)
    except Refused as refused:
        sets = calibrating.listed(store(), person(), cohort_id, fields.attempts)
        return make_response(show(CalibrationPage(sets, fields.again(), set_id, said(refused))), 422)
    flash(gettext("The set is made. Open a first round, so that supervisors find it among their tasks."))
    return redirect(url_for("review.calibration_set", set_id=set_id), 303)


@blueprint.get("/calibration/<uuid:set_id>")
@allow("supervisor", "course-leader")
def calibration_set(set_id: UUID) -> str:
    """Show a set with its rounds and figures."""
    return _page(calibrating.shown(store(), person(), set_id))


@blueprint.post("/calibration/<uuid:set_id>/rounds")
@allow("course-leader")
def open_round(set_id: UUID) -> Response:
    """Open a round."""
    fields = sent(RoundFields)
    round_id = fields.round_id or uuid4()
    form = RoundForm(fields.title, fields.opens_at, fields.due_at)
    try:
        calibrating.open_round(store(), person(), set_id, round_id, form)
    except Refused as refused:
        again = fields.again()
        typed = RoundForm(again.title, again.opens_at, again.due_at)
        shown = calibrating.shown(store(), person(), set_id, typed)
        return make_response(_page(shown, round_id, said(refused)), 422)
    flash(gettext("The round is there. Supervisors find it among their tasks from the time at which it opens."))
    return redirect(url_for("review.calibration_set", set_id=set_id), 303)


@blueprint.post("/calibration/<uuid:set_id>/close")
@allow("course-leader")
def close_set(set_id: UUID) -> Response:
    """Close a set."""
    calibrating.close_set(store(), person(), set_id)
    flash(gettext("The set is closed. Its raters see the figures now."))
    return redirect(url_for("review.calibration_set", set_id=set_id), 303)


@blueprint.post("/calibration/<uuid:set_id>/reopen")
@allow("course-leader")
def reopen_set(set_id: UUID) -> Response:
    """Open a set again."""
    calibrating.reopen_set(store(), person(), set_id)
    flash(gettext("The set is open again. Its attempts are withheld from the supervisors until it is closed."))
    return redirect(url_for("review.calibration_set", set_id=set_id), 303)


@blueprint.get("/calibration/<uuid:set_id>/calibration.<any(csv, xlsx):form>")
@allow("supervisor", "course-leader")
def calibration_file(set_id: UUID, form: str) -> Response:
    """Give the figures as a file: CSV with how everybody stands, or a workbook with drift as well."""
    shown = calibrating.shown(store(), person(), set_id)
    if shown.figures is None:
        abort(404)
    standings = standing_table(shown.figures)
    tables = [standings, drift_table(shown.figures)]
    answer = make_response(csv_bytes(standings) if form == "csv" else xlsx_bytes(tables, codebook(shown)))
    answer.mimetype = CSV if form == "csv" else XLSX
    name = secure_filename(f"calibration-{set_id.hex[:8]}.{form}")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _page(shown: ShownSet, round_id: UUID | None = None, notice: str = "") -> str:
    picture = draw_drift(shown.figures) if shown.figures else None
    return show(CalibrationSetPage(shown, picture, round_id or uuid4(), notice))
