"""What administrators do for the whole site: people's accounts, who else is an administrator, the institution, the log.

An administrator's right opens no attempt, score, reflection or note: nothing here reads them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from simulator.storage import audit, cohorts, directory, sessions
from simulator.storage.audit import AuditRecord
from simulator.storage.database import Session
from simulator.storage.directory import HeldRole, InstitutionRecord, ListedPerson
from simulator.usecases.catalogue import Store
from simulator.usecases.cohorts import renewed
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.people import ADMINISTRATOR, COURSE_LEADER, SUPERVISOR, Actor
from simulator.usecases.texts import typed

PAGE = 100
INSTITUTION_LIMIT = 200
MAY_NEED_SECOND_FACTOR = (COURSE_LEADER, SUPERVISOR, ADMINISTRATOR)


class Known(NamedTuple):
    """Somebody with their account and their roles, also those in archived cohorts."""

    person: ListedPerson
    roles: tuple[HeldRole, ...]


class People(NamedTuple):
    """One page (counted from 1) of the people whose name or address holds what was searched for."""

    people: tuple[Known, ...]
    page: int
    pages: int
    total: int


class Entry(NamedTuple):
    """An entry of the audit log with the names in it: None where nobody is named, empty for somebody erased."""

    at: datetime
    action: str
    actor: str | None
    person: str | None
    person_id: UUID | None
    cohort: str | None
    detail: dict[str, str]


class Log(NamedTuple):
    """One page (counted from 1) of the audit log; `about` is the person it was asked for, if any."""

    entries: tuple[Entry, ...]
    page: int
    more: bool
    about: str | None


def everybody(store: Store, actor: Actor, search: str = "", page: int = 1) -> People:
    """The people of the site, by name.

    Raises:
        NotFound: the actor is not an administrator.
    """
    _administrator(actor)
    words = _compared(search)
    with store.database.read() as session:
        found = [one for one in directory.everybody(session) if words in _compared(f"{one.name} {one.email or ''}")]
        pages = max(1, -(-len(found) // PAGE))
        page = min(max(page, 1), pages)
        there = found[(page - 1) * PAGE : page * PAGE]
        roles = directory.roles(session, [one.id for one in there])
    known = tuple(Known(one, tuple(held for held in roles if held.person_id == one.id)) for one in there)
    return People(known, page, pages, len(found))


def somebody(store: Store, actor: Actor, person_id: UUID) -> Known:
    """One person.

    Raises:
        NotFound: there is none, or the actor is not an administrator.
    """
    _administrator(actor)
    with store.database.read() as session:
        found = _listed(session, person_id)
        return Known(found, directory.roles(session, [person_id]))


def deactivate(store: Store, actor: Actor, person_id: UUID, now: datetime | None = None) -> None:
    """Close an account, for a while or for good: its sessions end at once, and nobody signs in with it.

    Raises:
        NotFound: the person has no account, or the actor is not an administrator.
        Refused: it is one's own.
    """
    now = now or datetime.now(UTC)
    with store.database.write() as session:
        found = _to_change(session, actor, person_id)
        if found.email is None:
            raise NotFound(str(person_id))
        if person_id == actor.id:
            raise Refused("Nobody closes their own account here. Another administrator can do it.")
        if directory.set_active(session, person_id, active=False):
            sessions.end_sessions(session, person_id)
            audit.note(session, "account deactivated", now, actor=actor.id, person=person_id)
            session.commit()


def reactivate(store: Store, actor: Actor, person_id: UUID, now: datetime | None = None) -> None:
    """Open a closed account again.

    Raises:
        NotFound: the person has no account, or the actor is not an administrator.
    """
    with store.database.write() as session:
        if _to_change(session, actor, person_id).email is None:
            raise NotFound(str(person_id))
        if directory.set_active(session, person_id, active=True):
            audit.note(session, "account reactivated", now or datetime.now(UTC), actor=actor.id, person=person_id)
            session.commit()


def give_administrator(store: Store, actor: Actor, person_id: UUID, now: datetime | None = None) -> None:
    """Let somebody administer the site.

    Raises:
        NotFound: there is nobody, or the actor is not an administrator.
    """
    _set_administrator(store, actor, person_id, "administrator made", now or datetime.now(UTC), administrator=True)


def take_administrator(store: Store, actor: Actor, person_id: UUID, now: datetime | None = None) -> None:
    """Take the administrator's right away, from oneself too, but never from the last one who has it.

    Raises:
        NotFound: there is nobody, or the actor is not an administrator.
        Refused: nobody else could administer the site.
    """
    _set_administrator(store, actor, person_id, "administrator taken", now or datetime.now(UTC), administrator=False)


def institution(store: Store, actor: Actor) -> InstitutionRecord:
    """What holds for the whole site.

    Raises:
        NotFound: the actor is not an administrator.
    """
    _administrator(actor)
    with store.database.read() as session:
        return directory.institution(session)


def institute(store: Store) -> str:
    """What the institute is called: everybody may see that; empty, if it has no name here."""
    with store.database.read() as session:
        return directory.institution(session).name


def change_institution(
    store: Store, actor: Actor, name: str, second_factor: Iterable[str], now: datetime | None = None
) -> None:
    """Say what the institute is called, and which roles must have a second factor.

    Raises:
        NotFound: the actor is not an administrator.
        Refused: the name will not do, or there is no such role.
    """
    _administrator(actor)
    name = " ".join(typed(name, "The name", INSTITUTION_LIMIT).split())
    asked = set(second_factor)
    if not asked <= set(MAY_NEED_SECOND_FACTOR):
        raise Refused("Please choose among the roles of the list.")
    changed = InstitutionRecord(name, [role for role in MAY_NEED_SECOND_FACTOR if role in asked])
    with store.database.write() as session:
        before = directory.institution(session, lock=True)
        _administrator(renewed(session, actor))
        if changed != before:
            directory.change_institution(session, changed)
            needed = ", ".join(changed.second_factor)
            audit.note(session, "institution changed", now or datetime.now(UTC), actor=actor.id, second_factor=needed)
            session.commit()


def log(store: Store, actor: Actor, person_id: UUID | None = None, page: int = 1) -> Log:
    """The audit log, newest first: all of it, or what concerns one person.

    Raises:
        NotFound: the actor is not an administrator.
    """
    _administrator(actor)
    page = min(max(page, 1), 10_000)
    with store.database.read() as session:
        where = {"person_id": person_id} if person_id else None
        found = audit.entries(session, where, PAGE + 1, (page - 1) * PAGE)
        there = told(session, found[:PAGE])
        about = directory.names(session, [person_id]).get(person_id, "") if person_id else None
    return Log(there, page, len(found) > PAGE, about)


def told(session: Session, found: Iterable[AuditRecord]) -> tuple[Entry, ...]:
    """Entries of the audit log with the names in them."""
    found = tuple(found)
    people = {person for one in found for person in (one.actor_id, one.person_id) if person}
    names = directory.names(session, people)
    places = directory.cohort_names(session, {one.cohort_id for one in found if one.cohort_id})
    return tuple(
        Entry(
            one.at,
            one.action,
            names.get(one.actor_id, "") if one.actor_id else None,
            names.get(one.person_id, "") if one.person_id else None,
            one.person_id if one.person_id in names else None,
            places.get(one.cohort_id) if one.cohort_id else None,
            one.detail,
        )
        for one in found
    )


def _administrator(actor: Actor) -> None:
    if not actor.administrator:
        raise NotFound("administration")


def _compared(text: str) -> str:
    """Names and addresses are compared without regard to case and to double spaces."""
    return " ".join(text.casefold().split())


def _listed(session: Session, person_id: UUID) -> ListedPerson:
    found = directory.listed(session, person_id)
    if found is None:
        raise NotFound(str(person_id))
    return found


def _to_change(session: Session, actor: Actor, person_id: UUID) -> ListedPerson:
    """The person, and nobody else changes who administers the site meanwhile."""
    directory.institution(session, lock=True)
    if actor.id not in directory.administrators(session):
        raise NotFound("administration")
    return _listed(session, person_id)


def _set_administrator(
    store: Store, actor: Actor, person_id: UUID, action: str, now: datetime, *, administrator: bool
) -> None:
    with store.database.write() as session:
        _to_change(session, actor, person_id)
        if not administrator and not directory.administrators(session) - {person_id}:
            raise Refused("This is the only administrator. Make somebody else an administrator first.")
        if directory.set_administrator(session, person_id, administrator=administrator):
            cohorts.rotate_sessions(session, person_id)
            audit.note(session, action, now, actor=actor.id, person=person_id)
            session.commit()
