"""Beginning drafts: blank, as a copy, from a published case; throwing them away and bringing them back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from simulator.engine.scenario import ENGLISH
from simulator.markup.front_lines import fact, restated
from simulator.markup.plain_words import one_line
from simulator.markup.skeleton import WORDS, shortest
from simulator.storage import drafts, publications, versions
from simulator.storage.database import Session
from simulator.storage.drafts import DraftRecord
from simulator.storage.errors import StoreConflict
from simulator.usecases.catalogue import Store
from simulator.usecases.drafts import LONGEST_TITLE, begin, own, require_leader, title_of
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.naming import free_slug, new_slug, numbered, taken, usable_name, usable_title
from simulator.usecases.people import Actor
from simulator.usecases.texts import legible, storable

CASE, DRAFT = "case", "draft"


class Source(NamedTuple):
    """Something that can be copied: `value` names it in a form."""

    value: str
    title: str
    slug: str


def sources(store: Store, actor: Actor) -> tuple[tuple[Source, ...], tuple[Source, ...]]:
    """The published cases and the drafts that can be copied, by title.

    Raises:
        NotFound: the actor leads no course.
    """
    require_leader(actor)
    with store.database.read() as session:
        found = [one for one in drafts.drafts(session) if not one.discarded_at]
    cases = sorted((Source(f"{CASE}:{one.slug}", one.title, one.slug) for one in store.current.values()), key=_title)
    return tuple(cases), tuple(sorted((Source(f"{DRAFT}:{one.id}", one.title, one.slug) for one in found), key=_title))


def blank(
    store: Store,
    actor: Actor,
    draft_id: UUID,
    title: str,
    name: str,
    slug: str,
    language: str,
    now: datetime | None = None,
) -> DraftRecord:
    """Begin the shortest case that can be tried. An empty slug is made from the title.

    Raises:
        NotFound: the actor leads no course.
        Refused: no title or name that can be used, or the slug is taken.
    """
    require_leader(actor)
    title, name = usable_title(title), usable_name(name)
    slug = new_slug(store, slug, title, draft_id)
    text = shortest(title, name, slug, language if language in WORDS else ENGLISH, one_line(legible(actor.name)))
    return begin(store, actor, draft_id, slug, text, "blank", now=now)


def copy(store: Store, actor: Actor, draft_id: UUID, source: str, now: datetime | None = None) -> DraftRecord:
    """Begin a draft that is a copy of a case or of another draft, under a title and a slug of its own.

    Nobody has read the copy, so `reviewed` is emptied; what it continues, it goes on to continue.

    Raises:
        NotFound: there is no such case or draft, or the actor leads no course.
    """
    require_leader(actor)
    kind, _, name = source.partition(":")
    offered = store.current
    with store.database.read() as session:
        found = drafts.draft(session, draft_id)
        if found:
            return found
        if kind == CASE and name in offered:
            slug, version = name, offered[name].version
            text = _text_of(session, version)
        else:
            record = own(session, _id_of(name if kind == DRAFT else ""))
            slug, text, version = record.slug, record.text, record.based_on or ""
    words = WORDS.get(fact(text, "language"), WORDS[ENGLISH])
    title = words.copied.format(title=title_of(text, slug))[:LONGEST_TITLE]
    text = restated(restated(text, "reviewed", []), "title", title)
    return begin(
        store, actor, draft_id, free_slug(store, f"{slug}-copy"), text, "copy", based_on=version or None, now=now
    )


def edit(store: Store, actor: Actor, draft_id: UUID, slug: str, now: datetime | None = None) -> UUID:
    """The draft of a case: the one that is there, or a new one with the text that was published last.

    A file of the folder that has faults is opened with its text, so that they can be mended here.

    Raises:
        NotFound: no such case, or the actor leads no course.
    """
    require_leader(actor)
    if not storable(slug):
        raise NotFound("case")
    broken = store.catalogue.broken_texts.get(slug)
    with store.database.read() as session:
        found = drafts.draft_of(session, slug)
        if found:
            return found.id
        latest = publications.latest(session).get(slug)
        text = broken or (_text_of(session, latest.version) if latest else "")
    if not text:
        raise NotFound(slug)
    version = None if broken or latest is None else latest.version
    try:
        begun = begin(store, actor, draft_id, slug, text, "file" if broken else "published", based_on=version, now=now)
    except Refused:
        with store.database.read() as session:
            found = drafts.draft_of(session, slug)
        if found is None:
            raise
        return found.id
    return begun.id


def discard(store: Store, actor: Actor, draft_id: UUID, now: datetime | None = None) -> None:
    """Throw a draft away. It is kept, with its history, and can be brought back. Doing it again changes nothing.

    Raises:
        NotFound: no such draft, or the actor leads no course.
    """
    require_leader(actor)
    with store.database.write() as session:
        found = drafts.draft(session, draft_id, lock=True)
        if found is None:
            raise NotFound(str(draft_id))
        if not found.discarded_at:
            drafts.set_discarded(session, draft_id, now or datetime.now(UTC))
            session.commit()


def bring_back(store: Store, actor: Actor, draft_id: UUID) -> str:
    """Bring a draft back; the slug it has now: another one, if there is another draft of its own by now.

    Raises:
        NotFound: no such draft, or the actor leads no course.
    """
    require_leader(actor)
    while True:
        try:
            return _brought_back(store, draft_id)
        except StoreConflict:  # somebody has begun a draft of this slug in this moment
            continue


def _brought_back(store: Store, draft_id: UUID) -> str:
    with store.database.write() as session:
        found = drafts.draft(session, draft_id, lock=True)
        if found is None:
            raise NotFound(str(draft_id))
        slug = found.slug
        if found.discarded_at:
            if drafts.draft_of(session, slug):
                slug = numbered(slug, taken(store, session))
                drafts.set_slug(session, draft_id, slug, title_of(found.text, slug))
            drafts.set_discarded(session, draft_id, None)
            session.commit()
    return slug


def _text_of(session: Session, version: str) -> str:
    found = versions.version_of(session, version)
    if found is None:
        raise NotFound(version)
    return found.text


def _id_of(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("draft") from None


def _title(source: Source) -> tuple[str, str]:
    return source.title.casefold(), source.slug
