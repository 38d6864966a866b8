"""The demo: a few people and some attempts they have already played."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID, uuid5

from simulator.engine.policy import weight
from simulator.engine.rubric import Level
from simulator.engine.scenario import Response
from simulator.storage import people
from simulator.usecases import debriefing, practising
from simulator.usecases.catalogue import Store
from simulator.usecases.people import COURSE_LEADER, TRAINEE, Actor

PEOPLE = (
    ("robin-hale", "Robin Hale", TRAINEE),
    ("samira-aziz", "Samira Aziz", TRAINEE),
    ("new-trainee", "Somebody new", TRAINEE),
    ("noor-lind", "Noor Lind", COURSE_LEADER),
)
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
REASONS = (
    "I wanted to slow us down.",
    "It felt more important than the question.",
    "I was not sure, to be honest.",
    "",
)


def furnish(store: Store, now: datetime | None = None) -> None:
    """Put the demo's people and attempts into a store that has nobody in it yet.

    One that was furnished by an earlier release only gets the people it lacks.
    """
    now = now or datetime.now(UTC)
    with store.database.write() as session:
        there = {person.slug for person in people.people(session)}
        records = {
            slug: people.add_person(session, name=name, slug=slug, role=role, at=now)
            for slug, name, role in PEOPLE
            if slug not in there
        }
        session.commit()
    if there:
        return
    for number, (slug, case, days, care, mode) in enumerate(HISTORY):
        if case in store.catalogue.current:
            actor = Actor(records[slug].id, records[slug].name, TRAINEE)
            attempt_id = uuid5(NAMESPACE, f"{records[slug].id}{number}")
            begun = now - timedelta(days=days, minutes=40)
            _play(store, actor, attempt_id, case, "practice" if mode == "practice" else "assessment", care, begun)


def _play(
    store: Store, actor: Actor, attempt_id: UUID, case: str, mode: practising.Mode, care: float, begun: datetime
) -> None:
    """Play one attempt to its end, the way a trainee who chooses well with the chance `care` might."""
    dice = Random(f"{case}{care}")  # noqa: S311 - the same demo for everybody
    practising.start(store, actor, case, mode, attempt_id, say_first=False, now=begun)
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
    scene = store.catalogue.current[place.scenario].scene_by_slug[place.view.slug]
    slugs = {offer.slug for offer in place.view.offers}
    responses = sorted((one for one in scene.responses if one.slug in slugs), key=weight, reverse=True)
    return responses[0] if dice.random() < care else dice.choice(responses)
