"""Who is acting. Real accounts come later; here is what the demo's one-click sign-in needs."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from simulator.storage import people
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound
from simulator.usecases.texts import storable

TRAINEE, COURSE_LEADER = "trainee", "course leader"


class Actor(NamedTuple):
    """The person a request is made by."""

    id: UUID
    name: str
    role: str


def actor(store: Store, person_id: UUID) -> Actor | None:
    """The person with this id, or None."""
    with store.database.read() as session:
        found = people.person(session, person_id)
    return Actor(found.id, found.name, found.role) if found else None


class DemoPerson(NamedTuple):
    """Somebody the demo can sign in as."""

    slug: str
    name: str
    role: str


def demo_people(store: Store) -> tuple[DemoPerson, ...]:
    """Everyone the demo can sign in as, trainees first."""
    with store.database.read() as session:
        found = [DemoPerson(person.slug, person.name, person.role) for person in people.people(session)]
    return tuple(sorted(found, key=lambda person: person.role != TRAINEE))


def sign_in_demo(store: Store, slug: str) -> Actor:
    """The demo person of this slug.

    Raises:
        NotFound: there is none.
    """
    with store.database.read() as session:
        found = people.person_by_slug(session, slug) if storable(slug) else None
    if found is None:
        raise NotFound(slug)
    return Actor(found.id, found.name, found.role)
