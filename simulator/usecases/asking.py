"""A trainee asks the supervisors of a cohort to read a finished attempt, or to talk about it, and may think again.

An attempt of one's own choice is nobody else's to read. Asking lets the supervisors of one cohort read it; once nothing
is asked any more, and nobody has begun to read, it is one's own again.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import groupby
from typing import NamedTuple
from uuid import UUID, uuid4

from simulator.storage import assignments, attempts, audit, help_requests, queued
from simulator.storage.database import Session
from simulator.storage.help_requests import CONVERSATION, KINDS, READING, HelpRequestRecord
from simulator.storage.records import AttemptRecord
from simulator.storage.review_records import QueuedRecord
from simulator.usecases.catalogue import Store
from simulator.usecases.cohorts import renewed
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.people import Actor
from simulator.usecases.texts import typed

__all__ = ["CONVERSATION", "KINDS", "READING", "Asking", "Readers", "ask", "asking", "no_longer_asked", "withdraw"]


class Readers(NamedTuple):
    """A cohort whose supervisors can be asked, and who they are."""

    cohort_id: UUID
    cohort: str
    names: tuple[str, ...]


class Asking(NamedTuple):
    """What is asked about an attempt now, and whom one can ask. `shared`: supervisors can read it already."""

    attempt: UUID
    shared: bool
    asked: tuple[HelpRequestRecord, ...]
    readers: tuple[Readers, ...]

    @property
    def left(self) -> tuple[str, ...]:
        """What is not asked yet."""
        there = {one.kind for one in self.asked}
        return tuple(kind for kind in KINDS if kind not in there)


def asking(store: Store, actor: Actor, attempt_id: UUID) -> Asking:
    """What somebody asks about a finished attempt of theirs.

    Raises:
        NotFound: no such attempt of theirs, or it is not finished.
    """
    with store.database.read() as session:
        attempt = _finished(session, actor, attempt_id)
        place = queued.queued(session, attempt_id)
        asked = help_requests.open_about(session, [attempt_id])
        return Asking(attempt_id, place is not None, asked, _readers(session, actor, attempt, place))


def ask(
    store: Store,
    actor: Actor,
    attempt_id: UUID,
    kind: str,
    note: str,
    cohort_id: UUID | None = None,
    now: datetime | None = None,
) -> UUID:
    """Ask for a reading or a conversation; the id of the request. Who asks for the same twice has asked once.

    `cohort_id` says which cohort's supervisors are asked, where there is more than one.

    Raises:
        NotFound: as `asking`.
        Refused: an unknown kind; a note that is too long; nobody can be asked, or it is not said whom.
    """
    now = now or datetime.now(UTC)
    note = typed(note, "Your note")
    if kind not in KINDS:
        raise Refused("Please choose what you ask for: a reading, or a conversation.", note)
    with store.database.write() as session:
        actor = renewed(session, actor)
        attempt = _finished(session, actor, attempt_id, lock=True)
        place = queued.queued(session, attempt_id, lock=True)
        cohort = _chosen(_readers(session, actor, attempt, place), cohort_id, note)
        same = next((one for one in help_requests.open_about(session, [attempt_id]) if one.kind == kind), None)
        if same is not None:
            help_requests.change_request(session, same._replace(note=note or same.note))
            session.commit()
            return same.id
        asked = HelpRequestRecord(uuid4(), attempt_id, cohort, actor.id, kind, note, now, None, None, None)
        queued.put(
            session,
            attempt_id=attempt_id,
            cohort_id=cohort,
            person_id=actor.id,
            scores=attempt.scores or (),
            finished_at=attempt.finished_at or now,
        )
        help_requests.add_request(session, asked)
        queued.change(session, attempt_id, asked_at=place.asked_at if place and place.asked_at else now)
        audit.note(session, "help asked for", now, actor=actor.id, cohort=cohort, subject=attempt_id, kind=kind)
        session.commit()
    return asked.id


def withdraw(store: Store, actor: Actor, attempt_id: UUID, request_id: UUID, now: datetime | None = None) -> bool:
    """Take a request back; one that is not open any more stays as it is.

    True: no supervisor can read the attempt now.

    Raises:
        NotFound: no such request about this attempt of theirs.
    """
    now = now or datetime.now(UTC)
    with store.database.write() as session:
        actor = renewed(session, actor)
        _finished(session, actor, attempt_id, lock=True)
        asked = help_requests.request_with(session, request_id)
        if asked is None or asked.attempt_id != attempt_id or asked.person_id != actor.id:
            raise NotFound(str(request_id))
        if asked.withdrawn_at or asked.settled_at:
            return queued.queued(session, attempt_id) is None
        help_requests.change_request(session, asked._replace(withdrawn_at=now))
        gone = no_longer_asked(session, attempt_id)
        audit.note(
            session,
            "help request withdrawn",
            now,
            actor=actor.id,
            cohort=asked.cohort_id,
            subject=attempt_id,
            kind=asked.kind,
        )
        session.commit()
    return gone


def no_longer_asked(session: Session, attempt_id: UUID) -> bool:
    """Within a write, after a request has ended: since when the rest is asked. If nothing is, an attempt of one's own
    choice that nobody has begun to read leaves the queue: True.
    """
    still = help_requests.open_about(session, [attempt_id])
    queued.change(session, attempt_id, asked_at=still[0].asked_at if still else None)
    attempt = attempts.attempt_to_read(session, attempt_id)
    own_choice = attempt is not None and attempt.assignment_id is None
    return own_choice and not still and help_requests.take_out_unread(session, attempt_id)


def _finished(session: Session, actor: Actor, attempt_id: UUID, *, lock: bool = False) -> AttemptRecord:
    attempt = attempts.attempt_of(session, actor.id, attempt_id, lock=lock)
    if attempt is None or attempt.finished_at is None:
        raise NotFound(str(attempt_id))
    return attempt


def _readers(session: Session, actor: Actor, attempt: AttemptRecord, place: QueuedRecord | None) -> tuple[Readers, ...]:
    """The cohort that can read the attempt already; else that of its assignment; else every one the person is in."""
    cohorts: Iterable[UUID]
    given = assignments.given_to(session, attempt.assignment_id) if attempt.assignment_id else None
    if place is not None:
        cohorts = [place.cohort_id]
    elif given is not None:
        cohorts = [given.assignment.cohort_id]
    else:
        cohorts = {one.cohort for one in actor.roles}
    found = help_requests.supervisors_of(session, list(cohorts), actor.id)
    return tuple(
        Readers(cohort_id, cohort, tuple(one.name for one in names))
        for (cohort_id, cohort), names in groupby(found, key=lambda one: (one.cohort_id, one.cohort))
    )


def _chosen(readers: tuple[Readers, ...], cohort_id: UUID | None, note: str) -> UUID:
    if not readers:
        raise Refused(
            "There is no supervisor whom you could ask at the moment. Please turn to your course leader.", note
        )
    if len(readers) == 1 and cohort_id is None:
        return readers[0].cohort_id
    if cohort_id not in {one.cohort_id for one in readers}:
        raise Refused("Please choose the cohort whose supervisors you ask.", note)
    return cohort_id
