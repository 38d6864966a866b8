"""Pictures of the cases: taken in and encoded anew, shown to whoever is signed in, put into the text of a draft.

A picture has no text alternative of its own: what matters about it depends on the case, so each place says it.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from pathlib import PurePath
from typing import NamedTuple
from uuid import UUID

from simulator.markup.pictures import NAME, Picture, pictures_of, scenes_of, with_picture
from simulator.storage import pictures
from simulator.storage.drafts import DraftRecord
from simulator.storage.pictures import PictureRecord
from simulator.usecases import drafts
from simulator.usecases.catalogue import Store
from simulator.usecases.drafts import Overtaken
from simulator.usecases.encoding import encoded
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.people import Actor
from simulator.usecases.texts import legible, typed

LONGEST_ALTERNATIVE, LONGEST_NAME = 300, 40
TRIES = 3


class DraftPictures(NamedTuple):
    """The pictures a draft shows, those of the site that it does not, and the scenes they could stand in."""

    draft: DraftRecord
    shown: tuple[Picture, ...]
    missing: frozenset[str]
    others: tuple[Picture, ...]
    scenes: tuple[tuple[str, str], ...]


def known(store: Store) -> frozenset[str]:
    """The name of every picture that a case can show: those of the site, and those beside the folder's cases."""
    with store.database.read() as session:
        return frozenset(pictures.names(session)) | frozenset(store.catalogue.pictures)


def picture(store: Store, name: str) -> bytes:
    """A picture as a WebP file, for anybody who is signed in.

    Raises:
        NotFound: there is none of this name.
    """
    if not NAME.fullmatch(name):
        raise NotFound(legible(name))
    if name in store.catalogue.pictures:
        return _file(store, name)
    with store.database.read() as session:
        data = pictures.data_of(session, name)
    if data is None:
        raise NotFound(name)
    return data


def _file(store: Store, name: str) -> bytes:
    """A picture of the folder.

    Raises:
        NotFound: it is there no more.
    """
    try:
        return store.catalogue.pictures[name].read_bytes()
    except OSError:
        raise NotFound(name) from None


def add(store: Store, actor: Actor, filename: str, data: bytes, now: datetime | None = None) -> str:
    """Take a picture in, encoded anew; its name. The same picture is taken in once.

    Raises:
        NotFound: the actor leads no course.
        Refused: it cannot be read as a picture, or is too large.
    """
    drafts.require_leader(actor)
    small = encoded(data)
    name = f"{_slug_of(filename)}-{small.width}x{small.height}-{small.digest}.webp"
    added = PictureRecord(name, small.width, small.height, small.data, actor.id, now or datetime.now(UTC))
    with store.database.write() as session:
        found = pictures.name_of(session, small.digest)
        if found:
            return found
        pictures.add_picture(session, added)
        session.commit()
    return name


def of_draft(store: Store, actor: Actor, draft_id: UUID) -> DraftPictures:
    """The pictures of a draft, and all others.

    Raises:
        NotFound: no such draft, or not for this person.
    """
    draft = drafts.opened(store, actor, draft_id)
    with store.database.read() as session:
        names = (*pictures.names(session), *store.catalogue.pictures)
    shown = pictures_of(draft.text)
    here = {one.name for one in shown}
    others = tuple(Picture(name, "") for name in dict.fromkeys(names) if name not in here)
    return DraftPictures(draft, shown, frozenset(here - set(names)), others, scenes_of(draft.text))


def add_to(
    store: Store,
    actor: Actor,
    draft_id: UUID,
    filename: str,
    data: bytes,
    alternative: str,
    scene: str,
    now: datetime | None = None,
) -> str:
    """Take a picture in and put it into a draft, with the words for those who do not see it; its name.

    Raises:
        NotFound: no such draft, or not for this person.
        Refused: no picture, no words, or no such scene (any more).
    """
    draft = drafts.opened(store, actor, draft_id)
    words = _told(alternative)
    _placed(draft, scene, Picture("", words))
    name = add(store, actor, filename, data, now)
    put_in(store, actor, draft_id, name, words, scene, now)
    return name


def put_in(
    store: Store,
    actor: Actor,
    draft_id: UUID,
    name: str,
    alternative: str,
    scene: str,
    now: datetime | None = None,
) -> DraftRecord:
    """Put a picture at the end of what a scene shows (no scene named: of the briefing).

    It is put into the text as it stands now, so it writes over nobody; whoever is writing at this moment is asked to
    settle the two texts when they save.

    Raises:
        NotFound: no such draft or picture, or not for this person.
        Refused: no words for those who do not see it, or no such scene (any more).
    """
    drafts.require_leader(actor)
    if name not in known(store):
        raise NotFound(legible(name))
    shown = Picture(name, _told(alternative))
    for _ in range(TRIES):
        draft = drafts.opened(store, actor, draft_id)
        try:
            return drafts.save(store, actor, draft_id, draft.revision, _placed(draft, scene, shown), "form", now)
        except Overtaken:
            continue
    raise Refused("Somebody is writing in this draft just now. Please try again in a moment.", alternative)


def _placed(draft: DraftRecord, scene: str, shown: Picture) -> str:
    try:
        return with_picture(draft.text, scene, shown)
    except KeyError:
        raise Refused(
            "That scene is not in the draft any more. Please choose another one.", shown.alternative
        ) from None


def _told(alternative: str) -> str:
    """The words for those who do not see a picture, on one line and without what would end them early.

    Raises:
        Refused: there are none, or too many.
    """
    words = " ".join(typed(alternative, "What is to be seen", LONGEST_ALTERNATIVE).split()).replace("](", "] (")
    if not words:
        raise Refused("Please say what is to be seen in the picture, for everybody who does not see it.")
    return words


def _slug_of(filename: str) -> str:
    """What a file is called, as the beginning of a name."""
    plain = unicodedata.normalize("NFKD", PurePath(filename.replace("\\", "/")).stem[:200]).encode("ascii", "ignore")
    return re.sub(r"[^a-z0-9]+", "-", plain.decode().lower())[:LONGEST_NAME].strip("-") or "picture"
