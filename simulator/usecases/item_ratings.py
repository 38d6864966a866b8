"""What supervisors say of the ratings of a case, response by response: how often they rate otherwise, and dispute it.

How a response is disputed every course leader may see, see `disputing`. What supervisors rated is shown where it is
about attempts of enough people only, as everything in an item analysis.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from simulator.engine.disclosure import FEWEST
from simulator.storage import double_ratings, item_ratings
from simulator.storage.database import Session
from simulator.storage.item_ratings import RatedTurn
from simulator.storage.review_records import NOT_IN_PLAY
from simulator.usecases.people import Actor


class RatedOtherwise(NamedTuple):
    """How many of supervisors' ratings of a response differ from the case's, and by how many levels on average.

    `mean` is over those where both say that the principle was in play; None: there is none. Above 0: the supervisors
    rate higher.
    """

    ratings: int
    differing: int
    mean: float | None


class Said(NamedTuple):
    """What supervisors say of a response; `rated` is None if it is not shown, or nobody has rated it."""

    disputes: int = 0
    rated: RatedOtherwise | None = None


def said_of_responses(session: Session, actor: Actor, version: str) -> dict[tuple[str, str], Said]:
    """What supervisors say of the responses of a version, by scene and response."""
    hidden = double_ratings.withheld_from(session, actor.id)
    disputes = item_ratings.disputes_by_response(session, version, hidden)
    by_response: dict[tuple[str, str], list[RatedTurn]] = defaultdict(list)
    for one in _standing(item_ratings.rated_turns(session, version, hidden)):
        by_response[one.scene, one.response].append(one)
    return {
        place: Said(disputes.get(place, 0), _rated(by_response.get(place, ())))
        for place in disputes.keys() | by_response.keys()
    }


def _standing(found: Iterable[RatedTurn]) -> list[RatedTurn]:
    """Of each supervisor, for each task, the last review."""
    found = list(found)
    last: dict[tuple[UUID, str, UUID, UUID], int] = {}
    for one in found:
        last[one.task] = max(last.get(one.task, 0), one.number)
    return [one for one in found if last[one.task] == one.number]


def _rated(found: Iterable[RatedTurn]) -> RatedOtherwise | None:
    found = list(found)
    if len({one.trainee for one in found}) < FEWEST:
        return None
    pairs = [(_case_level(one), one.level) for one in found]
    both = [level - case for case, level in pairs if NOT_IN_PLAY not in (case, level)]
    return RatedOtherwise(
        len(pairs), sum(case != level for case, level in pairs), sum(both) / len(both) if both else None
    )


def _case_level(one: RatedTurn) -> int:
    return next((int(mark.level) for mark in one.marks if mark.principle == one.principle), NOT_IN_PLAY)
