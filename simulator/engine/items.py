"""Item analysis: what a case shows of itself once people have played it.

Each scene is an item, as in a test: how hard it was, whether it tells those who do well elsewhere from the others,
how long it took, how often people went back. Only first answers at a moment count, as they do for scores. The measures
are the classical ones for items with partial credit (Crocker and Algina 1986, "Introduction to classical and modern
test theory", chapter 14); whoever reads them needs some people, and `disclosure` says what may be shown of how many.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import lru_cache
from statistics import StatisticsError, correlation, fmean, median, quantiles
from typing import NamedTuple, TypeVar

from simulator.engine.attempt import Answer, counted
from simulator.engine.scoring import Mark

PAUSE_SECONDS = 30 * 60
"""Whoever needs longer for one answer was away."""
KELLEY = 0.27
FEWEST_FOR_KELLEY, FEWEST_FOR_HALVES = 300, 10
FEWEST_FOR_DISCRIMINATION = 5
UPPER, MIDDLE, LOWER = "upper", "middle", "lower"
T = TypeVar("T", bound=Hashable)


class Turn(NamedTuple):
    """One answer: where, what, where it led, its marks, and the seconds since the answer before or the start."""

    seq: int
    parent: int
    scene: str
    response: str
    to: str
    marks: tuple[Mark, ...]
    seconds: float


class Play(NamedTuple):
    """One finished attempt with all of its turns, in order; `person` tells people apart and nothing else."""

    person: Hashable
    turns: Sequence[Turn]
    ending: str


class Count(NamedTuple):
    """How often something happened, and to how many different people."""

    number: int = 0
    people: int = 0


class Times(NamedTuple):
    """Seconds for an answer: the quartiles, and of how many people they are."""

    lower: float
    median: float
    upper: float
    people: int


class Grouping(NamedTuple):
    """How attempts were split by their score: `share` of them at each end; `sizes` of the groups in attempts."""

    share: float
    sizes: Mapping[str, Count]


class Item(NamedTuple):
    """What is known of one scene. Mappings lack what never happened.

    Attributes:
        answers: first answers given here; somebody who comes twice answers twice.
        chosen: by response.
        groups: first answers given here, by score group; `grouped` by score group and response.
        difficulty: the mean share of the points allowed that was earned, 0 to 1: high is easy. None if no point was to
            be had.
        by_principle: the same for each principle in play.
        discrimination: the correlation of the points here with those in the rest of the attempt, -1 to 1.
        upper_lower: the difficulty among the upper score group less that among the lower one, -1 to 1.
        pauses: answers that took longer than `PAUSE_SECONDS`; they are not among `times`.
        back: how often people went back and answered again; `changes` from which response to which.
    """

    answers: Count
    chosen: Mapping[str, Count]
    groups: Mapping[str, Count]
    grouped: Mapping[str, Mapping[str, Count]]
    difficulty: float | None
    by_principle: Mapping[str, float]
    discrimination: float | None
    upper_lower: float | None
    times: Times | None
    pauses: Count
    back: Count
    changes: Mapping[tuple[str, str], Count]


class Analysis(NamedTuple):
    """A version as it was played: all of its attempts, and each scene that was answered.

    `moves` are where first answers led, from scene to scene; `flows` the same by scene, response and scene.
    """

    plays: Count
    grouping: Grouping | None
    items: Mapping[str, Item]
    moves: Mapping[tuple[str, str], Count]
    flows: Mapping[tuple[str, str, str], Count]
    endings: Mapping[str, Count]


class _Answered(NamedTuple):
    """A first answer, with the number of its attempt and the score group that this is in."""

    play: int
    person: Hashable
    group: str
    turn: Turn


def analyse(plays: Sequence[Play]) -> Analysis:
    """The item analysis of finished attempts on one version."""
    first = [_first_answers(play) for play in plays]
    totals = [_share(turn.marks for turn in turns) for turns in first]
    grouping, groups = _grouped(plays, totals)
    here: dict[str, list[_Answered]] = defaultdict(list)
    for number, (play, turns) in enumerate(zip(plays, first, strict=True)):
        for turn in turns:
            here[turn.scene].append(_Answered(number, play.person, groups[number], turn))
    earned = [_points(turn.marks for turn in turns) for turns in first]
    back = _went_back(plays)
    every = [one for answers in here.values() for one in answers]
    return Analysis(
        plays=_count(play.person for play in plays),
        grouping=grouping,
        items={scene: _item(answers, earned, grouping, back.get(scene, [])) for scene, answers in here.items()},
        moves=_counts(((one.turn.scene, one.turn.to), one.person) for one in every),
        flows=_counts(((one.turn.scene, one.turn.response, one.turn.to), one.person) for one in every),
        endings=_counts((play.ending, play.person) for play in plays),
    )


def _first_answers(play: Play) -> list[Turn]:
    counting = counted([Answer(turn.seq, turn.parent, turn.response) for turn in play.turns])
    return [turn for turn in play.turns if turn.seq in counting]


def _item(
    answers: Sequence[_Answered],
    earned: Sequence[tuple[int, int]],
    grouping: Grouping | None,
    back: Sequence[tuple[tuple[str, str], Hashable]],
) -> Item:
    groups = grouping.sizes if grouping else ()
    by_group = {group: [one for one in answers if one.group == group] for group in groups}
    upper, lower = (_difficulty(by_group.get(group, ())) for group in (UPPER, LOWER))
    principles = dict.fromkeys(mark.principle for one in answers for mark in one.turn.marks)
    shares = {principle: _difficulty(answers, principle) for principle in principles}
    return Item(
        answers=_count(one.person for one in answers),
        chosen=_counts((one.turn.response, one.person) for one in answers),
        groups={group: _count(one.person for one in every) for group, every in by_group.items()},
        grouped={group: _counts((one.turn.response, one.person) for one in every) for group, every in by_group.items()},
        difficulty=_difficulty(answers),
        by_principle={principle: share for principle, share in shares.items() if share is not None},
        discrimination=_discrimination(answers, earned),
        upper_lower=None if upper is None or lower is None else upper - lower,
        times=_times(answers),
        pauses=_count(one.person for one in answers if one.turn.seconds > PAUSE_SECONDS),
        back=_count(person for _, person in back),
        changes=_counts(back),
    )


def _grouped(plays: Sequence[Play], totals: Sequence[float | None]) -> tuple[Grouping | None, list[str]]:
    """The score group of every attempt, and what the groups are.

    The upper and the lower 27 % are the best compromise between groups that differ much and groups that are large
    (Kelley 1939, "The selection of upper and lower groups for the validation of test items", Journal of Educational
    Psychology 30). With few attempts such groups would be too small to look at (most of what they chose would be about
    fewer than five people), so these are halved instead. Equal scores are never parted: a group may be larger than its
    share, and where the two would meet there are none.
    """
    scored = sorted(total for total in totals if total is not None)
    if len(scored) < FEWEST_FOR_HALVES or scored[0] == scored[-1]:
        return None, [""] * len(totals)
    if len(scored) < FEWEST_FOR_KELLEY:
        share, highest_lower, lowest_upper = 0.5, *_halves(scored)
    else:
        share, size = KELLEY, int(KELLEY * len(scored))
        highest_lower, lowest_upper = scored[size - 1], scored[-size]
    if highest_lower >= lowest_upper:
        return None, [""] * len(totals)
    groups = [
        "" if total is None else UPPER if total >= lowest_upper else LOWER if total <= highest_lower else MIDDLE
        for total in totals
    ]
    found = _counts((group, play.person) for group, play in zip(groups, plays, strict=True) if group)
    return Grouping(share, {group: found[group] for group in (UPPER, MIDDLE, LOWER) if group in found}), groups


def _halves(scored: Sequence[float]) -> tuple[float, float]:
    """Where sorted scores, which are not all alike, fall into two halves as nearly as equal ones allow."""
    cut = min(
        range(1, len(scored)), key=lambda place: (scored[place - 1] == scored[place], abs(2 * place - len(scored)))
    )
    return scored[cut - 1], scored[cut]


def _difficulty(answers: Iterable[_Answered], principle: str | None = None) -> float | None:
    """The mean share of the points that were earned, of those that the offered responses allowed.

    The classical p value, the share of right answers, is the same with one point to be had.
    """
    shares = [share for one in answers if (share := _mark_share(one.turn.marks, principle)) is not None]
    return fmean(shares) if shares else None


def _discrimination(answers: Sequence[_Answered], earned: Sequence[tuple[int, int]]) -> float | None:
    """The corrected item-rest correlation: of the share of points here with the share in the rest of the same attempt.

    The item itself is left out of the rest, because otherwise it would correlate with itself (Henrysson 1963,
    "Correction of item-total correlations in item analysis", Psychometrika 28). Shares, because a branching story gives
    every attempt moments of its own. None with fewer than five attempts, or where all are alike here or elsewhere.
    """
    here: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for one in answers:
        points, allowed = _mark_points(one.turn.marks)
        here[one.play][0] += points
        here[one.play][1] += allowed
    pairs = [
        (points / allowed, (earned[play][0] - points) / (earned[play][1] - allowed))
        for play, (points, allowed) in here.items()
        if allowed and earned[play][1] > allowed
    ]
    if len(pairs) < FEWEST_FOR_DISCRIMINATION:
        return None
    try:
        return correlation(*zip(*pairs, strict=True))
    except StatisticsError:
        return None


def _times(answers: Sequence[_Answered]) -> Times | None:
    timed = [one for one in answers if 0 <= one.turn.seconds <= PAUSE_SECONDS]
    if not timed:
        return None
    seconds = [one.turn.seconds for one in timed]
    lower, _, upper = quantiles(seconds, n=4, method="inclusive") if len(seconds) > 1 else seconds * 3
    return Times(lower, median(seconds), upper, _count(one.person for one in timed).people)


def _went_back(plays: Iterable[Play]) -> dict[str, list[tuple[tuple[str, str], Hashable]]]:
    """By scene, every time somebody went back there: from which response to which, and who."""
    found: dict[str, list[tuple[tuple[str, str], Hashable]]] = defaultdict(list)
    for play in plays:
        last: dict[int, str] = {}
        for turn in play.turns:
            before = last.get(turn.parent)
            if before is not None:
                found[turn.scene].append(((before, turn.response), play.person))
            last[turn.parent] = turn.response
    return found


def _points(marks: Iterable[tuple[Mark, ...]]) -> tuple[int, int]:
    points = allowed = 0
    for one in marks:
        more, most = _mark_points(one)
        points, allowed = points + more, allowed + most
    return points, allowed


def _share(marks: Iterable[tuple[Mark, ...]]) -> float | None:
    points, allowed = _points(marks)
    return points / allowed if allowed else None


@lru_cache(maxsize=4096)
def _mark_points(marks: tuple[Mark, ...], principle: str | None = None) -> tuple[int, int]:
    """Points earned and allowed by the marks of one answer; kept, because a case has few different ones."""
    here = [mark for mark in marks if principle in (None, mark.principle)]
    return sum(mark.level.points for mark in here), sum(mark.best.points for mark in here)


def _mark_share(marks: tuple[Mark, ...], principle: str | None) -> float | None:
    points, allowed = _mark_points(marks, principle)
    return points / allowed if allowed else None


def _count(people: Iterable[Hashable]) -> Count:
    every = list(people)
    return Count(len(every), len(set(every)))


def _counts(happened: Iterable[tuple[T, Hashable]]) -> dict[T, Count]:
    """By what happened: how often, and to how many people."""
    numbers: Counter[T] = Counter()
    people: dict[T, set[Hashable]] = defaultdict(set)
    for what, who in happened:
        numbers[what] += 1
        people[what].add(who)
    return {what: Count(number, len(people[what])) for what, number in numbers.items()}
