"""Cases in and out: what somebody sends becomes drafts, whatever is wrong with it; cases go out as files.

Nothing is ever written over: a file whose name another draft has becomes a draft beside it, and can then be put in its
place, where the history keeps what stood there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID, uuid5

from simulator.markup.library import PICTURES
from simulator.markup.pictures import pictures_of
from simulator.markup.problems import Said
from simulator.markup.reader import LARGEST
from simulator.markup.source import normalise, version_of
from simulator.storage import drafts as draft_rows
from simulator.storage import versions
from simulator.storage.drafts import DraftRecord
from simulator.usecases import drafts, pictures
from simulator.usecases.archives import packed
from simulator.usecases.bundles import Bundle, Received, bundle_of
from simulator.usecases.catalogue import Store
from simulator.usecases.drafts import RESERVED, Overtaken
from simulator.usecases.encoding import claimed
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.people import Actor

Say = Callable[[Said], str]
"""How what got lost is said to whoever sent it; it is kept with the draft in those words."""
NUMBERED = re.compile(r"(.+)-[0-9]+")
TRIES = 20
MOST_PIXELS = 150_000_000
"""In all pictures of one archive: a hundred as we keep them, or a few from a camera; some seconds of work."""


class Arrival(NamedTuple):
    """What became of something sent: how many drafts were made, which cases were here already, what was left out."""

    made: int
    unchanged: tuple[str, ...]
    left_out: tuple[str, ...]
    refusals: tuple[Refused, ...]


class Arrived(NamedTuple):
    """A draft that was made of something sent; `instead_of` is the draft that had its name already."""

    draft: DraftRecord
    instead_of: DraftRecord | None


def receive(
    store: Store,
    actor: Actor,
    upload_id: UUID,
    filename: str,
    data: bytes,
    say: Say = str,
    now: datetime | None = None,
) -> Arrival:
    """Make drafts of what was sent; the same `upload_id` makes them once.

    Raises:
        NotFound: the actor leads no course.
        Refused: there is no case in it, or it cannot be read, or is too large.
    """
    drafts.require_leader(actor)
    bundle = bundle_of(filename, data)
    new_names = _take_pictures(store, actor, bundle, now)
    offered = store.current
    made, unchanged, refusals = 0, [], []
    for case in bundle.cases:
        text = normalise(_renamed(case.text, new_names))
        base = offered.get(case.slug)
        if base and base.version == version_of(text):
            unchanged.append(case.slug)
            continue
        received = case._replace(text=text)
        try:
            if _begun(store, actor, upload_id, received, base.version if base else None, say, now):
                made += 1
            else:
                unchanged.append(case.slug)
        except Refused as refused:
            refusals.append(refused)
    if refusals and not made and not unchanged:
        raise refusals[0]
    return Arrival(made, tuple(sorted(unchanged)), bundle.left_out, tuple(refusals))


def arrived(store: Store, actor: Actor, upload_id: UUID) -> tuple[Arrived, ...]:
    """The drafts that were made of something sent, as they stand now.

    Raises:
        NotFound: there is none (any more), or the actor leads no course.
    """
    drafts.require_leader(actor)
    with store.database.read() as session:
        kept = [draft for draft in draft_rows.drafts(session) if draft.discarded_at is None]
    by_slug = {draft.slug: draft for draft in kept}
    found = []
    for draft in sorted(kept, key=lambda one: one.slug):
        wanted = _wanted(draft, upload_id)
        if wanted:
            found.append(Arrived(draft, by_slug.get(wanted) if wanted != draft.slug else None))
    if not found:
        raise NotFound(str(upload_id))
    return tuple(found)


def put_in_place(
    store: Store, actor: Actor, draft_id: UUID, other_id: UUID, now: datetime | None = None
) -> DraftRecord:
    """Give another draft the text of this one, and throw this one away; the history of the other keeps what it had.

    Raises:
        NotFound: one of the drafts is not there (any more), or not for this person.
        Refused: somebody is writing in the other one at this moment.
    """
    if draft_id == other_id:
        raise NotFound(str(other_id))
    for _ in range(TRIES):
        draft, other = (drafts.opened(store, actor, one) for one in (draft_id, other_id))
        try:
            saved = drafts.save(store, actor, other.id, other.revision, draft.text, "settled", now)
        except Overtaken:
            continue
        with store.database.write() as session:
            draft_rows.set_discarded(session, draft.id, saved.updated_at)
            session.commit()
        return saved
    raise Refused("Somebody is writing in this draft just now. Please try again in a moment.")


def archive(store: Store, actor: Actor, *, with_drafts: bool = False) -> bytes:
    """The library as a ZIP archive: every case that is offered, the drafts if they are wanted, the pictures they show.

    Raises:
        NotFound: the actor leads no course.
    """
    drafts.require_leader(actor)
    offered = store.current
    files: dict[str, str] = {}
    with store.database.read() as session:
        for slug, scenario in offered.items():
            kept = versions.version_of(session, scenario.version)
            if kept:
                files[f"{slug}.md"] = kept.text
        if with_drafts:
            found = draft_rows.drafts(session)
            files |= {f"drafts/{draft.slug}.md": draft.text for draft in found if not draft.discarded_at}
    names = {picture.name for text in files.values() for picture in pictures_of(text)}
    shown = {f"{PICTURES}/{name}": data for name in sorted(names) if (data := _picture(store, name))}
    return packed({name: text.encode() for name, text in files.items()} | shown)


def _picture(store: Store, name: str) -> bytes | None:
    try:
        return pictures.picture(store, name)
    except NotFound:
        return None


def _begun(
    store: Store, actor: Actor, upload_id: UUID, case: Received, based_on: str | None, say: Say, now: datetime | None
) -> bool:
    """Begin the draft of one case, under its name or a free one beside it. False: a draft has these words already."""
    draft_id = uuid5(upload_id, case.slug)
    for slug in _free(store, case.slug):
        with store.database.read() as session:
            there = draft_rows.draft_of(session, case.slug)
        if there and there.id != draft_id and there.text == case.text:
            return False
        losses = [say(loss) for loss in case.losses]
        if slug != case.slug:
            losses.append(say(Said("Its short name: there was a draft called “{slug}” already.", slug=case.slug)))
        try:
            drafts.begin(
                store, actor, draft_id, slug, case.text, case.origin, based_on=based_on, losses=losses, now=now
            )
        except Refused:
            with store.database.read() as session:
                taken = draft_rows.draft_of(session, slug)
            if taken is None:
                raise  # it is the text that cannot be kept
            continue
        return True
    raise Refused(
        "There are many drafts called “{slug}” already. Please throw some of them away first.", slug=case.slug
    )


def _free(store: Store, slug: str) -> Iterator[str]:
    """The slug, then the same with numbers, as far as no draft has them now."""
    with store.database.read() as session:
        taken = {draft.slug for draft in draft_rows.drafts(session) if not draft.discarded_at}
    for number in range(1, TRIES + 1):
        tried = slug if number == 1 else f"{slug}-{number}"
        if tried not in taken and tried not in RESERVED:
            yield tried


def _wanted(draft: DraftRecord, upload_id: UUID) -> str | None:
    """The slug a draft should have had, if it came with this upload."""
    numbered = NUMBERED.fullmatch(draft.slug)
    wanted = (draft.slug, *(() if numbered is None else (numbered[1],)))
    return next((slug for slug in wanted if uuid5(upload_id, slug) == draft.id), None)


def _take_pictures(store: Store, actor: Actor, bundle: Bundle, now: datetime | None) -> dict[str, str]:
    """Take in the pictures that the cases show and the site has not, encoded anew; their new names.

    What is too long to be kept is not searched for them, and what is too much to be decoded is left out.
    """
    texts = (normalise(case.text) for case in bundle.cases if len(case.text) <= LARGEST)
    shown = {picture.name for text in texts for picture in pictures_of(text)}
    needed = shown & bundle.pictures.keys() - pictures.known(store)
    new_names: dict[str, str] = {}
    left = MOST_PIXELS
    for name in sorted(needed):
        left -= claimed(bundle.pictures[name])
        if left < 0:
            break  # the checker names each picture that is not there
        plain = re.sub(r"(-[0-9]+x[0-9]+)?-[0-9a-f]{12}\.webp$", "", name)
        try:
            new_names[name] = pictures.add(store, actor, plain, bundle.pictures[name], now)
        except Refused:
            continue
    return new_names


def _renamed(text: str, new_names: Mapping[str, str]) -> str:
    for old, new in new_names.items():
        text = text.replace(f"]({old})", f"]({new})")
    return text
