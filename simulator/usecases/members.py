"""Who is in a cohort, in which roles: its course leaders give and take them, and what was taken can be given back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from simulator.storage import audit, cohorts, invitations
from simulator.storage.cohorts import ROLE_TAKEN, CohortRecord, MemberRecord
from simulator.usecases.catalogue import Store
from simulator.usecases.cohorts import ROLES, led, led_to_change, renewed
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.people import COHORT_ROLES, COURSE_LEADER, Actor

UNDO = timedelta(days=30)
"""How long a role that was taken away can be given back from the cohort's page."""


class Member(NamedTuple):
    """Somebody in a role; `stays`: they are the last course leader, and only an administrator may change that."""

    person_id: UUID
    name: str
    role: str
    since: datetime
    others: tuple[str, ...]
    stays: bool


class CohortShown(NamedTuple):
    """A cohort as somebody who administers or leads it sees it.

    `members` come by role, each with the roles they could be given (`others`); `former` have lost a role lately, and
    `removed` is the one of them that was asked for.
    """

    cohort: CohortRecord
    members: dict[str, tuple[Member, ...]]
    former: tuple[MemberRecord, ...]
    removed: MemberRecord | None
    invitations: int


def shown(
    store: Store,
    actor: Actor,
    cohort_id: UUID,
    removed: tuple[str, str] = ("", ""),
    now: datetime | None = None,
) -> CohortShown:
    """A cohort with its people; `removed` asks for a person (by id) who has just lost this role.

    Raises:
        NotFound: there is none, or it is not theirs.
    """
    with store.database.read() as session:
        cohort = led(session, actor, cohort_id)
        found = cohorts.members(session, cohort_id)
        former = cohorts.former_members(session, cohort_id, (now or datetime.now(UTC)) - UNDO)
        waiting = len(invitations.open_invitations(session, cohort_id))
    held = {one.person_id: {other.role for other in found if other.person_id == one.person_id} for one in found}
    last = sum(one.role == COURSE_LEADER for one in found) == 1 and not actor.administrator
    by_role = {
        role: tuple(
            Member(
                *one,
                tuple(other for other in ROLES if other not in held[one.person_id]),
                last and role == COURSE_LEADER,
            )
            for one in found
            if one.role == role
        )
        for role in ROLES
    }
    gone = next((one for one in former if (str(one.person_id), one.role) == removed), None)
    return CohortShown(cohort, by_role, former, gone, waiting)


def give_role(
    store: Store, actor: Actor, cohort_id: UUID, person_id: UUID, role: str, now: datetime | None = None
) -> None:
    """Give somebody who is in the cohort another role, or give back one that was taken away lately.

    Raises:
        NotFound: the cohort is not theirs; or the person is not, and was not lately, in it; or there is no such role.
        Refused: the cohort is archived.
    """
    now = now or datetime.now(UTC)
    with store.database.write() as session:
        led_to_change(session, actor, cohort_id)
        former = {(one.person_id, one.role) for one in cohorts.former_members(session, cohort_id, now - UNDO)}
        here = any(one.person_id == person_id for one in cohorts.members(session, cohort_id))
        if role not in COHORT_ROLES or not (here or (person_id, role) in former):
            raise NotFound(str(person_id))
        if cohorts.add_member(session, cohort_id, person_id, role, now):
            audit.note(session, "role given", now, actor=actor.id, person=person_id, cohort=cohort_id, role=role)
            session.commit()


def take_role(
    store: Store, actor: Actor, cohort_id: UUID, person_id: UUID, role: str, now: datetime | None = None
) -> None:
    """Take a role away. It ends with the person's next request; what they have practised stays theirs.

    Raises:
        NotFound: the cohort is not theirs; or the person is not, and was not lately, in it.
        Refused: the cohort is archived; or it would be left without a course leader, and the actor is no administrator.
    """
    now = now or datetime.now(UTC)
    with store.database.write() as session:
        led_to_change(session, actor, cohort_id)
        here = cohorts.members(session, cohort_id)
        former = {one.person_id for one in cohorts.former_members(session, cohort_id, now - UNDO)}
        if person_id not in former | {one.person_id for one in here}:
            raise NotFound(str(person_id))
        leaders = [one.person_id for one in here if one.role == COURSE_LEADER]
        if role == COURSE_LEADER and leaders == [person_id] and not renewed(session, actor).administrator:
            raise Refused(
                "This is the last course leader of the cohort. Give somebody else the role first, or ask an"
                " administrator."
            )
        if role in COHORT_ROLES and cohorts.remove_member(session, cohort_id, person_id, role):
            audit.note(session, ROLE_TAKEN, now, actor=actor.id, person=person_id, cohort=cohort_id, role=role)
            session.commit()
