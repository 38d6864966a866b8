"""Drafts of cases: begun, opened, saved without ever writing over anybody, thrown away and brought back.

Every course leader of the site may write in every draft: cases belong to the institute, not to a cohort. What a draft
holds is never refused for its problems; those only keep it from being published.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from simulator.markup.front_lines import unquoted
from simulator.markup.reader import LARGEST
from simulator.markup.source import normalise
from simulator.storage import drafts
from simulator.storage.database import Session
from simulator.storage.drafts import DraftRecord
from simulator.storage.errors import StoreConflict
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.people import COURSE_LEADER, Actor
from simulator.usecases.texts import legible, storable

Origin = Literal["blank", "interview", "copy", "published", "file", "archive", "twee", "h5p"]
Why = Literal["typed", "form", "renamed", "restored", "settled", "read"]
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_SLUG, LONGEST_TITLE = 60, 120
TITLE = re.compile(r"^title:[ \t]*(.+?)[ \t]*$", re.MULTILINE)
RESERVED = ("readme", "rubric")


class Overtaken(Refused):
    """Another text was saved meanwhile: nothing was written. `theirs` is the draft now, `kept` what was sent."""

    def __init__(self, theirs: DraftRecord, mine: str) -> None:
        self.theirs = theirs
        super().__init__(
            "This draft has been saved since you opened it, by somebody else or in another window. Nothing is lost and"
            " nothing was written over: both texts are shown below.",
            mine,
        )


def begin(
    store: Store,
    actor: Actor,
    draft_id: UUID,
    slug: str,
    text: str,
    origin: Origin,
    *,
    based_on: str | None = None,
    losses: Sequence[str] = (),
    now: datetime | None = None,
) -> DraftRecord:
    """Begin a draft; the same id begins it once. `slug` is the name of its file, and cannot be that of another draft.

    Raises:
        NotFound: the actor leads no course.
        Refused: the slug or the text cannot be kept, or there is a draft of this slug.
    """
    now = now or datetime.now(UTC)
    require_leader(actor)
    slug, text = usable_slug(slug), kept_text(text)
    made = DraftRecord(
        id=draft_id,
        slug=slug,
        title=title_of(text, slug),
        text=text,
        revision=1,
        origin=origin,
        based_on=based_on,
        losses=list(losses),
        created_by=actor.id,
        created_at=now,
        updated_by=actor.id,
        updated_at=now,
        discarded_at=None,
    )
    taken = Refused(
        "There is a draft called “{slug}” already. Please choose another name, or go on with that one.", slug=slug
    )
    try:
        with store.database.write() as session:
            found = drafts.draft(session, draft_id)
            if found:
                return found
            if drafts.draft_of(session, slug):
                raise taken
            drafts.add_draft(session, made)
            session.commit()
    except StoreConflict:
        raise taken from None
    return made


def opened(store: Store, actor: Actor, draft_id: UUID) -> DraftRecord:
    """A draft as it stands, for a course leader.

    Raises:
        NotFound: there is none that is not thrown away, or the actor leads no course.
    """
    require_leader(actor)
    with store.database.read() as session:
        return own(session, draft_id)


def save(
    store: Store,
    actor: Actor,
    draft_id: UUID,
    revision: int,
    text: str,
    why: Why = "typed",
    now: datetime | None = None,
) -> DraftRecord:
    """Save the text of a draft that was `revision` when it was read. The same text again changes nothing.

    Raises:
        NotFound: no such draft, or not for this person.
        Overtaken: it is another revision by now; both texts are in the error.
        Refused: the text cannot be kept: too long, or with a character that no database keeps.
    """
    require_leader(actor)
    text = kept_text(text)
    with store.database.write() as session:
        found = own(session, draft_id, lock=True)
        if text == found.text:
            return found
        if revision != found.revision:
            raise Overtaken(found, text)
        changed = with_text(found, text, actor, now)
        drafts.change_draft(session, changed, why)
        session.commit()
    return changed


def with_text(draft: DraftRecord, text: str, actor: Actor, now: datetime | None = None) -> DraftRecord:
    """The draft with another text, one revision on."""
    return draft._replace(
        text=text,
        title=title_of(text, draft.slug),
        revision=draft.revision + 1,
        updated_by=actor.id,
        updated_at=max(draft.updated_at, now or datetime.now(UTC)),
    )


def own(session: Session, draft_id: UUID, *, lock: bool = False) -> DraftRecord:
    """A draft that is not thrown away.

    Raises:
        NotFound: there is none.
    """
    found = drafts.draft(session, draft_id, lock=lock)
    if found is None or found.discarded_at:
        raise NotFound(str(draft_id))
    return found


def require_leader(actor: Actor) -> None:
    """Only course leaders write cases.

    Raises:
        NotFound: the actor leads no course.
    """
    if not actor.is_a(COURSE_LEADER):
        raise NotFound("no course leader")


def usable_slug(slug: str) -> str:
    """A slug as it is kept: small letters, digits and single hyphens.

    Raises:
        Refused: it is none.
    """
    slug = slug.strip().lower()
    if len(slug) > LONGEST_SLUG or not SLUG.fullmatch(slug) or slug in RESERVED:
        raise Refused(
            "“{slug}” cannot be the short name of a case. Please use small letters, digits and hyphens, at most {most},"
            " for example: side-by-side.",
            legible(slug),
            slug=legible(slug)[:LONGEST_SLUG],
            most=LONGEST_SLUG,
        )
    return slug


def kept_text(text: str) -> str:
    """A text as it is kept: normalised as the format says. Never refused for what it says.

    Raises:
        Refused: it is too long, or holds a character that cannot be kept; the error gives it back.
    """
    if not storable(text):
        raise Refused(
            "The text holds a character that cannot be kept. It has been taken out below; please look and save again.",
            legible(text),
        )
    text = normalise(text)
    size = len(text.encode())
    if size > LARGEST:
        raise Refused(
            "The text is {size} KiB long; {most} KiB is the most. Nothing is lost: it stands below.",
            text,
            size=-(-size // 1024),
            most=LARGEST // 1024,
        )
    return text


def title_of(text: str, slug: str) -> str:
    """What a draft is called in lists: the title of its front matter, whether or not that can be read whole."""
    found = TITLE.search(text)
    title = unquoted(found[1]) if found else ""
    return title[:LONGEST_TITLE] or slug
