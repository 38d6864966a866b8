"""How far a cohort is with an assignment, for its course leaders: who has begun, who has finished; never how well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from simulator.storage import assignments, cohorts
from simulator.storage.assignments import AssignedAttempt, AssignmentRecord
from simulator.storage.cohorts import CohortRecord
from simulator.usecases.assigning import led_cohorts, own, state_of
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound
from simulator.usecases.people import TRAINEE, Actor

STATES = ("not begun", "under way", "finished")


class Cell(NamedTuple):
    """One trainee at one case. `open` is the newest attempt under way, `finished` the first one that was finished."""

    state: str
    used: int
    open: AssignedAttempt | None
    finished: AssignedAttempt | None
    late: bool


class Row(NamedTuple):
    """One trainee; `left`: they have begun something and are not a trainee of the cohort any more."""

    name: str
    left: bool
    cells: tuple[Cell, ...]


class CaseShown(NamedTuple):
    """One case: whether the library has a newer version than is assigned, and how many trainees are how far."""

    slug: str
    title: str
    language: str
    newer: bool
    counts: dict[str, int]


class FormerCase(NamedTuple):
    """A case that was taken out after somebody had begun it."""

    title: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Status:
    """An assignment as its course leader sees it; `copy_to` are the cohorts it can be copied to."""

    cohort: CohortRecord
    assignment: AssignmentRecord
    state: str
    cases: tuple[CaseShown, ...]
    rows: tuple[Row, ...]
    former: tuple[FormerCase, ...]
    begun: int
    copy_to: tuple[CohortRecord, ...]


def status(store: Store, actor: Actor, assignment_id: UUID, now: datetime | None = None) -> Status:
    """An assignment of a cohort that the actor leads.

    Raises:
        NotFound: there is none, or it is not theirs.
    """
    with store.database.read() as session:
        assignment = own(session, actor, assignment_id)
        cohort = cohorts.cohort(session, assignment.cohort_id)
        members = cohorts.members(session, assignment.cohort_id)
        cases = assignments.cases_of(session, [assignment_id]).get(assignment_id, ())
        attempts = assignments.attempts_at(session, assignment_id)
    if cohort is None:
        raise NotFound(str(assignment_id))
    slugs = [case.slug for case in cases]
    here = {one.person_id: one.name for one in members if one.role == TRAINEE}
    gone = {one.person_id: one.name for one in attempts if one.person_id not in here}
    everybody = [(*one, False) for one in here.items()] + [(*one, True) for one in gone.items()]
    rows = tuple(
        Row(name, left, tuple(_cell(attempts, person_id, slug, assignment.due_at) for slug in slugs))
        for person_id, name, left in sorted(everybody, key=lambda one: (one[1], one[0]))
    )
    shown = []
    for number, case in enumerate(cases):
        scenario, current = store.scenario(case.version), store.current.get(case.slug)
        counts = {state: sum(row.cells[number].state == state for row in rows) for state in STATES}
        newer = current is not None and current.version != case.version
        shown.append(CaseShown(case.slug, scenario.title, scenario.language, newer, counts))
    former = {one.slug: one.title for one in attempts if one.slug not in slugs}
    return Status(
        cohort=cohort,
        assignment=assignment,
        state=state_of(assignment, now or datetime.now(UTC)),
        cases=tuple(shown),
        rows=rows,
        former=tuple(
            FormerCase(title, sum(one.slug == slug for one in attempts)) for slug, title in sorted(former.items())
        ),
        begun=len(attempts),
        copy_to=led_cohorts(store, actor),
    )


def _cell(attempts: Sequence[AssignedAttempt], person_id: UUID, slug: str, due_at: datetime) -> Cell:
    here = [one for one in attempts if (one.person_id, one.slug) == (person_id, slug)]
    finished = min((one for one in here if one.finished_at), key=lambda one: one.finished_at or due_at, default=None)
    under_way = next((one for one in reversed(here) if not one.finished_at), None)
    state = "finished" if finished else "under way" if under_way else "not begun"
    late = finished is not None and finished.finished_at is not None and finished.finished_at > due_at
    return Cell(state, len(here), under_way, finished, late)
