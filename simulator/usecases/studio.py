"""The first page of the studio: what is being written, what waits to be read, what is published, what needs mending."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from simulator.engine.scenario import Scenario
from simulator.markup.problems import Problem
from simulator.storage import directory, drafts, publications, second_readings, studio
from simulator.storage.database import Session
from simulator.storage.drafts import DraftRecord
from simulator.storage.second_readings import ReadingRecord
from simulator.usecases.catalogue import Store
from simulator.usecases.drafts import require_leader
from simulator.usecases.people import Actor
from simulator.usecases.presence import GONE
from simulator.usecases.publishing import State, state_of


class DraftLine(NamedTuple):
    """A draft; `by` wrote in it last (empty: erased). `losses` is what its import could not carry over.

    `published` is whether a case of this slug is offered now, `here` who else has the draft open.
    """

    id: UUID
    slug: str
    title: str
    by: str
    at: datetime
    state: State
    published: bool
    losses: tuple[str, ...]
    here: tuple[str, ...]


class WaitingLine(NamedTuple):
    """A second reading that waits for the actor."""

    id: UUID
    title: str
    asked_by: str
    asked_at: datetime
    note: str


class CaseLine(NamedTuple):
    """A published case: since when in this version, and how often it was begun in any."""

    slug: str
    title: str
    language: str
    level: str
    client: str
    at: datetime
    attempts: int


class RetiredLine(NamedTuple):
    """A case that is not offered any more."""

    slug: str
    title: str
    at: datetime


class BrokenLine(NamedTuple):
    """A case of the folder that has faults; `legible` is whether it could be read as text, and so be opened."""

    slug: str
    problems: tuple[Problem, ...]
    legible: bool


class DiscardedLine(NamedTuple):
    """A draft that was thrown away."""

    id: UUID
    slug: str
    title: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Studio:
    """Everything on the page; `discarded` are the drafts that can be brought back, last thrown away first."""

    drafts: tuple[DraftLine, ...]
    waiting: tuple[WaitingLine, ...]
    cases: tuple[CaseLine, ...]
    retired: tuple[RetiredLine, ...]
    broken: tuple[BrokenLine, ...]
    discarded: tuple[DiscardedLine, ...]

    def just_discarded(self, draft_id: str) -> DiscardedLine | None:
        """The draft that was thrown away a moment ago, so that it can be undone."""
        return next((one for one in self.discarded if str(one.id) == draft_id), None)


def shown(store: Store, actor: Actor, now: datetime | None = None) -> Studio:
    """The studio, for a course leader.

    Raises:
        NotFound: the actor leads no course.
    """
    require_leader(actor)
    now, offered = now or datetime.now(UTC), store.current
    with store.database.read() as session:
        kept = drafts.drafts(session)
        open_drafts = [one for one in kept if not one.discarded_at]
        readings = studio.latest_readings(session)
        latest = publications.latest(session)
        here = studio.people_at(session, now - GONE)
        attempts = studio.attempts_by_case(session)
        titles = studio.titles(session, (one.version for one in latest.values() if one.retired_at))
        writers = {one.updated_by for one in kept} | {one.asked_by for one in readings.values()}
        names = directory.names(session, writers)
        waiting = [
            (one.title, readings[one.id])
            for one in open_drafts
            if one.id in readings and _waits(session, one, readings[one.id], actor)
        ]
    others = {draft: tuple(name for who, name in found.items() if who != actor.id) for draft, found in here.items()}
    cases = sorted(offered.values(), key=lambda one: (one.title.casefold(), one.slug))
    gone = sorted((one for one in kept if one.discarded_at), key=lambda one: (one.discarded_at, one.id), reverse=True)
    return Studio(
        drafts=tuple(
            DraftLine(
                id=one.id,
                slug=one.slug,
                title=one.title,
                by=names.get(one.updated_by, ""),
                at=one.updated_at,
                state=state_of(one, readings.get(one.id), latest.get(one.slug)),
                published=one.slug in offered,
                losses=tuple(one.losses),
                here=others.get(one.id, ()),
            )
            for one in open_drafts
        ),
        waiting=tuple(
            WaitingLine(asked.id, title, names.get(asked.asked_by, ""), asked.asked_at, asked.note)
            for title, asked in waiting
        ),
        cases=tuple(
            _case(one, latest[one.slug].published_at, attempts.get(one.slug, 0)) for one in cases if one.slug in latest
        ),
        retired=tuple(
            RetiredLine(slug, titles.get(one.version, slug), one.retired_at)
            for slug, one in sorted(latest.items())
            if one.retired_at
        ),
        broken=tuple(
            BrokenLine(slug, problems, bool(store.catalogue.broken_texts.get(slug)))
            for slug, problems in sorted(store.catalogue.broken.items())
        ),
        discarded=tuple(
            DiscardedLine(one.id, one.slug, one.title, one.discarded_at) for one in gone if one.discarded_at
        ),
    )


def _case(scenario: Scenario, at: datetime, attempts: int) -> CaseLine:
    name = scenario.client.name
    return CaseLine(scenario.slug, scenario.title, scenario.language, scenario.level, name, at, attempts)


def _waits(session: Session, draft: DraftRecord, reading: ReadingRecord, actor: Actor) -> bool:
    """Whether a reading waits for this person: undecided, neither asked for by them nor of a text that is theirs."""
    if draft.discarded_at or reading.decision is not None or reading.asked_by == actor.id:
        return False
    return second_readings.writer_of(session, draft.id, reading.asked_at) != actor.id
