"""Cohorts: people who learn together, for a time. Administrators make and archive them, their course leaders keep them.

An archived cohort gives nobody a right, its leaders included: only an administrator sees it, and can open it again.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import NamedTuple
from uuid import UUID

from simulator.storage import audit, cohorts, invitations, people
from simulator.storage.cohorts import CohortRecord
from simulator.storage.database import Session
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.people import COURSE_LEADER, SUPERVISOR, TRAINEE, Actor, acting
from simulator.usecases.texts import typed
from simulator.usecases.zones import ZONES

NAME_LIMIT = 100
FIRST_YEAR, LAST_YEAR = 2000, 2100
ROLES = (COURSE_LEADER, SUPERVISOR, TRAINEE)
"""The roles of a cohort, in the order in which its page shows them."""


class Details(NamedTuple):
    """What a form says about a cohort, as it was typed; days are written 2026-10-01."""

    name: str = ""
    starts_on: str = ""
    ends_on: str = ""
    time_zone: str = ""


class ListedCohort(NamedTuple):
    """A cohort in a list, with how many have which role in it, and how many invitations wait."""

    cohort: CohortRecord
    sizes: dict[str, int]
    invitations: int


def renewed(session: Session, actor: Actor) -> Actor:
    """The actor with the rights they have at this moment of the transaction.

    Raises:
        NotFound: they are not there any more.
    """
    found = people.person(session, actor.id)
    if found is None or found.erased_at:
        raise NotFound(str(actor.id))
    return acting(session, found)


def led(session: Session, actor: Actor, cohort_id: UUID) -> CohortRecord:
    """A cohort that the actor administers or leads.

    Raises:
        NotFound: there is none, or it is not theirs.
    """
    found = cohorts.cohort(session, cohort_id)
    if found is None or not (actor.administrator or actor.is_in(cohort_id, COURSE_LEADER)):
        raise NotFound(str(cohort_id))
    return found


def led_to_change(session: Session, actor: Actor, cohort_id: UUID) -> CohortRecord:
    """As `led`, in order to write: nobody else changes the cohort meanwhile, and the actor's rights are looked up anew.

    Raises:
        NotFound: as `led`.
        Refused: the cohort is archived.
    """
    cohorts.cohort(session, cohort_id, lock=True)
    found = led(session, renewed(session, actor), cohort_id)
    if found.archived_at:
        raise Refused("This cohort is archived, so nothing in it changes. An administrator can open it again.")
    return found


def visible(store: Store, actor: Actor) -> tuple[ListedCohort, ...]:
    """The cohorts an administrator sees (all), or a course leader (theirs)."""
    with store.database.read() as session:
        found, sizes, waiting = cohorts.cohorts(session), cohorts.sizes(session), invitations.count_open(session)
    return tuple(
        ListedCohort(one, sizes.get(one.id, {}), waiting.get(one.id, 0))
        for one in found
        if actor.administrator or actor.is_in(one.id, COURSE_LEADER)
    )


def suggested(store: Store, actor: Actor) -> Details:
    """What the form for a new cohort begins with: the actor's time zone, or that of the cohort made last."""
    with store.database.read() as session:
        there = max(cohorts.cohorts(session), key=lambda one: one.created_at, default=None)
    return Details(time_zone=actor.time_zone or (there.time_zone if there else ZONES[0]))


def details(store: Store, actor: Actor, cohort_id: UUID) -> Details:
    """What the form to change a cohort begins with.

    Raises:
        NotFound: there is none, or it is not theirs.
    """
    with store.database.read() as session:
        found = led(session, actor, cohort_id)
    return Details(found.name, found.starts_on.isoformat(), found.ends_on.isoformat(), found.time_zone)


def make(store: Store, actor: Actor, cohort_id: UUID, details: Details, now: datetime | None = None) -> None:
    """A new cohort. The same id is made once.

    Raises:
        NotFound: the actor is not an administrator.
        Refused: the name, a day or the time zone will not do.
    """
    if not actor.administrator:
        raise NotFound("cohorts")
    name, starts_on, ends_on, time_zone = _read(details)
    now = now or datetime.now(UTC)
    with store.database.write() as session:
        if not renewed(session, actor).administrator:
            raise NotFound("cohorts")
        if cohorts.cohort(session, cohort_id) is not None:
            return
        cohorts.add_cohort(
            session,
            name=name,
            starts_on=starts_on,
            ends_on=ends_on,
            time_zone=time_zone,
            created_by=actor.id,
            at=now,
            cohort_id=cohort_id,
        )
        audit.note(session, "cohort made", now, actor=actor.id, cohort=cohort_id)
        session.commit()


def change(store: Store, actor: Actor, cohort_id: UUID, details: Details, now: datetime | None = None) -> None:
    """Give a cohort another name, other days or another time zone.

    Raises:
        NotFound: there is none, or it is not theirs.
        Refused: as `make`; or the cohort is archived.
    """
    with store.database.write() as session:
        found = led_to_change(session, actor, cohort_id)
        name, starts_on, ends_on, time_zone = _read(details)
        changed = found._replace(name=name, starts_on=starts_on, ends_on=ends_on, time_zone=time_zone)
        if changed != found:
            cohorts.change_cohort(session, changed)
            audit.note(session, "cohort changed", now or datetime.now(UTC), actor=actor.id, cohort=cohort_id)
            session.commit()


def archive(store: Store, actor: Actor, cohort_id: UUID, now: datetime | None = None) -> None:
    """Archive a cohort: everything in it is kept, and nobody has a right by it any more.

    Raises:
        NotFound: there is none, or the actor is not an administrator.
    """
    _set_archived(store, actor, cohort_id, "cohort archived", now or datetime.now(UTC), archived=True)


def open_again(store: Store, actor: Actor, cohort_id: UUID, now: datetime | None = None) -> None:
    """Take a cohort out of the archive: everybody in it has their rights again.

    Raises:
        NotFound: as `archive`.
    """
    _set_archived(store, actor, cohort_id, "cohort opened again", now or datetime.now(UTC), archived=False)


def _set_archived(store: Store, actor: Actor, cohort_id: UUID, action: str, now: datetime, *, archived: bool) -> None:
    with store.database.write() as session:
        found = cohorts.cohort(session, cohort_id, lock=True)
        if found is None or not renewed(session, actor).administrator:
            raise NotFound(str(cohort_id))
        if (found.archived_at is not None) != archived:
            cohorts.change_cohort(session, found._replace(archived_at=now if archived else None))
            cohorts.rotate_sessions_in(session, cohort_id)
            audit.note(session, action, now, actor=actor.id, cohort=cohort_id)
            session.commit()


def _read(details: Details) -> tuple[str, date, date, str]:
    name = " ".join(typed(details.name, "The name", NAME_LIMIT).split())
    if not name:
        raise Refused("A cohort needs a name.")
    starts_on, ends_on = _day(details.starts_on, "first"), _day(details.ends_on, "last")
    if ends_on < starts_on:
        raise Refused("The last day comes before the first one.")
    if details.time_zone not in ZONES:
        raise Refused("Please choose one of the time zones of the list.")
    return name, starts_on, ends_on, details.time_zone


def _day(text: str, which: str) -> date:
    """A day as a browser sends it; only the extended form of ISO 8601."""
    try:
        found = datetime.strptime(text.strip(), "%Y-%m-%d").date()  # noqa: DTZ007 - a day, not a moment
    except ValueError:
        found = None
    if found is None and which == "first":
        raise Refused("The first day is not a date. Please write it like this: 2026-10-01.")
    if found is None:
        raise Refused("The last day is not a date. Please write it like this: 2027-03-31.")
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Refused("Please choose years between {first} and {last}.", first=str(FIRST_YEAR), last=str(LAST_YEAR))
    return found
