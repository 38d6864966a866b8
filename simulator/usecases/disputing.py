"""Ratings of cases that supervisors hold for wrong, and what course leaders decide about them.

Cases belong to the institute, so every course leader sees every dispute: which response it is about, what the case and
the supervisor say of it. Whose attempt it was, and what they wrote, is nowhere here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from simulator.engine.rubric import PRINCIPLES
from simulator.engine.scenario import Scenario
from simulator.storage import directory, disputes, double_ratings
from simulator.storage.database import Session
from simulator.storage.disputes import DisputeRecord
from simulator.usecases.catalogue import Store
from simulator.usecases.cohorts import renewed
from simulator.usecases.drafts import require_leader
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.people import Actor
from simulator.usecases.texts import typed

CHANGE, STAYS, OPEN = "case to be changed", "case stays", "open"
OUTCOMES = (CHANGE, STAYS, OPEN)
"""What a course leader can say of a dispute; `OPEN` takes back what was said."""


class Told(NamedTuple):
    """A dispute with names; those of people who were erased are empty. `outcome` is empty while it is open."""

    id: UUID
    seq: int
    principle: str
    case_level: int
    level: int
    text: str
    by: str
    at: datetime
    outcome: str
    remark: str
    settled_by: str
    settled_at: datetime | None


class DisputedRating(NamedTuple):
    """The case's rating of a response on a principle, with all that supervisors say against it.

    `sentence` is what the case tells about its rating; `offered`: this version is the one in the library now.
    """

    slug: str
    version: str
    title: str
    language: str
    offered: bool
    scene: str
    scene_title: str
    response: str
    response_title: str
    principle: str
    level: int
    sentence: str
    disputes: tuple[Told, ...]


class Disputed(NamedTuple):
    """All of them: those with something to settle, and those where all is settled."""

    open: tuple[DisputedRating, ...]
    settled: tuple[DisputedRating, ...]


def disputed(store: Store, actor: Actor) -> Disputed:
    """What supervisors dispute, by case, version, scene and response.

    Raises:
        NotFound: the actor leads no course.
    """
    require_leader(actor)
    with store.database.read() as session:
        found = _seen(session, actor, disputes.standing_disputes(session))
        told = dict(zip((one.id for one in found), _told(session, found), strict=True))
    current = {one.version for one in store.current.values()}
    ratings = []
    for (version, scene, response, principle, level), group in groupby(found, _place):
        scenario = store.scenario(version)
        rows = tuple(told[one.id] for one in group)
        ratings.append(_rating(scenario, version in current, scene, response, principle, level)._replace(disputes=rows))
    ratings.sort(key=lambda one: (one.title.casefold(), one.slug, not one.offered, one.version))
    return Disputed(
        tuple(one for one in ratings if any(not told.outcome for told in one.disputes)),
        tuple(one for one in ratings if all(told.outcome for told in one.disputes)),
    )


def count_open(store: Store, actor: Actor, slug: str = "") -> int:
    """How many disputes wait for a course leader, in all cases or in one.

    Raises:
        NotFound: the actor leads no course.
    """
    require_leader(actor)
    with store.database.read() as session:
        return disputes.count_open(session, double_ratings.withheld_from(session, actor.id), slug)


def settle(
    store: Store, actor: Actor, dispute_id: UUID, outcome: str, remark: str = "", now: datetime | None = None
) -> None:
    """Decide about a dispute, once more if need be, or open it again.

    Raises:
        NotFound: the actor leads no course; there is no such dispute for them, or it was withdrawn.
        Refused: no outcome was chosen; the remark is too long.
    """
    if outcome not in OUTCOMES:
        raise Refused("Please choose what is to become of the case.", remark)
    said = typed(remark, "Your remark")
    with store.database.write() as session:
        leader = renewed(session, actor)
        require_leader(leader)
        found = disputes.dispute(session, dispute_id, lock=True)
        if found is None or not _seen(session, leader, [found]) or found.withdrawn_at:
            raise NotFound(str(dispute_id))
        at = now or datetime.now(UTC)
        settled = found._replace(outcome=outcome, remark=said, settled_by=actor.id, settled_at=at)
        if outcome == OPEN:
            settled = found._replace(outcome=None, remark="", settled_by=None, settled_at=None)
        disputes.change_dispute(session, settled)
        session.commit()


def of_attempt(session: Session, attempt_id: UUID) -> tuple[Told, ...]:
    """What is disputed in an attempt, and what became of it; for whoever may read it."""
    return _told(session, disputes.disputes_of(session, attempt_id))


def _seen(session: Session, actor: Actor, found: Iterable[DisputeRecord]) -> tuple[DisputeRecord, ...]:
    """Without those about attempts that the actor rates blind, as a supervisor."""
    hidden = double_ratings.withheld_from(session, actor.id)
    return tuple(one for one in found if one.attempt_id not in hidden)


def _place(one: DisputeRecord) -> tuple[str, str, str, str, int]:
    return one.version, one.scene, one.response, one.principle, one.engine_level


def _told(session: Session, found: Iterable[DisputeRecord]) -> tuple[Told, ...]:
    found = tuple(found)
    names = directory.names(session, [who for one in found for who in (one.person_id, one.settled_by) if who])
    return tuple(
        Told(
            id=one.id,
            seq=one.seq,
            principle=PRINCIPLES[one.principle],
            case_level=one.engine_level,
            level=one.level,
            text=one.text,
            by=names.get(one.person_id, ""),
            at=one.at,
            outcome=one.outcome or "",
            remark=one.remark,
            settled_by=names.get(one.settled_by, "") if one.settled_by else "",
            settled_at=one.settled_at,
        )
        for one in found
    )


def _rating(
    scenario: Scenario, offered: bool, scene_slug: str, response_slug: str, principle: str, level: int
) -> DisputedRating:
    scene = scenario.scene_by_slug[scene_slug]
    response = next(one for one in scene.responses if one.slug == response_slug)
    sentence = next((one.feedback for one in response.ratings if one.principle == principle), "")
    return DisputedRating(
        slug=scenario.slug,
        version=scenario.version,
        title=scenario.title,
        language=scenario.language,
        offered=offered,
        scene=scene.slug,
        scene_title=scene.title,
        response=response.slug,
        response_title=response.title,
        principle=PRINCIPLES[principle],
        level=level,
        sentence=sentence,
        disputes=(),
    )
