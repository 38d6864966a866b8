"""Assignments of a cohort, for its course leaders: the list, one with how far everybody is, and the form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID, uuid4

from flask import flash, make_response, redirect, request, url_for
from flask_babel import gettext
from pydantic import Field
from werkzeug.wrappers import Response

from simulator.engine.rubric import PRINCIPLES
from simulator.usecases import assigning
from simulator.usecases.assigning import AssignmentForm, ListedAssignment, NewerVersion
from simulator.usecases.assignment_forms import Details, Unfit
from simulator.usecases.assignment_status import Status, status
from simulator.usecases.errors import NotFound, Refused, Stale
from simulator.usecases.texts import legible
from simulator.usecases.zones import ZONES
from simulator.web.administration import blueprint
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, person, store
from simulator.web.language import N_, listed, said
from simulator.web.rendering import show
from simulator.web.vocabulary import spoken

PLACE = "place-"
"""What the fields begin with that give the cases their places."""
RELEASES = {
    "at once": N_("at once, when the attempt is closed"),
    "at the due time": N_("at the due time"),
    "by the supervisor": N_("when a supervisor releases them"),
}


class Fields(Form):
    """What a form says about an assignment, but for the cases, whose fields are named after them."""

    assignment_id: UUID | None = None
    seen: str = ""
    title: str = ""
    note: str = ""
    mode: str = "practice"
    opens_at: str = ""
    due_at: str = ""
    time_zone: str = ""
    attempts: str = ""
    in_order: bool = False
    focus: list[str] = Field(default_factory=list)
    own_words: bool = False
    reasons: bool = False
    release: str = "at once"

    @property
    def details(self) -> Details:
        """The same for the use case."""
        places = {
            name.removeprefix(PLACE): legible(place) for name, place in request.form.items() if name.startswith(PLACE)
        }
        given = self.model_dump(include=set(Details._fields) - {"focus"})
        return Details(places=places, focus=tuple(self.focus), **given)


class Moved(Form):
    """The version whose difference was looked at."""

    version: str = ""


@dataclass(frozen=True, slots=True)
class AssignmentsPage:
    """The assignments of a cohort."""

    template: ClassVar[str] = "administration/assignments.html"
    cohort_id: UUID
    cohort: str
    time_zone: str
    assignments: tuple[ListedAssignment, ...]


@dataclass(frozen=True, slots=True)
class AssignmentPage:
    """An assignment, and how far everybody is with it."""

    template: ClassVar[str] = "administration/assignment.html"
    status: Status
    principles: Mapping[str, str] = field(default_factory=lambda: PRINCIPLES)


@dataclass(frozen=True, slots=True)
class NewerPage:
    """What is different in the newer version of an assigned case, before moving to it."""

    template: ClassVar[str] = "administration/newer_version.html"
    newer: NewerVersion
    notice: str = ""


@dataclass(frozen=True, slots=True)
class AssignmentFormPage:
    """The form of an assignment: a new one (`made` is false), or one that is there.

    `problems` says of each field what is wrong with it, `stored` what somebody else has put there meanwhile.
    """

    template: ClassVar[str] = "administration/assignment_form.html"
    assignment_id: UUID
    made: bool
    form: AssignmentForm
    problems: Mapping[str, str] = field(default_factory=dict)
    stored: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""
    zones: tuple[str, ...] = ZONES
    releases: Mapping[str, str] = field(default_factory=lambda: RELEASES)
    principles: Mapping[str, str] = field(default_factory=lambda: PRINCIPLES)


@blueprint.get("/cohorts/<uuid:cohort_id>/assignments")
@allow("course-leader")
def assignments(cohort_id: UUID) -> str:
    """Show the assignments of a cohort."""
    cohort, found = assigning.listed(store(), person(), cohort_id)
    return show(AssignmentsPage(cohort.id, cohort.name, cohort.time_zone, found))


@blueprint.get("/cohorts/<uuid:cohort_id>/assignments/new")
@allow("course-leader")
def new_assignment(cohort_id: UUID) -> str:
    """Show the form for a new assignment."""
    return show(AssignmentFormPage(uuid4(), False, assigning.new_form(store(), person(), cohort_id)))


@blueprint.post("/cohorts/<uuid:cohort_id>/assignments")
@allow("course-leader")
def make_assignment(cohort_id: UUID) -> Response:
    """Make an assignment."""
    sent_fields = sent(Fields)
    assignment_id = sent_fields.assignment_id or uuid4()
    try:
        assigning.make(store(), person(), cohort_id, assignment_id, sent_fields.details)
    except Refused as refused:
        form = assigning.new_form(store(), person(), cohort_id)
        return _again(AssignmentFormPage(assignment_id, False, form), sent_fields, refused)
    flash(gettext("It is assigned. The trainees find it on their first page."))
    return redirect(url_for("administration.assignment", assignment_id=assignment_id), 303)


@blueprint.get("/assignments/<uuid:assignment_id>/copy")
@allow("course-leader")
def copy_assignment(assignment_id: UUID) -> str:
    """Show the form for a copy, in the cohort that was chosen."""
    form = assigning.new_form(store(), person(), _chosen_cohort(), assignment_id)
    return show(AssignmentFormPage(uuid4(), False, form))


@blueprint.get("/assignments/<uuid:assignment_id>")
@allow("course-leader")
def assignment(assignment_id: UUID) -> str:
    """Show an assignment and how far everybody is with it."""
    return show(AssignmentPage(status(store(), person(), assignment_id)))


@blueprint.get("/assignments/<uuid:assignment_id>/edit")
@allow("course-leader")
def edit_assignment(assignment_id: UUID) -> str:
    """Show the form to change an assignment."""
    return show(AssignmentFormPage(assignment_id, True, assigning.edit_form(store(), person(), assignment_id)))


@blueprint.post("/assignments/<uuid:assignment_id>/edit")
@allow("course-leader")
def change_assignment(assignment_id: UUID) -> Response:
    """Change an assignment."""
    sent_fields = sent(Fields)
    try:
        assigning.change(store(), person(), assignment_id, sent_fields.details, sent_fields.seen)
    except Refused as refused:
        form = assigning.edit_form(store(), person(), assignment_id)
        return _again(AssignmentFormPage(assignment_id, True, form), sent_fields, refused)
    flash(gettext("Your change is kept."))
    return redirect(url_for("administration.assignment", assignment_id=assignment_id), 303)


@blueprint.get("/assignments/<uuid:assignment_id>/cases/<slug>/newer")
@allow("course-leader")
def newer_version(assignment_id: UUID, slug: str) -> str:
    """Show what is different in the newer version of an assigned case."""
    return show(NewerPage(assigning.newer(store(), person(), assignment_id, slug)))


@blueprint.post("/assignments/<uuid:assignment_id>/cases/<slug>/newer")
@allow("course-leader")
def move_to_newer(assignment_id: UUID, slug: str) -> Response:
    """Assign a case in its newer version."""
    try:
        assigning.move_to_newer(store(), person(), assignment_id, slug, sent(Moved).version)
    except Stale as stale:
        found = assigning.newer(store(), person(), assignment_id, slug)
        return make_response(show(NewerPage(found, said(stale))), 422)
    flash(gettext("The newer version is assigned now."))
    return redirect(url_for("administration.assignment", assignment_id=assignment_id), 303)


@blueprint.post("/assignments/<uuid:assignment_id>/withdraw")
@allow("course-leader")
def withdraw_assignment(assignment_id: UUID) -> Response:
    """Take an assignment back."""
    assigning.withdraw(store(), person(), assignment_id)
    return redirect(url_for("administration.assignment", assignment_id=assignment_id), 303)


@blueprint.post("/assignments/<uuid:assignment_id>/bring-back")
@allow("course-leader")
def bring_back_assignment(assignment_id: UUID) -> Response:
    """Give an assignment again."""
    assigning.bring_back(store(), person(), assignment_id)
    flash(gettext("The assignment is back."))
    return redirect(url_for("administration.assignment", assignment_id=assignment_id), 303)


def _chosen_cohort() -> UUID:
    try:
        return UUID(request.args.get("cohort", ""))
    except ValueError:
        raise NotFound("cohort") from None


def _again(page: AssignmentFormPage, sent_fields: Fields, refused: Refused) -> Response:
    """The form with all that was typed and what is wrong; or, if somebody else was quicker, what they put there."""
    stored, typed = page.form.details, sent_fields.again().details
    overtaken = isinstance(refused, Stale)
    again = AssignmentFormPage(
        assignment_id=page.assignment_id,
        made=page.made,
        form=page.form._replace(details=typed, seen=page.form.seen if overtaken else sent_fields.seen),
        problems={name: said(one) for name, one in refused.problems.items()} if isinstance(refused, Unfit) else {},
        stored=_differing(page.form, stored, typed) if overtaken else {},
        notice=said(refused),
    )
    return make_response(show(again), 422)


def _differing(form: AssignmentForm, stored: Details, typed: Details) -> dict[str, str]:
    """What is stored, in words, of each field in which something else was typed."""
    titles = {choice.slug: choice.title for choice in form.choices}
    yes_or_no = {True: gettext("yes"), False: gettext("no")}
    words: dict[str, str] = {
        "title": stored.title,
        "note": stored.note or gettext("nothing"),
        "cases": listed(titles[slug] for slug in sorted(stored.places, key=lambda slug: int(stored.places[slug]))),
        "mode": spoken(stored.mode),
        "opens_at": stored.opens_at.replace("T", " "),
        "due_at": stored.due_at.replace("T", " "),
        "time_zone": stored.time_zone,
        "attempts": stored.attempts or gettext("as many as they like"),
        "in_order": yes_or_no[stored.in_order],
        "focus": listed(spoken(PRINCIPLES[one]) for one in stored.focus) if stored.focus else gettext("all of them"),
        "own_words": yes_or_no[stored.own_words],
        "reasons": yes_or_no[stored.reasons],
        "release": gettext(RELEASES[stored.release]),
    }
    return {name: text for name, text in words.items() if _compared(stored, name) != _compared(typed, name)}


def _compared(details: Details, name: str) -> object:
    """A field, so that two writings of the same are the same."""
    if name == "cases":
        return {slug: place.strip() for slug, place in details.places.items() if place.strip()}
    value = getattr(details, name)
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value
