"""Choosing a case: the library with its filters, the briefing, one's own attempts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal
from uuid import UUID, uuid4

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from simulator.engine.rubric import PRINCIPLES
from simulator.engine.scenario import LEVELS
from simulator.usecases import assigned, choosing, practising, released
from simulator.usecases.assigned import AssignedBriefing, Home
from simulator.usecases.choosing import Briefing, CaseCard, NotOffered, Played
from simulator.usecases.next_practice import Suggestion, suggestions
from simulator.usecases.people import COURSE_LEADER
from simulator.usecases.released import WrittenAbout
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, person, store
from simulator.web.language import gettext
from simulator.web.pictures import Progress, draw_progress
from simulator.web.practice import blueprint
from simulator.web.rendering import show

NEXT = 2
"""How much of what to practise next stands above one's attempts."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One way to narrow the library: its name, its choices, and what is chosen."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class LibraryPage:
    """What is assigned, what is under way beside it, the cases that fit the filters, and how many there are in all."""

    template: ClassVar[str] = "practice/library.html"
    name: str
    cards: tuple[CaseCard, ...]
    of: int
    filters: tuple[Filter, ...]
    open: tuple[Played, ...]
    home: Home
    written: tuple[tuple[WrittenAbout, Played], ...] = ()


@dataclass(frozen=True, slots=True)
class BriefingPage:
    """The briefing, with the id the attempt will have, so that starting twice starts once; `assigned` if it is."""

    template: ClassVar[str] = "practice/briefing.html"
    briefing: Briefing
    attempt: UUID
    principles: dict[str, str]
    may_review: bool
    assigned: AssignedBriefing | None = None
    notice: str = ""


@dataclass(frozen=True, slots=True)
class NotOfferedPage:
    """A case that is not offered any more, for somebody who has played it: their attempts, newest first."""

    template: ClassVar[str] = "practice/not_offered.html"
    played: tuple[Played, ...]


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """One's attempts, newest first, and the progress over them."""

    template: ClassVar[str] = "practice/history.html"
    played: tuple[Played, ...]
    progress: Progress
    principles: dict[str, str]
    written: dict[UUID, str] = field(default_factory=dict)
    """Who has written about which attempt, where the trainee has not answered yet."""
    next: tuple[Suggestion, ...] = ()
    """The first of what to practise next."""


class Start(Form):
    """How a trainee begins an attempt."""

    attempt: UUID
    mode: Literal["practice", "assessment"] = "practice"
    say_first: bool = False


@blueprint.get("/")
@allow("signed-in")
def library() -> str:
    """Show the cases."""
    cards = choosing.library(store(), person())
    presentations = sorted({one for card in cards for one in card.presentation})
    filters = (
        _filter("presentation", gettext("What the client brings"), [(one, one) for one in presentations]),
        _filter("level", gettext("Level"), [(level, level) for level in LEVELS]),
        _filter("principle", gettext("Principle"), list(PRINCIPLES.items())),
    )
    wanted = {one.name: one.chosen for one in filters}
    fitting = tuple(card for card in cards if _fits(card, wanted))
    home = assigned.home(store(), person())
    under_way = _under_way(cards, home)
    return show(LibraryPage(person().name, fitting, len(cards), filters, under_way, home, _written_about()))


@blueprint.get("/cases/<slug>")
@allow("signed-in")
def briefing(slug: str) -> str:
    """Show what the trainee knows before the door opens; of a case that is not offered any more, their attempts."""
    try:
        found = choosing.briefing(store(), person(), slug)
    except NotOffered as gone:
        return show(NotOfferedPage(gone.played))
    return show(BriefingPage(found, uuid4(), PRINCIPLES, person().is_a(COURSE_LEADER)))


@blueprint.post("/cases/<slug>/attempts")
@allow("signed-in")
def start(slug: str) -> Response:
    """Begin an attempt."""
    form = sent(Start)
    practising.start(store(), person(), slug, form.mode, form.attempt, say_first=form.say_first)
    return redirect(url_for("practice.attempt", attempt_id=form.attempt), 303)


@blueprint.get("/attempts")
@allow("signed-in")
def history() -> str:
    """Show one's attempts and progress."""
    played = choosing.history(store(), person())
    progress = draw_progress([one for one in reversed(played) if one.scores])
    written = {one.attempt: one.by for one in released.unanswered(store(), person())}
    return show(HistoryPage(played, progress, PRINCIPLES, written, suggestions(store(), person())[:NEXT]))


def _under_way(cards: tuple[CaseCard, ...], home: Home) -> tuple[Played, ...]:
    """The open attempts of one's own choice, and those at assignments that are not shown (withdrawn, or of a cohort
    one has left): what has begun can always be finished.
    """
    shown = {task.assignment.id for task in (*home.open, *home.past, *home.coming)}
    begun = (one for one in choosing.history(store(), person()) if one.assignment and not one.finished_at)
    return (
        *(card.open for card in cards if card.open),
        *(one for one in begun if one.assignment not in shown),
    )


def _written_about() -> tuple[tuple[WrittenAbout, Played], ...]:
    found = released.unanswered(store(), person())
    played = {one.attempt: one for one in choosing.history(store(), person())} if found else {}
    return tuple((one, played[one.attempt]) for one in found)


def _filter(name: str, label: str, choices: list[tuple[str, str]]) -> Filter:
    chosen = request.args.get(name, "")
    return Filter(name, label, tuple(choices), chosen if chosen in dict(choices) else "")


def _fits(card: CaseCard, wanted: dict[str, str]) -> bool:
    return (
        (not wanted["presentation"] or wanted["presentation"] in card.presentation)
        and (not wanted["level"] or wanted["level"] == card.level)
        and (not wanted["principle"] or wanted["principle"] in card.principles)
    )
