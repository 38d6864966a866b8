"""Every text a draft once had: listed, compared, brought back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Literal, NamedTuple
from uuid import UUID

from simulator.markup.differences import Differences, differences
from simulator.storage import drafts
from simulator.storage.database import Session
from simulator.storage.drafts import DraftEntryRecord, DraftRecord
from simulator.usecases.catalogue import Store
from simulator.usecases.drafts import Overtaken, own, require_leader, save
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.people import Actor, names_of

MOST_LISTED = 30
NEWEST = 2**31 - 1
"""No revision comes after it: both databases keep revisions as whole numbers of four bytes."""
Against = Literal["before", "now"]


class Entry(NamedTuple):
    """One text of the history. `by` is empty for somebody erased; `begun_at` is when its typing began."""

    revision: int
    why: str
    by: str
    begun_at: datetime
    at: datetime


class ListedEntry(NamedTuple):
    """An entry, and what it changed of the text before it; None for the first one."""

    entry: Entry
    changed: Differences | None


@dataclass(frozen=True, slots=True)
class History:
    """Some of the history of a draft, newest first. `older` is the revision that the rest is older than, if any."""

    draft: DraftRecord
    entries: tuple[ListedEntry, ...]
    older: int | None


@dataclass(frozen=True, slots=True)
class ComparedEntry:
    """An entry, and what differs to it: from the text before it, or from the text of now; None if there is none."""

    draft: DraftRecord
    entry: Entry
    text: str
    against: Against
    differences: Differences | None


def history(store: Store, actor: Actor, draft_id: UUID, before: int | None = None) -> History:
    """The newest entries of a draft, or those older than revision `before`.

    Raises:
        NotFound: no such draft, or not for this person.
    """
    require_leader(actor)
    with store.database.read() as session:
        draft = own(session, draft_id)
        wanted = None if before is None else max(0, min(before, NEWEST))
        found = drafts.entries(session, draft_id, before=wanted, most=MOST_LISTED + 1)
        names = names_of(session)
    pairs = zip(found, (*found[1:], None), strict=False)
    listed = [
        ListedEntry(_told(one, names), differences(old.text, one.text) if old else None)
        for one, old in islice(pairs, MOST_LISTED)
    ]
    return History(draft, tuple(listed), found[MOST_LISTED - 1].revision if len(found) > MOST_LISTED else None)


def entry(store: Store, actor: Actor, draft_id: UUID, revision: int, against: Against = "before") -> ComparedEntry:
    """One entry of the history, compared.

    Raises:
        NotFound: no such draft or entry, or not for this person.
    """
    require_leader(actor)
    with store.database.read() as session:
        draft = own(session, draft_id)
        found = _entry(session, draft_id, revision)
        earlier = drafts.entry_before(session, draft_id, revision - 1)
        names = names_of(session)
    other = draft.text if against == "now" else earlier.text if earlier else None
    found_differences = None if other is None else differences(other, found.text)
    return ComparedEntry(draft, _told(found, names), found.text, against, found_differences)


def restore(
    store: Store, actor: Actor, draft_id: UUID, revision: int, current: int, now: datetime | None = None
) -> DraftRecord:
    """Make the text of an entry the text of the draft, which was revision `current` when that was decided.

    The text it replaces stays in the history, so that this can be undone in the same way.

    Raises:
        NotFound: no such draft or entry, or not for this person.
        Refused: the draft has been saved since.
    """
    require_leader(actor)
    with store.database.read() as session:
        found = _entry(session, draft_id, revision)
    try:
        return save(store, actor, draft_id, current, found.text, "restored", now)
    except Overtaken:
        raise Refused(
            "The draft has been saved since this page was opened. Please look at what differs now, and bring this text"
            " back if you still want to."
        ) from None


def _entry(session: Session, draft_id: UUID, revision: int) -> DraftEntryRecord:
    found = drafts.entry(session, draft_id, revision) if revision <= NEWEST else None
    if found is None:
        raise NotFound(str(draft_id))
    return found


def _told(found: DraftEntryRecord, names: Mapping[UUID, str]) -> Entry:
    return Entry(found.revision, found.why, names.get(found.person_id, ""), found.begun_at, found.at)
