"""Other short names: of a scene or response, everywhere it is meant in a draft, or of the draft itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from simulator.markup.renaming import LONGEST, CannotRename, Named, Renamed, named, rename
from simulator.storage import drafts, publications
from simulator.storage.database import Session
from simulator.storage.drafts import DraftRecord
from simulator.storage.errors import StoreConflict
from simulator.usecases.catalogue import Store
from simulator.usecases.drafts import Overtaken, opened, own, require_leader, save, title_of, usable_slug
from simulator.usecases.errors import Refused
from simulator.usecases.people import Actor
from simulator.usecases.texts import legible

CONTINUES = re.compile(r"^continues:[ \t]*[\"']?([a-z0-9-]+)[\"']?[ \t]*$", re.MULTILINE)


class Continuing(NamedTuple):
    """Another draft that continues this one, and names it."""

    draft_id: UUID
    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class Names:
    """A draft with all that has a short name in it. `published`: it was, so that its own name stays."""

    draft: DraftRecord
    named: tuple[Named, ...]
    continuing: tuple[Continuing, ...]
    published: bool


def names(store: Store, actor: Actor, draft_id: UUID) -> Names:
    """What can be renamed in a draft.

    Raises:
        NotFound: no such draft, or not for this person.
    """
    require_leader(actor)
    with store.database.read() as session:
        draft = own(session, draft_id)
        published = bool(publications.of_slug(session, draft.slug))
        others = drafts.drafts(session)
    continuing = tuple(
        Continuing(one.id, one.slug, one.title)
        for one in others
        if one.id != draft_id and not one.discarded_at and draft.slug in CONTINUES.findall(_front(one.text))
    )
    return Names(draft, named(draft.text), continuing, published)


def look_ahead(store: Store, actor: Actor, draft_id: UUID, old: str, new: str) -> Renamed:
    """What would change if a scene or response got another short name; nothing is written.

    Raises:
        NotFound: no such draft, or not for this person.
        Refused: it cannot get this name.
    """
    return _renamed(opened(store, actor, draft_id).text, old, new)


def rename_part(
    store: Store, actor: Actor, draft_id: UUID, revision: int, old: str, new: str, now: datetime | None = None
) -> DraftRecord:
    """Give a scene or response another short name, in the draft that was `revision` when that was looked at.

    Raises:
        NotFound: no such draft, or not for this person.
        Refused: it cannot get this name, or the draft has been saved since.
    """
    draft = opened(store, actor, draft_id)
    old, new = old.strip(), new.strip()
    gone = {one.slug for one in named(draft.text)}
    if draft.updated_by == actor.id and new in gone and old not in gone:
        return draft
    try:
        return save(store, actor, draft_id, revision, _renamed(draft.text, old, new).text, "renamed", now)
    except Overtaken:
        raise Refused(
            "The draft has been saved since this page was opened. Please look at the lines once more."
        ) from None


def rename_draft(store: Store, actor: Actor, draft_id: UUID, slug: str) -> None:
    """Give a draft another short name: that of its file, by which the case will be known once it is published.

    Raises:
        NotFound: no such draft, or not for this person.
        Refused: the name cannot be one, is taken, or the case was published under the one it has.
    """
    require_leader(actor)
    slug = usable_slug(slug)
    try:
        with store.database.write() as session:
            found = own(session, draft_id, lock=True)
            if slug == found.slug:
                return
            _require_free(session, found.slug, slug)
            drafts.set_slug(session, draft_id, slug, title_of(found.text, slug))
            session.commit()
    except StoreConflict:
        raise _taken(slug) from None


def _require_free(session: Session, old: str, new: str) -> None:
    if publications.of_slug(session, old):
        raise Refused(
            "This case was published as “{slug}”. Attempts and assignments know it by that name, so it stays.", slug=old
        )
    if publications.of_slug(session, new):
        raise Refused("There is a published case called “{slug}”. Please choose another name.", new, slug=new)
    if drafts.draft_of(session, new):
        raise _taken(new)


def _taken(slug: str) -> Refused:
    return Refused("There is a draft called “{slug}” already. Please choose another name.", slug, slug=slug)


def _renamed(text: str, old: str, new: str) -> Renamed:
    old, new = legible(old.strip()), legible(new.strip())
    try:
        return rename(text, old, new)
    except CannotRename as refused:
        raise _told(refused, old[:LONGEST], new[:LONGEST]) from None


def _told(refused: CannotRename, old: str, new: str) -> Refused:
    """Why not, in a sentence."""
    if refused.why == "shape":
        return Refused(
            "“{slug}” cannot be a short name. Please use small letters, digits and hyphens, at most {most}, for"
            " example: at-the-gate.",
            slug=new,
            most=LONGEST,
        )
    if refused.why == "reserved":
        return Refused("“{slug}” means something else in conditions. Please choose another name.", slug=new)
    if refused.why == "unknown":
        return Refused("There is no scene or response called “{slug}”.", slug=old)
    if refused.why == "twice":
        return Refused(
            "“{slug}” stands twice, the second time in line {line}. Please give one of the two another name there.",
            slug=old,
            line=refused.line,
        )
    if refused.why == "taken":
        return Refused(
            "“{slug}” is taken: it stands in line {line}. Please choose another name.", slug=new, line=refused.line
        )
    return Refused("It is called “{slug}” already.", slug=new)


def _front(text: str) -> str:
    """The front matter of a text, as far as it is closed."""
    front, closed, _ = text.removeprefix("---\n").partition("\n---")
    return front if text.startswith("---\n") and closed else ""
