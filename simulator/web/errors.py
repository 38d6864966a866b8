"""What went wrong, as a page: the one place where errors become HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import structlog
from flask import Flask, Response, make_response
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from simulator.usecases.errors import NotFound, Refused, Unavailable
from simulator.web.rendering import show

log = structlog.get_logger()
RETRY_SECONDS = 5


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """One plain sentence about what happened, and one about what to do."""

    template: ClassVar[str] = "errors/error.html"
    status: int
    title: str
    sentence: str
    remedy: str


PAGES = {
    400: ErrorPage(
        400, "That did not arrive whole", "The page sent something this site cannot read.", "Go back and try once more."
    ),
    401: ErrorPage(
        401, "Signed out", "You are signed out, so nothing was saved.", "Sign in again; your place in the case is kept."
    ),
    403: ErrorPage(403, "Not allowed", "This cannot be done from here.", "Go back to the cases and try again."),
    404: ErrorPage(
        404,
        "Nothing here",
        "There is no such page, or it is not yours.",
        "The cases and your attempts are one click away.",
    ),
    405: ErrorPage(
        405, "Not like this", "This address cannot be used in this way.", "Go back to the cases and try again."
    ),
    413: ErrorPage(
        413,
        "Too much text",
        "What was sent is larger than this site accepts.",
        "Go back (your text is still there) and shorten it.",
    ),
    500: ErrorPage(
        500,
        "Something broke",
        "This is our fault, not yours. Everything you had sent before is kept.",
        "Go back and try again.",
    ),
    503: ErrorPage(
        503,
        "One moment",
        "The store cannot be reached just now. What was saved is safe; the last thing you sent was not saved.",
        "Wait a few seconds, go back, and send it again.",
    ),
}
EXPIRED = ErrorPage(
    403,
    "This page had grown old",
    "It could not be shown safely that the last click came from you, so nothing was saved.",
    "Go back (what you typed is still there), reload the page, and send it again.",
)


def register(app: Flask) -> None:
    """Map every error to its page."""
    app.register_error_handler(NotFound, lambda _: _answer(PAGES[404]))
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(Unavailable, _unavailable)
    app.register_error_handler(CSRFError, lambda _: _answer(EXPIRED))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _answer(page: ErrorPage, **headers: str) -> Response:
    answer = make_response(show(page), page.status)
    answer.headers.update(headers)
    return answer


def _refused(error: Refused) -> Response:
    return _answer(ErrorPage(422, "Not yet", error.sentence, "Go back; what you typed is still there."))


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
