"""Guided practices, one step to a page, and the private notes written in them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar
from uuid import UUID, uuid4

from flask import make_response, redirect, request, url_for
from pydantic import Field
from werkzeug.wrappers import Response

from simulator.engine.practice import Practice, PracticeStep
from simulator.usecases import practice_notes, reading
from simulator.usecases.errors import Refused
from simulator.usecases.practice_notes import PracticeNote
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, person, safe_next, store
from simulator.web.language import N_, said
from simulator.web.learning import blueprint
from simulator.web.rendering import show

PACES = {
    "quicker": N_("in for three, out for four"),
    "usual": N_("in for four, out for six"),
    "slower": N_("in for five, out for eight"),
}
"""The breathing paces one can follow, in seconds; longer out than in, which calms."""


@dataclass(frozen=True, slots=True)
class Way:
    """How somebody goes through a practice: what every link of its pages carries on."""

    slug: str
    pace: str
    still: bool
    back: str

    def to(self, step: int) -> str:
        """The address of a step, 0 for the opening."""
        return url_for(
            "learning.practice",
            slug=self.slug,
            step=step or None,
            pace=self.pace if self.pace != "usual" else None,
            still="yes" if self.still else None,
            back=self.back or None,
        )

    def paced(self, pace: str) -> Way:
        """The same way at another pace."""
        return replace(self, pace=pace)

    def stilled(self) -> Way:
        """The same way with everything that moves held still, or moving again."""
        return replace(self, still=not self.still)


@dataclass(frozen=True, slots=True)
class PracticesPage:
    """All practices, and how many notes the person has."""

    template: ClassVar[str] = "learning/practices.html"
    practices: tuple[Practice, ...]
    notes: int


@dataclass(frozen=True, slots=True)
class PracticePage:
    """One page of a practice: its opening (`number` 0), a step, or its close (`step` is None and `number` not 0)."""

    template: ClassVar[str] = "learning/practice.html"
    practice: Practice
    number: int
    step: PracticeStep | None
    way: Way
    paces: dict[str, str]
    note_id: UUID
    notes: tuple[PracticeNote, ...]
    typed: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class NotesPage:
    """Every note of the person; `open` is the one being changed, with what was typed."""

    template: ClassVar[str] = "learning/practice_notes.html"
    notes: tuple[PracticeNote, ...]
    open: UUID | None = None
    typed: str = ""
    notice: str = ""


class Written(Form):
    """A note written in a step, and how the person goes on."""

    note_id: UUID
    step: int = Field(ge=1, le=99)
    text: str = ""
    pace: str = ""
    still: str = ""
    back: str = ""


class Changed(Form):
    """A note written anew."""

    text: str = ""


@blueprint.get("/practices")
@allow("signed-in")
def practices() -> str:
    """Show the guided practices."""
    return show(PracticesPage(reading.practices(store()), len(practice_notes.own(store(), person()))))


@blueprint.get("/practices/<slug>")
@allow("signed-in")
def practice(slug: str) -> str:
    """Show one page of a practice."""
    asked = request.args
    number = asked.get("step", "")
    way = _way(slug, asked.get("pace", ""), asked.get("still", ""), asked.get("back", ""))
    return show(_page(way, int(number) if number.isdecimal() and len(number) < 3 else 0))


@blueprint.post("/practices/<slug>/notes")
@allow("signed-in")
def note(slug: str) -> Response:
    """Keep what was written, and go on to the next step."""
    form = sent(Written)
    way = _way(slug, form.pace, form.still, form.back)
    try:
        practice_notes.keep(store(), person(), slug, form.step, form.note_id, form.text)
    except Refused as refused:
        return make_response(show(_page(way, form.step, refused.kept, said(refused))), 422)
    return redirect(way.to(form.step + 1), 303)


@blueprint.get("/practices/notes")
@allow("signed-in")
def notes() -> str:
    """Show one's own notes."""
    return show(NotesPage(practice_notes.own(store(), person())))


@blueprint.post("/practices/notes/<uuid:note_id>")
@allow("signed-in")
def change_note(note_id: UUID) -> Response:
    """Write a note anew."""
    try:
        practice_notes.change(store(), person(), note_id, sent(Changed).text)
    except Refused as refused:
        page = NotesPage(practice_notes.own(store(), person()), note_id, refused.kept, said(refused))
        return make_response(show(page), 422)
    return redirect(url_for("learning.notes", _anchor=f"note-{note_id}"), 303)


@blueprint.post("/practices/notes/<uuid:note_id>/delete")
@allow("signed-in")
def delete_note(note_id: UUID) -> Response:
    """Delete a note for good."""
    practice_notes.remove(store(), person(), note_id)
    return redirect(url_for("learning.notes"), 303)


def _way(slug: str, pace: str, still: str, back: str) -> Way:
    return Way(slug, pace if pace in PACES else "usual", still == "yes", safe_next(back) if back else "")


def _page(way: Way, number: int, typed: str = "", notice: str = "") -> PracticePage:
    found = reading.practice(store(), way.slug)
    number = min(number, len(found.steps) + 1)
    step = found.steps[number - 1] if 0 < number <= len(found.steps) else None
    closed = number > len(found.steps)
    notes = practice_notes.own(store(), person(), way.slug) if closed else ()
    return PracticePage(found, number, step, way, PACES, uuid4(), notes, typed, notice)
