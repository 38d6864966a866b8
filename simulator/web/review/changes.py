"""Everything that was rated, released and reverted in a cohort, as a page and as files; reverting a named set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from flask import flash, make_response, redirect, request, url_for
from flask_babel import ngettext
from werkzeug.utils import secure_filename
from werkzeug.wrappers import Response

from simulator.interop.sheets import csv_bytes, xlsx_bytes
from simulator.usecases import rating_changes, reverting
from simulator.usecases.errors import Refused
from simulator.usecases.rating_changes import PURPOSES, Asked, Changes, Chosen
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, person, store
from simulator.web.language import N_, said
from simulator.web.limits import KIB, takes
from simulator.web.rendering import show
from simulator.web.review import blueprint
from simulator.web.review.change_tables import CSV, XLSX, codebook, entry_table, level_table

WORDS = {
    "supervision": N_("supervision"),
    "blind": N_("rated blind by two"),
    "consensus": N_("agreed on by two"),
    "calibration": N_("calibration"),
}
HIGHEST_PAGE = 1_000_000


class RevertForm(Form):
    """The reviews that are to be reverted, by their numbers with blanks between, and why."""

    entries: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """A page of a named set."""

    template: ClassVar[str] = "review/changes.html"
    found: Changes
    notice: str = ""
    purposes: ClassVar[dict[str, str]] = {purpose: WORDS[purpose] for purpose in PURPOSES}

    @property
    def query(self) -> dict[str, str]:
        """The named set as it stands in an address."""
        return _query(self.found.asked)


@dataclass(frozen=True, slots=True)
class RevertPage:
    """The reviews that are about to be reverted, before it is done."""

    template: ClassVar[str] = "review/revert.html"
    found: Chosen
    because: str = ""
    notice: str = ""
    purposes: ClassVar[dict[str, str]] = ChangesPage.purposes


@blueprint.get("/cohorts/<uuid:cohort_id>/ratings")
@allow("supervisor", "course-leader")
def changes(cohort_id: UUID) -> Response:
    """Show what was rated; or, where some of it is to be reverted, what that would be."""
    way, asked, ticked = request.args.get("revert", ""), _asked(), _ids(request.args.getlist("entry"))
    if way not in ("ticked", "all"):
        return _list(cohort_id, asked)
    try:
        found = rating_changes.chosen(store(), person(), cohort_id, asked, ticked if way == "ticked" else None)
    except Refused as refused:
        return _list(cohort_id, asked, said(refused))
    return make_response(show(RevertPage(found)))


@blueprint.get("/cohorts/<uuid:cohort_id>/ratings.<any(csv, xlsx):form>")
@allow("supervisor", "course-leader")
def changes_file(cohort_id: UUID, form: str) -> Response:
    """Give the named set as a file."""
    try:
        found = rating_changes.every_change(store(), person(), cohort_id, _asked())
    except Refused as refused:
        return _list(cohort_id, _asked(), said(refused))
    if form == "csv":
        answer = make_response(csv_bytes(entry_table(found)))
    else:
        answer = make_response(xlsx_bytes((entry_table(found), level_table(found)), codebook()))
    answer.mimetype = CSV if form == "csv" else XLSX
    answer.headers["Content-Disposition"] = f'attachment; filename="{secure_filename(f"ratings.{form}")}"'
    return answer


@blueprint.post("/cohorts/<uuid:cohort_id>/ratings/revert")
@allow("course-leader")
@takes(form=128 * KIB)
def revert(cohort_id: UUID) -> Response:
    """Revert what was confirmed."""
    form = sent(RevertForm)
    chosen = _ids(form.entries.split())
    try:
        done = reverting.revert(store(), person(), cohort_id, chosen, form.because)
    except Refused as refused:
        if not chosen:
            return _list(cohort_id, Asked(), said(refused))
        found = rating_changes.chosen(store(), person(), cohort_id, Asked(), chosen)
        return make_response(show(RevertPage(found, form.again().because, said(refused))), 422)
    flash(ngettext("%(num)s rating is reverted.", "%(num)s ratings are reverted.", done.reverted))
    if done.before:
        flash(ngettext("%(num)s had been reverted before.", "%(num)s had been reverted before.", done.before))
    return redirect(url_for("review.changes", cohort_id=cohort_id), 303)


def _list(cohort_id: UUID, asked: Asked, notice: str = "") -> Response:
    """A page of the list, with what is wrong with the last click, if anything is."""
    page = min(request.args.get("page", 1, type=int), HIGHEST_PAGE)
    try:
        found = rating_changes.changes(store(), person(), cohort_id, asked, page)
    except Refused as refused:
        notice = notice or said(refused)
        found = rating_changes.changes(store(), person(), cohort_id, asked._replace(since="", until=""), 1)
        found = found._replace(asked=asked)
    return make_response(show(ChangesPage(found, notice)), 422 if notice else 200)


def _asked() -> Asked:
    return Asked(
        by=request.args.get("by", None, type=UUID),
        since=request.args.get("since", ""),
        until=request.args.get("until", ""),
        purpose=request.args.get("purpose", ""),
        attempt=request.args.get("attempt", None, type=UUID),
    )


def _query(asked: Asked) -> dict[str, str]:
    return {name: str(value) for name, value in asked._asdict().items() if value}


def _ids(texts: Sequence[str]) -> tuple[UUID, ...]:
    """Numbers of reviews.

    Raises:
        Refused: one of them is none.
    """
    try:
        return tuple(dict.fromkeys(map(UUID, texts)))
    except ValueError:
        raise Refused("The page sent something that does not belong to it. Please try once more.") from None
