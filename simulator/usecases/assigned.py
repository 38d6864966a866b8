"""What has been assigned to a trainee: what is due, under which conditions, and beginning it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple, cast
from uuid import UUID

from simulator.storage import assignments, attempts
from simulator.storage.assignments import AssignedCase, AssignmentRecord, GivenAssignment
from simulator.storage.database import Session
from simulator.storage.errors import StoreConflict
from simulator.storage.records import AttemptLine
from simulator.usecases import practising
from simulator.usecases.assigning import state_of
from simulator.usecases.catalogue import Store
from simulator.usecases.choosing import Briefing, briefing_of
from simulator.usecases.cohorts import renewed
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.people import TRAINEE, Actor
from simulator.usecases.practising import Mode


class TaskCase(NamedTuple):
    """One case of an assignment, and how far this trainee is with it.

    `left` is how many attempts may still be begun (None: as many as they like), `open` the newest one that is not
    finished, `finished` the newest one that is; `obstacle` says why no attempt can be begun now.
    """

    place: int
    slug: str
    title: str
    language: str
    used: int
    left: int | None
    open: UUID | None
    finished: UUID | None
    obstacle: Refused | None


class Task(NamedTuple):
    """An assignment as its trainee sees it; `state` is coming, open or past (or withdrawn, once it was)."""

    assignment: AssignmentRecord
    cohort: str
    giver: str
    state: str
    cases: tuple[TaskCase, ...]

    @property
    def done(self) -> bool:
        """Whether every case has been finished at least once."""
        return all(case.finished for case in self.cases)


class Home(NamedTuple):
    """What is assigned to a trainee: open, by due time; still to open; and past, newest first."""

    open: tuple[Task, ...] = ()
    coming: tuple[Task, ...] = ()
    past: tuple[Task, ...] = ()


@dataclass(frozen=True, slots=True)
class AssignedBriefing:
    """The briefing of an assigned case, with its conditions."""

    briefing: Briefing
    task: Task
    case: TaskCase


def home(store: Store, actor: Actor, now: datetime | None = None) -> Home:
    """What is assigned to this person in the cohorts in which they are a trainee."""
    here = [one.cohort for one in actor.roles if one.role == TRAINEE]
    if not here:
        return Home()
    now = now or datetime.now(UTC)
    with store.database.read() as session:
        given = assignments.given(session, here)
        cases = assignments.cases_of(session, [one.assignment.id for one in given])
        mine = attempts.attempts_of(session, actor.id, now) if given else ()
    tasks = [_task(store, one, cases.get(one.assignment.id, ()), mine, now) for one in given]
    return Home(
        open=tuple(task for task in tasks if task.state == "open"),
        coming=tuple(sorted((t for t in tasks if t.state == "coming"), key=lambda task: task.assignment.opens_at)),
        past=tuple(task for task in reversed(tasks) if task.state == "past"),
    )


def briefing(
    store: Store, actor: Actor, assignment_id: UUID, slug: str, now: datetime | None = None
) -> AssignedBriefing:
    """The briefing of an assigned case, in the version that is assigned.

    Raises:
        NotFound: there is no such assignment for this trainee, or no such case in it.
    """
    now = now or datetime.now(UTC)
    with store.database.read() as session:
        given = assignments.given_to(session, assignment_id)
        if given is None or not actor.is_in(given.assignment.cohort_id, TRAINEE):
            raise NotFound(str(assignment_id))
        cases = assignments.cases_of(session, [assignment_id]).get(assignment_id, ())
        mine = attempts.attempts_of(session, actor.id, now)
    task = _task(store, given, cases, mine, now)
    assigned = _case(cases, slug)
    case = next(one for one in task.cases if one.slug == slug)
    return AssignedBriefing(briefing_of(store, actor, store.scenario(assigned.version)), task, case)


def begin(
    store: Store, actor: Actor, assignment_id: UUID, slug: str, attempt_id: UUID, now: datetime | None = None
) -> UUID:
    """Begin an attempt at an assigned case; beginning twice with one id begins it once.

    However many requests come at the same time, no more attempts begin than are allowed: on PostgreSQL the trainee's
    place in the cohort is locked, on SQLite every write is alone.

    Raises:
        NotFound: there is no such assignment for this trainee, or no such case in it.
        Refused: it is not open (yet, or any more), another case comes first, or no attempt is left.
    """
    now = now or datetime.now(UTC)
    try:
        with store.database.write() as session:
            found = _held(session, actor, assignment_id)
            if not attempts.exists(session, attempt_id):
                cases = assignments.cases_of(session, [assignment_id]).get(assignment_id, ())
                assigned = _case(cases, slug)
                mine = _mine(attempts.attempts_of(session, actor.id, now), assignment_id)
                obstacle = _obstacle(found, cases, assigned, mine, now)
                if obstacle:
                    raise obstacle
                practising.add(
                    store,
                    session,
                    actor,
                    store.scenario(assigned.version),
                    cast(Mode, found.mode),
                    attempt_id,
                    now,
                    say_first=found.own_words,
                    assignment_id=assignment_id,
                    reasons_required=found.reasons,
                )
                session.commit()
    except StoreConflict:  # the same click, a moment earlier: what it began is what counts
        pass
    return practising.own_id(store, actor, attempt_id)


def _held(session: Session, actor: Actor, assignment_id: UUID) -> AssignmentRecord:
    """The assignment, which nobody changes meanwhile, of a trainee who begins nothing else meanwhile."""
    found = assignments.assignment(session, assignment_id, share=True)
    if found is None or not renewed(session, actor).is_in(found.cohort_id, TRAINEE):
        raise NotFound(str(assignment_id))
    if not assignments.hold_trainee(session, found.cohort_id, actor.id):
        raise NotFound(str(assignment_id))
    return found


def _task(
    store: Store, given: GivenAssignment, cases: tuple[AssignedCase, ...], lines: Sequence[AttemptLine], now: datetime
) -> Task:
    assignment = given.assignment
    mine = _mine(lines, assignment.id)
    told = tuple(_told(store, assignment, cases, case, mine, now) for case in cases)
    return Task(assignment, given.cohort, given.giver, state_of(assignment, now), told)


def _told(
    store: Store,
    assignment: AssignmentRecord,
    cases: tuple[AssignedCase, ...],
    case: AssignedCase,
    mine: Sequence[AttemptLine],
    now: datetime,
) -> TaskCase:
    scenario = store.scenario(case.version)
    here = [one for one in mine if one.slug == case.slug]
    allowed = assignment.attempts_allowed
    return TaskCase(
        place=case.place,
        slug=case.slug,
        title=scenario.title,
        language=scenario.language,
        used=len(here),
        left=None if allowed is None else max(0, allowed - len(here)),
        open=next((one.id for one in here if not one.finished_at), None),
        finished=next((one.id for one in here if one.finished_at), None),
        obstacle=_obstacle(assignment, cases, case, mine, now),
    )


def _obstacle(
    assignment: AssignmentRecord,
    cases: tuple[AssignedCase, ...],
    case: AssignedCase,
    mine: Sequence[AttemptLine],
    now: datetime,
) -> Refused | None:
    """Why no attempt at this case can be begun now."""
    state = state_of(assignment, now)
    if state == "withdrawn":
        return Refused("This assignment has been withdrawn, so nothing can be begun in it.")
    if state == "coming":
        return Refused("This assignment opens {when}.", when=assignment.opens_at)
    if state == "past":
        return Refused(
            "This assignment was due {when}. What you have begun you can still finish.", when=assignment.due_at
        )
    finished = {one.slug for one in mine if one.finished_at}
    earlier = next((one for one in cases if one.place < case.place and one.slug not in finished), None)
    if assignment.in_order and earlier:
        return Refused("The cases come in an order: please finish “{title}” first.", title=earlier.title)
    allowed = assignment.attempts_allowed
    if allowed is not None and sum(one.slug == case.slug for one in mine) >= allowed:
        return Refused("You have begun as many attempts at this case as the assignment allows.")
    return None


def _mine(lines: Sequence[AttemptLine], assignment_id: UUID) -> list[AttemptLine]:
    return [line for line in lines if line.assignment_id == assignment_id]


def _case(cases: tuple[AssignedCase, ...], slug: str) -> AssignedCase:
    found = next((case for case in cases if case.slug == slug), None)
    if found is None:
        raise NotFound(slug)
    return found
