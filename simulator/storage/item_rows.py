"""What an item analysis is made from: the finished attempts on a version, all of their turns, what was written in them.

Thousands of turns at once, so texts are read once for each that differs: a case has few different marks and states.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Text, bindparam, func, select, type_coerce

from simulator.engine.scoring import Mark
from simulator.storage import canonical
from simulator.storage.database import Session
from simulator.storage.prepared import Prepared
from simulator.storage.tables import ASSIGNMENT, ATTEMPT, SCENARIO_VERSION, TURN, TURN_WORDS


class PlayedVersion(NamedTuple):
    """A kept version of a case, with its finished attempts and the different people who made them."""

    version: str
    title: str
    created_at: datetime
    attempts: int
    people: int


class FinishedAttempt(NamedTuple):
    """A finished attempt; `ending` is the scene where it ended."""

    attempt: Hashable
    person: Hashable
    started_at: datetime
    ending: str


class AnsweredTurn(NamedTuple):
    """A turn of a finished attempt; `to` is the scene it led to."""

    attempt: Hashable
    seq: int
    parent: int
    scene: str
    response: str
    to: str
    marks: tuple[Mark, ...]
    answered_at: datetime


class WrittenWords(NamedTuple):
    """What somebody wrote in a turn: their reason, or what they would say; without who it was."""

    scene: str
    response: str
    kind: str
    text: str


_FINISHED = (ATTEMPT.c.version == bindparam("of_version"), ATTEMPT.c.finished_at.isnot(None))
_OF_COHORTS = ATTEMPT.join(ASSIGNMENT, ASSIGNMENT.c.id == ATTEMPT.c.assignment_id).join(
    TURN, TURN.c.attempt_id == ATTEMPT.c.id
)
_VERSIONS = Prepared(
    select(
        SCENARIO_VERSION.c.version,
        SCENARIO_VERSION.c.title,
        SCENARIO_VERSION.c.created_at,
        func.count(ATTEMPT.c.finished_at),
        func.count(ATTEMPT.c.person_id.distinct()).filter(ATTEMPT.c.finished_at.isnot(None)),
    )
    .outerjoin_from(SCENARIO_VERSION, ATTEMPT, ATTEMPT.c.version == SCENARIO_VERSION.c.version)
    .where(SCENARIO_VERSION.c.slug == bindparam("of_slug"))
    .group_by(SCENARIO_VERSION.c.version, SCENARIO_VERSION.c.title, SCENARIO_VERSION.c.created_at)
    .order_by(SCENARIO_VERSION.c.created_at.desc(), SCENARIO_VERSION.c.version)
)
# Ids only tell attempts apart here: they stay as the driver gives them, because making sixty thousand UUIDs takes long.
_ATTEMPTS = Prepared(
    select(
        type_coerce(ATTEMPT.c.id, Text),
        type_coerce(ATTEMPT.c.person_id, Text),
        ATTEMPT.c.started_at,
        type_coerce(ATTEMPT.c.state, Text),
    )
    .where(*_FINISHED)
    .order_by(ATTEMPT.c.finished_at, ATTEMPT.c.id)
)
_TURNS = Prepared(
    select(
        type_coerce(TURN.c.attempt_id, Text),
        TURN.c.seq,
        TURN.c.parent,
        TURN.c.scene,
        TURN.c.response,
        type_coerce(TURN.c.state, Text),
        type_coerce(TURN.c.marks, Text),
        TURN.c.answered_at,
    )
    .join_from(TURN, ATTEMPT, ATTEMPT.c.id == TURN.c.attempt_id)
    .where(*_FINISHED)
    .order_by(TURN.c.attempt_id, TURN.c.seq)
)


def played_versions(session: Session, slug: str) -> tuple[PlayedVersion, ...]:
    """Every kept version of a case, newest first."""
    return tuple(map(PlayedVersion._make, _VERSIONS.rows(session, {"of_slug": slug})))


def finished_attempts(session: Session, version: str) -> tuple[FinishedAttempt, ...]:
    """All finished attempts on a version, in the order in which they were finished."""
    return tuple(
        FinishedAttempt(attempt, person, started_at, _scene(state))
        for attempt, person, started_at, state in _ATTEMPTS.rows(session, {"of_version": version})
    )


def answered_turns(session: Session, version: str) -> Iterator[AnsweredTurn]:
    """All turns of the finished attempts on a version, by attempt and in order."""
    for attempt, seq, parent, scene, response, state, marks, answered_at in _TURNS.rows(
        session, {"of_version": version}
    ):
        yield AnsweredTurn(attempt, seq, parent, scene, response, _scene(state), _marks(marks), answered_at)


def people_by_scene(session: Session, version: str, cohorts: Collection[UUID]) -> dict[str, int]:
    """How many different people answered each scene in finished attempts that were assigned to one of these cohorts."""
    if not cohorts:
        return {}
    found = session.execute(
        select(TURN.c.scene, func.count(ATTEMPT.c.person_id.distinct()).label("people"))
        .select_from(_OF_COHORTS)
        .where(*_FINISHED, ASSIGNMENT.c.cohort_id.in_(cohorts))
        .group_by(TURN.c.scene),
        {"of_version": version},
    )
    return {one.scene: one.people for one in found}


def written_words(session: Session, version: str, cohorts: Collection[UUID]) -> tuple[WrittenWords, ...]:
    """What was written in finished attempts on a version that were assigned to one of these cohorts."""
    if not cohorts:
        return ()
    words = (TURN_WORDS.c.attempt_id == TURN.c.attempt_id) & (TURN_WORDS.c.seq == TURN.c.seq)
    found = session.execute(
        select(TURN.c.scene, TURN.c.response, TURN_WORDS.c.kind, TURN_WORDS.c.text)
        .select_from(_OF_COHORTS.join(TURN_WORDS, words))
        .where(*_FINISHED, ASSIGNMENT.c.cohort_id.in_(cohorts)),
        {"of_version": version},
    )
    return tuple(map(WrittenWords._make, found))


@lru_cache(maxsize=8192)
def _scene(state: str) -> str:
    return canonical.state_from(state).scene


@lru_cache(maxsize=4096)
def _marks(marks: str) -> tuple[Mark, ...]:
    return canonical.marks_from(marks)
