"""Publishing a draft that a second course leader has approved.

What is published is the text that was read, to the letter. An approval is of one text: if the draft has been changed
since, it is read again, or what was approved is published and the changes wait in the draft.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, NamedTuple
from uuid import UUID

from simulator.markup.problems import Problem
from simulator.markup.source import version_of
from simulator.storage import audit, publications, second_readings, versions
from simulator.storage.database import Session
from simulator.storage.drafts import DraftRecord
from simulator.storage.publications import PublicationRecord
from simulator.storage.second_readings import ReadingRecord
from simulator.usecases.catalogue import Store
from simulator.usecases.checking import understand
from simulator.usecases.drafts import own, require_leader
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.people import Actor, names_of
from simulator.usecases.published import PublishedVersion, sentence_of, told

State = Literal["draft", "waiting", "changes wanted", "approved", "changed since", "published"]


class ReadingLine(NamedTuple):
    """A second reading in the list of a draft's; `comments` and how many of them are `settled`."""

    id: UUID
    note: str
    asked_by: str
    asked_at: datetime
    decision: str | None
    remark: str
    decided_by: str
    decided_at: datetime | None
    comments: int
    settled: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a draft is on its way to being published.

    `latest` is the last reading that was not withdrawn; `changed` is whether it was of another text than the draft's.
    `by_self` is whether the actor wrote the text last, `faults` keep that text from being published which would be:
    the draft's, or the approved one if the draft has been changed since.
    """

    draft: DraftRecord
    state: State
    writer: str
    by_self: bool
    latest: ReadingLine | None
    changed: bool
    readings: tuple[ReadingLine, ...]
    published: PublishedVersion | None
    faults: tuple[Problem, ...]
    approved_faults: tuple[Problem, ...]


def standing(store: Store, actor: Actor, draft_id: UUID) -> Standing:
    """How far a draft is, for a course leader.

    Raises:
        NotFound: no such draft, or not for this person.
    """
    require_leader(actor)
    with store.database.read() as session:
        draft = own(session, draft_id)
        found = second_readings.readings_of(session, draft_id)
        counts = second_readings.count_comments(session, [one.id for one in found])
        holding = publications.newest(session, draft.slug)
        names = names_of(session)
    latest = _latest(found)
    lines = {one.id: _line(one, names, counts.get(one.id, (0, 0))) for one in found}
    state = state_of(draft, latest, holding)
    return Standing(
        draft=draft,
        state=state,
        writer=names.get(draft.updated_by, ""),
        by_self=draft.updated_by == actor.id,
        latest=lines[latest.id] if latest else None,
        changed=latest is not None and latest.text != draft.text,
        readings=tuple(lines.values()),
        published=told(holding, names) if holding else None,
        faults=understand(store, draft.text, draft.slug).faults,
        approved_faults=understand(store, latest.text, draft.slug).faults
        if latest and state == "changed since"
        else (),
    )


def publish(
    store: Store,
    actor: Actor,
    reading_id: UUID,
    sentence: str,
    *,
    leave_newer: bool = False,
    now: datetime | None = None,
) -> str:
    """Publish the text of a reading that was approved; the slug of its case. Doing it again changes nothing.

    `sentence` says what is new. `leave_newer` publishes it although the draft has been changed since; the changes stay
    in the draft.

    Raises:
        NotFound: no such reading, or not for this person.
        Refused: it is not approved or not the last one, the draft has changed, the text has faults, is published
            already or is that of another case, or there is no sentence.
    """
    require_leader(actor)
    sentence = sentence_of(sentence)
    with store.database.read() as session:
        reading, draft = _read(session, reading_id)
    scenario = understand(store, reading.text, draft.slug).scenario
    if scenario is None:
        raise Refused("The text has faults that keep it from being published. They are listed on this page.", sentence)
    with store.database.write() as session:
        draft = own(session, draft.id, lock=True)
        holding = publications.newest(session, draft.slug, lock=True)
        if holding and holding.reading_id == reading_id and not holding.retired_at:
            return draft.slug
        latest = _latest(second_readings.readings_of(session, draft.id))
        if latest is None or latest.id != reading_id or latest.decision != "approved":
            raise Refused("Only a text whose last second reading has approved it can be published.", sentence)
        if draft.text != latest.text and not leave_newer:
            raise Refused(
                "The draft has been changed since it was approved. It can be read again, or what was approved can be"
                " published and the changes stay in the draft.",
                sentence,
            )
        if holding and holding.version == latest.version and not holding.retired_at:
            raise Refused("This is the text that is published already.", sentence)
        now = max(now or datetime.now(UTC), latest.asked_at)
        _put(session, draft.slug, scenario.title, latest, sentence, actor, now)
        session.commit()
    return draft.slug


def _put(
    session: Session, slug: str, title: str, reading: ReadingRecord, sentence: str, actor: Actor, now: datetime
) -> None:
    versions.keep_version(session, slug=slug, version=reading.version, title=title, text=reading.text, at=now)
    kept = versions.version_of(session, reading.version)
    if kept and kept.slug != slug:
        raise Refused(
            "Exactly this text is kept as the case “{slug}” already. A case under another name needs at least a title"
            " of its own.",
            sentence,
            slug=kept.slug,
        )
    publications.add(
        session, slug=slug, version=reading.version, sentence=sentence, at=now, by=actor.id, reading_id=reading.id
    )
    audit.note(session, "case published", now, actor=actor.id, subject=reading.id)


def _read(session: Session, reading_id: UUID) -> tuple[ReadingRecord, DraftRecord]:
    found = second_readings.reading(session, reading_id)
    if found is None:
        raise NotFound(str(reading_id))
    return found, own(session, found.draft_id)


def _latest(found: Sequence[ReadingRecord]) -> ReadingRecord | None:
    """The last reading that was not withdrawn: the one whose decision counts."""
    return next((one for one in found if one.decision != "withdrawn"), None)


def state_of(draft: DraftRecord, latest: ReadingRecord | None, holding: PublicationRecord | None) -> State:
    """How far a draft is, by the last reading that was not withdrawn and the publication that holds."""
    if holding and holding.version == version_of(draft.text) and not holding.retired_at:
        return "published"
    if latest is None or (holding and holding.reading_id == latest.id):
        return "draft"
    if latest.decision == "approved":
        return "approved" if latest.text == draft.text else "changed since"
    return "waiting" if latest.decision is None else "changes wanted"


def _line(record: ReadingRecord, names: dict[UUID, str], counts: tuple[int, int]) -> ReadingLine:
    return ReadingLine(
        record.id,
        record.note,
        names.get(record.asked_by, ""),
        record.asked_at,
        record.decision,
        record.remark,
        names.get(record.decided_by, "") if record.decided_by else "",
        record.decided_at,
        *counts,
    )
