"""A named set of ratings on the whole site, for commands on the server."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from simulator.storage import cohorts, directory, review_changes
from simulator.storage.cohorts import CohortRecord
from simulator.storage.database import Session
from simulator.storage.review_changes import Named
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import Refused
from simulator.usecases.rating_changes import Change, begin_of, day, told
from simulator.usecases.reverting import MOST, Reverted, revert_named


class Words(NamedTuple):
    """A named set in words: `by` is a name or an address, `cohort` a name or a number, days are 2026-10-01."""

    by: str = ""
    since: str = ""
    until: str = ""
    cohort: str = ""
    reviews: Sequence[UUID] = ()


def named(store: Store, words: Words) -> tuple[Change, ...]:
    """The reviews of a named set, newest first. Days are those of the cohort's time zone; without a cohort, of UTC.

    Raises:
        Refused: nobody, no cohort or no review is called so, or several are; a day that is none; too many.
    """
    with store.database.read() as session:
        found = review_changes.reviews(session, _named(session, words), MOST + 1)
        if len(found) > MOST:
            raise Refused("At most {count} ratings can be reverted at once. Please name a smaller set.", count=MOST)
        if missing := set(words.reviews) - {one.id for one in found}:
            raise Refused("There is no such review in this set: {review}.", review=str(min(missing)))
        return told(session, found)


def revert(store: Store, found: Sequence[Change], why: str, now: datetime | None = None) -> Reverted:
    """Revert these.

    Raises:
        Refused: no reason was given.
    """
    return revert_named(store, [one.entry for one in found], why, now)


def _named(session: Session, words: Words) -> Named:
    cohort = _cohort(session, words.cohort) if words.cohort else None
    zone = cohort.time_zone if cohort else "UTC"
    until = day(words.until)
    return Named(
        cohort=cohort.id if cohort else None,
        by=_person(session, words.by) if words.by else None,
        since=begin_of(day(words.since), zone),
        before=begin_of(until + timedelta(days=1) if until else None, zone),
        reviews=words.reviews or None,
    )


def _cohort(session: Session, words: str) -> CohortRecord:
    found = [one for one in cohorts.cohorts(session) if words in (one.name, str(one.id))]
    if len(found) != 1:
        raise Refused("There is not one cohort of this name. Its number, in the address of its page, names it as well.")
    return found[0]


def _person(session: Session, words: str) -> UUID:
    asked = words.strip().casefold()
    found = [
        one.id for one in directory.everybody(session) if asked in (one.name.casefold(), (one.email or "").lower())
    ]
    if len(found) != 1:
        raise Refused("There is not one person of this name or address.")
    return found[0]
