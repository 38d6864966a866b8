"""The queue of a supervisor: what is to be read, what is asked for, and releasing many attempts at once.

How it is filtered and sorted stays in the session, so that it is the same after reading an attempt, and the page of
that attempt knows which ones come before and after it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, get_args
from uuid import UUID

from flask import flash, make_response, redirect, request, session, url_for
from flask_babel import gettext, ngettext
from pydantic import Field
from werkzeug.wrappers import Response

from simulator.usecases import queue as queueing
from simulator.usecases.errors import Refused
from simulator.usecases.queue import Order, Queue, QueueFilters, Reading
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, person, store
from simulator.web.language import N_, said
from simulator.web.rendering import show
from simulator.web.review import blueprint

KEPT = "queue"
"""The key of a session under which the filters stay."""
SHOW_ALL = "show-all"
ORDERS: Mapping[str, str] = {
    "due": N_("Due"),
    "waiting": N_("Waiting since"),
    "harm": N_("Harmful moments"),
    "score": N_("Lowest score"),
    "few": N_("Few moments"),
    "help": N_("Asked for"),
}


class Ticked(Form):
    """The attempts that were chosen."""

    attempts: list[UUID] = Field(default_factory=list)


def _readings() -> str:
    """Asked for once, because a page leads to sixty of them."""
    none = UUID(int=0)
    return url_for("review.reading", attempt_id=none).removesuffix(str(none))


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A page of the queue; `ticked` stay ticked when nothing was released."""

    template: ClassVar[str] = "review/queue.html"
    queue: Queue
    ticked: Collection[UUID] = ()
    notice: str = ""
    orders: Mapping[str, str] = field(default_factory=lambda: ORDERS)
    readings: str = field(default_factory=_readings)
    """What the address of the page of each attempt begins with."""

    def address(self, **other: Any) -> str:
        """Where the queue is shown with other filters."""
        return url_for("review.queue", **{**_asked(self.queue.filters), **other})

    @property
    def plain(self) -> bool:
        """Whether nothing is chosen."""
        return self.queue.filters._replace(by="due") == QueueFilters()

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return self.queue.filters._replace(by="due") != QueueFilters(reading="all")


@blueprint.get("/queue")
@allow("supervisor")
def queue() -> str:
    """Show the queue; filters that are asked for stay."""
    if SHOW_ALL in request.args:
        filters = QueueFilters(by=remembered_filters().by, reading="all")
    elif any(name in request.args for name in QueueFilters._fields):
        filters = _read(request.args)
    else:
        filters = remembered_filters()
    found = queueing.queue(store(), person(), filters, _page_number())
    kept = _asked(found.filters)
    if kept != session.get(KEPT, _asked(QueueFilters())):
        session[KEPT] = kept
    return show(QueuePage(found))


@blueprint.post("/queue/release")
@allow("supervisor")
def release_ticked() -> Response:
    """Release the attempts that were ticked."""
    ticked: list[UUID] = []
    page = _page_number()
    try:
        ticked = sent(Ticked).attempts
        released = queueing.release_ticked(store(), person(), ticked)
    except Refused as refused:
        found = queueing.queue(store(), person(), remembered_filters(), page)
        return make_response(show(QueuePage(found, ticked, said(refused))), 422)
    if released.reviews:
        flash(
            ngettext(
                "Your review of %(num)s attempt is released.",
                "Your reviews of %(num)s attempts are released.",
                released.reviews,
            )
        )
    if released.scores:
        flash(
            ngettext(
                "The case's scores of %(num)s attempt are released.",
                "The case's scores of %(num)s attempts are released.",
                released.scores,
            )
        )
    if not any(released):
        flash(gettext("There was nothing left to release."))
    return redirect(url_for("review.queue", page=page if page > 1 else None), 303)


@blueprint.post("/queue/requests/<uuid:request_id>/settle")
@allow("supervisor")
def settle_request(request_id: UUID) -> Response:
    """Say that a request is done."""
    if queueing.settle_request(store(), person(), request_id):
        flash(gettext("The request is done. Should something come up again, the trainee can ask again."))
    else:
        flash(gettext("This request is not open any more."))
    return redirect(url_for("review.queue"), 303)


def remembered_filters() -> QueueFilters:
    """How the queue of this session is filtered and sorted."""
    kept = session.get(KEPT)
    return _read(kept) if isinstance(kept, dict) else QueueFilters()


def _read(given: Mapping[str, str]) -> QueueFilters:
    """Filters as an address or the session says them; what does not fit is no filter."""
    plain = QueueFilters()
    by, reading = given.get("by", ""), given.get("reading", "")
    return QueueFilters(
        by=next((one for one in get_args(Order) if one == by), plain.by),
        reading=next((one for one in get_args(Reading) if one == reading), plain.reading),
        cohort=_id(given.get("cohort", "")),
        case=given.get("case", ""),
        harmful=given.get("harmful") == "1",
        asked=given.get("asked") == "1",
        waits=given.get("waits") == "1",
    )


def _asked(filters: QueueFilters) -> dict[str, str]:
    """The same as an address says them; what filters nothing is left out, but for the order and what is read."""
    found: dict[str, str] = {"by": filters.by, "reading": filters.reading}
    if filters.cohort is not None:
        found["cohort"] = str(filters.cohort)
    if filters.case:
        found["case"] = filters.case
    return found | {name: "1" for name in ("harmful", "asked", "waits") if getattr(filters, name)}


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _page_number() -> int:
    asked = request.args.get("page", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 6 else 1
