"""Second readings: asking for one, reading a text line by line, commenting on it, deciding."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal
from uuid import UUID, uuid4

from flask import flash, make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from simulator.usecases import second_readings
from simulator.usecases.errors import Refused
from simulator.usecases.second_readings import ReadingShown
from simulator.web.authoring import blueprint
from simulator.web.authoring.publishing import publishing_again
from simulator.web.authoring.telling import ToldProblem, told_problems
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, person, store
from simulator.web.language import gettext, said
from simulator.web.rendering import show


class Asked(Form):
    """Asking for a second reading of a draft as it was at `revision`; `instead` of the one that is under way."""

    reading_id: UUID
    revision: int
    note: str = ""
    instead: bool = False


class Commented(Form):
    """What is said to a line. `line` is as it was typed."""

    comment_id: UUID
    line: str = ""
    text: str = ""


class Settled(Form):
    """Whether a comment is settled now."""

    settled: bool


class Decided(Form):
    """What the reader decides."""

    decision: Literal["approved", "changes wanted"]
    remark: str = ""


@dataclass(frozen=True, slots=True)
class SecondReadingPage:
    """A second reading; `line` is the one to be commented, `typed` and `remark` what was sent and not taken."""

    template: ClassVar[str] = "authoring/second_reading.html"
    shown: ReadingShown
    comment_id: UUID
    line: int | None = None
    typed: Commented | None = None
    remark: str = ""
    notice: str = ""
    decide_notice: str = ""

    @property
    def asked_line(self) -> int | None:
        """The line under which the form for a comment stands, if the text has it."""
        there = self.line is not None and 1 <= self.line <= self.shown.sections[-1].last
        return self.line if there else None

    @property
    def problems(self) -> tuple[ToldProblem, ...]:
        """What the check says about the text."""
        return told_problems(self.shown.checked.problems)

    @property
    def language(self) -> str:
        """The language that the case is in, as far as it can be read."""
        scenario = self.shown.checked.reading.scenario
        return scenario.language if scenario else ""


@blueprint.post("/drafts/<uuid:draft_id>/readings")
@allow("course-leader")
def ask_reading(draft_id: UUID) -> Response:
    """Ask for a second reading."""
    form = sent(Asked)
    try:
        second_readings.ask(
            store(), person(), draft_id, form.reading_id, form.revision, form.note, instead=form.instead
        )
    except Refused as refused:
        return publishing_again(draft_id, note=form.again().note, notice=said(refused))
    flash(gettext("The text is ready to be read. Tell another course leader, or give them the address of this page."))
    return redirect(url_for("authoring.second_reading", reading_id=form.reading_id), 303)


@blueprint.get("/readings/<uuid:reading_id>")
@allow("course-leader")
def second_reading(reading_id: UUID) -> str:
    """Show a text to be read, with what was said to its lines."""
    line = request.args.get("line", type=int)
    return show(SecondReadingPage(second_readings.opened(store(), person(), reading_id), uuid4(), line))


@blueprint.post("/readings/<uuid:reading_id>/comments")
@allow("course-leader")
def comment_line(reading_id: UUID) -> Response:
    """Comment on a line."""
    form = sent(Commented)
    number = form.line.strip()
    line = int(number) if number.isascii() and number.isdecimal() and len(number) < 7 else 0
    try:
        second_readings.comment(store(), person(), reading_id, form.comment_id, line, form.text)
    except Refused as refused:
        shown = second_readings.opened(store(), person(), reading_id)
        again = SecondReadingPage(shown, form.comment_id, line or None, form.again(), notice=said(refused))
        return make_response(show(again), 422)
    return _to(reading_id, line)


@blueprint.post("/readings/<uuid:reading_id>/comments/<uuid:comment_id>/settle")
@allow("course-leader")
def settle_comment(reading_id: UUID, comment_id: UUID) -> Response:
    """Mark a comment as settled, or as open again."""
    settled = sent(Settled).settled
    return _to(reading_id, second_readings.settle(store(), person(), reading_id, comment_id, settled=settled))


@blueprint.post("/readings/<uuid:reading_id>/decide")
@allow("course-leader")
def decide_reading(reading_id: UUID) -> Response:
    """Approve the text, or want changes."""
    form = sent(Decided)
    try:
        second_readings.decide(store(), person(), reading_id, form.decision, form.remark)
    except Refused as refused:
        shown = second_readings.opened(store(), person(), reading_id)
        again = SecondReadingPage(shown, uuid4(), remark=form.again().remark, decide_notice=said(refused))
        return make_response(show(again), 422)
    return redirect(url_for("authoring.second_reading", reading_id=reading_id), 303)


@blueprint.post("/readings/<uuid:reading_id>/withdraw")
@allow("course-leader")
def withdraw_reading(reading_id: UUID) -> Response:
    """Withdraw a reading that nobody has decided."""
    draft_id = second_readings.withdraw(store(), person(), reading_id)
    flash(gettext("The second reading is withdrawn."))
    return redirect(url_for("authoring.publishing", draft_id=draft_id), 303)


def _to(reading_id: UUID, line: int) -> Response:
    return redirect(url_for("authoring.second_reading", reading_id=reading_id, _anchor=f"line-{line}"), 303)
