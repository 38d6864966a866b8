"""Two texts of one draft: shown side by side, joined where nobody is in another's way, settled by a person.

Whatever is chosen, both texts stay in the history: theirs has an entry already, mine gets one before what is chosen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

from simulator.markup.differences import Differences, differences
from simulator.markup.merging import Merged, merge
from simulator.markup.words import Run, words
from simulator.storage import drafts, people
from simulator.storage.database import Session
from simulator.storage.drafts import DraftRecord
from simulator.usecases.catalogue import Store
from simulator.usecases.drafts import Overtaken, kept_text, own, require_leader, with_text
from simulator.usecases.people import Actor

Choice = Literal["theirs", "mine", "text", "joined"]


class Settlement(NamedTuple):
    """How two texts are to be settled.

    `revision` is that of their text, as it was shown; `base` the one that mine was begun from. `text` is what was
    written by hand, `take` names the pieces both have changed of which theirs are taken.
    """

    revision: int
    base: int
    mine: str
    choice: Choice
    text: str = ""
    take: tuple[str, ...] = ()


class Both(NamedTuple):
    """A piece both have changed; `runs` lead from their words to mine."""

    name: str
    kind: str
    title: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two texts of a draft. `base` is the revision that mine was begun from, `by` is empty for somebody erased; `own`
    says that both are the actor's, from two windows.

    `joined` is None where the text both began from is not known any more. `differences` lead from their text to mine.
    """

    draft: DraftRecord
    by: str
    own: bool
    base: int
    mine: str
    differences: Differences
    joined: Merged | None
    both: tuple[Both, ...]


def conflict(store: Store, actor: Actor, draft_id: UUID, base: int, mine: str) -> Conflict:
    """The draft as it is now, beside a text of mine that was begun from revision `base`.

    Raises:
        NotFound: no such draft, or not for this person.
        Refused: my text cannot be kept.
    """
    require_leader(actor)
    mine = kept_text(mine)
    with store.database.read() as session:
        draft = own(session, draft_id)
        by = name_of(session, draft.updated_by)
        origin = drafts.entry_before(session, draft_id, base)
    joined = merge(origin.text, mine, draft.text) if origin else None
    both = tuple(
        Both(one.name, one.kind, one.title, words(one.theirs.strip("\n"), one.mine.strip("\n")))
        for one in (joined.undecided if joined else ())
    )
    return Conflict(draft, by, draft.updated_by == actor.id, base, mine, differences(draft.text, mine), joined, both)


def settle(
    store: Store, actor: Actor, draft_id: UUID, settlement: Settlement, now: datetime | None = None
) -> DraftRecord:
    """Keep what was chosen, and both texts in the history. Sent twice, it is done once.

    Raises:
        NotFound: no such draft, or not for this person.
        Overtaken: there is a third text by now; nothing was written.
        Refused: a text cannot be kept.
    """
    require_leader(actor)
    mine = kept_text(settlement.mine)
    with store.database.read() as session:
        shown = drafts.entry(session, draft_id, settlement.revision)
        origin = drafts.entry_before(session, draft_id, settlement.base)
    theirs = shown.text if shown else None
    if settlement.choice == "text":
        chosen: str | None = kept_text(settlement.text)
    elif settlement.choice == "joined":
        chosen = kept_text(merge(origin.text, mine, theirs, settlement.take).text) if origin and theirs else None
    else:
        chosen = mine if settlement.choice == "mine" else theirs
    with store.database.write() as session:
        found = own(session, draft_id, lock=True)
        if chosen is None or found.revision != settlement.revision:
            if chosen == found.text and found.updated_by == actor.id:
                return found
            raise Overtaken(found, chosen if settlement.choice == "text" and chosen else mine)
        for text in (mine, chosen):
            if text != found.text:
                found = with_text(found, text, actor, now)
                drafts.change_draft(session, found, "settled")
        session.commit()
    return found


def saver(store: Store, draft: DraftRecord) -> str:
    """Who saved a draft last; empty for somebody erased."""
    with store.database.read() as session:
        return name_of(session, draft.updated_by)


def name_of(session: Session, person_id: UUID) -> str:
    """What somebody is called; empty once they are erased."""
    found = people.person(session, person_id)
    return "" if found is None or found.erased_at else found.name
