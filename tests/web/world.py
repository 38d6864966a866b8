"""Two cohorts with everybody who could meet in them, and one of everything that somebody could ask for by its id."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from flask import Flask

from simulator.storage import audit, cohorts, publications
from simulator.storage.database import Session
from simulator.storage.tables import ASSIGNED_CASE, ASSIGNMENT, INVITATION
from simulator.usecases import clinical_reviews, pictures, practice_notes, second_readings, sessions
from simulator.usecases.catalogue import Store
from simulator.usecases.people import ADMINISTRATOR, COURSE_LEADER, SUPERVISOR, TRAINEE
from tests.storage.making_people import make_account
from tests.usecases.fuzz import picture as drawn
from tests.usecases.trainee import COHORT, NOW, Trainee, join, make_cohort
from tests.usecases.writing import asked, draft_of
from tests.web.browsing import Browser
from tests.web.supervised import make_supervision

ELSEWHERE, OVER = UUID(int=0xB), UUID(int=0xC)
ACTORS: dict[str, tuple[UUID, tuple[str, ...]]] = {
    # who, in which cohort, with which roles
    "owner": (COHORT, (TRAINEE,)),
    "peer": (COHORT, (TRAINEE,)),
    "leader": (COHORT, (COURSE_LEADER,)),
    "supervisor": (COHORT, (SUPERVISOR,)),
    "other leader": (ELSEWHERE, (COURSE_LEADER,)),
    "other supervisor": (ELSEWHERE, (SUPERVISOR,)),
    "former leader": (COHORT, (COURSE_LEADER, SUPERVISOR, TRAINEE)),
    "leader of an archived cohort": (OVER, (COURSE_LEADER, SUPERVISOR)),
    "administrator": (COHORT, (ADMINISTRATOR,)),
}
STRANGER = "stranger"
EVERYBODY = (STRANGER, *ACTORS)


@dataclass
class World:
    """`ids` says what stands for each parameter of a route, `browsers` holds one signed-in browser per actor."""

    app: Flask
    file: Path
    people: dict[str, Trainee] = field(default_factory=dict)
    browsers: dict[str, Browser] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def store(self) -> Store:
        found: Store = self.app.extensions["attune"]
        return found

    def address(self, rule: str, **others: object) -> str:
        """A route with its parameters filled in; `others` take the place of some.

        A review is of the attempt that was read, a consensus of the double rating that both have finished.
        """
        here = {}
        within_one = rule.startswith("/attempts/") and rule.count("<uuid:") > 1
        if (rule.startswith("/reviews/") or within_one) and "reviewed_id" in self.ids:
            here = {"attempt_id": self.ids["reviewed_id"], "review_id": self.ids["entry_id"]}
        elif "/consensus" in rule and "agreed_id" in self.ids:
            here = {"double_rating_id": self.ids["agreed_id"]}
        ids = {**self.ids, **here, **{name: str(value) for name, value in others.items()}}
        return re.sub(r"<(?:[a-z]+(?:\([a-z, ]+\))?:)?([a-z_]+)>", lambda found: ids[found[1]], rule)

    def ask(
        self,
        actor: str,
        rule: str,
        method: str,
        sent: Mapping[str, str] | None = None,
        query: str = "",
        **others: object,
    ) -> int:
        """What the route answers to this actor, who sends a CSRF token and, it may be, something with it."""
        browser = self.browsers[actor].twin()
        given = {name: self.address(value, **others) for name, value in (sent or {}).items()}
        data = None if method in ("GET", "HEAD") else {"csrf_token": browser.token, **given}
        path, asked = self.address(rule, **others), self.address(query, **others)
        return browser.client.open(path, method=method, data=data, query_string=asked).status_code

    @contextmanager
    def kept(self) -> Iterator[None]:
        """A piece of the world's time that is undone afterwards."""
        with closing(sqlite3.connect(":memory:")) as before, closing(sqlite3.connect(self.file)) as now:
            now.backup(before)
            try:
                yield
            finally:
                before.backup(now)


def made_world(app: Flask, file: Path) -> World:
    """Everybody of `ACTORS` at a browser; the attempt, note, assignment, invitation and session are the owner's."""
    world = World(app, file)
    store = world.store
    with store.database.write() as session:
        make_cohort(session)
        make_cohort(session, "Elsewhere", ELSEWHERE)
        make_cohort(session, "Over", OVER)
        session.commit()
    for name, (cohort, roles) in ACTORS.items():
        world.people[name] = join(store, name.title(), *roles, cohort=cohort)
        world.browsers[name] = Browser(app).come_in(world.people[name])
    world.browsers[STRANGER] = Browser(app)
    owner, leader = world.people["owner"], world.people["leader"]
    with store.database.write() as session:
        for role in ACTORS["former leader"][1]:
            cohorts.remove_member(session, COHORT, world.people["former leader"].actor.id, role)
        over = cohorts.cohort(session, OVER)
        assert over is not None
        cohorts.change_cohort(session, over._replace(archived_at=NOW))
        audit.note(session, "joined", NOW, actor=owner.actor.id, person=owner.actor.id, cohort=COHORT)
        assignment, invitation = _assignment(session, leader, store), _invitation(session, leader)
        for name in ("owner", "peer"):
            make_account(session, world.people[name].actor.id, f"{name}@example.org")
        session.commit()
    for browser in world.browsers.values():
        browser.get("/")  # a right has changed, so that some sessions have a new token
    attempt = owner.start()
    practice_notes.keep(store, owner.actor, "three-breaths", 3, attempt, "mine")
    review = uuid4()
    version = store.catalogue.current["walk"].version
    clinical_reviews.record(store, leader.actor, "walk", version, review, "A clinician", "")
    draft, reading, comment, picture = _writing(world)
    world.ids = {
        "draft_id": str(draft),
        "reading_id": str(reading),
        "comment_id": str(comment),
        "other_id": str(draft_of(leader, slug="another-walk")),
        "upload_id": str(uuid4()),
        "number": _publication(store),
        "version": version,
        "revision": "1",
        "name": picture,
        "form": "csv",
        "attempt_id": str(attempt),
        "note_id": str(attempt),
        "review_id": str(review),
        "cohort_id": str(COHORT),
        "assignment_id": str(assignment),
        "invitation_id": str(invitation),
        "person_id": str(world.people["peer"].actor.id),
        "session_id": str(sessions.own(store, owner.actor)[0].id),
        "slug": "walk",
        "token": "made-up",
        "role": "trainee",
        "filename": "none",
        **make_supervision(store, owner, world.people["peer"], leader, world.people["supervisor"]),
    }
    return world


def _writing(world: World) -> tuple[UUID, UUID, UUID, str]:
    """A draft of the leader with a picture, its second reading, a comment on it."""
    leader, comment = world.people["leader"], uuid4()
    draft = draft_of(leader)
    picture = pictures.add(world.store, leader.actor, "door.png", drawn("png"))
    reading = asked(leader, draft)
    second_readings.comment(world.store, leader.actor, reading, comment, 1, "Good.")
    return draft, reading, comment, picture


def _publication(store: Store) -> str:
    with store.database.read() as session:
        return str(publications.of_slug(session, "walk")[0].number)


def _assignment(session: Session, leader: Trainee, store: Store) -> UUID:
    now = datetime.now(UTC)
    row = {
        "id": uuid4(),
        "cohort_id": COHORT,
        "title": "First weeks",
        "note": "",
        "mode": "assessment",
        "opens_at": now - timedelta(days=1),
        "due_at": now + timedelta(days=7),
        "time_zone": "Europe/Berlin",
        "attempts_allowed": None,
        "in_order": False,
        "focus": [],
        "own_words": False,
        "reasons": False,
        "release": "by the supervisor",
        "created_by": leader.actor.id,
        "created_at": NOW,
        "updated_at": NOW,
        "withdrawn_at": None,
    }
    session.execute(ASSIGNMENT.insert(), row)
    version = store.catalogue.current["walk"].version
    session.execute(ASSIGNED_CASE.insert(), {"assignment_id": row["id"], "place": 1, "version": version})
    return UUID(str(row["id"]))


def _invitation(session: Session, leader: Trainee) -> UUID:
    row = {
        "id": uuid4(),
        "email": "dora@example.org",
        "cohort_id": COHORT,
        "role": TRAINEE,
        "created_by": leader.actor.id,
        "created_at": NOW,
        "expires_at": NOW + timedelta(days=3650),
        "accepted_at": None,
        "accepted_by": None,
        "withdrawn_at": None,
    }
    session.execute(INVITATION.insert(), row)
    return UUID(str(row["id"]))
