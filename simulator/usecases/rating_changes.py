"""What supervisors rated, released and what was reverted in a cohort: every entry, and what moved from one to the next.

Course leaders see it, and supervisors: but nothing of attempts that they are to rate blind, and nobody of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from simulator.engine.rubric import PRINCIPLES
from simulator.storage import cohorts, directory, double_ratings, review_changes, reviews
from simulator.storage.cohorts import CohortRecord
from simulator.storage.database import Session
from simulator.storage.review_changes import RATED, RELEASED, REVERTED, EntryRow, Named
from simulator.storage.review_records import (
    BLIND,
    CALIBRATION,
    CONSENSUS,
    SUPERVISION,
    RatingRecord,
    ReversalRecord,
    ReviewRecord,
)
from simulator.usecases.catalogue import Store
from simulator.usecases.cohorts import renewed
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.people import COURSE_LEADER, SUPERVISOR, Actor
from simulator.usecases.reverting import MOST
from simulator.usecases.reviewing import LevelKey

__all__ = ["RATED", "RELEASED", "REVERTED", "Asked", "Change", "Changes", "Moved", "changes", "every_change", "told"]

PAGE = 50
AT_ONCE = 500
PURPOSES = (SUPERVISION, BLIND, CONSENSUS, CALIBRATION)


class Asked(NamedTuple):
    """A named set as somebody asks for it; days are written 2026-10-01 and are those of the cohort's time zone."""

    by: UUID | None = None
    since: str = ""
    until: str = ""
    purpose: str = ""
    attempt: UUID | None = None


class Moved(NamedTuple):
    """A level that is another one than before, on a principle or (`criterion` is not empty) a criterion; None: none."""

    seq: int
    principle: str
    criterion: str
    before: int | None
    after: int | None


class Change(NamedTuple):
    """An entry of a chain, told. `by` is None for a command on the server, empty for somebody who was erased.

    `ratings`, `moved` and `first` are those of a review: how many levels it gives, which are others than in the
    writer's own review before, and whether there was none before. `released` and `reverted` are whether this has been
    done with it since. `why` is what the writer said of a moved mind, or of a reversal.
    """

    entry: EntryRow
    by: str | None
    trainee: str
    ratings: int
    first: bool
    moved: tuple[Moved, ...]
    why: str
    rubric: str
    released: bool
    reverted: bool


class Person(NamedTuple):
    """Somebody who has rated, released or reverted something in this cohort."""

    id: UUID
    name: str


class Changes(NamedTuple):
    """A page of a named set: `number` is how many entries it has. `leads`, `supervises`: what the reader is here."""

    cohort: CohortRecord
    asked: Asked
    shown: tuple[Change, ...]
    number: int
    page: int
    people: tuple[Person, ...]
    leads: bool
    supervises: bool

    @property
    def more(self) -> bool:
        """Whether there are older ones."""
        return self.page * PAGE < self.number


class Chosen(NamedTuple):
    """Reviews that are about to be reverted; `before` of them are already."""

    cohort: CohortRecord
    shown: tuple[Change, ...]

    @property
    def before(self) -> int:
        """How many of them are reverted already."""
        return sum(one.reverted for one in self.shown)


def changes(store: Store, actor: Actor, cohort_id: UUID, asked: Asked, page: int = 1) -> Changes:
    """A page of a named set, newest first.

    Raises:
        NotFound: the actor neither leads nor supervises this cohort.
        Refused: a day that is none.
    """
    with store.database.read() as session:
        cohort = _seen(session, actor, cohort_id)
        named = _named(session, actor, cohort, asked)
        page = max(1, page)
        shown = told(session, review_changes.entries(session, named, PAGE, (page - 1) * PAGE))
        count = review_changes.count(session, named)
        people = _people(session, _named(session, actor, cohort, Asked()))
    leads = actor.is_in(cohort_id, COURSE_LEADER)
    return Changes(cohort, asked, shown, count, page, people, leads, actor.is_in(cohort_id, SUPERVISOR))


def every_change(store: Store, actor: Actor, cohort_id: UUID, asked: Asked) -> tuple[Change, ...]:
    """The whole named set, for a file.

    Raises:
        NotFound, Refused: as `changes`.
    """
    with store.database.read() as session:
        named = _named(session, actor, _seen(session, actor, cohort_id), asked)
        found = review_changes.entries(session, named, review_changes.count(session, named))
        return told(session, found)


def chosen(store: Store, actor: Actor, cohort_id: UUID, asked: Asked, ticked: Sequence[UUID] | None) -> Chosen:
    """The reviews that a course leader is about to revert: those that are ticked, or (None) all of a named set.

    Raises:
        NotFound: the actor does not lead this cohort.
        Refused: there is none among them, or there are too many; a day that is none.
    """
    with store.database.read() as session:
        cohort = _seen(session, actor, cohort_id)
        if not actor.is_in(cohort_id, COURSE_LEADER):
            raise NotFound(str(cohort_id))
        named = _named(session, actor, cohort, asked if ticked is None else Asked())._replace(reviews=ticked)
        found = review_changes.reviews(session, named, MOST + 1)
        if not found and ticked is None:
            raise Refused("There is no rating in this set.")
        if not found:
            raise Refused("Please tick at least one rating.")
        if len(found) > MOST:
            raise Refused("At most {count} ratings can be reverted at once. Please name a smaller set.", count=MOST)
        return Chosen(cohort, told(session, found))


def told(session: Session, found: Sequence[EntryRow]) -> tuple[Change, ...]:
    """These entries with names, and what moved."""
    shown: list[Change] = []
    for start in range(0, len(found), AT_ONCE):
        shown += _told(session, found[start : start + AT_ONCE])
    return tuple(shown)


def _told(session: Session, found: Sequence[EntryRow]) -> list[Change]:
    attempts = {one.attempt_id for one in found}
    written = {one.id: one for one in reviews.reviews_of(session, attempts)}
    gone = {one.review_id: one for one in reviews.reversals_of(session, attempts)}
    released = {one.review_id for one in reviews.releases_of(session, attempts)}
    here = [written[one.id] for one in found if one.kind == RATED]
    before = {one.id: _before(one, written.values(), gone) for one in here}
    ids = {one.id for one in here} | {one.id for one in before.values() if one}
    ratings, said = reviews.ratings_of(session, ids), reviews.comments_of(session, [one.id for one in here])
    names = directory.names(session, [who for one in found for who in (one.person_id, one.trainee_id) if who])
    reversals = {one.id: one.why for one in gone.values()}
    changes = []
    for one in found:
        earlier = before.get(one.id)
        now = ratings.get(one.id, ())
        of_review = one.kind == RATED
        changes.append(
            Change(
                entry=one,
                by=names.get(one.person_id, "") if one.person_id else None,
                trainee=names.get(one.trainee_id, ""),
                ratings=len(now) if of_review else 0,
                first=of_review and earlier is None,
                moved=moved(ratings.get(earlier.id, ()), now) if earlier else (),
                why=reversals.get(one.id, "") or " ".join(c.text for c in said.get(one.id, ()) if c.place == "why"),
                rubric=written[one.id].rubric if of_review else "",
                released=of_review and one.id in released,
                reverted=of_review and one.id in gone,
            )
        )
    return changes


def moved(before: Iterable[RatingRecord], after: Iterable[RatingRecord]) -> tuple[Moved, ...]:
    """Which levels differ, by turn and in the order of the rubric."""
    was, now = _by_place(before), _by_place(after)
    order = {principle: place for place, principle in enumerate(PRINCIPLES)}
    places = sorted(was.keys() | now.keys(), key=lambda key: (key.seq, order.get(key.principle, 9), key.criterion))
    return tuple(Moved(*key, was.get(key), now.get(key)) for key in places if was.get(key) != now.get(key))


def _by_place(ratings: Iterable[RatingRecord]) -> dict[LevelKey, int]:
    return {LevelKey(one.seq, one.principle, one.criterion): one.level for one in ratings}


def _before(
    review: ReviewRecord, written: Iterable[ReviewRecord], gone: Mapping[UUID, ReversalRecord]
) -> ReviewRecord | None:
    """The review of the same task and writer (in a consensus: of either) that counted when this one was finished."""
    mine = [
        one
        for one in written
        if (one.attempt_id, one.purpose, one.task_id) == (review.attempt_id, review.purpose, review.task_id)
        and one.number < review.number
        and (one.person_id == review.person_id or one.purpose == CONSENSUS)
        and not (one.id in gone and gone[one.id].number < review.number)
    ]
    return max(mine, key=lambda one: one.number, default=None)


def _people(session: Session, named: Named) -> tuple[Person, ...]:
    names = directory.names(session, review_changes.people(session, named))
    return tuple(sorted((Person(*one) for one in names.items()), key=lambda one: (one.name.casefold(), one.id)))


def _seen(session: Session, actor: Actor, cohort_id: UUID) -> CohortRecord:
    found = cohorts.cohort(session, cohort_id)
    if found is None or not renewed(session, actor).is_in(cohort_id, COURSE_LEADER, SUPERVISOR):
        raise NotFound(str(cohort_id))
    return found


def _named(session: Session, actor: Actor, cohort: CohortRecord, asked: Asked) -> Named:
    until = day(asked.until)
    return Named(
        cohort=cohort.id,
        by=asked.by,
        since=begin_of(day(asked.since), cohort.time_zone),
        before=begin_of(until + timedelta(days=1) if until else None, cohort.time_zone),
        purpose=asked.purpose if asked.purpose in PURPOSES else "",
        attempt=asked.attempt,
        hidden=double_ratings.withheld_from(session, actor.id),
        not_of=actor.id,
    )


def day(text: str) -> date | None:
    """A day as it is written; None: none is.

    Raises:
        Refused: it is no day.
    """
    if not text.strip():
        return None
    try:
        found = datetime.strptime(text.strip(), "%Y-%m-%d").date()  # noqa: DTZ007 - a day, not a moment
    except ValueError:
        raise Refused("That is not a day. Please write it like this: 2026-10-01.") from None
    if not 2000 <= found.year <= 2100:
        raise Refused("That is not a day. Please write it like this: 2026-10-01.")
    return found


def begin_of(day: date | None, zone: str) -> datetime | None:
    """When a day begins somewhere."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC) if day else None
