"""Who is acting, and in which roles. Roles are held per cohort; somebody may lead one and practise in another."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from simulator.storage import people
from simulator.storage.database import Session
from simulator.storage.people import CohortRole
from simulator.storage.records import PersonRecord
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound
from simulator.usecases.texts import storable

TRAINEE, COURSE_LEADER, SUPERVISOR, ADMINISTRATOR = "trainee", "course leader", "supervisor", "administrator"
COHORT_ROLES = (TRAINEE, COURSE_LEADER, SUPERVISOR)


class Actor(NamedTuple):
    """The person a request is made by. `roles` are those in cohorts that are not archived.

    `locale` is the language they chose (empty: as the browser asks), `time_zone` an IANA name (empty: UTC).
    """

    id: UUID
    name: str
    administrator: bool = False
    roles: frozenset[CohortRole] = frozenset()
    locale: str = ""
    time_zone: str = ""

    def is_a(self, role: str) -> bool:
        """Whether the person has this role anywhere."""
        return self.administrator if role == ADMINISTRATOR else any(one.role == role for one in self.roles)

    def is_in(self, cohort: UUID, *roles: str) -> bool:
        """Whether the person has one of these roles in this cohort."""
        return any(CohortRole(cohort, role) in self.roles for role in roles)


def actor(store: Store, person_id: UUID) -> Actor | None:
    """The person with this id, or None if there is none (or not any more)."""
    with store.database.read() as session:
        found = people.person(session, person_id)
        return acting(session, found) if found and not found.erased_at else None


def acting(session: Session, person: PersonRecord) -> Actor:
    """A person with their roles."""
    roles = people.roles_of(session, person.id)
    return Actor(person.id, person.name, person.administrator, roles, person.locale, person.time_zone)


def names_of(session: Session) -> dict[UUID, str]:
    """What everybody is called; erased people are not among them."""
    return {person.id: person.name for person in people.people(session)}


class DemoPerson(NamedTuple):
    """Somebody the demo can sign in as; `role` is the one that tells them apart."""

    slug: str
    name: str
    role: str


def demo_people(store: Store) -> tuple[DemoPerson, ...]:
    """Everyone the demo can sign in as, trainees first."""
    with store.database.read() as session:
        found = [(person.slug, acting(session, person)) for person in people.people(session) if person.slug]
    shown = [DemoPerson(slug, one.name, _foremost(one)) for slug, one in found]
    order = (TRAINEE, COURSE_LEADER, SUPERVISOR, ADMINISTRATOR)
    return tuple(sorted(shown, key=lambda person: order.index(person.role)))


def sign_in_demo(store: Store, slug: str) -> UUID:
    """The demo person of this slug.

    Raises:
        NotFound: there is none.
    """
    with store.database.read() as session:
        found = people.person_by_slug(session, slug) if storable(slug) else None
    if found is None or found.erased_at:
        raise NotFound(slug)
    return found.id


def _foremost(actor: Actor) -> str:
    return next((role for role in (ADMINISTRATOR, COURSE_LEADER, SUPERVISOR) if actor.is_a(role)), TRAINEE)
