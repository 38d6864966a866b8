"""When a criterion is worth practising again: spaced by FSRS, the scheduler of flashcard programs such as Anki.

One card per person and criterion, made anew whenever it is asked for, from the moments in which the criterion was
rated. A moment counts as the card's answer: harmful as *again*, missed as *hard*, helpful as *good*, advanced as
*easy*. What was harmful comes back the next day, what goes well after ever longer pauses.

Nothing is left to chance and no clock is asked: the same moments and the same time always give the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from fsrs import Card, Rating, Scheduler

from simulator.engine.rubric import Level

ANSWERS: Final = {
    Level.HARMFUL: Rating.Again,
    Level.MISSED: Rating.Hard,
    Level.HELPFUL: Rating.Good,
    Level.ADVANCED: Rating.Easy,
}
FSRS: Final = Scheduler(
    learning_steps=(timedelta(days=1), timedelta(days=3)),
    relearning_steps=(timedelta(days=1),),
    maximum_interval=180,
    enable_fuzzing=False,
)
"""Steps of days, not of minutes: nobody plays a case for the second time in the same hour to learn from it."""
LAST: Final = 3
"""How many of the last moments say how somebody is doing with a criterion now."""


class Moment(NamedTuple):
    """A criterion was rated with a level, at a time in UTC."""

    criterion: str
    level: Level
    at: datetime


class Practised(NamedTuple):
    """Where somebody stands with a criterion.

    `levels` are those of the last moments, the newest last; `due_at` is when it is time again, `recall` (0 to 1) how
    likely it is to be there now.
    """

    moments: int
    levels: tuple[Level, ...]
    last_at: datetime
    due_at: datetime
    recall: float

    @property
    def lacking(self) -> int:
        """In how many of the last moments it was missed, or worse."""
        return sum(level < Level.HELPFUL for level in self.levels)

    @property
    def harmful(self) -> int:
        """In how many of them it was harmful."""
        return sum(level is Level.HARMFUL for level in self.levels)


def practised(moments: Iterable[Moment], now: datetime) -> dict[str, Practised]:
    """Where somebody stands with every criterion that they have met; `moments` in the order of time."""
    met: dict[str, list[Moment]] = {}
    for moment in moments:
        met.setdefault(moment.criterion, []).append(moment)
    return {criterion: _practised(found, now) for criterion, found in met.items()}


def _practised(moments: list[Moment], now: datetime) -> Practised:
    card = Card(card_id=0, due=moments[0].at)  # left out, both would be asked of the clock
    for moment in moments:
        card, _ = FSRS.review_card(card, ANSWERS[moment.level], moment.at)
    return Practised(
        moments=len(moments),
        levels=tuple(moment.level for moment in moments[-LAST:]),
        last_at=moments[-1].at,
        due_at=card.due,
        recall=FSRS.get_card_retrievability(card, now),
    )
