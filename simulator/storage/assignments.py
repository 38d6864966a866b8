"""Assignments: cases given to a cohort, and the attempts that belong to them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, Select, bindparam, delete, select, update

from simulator.storage.database import Session
from simulator.storage.prepared import Prepared
from simulator.storage.releases import BY_THE_SUPERVISOR, visible
from simulator.storage.tables import ASSIGNED_CASE, ASSIGNMENT, ATTEMPT, COHORT, MEMBERSHIP, PERSON, SCENARIO_VERSION


class AssignmentRecord(NamedTuple):
    """An assignment as stored; what the fields mean stands in `tables.Assignment`."""

    id: UUID
    cohort_id: UUID
    title: str
    note: str
    mode: str
    opens_at: datetime
    due_at: datetime
    time_zone: str
    attempts_allowed: int | None
    in_order: bool
    focus: list[str]
    own_words: bool
    reasons: bool
    release: str
    created_by: UUID | None
    created_at: datetime
    updated_at: datetime
    withdrawn_at: datetime | None


class GivenAssignment(NamedTuple):
    """An assignment as a trainee has it: with its cohort, and who gave it (empty if they have been erased)."""

    assignment: AssignmentRecord
    cohort: str
    giver: str


class AssignedCase(NamedTuple):
    """One case of an assignment, in the version that is to be played."""

    place: int
    version: str
    slug: str
    title: str


class AssignedAttempt(NamedTuple):
    """An attempt at a case of an assignment, with whose it is; never with what it scored."""

    id: UUID
    person_id: UUID
    name: str
    slug: str
    title: str
    mode: str
    started_at: datetime
    finished_at: datetime | None
    turns: int
    updated_at: datetime
    released_at: datetime | None


class Terms(NamedTuple):
    """What an assignment says, as it stands, about the attempts that belong to it."""

    title: str
    focus: list[str]
    release: str
    due_at: datetime


class WaitingAttempt(NamedTuple):
    """A finished assessment, as a supervisor releases it."""

    id: UUID
    person_id: UUID
    name: str
    cohort_id: UUID
    cohort: str
    assignment: str
    title: str
    finished_at: datetime
    release: str
    due_at: datetime


_RECORD = tuple(ASSIGNMENT.c[name] for name in AssignmentRecord._fields)
_ASSIGNMENTS = select(*_RECORD)
_GIVEN: Select[Any] = (
    select(*_RECORD, COHORT.c.name.label("cohort"), PERSON.c.name.label("giver"))
    .join_from(ASSIGNMENT, COHORT, COHORT.c.id == ASSIGNMENT.c.cohort_id)
    .outerjoin(PERSON, PERSON.c.id == ASSIGNMENT.c.created_by)
)
_CASES = (
    select(
        ASSIGNED_CASE.c.assignment_id,
        ASSIGNED_CASE.c.place,
        ASSIGNED_CASE.c.version,
        SCENARIO_VERSION.c.slug,
        SCENARIO_VERSION.c.title,
    )
    .join_from(ASSIGNED_CASE, SCENARIO_VERSION)
    .order_by(ASSIGNED_CASE.c.assignment_id, ASSIGNED_CASE.c.place)
)
_ATTEMPTS = (
    select(
        ATTEMPT.c.id,
        ATTEMPT.c.person_id,
        PERSON.c.name,
        SCENARIO_VERSION.c.slug,
        SCENARIO_VERSION.c.title,
        ATTEMPT.c.mode,
        ATTEMPT.c.started_at,
        ATTEMPT.c.finished_at,
        ATTEMPT.c.turns,
        ATTEMPT.c.updated_at,
        ATTEMPT.c.released_at,
    )
    .join_from(ATTEMPT, PERSON)
    .join(SCENARIO_VERSION, SCENARIO_VERSION.c.version == ATTEMPT.c.version)
    .order_by(ATTEMPT.c.started_at, ATTEMPT.c.id)
)
_TERMS = Prepared(
    select(*(ASSIGNMENT.c[name] for name in Terms._fields)).where(ASSIGNMENT.c.id == bindparam("assignment"))
)
_WAITING: Select[Any] = (
    select(
        ATTEMPT.c.id,
        ATTEMPT.c.person_id,
        PERSON.c.name,
        ASSIGNMENT.c.cohort_id,
        COHORT.c.name.label("cohort"),
        ASSIGNMENT.c.title.label("assignment"),
        SCENARIO_VERSION.c.title,
        ATTEMPT.c.finished_at,
        ASSIGNMENT.c.release,
        ASSIGNMENT.c.due_at,
    )
    .join_from(ATTEMPT, ASSIGNMENT, ATTEMPT.c.assignment_id == ASSIGNMENT.c.id)
    .join(COHORT, COHORT.c.id == ASSIGNMENT.c.cohort_id)
    .join(PERSON, PERSON.c.id == ATTEMPT.c.person_id)
    .join(SCENARIO_VERSION, SCENARIO_VERSION.c.version == ATTEMPT.c.version)
    .where(
        ATTEMPT.c.mode == "assessment",
        ATTEMPT.c.finished_at.isnot(None),
        PERSON.c.erased_at.is_(None),
    )
    .order_by(ASSIGNMENT.c.due_at, ASSIGNMENT.c.id, PERSON.c.name, ATTEMPT.c.finished_at, ATTEMPT.c.id)
)


def add_assignment(session: Session, added: AssignmentRecord, versions: Sequence[str]) -> None:
    """A new assignment of these versions, in this order.

    Raises:
        StoreConflict: unknown cohort or version, or the id is taken (when the transaction ends with the error).
    """
    session.execute(ASSIGNMENT.insert(), added._asdict())
    _put_cases(session, added.id, versions)


def assignment(
    session: Session, assignment_id: UUID, *, lock: bool = False, share: bool = False
) -> AssignmentRecord | None:
    """The assignment with this id.

    In a write, with `lock` nobody else changes it or begins at it meanwhile; with `share` nobody changes it.
    """
    found = _ASSIGNMENTS.where(ASSIGNMENT.c.id == assignment_id)
    if lock or share:
        found = found.with_for_update(read=share)
    row = session.execute(found).first()
    return None if row is None else AssignmentRecord._make(row)


def change_assignment(session: Session, changed: AssignmentRecord, versions: Sequence[str]) -> None:
    """Store an assignment anew, with these versions in this order. Attempts that have begun keep what they carry."""
    values = {name: value for name, value in changed._asdict().items() if name not in ("id", "cohort_id")}
    session.execute(update(ASSIGNMENT).where(ASSIGNMENT.c.id == changed.id).values(values))
    session.execute(delete(ASSIGNED_CASE).where(ASSIGNED_CASE.c.assignment_id == changed.id))
    _put_cases(session, changed.id, versions)


def of_cohort(session: Session, cohort_id: UUID) -> tuple[AssignmentRecord, ...]:
    """All assignments of a cohort, by due time, the last one first."""
    found = _ASSIGNMENTS.where(ASSIGNMENT.c.cohort_id == cohort_id)
    rows = session.execute(found.order_by(ASSIGNMENT.c.due_at.desc(), ASSIGNMENT.c.id))
    return tuple(map(AssignmentRecord._make, rows))


def given(session: Session, cohorts: Collection[UUID]) -> tuple[GivenAssignment, ...]:
    """The assignments of these cohorts that have not been withdrawn; what is due first comes first."""
    found = _GIVEN.where(ASSIGNMENT.c.cohort_id.in_(cohorts), ASSIGNMENT.c.withdrawn_at.is_(None))
    return tuple(map(_given, session.execute(found.order_by(ASSIGNMENT.c.due_at, ASSIGNMENT.c.id))))


def given_to(session: Session, assignment_id: UUID) -> GivenAssignment | None:
    """One assignment, withdrawn or not."""
    row = session.execute(_GIVEN.where(ASSIGNMENT.c.id == assignment_id)).first()
    return None if row is None else _given(row)


def _given(row: Row[Any]) -> GivenAssignment:
    return GivenAssignment(AssignmentRecord._make(row[: len(_RECORD)]), row.cohort, row.giver or "")


def cases_of(session: Session, assignments: Collection[UUID]) -> dict[UUID, tuple[AssignedCase, ...]]:
    """The cases of each of these assignments, in order."""
    found: dict[UUID, tuple[AssignedCase, ...]] = {}
    for row in session.execute(_CASES.where(ASSIGNED_CASE.c.assignment_id.in_(assignments))):
        found[row[0]] = (*found.get(row[0], ()), AssignedCase._make(row[1:]))
    return found


def attempts_at(session: Session, assignment_id: UUID, person_id: UUID | None = None) -> tuple[AssignedAttempt, ...]:
    """The attempts at an assignment, oldest first, or only those of one person. Nobody's who has been erased."""
    found = _ATTEMPTS.where(ATTEMPT.c.assignment_id == assignment_id, PERSON.c.erased_at.is_(None))
    if person_id is not None:
        found = found.where(ATTEMPT.c.person_id == person_id)
    return tuple(map(AssignedAttempt._make, session.execute(found)))


def hold_trainee(session: Session, cohort_id: UUID, person_id: UUID) -> bool:
    """In a write: whether this person is a trainee of the cohort, who begins nothing else there until it ends."""
    found = select(MEMBERSHIP.c.role).where(
        MEMBERSHIP.c.cohort_id == cohort_id, MEMBERSHIP.c.person_id == person_id, MEMBERSHIP.c.role == "trainee"
    )
    return session.execute(found.with_for_update()).first() is not None


def terms(session: Session, assignment_id: UUID) -> Terms:
    """What an assignment says about the attempts that belong to it; withdrawn or not."""
    row = _TERMS.first(session, {"assignment": assignment_id})
    if row is None:
        raise LookupError(f"no assignment {assignment_id}")
    return Terms._make(row)


def keep_visible(session: Session, before: AssignmentRecord, now: datetime) -> None:
    """Before the release rule or the due time changes: what is shown already stays shown."""
    if not visible(mode="assessment", release=before.release, due_at=before.due_at, released_at=None, now=now):
        return
    session.execute(
        update(ATTEMPT)
        .where(
            ATTEMPT.c.assignment_id == before.id,
            ATTEMPT.c.mode == "assessment",
            ATTEMPT.c.finished_at.isnot(None),
            ATTEMPT.c.released_at.is_(None),
        )
        .values(released_at=now)
    )


def waiting(session: Session, cohorts: Collection[UUID]) -> tuple[WaitingAttempt, ...]:
    """The attempts in these cohorts whose scores wait for a supervisor, by due time."""
    found = _WAITING.where(
        ASSIGNMENT.c.cohort_id.in_(cohorts),
        ASSIGNMENT.c.release == BY_THE_SUPERVISOR,
        ATTEMPT.c.released_at.is_(None),
    )
    return tuple(map(WaitingAttempt._make, session.execute(found)))


def finished_assessments(session: Session, attempt_ids: Collection[UUID]) -> tuple[WaitingAttempt, ...]:
    """Those of these attempts that are finished assessments of an assignment, whatever releases their scores."""
    return tuple(map(WaitingAttempt._make, session.execute(_WAITING.where(ATTEMPT.c.id.in_(attempt_ids)))))


def release(session: Session, attempt_id: UUID, now: datetime) -> bool:
    """Release the scores of an attempt, once. False: they were released before."""
    this = update(ATTEMPT).where(ATTEMPT.c.id == attempt_id, ATTEMPT.c.released_at.is_(None))
    return session.execute(this.values(released_at=now)).rowcount == 1


def _put_cases(session: Session, assignment_id: UUID, versions: Sequence[str]) -> None:
    for place, version in enumerate(versions, 1):
        session.execute(ASSIGNED_CASE.insert(), {"assignment_id": assignment_id, "place": place, "version": version})
