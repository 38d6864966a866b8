"""The queue as supervisors see it: filtered, in an order, a page at a time.

What it filters and sorts by stands in `queued_attempt` alone; names are looked up for the rows of a page only. Every
order ends with when an attempt was finished and its id, so that each has one next and one before.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from functools import cache
from typing import Any, Literal, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    cast,
    func,
    literal,
    not_,
    or_,
    select,
    tuple_,
)

from simulator.storage.columns import JSON_VALUE, TIME
from simulator.storage.database import Session
from simulator.storage.help_requests import IS_OPEN, OPEN, HelpRequestRecord
from simulator.storage.prepared import Prepared
from simulator.storage.review_records import SUPERVISION, QueuedRecord
from simulator.storage.tables import (
    ATTEMPT,
    COHORT,
    HELP_REQUEST,
    PERSON,
    QUEUED_ATTEMPT,
    REVIEW,
    REVIEW_DRAFT,
    REVIEW_RELEASE,
    REVIEW_REVERSAL,
    SCENARIO_VERSION,
)

Order = Literal["due", "waiting", "harm", "score", "help", "few"]
Reading = Literal["to-read", "all", "read"]


class QueueFilters(NamedTuple):
    """What of the queue is shown, and in which order.

    `reading`: what nobody has read, or what the trainee asks or answered since; what was read; or all. `case` is a
    slug.
    """

    by: Order = "due"
    reading: Reading = "to-read"
    cohort: UUID | None = None
    case: str = ""
    harmful: bool = False
    asked: bool = False
    waits: bool = False


class Readable(NamedTuple):
    """Whose queue it is: the cohorts they supervise, whose attempts are not in it (their own, and those of people who
    were erased), and which are withheld from them.
    """

    cohorts: Collection[UUID]
    left_out: Collection[UUID]
    withheld: Collection[UUID]


class PlayedRow(NamedTuple):
    """Whose attempt it is, and at what."""

    name: str
    version: str
    slug: str
    title: str


class OwnReading(NamedTuple):
    """How far somebody's own reading of an attempt is: when they last changed the draft; their last review that counts,
    and whether that one was ever released.
    """

    drafted_at: datetime | None = None
    review_id: UUID | None = None
    reviewed_at: datetime | None = None
    released: bool = False

    @property
    def begun(self) -> bool:
        """Whether something is written that is not finished."""
        return self.drafted_at is not None and (self.reviewed_at is None or self.drafted_at > self.reviewed_at)


class Page(NamedTuple):
    """A page of the queue, and how many rows all of its pages have."""

    rows: tuple[QueuedRecord, ...]
    total: int


_Q = QUEUED_ATTEMPT.c
_COLUMNS = [_Q[name] for name in QueuedRecord._fields]
_NEVER = literal(datetime(9999, 12, 31, tzinfo=UTC), TIME)
_SAYS_NOTHING = 101
_NOTHING_WRITTEN = literal({"levels": {}, "comments": {}, "disputes": {}}, JSON_VALUE)
"""What a draft holds from which everything was taken out again."""
_PLACE = ("key_there", "finished_there", "attempt_there")
# order -> what it sorts by: never NULL, and the least first, so that rows can be compared as a whole
_KEYS: dict[str, ColumnElement[Any]] = {
    "due": func.coalesce(_Q.due_at, _NEVER),
    "waiting": func.coalesce(_Q.asked_at, _Q.finished_at),
    "harm": -_Q.harmful,
    "score": func.coalesce(_Q.lowest, _SAYS_NOTHING),
    "help": func.coalesce(_Q.asked_at, _Q.answered_at, _NEVER),
    "few": -cast(_Q.unsure, Integer),
}


def _many(name: str) -> BindParameter[Any]:
    return bindparam(name, expanding=True)


_TO_READ = or_(_Q.read_at.is_(None), _Q.asked_at.isnot(None), _Q.answered_at.isnot(None))


_COHORT_NAMES = (
    select(COHORT.c.id, COHORT.c.name).where(COHORT.c.id.in_(_many("cohorts"))).order_by(COHORT.c.name, COHORT.c.id)
)
_ERASED = Prepared(select(PERSON.c.id).where(PERSON.c.erased_at.isnot(None)))
_PLAYED: Select[Any] = (
    select(ATTEMPT.c.id, PERSON.c.name, ATTEMPT.c.version, SCENARIO_VERSION.c.slug, SCENARIO_VERSION.c.title)
    .join_from(ATTEMPT, PERSON, PERSON.c.id == ATTEMPT.c.person_id)
    .join(SCENARIO_VERSION, SCENARIO_VERSION.c.version == ATTEMPT.c.version)
    .where(ATTEMPT.c.id.in_(_many("attempts")))
)
_FINISHED: Select[Any] = (
    select(REVIEW.c.attempt_id, REVIEW.c.id, REVIEW.c.at, REVIEW_RELEASE.c.id)
    .outerjoin_from(REVIEW, REVIEW_REVERSAL, REVIEW_REVERSAL.c.review_id == REVIEW.c.id)
    .outerjoin(
        REVIEW_RELEASE,
        and_(REVIEW_RELEASE.c.attempt_id == REVIEW.c.attempt_id, REVIEW_RELEASE.c.review_id == REVIEW.c.id),
    )
    .where(
        REVIEW.c.attempt_id.in_(_many("attempts")),
        REVIEW.c.person_id == bindparam("person"),
        REVIEW.c.purpose == SUPERVISION,
        REVIEW_REVERSAL.c.id.is_(None),
    )
    .order_by(REVIEW.c.number)
)
_DRAFTED = select(REVIEW_DRAFT.c.attempt_id, REVIEW_DRAFT.c.updated_at).where(
    REVIEW_DRAFT.c.attempt_id.in_(_many("attempts")),
    REVIEW_DRAFT.c.person_id == bindparam("person"),
    REVIEW_DRAFT.c.purpose == SUPERVISION,
    REVIEW_DRAFT.c.content != _NOTHING_WRITTEN,
)
# What a request says itself is compared, and not its row of the queue: there are few requests, so begin with them.
_OPEN_HERE = OPEN.where(
    HELP_REQUEST.c.cohort_id.in_(_many("cohorts")),
    HELP_REQUEST.c.person_id.not_in(_many("left_out")),
    HELP_REQUEST.c.attempt_id.not_in(_many("withheld")),
).limit(bindparam("size", type_=Integer))


def cohort_names(session: Session, cohorts: Collection[UUID]) -> dict[UUID, str]:
    """What these cohorts are called, by name."""
    return {row[0]: row[1] for row in session.execute(_COHORT_NAMES, {"cohorts": list(cohorts)})}


def erased(session: Session) -> tuple[UUID, ...]:
    """Everybody who was erased; they are few, and a list is compared faster than a table."""
    return tuple(row[0] for row in _ERASED.rows(session, {}))


def page_of(session: Session, whose: Readable, filters: QueueFilters, size: int, offset: int) -> Page:
    """So many attempts from the one at `offset` on, in the order that is wanted."""
    statements, values = _statements(_shape(whose, filters)), _values(whose, filters)
    total = session.execute(statements.total, values).scalar_one()
    found = session.execute(statements.page, values | {"size": size, "offset": offset})
    return Page(tuple(map(QueuedRecord._make, found)), total)


def beside(
    session: Session, whose: Readable, filters: QueueFilters, attempt_id: UUID
) -> tuple[UUID | None, UUID | None]:
    """The attempt before this one in this order, and the next; whether this one still fits the filters or not."""
    order = _order(filters.by)
    place = session.execute(select(*order).where(_Q.attempt_id == attempt_id)).first()
    if place is None:
        return None, None
    statements = _statements(_shape(whose, filters))
    values = _values(whose, filters) | dict(zip(_PLACE, place, strict=True))
    before, after = session.execute(statements.before, values), session.execute(statements.after, values)
    return before.scalar(), after.scalar()


def played(session: Session, attempts: Collection[UUID]) -> dict[UUID, PlayedRow]:
    """Whose these attempts are and at what, by their id."""
    found = session.execute(_PLAYED, {"attempts": list(attempts)})
    return {row[0]: PlayedRow._make(row[1:]) for row in found}


def own_readings(session: Session, person_id: UUID, attempts: Collection[UUID]) -> dict[UUID, OwnReading]:
    """How far this person's own readings (of supervision) of these attempts are, where they have begun one."""
    readings: dict[UUID, OwnReading] = {}
    values = {"person": person_id, "attempts": list(attempts)}
    for attempt_id, review_id, at, release_id in session.execute(_FINISHED, values):
        readings[attempt_id] = OwnReading(None, review_id, at, release_id is not None)
    for attempt_id, at in session.execute(_DRAFTED, values):
        readings[attempt_id] = readings.get(attempt_id, OwnReading())._replace(drafted_at=at)
    return readings


def open_requests(session: Session, whose: Readable, limit: int) -> tuple[HelpRequestRecord, ...]:
    """The open requests of this queue, oldest first."""
    values = {"cohorts": list(whose.cohorts), "left_out": list(whose.left_out), "withheld": list(whose.withheld)}
    return tuple(map(HelpRequestRecord._make, session.execute(_OPEN_HERE, values | {"size": limit})))


def lock_attempts(session: Session, attempts: Collection[UUID]) -> None:
    """In a write: nobody else changes these attempts meanwhile; in one order, so that nobody waits in a circle."""
    these = select(ATTEMPT.c.id).where(ATTEMPT.c.id.in_(attempts)).order_by(ATTEMPT.c.id)
    session.execute(these.with_for_update(key_share=True))


class _Shape(NamedTuple):
    """Which conditions a statement has, whatever their values: the statement of each shape is made once."""

    by: Order
    reading: Reading
    case: bool
    harmful: bool
    asked: bool
    waits: bool
    withheld: bool


def _shape(whose: Readable, filters: QueueFilters) -> _Shape:
    only = (bool(filters.case), filters.harmful, filters.asked, filters.waits)
    return _Shape(filters.by, filters.reading, *only, bool(whose.withheld))


def _values(whose: Readable, filters: QueueFilters) -> dict[str, Any]:
    return {
        "cohorts": [filters.cohort] if filters.cohort is not None else list(whose.cohorts),
        "left_out": list(whose.left_out),
        "withheld": list(whose.withheld),
        "case": filters.case,
    }


class _Statements(NamedTuple):
    page: Select[Any]
    total: Select[Any]
    before: Select[Any]
    after: Select[Any]


@cache
def _statements(shape: _Shape) -> _Statements:
    these, order = _matching(shape), _order(shape.by)
    here = tuple_(*order)
    there = tuple_(*(bindparam(name, type_=column.type) for name, column in zip(_PLACE, order, strict=True)))
    page, one = select(*_COLUMNS).where(these).order_by(*order), select(_Q.attempt_id).where(these)
    return _Statements(
        page.limit(bindparam("size", type_=Integer)).offset(bindparam("offset", type_=Integer)),
        select(func.count()).select_from(QUEUED_ATTEMPT).where(these),
        one.where(here < there).order_by(*(column.desc() for column in order)).limit(1),
        one.where(here > there).order_by(*order).limit(1),
    )


def _matching(shape: _Shape) -> ColumnElement[bool]:
    these: list[ColumnElement[bool]] = [
        _Q.cohort_id.in_(_many("cohorts")),
        _Q.person_id.not_in(_many("left_out")),
    ]
    if shape.withheld:
        these.append(_Q.attempt_id.not_in(_many("withheld")))
    if shape.reading != "all":
        these.append(_TO_READ if shape.reading == "to-read" else not_(_TO_READ))
    if shape.harmful:
        these.append(_Q.harmful > 0)
    if shape.waits:
        these.append(_Q.waits)
    if shape.asked:
        asking = select(HELP_REQUEST.c.attempt_id).join_from(
            HELP_REQUEST, QUEUED_ATTEMPT, HELP_REQUEST.c.attempt_id == _Q.attempt_id
        )
        these.append(or_(_Q.answered_at.isnot(None), _Q.attempt_id.in_(asking.where(IS_OPEN))))
    if shape.case:
        played_here = select(ATTEMPT.c.id).join_from(ATTEMPT, SCENARIO_VERSION)
        these.append(_Q.attempt_id.in_(played_here.where(SCENARIO_VERSION.c.slug == bindparam("case"))))
    return and_(*these)


def _order(by: Order) -> tuple[ColumnElement[Any], ...]:
    return (_KEYS[by], _Q.finished_at, _Q.attempt_id)
