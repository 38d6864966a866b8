"""Answering a trainee under a comment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from flask import make_response, redirect, url_for
from werkzeug.wrappers import Response

from simulator.usecases import threads
from simulator.usecases.errors import Refused
from simulator.usecases.texts import legible
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, person, store
from simulator.web.language import said
from simulator.web.rendering import show
from simulator.web.review import blueprint


@dataclass(frozen=True, slots=True)
class ReplyPage:
    """An answer that could not be taken, to be sent again."""

    template: ClassVar[str] = "review/reply.html"
    attempt: UUID
    thread: UUID
    text: str
    notice: str


class Reply(Form):
    """What is written under a comment."""

    answer: str = ""


@blueprint.post("/reviews/<uuid:attempt_id>/comments/<uuid:thread>")
@allow("supervisor")
def reply(attempt_id: UUID, thread: UUID) -> Response:
    """Keep a supervisor's answer."""
    text = sent(Reply).answer
    try:
        threads.reply(store(), person(), attempt_id, thread, text)
    except Refused as refused:
        return make_response(show(ReplyPage(attempt_id, thread, legible(text), said(refused))), 422)
    return redirect(url_for("review.reading", attempt_id=attempt_id, _anchor=f"comment-{thread}"), 303)
