"""Publishing a draft, and the page of a published case: its versions, retiring it, bringing it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID, uuid4

from flask import flash, make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from simulator.usecases import published, second_readings
from simulator.usecases import publishing as use_case
from simulator.usecases.errors import Refused
from simulator.usecases.published import Comparison, PublishedCase
from simulator.usecases.publishing import Standing
from simulator.usecases.texts import legible
from simulator.web.authoring import blueprint
from simulator.web.authoring.telling import ToldProblem, told_problems
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, person, store
from simulator.web.language import gettext, said
from simulator.web.rendering import show


class Published(Form):
    """What is new in a version; `leave_newer`: although the draft has been changed since it was approved."""

    sentence: str = ""
    leave_newer: bool = False


class Retired(Form):
    """The publication that is to be retired."""

    number: int


class BroughtBack(Retired):
    """The publication that is to be offered again, and what is said about it."""

    sentence: str = ""


@dataclass(frozen=True, slots=True)
class PublishPage:
    """How far a draft is on its way; `note` and `sentence` are what was sent and not taken."""

    template: ClassVar[str] = "authoring/publish.html"
    standing: Standing
    reading_id: UUID
    note: str = ""
    sentence: str = ""
    notice: str = ""

    @property
    def faults(self) -> tuple[ToldProblem, ...]:
        """What keeps the draft's text from being published."""
        return told_problems(self.standing.faults)

    @property
    def approved_faults(self) -> tuple[ToldProblem, ...]:
        """What keeps the approved text from being published, where the draft is another one by now."""
        return told_problems(self.standing.approved_faults)


@dataclass(frozen=True, slots=True)
class CasePage:
    """A published case; `sentence` is what was sent and not taken."""

    template: ClassVar[str] = "authoring/case.html"
    case: PublishedCase
    sentence: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class ComparePage:
    """What is different between two versions of a case."""

    template: ClassVar[str] = "authoring/compare.html"
    comparison: Comparison


@blueprint.get("/drafts/<uuid:draft_id>/publishing")
@allow("course-leader")
def publishing(draft_id: UUID) -> str:
    """Show how far a draft is on its way to being published."""
    return show(PublishPage(use_case.standing(store(), person(), draft_id), uuid4()))


@blueprint.post("/readings/<uuid:reading_id>/publish")
@allow("course-leader")
def publish(reading_id: UUID) -> Response:
    """Publish the text of a reading that was approved."""
    form = sent(Published)
    try:
        slug = use_case.publish(store(), person(), reading_id, form.sentence, leave_newer=form.leave_newer)
    except Refused as refused:
        draft_id = second_readings.opened(store(), person(), reading_id).draft.id
        return publishing_again(draft_id, sentence=form.again().sentence, notice=said(refused))
    flash(gettext("It is published. From now on this is the version that people play."))
    return redirect(url_for("authoring.case", slug=slug), 303)


@blueprint.get("/studio/cases/<slug>")
@allow("course-leader")
def case(slug: str) -> str:
    """Show a published case with its versions."""
    return show(CasePage(published.case(store(), person(), slug)))


@blueprint.get("/studio/cases/<slug>/versions/<version>.md")
@allow("course-leader")
def case_file(slug: str, version: str) -> Response:
    """Send a version of a case as a file."""
    answer = make_response(published.text_of(store(), person(), slug, version))
    answer.headers["Content-Type"] = "text/markdown; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="{slug}.md"'
    return answer


@blueprint.post("/studio/cases/<slug>/retire")
@allow("course-leader")
def retire(slug: str) -> Response:
    """Offer a case no more."""
    try:
        published.retire(store(), person(), slug, sent(Retired).number)
    except Refused as refused:
        return _case_again(slug, said(refused))
    flash(gettext("The case is retired. What has begun goes on."))
    return redirect(url_for("authoring.case", slug=slug), 303)


@blueprint.post("/studio/cases/<slug>/bring-back")
@allow("course-leader")
def bring_back_case(slug: str) -> Response:
    """Offer a case again."""
    form = sent(BroughtBack)
    try:
        published.bring_back(store(), person(), slug, form.number, form.sentence)
    except Refused as refused:
        return _case_again(slug, said(refused), legible(form.sentence))
    flash(gettext("The case is offered again."))
    return redirect(url_for("authoring.case", slug=slug), 303)


@blueprint.get("/studio/cases/<slug>/compare")
@allow("course-leader")
def compare(slug: str) -> str:
    """Show what is different between two versions of a case."""
    before, after = request.args.get("from", ""), request.args.get("to", "")
    return show(ComparePage(published.compare(store(), person(), slug, before, after)))


def publishing_again(draft_id: UUID, *, note: str = "", sentence: str = "", notice: str) -> Response:
    """The page of publishing with what was typed and why it was not taken."""
    found = use_case.standing(store(), person(), draft_id)
    return make_response(show(PublishPage(found, uuid4(), note, sentence, notice)), 422)


def _case_again(slug: str, notice: str, sentence: str = "") -> Response:
    return make_response(show(CasePage(published.case(store(), person(), slug), sentence, notice)), 422)
