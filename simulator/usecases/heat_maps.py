"""A cohort at a glance, for its supervisors and leaders: criteria by trainee, and who needs a call, and why.

Nobody is ranked: people stand by name, and a call has a reason that the page names. What a supervisor rates blind is
left out for them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple
from uuid import UUID

from simulator.engine.profile import CriterionStanding, change, standing
from simulator.engine.rubric import PRINCIPLES, Level, Rubric
from simulator.engine.scoring import TOO_FEW
from simulator.storage import assignments, cohorts, double_ratings, report_rows
from simulator.storage.assignments import AssignmentRecord
from simulator.storage.cohorts import CohortRecord, MemberRecord
from simulator.storage.database import Session
from simulator.storage.report_rows import AskedRow
from simulator.usecases import reported
from simulator.usecases.catalogue import Store
from simulator.usecases.people import SUPERVISOR, TRAINEE, Actor
from simulator.usecases.reported import Attempted
from simulator.usecases.stories import CriterionName, criterion_name

RECENT, REPEATED = 3, 2
"""Harm is a reason for a call if so many (REPEATED) moments of the last attempts (RECENT) were not repaired."""
SOON = timedelta(days=2)
"""Work that nobody has begun is a reason from so long before its due time."""
Why = Literal["harm", "asked", "due", "fall"]


class TraineeColumn(NamedTuple):
    """A trainee in the heat map: by criterion how they stand (criteria never in play are left out)."""

    person: UUID
    name: str
    attempts: int
    harmful: int
    cells: Mapping[str, CriterionStanding]


class HeatRow(NamedTuple):
    """A criterion with one cell per trainee, in their order, and how often it went well in the whole cohort."""

    principle: str
    name: CriterionName
    cells: tuple[CriterionStanding | None, ...]
    whole: CriterionStanding


class Reason(NamedTuple):
    """Why to call somebody: so many `moments` of harm; `title` and due time of the work; the attempt it is about."""

    why: Why
    moments: int = 0
    title: str = ""
    at: datetime | None = None
    attempt: UUID | None = None
    principles: tuple[str, ...] = ()


class Call(NamedTuple):
    """Somebody who needs a call, and why."""

    person: UUID
    name: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """The page. `withheld` is how many attempts are left out because the reader rates them blind."""

    cohort: CohortRecord
    supervises: bool
    trainees: tuple[TraineeColumn, ...]
    rows: tuple[HeatRow, ...]
    calls: tuple[Call, ...]
    withheld: int
    attempts: tuple[Attempted, ...]


def heat_map(
    store: Store, actor: Actor, cohort_id: UUID, *, by_need: bool = False, now: datetime | None = None
) -> HeatMap:
    """The heat map of a cohort; `by_need`: the criteria that went well least often come first.

    Raises:
        NotFound: the actor neither leads nor supervises this cohort.
    """
    now = now or datetime.now(UTC)
    with store.database.read() as session:
        cohort = reported.looked_after(session, actor, cohort_id)
        rows, withheld = reported.readable_rows(session, actor, cohort_id)
        loaded = reported.load(session, rows)
        members = _trainees(session, actor, cohort_id)
        supervises = actor.is_in(cohort_id, SUPERVISOR)
        blind = double_ratings.withheld_from(session, actor.id) if supervises else ()
        asked = [one for one in report_rows.open_requests(session, cohort_id) if one.attempt_id not in blind]
        due = tuple(
            one
            for one in assignments.of_cohort(session, cohort_id)
            if one.withdrawn_at is None and one.opens_at <= now and one.due_at <= now + SOON
        )
        begun = report_rows.begun_at(session, [one.id for one in due])
    here = {one.person_id for one in members}
    attempts = tuple(one for one in reported.told(loaded, store.scenario).attempts if one.person_id in here)
    by_person: dict[UUID, list[Attempted]] = defaultdict(list)
    for one in attempts:
        by_person[one.person_id].append(one)
    trainees = tuple(_column(one, by_person[one.person_id]) for one in members)
    heat = _rows(store.catalogue.rubric, trainees, attempts)
    calls = tuple(
        Call(one.person_id, one.name, reasons)
        for one in members
        if (
            reasons := (
                *_asked(one, asked),
                *_harmed(by_person[one.person_id]),
                *_fallen(by_person[one.person_id]),
                *(_reason(work) for work in due if one.since <= work.due_at and (work.id, one.person_id) not in begun),
            )
        )
    )
    return HeatMap(
        cohort=cohort,
        supervises=supervises,
        trainees=trainees,
        rows=tuple(sorted(heat, key=_need)) if by_need else heat,
        calls=calls,
        withheld=withheld,
        attempts=attempts,
    )


def _trainees(session: Session, actor: Actor, cohort_id: UUID) -> tuple[MemberRecord, ...]:
    """The trainees of a cohort by name, but for the actor."""
    return tuple(
        one for one in cohorts.members(session, cohort_id) if one.role == TRAINEE and one.person_id != actor.id
    )


def _column(one: MemberRecord, attempts: Sequence[Attempted]) -> TraineeColumn:
    levels = _levels(attempts)
    return TraineeColumn(
        person=one.person_id,
        name=one.name,
        attempts=len(attempts),
        harmful=sum(len(attempt.harms) for attempt in attempts),
        cells={slug: standing(slug, found) for slug, found in levels.items()},
    )


def _levels(attempts: Sequence[Attempted]) -> dict[str, list[Level]]:
    found: dict[str, list[Level]] = defaultdict(list)
    for attempt in attempts:
        for slug, level in attempt.reached:
            found[slug].append(level)
    return found


def _rows(rubric: Rubric, trainees: Sequence[TraineeColumn], attempts: Sequence[Attempted]) -> tuple[HeatRow, ...]:
    """The criteria that were ever in play, in the order of the rubric."""
    levels = _levels(attempts)
    return tuple(
        HeatRow(
            one.principle,
            criterion_name(rubric, slug),
            tuple(trainee.cells.get(slug) for trainee in trainees),
            standing(slug, levels[slug]),
        )
        for slug, one in rubric.criteria.items()
        if slug in levels
    )


def _need(row: HeatRow) -> tuple[bool, float]:
    """Too few moments to say stand last."""
    return row.whole.word == TOO_FEW, row.whole.well / row.whole.moments


def _asked(member: MemberRecord, asked: Sequence[AskedRow]) -> list[Reason]:
    return [
        Reason("asked", title=one.kind, at=one.asked_at, attempt=one.attempt_id)
        for one in asked
        if one.person_id == member.person_id
    ]


def _harmed(attempts: Sequence[Attempted]) -> list[Reason]:
    """Repeated harm without repair in the last attempts."""
    open_ = [(attempt, one) for attempt in attempts[-RECENT:] for one in attempt.harms if not one.repaired]
    return [Reason("harm", moments=len(open_), attempt=open_[-1][0].id)] if len(open_) >= REPEATED else []


def _fallen(attempts: Sequence[Attempted]) -> list[Reason]:
    """Principles in which the last attempt is clearly below the one before it."""
    if len(attempts) < 2:
        return []
    before, last = attempts[-2:]
    fallen = tuple(one for one in PRINCIPLES if change(before.score(one), last.score(one)) == "lower")
    return [Reason("fall", title=last.title, attempt=last.id, principles=fallen)] if fallen else []


def _reason(work: AssignmentRecord) -> Reason:
    return Reason("due", title=work.title, at=work.due_at)
