"""What a person may know of their data, take with them, and have erased; the log that concerns them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from flask import make_response, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from simulator.usecases import privacy
from simulator.usecases.copying import Copy, as_json
from simulator.usecases.errors import Refused
from simulator.usecases.privacy import Entry, Erasable
from simulator.web.accounts import blueprint
from simulator.web.accounts.readable import Part, parts
from simulator.web.audit_words import told
from simulator.web.forms import Form, sent
from simulator.web.guards import allow, person, store
from simulator.web.language import listed, said
from simulator.web.names import called
from simulator.web.rendering import show
from simulator.web.sessions import forget

blueprint.add_app_template_filter(told, "told")
blueprint.add_app_template_filter(called, "called")


@dataclass(frozen=True, slots=True)
class Topic:
    """What is kept of one kind, in the reader's language; `missing` is what a copy leaves out, with the reason."""

    what: str
    why: str
    kept: str
    seen_by: str
    missing: tuple[str, ...]
    goes: bool
    erased: str


@dataclass(frozen=True, slots=True)
class PrivacyPage:
    """Everything about the person's own data."""

    template: ClassVar[str] = "accounts/privacy.html"
    name: str
    topics: tuple[Topic, ...]
    typed: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class ErasePage:
    """An administrator about to erase somebody."""

    template: ClassVar[str] = "accounts/erase.html"
    whom: Erasable
    topics: tuple[Topic, ...]
    typed: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class ErasedPage:
    """That it is done."""

    template: ClassVar[str] = "accounts/erased.html"


@dataclass(frozen=True, slots=True)
class CopyPage:
    """A copy of a person's data, to read: a document of its own that needs nothing from this site."""

    template: ClassVar[str] = "accounts/export.html"
    copy: Copy
    parts: tuple[Part, ...]
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class OwnLogPage:
    """What was done with the person's account, rights and data, or by them."""

    template: ClassVar[str] = "accounts/audit.html"
    entries: tuple[Entry, ...]
    number: int
    more: bool


class Confirmed(Form):
    """The name of who is to be erased, typed."""

    name: str = ""


@blueprint.get("/account/privacy", endpoint="privacy")
@allow("signed-in")
def own_privacy() -> str:
    """Show what is kept about me, and what I can do."""
    return show(PrivacyPage(person().name, topics()))


@blueprint.get("/account/privacy/copy.json")
@allow("signed-in")
def download_json() -> Response:
    """Give me my data, for a program."""
    copy = privacy.copy(store(), person())
    return _attached(as_json(copy), "application/json", f"attune-{copy.made_at:%Y-%m-%d}.json")


@blueprint.get("/account/privacy/copy.html")
@allow("signed-in")
def download_html() -> Response:
    """Give me my data, to read."""
    copy = privacy.copy(store(), person())
    page = show(CopyPage(copy, parts(copy), topics()))
    return _attached(page, "text/html", f"attune-{copy.made_at:%Y-%m-%d}.html")


@blueprint.post("/account/privacy/erase")
@allow("signed-in")
def erase_self() -> Response:
    """Erase me."""
    name = sent(Confirmed).name
    try:
        privacy.erase_self(store(), person(), name)
    except Refused as refused:
        return make_response(show(PrivacyPage(person().name, topics(), name, said(refused))), 422)
    forget()
    return redirect(url_for("accounts.erased"), 303)


@blueprint.get("/erased")
@allow("anyone")
def erased() -> str:
    """Show that somebody was erased."""
    return show(ErasedPage())


@blueprint.get("/people/<uuid:person_id>/erase")
@allow("administrator")
def erase_person(person_id: UUID) -> str:
    """Show what erasing somebody would do."""
    return show(ErasePage(privacy.erasable(store(), person(), person_id), topics()))


@blueprint.post("/people/<uuid:person_id>/erase")
@allow("administrator")
def erase_person_now(person_id: UUID) -> Response:
    """Erase somebody who has asked for it."""
    name = sent(Confirmed).name
    try:
        privacy.erase_person(store(), person(), person_id, name)
    except Refused as refused:
        whom = privacy.erasable(store(), person(), person_id)
        return make_response(show(ErasePage(whom, topics(), name, said(refused))), 422)
    return redirect(url_for("accounts.erased"), 303)


@blueprint.get("/account/audit", endpoint="audit")
@allow("signed-in")
def own_log() -> str:
    """Show what was done with my account, rights and data, and by whom."""
    asked = request.args.get("page", "")
    number = max(1, int(asked)) if asked.isdecimal() and len(asked) < 6 else 1
    entries, more = privacy.entries(store(), person(), number)
    return show(OwnLogPage(entries, number, more))


def topics() -> tuple[Topic, ...]:
    """What is declared of everything that concerns people, in plain words."""
    return tuple(
        Topic(
            gettext(one.what),
            gettext(one.why),
            gettext(one.kept),
            gettext(one.seen_by),
            tuple(_left_out(why, what) for why, what in one.missing),
            one.goes,
            _erased(one),
        )
        for one in privacy.topics()
    )


def _left_out(why: str, what: tuple[str, ...]) -> str:
    words: str = gettext("%(what)s: %(why)s", what=listed(map(gettext, what)), why=gettext(why))
    return words


def _erased(topic: privacy.Topic) -> str:
    """What erasing does, in a sentence; nothing where nobody can tell whose it is."""
    words: str = ""
    if topic.goes:
        words = gettext("It is deleted.")
    elif topic.emptied:
        words = gettext("It stays, but without: %(what)s.", what=listed(map(gettext, topic.emptied)))
    elif topic.somebodys:
        words = gettext("It stays, and no longer tells who it was.")
    return words


def _attached(text: str, kind: str, name: str) -> Response:
    answer = make_response(text)
    answer.mimetype = kind
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
