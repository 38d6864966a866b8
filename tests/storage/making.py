"""A very small case, and people and attempts on it, for tests of storage and of migrations."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from simulator.engine.attempt import Step, advance, begin
from simulator.engine.rubric import Level
from simulator.engine.scenario import STANDARD_GAUGES, Branch, Client, Move, Passage, Rating, Response, Scenario, Scene
from simulator.engine.scoring import marks
from simulator.storage import (
    assignments,
    attempts,
    clinical_reviews,
    people,
    practice_notes,
    reflections,
    self_ratings,
    turns,
    versions,
)
from simulator.storage.database import Database, Session
from simulator.storage.records import AttemptRecord, PersonRecord, TurnRecord
from tests.plumbing.keys import KEYS

NOW = datetime(2026, 11, 23, 9, 30, 15, 123456, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
TEXT = "# The closed door\n\nShe looks at the door. — “Stay?”\n"


def response(slug: str, level: Level) -> Response:
    ratings = tuple(Rating(principle, level, (), "") for principle in ("titration", "attunement"))
    moves = (Move("arousal", 0, 1, -5, 5), Move("safeness", 1, level - 2, 0, 10))
    return Response(slug, slug, (Passage("I am here.", speech=True),), ratings, moves, (), (Branch("the-door"),))


SCENARIO = Scenario(
    slug="the-closed-door",
    version="5d" * 32,
    title="The closed door",
    level="foundation",
    minutes=10,
    phase="safety",
    presentation=("shame",),
    learn=(),
    warnings=(),
    client=Client("Ida", "41", "she/her", "secure", "good", "hypoactivating"),
    gauges=tuple(STANDARD_GAUGES.values()),
    briefing="",
    scenes=(
        Scene(
            "the-door",
            "The door",
            (Passage("She looks at the door."),),
            responses=(response("name-it", Level.HELPFUL), response("press-on", Level.HARMFUL)),
        ),
    ),
)
START = begin(SCENARIO)
START_GAUGES = {gauge.slug: value for gauge, value in zip(SCENARIO.gauges, START.gauges, strict=True)}


@contextmanager
def writing(database: Database) -> Iterator[Session]:
    """A transaction that is committed when its block ends well."""
    with database.write() as session:
        yield session
        session.commit()


def make_person(session: Session, name: str = "Ada") -> PersonRecord:
    return people.add_person(session, name=name, slug=f"{name.lower()}-{uuid4().hex[:8]}", at=NOW)


def keep_scenario(session: Session, scenario: Scenario = SCENARIO) -> None:
    versions.keep_version(
        session, slug=scenario.slug, version=scenario.version, title=scenario.title, text=TEXT, at=NOW
    )


def make_attempt(
    session: Session, person_id: UUID, at: datetime = NOW, assignment_id: UUID | None = None
) -> AttemptRecord:
    """A new attempt on the small case."""
    keep_scenario(session)
    return attempts.add_attempt(
        session,
        person_id=person_id,
        version=SCENARIO.version,
        mode="practice",
        say_first=True,
        start_gauges=START_GAUGES,
        state=START,
        beat="respond",
        token=new_token(),
        at=at,
        assignment_id=assignment_id,
    )


def answered(attempt: AttemptRecord, slug: str = "name-it") -> Step:
    """The engine's step for one answer, from where the attempt stands."""
    return advance(SCENARIO, attempt.state, slug)


def play(session: Session, attempt: AttemptRecord, slug: str = "name-it") -> tuple[AttemptRecord, TurnRecord]:
    """One whole turn of an attempt that was just read: the attempt after it, and the turn."""
    step = answered(attempt, slug)
    turn = turns.append_turn(session, attempt, step, marks(step), at=LATER, reason="It felt close.")
    moved = attempt.after(turn, beat="feel", token=new_token())
    attempts.move_head(session, moved, LATER)
    return moved, turn


def make_everything(session: Session) -> AttemptRecord:
    """At least one row in every table: a finished attempt of two turns, rated and reflected on."""
    from tests.storage import making_authoring, making_people, making_reviewing  # which need the times above

    person = make_person(session)
    keep_scenario(session)
    assignment = making_people.make_memberships(session, person.id, SCENARIO.version)
    making_people.make_account(session, person.id)
    attempt = make_attempt(session, person.id, assignment_id=assignment)
    moved, _ = play(session, attempt._replace(noticed=(0, 2), said="Stay, if you like."))
    moved, _ = play(session, moved, "press-on")
    self_ratings.add_self_ratings(session, attempt.person_id, attempt.id, {"attunement": Level.HELPFUL}, LATER)
    reflections.keep_reflection(
        session,
        seal=KEYS.seal,
        actor_id=attempt.person_id,
        attempt_id=attempt.id,
        seq=2,
        scene="debrief",
        prompt="What do you take with you?",
        text="Slower.",
        at=LATER,
    )
    practice_notes.add_note(
        session,
        seal=KEYS.seal,
        note_id=uuid4(),
        actor_id=attempt.person_id,
        practice="equanimity",
        prompt="What would you like to keep?",
        text="The out-breath.",
        at=LATER,
    )
    clinical_reviews.add_review(
        session,
        review_id=uuid4(),
        version=attempt.version,
        reviewer="A clinician",
        remark="Read whole.",
        actor_id=attempt.person_id,
        at=LATER,
    )
    making_authoring.make_authoring(session, attempt.person_id, attempt.version)
    attempts.finish(session, attempt.id, (), LATER)
    made = assignments.assignment(session, assignment)
    assert made is not None
    making_reviewing.make_reviewing(session, attempt, made.cohort_id)
    return moved


def new_token() -> str:
    return uuid4().hex
