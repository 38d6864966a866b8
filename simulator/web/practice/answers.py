"""Answering what a supervisor has written about an attempt."""

from __future__ import annotations

from uuid import UUID

from flask import make_response, redirect, url_for
from werkzeug.wrappers import Response

from simulator.usecases import threads
from simulator.usecases.errors import Refused
from simulator.usecases.texts import legible
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, person, store
from simulator.web.language import said
from simulator.web.practice import blueprint
from simulator.web.practice.debriefs import debrief_page


class Answered(Form):
    """What is written under a comment."""

    answer: str = ""


@blueprint.post("/attempts/<uuid:attempt_id>/comments/<uuid:thread>")
@allow("signed-in")
def answer_comment(attempt_id: UUID, thread: UUID) -> Response:
    """Keep an answer to a comment."""
    text = sent(Answered).answer
    try:
        threads.answer(store(), person(), attempt_id, thread, text)
    except Refused as refused:
        return make_response(debrief_page(attempt_id, said(refused), answered={thread: legible(text)}), 422)
    return redirect(url_for("practice.debrief", attempt_id=attempt_id, _anchor=f"comment-{thread}"), 303)


@blueprint.post("/attempts/<uuid:attempt_id>/answers/<uuid:answer_id>/take-back")
@allow("signed-in")
def take_back_answer(attempt_id: UUID, answer_id: UUID) -> Response:
    """Take an answer of one's own back."""
    try:
        threads.take_back(store(), person(), attempt_id, answer_id)
    except Refused as refused:
        return make_response(debrief_page(attempt_id, said(refused)), 422)
    return redirect(url_for("practice.debrief", attempt_id=attempt_id, _anchor="supervision"), 303)
