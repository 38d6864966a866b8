"""Asking how far two supervisors, and supervisors and the case, agree; and reading the figures once they are there.

What was asked for waits in its table until `agreement_job` computes it, in a process of its own. A run is seen by who
asked for it and by the course leaders of the cohort who do not supervise there: a supervisor may have to rate an
attempt blind that is in somebody else's figures.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import NamedTuple, TypeVar
from uuid import UUID, uuid4

from simulator.engine.rubric import Rubric
from simulator.storage import agreement_rows, agreement_runs, assignments, audit, cohorts, people
from simulator.storage.agreement_rows import Case
from simulator.storage.agreement_runs import RunRecord
from simulator.storage.assignments import AssignmentRecord
from simulator.storage.cohorts import CohortRecord
from simulator.storage.database import Session
from simulator.usecases.agreement_results import Result
from simulator.usecases.agreement_results import read as read_result
from simulator.usecases.agreement_scopes import Scope
from simulator.usecases.agreement_scopes import read as read_scope
from simulator.usecases.catalogue import Store
from simulator.usecases.cohorts import FIRST_YEAR, LAST_YEAR, renewed
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.people import COURSE_LEADER, SUPERVISOR, Actor, names_of

T = TypeVar("T")
DRAWS, SEED = 2000, 1979
"""The same seed for every run: where nothing has been added, the same figures come again."""


class Asked(NamedTuple):
    """What a form says is to be compared, as it was typed; empty is everything. Days are written 2026-10-01."""

    assignment: str = ""
    case: str = ""
    since: str = ""
    until: str = ""
    rater: str = ""
    blind: bool = False


class Rater(NamedTuple):
    """A supervisor whose ratings can be chosen."""

    id: UUID
    name: str


class Choices(NamedTuple):
    """What can be chosen."""

    cohort: CohortRecord
    assignments: tuple[AssignmentRecord, ...]
    cases: tuple[Case, ...]
    raters: tuple[Rater, ...]


class ShownRun(NamedTuple):
    """A run with the words for its scope; a name is empty where it is not for this reader, or was erased.

    `result` is None while there are no figures.
    """

    run: RunRecord
    scope: Scope
    asked_by: str
    assignment: str
    case: str
    rater: str
    result: Result | None


class Desk(NamedTuple):
    """The page of a cohort's agreement."""

    choices: Choices
    runs: tuple[ShownRun, ...]


class RunPage(NamedTuple):
    """The page of one run."""

    cohort: CohortRecord
    shown: ShownRun
    rubric: Rubric


def desk(store: Store, actor: Actor, cohort_id: UUID) -> Desk:
    """What can be asked for, and what was, the last one first.

    Raises:
        NotFound: the actor neither leads nor supervises the cohort.
    """
    with store.database.read() as session:
        choices = _choices(session, actor, _cohort(session, actor, cohort_id))
        runs = [one for one in agreement_runs.runs_of(session, cohort_id) if _sees(actor, one)]
        names = names_of(session)
    return Desk(choices, tuple(_shown(one, actor, choices, names) for one in runs))


def ask(store: Store, actor: Actor, cohort_id: UUID, asked: Asked, now: datetime | None = None) -> UUID:
    """Ask for the figures; what this person asked for in the same words and still waits for is not asked for twice.

    Raises:
        NotFound: as `desk`.
        Refused: a day is none; something was chosen that is not in the lists.
    """
    now = now or datetime.now(UTC)
    with store.database.write() as session:
        cohort = _cohort(session, renewed(session, actor), cohort_id)
        scope = _understood(asked, _choices(session, actor, cohort)).written(cohort.time_zone)
        waiting = (
            one.id
            for one in agreement_runs.runs_of(session, cohort_id)
            if (one.person_id, one.scope, one.finished_at, one.failed) == (actor.id, scope, None, "")
        )
        run_id = next(waiting, None)
        if run_id is None:
            run_id = uuid4()
            run = RunRecord(run_id, cohort_id, actor.id, scope, SEED, DRAWS, now, None, 0, None, "", None)
            agreement_runs.add_run(session, run)
            audit.note(session, "agreement asked", now, actor=actor.id, cohort=cohort_id, subject=run_id)
            session.commit()
    return run_id


def shown(store: Store, actor: Actor, run_id: UUID) -> RunPage:
    """A run, with its figures once they are there.

    Raises:
        NotFound: there is none, or the actor may not see it.
    """
    with store.database.read() as session:
        found = agreement_runs.run(session, run_id)
        if found is None or not _sees(actor, found):
            raise NotFound(str(run_id))
        cohort = _cohort(session, actor, found.cohort_id)
        choices = _choices(session, actor, cohort)
        names = names_of(session)
    return RunPage(cohort, _shown(found, actor, choices, names), store.catalogue.rubric)


def _cohort(session: Session, actor: Actor, cohort_id: UUID) -> CohortRecord:
    found = cohorts.cohort(session, cohort_id)
    if found is None or not actor.is_in(cohort_id, COURSE_LEADER, SUPERVISOR):
        raise NotFound(str(cohort_id))
    return found


def _sees(actor: Actor, run: RunRecord) -> bool:
    if run.person_id == actor.id:
        return actor.is_in(run.cohort_id, COURSE_LEADER, SUPERVISOR)
    return actor.is_in(run.cohort_id, COURSE_LEADER) and not actor.is_in(run.cohort_id, SUPERVISOR)


def _choices(session: Session, actor: Actor, cohort: CohortRecord) -> Choices:
    """A course leader chooses among all supervisors who have rated, a supervisor has only themselves to choose."""
    may = agreement_rows.raters(session, cohort.id)
    if not actor.is_in(cohort.id, COURSE_LEADER):
        may &= {actor.id}
    names = {one: person.name for one in may if (person := people.person(session, one)) and not person.erased_at}
    raters = sorted((Rater(one, name) for one, name in names.items()), key=lambda one: (one.name, one.id))
    return Choices(
        cohort, assignments.of_cohort(session, cohort.id), agreement_rows.cases(session, cohort.id), tuple(raters)
    )


def _understood(asked: Asked, choices: Choices) -> Scope:
    since, until = _day(asked.since), _day(asked.until)
    if since and until and until < since:
        raise Refused("The last day comes before the first one.")
    return Scope(
        assignment=_chosen(asked.assignment, {str(one.id): one.id for one in choices.assignments}),
        case=_chosen(asked.case, {one.slug: one.slug for one in choices.cases}),
        since=since,
        until=until,
        rater=_chosen(asked.rater, {str(one.id): one.id for one in choices.raters}),
        blind=asked.blind,
    )


def _chosen(text: str, there: dict[str, T]) -> T | None:
    if text and text not in there:
        raise Refused("Please choose from the lists; what you chose is not there any more.")
    return there.get(text)


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        found = datetime.strptime(text.strip(), "%Y-%m-%d").date()  # noqa: DTZ007 - a day, not a moment
    except ValueError:
        raise Refused("This is not a date. Please write it like this: 2026-10-01.") from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Refused("Please choose years between {first} and {last}.", first=str(FIRST_YEAR), last=str(LAST_YEAR))
    return found


def _shown(run: RunRecord, actor: Actor, choices: Choices, names: dict[UUID, str]) -> ShownRun:
    scope = read_scope(run.scope)
    titles = {one.id: one.title for one in choices.assignments}
    cases = {one.slug: one.title for one in choices.cases}
    may_name = actor.is_in(run.cohort_id, COURSE_LEADER)
    return ShownRun(
        run=run,
        scope=scope,
        asked_by=names.get(run.person_id, "") if may_name or run.person_id == actor.id else "",
        assignment=titles.get(scope.assignment, "") if scope.assignment else "",
        case=cases.get(scope.case, scope.case) if scope.case else "",
        rater=names.get(scope.rater, "") if scope.rater and (may_name or scope.rater == actor.id) else "",
        result=read_result(run.result) if run.result else None,
    )
