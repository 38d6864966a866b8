"""What new cases and their clients are called: titles, names, and slugs that nothing else has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Set as AbstractSet
from uuid import UUID

from simulator.markup.plain_words import one_line
from simulator.storage import drafts, publications
from simulator.storage.database import Session
from simulator.usecases.catalogue import Store
from simulator.usecases.drafts import LONGEST_SLUG, LONGEST_TITLE, RESERVED, usable_slug
from simulator.usecases.errors import Refused
from simulator.usecases.texts import legible

LONGEST_NAME = 40
NO_NAME = '()[]{}<>:#*_|\\"“”!'
"""What a first name has not: the format would read it."""
LETTERS = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d"}


def usable_title(title: str) -> str:
    """A title as the front matter holds it.

    Raises:
        Refused: there is none, or it is too long.
    """
    title = one_line(legible(title))
    if not title:
        raise Refused("A case needs a title. It can be changed later.")
    if len(title) > LONGEST_TITLE:
        raise Refused("Please shorten the title to {most} characters.", title, most=LONGEST_TITLE)
    return title


def usable_name(name: str) -> str:
    """The name of a client.

    Raises:
        Refused: there is none, or it holds a sign that no name has.
    """
    name = one_line(legible(name))
    if not name:
        raise Refused("The client needs a name: an invented one.")
    if len(name) > LONGEST_NAME or any(character in NO_NAME for character in name):
        raise Refused(
            "Please give a name of at most {most} letters, without brackets or colons.", name, most=LONGEST_NAME
        )
    return name


def new_slug(store: Store, slug: str, title: str, draft_id: UUID) -> str:
    """The slug of a new case: the one that was typed, or one made from the title that nothing has yet.

    Raises:
        Refused: what was typed is no slug, or something else has it.
    """
    if not slug.strip():
        return free_slug(store, slug_from(title), draft_id)
    slug = usable_slug(slug)
    with store.database.read() as session:
        if slug in taken(store, session, draft_id):
            raise Refused("There is a case called “{slug}” already. Please choose another short name.", slug, slug=slug)
    return slug


def slug_from(title: str) -> str:
    """A slug made from a title; empty if no letter of it can stand in one."""
    letters = "".join(LETTERS.get(letter, letter) for letter in title.lower())
    plain = unicodedata.normalize("NFKD", letters).replace("'", "").replace("’", "")
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", plain)[: LONGEST_SLUG - 10].strip("-")


def free_slug(store: Store, wanted: str, draft_id: UUID | None = None) -> str:
    """The slug that is wanted, or the same with the first number that makes it free."""
    with store.database.read() as session:
        return numbered(wanted or "case", taken(store, session, draft_id))


def taken(store: Store, session: Session, but: UUID | None = None) -> AbstractSet[str]:
    """Every slug that a case or a draft has; `but` is a draft that does not count."""
    written = {one.slug for one in drafts.drafts(session) if not one.discarded_at and one.id != but}
    published = {*publications.latest(session), *store.catalogue.files, *store.catalogue.broken}
    return written | published | set(RESERVED)


def numbered(wanted: str, taken: AbstractSet[str]) -> str:
    """The slug that is wanted, or the same with the first number that makes it none of those."""
    wanted, number = wanted[: LONGEST_SLUG - 4].rstrip("-"), 2
    slug = wanted
    while slug in taken:
        slug, number = f"{wanted}-{number}", number + 1
    return slug
