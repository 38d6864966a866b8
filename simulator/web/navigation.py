"""The way around Attune: which pages the head of every page leads to, for whom."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from flask import Flask, current_app, g, request

from simulator.usecases.people import ADMINISTRATOR, COURSE_LEADER, SUPERVISOR
from simulator.web.language import N_

EVERYBODY = ""
SOMEBODY = "signed in"


class Place(NamedTuple):
    """A page everybody with one of `roles` is led to.

    `within` are the endpoints that count as being there, `under` what the addresses begin with that do.
    """

    endpoint: str
    name: str
    roles: tuple[str, ...]
    within: tuple[str, ...] = ()
    under: tuple[str, ...] = ()


PLACES = (
    Place("practice.library", N_("Cases"), (SOMEBODY,), ("practice.briefing", "practice.attempt")),
    Place("practice.history", N_("My attempts"), (SOMEBODY,), ("practice.debrief",)),
    Place("practice.portfolio", N_("Portfolio"), (SOMEBODY,), under=("/next", "/drills")),
    Place("learning.practices", N_("Practices"), (SOMEBODY,), ("learning.practice", "learning.notes")),
    Place("learning.reading_room", N_("Reading room"), (EVERYBODY,), ("learning.concept",)),
    Place(
        "administration.cohorts", N_("Cohorts"), (COURSE_LEADER, ADMINISTRATOR), under=("/cohorts/", "/assignments/")
    ),
    Place("authoring.studio", N_("Studio"), (COURSE_LEADER,), under=("/studio", "/drafts/", "/readings/")),
    Place(
        "review.queue",
        N_("Supervision"),
        (SUPERVISOR,),
        ("review.heat_map", "review.trainee", "review.agreement", "review.changes"),
        under=("/queue", "/reviews", "/blind", "/ratings", "/calibration"),
    ),
    Place("administration.people", N_("People"), (ADMINISTRATOR,), under=("/people/", "/institution", "/audit")),
)
DRAFT_PLACES = (
    ("authoring.editor", N_("Write")),
    ("authoring.try_draft", N_("Try")),
    ("authoring.robots", N_("Robots")),
    ("authoring.draft_history", N_("History")),
    ("authoring.rename", N_("Rename")),
    ("authoring.draft_pictures", N_("Pictures")),
    ("authoring.downloads", N_("Download")),
    ("authoring.publishing", N_("Publish")),
)
"""The pages of a draft, in their order."""


class CohortPlace(NamedTuple):
    """A page about the supervision of a cohort, for those who have one of `roles` in it."""

    here: str
    endpoint: str
    name: str
    roles: tuple[str, ...]


COHORT_PLACES = (
    CohortPlace("heat-map", "review.heat_map", N_("Heat map"), (COURSE_LEADER, SUPERVISOR)),
    CohortPlace("agreement", "review.agreement", N_("Agreement"), (COURSE_LEADER, SUPERVISOR)),
    CohortPlace("double-ratings", "review.double_ratings", N_("Double ratings"), (COURSE_LEADER,)),
    CohortPlace("calibration", "review.calibration", N_("Calibration"), (COURSE_LEADER, SUPERVISOR)),
    CohortPlace("ratings", "review.changes", N_("Ratings"), (COURSE_LEADER, SUPERVISOR)),
)


def places() -> tuple[Place, ...]:
    """The pages this reader is led to, in their order."""
    return tuple(place for place in PLACES if any(map(_is, place.roles)))


def cohort_places(cohort_id: UUID) -> tuple[CohortPlace, ...]:
    """The pages about the supervision of a cohort that this reader may open."""
    return tuple(
        place
        for place in COHORT_PLACES
        if g.actor.is_in(cohort_id, *place.roles) and place.endpoint in current_app.view_functions
    )


def is_here(place: Place) -> bool:
    """Whether the reader is on this page, or on one that belongs to it."""
    return request.endpoint in (place.endpoint, *place.within) or request.path.startswith(place.under)


def register(app: Flask) -> None:
    """Give the templates the way around."""
    app.jinja_env.globals.update(places=places, is_here=is_here, draft_places=DRAFT_PLACES)
    app.jinja_env.globals.update(cohort_places=cohort_places)


def _is(role: str) -> bool:
    if role == EVERYBODY:
        return True
    return g.actor is not None and (role == SOMEBODY or g.actor.is_a(role))
