"""What went wrong, as a page: the one place where errors become HTTP."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import structlog
from flask import Flask, Response, current_app, make_response, redirect, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as Answer

from simulator.usecases import people
from simulator.usecases.errors import Conflict, Erased, NotFound, Refused, Unavailable
from simulator.web import sessions
from simulator.web.guards import store
from simulator.web.language import N_, gettext, said
from simulator.web.rendering import show, swaps
from simulator.web.typed import Typed, form_page, from_here, typed

log = structlog.get_logger()
RETRY_SECONDS = 5


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """One plain sentence about what happened, and one about what to do, in English.

    `typed` is what was in the form that was not taken, `back` the page it stood on.
    """

    template: ClassVar[str] = "errors/error.html"
    status: int
    title: str
    sentence: str
    remedy: str
    typed: tuple[Typed, ...] = ()
    back: str = ""


PAGES = {
    400: ErrorPage(
        400,
        N_("That did not arrive whole"),
        N_("The page sent something this site cannot read."),
        N_("Go back and try once more."),
    ),
    401: ErrorPage(
        401,
        N_("Signed out"),
        N_("You are signed out, so nothing was saved."),
        N_("Sign in again; your place in the case is kept."),
    ),
    403: ErrorPage(
        403, N_("Not allowed"), N_("This cannot be done from here."), N_("Go back to the cases and try again.")
    ),
    404: ErrorPage(
        404,
        N_("Nothing here"),
        N_("There is no such page, or it is not yours."),
        N_("The cases and your attempts are one click away."),
    ),
    405: ErrorPage(
        405,
        N_("Not like this"),
        N_("This address cannot be used in this way."),
        N_("Go back to the cases and try again."),
    ),
    413: ErrorPage(
        413,
        N_("Too much text"),
        N_("What was sent is larger than this site accepts."),
        N_("Go back (your text is still there) and shorten it."),
    ),
    500: ErrorPage(
        500,
        N_("Something broke"),
        N_("This is our fault, not yours. Everything you had sent before is kept."),
        N_("Go back and try again."),
    ),
    503: ErrorPage(
        503,
        N_("One moment"),
        N_("The store cannot be reached just now. What was saved is safe; the last thing you sent was not saved."),
        N_("Wait a few seconds, go back, and send it again."),
    ),
}
EXPIRED = ErrorPage(
    403,
    N_("This page had grown old"),
    N_("It could not be shown safely that the last click came from you, so nothing was saved."),
    N_("Go back (what you typed is still there), reload the page, and send it again."),
)
REFUSED = ErrorPage(422, N_("Not yet"), "", N_("Go back; what you typed is still there."))


def register(app: Flask) -> None:
    """Map every error to its page."""
    app.register_error_handler(NotFound, lambda _: _answer(PAGES[404]))
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(Unavailable, _unavailable)
    app.register_error_handler(Conflict, _conflict)
    app.register_error_handler(CSRFError, _not_taken)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _answer(page: ErrorPage, sentence: str = "", **headers: str) -> Response:
    shown = replace(
        page,
        title=gettext(page.title),
        sentence=sentence or gettext(page.sentence),
        remedy=gettext(page.remedy),
        typed=typed(),
        back=form_page(),
    )
    answer = make_response(show(shown), page.status)
    answer.headers.update(headers)
    return answer


def _not_taken(_error: CSRFError) -> Response:
    """A form whose protection does not fit: of a page from before, if not from elsewhere."""
    policies = current_app.extensions["attune-policies"].get(request.endpoint, ())
    signed_out = sessions.actor() is None and "anyone" not in policies and "demo" not in policies
    return _answer(PAGES[401] if signed_out and from_here() else EXPIRED)


def _refused(error: Refused) -> Response:
    return _answer(REFUSED, said(error))


def _conflict(error: Conflict) -> Answer:
    """Who was erased while their request was under way is signed out; whom else it is about is not there."""
    actor = sessions.actor()
    if actor is not None and people.actor(store(), actor.id) is None:
        sessions.forget()
        return _answer(PAGES[401]) if swaps() else redirect(url_for("accounts.sign_in"), 303)
    return _answer(PAGES[404]) if isinstance(error, Erased) else _unexpected(error)


def _unavailable(error: Unavailable) -> Response:
    log.error("store unavailable", detail=str(error))
    return _answer(PAGES[503], **{"Retry-After": str(RETRY_SECONDS)})


def _http(error: HTTPException) -> Response:
    code = error.code or 500
    if 300 <= code < 400:
        return error.get_response()  # type: ignore[return-value]
    return _answer(PAGES.get(code, PAGES[400 if code < 500 else 500]))


def _unexpected(error: Exception) -> Response:
    log.error("unexpected error", exc_info=error)
    return _answer(PAGES[500])
