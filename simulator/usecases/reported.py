"""Finished attempts as reports read them: with the levels of a released review in the place of the case's."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from simulator.engine.attempt import Answer, counted
from simulator.engine.overriding import overridden
from simulator.engine.profile import Harm, PlayedTurn, Reached, harms, scores
from simulator.engine.rubric import PRINCIPLES, Level
from simulator.engine.scenario import Scenario
from simulator.engine.scoring import Score
from simulator.storage import cohorts, double_ratings, report_rows, reviews
from simulator.storage.cohorts import CohortRecord
from simulator.storage.database import Session
from simulator.storage.releases import visible
from simulator.storage.report_rows import FinishedRow, TurnRow
from simulator.storage.review_records import NOT_IN_PLAY, RatingRecord, ReviewRecord
from simulator.usecases.errors import NotFound
from simulator.usecases.people import COURSE_LEADER, SUPERVISOR, Actor
from simulator.usecases.released import given, released_reviews, writers

Scenarios = Callable[[str], Scenario]


class Attempted(NamedTuple):
    """A finished attempt. `scores` and what was `reached` are those that hold: with the levels of a released review, if
    there is one, written `by` (empty: by the case); `case_scores` are the case's own.
    """

    id: UUID
    person_id: UUID
    slug: str
    title: str
    language: str
    mode: str
    finished_at: datetime
    by: str
    scores: tuple[Score, ...]
    case_scores: tuple[Score, ...]
    reached: tuple[Reached, ...]
    harms: tuple[Harm, ...]
    scene_titles: Mapping[int, str]

    def score(self, principle: str) -> Score:
        """The score of one principle."""
        return next(one for one in self.scores if one.principle == principle)


class Read(NamedTuple):
    """What was read of some attempts: each told, and their released reviews."""

    attempts: tuple[Attempted, ...]
    reviews: Mapping[UUID, ReviewRecord]
    writers: Mapping[UUID, str]


class Loaded(NamedTuple):
    """The rows of some attempts, before anything is reckoned: the transaction ends here."""

    rows: tuple[FinishedRow, ...]
    turns: Mapping[UUID, tuple[TurnRow, ...]]
    reviews: Mapping[UUID, ReviewRecord]
    writers: Mapping[UUID, str]
    ratings: Mapping[UUID, tuple[RatingRecord, ...]]


def shown(row: FinishedRow, now: datetime) -> bool:
    """Whether its trainee may see the scores of an attempt now."""
    return visible(mode=row.mode, release=row.release, due_at=row.due_at, released_at=row.released_at, now=now)


def readable_rows(
    session: Session, actor: Actor, cohort_id: UUID, person_id: UUID | None = None
) -> tuple[tuple[FinishedRow, ...], int]:
    """The attempts in a cohort that this supervisor or leader may see figures of, and how many they rate blind: of one
    person, all that they rate blind anywhere, because a number of that person's own would tell whose attempt it is.

    Nobody sees their own here: their scores may not have been released to them.
    """
    rows = tuple(one for one in report_rows.finished_in(session, cohort_id, person_id) if one.person_id != actor.id)
    withheld: Collection[UUID] = ()
    if actor.is_in(cohort_id, SUPERVISOR):
        withheld = double_ratings.withheld_from(session, actor.id)
    seen = tuple(one for one in rows if one.id not in withheld)
    return seen, len(rows) - len(seen) if person_id is None else len(withheld)


def looked_after(session: Session, actor: Actor, cohort_id: UUID) -> CohortRecord:
    """A cohort that the actor leads or supervises.

    Raises:
        NotFound: there is none, or it is not theirs.
    """
    found = cohorts.cohort(session, cohort_id)
    if found is None or not actor.is_in(cohort_id, COURSE_LEADER, SUPERVISOR):
        raise NotFound(str(cohort_id))
    return found


def load(session: Session, rows: Sequence[FinishedRow]) -> Loaded:
    """Everything about these attempts that a report needs."""
    ids = [row.id for row in rows]
    found = released_reviews(session, ids)
    ratings = reviews.ratings_of(session, [one.id for one in found.values()])
    return Loaded(tuple(rows), report_rows.turns_of(session, ids), found, writers(session, found.values()), ratings)


def told(loaded: Loaded, scenario_of: Scenarios) -> Read:
    """The attempts, in the order of their rows."""
    return Read(
        tuple(_told(loaded, row, scenario_of(row.version)) for row in loaded.rows), loaded.reviews, loaded.writers
    )


def _told(loaded: Loaded, row: FinishedRow, scenario: Scenario) -> Attempted:
    turns, review = loaded.turns.get(row.id, ()), loaded.reviews.get(row.id)
    ratings = loaded.ratings.get(review.id, ()) if review else ()
    played = _played(turns, scenario, ratings)
    return Attempted(
        id=row.id,
        person_id=row.person_id,
        slug=row.slug,
        title=scenario.title,
        language=scenario.language,
        mode=row.mode,
        finished_at=row.finished_at,
        by=loaded.writers[review.id] if review else "",
        scores=scores(played),
        case_scores=row.scores or (),
        reached=tuple(one for turn in played if turn.counted for one in turn.reached),
        harms=harms(played),
        scene_titles={turn.seq: scenario.scene_by_slug[turn.scene].title for turn in turns},
    )


def _played(turns: Sequence[TurnRow], scenario: Scenario, ratings: Sequence[RatingRecord]) -> tuple[PlayedTurn, ...]:
    counting = counted([Answer(turn.seq, turn.parent, turn.response) for turn in turns])
    levels, place = given(ratings), scenario.gauge_index.get("safeness")
    return tuple(
        PlayedTurn(
            seq=turn.seq,
            parent=turn.parent,
            counted=turn.seq in counting,
            marks=overridden(turn.seq, turn.marks, levels),
            reached=_reached(turn, scenario, levels, [one for one in ratings if one.criterion and one.seq == turn.seq]),
            safeness=None if place is None else turn.state.gauges[place],
        )
        for turn in turns
    )


def _reached(
    turn: TurnRow, scenario: Scenario, levels: Mapping[tuple[int, str], int], criteria: Sequence[RatingRecord]
) -> tuple[Reached, ...]:
    """The criteria the case rates here, at the level of their principle; then what a supervisor says of a criterion."""
    found: dict[str, int] = {}
    for rating in scenario.response_by_slug[turn.scene, turn.response].ratings:
        if rating.principle in PRINCIPLES:
            level = levels.get((turn.seq, rating.principle), int(rating.level))
            found.update(dict.fromkeys(rating.criteria, level))
    found.update({one.criterion: one.level for one in criteria})
    return tuple(Reached(slug, Level(level)) for slug, level in found.items() if level != NOT_IN_PLAY)
