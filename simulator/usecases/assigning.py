"""Assigning cases to a cohort, for its course leaders: making, changing under way, copying, withdrawing.

What has begun is never harmed: an attempt carries its version and the conditions it was begun under, it can always be
finished, and scores that are shown once stay shown.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from simulator.engine.scenario import LEVELS
from simulator.markup.differences import Differences, differences
from simulator.storage import assignments, audit, cohorts, publications, queued, versions
from simulator.storage.assignments import AssignedCase, AssignmentRecord
from simulator.storage.cohorts import CohortRecord
from simulator.storage.database import Session
from simulator.usecases.assignment_forms import Details, Understood, blank, of_record, read
from simulator.usecases.catalogue import Store
from simulator.usecases.cohorts import renewed
from simulator.usecases.errors import NotFound, Stale
from simulator.usecases.news import news
from simulator.usecases.people import COURSE_LEADER, Actor


class Choice(NamedTuple):
    """A case that can be assigned."""

    slug: str
    title: str
    language: str
    level: str
    minutes: int


class AssignmentForm(NamedTuple):
    """A form with what stands in it; `seen` is the state of the assignment it was filled from (empty: a new one)."""

    cohort: CohortRecord
    details: Details
    choices: tuple[Choice, ...]
    begun: int
    seen: str


class ListedCase(NamedTuple):
    """A case in the list of assignments."""

    title: str
    language: str


class ListedAssignment(NamedTuple):
    """An assignment in the list of its cohort."""

    assignment: AssignmentRecord
    state: str
    cases: tuple[ListedCase, ...]


class NewerVersion(NamedTuple):
    """An assigned case with what is new in its current `version`, told in sentences (newest first) and text by text.

    `begun` is how many attempts at it stay on their version.
    """

    assignment: AssignmentRecord
    slug: str
    title: str
    language: str
    version: str
    news: tuple[str, ...]
    differences: Differences
    begun: int


def state_of(assignment: AssignmentRecord, now: datetime) -> str:
    """Withdrawn, coming, open or past."""
    if assignment.withdrawn_at:
        return "withdrawn"
    if now < assignment.opens_at:
        return "coming"
    return "open" if now < assignment.due_at else "past"


def listed(
    store: Store, actor: Actor, cohort_id: UUID, now: datetime | None = None
) -> tuple[CohortRecord, tuple[ListedAssignment, ...]]:
    """A cohort that the actor leads, with its assignments.

    Raises:
        NotFound: the actor does not lead it.
    """
    now = now or datetime.now(UTC)
    with store.database.read() as session:
        cohort = _led(session, actor, cohort_id)
        found = assignments.of_cohort(session, cohort_id)
        cases = assignments.cases_of(session, [one.id for one in found])
    shown = {
        one.id: tuple(ListedCase(case.title, store.scenario(case.version).language) for case in cases.get(one.id, ()))
        for one in found
    }
    return cohort, tuple(ListedAssignment(one, state_of(one, now), shown[one.id]) for one in found)


def led_cohorts(store: Store, actor: Actor) -> tuple[CohortRecord, ...]:
    """The cohorts that the actor leads."""
    with store.database.read() as session:
        return tuple(one for one in cohorts.cohorts(session) if actor.is_in(one.id, COURSE_LEADER))


def new_form(
    store: Store, actor: Actor, cohort_id: UUID, copied: UUID | None = None, now: datetime | None = None
) -> AssignmentForm:
    """The form for a new assignment, empty or with what another one says.

    Raises:
        NotFound: the actor does not lead the cohort, or that of the one to be copied.
    """
    current = store.current
    with store.database.read() as session:
        cohort = _led(session, actor, cohort_id)
        details = blank(cohort.time_zone, now or datetime.now(UTC))
        if copied:
            source = own(session, actor, copied)
            cases = assignments.cases_of(session, [copied]).get(copied, ())
            details = of_record(source, tuple(case for case in cases if case.slug in current))
    return AssignmentForm(cohort, details, _choices(store, ()), 0, "")


def make(
    store: Store, actor: Actor, cohort_id: UUID, assignment_id: UUID, details: Details, now: datetime | None = None
) -> None:
    """A new assignment. The same id is made once.

    Raises:
        NotFound: the actor does not lead the cohort.
        Unfit: what is wrong, by field.
    """
    now, current = now or datetime.now(UTC), store.current
    with store.database.write() as session:
        _led_to_change(session, actor, cohort_id)
        found = assignments.assignment(session, assignment_id)
        if found and found.cohort_id == cohort_id:
            return
        if found:
            raise NotFound(str(assignment_id))
        said = read(current, details, (), due_after=now)
        assignments.add_assignment(
            session,
            AssignmentRecord(
                id=assignment_id,
                cohort_id=cohort_id,
                created_by=actor.id,
                created_at=now,
                updated_at=now,
                withdrawn_at=None,
                **_columns(said),
            ),
            said.versions,
        )
        audit.note(session, "assignment made", now, actor=actor.id, cohort=cohort_id, subject=assignment_id)
        session.commit()


def edit_form(store: Store, actor: Actor, assignment_id: UUID) -> AssignmentForm:
    """The form of an assignment as it is stored.

    Raises:
        NotFound: the actor does not lead its cohort.
    """
    with store.database.read() as session:
        found = own(session, actor, assignment_id)
        cohort = _led(session, actor, found.cohort_id)
        cases = assignments.cases_of(session, [assignment_id]).get(assignment_id, ())
        begun = len(assignments.attempts_at(session, assignment_id))
    return AssignmentForm(cohort, of_record(found, cases), _choices(store, cases), begun, _seen(found))


def change(
    store: Store, actor: Actor, assignment_id: UUID, details: Details, seen: str, now: datetime | None = None
) -> None:
    """Change an assignment, under way or not. `seen` is that of the form which was filled in.

    Raises:
        NotFound: the actor does not lead its cohort.
        Stale: it has been changed since; nothing is overwritten.
        Unfit: what is wrong, by field.
    """
    now, current = now or datetime.now(UTC), store.current
    with store.database.write() as session:
        found = _own_to_change(session, actor, assignment_id)
        if seen != _seen(found):
            raise Stale(
                "Somebody changed this assignment while you were writing, so nothing has been saved yet. What stands"
                " there now is shown beside each field that differs; save again to put yours in its place."
            )
        before = assignments.cases_of(session, [assignment_id]).get(assignment_id, ())
        said = read(current, details, before, due_after=None)
        if (said.release, said.due_at) != (found.release, found.due_at):
            assignments.keep_visible(session, found, now)
        changed = found._replace(updated_at=max(now, found.updated_at + timedelta(microseconds=1)), **_columns(said))
        assignments.change_assignment(session, changed, said.versions)
        queued.follow_assignment(session, found.id)
        _note(session, actor, "assignment changed", found, now)
        session.commit()


def newer(store: Store, actor: Actor, assignment_id: UUID, slug: str) -> NewerVersion:
    """What would be different for an assigned case in its current version.

    Raises:
        NotFound: the actor does not lead the cohort, or there is no such case in the assignment or the library.
    """
    current = store.current.get(slug)
    with store.database.read() as session:
        found = own(session, actor, assignment_id)
        cases = assignments.cases_of(session, [assignment_id]).get(assignment_id, ())
        case = next((one for one in cases if one.slug == slug), None)
        if case is None or current is None:
            raise NotFound(slug)
        texts = [versions.version_of(session, one) for one in (case.version, current.version)]
        published = publications.of_slug(session, slug)
        attempts = assignments.attempts_at(session, assignment_id)
    before, after = (one.text if one else "" for one in texts)
    return NewerVersion(
        assignment=found,
        slug=slug,
        title=current.title,
        language=current.language,
        version=current.version,
        news=news(published, case.version),
        differences=differences(before, after),
        begun=sum(one.slug == slug for one in attempts),
    )


def move_to_newer(
    store: Store, actor: Actor, assignment_id: UUID, slug: str, version: str, now: datetime | None = None
) -> None:
    """Assign a case in its current version from now on, which is the `version` whose difference was looked at.

    Attempts that have begun stay on theirs. Moving again changes nothing.

    Raises:
        NotFound: the actor does not lead the cohort, or there is no such case in the assignment or the library.
        Stale: the case has been published again since.
    """
    now, current = now or datetime.now(UTC), store.current.get(slug)
    with store.database.write() as session:
        found = _own_to_change(session, actor, assignment_id)
        cases = assignments.cases_of(session, [assignment_id]).get(assignment_id, ())
        if current is None or slug not in {case.slug for case in cases}:
            raise NotFound(slug)
        moved = [current.version if case.slug == slug else case.version for case in cases]
        if moved == [case.version for case in cases]:
            return
        if version != current.version:
            raise Stale("The case was published again since this page was shown. Please look at what is new now.")
        assignments.change_assignment(session, found, moved)
        _note(session, actor, "assignment changed", found, now)
        session.commit()


def withdraw(store: Store, actor: Actor, assignment_id: UUID, now: datetime | None = None) -> None:
    """Take an assignment back: nobody begins at it any more, what has begun can be finished.

    Raises:
        NotFound: the actor does not lead its cohort.
    """
    now = now or datetime.now(UTC)
    _set_withdrawn(store, actor, assignment_id, "assignment withdrawn", now, now)


def bring_back(store: Store, actor: Actor, assignment_id: UUID, now: datetime | None = None) -> None:
    """Give an assignment again that was withdrawn.

    Raises:
        NotFound: the actor does not lead its cohort.
    """
    _set_withdrawn(store, actor, assignment_id, "assignment brought back", now or datetime.now(UTC), None)


def _set_withdrawn(
    store: Store, actor: Actor, assignment_id: UUID, action: str, now: datetime, withdrawn_at: datetime | None
) -> None:
    with store.database.write() as session:
        found = _own_to_change(session, actor, assignment_id)
        if (found.withdrawn_at is None) == (withdrawn_at is None):
            return
        cases = assignments.cases_of(session, [assignment_id]).get(assignment_id, ())
        assignments.change_assignment(
            session, found._replace(withdrawn_at=withdrawn_at), [case.version for case in cases]
        )
        _note(session, actor, action, found, now)
        session.commit()


def own(session: Session, actor: Actor, assignment_id: UUID) -> AssignmentRecord:
    """An assignment of a cohort that the actor leads.

    Raises:
        NotFound: there is none, or it is not theirs.
    """
    found = assignments.assignment(session, assignment_id)
    if found is None or not actor.is_in(found.cohort_id, COURSE_LEADER):
        raise NotFound(str(assignment_id))
    return found


def _own_to_change(session: Session, actor: Actor, assignment_id: UUID) -> AssignmentRecord:
    """As `own`, in order to write: nobody else changes it or begins at it meanwhile, rights are looked up anew."""
    assignments.assignment(session, assignment_id, lock=True)
    return own(session, renewed(session, actor), assignment_id)


def _led(session: Session, actor: Actor, cohort_id: UUID) -> CohortRecord:
    found = cohorts.cohort(session, cohort_id)
    if found is None or not actor.is_in(cohort_id, COURSE_LEADER):
        raise NotFound(str(cohort_id))
    return found


def _led_to_change(session: Session, actor: Actor, cohort_id: UUID) -> CohortRecord:
    cohorts.cohort(session, cohort_id, lock=True)
    return _led(session, renewed(session, actor), cohort_id)


def _columns(said: Understood) -> dict[str, Any]:
    return {name: value for name, value in said._asdict().items() if name != "versions"} | {"focus": list(said.focus)}


def _choices(store: Store, assigned: tuple[AssignedCase, ...]) -> tuple[Choice, ...]:
    """Every case of the library, and those that are assigned and no longer there; easiest first."""
    current = store.current
    gone = [store.scenario(case.version) for case in assigned if case.slug not in current]
    found = [Choice(one.slug, one.title, one.language, one.level, one.minutes) for one in (*current.values(), *gone)]
    return tuple(sorted(found, key=lambda one: (LEVELS.index(one.level), one.title)))


def _seen(assignment: AssignmentRecord) -> str:
    return assignment.updated_at.isoformat()


def _note(session: Session, actor: Actor, action: str, assignment: AssignmentRecord, now: datetime) -> None:
    audit.note(session, action, now, actor=actor.id, cohort=assignment.cohort_id, subject=assignment.id)
