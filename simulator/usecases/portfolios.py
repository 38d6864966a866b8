"""A trainee's portfolio: the profile over time, criteria met and not yet met, harm and its repair, supervisors' words.

A trainee sees only their own, and in it nothing of an attempt whose scores wait to be released. Supervisors and course
leaders of a cohort see what was put into the queue of that cohort; course leaders figures only, no words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from simulator.engine.profile import Change, CriterionStanding, Point, Quartiles, change, point, quartiles, standing
from simulator.engine.rubric import PRINCIPLES, Level
from simulator.engine.scoring import TOO_FEW, Score
from simulator.storage import cohorts, people, report_rows, reviews
from simulator.storage.cohorts import CohortRecord
from simulator.storage.database import Session
from simulator.storage.report_rows import FinishedRow
from simulator.storage.review_records import CommentRecord
from simulator.usecases import reported
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound
from simulator.usecases.people import SUPERVISOR, TRAINEE, Actor
from simulator.usecases.reading import cards_by_criterion
from simulator.usecases.reported import Attempted, Read, readable_rows
from simulator.usecases.stories import MOST_CARDS, CardName, CriterionName, criterion_name


class CriterionRow(NamedTuple):
    """A criterion of the rubric, how it stands, and what there is to read about it."""

    principle: str
    name: CriterionName
    standing: CriterionStanding
    behind: tuple[CardName, ...]


class Course(NamedTuple):
    """A principle over the attempts, oldest first (None: not in play there); `change` compares the first and last."""

    principle: str
    title: str
    points: tuple[Point | None, ...]
    change: Change


class HarmRow(NamedTuple):
    """A harmful moment and what followed."""

    attempt: Attempted
    scene: str
    seq: int
    principles: tuple[str, ...]
    followed: str
    repaired: bool


class Words(NamedTuple):
    """What a supervisor said about an attempt as a whole."""

    attempt: Attempted
    by: str
    at: datetime
    texts: tuple[str, ...]


class Spread(NamedTuple):
    """Where a principle stands in the trainee's cohort, without names; `own` is their own share, in per cent."""

    principle: str
    title: str
    quartiles: Quartiles | None
    own: int | None


class CohortSpread(NamedTuple):
    """The spread of a cohort."""

    cohort: str
    rows: tuple[Spread, ...]

    @property
    def told(self) -> bool:
        """Whether any of it may be shown."""
        return any(row.quartiles for row in self.rows)


@dataclass(frozen=True, slots=True)
class Portfolio:
    """All of it. `cohort` is None for one's own; `words_shown` is False for course leaders, who see figures only.

    `withheld` is how many attempts the reader rates blind, whosever they are: these are left out wherever they belong.
    """

    person: UUID
    name: str
    cohort: CohortRecord | None
    words_shown: bool
    withheld: int
    attempts: tuple[Attempted, ...]
    courses: tuple[Course, ...]
    criteria: tuple[CriterionRow, ...]
    harm: tuple[HarmRow, ...]
    words: tuple[Words, ...]
    spreads: tuple[CohortSpread, ...]
    self_ratings: Mapping[UUID, Mapping[str, Level]]

    def standing(self, which: str) -> tuple[CriterionRow, ...]:
        """The criteria that stand so."""
        return tuple(row for row in self.criteria if row.standing.standing == which)

    @property
    def harmful(self) -> int:
        """How many moments were harmful."""
        return len(self.harm)

    @property
    def repaired(self) -> int:
        """How many of them were repaired."""
        return sum(row.repaired for row in self.harm)


def own(store: Store, actor: Actor, now: datetime | None = None) -> Portfolio:
    """The actor's own portfolio: of every finished attempt whose scores they may see."""
    now = now or datetime.now(UTC)
    with store.database.read() as session:
        rows = [row for row in report_rows.finished_by(session, actor.id) if reported.shown(row, now)]
        loaded = reported.load(session, rows)
        said = _said(session, loaded)
        rated = report_rows.self_ratings_of(session, [row.id for row in rows])
        here = _cohorts(session, actor, now)
    read = reported.told(loaded, store.scenario)
    spreads = tuple(_spread(cohort, others, actor.id) for cohort, others in here)
    return _portfolio(store, actor.id, actor.name, read, said, rated, spreads=spreads)


def of_trainee(store: Store, actor: Actor, cohort_id: UUID, person_id: UUID) -> Portfolio:
    """The portfolio of somebody's attempts in a cohort that the actor supervises or leads.

    Raises:
        NotFound: it is not the actor's cohort, the person is no trainee in it and was none, or is the actor.
    """
    with store.database.read() as session:
        cohort = reported.looked_after(session, actor, cohort_id)
        trainee = people.person(session, person_id)
        rows, withheld = readable_rows(session, actor, cohort_id, person_id)
        member = any(one.person_id == person_id and one.role == TRAINEE for one in cohorts.members(session, cohort_id))
        if trainee is None or trainee.erased_at or person_id == actor.id or not (member or rows):
            raise NotFound(str(person_id))
        loaded = reported.load(session, rows)
        supervises = actor.is_in(cohort_id, SUPERVISOR)
        said = _said(session, loaded) if supervises else {}
        rated = report_rows.self_ratings_of(session, [row.id for row in rows])
    read = reported.told(loaded, store.scenario)
    return _portfolio(
        store, person_id, trainee.name, read, said, rated, cohort=cohort, words_shown=supervises, withheld=withheld
    )


def percent_of(scores: Sequence[Score]) -> int | None:
    """The share of points over several scores of one principle; None if they rest on too few moments."""
    one = Score(
        principle="",
        points=sum(score.points for score in scores),
        allowed=sum(score.allowed for score in scores),
        turns=sum(score.turns for score in scores),
        harmful=sum(score.harmful for score in scores),
    )
    return None if one.word == TOO_FEW else one.percent


def courses(attempts: Sequence[Attempted]) -> tuple[Course, ...]:
    """Every principle over these attempts."""
    return tuple(_course(principle, title, attempts) for principle, title in PRINCIPLES.items())


def _portfolio(
    store: Store,
    person: UUID,
    name: str,
    read: Read,
    said: Mapping[UUID, tuple[CommentRecord, ...]],
    rated: Mapping[UUID, Mapping[str, Level]],
    *,
    cohort: CohortRecord | None = None,
    words_shown: bool = True,
    withheld: int = 0,
    spreads: tuple[CohortSpread, ...] = (),
) -> Portfolio:
    return Portfolio(
        person=person,
        name=name,
        cohort=cohort,
        words_shown=words_shown,
        withheld=withheld,
        attempts=read.attempts,
        courses=courses(read.attempts),
        criteria=_criteria(store, read.attempts),
        harm=tuple(row for one in read.attempts for row in _harm(one)),
        words=tuple(row for one in read.attempts for row in _words(one, read, said)),
        spreads=spreads,
        self_ratings=rated,
    )


def _course(principle: str, title: str, attempts: Sequence[Attempted]) -> Course:
    found = [one.score(principle) for one in attempts]
    told = [score for score in found if score.word != TOO_FEW]
    return Course(
        principle,
        title,
        tuple(point(score) if score.turns else None for score in found),
        change(told[0], told[-1]) if len(told) > 1 else "too few moments to say",
    )


def _criteria(store: Store, attempts: Sequence[Attempted]) -> tuple[CriterionRow, ...]:
    levels: dict[str, list[Level]] = defaultdict(list)
    for attempt in attempts:
        for slug, level in attempt.reached:
            levels[slug].append(level)
    rubric, behind = store.catalogue.rubric, cards_by_criterion(store)
    return tuple(
        CriterionRow(
            one.principle,
            criterion_name(rubric, slug),
            standing(slug, levels.get(slug, [])),
            behind.get(slug, ())[:MOST_CARDS],
        )
        for slug, one in rubric.criteria.items()
    )


def _harm(attempt: Attempted) -> list[HarmRow]:
    return [
        HarmRow(attempt, attempt.scene_titles[one.seq], one.seq, one.principles, one.followed, one.repaired)
        for one in attempt.harms
    ]


def _said(session: Session, loaded: reported.Loaded) -> dict[UUID, tuple[CommentRecord, ...]]:
    return reviews.comments_of(session, [one.id for one in loaded.reviews.values()])


def _words(attempt: Attempted, read: Read, said: Mapping[UUID, tuple[CommentRecord, ...]]) -> list[Words]:
    review = read.reviews.get(attempt.id)
    if review is None:
        return []
    texts = tuple(one.text for one in said.get(review.id, ()) if one.place == "summary")
    return [Words(attempt, read.writers[review.id], review.at, texts)] if texts else []


def _cohorts(session: Session, actor: Actor, now: datetime) -> list[tuple[str, tuple[FinishedRow, ...]]]:
    """The cohorts in which the actor is a trainee, each with the attempts whose scores their trainees may see."""
    found = []
    for cohort_id in sorted(one.cohort for one in actor.roles if one.role == TRAINEE):
        cohort = cohorts.cohort(session, cohort_id)
        there = {one.person_id for one in cohorts.members(session, cohort_id) if one.role == TRAINEE}
        rows = report_rows.finished_in(session, cohort_id)
        if cohort:
            found.append((cohort.name, tuple(r for r in rows if r.person_id in there and reported.shown(r, now))))
    return found


def _spread(cohort: str, rows: Sequence[FinishedRow], actor: UUID) -> CohortSpread:
    """Each trainee's share over all of their attempts here, as the cases rated them."""
    told = []
    for principle, title in PRINCIPLES.items():
        by_person: dict[UUID, list[Score]] = defaultdict(list)
        for row in rows:
            by_person[row.person_id] += [score for score in row.scores or () if score.principle == principle]
        shares = {person: percent_of(scores) for person, scores in by_person.items()}
        found = quartiles([share for share in shares.values() if share is not None])
        told.append(Spread(principle, title, found, shares.get(actor)))
    return CohortSpread(cohort, tuple(told))
