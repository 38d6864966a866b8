"""Computing figures of agreement, outside of the web: what was asked for is taken from the table and worked off.

Importing this module imports numpy. No web worker does: `attune jobs` runs in a process of its own.

What is compared. *Supervisor with supervisor*: both blind reviews of every double rating that both have finished, and
in every round of calibration that is due, or whose set is closed, each two raters of an attempt. Which of the two
stands first is the same everywhere: whose number sorts first. *Supervisor with case*: each supervisor's review of an
attempt, the blind one if there are two, with the marks of its turns; a criterion has the level of the case's rating
that names it, and is not in play where none does. Only turns that count are compared, on what both have rated; a review
that was reverted is not there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import combinations
from typing import Any, NamedTuple
from uuid import UUID

from simulator.engine.attempt import Answer, counted
from simulator.engine.comparing import Agreement, Pair, compare
from simulator.engine.rubric import PRINCIPLES
from simulator.storage import agreement_rows, agreement_runs, double_ratings
from simulator.storage.agreement_rows import PlayedTurn, RatedAttempt
from simulator.storage.agreement_runs import RunRecord
from simulator.storage.database import Session
from simulator.storage.review_records import BLIND, CALIBRATION, NOT_IN_PLAY, SUPERVISION
from simulator.usecases.agreement_results import Comparison, Figure, ItemResult, Point, Result
from simulator.usecases.agreement_scopes import Scope, within
from simulator.usecases.agreement_scopes import read as read_scope
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import Phrase

FAILED = Phrase("The figures could not be computed. Please ask again; if it happens again, tell who runs this site.")
DIGITS = 6
GATHERED = 10
"""Per cent of the way when everything is read."""
Levels = Mapping[tuple[int, int], int]
"""The levels that somebody gave an attempt, by turn and item."""


class _Read(NamedTuple):
    """What a run is computed from, as it stands at one moment: the reviews that count, their levels, the case's."""

    reviews: Sequence[RatedAttempt]
    levels: Mapping[UUID, Levels]
    cases: Mapping[UUID, Levels]
    left_out: int


def take(store: Store, now: datetime | None = None) -> UUID | None:
    """Begin with what has waited longest; None if nothing waits."""
    with store.database.read() as session:
        found = agreement_runs.waiting(session)
    if found is None:
        return None
    with store.database.write() as session:
        mine = agreement_runs.start(session, found, now or datetime.now(UTC))
        session.commit()
    return found if mine else None


def let_go(store: Store) -> int:
    """Let what was begun and never finished wait once more, because whoever computed it was ended; how many.

    Should somebody still be computing it, both come to the same figures, and the first ones are kept.
    """
    with store.database.write() as session:
        number = agreement_runs.let_go(session)
        session.commit()
    return number


def run(store: Store, run_id: UUID, now: datetime | None = None) -> bool:
    """Compute a run, once. False: it is done, has failed, or is not there."""
    now = now or datetime.now(UTC)
    items = [(principle, "") for principle in PRINCIPLES]
    items += [(one.principle, one.slug) for one in store.catalogue.rubric.criteria.values()]
    with store.database.read() as session:
        asked = agreement_runs.run(session, run_id)
        if asked is None or asked.finished_at or asked.failed:
            return False
        found = _gathered(store, session, asked, items, now)
    scope, half = read_scope(asked.scope), (100 - GATHERED) // 2
    _progressed(store, run_id, GATHERED)
    supervisors = _compared(_two_supervisors(found, scope.rater), items, asked, _teller(store, run_id, GATHERED, half))
    case = _compared(_with_case(found, scope), items, asked, _teller(store, run_id, GATHERED + half, half))
    result = Result(supervisors, case, found.left_out).written()
    with store.database.write() as session:
        first = agreement_runs.finish(session, run_id, result, datetime.now(UTC))
        session.commit()
    return first


def fail(store: Store, run_id: UUID) -> None:
    """Note that a run came to nothing."""
    with store.database.write() as session:
        agreement_runs.fail(session, run_id, FAILED)
        session.commit()


def _gathered(
    store: Store, session: Session, asked: RunRecord, items: Sequence[tuple[str, str]], now: datetime
) -> _Read:
    where = within(asked.scope, asked.cohort_id)
    over = {
        BLIND: agreement_rows.done_twice(session, asked.cohort_id),
        CALIBRATION: agreement_rows.rounds_over(session, asked.cohort_id, now),
    }
    withheld = double_ratings.withheld_from(session, asked.person_id)
    every = [
        one
        for one in agreement_rows.reviews_within(session, where)
        if one.purpose == SUPERVISION or one.task_id in over[one.purpose]
    ]
    last = {(one.attempt_id, one.purpose, one.task_id, one.person_id): one for one in every}
    reviews = [one for one in last.values() if one.attempt_id not in withheld]
    place = {item: number for number, item in enumerate(items)}
    turns: dict[UUID, list[PlayedTurn]] = defaultdict(list)
    for turn in agreement_rows.turns_within(session, where):
        turns[turn.attempt_id].append(turn)
    given: dict[UUID, dict[tuple[int, int], int]] = defaultdict(dict)
    for rating in agreement_rows.ratings_within(session, where):
        if (rating.principle, rating.criterion) in place:
            given[rating.review_id][rating.seq, place[rating.principle, rating.criterion]] = rating.level
    versions = {one.attempt_id: one.version for one in reviews}
    cases = {one: _case_levels(store, version, turns[one], items) for one, version in versions.items()}
    return _Read(reviews, given, cases, len({one.attempt_id for one in every} & withheld))


def _case_levels(store: Store, version: str, turns: Sequence[PlayedTurn], items: Sequence[tuple[str, str]]) -> Levels:
    """What the case says of the turns that count, on every item."""
    scenario = store.scenario(version)
    counting = counted([Answer(turn.seq, turn.parent, turn.response) for turn in turns])
    found: dict[tuple[int, int], int] = {}
    for turn in turns:
        if turn.seq not in counting:
            continue
        levels = {(mark.principle, ""): int(mark.level) for mark in turn.marks}
        for rating in scenario.response_by_slug[turn.scene, turn.response].ratings:
            levels.update({(rating.principle, criterion): int(rating.level) for criterion in rating.criteria})
        for number, item in enumerate(items):
            found[turn.seq, number] = levels.get(item, NOT_IN_PLAY)
    return found


def _two_supervisors(found: _Read, rater: UUID | None) -> Iterator[tuple[UUID, Any, Levels, Levels]]:
    """Every two blind reviews of an attempt: the attempt, who they are by, the levels of both."""
    together: dict[tuple[UUID, UUID], list[RatedAttempt]] = defaultdict(list)
    for one in found.reviews:
        if one.purpose != SUPERVISION:
            together[one.attempt_id, one.task_id].append(one)
    for (attempt, task), several in together.items():
        for first, second in combinations(sorted(several, key=lambda one: one.person_id), 2):
            if rater in (None, first.person_id, second.person_id):
                counting = found.cases[attempt]
                levels = [_only(found.levels.get(one.review_id, {}), counting) for one in (first, second)]
                yield attempt, (first.person_id, second.person_id, task), levels[0], levels[1]


def _with_case(found: _Read, scope: Scope) -> Iterator[tuple[UUID, Any, Levels, Levels]]:
    """Every supervisor's review beside the case; the blind one goes before the other."""
    chosen: dict[tuple[UUID, UUID], RatedAttempt] = {}
    for one in sorted(found.reviews, key=lambda one: one.purpose == BLIND):
        if one.purpose == BLIND or (one.purpose == SUPERVISION and not scope.blind):
            chosen[one.attempt_id, one.person_id] = one
    for (attempt, person), one in chosen.items():
        if scope.rater in (None, person):
            case = found.cases[attempt]
            yield attempt, person, _only(found.levels.get(one.review_id, {}), case), case


def _only(levels: Levels, counting: Levels) -> Levels:
    return {key: level for key, level in levels.items() if key in counting}


def _compared(
    rated: Iterable[tuple[UUID, Any, Levels, Levels]],
    items: Sequence[tuple[str, str]],
    asked: RunRecord,
    tell: Callable[[float], None],
) -> Comparison:
    attempts: dict[UUID, int] = {}
    raters: dict[Any, int] = {}
    pairs = []
    people: set[UUID] = set()
    for attempt, who, first, second in rated:
        both = first.keys() & second.keys()
        if not both:
            continue
        people.update(who[:2] if isinstance(who, tuple) else [who])
        here, by = attempts.setdefault(attempt, len(attempts)), raters.setdefault(who, len(raters))
        pairs += [Pair(here, seq, item, by, first[seq, item], second[seq, item]) for seq, item in sorted(both)]
    agreements = compare(pairs, len(items), asked.draws, asked.seed, tell)
    results = [_kept(item, one) for item, one in zip(items, agreements, strict=True) if one.seen]
    return Comparison(len(attempts), len(people), tuple(results))


def _kept(item: tuple[str, str], one: Agreement) -> ItemResult:
    principle, criterion = item
    return ItemResult(
        principle=principle,
        criterion=criterion,
        attempts=one.attempts,
        turns=one.turns,
        pairs=one.pairs,
        seen=one.seen,
        levels=one.levels,
        turn={name: _rounded(values) for name, values in one.turn.items()},
        attempt={name: _rounded(values) for name, values in one.attempt.items()},
        points=() if criterion else tuple(Point(*point) for point in one.points),
    )


def _rounded(values: Iterable[float | None]) -> Figure:
    """To six digits, so that another machine, which adds in another order, comes to the same."""
    return Figure(*(None if value is None else round(value, DIGITS) + 0.0 for value in values))


def _teller(store: Store, run_id: UUID, begun: int, part: int) -> Callable[[float], None]:
    told = begun

    def tell(done: float) -> None:
        nonlocal told
        now = begun + int(part * done)
        if now >= told + 5:
            told = now
            _progressed(store, run_id, now)

    return tell


def _progressed(store: Store, run_id: UUID, per_cent: int) -> None:
    with store.database.write() as session:
        agreement_runs.progressed(session, run_id, per_cent)
        session.commit()
