"""Text that would like to run, planted by use cases wherever people can leave some, for every test that looks at it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import update

from simulator.storage import publications
from simulator.storage.tables import PERSON
from simulator.usecases import (
    administering,
    clinical_reviews,
    cohorts,
    drafts,
    pictures,
    practice_notes,
    published,
    publishing,
    releasing,
    second_readings,
)
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import Refused
from simulator.usecases.people import ADMINISTRATOR, COURSE_LEADER, SUPERVISOR
from simulator.usecases.published import SENTENCE_LIMIT
from tests.usecases.fuzz import picture
from tests.usecases.given import assign, begin, close
from tests.usecases.trainee import COHORT, Trainee, join

SLUG = "hostile-case"
PLAYERS, LINES_THERE = 6, 40
WRONG = "\n\n## gate: Twice\n\n### third: {0}\n- {0}: {0}\n- Next: {0}\n- When: {0}\n- Effect: {0}\n- Ending: {0}\n"
"""What the checker has to say something about, and quotes."""


class Cast(NamedTuple):
    """Two course leaders, a supervisor, an administrator, and trainees of whom the first plays on pages."""

    noor: Trainee
    marta: Trainee
    ilse: Trainee
    ravi: Trainee
    trainees: tuple[Trainee, ...]

    @property
    def store(self) -> Store:
        return self.noor.store


class Planted(NamedTuple):
    """Where it was planted. `draft` differs from what was published, and was typed by both leaders."""

    draft: UUID
    readings: tuple[UUID, ...]
    attempt: UUID
    assignments: tuple[UUID, ...]
    versions: tuple[str, ...]


def cast_of(store: Store) -> Cast:
    """Everybody of one course."""
    noor, marta = join(store, "Noor", COURSE_LEADER), join(store, "Marta", COURSE_LEADER)
    ilse, ravi = join(store, "Ilse", SUPERVISOR), join(store, "Ravi", ADMINISTRATOR)
    return Cast(noor, marta, ilse, ravi, tuple(join(store, f"Trainee {number}") for number in range(PLAYERS)))


def plant_case(cast: Cast, text: str, other: str, payload: str) -> Planted:
    """Both texts published one after the other, the first one played and assigned; the draft says something else again.

    `payload` stands wherever a text of at least 300 letters can.
    """
    store, noor, marta = cast.store, cast.noor, cast.marta
    words = payload[:SENTENCE_LIMIT]
    draft = drafts.begin(store, noor.actor, uuid4(), SLUG, text, "twee", losses=[payload, payload]).id
    pictures.add_to(store, noor.actor, draft, f"{payload}.png", picture("png"), words[:250], "gate")
    readings = [_published(noor, marta, draft, payload[:2_000])]
    assignment = assign(noor, SLUG, now=datetime.now(UTC), **_assigned(payload[:120], payload[:4_000]))
    for number, one in enumerate(cast.trainees):
        one.start(SLUG, say_first=True)
        one.reflect(payload)
        one.notice()
        one.say(payload[:4_000])
        one.respond(("first", "second")[number % 2], payload[:4_000])
        one.go_on()
        one.finish()
        one.rate_self(attunement="helpful", titration="missed")
        one.look_back(payload)
    _put(marta, draft, other)
    readings.append(_published(marta, noor, draft, payload[:2_000]))
    _put(noor, draft, other + WRONG.replace("{0}", payload))
    readings.append(_asked(noor, draft, payload[:2_000]))
    second_readings.comment(store, marta.actor, readings[-1], uuid4(), 2, payload[:2_000])
    attempt = cast.trainees[0].attempt
    versions = tuple(one.version for one in published.versions_of(store, noor.actor, SLUG))
    return Planted(draft, tuple(readings), attempt, (assignment,), versions)


def plant_rows(cast: Cast, payloads: Sequence[str], planted: Planted) -> Planted:
    """Each payload in a row of its own of every list that people can add to; names come last, see `plant_names`."""
    store, noor, marta = cast.store, cast.noor, cast.marta
    assignments, ada = list(planted.assignments), cast.trainees[0]
    reviewed = clinical_reviews.reviewed_case(store, noor.actor, SLUG).version
    revision = _revision(noor, planted.draft)
    for number, payload in enumerate(payloads):
        second_readings.comment(store, marta.actor, planted.readings[-1], uuid4(), 1 + number % LINES_THERE, payload)
    for number, payload in enumerate(payloads):
        text = f"---\ntitle: {payload}\n---\n\n{payload}\n"
        drafts.begin(store, noor.actor, uuid4(), f"draft-{number}", text, "h5p", losses=[payload])
        clinical_reviews.record(store, noor.actor, SLUG, reviewed, uuid4(), payload[:200], payload)
        with store.database.read() as session:
            holding = publications.newest(session, SLUG)
        assert holding
        published.retire(store, noor.actor, SLUG, holding.number)
        published.bring_back(store, noor.actor, SLUG, holding.number, payload)
        practice_notes.keep(store, ada.actor, "three-breaths", 3, uuid4(), payload)
        assignments.append(assign(noor, SLUG, now=datetime.now(UTC), **_assigned(payload[:120], payload)))
        asked = uuid4()
        second_readings.ask(store, noor.actor, planted.draft, asked, revision, payload, instead=True)
        second_readings.decide(store, marta.actor, asked, "changes wanted", payload)
    return planted._replace(assignments=tuple(assignments))


def plant_names(cast: Cast, payloads: Sequence[str]) -> None:
    """What people, the cohort and the institute are called. People are found by other names before."""
    store = cast.store
    joined = [join(store, f"Somebody {number}") for number in range(max(0, len(payloads) - len(cast.trainees) - 4))]
    everybody = (cast.noor, cast.marta, cast.ilse, cast.ravi, *cast.trainees, *joined)
    details = cohorts.details(store, cast.noor.actor, COHORT)
    cohorts.change(store, cast.noor.actor, COHORT, details._replace(name=payloads[0][:100]))
    administering.change_institution(store, cast.ravi.actor, payloads[0][:200], ())
    with store.database.write() as session:
        for number, one in enumerate(everybody):
            name = payloads[number % len(payloads)][:100]
            session.execute(update(PERSON).where(PERSON.c.id == one.actor.id).values(name=name))
        session.commit()


def played_as_assigned(cast: Cast, assignment: UUID, words: str) -> UUID:
    """An attempt on an assignment, finished; it waits for its release."""
    one = cast.trainees[1]
    attempt = begin(one, assignment, SLUG, datetime.now(UTC))
    close(one, datetime.now(UTC), "first")
    one.look_back(words)
    return attempt


def released(cast: Cast) -> int:
    """The supervisor releases all that waits."""
    store = cast.store
    return releasing.release(store, cast.ilse.actor, [one.id for one in releasing.waiting(store, cast.ilse.actor)])


def _assigned(title: str, note: str) -> dict[str, Any]:
    opens = datetime.now(UTC) - timedelta(hours=1)
    return {"opens": opens, "title": title, "note": note, "release": "by the supervisor", "mode": "assessment"}


def _asked(who: Trainee, draft: UUID, note: str) -> UUID:
    reading = uuid4()
    second_readings.ask(who.store, who.actor, draft, reading, _revision(who, draft), note)
    return reading


def _published(who: Trainee, other: Trainee, draft: UUID, words: str) -> UUID:
    """Asked for, commented, approved and published, each with these words."""
    reading = _asked(who, draft, words)
    second_readings.comment(who.store, other.actor, reading, uuid4(), 2, words)
    second_readings.decide(who.store, other.actor, reading, "approved", words)
    try:
        publishing.publish(who.store, who.actor, reading, words[:SENTENCE_LIMIT])
    except Refused:
        faults = publishing.standing(who.store, who.actor, draft).faults
        raise AssertionError([(one.line, one.code, one.excerpt) for one in faults]) from None
    return reading


def _put(who: Trainee, draft: UUID, text: str) -> None:
    drafts.save(who.store, who.actor, draft, _revision(who, draft), text)


def _revision(who: Trainee, draft: UUID) -> int:
    return drafts.opened(who.store, who.actor, draft).revision
