"""What a person may know of their data, take with them, and have erased; and what goes by itself in time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from simulator.storage import audit, directory, erasing, exporting, people, sweeping
from simulator.storage.database import Database, Session
from simulator.storage.exporting import Content, Scored
from simulator.storage.privacy import NAMED_BY, RULES
from simulator.storage.releases import visible
from simulator.storage.rules import Rules
from simulator.storage.sweeping import Swept
from simulator.usecases.catalogue import Store
from simulator.usecases.copying import Copied, Copy, plain
from simulator.usecases.errors import NotFound, Refused, Unavailable
from simulator.usecases.people import ADMINISTRATOR, Actor

ENTRIES_PER_PAGE = 50
LABELS = {key: label for key, _, label in NAMED_BY.values()}
"""What the titles that stand beside the numbers in a copy are called."""


class Topic(NamedTuple):
    """What is declared of one kind of data, in English: `missing` from a copy (why, and what); what erasing empties.

    `somebodys` is whether its rows can be told to be a person's; `goes` whether they are deleted with the person.
    """

    what: str
    why: str
    kept: str
    seen_by: str
    missing: tuple[tuple[str, tuple[str, ...]], ...]
    somebodys: bool
    goes: bool
    emptied: tuple[str, ...]


class Entry(NamedTuple):
    """An entry of the audit log; names are empty for people who were erased, `by_site` says that nobody did it."""

    at: datetime
    action: str
    detail: Mapping[str, str]
    by: str
    by_self: bool
    by_site: bool
    about: str
    about_self: bool
    about_nobody: bool
    cohort: str


class Erasable(NamedTuple):
    """Somebody an administrator may erase."""

    id: UUID
    name: str


def topics() -> tuple[Topic, ...]:
    """What is declared of everything that concerns people, but for what only makes the pages work."""
    return tuple(_topic(one) for one in RULES.values() if one.belongs or one.past)


def _topic(rules: Rules) -> Topic:
    columns = [one for one in rules.columns.values() if one.kind != "technical"]
    reasons = dict.fromkeys(one.export.because for one in columns if one.export.way == "kept back")
    missing = tuple((why, tuple(one.label for one in columns if one.export.because == why)) for why in reasons)
    emptied = tuple(one.label for one in columns if one.erase.way == "becomes")
    return Topic(rules.what, rules.why, rules.kept, rules.seen_by, missing, bool(rules.belongs), rules.goes, emptied)


def copy(store: Store, actor: Actor, now: datetime | None = None) -> Copy:
    """A copy of everything that is kept about the actor; that it was made is noted first.

    Raises:
        NotFound: the actor is not there any more.
    """
    now = now or datetime.now(UTC)
    with store.database.write() as session:
        person = people.person(session, actor.id)
        if person is None or person.erased_at:
            raise NotFound(str(actor.id))
        audit.note(session, "data downloaded", now, actor=actor.id, person=actor.id)
        session.commit()
    found: dict[str, list[Content]] = {}
    with store.database.read() as session:
        held = frozenset(one.id for one in exporting.scored_of(session, actor.id) if not _shown(one, now))
        for its, content in exporting.copied(session, actor.id, store.keys.seal, held):
            found.setdefault(its.name, []).append(content)
    plain(store, found)
    tables = tuple(Copied(one, tuple(found.get(one.name, ()))) for one in RULES.values() if one.belongs)
    return Copy(actor.id, actor.name, now, tables, held)


def _shown(attempt: Scored, now: datetime) -> bool:
    """Whether its player may see the scores: an assessment is over, and its scores have been released."""
    if attempt.mode == "assessment" and attempt.finished_at is None:
        return False
    return visible(
        mode=attempt.mode,
        release=attempt.release,
        due_at=attempt.due_at,
        released_at=attempt.released_at,
        now=now,
    )


def entries(store: Store, actor: Actor, page: int = 1) -> tuple[tuple[Entry, ...], bool]:
    """A page of what was done with the actor's account, rights and data, or by them; and whether there is more."""
    with store.database.read() as session:
        found = audit.entries_of(session, actor.id, ENTRIES_PER_PAGE + 1, (page - 1) * ENTRIES_PER_PAGE)
        concerned = {one for entry in found for one in (entry.actor_id, entry.person_id) if one}
        names = directory.names(session, concerned)
        cohorts = directory.cohort_names(session, {entry.cohort_id for entry in found if entry.cohort_id})
    told = tuple(
        Entry(
            at=one.at,
            action=one.action,
            detail=one.detail,
            by=names.get(one.actor_id, "") if one.actor_id else "",
            by_self=one.actor_id == actor.id,
            by_site=one.actor_id is None,
            about=names.get(one.person_id, "") if one.person_id else "",
            about_self=one.person_id == actor.id,
            about_nobody=one.person_id is None,
            cohort=cohorts.get(one.cohort_id, "") if one.cohort_id else "",
        )
        for one in found[:ENTRIES_PER_PAGE]
    )
    return told, len(found) > ENTRIES_PER_PAGE


def erase_self(store: Store, actor: Actor, name: str, now: datetime | None = None) -> None:
    """Erase the actor, at once and for good. Whatever they had under way just stops.

    Raises:
        NotFound: they are not there any more.
        Refused: `name` is not theirs, or nobody else could administer the site.
    """
    with store.database.write() as session:
        directory.institution(session, lock=True)
        person = people.person(session, actor.id)
        if person is None or person.erased_at:
            raise NotFound(str(actor.id))
        if directory.administrators(session) == {actor.id}:
            raise Refused(
                "You are the only administrator, and the site needs one. Please make somebody else an administrator"
                " first.",
                name,
            )
        _require(name, person.name)
        _erase(session, actor.id, actor.id, now or datetime.now(UTC))
        session.commit()
    _scrub(store.database)


def erasable(store: Store, actor: Actor, person_id: UUID) -> Erasable:
    """Somebody else, for an administrator who is to erase them.

    Raises:
        NotFound: no such person, or not any more; the actor themselves, or no administrator.
    """
    with store.database.read() as session:
        return _erasable(session, actor, person_id)


def erase_person(store: Store, actor: Actor, person_id: UUID, name: str, now: datetime | None = None) -> None:
    """Erase somebody who has asked an administrator for it. (They are never the last administrator: the actor is one.)

    Raises:
        NotFound: see `erasable`.
        Refused: `name` is not theirs.
    """
    with store.database.write() as session:
        directory.institution(session, lock=True)
        if actor.id not in directory.administrators(session):
            raise NotFound(str(person_id))
        _require(name, _erasable(session, actor, person_id).name)
        _erase(session, person_id, actor.id, now or datetime.now(UTC))
        session.commit()
    _scrub(store.database)


def sweep(
    database: Database, keep_inactive_days: int, now: datetime | None = None, *, dry: bool = False
) -> tuple[Swept, ...]:
    """Let go of what has been kept as long as it is to be; `dry` only counts. Safe beside a running site.

    `keep_inactive_days`: people in whose account nothing has happened for so long are erased (0: nobody is).

    Raises:
        Unavailable: the store cannot be written.
    """
    now = now or datetime.now(UTC)
    with database.read() as session:
        gone = _inactive(session, keep_inactive_days, now)
        if dry:
            return (Swept("people in whose account nothing happened", len(gone)), *sweeping.count_past(session, now))
    erased = sum(_erase_inactive(database, one, keep_inactive_days, now) for one in gone)
    with database.write() as session:
        swept = tuple(sweeping.sweep_past(session, now))
        session.commit()
    _scrub(database)
    return (Swept("people in whose account nothing happened", erased), *swept)


def _erase_inactive(database: Database, person_id: UUID, keep_inactive_days: int, now: datetime) -> bool:
    """Erase somebody, unless they have come back meanwhile."""
    with database.write() as session:
        erased = person_id in _inactive(session, keep_inactive_days, now) and _erase(session, person_id, None, now)
        session.commit()
    return erased


def _inactive(session: Session, days: int, now: datetime) -> Collection[UUID]:
    return sweeping.inactive(session, now - timedelta(days=days), now.date()) if days else ()


def _erasable(session: Session, actor: Actor, person_id: UUID) -> Erasable:
    person = people.person(session, person_id)
    if not actor.is_a(ADMINISTRATOR) or person is None or person.erased_at or person.id == actor.id:
        raise NotFound(str(person_id))
    return Erasable(person.id, person.name)


def _erase(session: Session, person_id: UUID, by: UUID | None, now: datetime) -> bool:
    erased = erasing.erase(session, person_id, now)
    if erased:
        audit.note(session, "erased", now, actor=by, person=person_id)
    return erased


def _require(typed: str, name: str) -> None:
    """Refuse to go on unless the name was typed; spaces and capitals do not matter."""
    if _folded(typed) != _folded(name):
        raise Refused("This is not the name that stands above. Nothing was erased.", typed)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _scrub(database: Database) -> None:
    """Take what was erased out of the files, too. When that cannot be done now, the next sweep does it."""
    with suppress(Unavailable):
        database.scrub()
