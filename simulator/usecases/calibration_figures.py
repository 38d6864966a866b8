"""The figures of a calibration set: each rater in each round beside the others and the case, and their drift.

The sums are those of `engine.drift`; here it is found out what was rated, and who is named to whom.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from simulator.engine.attempt import counted
from simulator.engine.drift import Drift, Round, Standing, drift
from simulator.engine.rubric import PRINCIPLES
from simulator.engine.scoring import Mark
from simulator.storage import people, reviews, turns
from simulator.storage.calibration import RoundRecord, SetAttempt
from simulator.storage.database import Session
from simulator.storage.review_records import CALIBRATION
from simulator.usecases.scores import answers


class Moment(NamedTuple):
    """One turn that counts of an attempt of the set."""

    place: int
    seq: int


class Line(NamedTuple):
    """One rater on one principle: how they stand in each round (None: rated nothing), and what became of it."""

    standings: tuple[Standing | None, ...]
    from_others: Drift
    from_case: Drift


class RaterFigures(NamedTuple):
    """One rater, by principle. `name` is empty where the reader may not know it, or nobody does any more."""

    name: str
    own: bool
    lines: Mapping[str, Line]


class Figures(NamedTuple):
    """All raters, oneself first. `named`: the reader is told who is who."""

    rounds: tuple[str, ...]
    raters: tuple[RaterFigures, ...]
    named: bool


Levels = Mapping[str, Mapping[Moment, int]]
"""Levels by principle and moment."""
Played = Mapping[UUID, Mapping[int, tuple[Mark, ...]]]


def figures(
    session: Session, rounds: Sequence[RoundRecord], places: Sequence[SetAttempt], reader: UUID | None
) -> Figures:
    """The figures of these rounds, as a rater (`reader`) sees them, or (None) as a course leader does.

    To a rater the others are nameless, and come in an order that says nothing about their names.
    """
    played = _played(session, places)
    case = _case(played, places)
    given = _given(session, rounds, places, played)
    raters = {rater for of_round in given for rater in of_round}
    tables = {
        principle: [Round({rater: levels.get(principle, {}) for rater, levels in one.items()}) for one in given]
        for principle in PRINCIPLES
    }
    names = {one: found.name for one in raters if (found := people.person(session, one)) and not found.erased_at}
    order = sorted(raters, key=lambda one: (one != reader, names.get(one, "") if reader is None else "", str(one)))
    return Figures(
        tuple(one.title for one in rounds),
        tuple(
            RaterFigures(
                names.get(rater, "") if reader in (None, rater) else "",
                rater == reader,
                {
                    principle: _line(tables[principle], [rater in one for one in given], rater, case[principle])
                    for principle in PRINCIPLES
                },
            )
            for rater in order
        ),
        reader is None,
    )


def _line(
    rounds: Sequence[Round[UUID, Moment]], took_part: Sequence[bool], rater: UUID, case: Mapping[Moment, int]
) -> Line:
    standings = [one.standing(rater, case) if there else None for one, there in zip(rounds, took_part, strict=True)]
    return Line(
        tuple(standings),
        drift([one.from_others(rater) for one in rounds]),
        drift([one.from_case(rater, case) for one in rounds]),
    )


def _played(session: Session, places: Sequence[SetAttempt]) -> Played:
    """The marks of the turns that count, by attempt and turn."""
    found = {}
    for one in places:
        records = turns.turns_of(session, one.attempt_id)
        counting = counted(answers(records))
        found[one.attempt_id] = {record.seq: record.marks for record in records if record.seq in counting}
    return found


def _case(played: Played, places: Sequence[SetAttempt]) -> Levels:
    """What the case gives."""
    found: dict[str, dict[Moment, int]] = {principle: {} for principle in PRINCIPLES}
    for one in places:
        for seq, marks in played[one.attempt_id].items():
            for mark in marks:
                found[mark.principle][Moment(one.place, seq)] = int(mark.level)
    return found


def _given(
    session: Session, rounds: Sequence[RoundRecord], places: Sequence[SetAttempt], played: Played
) -> list[dict[UUID, dict[str, dict[Moment, int]]]]:
    """What everybody gave, round by round: levels by rater, principle and moment, at the turns that count."""
    by_attempt = {one.attempt_id: one.place for one in places}
    standing = reviews.standing(
        reviews.reviews_of(session, by_attempt.keys()), reviews.reversals_of(session, by_attempt.keys())
    )
    numbers = {one.id: number for number, one in enumerate(rounds)}
    counting = [one for one in standing.values() if one.purpose == CALIBRATION and one.task_id in numbers]
    ratings = reviews.ratings_of(session, [one.id for one in counting])
    found: list[dict[UUID, dict[str, dict[Moment, int]]]] = [{} for _ in rounds]
    for review in counting:
        levels = found[numbers[review.task_id]].setdefault(review.person_id, {})
        for rating in ratings.get(review.id, ()):
            if not rating.criterion and rating.seq in played[review.attempt_id]:
                moment = Moment(by_attempt[review.attempt_id], rating.seq)
                levels.setdefault(rating.principle, {})[moment] = rating.level
    return found
