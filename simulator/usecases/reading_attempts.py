"""What a supervisor reads: an attempt as a transcript, with what the case rated, what they rate, and what others said.

In a blind reading, what would give away how the case rates or who played is not in the story at all, so that no page
can show it: it is taken out here, before a page is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from simulator.engine.attempt import Step, begin, counted, gauges_by_slug, replay
from simulator.engine.rubric import Level, Rubric
from simulator.engine.scenario import Client, Scenario
from simulator.engine.scoring import Score
from simulator.engine.view import Line, Offer, shown
from simulator.storage import attempts, directory, double_ratings, review_drafts, reviews, self_ratings, turns
from simulator.storage.database import Session
from simulator.storage.records import AttemptRecord, TurnRecord
from simulator.storage.review_records import BLIND, CALIBRATION, CONSENSUS, SUPERVISION, CommentRecord, ReviewRecord
from simulator.usecases import reviewing
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound
from simulator.usecases.people import Actor
from simulator.usecases.released import A_SUPERVISOR, given, released_review
from simulator.usecases.review_tasks import Task, TaskKey, allowed
from simulator.usecases.reviewing import Changes, Content, LevelKey, content_of
from simulator.usecases.scores import answers
from simulator.usecases.stories import TurnStory, turn_story
from simulator.usecases.threads import Thread, threads

__all__ = [
    "BLIND",
    "CALIBRATION",
    "CONSENSUS",
    "SUPERVISION",
    "CommentRecord",
    "ReadTurn",
    "ReadingStory",
    "finish_reading",
    "open_reading",
    "release_finished",
]

LATELY = timedelta(minutes=15)
Levels = Mapping[tuple[int, str], int]
"""Levels by turn and principle."""


class ReadTurn(NamedTuple):
    """One turn: what happened, what else was offered, how the client was, and where the trainee went back.

    `again` are the later tries at this moment. `gauges` is the client before it was answered.
    """

    told: TurnStory
    offered: tuple[Offer, ...]
    gauges: dict[str, int]
    again: tuple[int, ...]
    answered_at: datetime


class Review(NamedTuple):
    """A finished review, with its levels on principles. `released_at` is when it was sent to the trainee."""

    id: UUID
    by: str
    at: datetime
    levels: Levels
    released_at: datetime | None


class Reader(NamedTuple):
    """Somebody else who has been writing about this attempt lately."""

    name: str
    since: datetime


class Rater(NamedTuple):
    """One of the two who have rated an attempt blind."""

    name: str
    levels: Levels


class Ours(NamedTuple):
    """What the case, the trainee and other people said about the attempt; nothing of it is in a blind reading.

    `said` are the comments that the trainee sees now, with the answers to them; `said_by` is who wrote them.
    """

    scores: tuple[Score, ...] = ()
    self_ratings: Mapping[str, Level] = {}
    others: tuple[Review, ...] = ()
    also_reading: tuple[Reader, ...] = ()
    raters: tuple[Rater, ...] = ()
    said: tuple[Thread, ...] = ()
    said_by: str = ""


@dataclass(frozen=True, slots=True)
class ReadingStory:
    """All that a reading page shows. `trainee` is empty in a blind reading; `last` is the review that counts so far."""

    task: Task
    rubric: Rubric
    scenario: Scenario
    steps: Mapping[int, Step]
    counted: frozenset[int]
    trainee: str
    mode: str
    started_at: datetime
    finished_at: datetime
    ending: str
    ending_title: str
    ending_lines: tuple[Line, ...]
    turns: tuple[ReadTurn, ...]
    content: Content
    revision: int
    saved_at: datetime | None
    last: Review | None
    ours: Ours

    @property
    def key(self) -> TaskKey:
        """Which reading it is."""
        return self.task.key

    @property
    def blind(self) -> bool:
        """Whether nothing of the case's ratings is in it."""
        return self.task.blind

    @property
    def client(self) -> Client:
        """Who came to the hour."""
        return self.scenario.client

    @property
    def consensus(self) -> bool:
        """Whether two who rated it blind agree here."""
        return self.key.purpose == CONSENSUS

    def differ(self, seq: int, principle: str) -> bool:
        """Whether the two raters gave different levels here."""
        return len({rater.levels.get((seq, principle)) for rater in self.ours.raters}) > 1

    @property
    def agreed(self) -> dict[LevelKey, int]:
        """The levels that both raters gave."""
        if not self.ours.raters:
            return {}
        first, *_ = self.ours.raters
        return {
            LevelKey(seq, principle): level
            for (seq, principle), level in first.levels.items()
            if not self.differ(seq, principle)
        }


def open_reading(store: Store, actor: Actor, key: TaskKey, now: datetime | None = None) -> ReadingStory:
    """An attempt as the actor may read it for this task.

    Raises:
        NotFound: they may not do this reading.
    """
    now = now or datetime.now(UTC)
    with store.database.read() as session:
        task = allowed(session, actor, key, now)
        attempt = attempts.attempt_to_read(session, task.attempt_id)
        if attempt is None or attempt.finished_at is None:
            raise NotFound(str(task.attempt_id))
        records = turns.turns_of(session, attempt.id)
        draft = review_drafts.draft_of(session, attempt.id, task.owner, key.purpose, key.task_id)
        found = reviews.reviews_of(session, [attempt.id])
        standing = reviews.standing(found, reviews.reversals_of(session, [attempt.id])).values() if found else ()
        last = _last(session, task, actor, standing)
        ours = Ours() if task.blind else _ours(session, task, actor, attempt, tuple(standing), now)
        names = {} if task.blind else directory.names(session, [attempt.person_id])
    scenario = store.scenario(attempt.version)
    steps = replay(scenario, begin(scenario, attempt.start_gauges), answers(records))
    ending = scenario.scene_by_slug[steps[attempt.head].state.scene]
    return ReadingStory(
        task=task,
        rubric=store.catalogue.rubric,
        scenario=scenario,
        steps=steps,
        counted=counted(answers(records)),
        trainee=names.get(attempt.person_id, ""),
        mode=attempt.mode,
        started_at=attempt.started_at,
        finished_at=attempt.finished_at,
        ending=ending.ending or "",
        ending_title=ending.title,
        ending_lines=shown(ending.passages, steps[attempt.head].state),
        turns=_turns(store, scenario, records, steps, blind=task.blind),
        content=content_of(draft),
        revision=draft.revision if draft else 0,
        saved_at=draft.updated_at if draft else None,
        last=last,
        ours=ours,
    )


def finish_reading(
    store: Store, actor: Actor, key: TaskKey, changes: Changes, *, release_it: bool = False, now: datetime | None = None
) -> UUID:
    """Save what a page sends, and finish the reading with it. In a consensus, the levels that both raters gave are
    taken over wherever nothing else was said.

    Raises:
        NotFound, Refused: as `reviewing.save` and `reviewing.finish`; what could be saved is saved even then.
    """
    if key.purpose == CONSENSUS:
        story = open_reading(store, actor, key, now)
        given_here = {**story.content.levels, **changes.levels}
        levels = {place: level for place, level in story.agreed.items() if given_here.get(place) is None}
        changes = changes._replace(levels={**changes.levels, **levels})
    reviewing.save(store, actor, key, changes, now)
    return reviewing.finish(store, actor, key, release_it=release_it, now=now)


def release_finished(
    store: Store, actor: Actor, attempt_id: UUID, review_id: UUID, now: datetime | None = None
) -> None:
    """Let the trainee see a finished review of this attempt.

    Raises:
        NotFound: there is none that the actor may release.
    """
    with store.database.read() as session:
        found = reviews.review(session, review_id)
    if found is None or found.attempt_id != attempt_id:
        raise NotFound(str(review_id))
    reviewing.release_review(store, actor, review_id, now)


def _turns(
    store: Store, scenario: Scenario, records: Sequence[TurnRecord], steps: Mapping[int, Step], *, blind: bool
) -> tuple[ReadTurn, ...]:
    rubric, concepts = store.catalogue.rubric, store.catalogue.concepts
    tries: dict[int, list[int]] = {}
    for record in records:
        tries.setdefault(record.parent, []).append(record.seq)
    found = []
    for record in records:
        step, (first, *later) = steps[record.seq], tries[record.parent]
        told = turn_story(scenario, rubric, concepts, record, step, first_try=None if first == record.seq else first)
        offers = tuple(Offer(one.slug, one.title, shown(one.passages, step.before)) for one in step.offered)
        again = tuple(later) if first == record.seq else ()
        gauges = gauges_by_slug(scenario, step.before)
        found.append(ReadTurn(_without_ratings(told) if blind else told, offers, gauges, again, record.answered_at))
    return tuple(found)


def _without_ratings(told: TurnStory) -> TurnStory:
    """The turn without anything that says how the case rates it: what was noticed stays, not whether it was there."""
    cues = tuple(cue._replace(present=False, feedback="") for cue in told.cues)
    return told._replace(cues=cues, ratings=(), alternative=None, behind=(), worst=Level.MISSED)


def _last(session: Session, task: Task, actor: Actor, standing: Iterable[ReviewRecord]) -> Review | None:
    """The review of this task that counts: the actor's own; of a consensus, that of either rater."""
    mine = [
        one
        for one in standing
        if (one.purpose, one.task_id) == task.key[:2] and (task.key.purpose == CONSENSUS or one.person_id == actor.id)
    ]
    return max(_told(session, mine), key=lambda one: one.at, default=None)


def _told(session: Session, found: Sequence[ReviewRecord]) -> tuple[Review, ...]:
    if not found:
        return ()
    names = directory.names(session, [one.person_id for one in found])
    ratings = reviews.ratings_of(session, [one.id for one in found])
    released = {one.review_id: one.at for one in reviews.releases_of(session, [found[0].attempt_id])}
    return tuple(
        Review(
            one.id,
            names.get(one.person_id, A_SUPERVISOR),
            one.at,
            given(ratings.get(one.id, ())),
            released.get(one.id),
        )
        for one in found
    )


def _ours(
    session: Session,
    task: Task,
    actor: Actor,
    attempt: AttemptRecord,
    standing: Sequence[ReviewRecord],
    now: datetime,
) -> Ours:
    released = released_review(session, attempt.id) if standing else None
    comments = reviews.comments_of(session, [released.id]).get(released.id, ()) if released else ()
    visible = [one for one in comments if one.place != "why"]
    ours = Ours(
        scores=attempt.scores or (),
        self_ratings=self_ratings.self_ratings_of(session, attempt.person_id, attempt.id),
        said=threads(session, attempt.id, visible, actor.id) if visible else (),
        said_by=_told(session, [released])[0].by if released else "",
    )
    if task.key.purpose == CONSENSUS:
        return ours._replace(raters=_raters(session, task, standing))
    others = [one for one in standing if one.purpose == SUPERVISION and one.person_id != actor.id]
    return ours._replace(others=_told(session, others), also_reading=_also_reading(session, task, others, actor, now))


def _raters(session: Session, task: Task, standing: Iterable[ReviewRecord]) -> tuple[Rater, ...]:
    double = double_ratings.double_rating(session, task.key.task_id)
    theirs = [one for one in standing if (one.purpose, one.task_id) == (BLIND, task.key.task_id)]
    if double is None:
        return ()
    names = directory.names(session, (double.first_rater, double.second_rater))
    ratings = reviews.ratings_of(session, [one.id for one in theirs])
    levels = {one.person_id: given(ratings.get(one.id, ())) for one in theirs}
    return tuple(
        Rater(names.get(person, A_SUPERVISOR), levels.get(person, {}))
        for person in (double.first_rater, double.second_rater)
    )


def _also_reading(
    session: Session, task: Task, finished: Iterable[ReviewRecord], actor: Actor, now: datetime
) -> tuple[Reader, ...]:
    """Who has written in the last minutes, and has not finished since."""
    done = {one.person_id: one.at for one in finished}
    drafts = [
        one
        for one in review_drafts.drafts_of(session, task.attempt_id)
        if one.purpose == SUPERVISION
        and one.person_id != actor.id
        and now - one.updated_at < LATELY
        and not (one.person_id in done and one.updated_at <= done[one.person_id])
    ]
    names = directory.names(session, [one.person_id for one in drafts]) if drafts else {}
    return tuple(Reader(names[one.person_id], one.begun_at) for one in drafts if one.person_id in names)
