"""What was typed into a form that was not taken, so that the page that says so can give it back.

Only to the browser that sent it from a page of this site, only text, and never a password or a code.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import urlsplit

from flask import current_app, request
from flask_babel import gettext
from werkzeug.exceptions import HTTPException

from simulator.web.language import N_

FIELDS = {
    "moment": N_("For you alone"),
    "words": N_("What you would say"),
    "reason": N_("Why this one"),
    "text": N_("Your text"),
    "remark": N_("Remark"),
    "note": N_("Note"),
    "title": N_("Title"),
    "name": N_("Name"),
    "addresses": N_("Addresses"),
    "prose_text": N_("Text"),
    "reaction_text": N_("What is seen or heard"),
    "cue_feedback": N_("What you tell the trainee"),
    "rating_feedback": N_("What you tell the trainee"),
    "wording": N_("Another way to say it"),
    "why": N_("Why it may land better"),
    "alternative": N_("What is to be seen"),
    "answer": N_("Your answer"),
    "because": N_("Your reason"),
}
"""Fields for text, and what they are called. Others are shown too where what is in them reads as text."""
NEVER = re.compile(r"(?<!com)pass|secret|token|code|credential|next", re.IGNORECASE)


class Typed(NamedTuple):
    """One field with text in it."""

    label: str
    text: str


def typed() -> tuple[Typed, ...]:
    """The text in the form of this request, if a page of this site has sent it."""
    if request.method != "POST" or not from_here():
        return ()
    with suppress(HTTPException):  # too large to be read
        return tuple(
            Typed(gettext(FIELDS[name]) if name in FIELDS else gettext("What you typed"), value)
            for name, value in request.form.items(multi=True)
            if _is_text(name, value)
        )
    return ()


def from_here() -> bool:
    """Whether a page of this site has sent this request. Who says nothing about it is taken for another site."""
    site = request.headers.get("Sec-Fetch-Site")
    pages = [page for page in (request.headers.get("Origin"), request.headers.get("Referer")) if page]
    said = [site == "same-origin"] if site else []
    said += [_host_of(page) == request.host for page in pages]
    return bool(said) and all(said)


def form_page() -> str:
    """The page of this site that the form stood on, or the nearest one above it that can be opened; empty: none.

    A page that answers a form has an address that cannot be opened: /attempts/…/respond belongs to /attempts/….
    """
    if request.method != "POST" or not request.referrer or not from_here():
        return ""
    parts = urlsplit(request.referrer)
    path, query = parts.path, parts.query
    routes = current_app.create_url_adapter(request)
    while routes is not None and path.strip("/") and not path.startswith("//"):
        if routes.test(path, method="GET"):
            return f"{path}?{query}" if query else path
        path, query = path.rstrip("/").rpartition("/")[0], ""
    return ""


def _is_text(name: str, value: str) -> bool:
    if NEVER.search(name) or not value.strip():
        return False
    return name in FIELDS or bool(re.search(r"\s", value.strip()))


def _host_of(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""
