"""A supervisor's own phrases for comments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from flask import make_response, redirect, url_for
from werkzeug.wrappers import Response

from simulator.usecases import phrases as phrase_book
from simulator.usecases.errors import Refused
from simulator.usecases.phrases import PhraseRecord
from simulator.usecases.texts import legible
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, person, store
from simulator.web.language import said
from simulator.web.rendering import show
from simulator.web.review import blueprint


class PhraseForm(Form):
    """A new phrase."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class PhrasesPage:
    """The phrases; `text` is one that was sent and not taken."""

    template: ClassVar[str] = "review/phrases.html"
    phrases: tuple[PhraseRecord, ...]
    text: str = ""
    notice: str = ""


@blueprint.get("/reviews/phrases")
@allow("supervisor")
def phrases() -> str:
    """List the phrases."""
    return show(PhrasesPage(phrase_book.kept(store(), person())))


@blueprint.post("/reviews/phrases")
@allow("supervisor")
def keep_phrase() -> Response:
    """Keep another one."""
    text = sent(PhraseForm).text
    try:
        phrase_book.keep(store(), person(), text)
    except Refused as refused:
        page = PhrasesPage(phrase_book.kept(store(), person()), legible(text), said(refused))
        return make_response(show(page), 422)
    return redirect(url_for("review.phrases"), 303)


@blueprint.post("/reviews/phrases/<uuid:phrase_id>/forget")
@allow("supervisor")
def forget_phrase(phrase_id: UUID) -> Response:
    """Delete one."""
    phrase_book.forget(store(), person(), phrase_id)
    return redirect(url_for("review.phrases"), 303)
