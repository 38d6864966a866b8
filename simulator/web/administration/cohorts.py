"""Cohorts and who is in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID, uuid4

from flask import flash, make_response, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from simulator.usecases import cohorts as keeping
from simulator.usecases import members
from simulator.usecases.cohorts import Details, ListedCohort
from simulator.usecases.errors import Refused
from simulator.usecases.members import CohortShown
from simulator.usecases.people import COURSE_LEADER
from simulator.usecases.zones import ZONES
from simulator.web.administration import blueprint
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, person, store
from simulator.web.language import said
from simulator.web.rendering import show


class DetailsForm(Form):
    """What a cohort is called, and when it is."""

    name: str = ""
    starts_on: str = ""
    ends_on: str = ""
    time_zone: str = ""

    @property
    def details(self) -> Details:
        """The same for the use case."""
        return Details(self.name, self.starts_on, self.ends_on, self.time_zone)


class NewCohort(DetailsForm):
    """A cohort that is to be made, once."""

    cohort_id: UUID


class RoleForm(Form):
    """A role of somebody."""

    role: str = ""


class RoleGiven(RoleForm):
    """A role for somebody."""

    person_id: UUID


@dataclass(frozen=True, slots=True)
class CohortsPage:
    """The cohorts one may see."""

    template: ClassVar[str] = "administration/cohorts.html"
    cohorts: tuple[ListedCohort, ...]


@dataclass(frozen=True, slots=True)
class CohortPage:
    """A cohort."""

    template: ClassVar[str] = "administration/cohort.html"
    found: CohortShown
    notice: str = ""


@dataclass(frozen=True, slots=True)
class CohortFormPage:
    """The form for a cohort: a new one (`made` is false), or one that is there."""

    template: ClassVar[str] = "administration/cohort_form.html"
    cohort_id: UUID
    made: bool
    details: Details
    zones: tuple[str, ...] = ZONES
    notice: str = ""


@blueprint.get("/cohorts")
@allow("course-leader", "administrator")
def cohorts() -> str:
    """Show the cohorts."""
    return show(CohortsPage(keeping.visible(store(), person())))


@blueprint.get("/cohorts/new")
@allow("administrator")
def new_cohort() -> str:
    """Show the form for a new cohort."""
    return show(CohortFormPage(uuid4(), False, keeping.suggested(store(), person())))


@blueprint.post("/cohorts")
@allow("administrator")
def make_cohort() -> Response:
    """Make a cohort."""
    form = sent(NewCohort)
    try:
        keeping.make(store(), person(), form.cohort_id, form.details)
    except Refused as refused:
        page = CohortFormPage(form.cohort_id, False, form.again().details, notice=said(refused))
        return make_response(show(page), 422)
    flash(gettext("The cohort is made. Now you can invite people into it."))
    return redirect(url_for("administration.cohort", cohort_id=form.cohort_id), 303)


@blueprint.get("/cohorts/<uuid:cohort_id>")
@allow("course-leader", "administrator")
def cohort(cohort_id: UUID) -> str:
    """Show a cohort."""
    removed = (request.args.get("removed", ""), request.args.get("role", ""))
    return show(CohortPage(members.shown(store(), person(), cohort_id, removed)))


@blueprint.get("/cohorts/<uuid:cohort_id>/edit")
@allow("course-leader", "administrator")
def edit_cohort(cohort_id: UUID) -> str:
    """Show the form to change a cohort."""
    return show(CohortFormPage(cohort_id, True, keeping.details(store(), person(), cohort_id)))


@blueprint.post("/cohorts/<uuid:cohort_id>/edit")
@allow("course-leader", "administrator")
def change_cohort(cohort_id: UUID) -> Response:
    """Change a cohort."""
    form = sent(DetailsForm)
    try:
        keeping.change(store(), person(), cohort_id, form.details)
    except Refused as refused:
        page = CohortFormPage(cohort_id, True, form.again().details, notice=said(refused))
        return make_response(show(page), 422)
    flash(gettext("Your change is kept."))
    return redirect(url_for("administration.cohort", cohort_id=cohort_id), 303)


@blueprint.post("/cohorts/<uuid:cohort_id>/archive")
@allow("administrator")
def archive_cohort(cohort_id: UUID) -> Response:
    """Archive a cohort."""
    keeping.archive(store(), person(), cohort_id)
    return redirect(url_for("administration.cohort", cohort_id=cohort_id), 303)


@blueprint.post("/cohorts/<uuid:cohort_id>/open")
@allow("administrator")
def open_cohort(cohort_id: UUID) -> Response:
    """Take a cohort out of the archive."""
    keeping.open_again(store(), person(), cohort_id)
    flash(gettext("The cohort is open again."))
    return redirect(url_for("administration.cohort", cohort_id=cohort_id), 303)


@blueprint.post("/cohorts/<uuid:cohort_id>/members")
@allow("course-leader", "administrator")
def give_role(cohort_id: UUID) -> Response:
    """Give somebody of a cohort another role, or bring them back."""
    form = sent(RoleGiven)
    members.give_role(store(), person(), cohort_id, form.person_id, form.role)
    flash(gettext("The role is given."))
    return redirect(url_for("administration.cohort", cohort_id=cohort_id), 303)


@blueprint.post("/cohorts/<uuid:cohort_id>/members/<uuid:person_id>/remove")
@allow("course-leader", "administrator")
def take_role(cohort_id: UUID, person_id: UUID) -> Response:
    """Take a role away; the page then offers to bring it back."""
    role = sent(RoleForm).role
    try:
        members.take_role(store(), person(), cohort_id, person_id, role)
    except Refused as refused:
        page = CohortPage(members.shown(store(), person(), cohort_id), said(refused))
        return make_response(show(page), 422)
    if person_id == person().id and role == COURSE_LEADER and not person().administrator:
        flash(gettext("You no longer lead this cohort. Whoever leads it, or an administrator, can bring you back."))
        return redirect(url_for("practice.library"), 303)
    return redirect(url_for("administration.cohort", cohort_id=cohort_id, removed=person_id, role=role), 303)
