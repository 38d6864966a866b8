"""Single scenes as drills: one moment of a case, answered by itself, with what it does and why.

A drill counts for nothing: no score, no supervisor's queue. It is kept so that it can be shown again and so that the
list of what to practise next knows of it. Scenes of an assessment that is still open are not for drilling, because a
drill tells at once what an assessment tells at its end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID, uuid4

from simulator.engine.attempt import NotOffered, Step, advance, begin, gauges_by_slug, offered
from simulator.engine.drills import arrivals, exercised
from simulator.engine.feedback import alternative
from simulator.engine.scenario import Alternative, Client, Scenario
from simulator.engine.scoring import marks
from simulator.engine.state import State
from simulator.engine.view import Line, SceneView, look, shown
from simulator.storage import assignments, attempts, drills, moments
from simulator.storage.database import Session
from simulator.storage.drills import DrillRecord
from simulator.storage.errors import StoreConflict
from simulator.storage.records import AttemptLine
from simulator.usecases.assigning import state_of
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound, Refused, Stale
from simulator.usecases.people import TRAINEE, Actor
from simulator.usecases.practising import new_token
from simulator.usecases.stories import CardName, RatingStory, cards_behind, rating_story
from simulator.usecases.texts import storable

ASSESSMENT = "assessment"
LONGEST_TOKEN = 64
VERSIONS_KEPT = 256


@dataclass(frozen=True, slots=True)
class Drill:
    """A scene to be practised by itself: all that its page shows before it is answered, and no rating.

    `met_at` is when the trainee met it in an attempt of their own, whose client it is then; None if they never did.
    `offered` is whether the case is in the library now.
    """

    version: str
    scenario: str
    title: str
    language: str
    level: str
    client: Client
    warnings: tuple[str, ...]
    briefing: str
    offered: bool
    view: SceneView
    gauges: dict[str, int]
    token: str
    met_at: datetime | None


class Told(NamedTuple):
    """What an answer did: the same as after a turn in practice. `before` and `after` are the gauges by slug."""

    title: str
    lines: tuple[Line, ...]
    reactions: tuple[Line, ...]
    ratings: tuple[RatingStory, ...]
    alternative: Alternative | None
    behind: tuple[CardName, ...]
    before: dict[str, int]
    after: dict[str, int]
    left_window: str | None
    took_over: str | None


@dataclass(frozen=True)
class Ground:
    """What drills are made from in one version of a case: its scenes by criterion, and a way into each scene."""

    arrivals: Mapping[str, State]
    exercised: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Version:
    version: str
    scenario: Scenario = field(compare=False)


def drill(store: Store, actor: Actor, version: str, scene: str, now: datetime | None = None) -> Drill:
    """A scene to be answered by itself.

    Raises:
        NotFound: no such version, offered now or played by this person; no such scene, or one that asks for nothing.
        Refused: the case belongs to an assessment that is open for this person.
    """
    current = store.current
    with store.database.read() as session:
        scenario, state, met_at = _here(store, current, session, actor, version, scene, now or datetime.now(UTC))
    return _drill(current, scenario, state, met_at, new_token())


def answer(
    store: Store,
    actor: Actor,
    version: str,
    scene: str,
    token: str,
    response: str,
    now: datetime | None = None,
) -> UUID:
    """Answer a scene, and keep the answer for ever: its id. The same answer sent again is the one that is kept.

    Raises:
        NotFound, Refused: as for `drill`; Refused too for a response that is not offered there.
        Stale: the page was answered before, with something else.
    """
    now = now or datetime.now(UTC)
    current = store.current
    if not token or len(token) > LONGEST_TOKEN or not storable(token):
        raise _answered_before()
    try:
        with store.database.write() as session:
            kept = drills.drill_by_token(session, actor.id, token)
            if kept is None:
                scenario, state, _ = _here(store, current, session, actor, version, scene, now)
                kept = _answered(actor, scenario, state, token, response, now)
                drills.add_drill(session, kept)
                session.commit()
    except StoreConflict:  # the same click, a moment earlier: what it answered is what counts
        with store.database.read() as session:
            kept = drills.drill_by_token(session, actor.id, token)
        if kept is None:
            raise
    if (kept.version, kept.start.scene, kept.response) != (version, scene, response):
        raise _answered_before()
    return kept.id


def told(store: Store, actor: Actor, version: str, scene: str, drill_id: UUID) -> tuple[Drill, Told]:
    """A drill of this person as it was answered: the scene again, and what the answer did.

    Raises:
        NotFound: no such drill of this person, or not of this scene.
    """
    current = store.current
    with store.database.read() as session:
        kept = drills.drill_of(session, actor.id, drill_id)
    if kept is None or (kept.version, kept.start.scene) != (version, scene):
        raise NotFound(str(drill_id))
    scenario = store.scenario(kept.version)
    step = advance(scenario, kept.start, kept.response)
    return _drill(current, scenario, kept.start, None, kept.token), _told(store, scenario, step)


def ground(scenario: Scenario) -> Ground:
    """What drills are made from in this version; walked once and kept."""
    return _ground(_Version(scenario.version, scenario))


@lru_cache(maxsize=VERSIONS_KEPT)
def _ground(of: _Version) -> Ground:
    return Ground(arrivals(of.scenario), exercised(of.scenario))


def held_back(session: Session, actor: Actor, mine: Sequence[AttemptLine], now: datetime) -> frozenset[str]:
    """The cases, by slug, of which a drill would tell too early how an assessment is rated.

    Those of an open assignment that this person has not finished; those they are in the midst of in assessment mode,
    and those whose scores wait to be released. `mine` are all attempts of this person, as they may see them.
    """
    here = [one.cohort for one in actor.roles if one.role == TRAINEE]
    given = assignments.given(session, here) if here else ()
    open_ = [
        one.assignment.id
        for one in given
        if one.assignment.mode == ASSESSMENT and state_of(one.assignment, now) == "open"
    ]
    cases = assignments.cases_of(session, open_) if open_ else {}
    done = {(line.assignment_id, line.slug) for line in mine if line.finished_at}
    due = {case.slug for task in open_ for case in cases.get(task, ()) if (task, case.slug) not in done}
    return frozenset(due | {line.slug for line in mine if line.mode == ASSESSMENT and line.scores is None})


def start_of(session: Session, actor: Actor, scenario: Scenario, scene: str) -> tuple[State, datetime | None]:
    """The client at a scene: as this person met them in their latest attempt that came there, and when; else as they
    may well be there.
    """
    been = moments.been_at(session, actor.id, scenario.version, scene)
    if been is None:
        return ground(scenario).arrivals[scene], None
    return been.state or begin(scenario, been.start_gauges), been.answered_at


def _here(
    store: Store,
    current: Mapping[str, Scenario],
    session: Session,
    actor: Actor,
    version: str,
    slug: str,
    now: datetime,
) -> tuple[Scenario, State, datetime | None]:
    """The scene, if this person may drill it now, and the client's state there."""
    published = any(one.version == version for one in current.values())
    if not published and not (storable(version) and moments.has_played(session, actor.id, version)):
        raise NotFound(version)
    scenario = store.scenario(version)
    scene = scenario.scene_by_slug.get(slug)
    if scene is None or scene.ending is not None:
        raise NotFound(slug)
    if scenario.slug in held_back(session, actor, attempts.attempts_of(session, actor.id, now), now):
        raise Refused(
            "“{case}” belongs to an assessment that is open for you, or whose scores are still to come. Its scenes can"
            " be practised by themselves after that.",
            case=scenario.title,
        )
    state, met_at = start_of(session, actor, scenario, slug)
    if not offered(scene, state):
        raise NotFound(slug)
    return scenario, state, met_at


def _answered(actor: Actor, scenario: Scenario, state: State, token: str, response: str, now: datetime) -> DrillRecord:
    if not response:
        raise Refused("Please choose one of the responses first.")
    try:
        step = advance(scenario, state, response)
    except NotOffered as error:
        raise Refused("That response is not possible here. Please choose one of these.") from error
    return DrillRecord(
        uuid4(), actor.id, scenario.version, token, state, step.response.slug, marks(step), step.state, now
    )


def _drill(
    current: Mapping[str, Scenario], scenario: Scenario, state: State, met_at: datetime | None, token: str
) -> Drill:
    return Drill(
        version=scenario.version,
        scenario=scenario.slug,
        title=scenario.title,
        language=scenario.language,
        level=scenario.level,
        client=scenario.client,
        warnings=scenario.warnings,
        briefing=scenario.briefing,
        offered=scenario.slug in current,
        view=look(scenario, state, shuffle=token),
        gauges=gauges_by_slug(scenario, state),
        token=token,
        met_at=met_at,
    )


def _told(store: Store, scenario: Scenario, step: Step) -> Told:
    rubric = store.catalogue.rubric
    return Told(
        title=step.response.title,
        lines=shown(step.response.passages, step.before),
        reactions=shown(step.response.reactions, step.state),
        ratings=tuple(rating_story(rubric, rating) for rating in step.response.ratings),
        alternative=alternative(step),
        behind=cards_behind(store.catalogue.concepts, step),
        before=gauges_by_slug(scenario, step.before),
        after=gauges_by_slug(scenario, step.state),
        left_window=step.left_window,
        took_over=step.took_over,
    )


def _answered_before() -> Stale:
    return Stale("This moment has been answered already. Here it is once more, if you would like another try.")
