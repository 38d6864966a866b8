"""Second readings: before a case is published, another course leader reads it whole.

Asking fixes the text, so that comments stay on their lines and an approval is of exactly what was read; the draft goes
on meanwhile. Who asked does not decide, nor does who wrote the text last: nobody publishes what only they have read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple
from uuid import UUID

from simulator.markup.checks import Checked
from simulator.markup.differences import Differences, differences
from simulator.markup.problems import shortened
from simulator.markup.source import take_apart, version_of
from simulator.storage import audit, publications, second_readings, versions
from simulator.storage.database import Session
from simulator.storage.drafts import DraftRecord
from simulator.storage.second_readings import CommentRecord, ReadingRecord
from simulator.usecases.catalogue import Store
from simulator.usecases.checking import understand
from simulator.usecases.drafts import own, require_leader
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.people import Actor, names_of
from simulator.usecases.texts import typed

Decision = Literal["approved", "changes wanted"]
NOTE_LIMIT, REMARK_LIMIT, COMMENT_LIMIT = 2_000, 2_000, 2_000
MOST_LINES, MOST_COMMENTS = 10_000, 500


class Comment(NamedTuple):
    """A comment as it is shown; `settled_by` is None while it is open, empty for an erased person."""

    id: UUID
    line: int
    excerpt: str
    text: str
    by: str
    at: datetime
    settled_by: str | None
    settled_at: datetime | None


class NumberedLine(NamedTuple):
    """A line of the text with what was said to it."""

    number: int
    text: str
    comments: tuple[Comment, ...]


class Section(NamedTuple):
    """A scene, or (without a title) what stands before the first one."""

    title: str
    first: int
    last: int
    lines: tuple[NumberedLine, ...]
    open_comments: int


@dataclass(frozen=True, slots=True)
class ReadingShown:
    """A second reading as its page shows it.

    `writer` is who wrote the text last; `own` says why the actor cannot decide: "asked", "wrote" or nothing.
    `changed` is whether the draft is another text by now, `published` what is different from the published version.
    """

    reading: ReadingRecord
    draft: DraftRecord
    asked_by: str
    writer: str
    decided_by: str
    own: Literal["", "asked", "wrote"]
    changed: bool
    sections: tuple[Section, ...]
    comments: tuple[Comment, ...]
    checked: Checked
    published: Differences | None


def ask(
    store: Store,
    actor: Actor,
    draft_id: UUID,
    reading_id: UUID,
    revision: int,
    note: str,
    *,
    instead: bool = False,
    now: datetime | None = None,
) -> None:
    """Ask for a second reading of a draft as it stood at `revision`. The same id asks once.

    `instead` withdraws the one that is under way.

    Raises:
        NotFound: no such draft, or not for this person.
        Refused: there is one under way, the draft was saved since, it is published as it is, or it is far too long.
    """
    require_leader(actor)
    note = typed(note, "The note", NOTE_LIMIT)
    with store.database.write() as session:
        draft = own(session, draft_id, lock=True)
        found = second_readings.readings_of(session, draft_id)
        before = (one.asked_at + timedelta(microseconds=1) for one in found)  # each has its place among them
        now = max(now or datetime.now(UTC), draft.updated_at, *before)
        if any(one.id == reading_id for one in found):
            return
        _may_ask(session, draft, revision, note)
        for one in found:
            if one.decision is None and not instead:
                raise Refused("A second reading of this draft is under way already.", note)
            if one.decision is None:
                second_readings.decide(session, one.id, "withdrawn", "", actor.id, now)
        version = version_of(draft.text)
        asked = ReadingRecord(
            reading_id, draft_id, version, draft.text, note, actor.id, now, None, "", decided_by=None, decided_at=None
        )
        second_readings.add_reading(session, asked)
        session.commit()


def _may_ask(session: Session, draft: DraftRecord, revision: int, note: str) -> None:
    if revision != draft.revision:
        raise Refused(
            "The draft was saved again since this page was shown. Please look at it, and ask once more.", note
        )
    holding = publications.newest(session, draft.slug)
    if holding and holding.version == version_of(draft.text):
        raise Refused("This is the text that was published last: there is nothing new to read.", note)
    lines = draft.text.count("\n")
    if lines > MOST_LINES:
        raise Refused(
            "The text has {lines} lines; more than {most} nobody can read.", note, lines=lines, most=MOST_LINES
        )


def opened(store: Store, actor: Actor, reading_id: UUID) -> ReadingShown:
    """A second reading, for a course leader.

    Raises:
        NotFound: there is none of a draft that is not thrown away, or not for this person.
    """
    require_leader(actor)
    with store.database.read() as session:
        reading, draft = _own(session, reading_id)
        names = names_of(session)
        writer = second_readings.writer_of(session, draft.id, reading.asked_at)
        said = tuple(_told(one, names) for one in second_readings.comments(session, reading_id))
        holding = publications.newest(session, draft.slug)
        before = versions.version_of(session, holding.version) if holding else None
    return ReadingShown(
        reading=reading,
        draft=draft,
        asked_by=names.get(reading.asked_by, ""),
        writer=names.get(writer, "") if writer else "",
        decided_by=names.get(reading.decided_by, "") if reading.decided_by else "",
        own="asked" if actor.id == reading.asked_by else "wrote" if actor.id == writer else "",
        changed=draft.text != reading.text,
        sections=_sections(reading.text, said),
        comments=said,
        checked=understand(store, reading.text, draft.slug),
        published=differences(before.text, reading.text) if before and before.text != reading.text else None,
    )


def comment(
    store: Store, actor: Actor, reading_id: UUID, comment_id: UUID, line: int, text: str, now: datetime | None = None
) -> None:
    """Say something to a line. The same id is kept once.

    Raises:
        NotFound: no such reading, or not for this person.
        Refused: there is no such line, nothing was written or too much, or the reading was withdrawn.
    """
    require_leader(actor)
    text = typed(text, "The comment", COMMENT_LIMIT)
    if not text:
        raise Refused("Please write what you want to say about this line.")
    with store.database.write() as session:
        reading, _ = _own(session, reading_id, lock=True)
        if reading.decision == "withdrawn":
            raise Refused("This reading was withdrawn, so nothing can be said to it any more.", text)
        lines = take_apart(reading.text).lines
        if not 1 <= line <= len(lines):
            raise Refused("There is no such line: please choose one from 1 to {last}.", text, last=len(lines))
        if len(second_readings.comments(session, reading_id)) >= MOST_COMMENTS:
            raise Refused("There are {most} comments already, which is the most.", text, most=MOST_COMMENTS)
        excerpt = shortened(lines[line - 1].strip())
        written = CommentRecord(
            comment_id, reading_id, line, excerpt, text, actor.id, now or datetime.now(UTC), None, None
        )
        second_readings.add_comment(session, written)
        session.commit()


def settle(
    store: Store, actor: Actor, reading_id: UUID, comment_id: UUID, *, settled: bool, now: datetime | None = None
) -> int:
    """Mark a comment as settled, or as open again; the number of its line. Doing it again changes nothing.

    Raises:
        NotFound: no such comment on this reading, or not for this person.
    """
    require_leader(actor)
    with store.database.write() as session:
        _own(session, reading_id, lock=True)
        found = next((one for one in second_readings.comments(session, reading_id) if one.id == comment_id), None)
        if found is None:
            raise NotFound(str(comment_id))
        if settled != (found.settled_at is not None):
            by, at = (actor.id, now or datetime.now(UTC)) if settled else (None, None)
            second_readings.set_settled(session, comment_id, by, at)
            session.commit()
    return found.line


def decide(
    store: Store, actor: Actor, reading_id: UUID, decision: Decision, remark: str, now: datetime | None = None
) -> None:
    """Approve a text, or say that changes are wanted. Saying the same again changes nothing.

    Raises:
        NotFound: no such reading, or not for this person.
        Refused: somebody else must decide, somebody has decided, or changes are wanted without a word about which.
    """
    require_leader(actor)
    now, remark = now or datetime.now(UTC), typed(remark, "The remark", REMARK_LIMIT)
    with store.database.write() as session:
        reading, draft = _own(session, reading_id, lock=True)
        if (reading.decision, reading.decided_by) == (decision, actor.id):
            return
        if actor.id == reading.asked_by:
            raise Refused("You asked for this reading, so somebody else must decide.", remark)
        if actor.id == second_readings.writer_of(session, draft.id, reading.asked_at):
            raise Refused("You wrote this text last, so somebody else must decide.", remark)
        said = second_readings.comments(session, reading_id)
        if decision == "changes wanted" and not remark and all(one.settled_at for one in said):
            raise Refused("Please say what you would change: in a remark, or in comments on lines.")
        if not second_readings.decide(session, reading_id, decision, remark, actor.id, now):
            raise Refused("This reading has been decided or withdrawn already.", remark)
        if decision == "approved":
            audit.note(session, "case approved", now, actor=actor.id, subject=reading_id)
        session.commit()


def withdraw(store: Store, actor: Actor, reading_id: UUID, now: datetime | None = None) -> UUID:
    """Withdraw a reading that is not decided; the id of its draft. Withdrawing again changes nothing.

    Raises:
        NotFound: no such reading, or not for this person.
        Refused: it was decided meanwhile.
    """
    require_leader(actor)
    with store.database.write() as session:
        reading, draft = _own(session, reading_id, lock=True)
        if reading.decision in ("approved", "changes wanted"):
            raise Refused("This reading has been decided already.")
        if second_readings.decide(session, reading_id, "withdrawn", "", actor.id, now or datetime.now(UTC)):
            session.commit()
    return draft.id


def _own(session: Session, reading_id: UUID, *, lock: bool = False) -> tuple[ReadingRecord, DraftRecord]:
    found = second_readings.reading(session, reading_id, lock=lock)
    if found is None:
        raise NotFound(str(reading_id))
    return found, own(session, found.draft_id)


def _told(record: CommentRecord, names: Mapping[UUID, str]) -> Comment:
    return Comment(
        record.id,
        record.line,
        record.excerpt,
        record.text,
        names.get(record.written_by, ""),
        record.written_at,
        names.get(record.settled_by, "") if record.settled_by else None,
        record.settled_at,
    )


def _sections(text: str, said: Sequence[Comment]) -> tuple[Section, ...]:
    """The lines of a text, scene by scene."""
    by_line: dict[int, tuple[Comment, ...]] = {}
    for one in said:
        by_line[one.line] = (*by_line.get(one.line, ()), one)
    document = take_apart(text)
    starts = [(1, "")] + [(block.line, block.text) for block in document.blocks if block.kind == "scene"]
    ends = [line - 1 for line, _ in starts[1:]] + [len(document.lines)]
    found = []
    for (first, title), last in zip(starts, ends, strict=True):
        lines = tuple(
            NumberedLine(number, document.line(number), by_line.get(number, ())) for number in range(first, last + 1)
        )
        waiting = sum(one.settled_at is None for line in lines for one in line.comments)
        found.append(Section(title, first, last, lines, waiting))
    return tuple(one for one in found if one.lines)
