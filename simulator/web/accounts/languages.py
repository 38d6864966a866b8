"""The language of the pages, chosen by anybody at the foot of every page: kept in the browser, and with the person."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app, g, redirect
from werkzeug.wrappers import Response

from simulator.usecases import accounts
from simulator.web.accounts import blueprint
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, safe_next, store
from simulator.web.language import LANGUAGES
from simulator.web.typed import form_page

COOKIE, KEPT = "language", timedelta(days=365)


class Chosen(Form):
    """The language somebody has clicked on."""

    language: str = ""


@blueprint.post("/language")
@allow("anyone")
def choose_language() -> Response:
    """Speak this language from now on, and show the page again on which it was chosen."""
    chosen = sent(Chosen).language
    answer = redirect(safe_next(form_page()), 303)
    if chosen in LANGUAGES:
        if g.actor is not None and g.actor.locale != chosen:
            accounts.change_self(store(), g.actor, g.actor.name, chosen, g.actor.time_zone)
        remember(answer, chosen)
    return answer


def remember(answer: Response, language: str) -> None:
    """Let the browser know the language too, so that it stays when nobody is signed in; empty: as it asks itself."""
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    if language:
        answer.set_cookie(COOKIE, language, max_age=KEPT, secure=secure, httponly=True, samesite="Lax")
    else:
        answer.delete_cookie(COOKIE, secure=secure, httponly=True, samesite="Lax")
