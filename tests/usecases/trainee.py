"""People who practise, and stores for them, as every test of what can be done with a store needs them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

from simulator.storage import cohorts, people
from simulator.storage.database import Database, Session
from simulator.usecases import debriefing, practising
from simulator.usecases.catalogue import Store, open_catalogue
from simulator.usecases.people import ADMINISTRATOR, TRAINEE, Actor, acting
from simulator.usecases.practising import Mode, Place
from tests.plumbing.keys import KEYS
from tests.plumbing.migrated import migrate

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
COHORT, OTHER = UUID("5e1d8c1c-0000-4000-8000-000000000001"), UUID("5e1d8c1c-0000-4000-8000-000000000002")


@contextmanager
def opened(url: str, folder: Path) -> Iterator[Store]:
    """A store on an empty or existing database, with the cases of a folder."""
    migrate(url)
    with closing(Database(url)) as database:
        yield Store(database, open_catalogue(database, folder, NOW), KEYS)


def reopened(store: Store, folder: Path) -> Store:
    """The store as it is after a restart: the folder read again, nothing else in memory."""
    return Store(store.database, open_catalogue(store.database, folder, NOW), store.keys)


def join(store: Store, name: str, *roles: str, cohort: UUID | None = None) -> Trainee:
    """Somebody new, with these roles (a trainee's, if none is named) in a cohort: one for all, or the one given.

    An administrator has that right on the whole site, and no role in the cohort.
    """
    with store.database.write() as session:
        added = people.add_person(
            session,
            name=name,
            slug=f"{name.lower().replace(' ', '-')}-{uuid4().hex[:8]}",
            administrator=ADMINISTRATOR in roles,
            at=NOW,
        )
        here = cohort or make_cohort(session)
        for role in roles or (TRAINEE,):
            if role != ADMINISTRATOR:
                cohorts.add_member(session, here, added.id, role, NOW)
        actor = acting(session, added)
        session.commit()
    return Trainee(store, actor)


def make_cohort(session: Session, name: str = "Autumn", cohort_id: UUID = COHORT) -> UUID:
    """A cohort that lasts all year."""
    cohorts.add_cohort(
        session,
        name=name,
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        time_zone="Europe/Berlin",
        created_by=None,
        at=NOW,
        cohort_id=cohort_id,
    )
    return cohort_id


def made_elsewhere(store: Store) -> UUID:
    """Another cohort."""
    with store.database.write() as session:
        made = make_cohort(session, "Winter", OTHER)
        session.commit()
    return made


class Trainee:
    """Somebody at work: knows where the attempt stands, and answers what is asked by the token of the current page."""

    def __init__(self, store: Store, actor: Actor) -> None:
        self.store, self.actor = store, actor
        self.attempt = UUID(int=0)

    def start(self, slug: str = "walk", mode: Mode = "practice", *, say_first: bool = False) -> UUID:
        """Begin an attempt, which is the one that everything else is about."""
        self.attempt = practising.start(self.store, self.actor, slug, mode, uuid4(), say_first=say_first)
        return self.attempt

    @property
    def place(self) -> Place:
        """Where the attempt stands."""
        return practising.current(self.store, self.actor, self.attempt)

    @property
    def token(self) -> str:
        """The token of the current page."""
        return self.place.token

    def notice(self, *cues: int) -> None:
        practising.notice(self.store, self.actor, self.attempt, self.token, cues)

    def say(self, words: str = "") -> None:
        practising.say(self.store, self.actor, self.attempt, self.token, words)

    def respond(self, response: str, reason: str = "") -> Place:
        return practising.respond(self.store, self.actor, self.attempt, self.token, response, reason)

    def go_on(self) -> None:
        practising.go_on(self.store, self.actor, self.attempt, self.token)

    def can_rewind(self) -> bool:
        return self.place.can_rewind

    def rewind(self) -> None:
        practising.rewind(self.store, self.actor, self.attempt, self.token)

    def finish(self) -> None:
        practising.finish(self.store, self.actor, self.attempt, self.token)

    def reflect(self, text: str) -> None:
        """Write a private note about the scene that is open."""
        debriefing.reflect(self.store, self.actor, self.attempt, text, self.token)

    def look_back(self, text: str) -> None:
        """Write the private note of the debrief."""
        debriefing.reflect(self.store, self.actor, self.attempt, text)

    def rate_self(self, **words: str) -> None:
        debriefing.rate_self(self.store, self.actor, self.attempt, words)

    @property
    def debrief(self) -> debriefing.Debrief:
        return debriefing.debrief(self.store, self.actor, self.attempt)

    def to_respond(self) -> Place:
        """Go past feedback, noticing and own words, without a word, until responses are offered."""
        while (place := self.place).beat not in ("respond", "ending"):
            if place.beat == "notice":
                self.notice()
            elif place.beat == "say":
                self.say()
            else:
                self.go_on()
        return place

    def play(self, *responses: str) -> Place:
        """Give these responses, one after the other; feedback of the last one stays open."""
        for response in responses:
            self.to_respond()
            self.respond(response)
        return self.place

    def play_to_the_end(self, *responses: str) -> None:
        """Give these responses, which lead to an ending, and close the case."""
        self.play(*responses)
        self.to_respond()
        self.finish()
