"""One row in every table about writing cases, for tests of storage, migrations and privacy."""

from __future__ import annotations

from uuid import UUID, uuid4

from simulator.storage import drafts, publications
from simulator.storage.database import Session
from simulator.storage.drafts import DraftRecord
from simulator.storage.tables import DRAFT_PRESENCE, LINE_COMMENT, PICTURE, SECOND_READING
from tests.storage.making import LATER, NOW, TEXT


def make_draft(
    session: Session, person_id: UUID, version: str | None = None, slug: str = "the-open-door"
) -> DraftRecord:
    """A draft that was begun and changed once."""
    begun = DraftRecord(
        id=uuid4(),
        slug=slug,
        title="The open door",
        text=TEXT,
        revision=1,
        origin="published" if version else "blank",
        based_on=version,
        losses=["A picture."],
        created_by=person_id,
        created_at=NOW,
        updated_by=person_id,
        updated_at=NOW,
        discarded_at=None,
    )
    drafts.add_draft(session, begun)
    changed = begun._replace(text=TEXT + "\nShe stays.\n", revision=2, updated_at=LATER)
    drafts.change_draft(session, changed, "typed")
    return changed


def make_authoring(session: Session, person_id: UUID, version: str) -> None:
    """A draft somebody has open, its second reading with a comment, a publication that is retired, a picture."""
    draft = make_draft(session, person_id, version)
    presence = {"draft_id": draft.id, "person_id": person_id, "since": NOW, "seen_at": LATER}
    session.execute(DRAFT_PRESENCE.insert(), presence)
    reading = {
        "id": uuid4(),
        "draft_id": draft.id,
        "version": "6e" * 32,
        "text": draft.text,
        "note": "The ending above all.",
        "asked_by": person_id,
        "asked_at": NOW,
        "decision": "approved",
        "remark": "It reads well aloud.",
        "decided_by": person_id,
        "decided_at": LATER,
    }
    session.execute(SECOND_READING.insert(), reading)
    comment = {
        "id": uuid4(),
        "reading_id": reading["id"],
        "line": 3,
        "excerpt": "She stays.",
        "text": "Would she say so?",
        "written_by": person_id,
        "written_at": NOW,
        "settled_by": person_id,
        "settled_at": LATER,
    }
    session.execute(LINE_COMMENT.insert(), comment)
    assert isinstance(reading["id"], UUID)
    publications.add(
        session,
        slug=draft.slug,
        version=version,
        sentence="The ending is new.",
        at=NOW,
        by=person_id,
        reading_id=reading["id"],
    )
    publications.retire(session, publications.mark(session).newest, person_id, LATER)
    picture = {
        "name": "door-0123456789ab.webp",
        "width": 2,
        "height": 1,
        "data": b"RIFF",
        "added_by": person_id,
        "added_at": NOW,
    }
    session.execute(PICTURE.insert(), picture)
