"""The end of a case: rating oneself first, then the profile, harmful moments, the way taken, what to practise next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from simulator.engine.attempt import Step, begin, counted, replay
from simulator.engine.feedback import Finding, growth_edges, harmful_moments, practise_next, strengths
from simulator.engine.practice import Practice
from simulator.engine.rubric import PRINCIPLES, Level, Rubric
from simulator.engine.scenario import Scenario
from simulator.engine.scoring import Score
from simulator.engine.view import Line, shown
from simulator.storage import assignments, attempts, reflections, self_ratings, turns
from simulator.storage.database import Session
from simulator.storage.records import AttemptRecord, ReflectionRecord, TurnRecord
from simulator.storage.releases import visible
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.people import Actor
from simulator.usecases.practising import is_current, moved_on
from simulator.usecases.reading import cards_by_criterion, practices
from simulator.usecases.released import released
from simulator.usecases.review_stories import ReviewStory, review_story
from simulator.usecases.scores import answers
from simulator.usecases.stories import (
    MOST_CARDS,
    CardName,
    CriterionName,
    RatingStory,
    TurnStory,
    criterion_name,
    rating_story,
    turn_story,
)
from simulator.usecases.texts import REFLECTION_LIMIT, not_opened, typed
from simulator.usecases.threads import threads

DEBRIEF = "debrief"
HARD_ENDINGS = ("strained", "broken-off")
DEBRIEF_PROMPT = "What do you take from this attempt into the room?"


class FindingStory(NamedTuple):
    """A strength or a growth edge: the criterion, how often, and the turn that shows it."""

    criterion: CriterionName
    times: int
    seq: int
    rating: RatingStory
    behind: tuple[CardName, ...]


class HarmStory(NamedTuple):
    """One harmful moment, by itself."""

    seq: int
    rating: RatingStory


class NextCase(NamedTuple):
    """A case to practise next, and why; its title is in `language`."""

    slug: str
    title: str
    language: str
    criteria: tuple[CriterionName, ...]


class Reflection(NamedTuple):
    """A private note; only its writer ever sees it. `text` is None if it cannot be opened."""

    scene: str
    prompt: str
    text: str | None


class Assigned(NamedTuple):
    """What the assignment of an attempt says about its debrief; `waits` while scores and feedback are held back."""

    title: str
    focus: tuple[str, ...]
    release: str
    due_at: datetime
    waits: bool


@dataclass(frozen=True, slots=True)
class Debrief:
    """All of a finished attempt. Before the self-rating, and until its scores are released, what follows `scores` stays
    empty, but for one's own notes, what is offered after a hard ending, and `written_to`: that a review is there.
    """

    attempt: UUID
    scenario: str
    title: str
    language: str
    client: str
    mode: str
    started_at: datetime
    finished_at: datetime
    ending: str
    ending_title: str
    ending_lines: tuple[Line, ...]
    in_play: tuple[str, ...]
    self_ratings: dict[str, Level]
    assigned: Assigned | None = None
    scores: tuple[Score, ...] = ()
    strengths: tuple[FindingStory, ...] = ()
    edges: tuple[FindingStory, ...] = ()
    harm: tuple[HarmStory, ...] = ()
    turns: tuple[TurnStory, ...] = ()
    cues_there: int = 0
    cues_noticed: int = 0
    next_cases: tuple[NextCase, ...] = ()
    reflections: tuple[Reflection, ...] = ()
    played: Scenario | None = None
    steps: Mapping[int, Step] | None = None
    counted: frozenset[int] = frozenset()
    practices: tuple[Practice, ...] = ()
    written_to: bool = False
    review: ReviewStory | None = None

    @property
    def rated(self) -> bool:
        """Whether the trainee has rated themselves."""
        return bool(self.self_ratings)

    @property
    def scores_by_focus(self) -> tuple[Score, ...]:
        """The scores, those of the principles first that the assignment has in focus."""
        focus = self.assigned.focus if self.assigned else ()
        return tuple(sorted(self.scores, key=lambda score: score.principle not in focus))

    @property
    def waits(self) -> bool:
        """Whether scores and feedback are held back until they are released."""
        return self.assigned is not None and self.assigned.waits


def debrief(store: Store, actor: Actor, attempt_id: UUID, now: datetime | None = None) -> Debrief:
    """The debrief of a finished attempt.

    Raises:
        NotFound: no such attempt of this person, or it is not finished.
    """
    with store.database.read() as session:
        attempt = attempts.attempt_of(session, actor.id, attempt_id)
        if attempt is None or attempt.finished_at is None:
            raise NotFound(str(attempt_id))
        records = turns.turns_of(session, attempt_id)
        own = self_ratings.self_ratings_of(session, actor.id, attempt_id)
        notes = reflections.reflections_of(session, actor.id, attempt_id, seal=store.keys.seal)
        assigned = _assigned(session, attempt, now or datetime.now(UTC))
        review = released(session, attempt, records)
        said = threads(session, attempt_id, review.comments, actor.id) if review else ()
    scenario = store.scenario(attempt.version)
    steps = replay(scenario, begin(scenario, attempt.start_gauges), answers(records))
    written = tuple(Reflection(note.scene, note.prompt, note.text) for note in notes)
    found = _debrief(store, scenario, attempt, records, steps, own, written, assigned)
    if review is None:
        return found
    told = review_story(store.catalogue.rubric, review, said, found.turns) if found.turns else None
    return replace(found, written_to=review.review is not None, review=told)


def _assigned(session: Session, attempt: AttemptRecord, now: datetime) -> Assigned | None:
    if attempt.assignment_id is None:
        return None
    terms = assignments.terms(session, attempt.assignment_id)
    seen = visible(
        mode=attempt.mode, release=terms.release, due_at=terms.due_at, released_at=attempt.released_at, now=now
    )
    return Assigned(terms.title, tuple(terms.focus), terms.release, terms.due_at, not seen)


def _debrief(
    store: Store,
    scenario: Scenario,
    attempt: AttemptRecord,
    records: tuple[TurnRecord, ...],
    steps: Mapping[int, Step],
    own: dict[str, Level],
    notes: tuple[Reflection, ...],
    assigned: Assigned | None,
) -> Debrief:
    last = steps[attempt.head]
    ending = scenario.scene_by_slug[last.state.scene]
    counting = counted(answers(records))
    scored = {seq: step for seq, step in steps.items() if seq in counting}
    in_play = {rating.principle for step in scored.values() for rating in step.response.ratings}
    base = Debrief(
        attempt=attempt.id,
        scenario=scenario.slug,
        title=scenario.title,
        language=scenario.language,
        client=scenario.client.name,
        mode=attempt.mode,
        started_at=attempt.started_at,
        finished_at=attempt.finished_at or attempt.updated_at,
        ending=ending.ending or "",
        ending_title=ending.title,
        ending_lines=shown(ending.passages, last.state),
        in_play=tuple(principle for principle in PRINCIPLES if principle in in_play),
        self_ratings=own,
        assigned=assigned,
        reflections=notes,
    )
    if base.waits:
        hard = own and base.ending in HARD_ENDINGS
        return replace(base, practices=practices(store, "hard-ending")) if hard else base
    return _told(store, scenario, attempt, records, steps, scored, base) if own else base


def _told(
    store: Store,
    scenario: Scenario,
    attempt: AttemptRecord,
    records: tuple[TurnRecord, ...],
    steps: Mapping[int, Step],
    scored: Mapping[int, Step],
    base: Debrief,
) -> Debrief:
    rubric, current = store.catalogue.rubric, store.current
    first = {record.parent: record.seq for record in reversed(records)}
    told = tuple(
        turn_story(
            scenario,
            rubric,
            store.catalogue.concepts,
            record,
            steps[record.seq],
            first_try=None if first[record.parent] == record.seq else first[record.parent],
        )
        for record in records
    )
    edges = growth_edges(scored)
    there = [cue for turn in told if turn.counted for cue in turn.cues if cue.present]

    behind = cards_by_criterion(store)
    harm = tuple(HarmStory(seq, rating_story(rubric, rating)) for seq, rating in harmful_moments(scored))

    def told_finding(found: Finding) -> FindingStory:
        rating = rating_story(rubric, found.rating)
        return FindingStory(
            criterion_name(rubric, found.criterion),
            found.times,
            found.seq,
            rating,
            behind.get(found.criterion, ())[:MOST_CARDS],
        )

    return replace(
        base,
        scores=attempt.scores or (),
        strengths=tuple(map(told_finding, strengths(scored))),
        edges=tuple(map(told_finding, edges)),
        harm=harm,
        turns=told,
        cues_there=len(there),
        cues_noticed=sum(cue.noticed for cue in there),
        next_cases=tuple(
            _next_case(rubric, current[one.scenario], one.criteria)
            for one in practise_next(scenario.slug, edges, current.values())
        ),
        played=scenario,
        steps=steps,
        counted=frozenset(scored),
        practices=practices(store, "hard-ending") if base.ending in HARD_ENDINGS or harm else (),
    )


def _next_case(rubric: Rubric, case: Scenario, criteria: tuple[str, ...]) -> NextCase:
    return NextCase(case.slug, case.title, case.language, tuple(criterion_name(rubric, slug) for slug in criteria))


def rate_self(
    store: Store, actor: Actor, attempt_id: UUID, ratings: Mapping[str, str], now: datetime | None = None
) -> None:
    """Keep the trainee's own rating of each principle that was in play; only the first one is kept.

    Raises:
        NotFound: no such finished attempt.
        Refused: a principle in play is not rated, or a level is not one of the four.
    """
    now = now or datetime.now(UTC)
    found = debrief(store, actor, attempt_id)
    if found.self_ratings:
        return
    levels: dict[str, Level] = {}
    for principle in found.in_play:
        word = ratings.get(principle, "")
        if word not in {level.word for level in Level}:
            raise Refused("Please rate yourself on each principle before you see the scores.")
        levels[principle] = Level[word.upper()]
    with store.database.write() as session:
        if attempts.attempt_of(session, actor.id, attempt_id, lock=True) is None:
            raise NotFound(str(attempt_id))
        self_ratings.add_self_ratings(session, actor.id, attempt_id, levels, now)
        session.commit()


def reflect(
    store: Store,
    actor: Actor,
    attempt_id: UUID,
    text: str,
    token: str | None = None,
    now: datetime | None = None,
) -> None:
    """Keep, change or (if the text is empty) remove a private note of this attempt.

    With the `token` of the current page it answers the `Moment` of the scene that is open; without one, the standing
    question of the debrief.

    Raises:
        NotFound: no such attempt of this person; it is not finished, or the scene asks nothing.
        Stale: the page is no longer the current one.
        Refused: the text is too long or cannot be kept; or what was written here before cannot be opened.
    """
    now = now or datetime.now(UTC)
    text = typed(text, "Your note", REFLECTION_LIMIT)
    with store.database.write() as session:
        attempt = attempts.attempt_of(session, actor.id, attempt_id, lock=True)
        if attempt is None:
            raise NotFound(str(attempt_id))
        scene, prompt, seq = _question(store, attempt, token, text)
        earlier = _written(store, session, actor, attempt_id, scene, seq)
        if earlier and earlier.text is None:
            if text:
                raise not_opened(text)
        elif text:
            reflections.keep_reflection(
                session,
                seal=store.keys.seal,
                actor_id=actor.id,
                attempt_id=attempt_id,
                seq=seq,
                scene=scene,
                prompt=prompt,
                text=text,
                at=now,
            )
        elif earlier:
            reflections.remove_reflection(session, actor.id, earlier.id)
        session.commit()


def _question(store: Store, attempt: AttemptRecord, token: str | None, text: str) -> tuple[str, str, int]:
    """Where a private note belongs, and what it answers."""
    if token is None and attempt.finished_at:
        return DEBRIEF, DEBRIEF_PROMPT, attempt.turns
    if token is not None and (attempt.finished_at or not is_current(attempt, token)):
        raise moved_on(text)
    scene = store.scenario(attempt.version).scene_by_slug[attempt.state.scene]
    if token is None or attempt.beat == "feel" or not scene.moment:
        raise NotFound(str(attempt.id))
    return scene.slug, scene.moment, attempt.head


def reflection(store: Store, actor: Actor, attempt_id: UUID, scene: str, seq: int) -> str | None:
    """The private note written in this scene after `seq` turns, or an empty text; None if it cannot be opened."""
    with store.database.read() as session:
        found = _written(store, session, actor, attempt_id, scene, seq)
    return found.text if found else ""


def _written(
    store: Store, session: Session, actor: Actor, attempt_id: UUID, scene: str, seq: int
) -> ReflectionRecord | None:
    notes = reflections.reflections_of(session, actor.id, attempt_id, seal=store.keys.seal)
    return next((note for note in notes if (note.scene, note.seq) == (scene, seq)), None)
