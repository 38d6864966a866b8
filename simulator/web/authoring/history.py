"""The history of a draft: what it once said, what changed, and the way back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import ClassVar, NamedTuple
from uuid import UUID

from flask import flash, make_response, redirect, request, url_for
from flask_babel import format_time, to_user_timezone
from werkzeug.wrappers import Response

from simulator.markup.differences import Differences
from simulator.usecases import draft_history as keeping
from simulator.usecases.draft_history import Against, ComparedEntry, Entry, History, ListedEntry
from simulator.usecases.errors import Refused
from simulator.web.authoring import blueprint
from simulator.web.authoring.settling import Revision
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, person, store
from simulator.web.language import N_, gettext, listed, ngettext, said
from simulator.web.rendering import show

WHY = {
    "begun": N_("Begun"),
    "typed": N_("Typed"),
    "form": N_("Changed in a form"),
    "renamed": N_("A short name changed"),
    "restored": N_("Brought back"),
    "settled": N_("Two texts settled"),
    "read": N_("Read from a file"),
}
"""How a text came about."""


class RestoreForm(Form):
    """The revision of the draft that the page was about."""

    revision: Revision


class Row(NamedTuple):
    """An entry, the time of the day it was saved, and how much it changed."""

    time: str
    entry: Entry
    amount: str


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Entries by the day they were made on, newest first."""

    template: ClassVar[str] = "authoring/history.html"
    found: History
    days: tuple[tuple[date, tuple[Row, ...]], ...]
    why: ClassVar[dict[str, str]] = WHY


@dataclass(frozen=True, slots=True)
class EntryPage:
    """One entry."""

    template: ClassVar[str] = "authoring/entry.html"
    found: ComparedEntry
    notice: str = ""
    why: ClassVar[dict[str, str]] = WHY


@blueprint.get("/drafts/<uuid:draft_id>/history")
@allow("course-leader")
def draft_history(draft_id: UUID) -> str:
    """Show what a draft once said."""
    found = keeping.history(store(), person(), draft_id, request.args.get("before", type=int))
    return show(HistoryPage(found, tuple(_by_day(found.entries))))


@blueprint.get("/drafts/<uuid:draft_id>/history/<int:revision>")
@allow("course-leader")
def draft_entry(draft_id: UUID, revision: int) -> str:
    """Show one entry and what differs."""
    against: Against = "now" if request.args.get("against") == "now" else "before"
    return show(EntryPage(keeping.entry(store(), person(), draft_id, revision, against)))


@blueprint.post("/drafts/<uuid:draft_id>/history/<int:revision>/restore")
@allow("course-leader")
def restore_entry(draft_id: UUID, revision: int) -> Response:
    """Bring the text of an entry back."""
    form = sent(RestoreForm)
    try:
        keeping.restore(store(), person(), draft_id, revision, form.revision)
    except Refused as refused:
        found = keeping.entry(store(), person(), draft_id, revision, "now")
        return make_response(show(EntryPage(found, said(refused))), 409)
    flash(gettext("That text is back. The one it replaced is in the history, too."))
    return redirect(url_for("authoring.draft_history", draft_id=draft_id), 303)


def _by_day(found: Iterable[ListedEntry]) -> Iterable[tuple[date, tuple[Row, ...]]]:
    """Entries by the day it was for the reader."""
    for day, entries in groupby(found, lambda one: to_user_timezone(one.entry.at).date()):
        yield day, tuple(Row(format_time(one.entry.at, "HH:mm"), one.entry, _amount(one.changed)) for one in entries)


def _amount(changed: Differences | None) -> str:
    """How much changed."""
    if changed is None:
        return ""
    if changed.layout:
        return gettext("only line ends and spaces")
    if not changed:
        return gettext("nothing changed")
    facts, scenes, responses = len(changed.facts), len(changed.scenes), changed.responses
    told = [
        ngettext("%(num)s fact of the front matter", "%(num)s facts of the front matter", facts) if facts else "",
        gettext("the briefing") if changed.briefing else "",
        ngettext("%(num)s scene", "%(num)s scenes", scenes) if scenes else "",
        ngettext("%(num)s response", "%(num)s responses", responses) if responses else "",
    ]
    return listed(one for one in told if one)
