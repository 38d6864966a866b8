"""What to practise next: a list that explains itself, and that nobody has to follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from flask import make_response, redirect, url_for
from werkzeug.wrappers import Response

from simulator.engine.rubric import PRINCIPLES
from simulator.usecases import next_practice as practising_next
from simulator.usecases.errors import Refused
from simulator.usecases.next_practice import NextPractice
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, person, store
from simulator.web.language import said
from simulator.web.practice import blueprint
from simulator.web.rendering import show


class Pause(Form):
    """A criterion, and for how many days it is set aside."""

    criterion: str = ""
    days: int = 0


@dataclass(frozen=True, slots=True)
class NextPage:
    """The list."""

    template: ClassVar[str] = "practice/next.html"
    list: NextPractice
    principles: dict[str, str]
    notice: str = ""


@blueprint.get("/next")
@allow("signed-in")
def next_practice() -> str:
    """Show what to practise next."""
    return show(_page())


@blueprint.post("/next/set-aside")
@allow("signed-in")
def set_aside() -> Response:
    """Leave a criterion out for a while."""
    form = sent(Pause)
    try:
        practising_next.set_aside(store(), person(), form.criterion, form.days)
    except Refused as refused:
        return make_response(show(_page(said(refused))), 422)
    return redirect(url_for("practice.next_practice", _anchor="set-aside"), 303)


@blueprint.post("/next/bring-back")
@allow("signed-in")
def bring_back() -> Response:
    """Put a criterion into the list again."""
    form = sent(Pause)
    try:
        practising_next.bring_back(store(), person(), form.criterion)
    except Refused as refused:
        return make_response(show(_page(said(refused))), 422)
    return redirect(url_for("practice.next_practice"), 303)


def _page(notice: str = "") -> NextPage:
    return NextPage(practising_next.overview(store(), person()), PRINCIPLES, notice)
