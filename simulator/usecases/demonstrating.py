"""The demo: a few people and some attempts they have already played."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import NamedTuple
from uuid import UUID, uuid5

from simulator.engine.policy import weight
from simulator.engine.rubric import Level
from simulator.engine.scenario import Response
from simulator.storage import assignments, cohorts, people
from simulator.storage.database import Session
from simulator.storage.releases import AT_ONCE, BY_THE_SUPERVISOR
from simulator.usecases import assigned, assigning, debriefing, demo_drafts, demo_supervision, practising
from simulator.usecases.assignment_forms import Details
from simulator.usecases.catalogue import Store
from simulator.usecases.demo_supervision import Cast
from simulator.usecases.local_times import written
from simulator.usecases.people import ADMINISTRATOR, COURSE_LEADER, SUPERVISOR, TRAINEE, Actor, acting

PEOPLE = (
    ("robin-hale", "Robin Hale", TRAINEE),
    ("samira-aziz", "Samira Aziz", TRAINEE),
    ("new-trainee", "Somebody new", TRAINEE),
    ("noor-lind", "Noor Lind", COURSE_LEADER),
    ("marta-kessler", "Marta Kessler", COURSE_LEADER),
    ("ilse-brandt", "Ilse Brandt", SUPERVISOR),
    ("tomas-weiler", "Tomas Weiler", SUPERVISOR),
    ("ravi-menon", "Ravi Menon", ADMINISTRATOR),
)
COURSE = "Demo course"
NAMESPACE = UUID("5e1d8c1c-5b2f-4c39-9a6c-2f1d3f6f7a10")
HISTORY = (
    # person, case, days ago, how often the best response is chosen, mode
    ("robin-hale", "side-by-side", 12, 0.25, "practice"),
    ("robin-hale", "i-can-manage", 8, 0.45, "practice"),
    ("robin-hale", "side-by-side", 5, 0.6, "practice"),
    ("robin-hale", "locked-door", 2, 0.75, "assessment"),
    ("samira-aziz", "i-can-manage", 6, 0.7, "practice"),
    ("samira-aziz", "locked-door", 1, 0.9, "practice"),
)


class Given(NamedTuple):
    """An assignment of the demo: when it opened and is due, in days from now, and who has played what in it, and when.

    `care` is how often the best response is chosen.
    """

    title: str
    note: str
    cases: tuple[str, ...]
    mode: str
    release: str
    opens: int
    due: int
    played: tuple[tuple[str, str, int, float], ...]


ASSIGNMENTS = (
    Given(
        "First weeks",
        "Take one case at a time, and write down what surprised you.",
        ("side-by-side", "i-can-manage"),
        *("practice", AT_ONCE, -9, 5),
        (("robin-hale", "side-by-side", -3, 0.7),),
    ),
    Given(
        "A first hour, as in a session",
        "Nobody is looking over your shoulder. We talk about it together afterwards.",
        ("call-me-back",),
        *("assessment", BY_THE_SUPERVISOR, -6, 2),
        (("samira-aziz", "call-me-back", -1, 0.6),),
    ),
    Given(
        "To get to know the room",
        "",
        ("i-can-manage",),
        *("practice", AT_ONCE, -25, -11),
        (("robin-hale", "i-can-manage", -13, 0.4), ("samira-aziz", "i-can-manage", -12, 0.8)),
    ),
)
SUPERVISED = Given(
    "Rooms with more weather in them",
    "What you do when it gets close, or far away. Somebody of us reads along.",
    ("locked-door", "far-away"),
    *("practice", AT_ONCE, -16, -4),
    (
        ("robin-hale", "locked-door", -7, 0.75),
        ("samira-aziz", "locked-door", -6, 0.8),
        ("robin-hale", "far-away", -6, 0.65),
        ("samira-aziz", "far-away", -5, 0.7),
    ),
)
"""What was played in order to be read by supervisors."""
REASONS = (
    "I wanted to slow us down.",
    "It felt more important than the question.",
    "I was not sure, to be honest.",
    "",
)


def furnish(store: Store, now: datetime | None = None) -> None:
    """Put the demo's people, attempts and assignments into a store that has nobody in it yet.

    One that was furnished by an earlier release only gets the people it lacks, assignments if its course has none, and
    what supervisors do, once.
    """
    now = now or datetime.now(UTC)
    with store.database.write() as session:
        there = {person.slug for person in people.people(session)}
        course = next((one.id for one in cohorts.cohorts(session) if one.name == COURSE), None) or _course(session, now)
        records: dict[str, Actor] = {}
        for slug, name, role in PEOPLE:
            if slug not in there:
                added = people.add_person(session, name=name, slug=slug, administrator=role == ADMINISTRATOR, at=now)
                if role != ADMINISTRATOR:
                    cohorts.add_member(session, course, added.id, role, now)
                records[slug] = acting(session, added)
        session.commit()
    _assign(store, now)
    _supervise(store, now)
    _write(store, now)
    if there:
        return
    for number, (slug, case, days, care, mode) in enumerate(HISTORY):
        if case in store.current:
            actor = records[slug]
            attempt_id = uuid5(NAMESPACE, f"{actor.id}{number}")
            begun = now - timedelta(days=days, minutes=40)
            chosen: practising.Mode = "practice" if mode == "practice" else "assessment"
            practising.start(store, actor, case, chosen, attempt_id, say_first=False, now=begun)
            _play(store, actor, attempt_id, f"{case}{care}", care, begun)


def _write(store: Store, now: datetime) -> None:
    """Put something on the desk of the studio."""
    found = _people(store)
    noor, marta = found["noor-lind"], found["marta-kessler"]
    if noor.is_a(COURSE_LEADER) and marta.is_a(COURSE_LEADER):
        demo_drafts.lay_out(store, NAMESPACE, noor, marta, now)


def _assign(store: Store, now: datetime) -> None:
    """Give the course its assignments, and play what has been played in them."""
    found = _people(store)
    leader = found["noor-lind"]
    with store.database.read() as session:
        course = next((one.cohort for one in leader.roles if one.role == COURSE_LEADER), None)
        if course is None or assignments.of_cohort(session, course):
            return
    for number, given in enumerate(ASSIGNMENTS):
        _give(store, found, course, uuid5(NAMESPACE, f"{course}{number}"), given, now)


def _supervise(store: Store, now: datetime) -> None:
    """Let the demo's supervisors do their work, unless they have been at it."""
    found = _people(store)
    leader, supervisors = found["noor-lind"], (found["ilse-brandt"], found["tomas-weiler"])
    course = next((one.cohort for one in leader.roles if one.role == COURSE_LEADER), None)
    if course is None or not all(one.is_in(course, SUPERVISOR) for one in supervisors):
        return
    assignment_id = uuid5(NAMESPACE, f"{course}supervised")
    with store.database.read() as session:
        if assignments.given_to(session, assignment_id) is not None or not assignments.of_cohort(session, course):
            return
    if _give(store, found, course, assignment_id, SUPERVISED, now):
        cast = Cast(course, leader, *supervisors, found["robin-hale"], found["samira-aziz"])
        demo_supervision.lay_out(store, NAMESPACE, cast, now)


def _give(
    store: Store, found: Mapping[str, Actor], course: UUID, assignment_id: UUID, given: Given, now: datetime
) -> bool:
    """Make an assignment and play what has been played in it. False: a case of it is not there."""
    if not all(case in store.current for case in given.cases):
        return False
    opens, due = now + timedelta(days=given.opens), now + timedelta(days=given.due)
    details = Details(
        title=given.title,
        note=given.note,
        places={case: str(place) for place, case in enumerate(given.cases, 1)},
        mode=given.mode,
        opens_at=written(opens, "UTC"),
        due_at=written(due, "UTC"),
        time_zone="UTC",
        release=given.release,
    )
    assigning.make(store, found["noor-lind"], course, assignment_id, details, opens)
    for slug, case, days, care in given.played:
        trainee = found[slug]
        if trainee.is_in(course, TRAINEE):
            begun = now + timedelta(days=days, minutes=-40)
            attempt_id = uuid5(NAMESPACE, f"{trainee.id}{assignment_id}{case}")
            assigned.begin(store, trainee, assignment_id, case, attempt_id, begun)
            _play(store, trainee, attempt_id, f"{case}{care}", care, begun)
    return True


def _people(store: Store) -> dict[str, Actor]:
    with store.database.read() as session:
        return {person.slug: acting(session, person) for person in people.people(session) if person.slug}


def _course(session: Session, now: datetime) -> UUID:
    """A course that began a month ago and goes on for five more."""
    return cohorts.add_cohort(
        session,
        name=COURSE,
        starts_on=(now - timedelta(days=30)).date(),
        ends_on=(now + timedelta(days=150)).date(),
        time_zone="UTC",
        created_by=None,
        at=now,
    ).id


def _play(store: Store, actor: Actor, attempt_id: UUID, seed: str, care: float, begun: datetime) -> None:
    """Play one attempt to its end, the way a trainee who chooses well with the chance `care` might."""
    dice = Random(seed)  # noqa: S311 - the same demo for everybody
    minutes = 0
    while (place := practising.current(store, actor, attempt_id)).beat != "ending":
        minutes += 1
        if place.beat == "notice":
            count = len(place.view.cues)
            practising.notice(
                store, actor, attempt_id, place.token, [cue for cue in range(count) if dice.random() < 0.5]
            )
        elif place.beat == "say":
            practising.say(store, actor, attempt_id, place.token, "")
        elif place.beat == "feel":
            practising.go_on(store, actor, attempt_id, place.token)
        else:
            response = _choice(store, place, care, dice)
            at = begun + timedelta(minutes=minutes)
            practising.respond(store, actor, attempt_id, place.token, response.slug, dice.choice(REASONS), at)
    practising.finish(store, actor, attempt_id, place.token, begun + timedelta(minutes=minutes + 1))
    rated = {
        principle: dice.choice((Level.MISSED, Level.HELPFUL, Level.HELPFUL, Level.ADVANCED)).word
        for principle in debriefing.debrief(store, actor, attempt_id).in_play
    }
    debriefing.rate_self(store, actor, attempt_id, rated, begun + timedelta(minutes=minutes + 2))


def _choice(store: Store, place: practising.Place, care: float, dice: Random) -> Response:
    scene = store.current[place.scenario].scene_by_slug[place.view.slug]
    slugs = {offer.slug for offer in place.view.offers}
    responses = sorted((one for one in scene.responses if one.slug in slugs), key=weight, reverse=True)
    return responses[0] if dice.random() < care else dice.choice(responses)
