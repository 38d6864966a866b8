"""The queue: the attempts that a supervisor may read, what stands out in them, and releasing many at once.

Nobody finds their own attempts in it, nor those of people who were erased, nor what they are to rate blind.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Literal, NamedTuple
from uuid import UUID

from simulator.engine.scenario import Scenario
from simulator.engine.scoring import BANDS, TOO_FEW
from simulator.storage import audit, double_ratings, help_requests, queue_rows, queued, reviews
from simulator.storage.database import Session
from simulator.storage.help_requests import HelpRequestRecord
from simulator.storage.queue_rows import Order, OwnReading, PlayedRow, QueueFilters, Readable, Reading
from simulator.storage.review_records import SUPERVISION, QueuedRecord
from simulator.usecases import releasing, reviewing
from simulator.usecases.asking import no_longer_asked
from simulator.usecases.catalogue import Store
from simulator.usecases.cohorts import renewed
from simulator.usecases.errors import NotFound, Refused
from simulator.usecases.people import SUPERVISOR, Actor
from simulator.usecases.review_tasks import TaskKey, allowed

__all__ = ["Order", "Queue", "QueueFilters", "Reading", "neighbours", "queue", "release_ticked", "settle_request"]

PAGE = 50
REQUESTS_SHOWN = 10
NAMES_TOLD = 5
State = Literal["waiting", "begun", "finished", "released"]


class CaseName(NamedTuple):
    """A case by its slug; its title is in `language`."""

    slug: str
    title: str
    language: str


class QueuedRow(NamedTuple):
    """An attempt in the queue.

    `since` is when it was finished, or when the trainee asked for something; `lowest` the lowest score in words;
    `asks` what is asked for. `state` is how far it is, with one's own reading first; `releases` what ticking it would
    let the trainee see: a "review" of one's own, the "scores" of the case, or nothing.
    """

    attempt: QueuedRecord
    name: str
    case: CaseName
    cohort: str
    since: datetime
    lowest: str
    asks: tuple[str, ...]
    state: State
    releases: Literal["review", "scores", ""]

    @property
    def late(self) -> bool:
        """Whether it was finished after the due time."""
        return self.attempt.due_at is not None and self.attempt.finished_at > self.attempt.due_at


class Request(NamedTuple):
    """An open request, with whose attempt it is about."""

    id: UUID
    attempt_id: UUID
    name: str
    case: CaseName
    kind: str
    note: str
    asked_at: datetime


class Queue(NamedTuple):
    """A page of the queue, the oldest open requests (`more_requests`: there are others), and what can be chosen."""

    filters: QueueFilters
    rows: tuple[QueuedRow, ...]
    page: int
    pages: int
    total: int
    requests: tuple[Request, ...]
    more_requests: bool
    cohorts: Mapping[UUID, str]
    cases: tuple[CaseName, ...]


class Released(NamedTuple):
    """How many reviews of one's own were released, and of how many attempts the case's scores alone."""

    reviews: int
    scores: int


def queue(store: Store, actor: Actor, filters: QueueFilters, page: int = 1) -> Queue:
    """A page of the queue; a cohort or case that cannot be chosen is no filter."""
    current = store.current
    with store.database.read() as session:
        whose, names = _whose(session, actor)
        filters = _known(filters, names, current)
        found = queue_rows.page_of(session, whose, filters, PAGE, (max(page, 1) - 1) * PAGE)
        pages = max(1, -(-found.total // PAGE))
        if page > pages:
            page = pages
            found = queue_rows.page_of(session, whose, filters, PAGE, (page - 1) * PAGE)
        asked = queue_rows.open_requests(session, whose, REQUESTS_SHOWN + 1)
        here = [one.attempt_id for one in found.rows]
        played = queue_rows.played(session, {*here, *(one.attempt_id for one in asked)})
        own = queue_rows.own_readings(session, actor.id, here)
        kinds = _kinds(help_requests.open_about(session, here))
    return Queue(
        filters=filters,
        rows=tuple(
            _row(store, one, played[one.attempt_id], names, own.get(one.attempt_id, OwnReading()), kinds)
            for one in found.rows
        ),
        page=max(page, 1),
        pages=pages,
        total=found.total,
        requests=tuple(_request(store, one, played[one.attempt_id]) for one in asked[:REQUESTS_SHOWN]),
        more_requests=len(asked) > REQUESTS_SHOWN,
        cohorts=names,
        cases=tuple(CaseName(one.slug, one.title, one.language) for one in sorted(current.values(), key=_by_title)),
    )


def neighbours(store: Store, actor: Actor, attempt_id: UUID, filters: QueueFilters) -> tuple[UUID | None, UUID | None]:
    """The attempts before and after this one in the queue as it is filtered, for going on without going back."""
    current = store.current
    with store.database.read() as session:
        whose, names = _whose(session, actor)
        return queue_rows.beside(session, whose, _known(filters, names, current), attempt_id)


def release_ticked(store: Store, actor: Actor, attempts: Collection[UUID], now: datetime | None = None) -> Released:
    """Release what is finished of these attempts, all or nothing: the review that the actor has finished, or the scores
    of the case where these wait. What is released already stays as it is.

    Raises:
        NotFound: one of them is not theirs to read.
        Refused: none was ticked; a review has been begun and is not finished.
    """
    if not attempts:
        raise Refused("Please tick at least one attempt.")
    if len(attempts) > PAGE:
        raise Refused("Please tick at most {count} attempts at once.", count=PAGE)
    now = now or datetime.now(UTC)
    with store.database.write() as session:
        supervisor = renewed(session, actor)
        queue_rows.lock_attempts(session, attempts)
        for attempt_id in attempts:
            allowed(session, supervisor, TaskKey(SUPERVISION, attempt_id), now)
        own = queue_rows.own_readings(session, actor.id, attempts)
        _require_finished(session, own)
        released = _release(session, supervisor, sorted(set(attempts)), own, now)
        session.commit()
    return released


def settle_request(store: Store, actor: Actor, request_id: UUID, now: datetime | None = None) -> bool:
    """Say that a request is done; False: it was not open any more.

    Raises:
        NotFound: no such request about an attempt that the actor may read.
    """
    now = now or datetime.now(UTC)
    with store.database.write() as session:
        supervisor = renewed(session, actor)
        asked = help_requests.request_with(session, request_id)
        if asked is None or not supervisor.is_in(asked.cohort_id, SUPERVISOR):
            raise NotFound(str(request_id))
        if asked.withdrawn_at or asked.settled_at:
            return False
        queue_rows.lock_attempts(session, [asked.attempt_id])
        allowed(session, supervisor, TaskKey(SUPERVISION, asked.attempt_id), now)
        if request_id not in {one.id for one in help_requests.open_about(session, [asked.attempt_id])}:
            return False
        help_requests.change_request(session, asked._replace(settled_by=actor.id, settled_at=now))
        no_longer_asked(session, asked.attempt_id)
        audit.note(
            session,
            "help request settled",
            now,
            actor=actor.id,
            person=asked.person_id,
            cohort=asked.cohort_id,
            subject=asked.attempt_id,
            kind=asked.kind,
        )
        session.commit()
    return True


def _whose(session: Session, actor: Actor) -> tuple[Readable, dict[UUID, str]]:
    names = queue_rows.cohort_names(session, [one.cohort for one in actor.roles if one.role == SUPERVISOR])
    left_out = (actor.id, *queue_rows.erased(session))
    return Readable(tuple(names), left_out, double_ratings.withheld_from(session, actor.id)), names


def _known(filters: QueueFilters, names: Mapping[UUID, str], cases: Collection[str]) -> QueueFilters:
    return filters._replace(
        cohort=filters.cohort if filters.cohort in names else None, case=filters.case if filters.case in cases else ""
    )


def _row(
    store: Store,
    attempt: QueuedRecord,
    played: PlayedRow,
    cohorts: Mapping[UUID, str],
    own: OwnReading,
    kinds: Mapping[UUID, tuple[str, ...]],
) -> QueuedRow:
    state = _state(attempt, own)
    return QueuedRow(
        attempt=attempt,
        name=played.name,
        case=_case(store, played),
        cohort=cohorts[attempt.cohort_id],
        since=attempt.asked_at or attempt.finished_at,
        lowest=_in_words(attempt.lowest),
        asks=kinds.get(attempt.attempt_id, ()),
        state=state,
        releases=_releasable(attempt, own),
    )


def _state(attempt: QueuedRecord, own: OwnReading) -> State:
    if own.begun:
        return "begun"
    if own.review_id is not None and not own.released:
        return "finished"
    return "waiting" if attempt.read_at is None or attempt.asked_at or attempt.answered_at else "released"


def _releasable(attempt: QueuedRecord, own: OwnReading) -> Literal["review", "scores", ""]:
    if own.begun:
        return ""
    if own.review_id is not None and not own.released:
        return "review"
    return "scores" if attempt.waits else ""


def _in_words(percent: int | None) -> str:
    return TOO_FEW if percent is None else next(word for floor, word in BANDS if percent >= floor)


def _case(store: Store, played: PlayedRow) -> CaseName:
    return CaseName(played.slug, played.title, store.scenario(played.version).language)


def _request(store: Store, asked: HelpRequestRecord, played: PlayedRow) -> Request:
    case = _case(store, played)
    return Request(asked.id, asked.attempt_id, played.name, case, asked.kind, asked.note, asked.asked_at)


def _kinds(asked: Collection[HelpRequestRecord]) -> dict[UUID, tuple[str, ...]]:
    found: dict[UUID, tuple[str, ...]] = {}
    for one in asked:
        found[one.attempt_id] = (*found.get(one.attempt_id, ()), one.kind)
    return found


def _by_title(case: Scenario) -> str:
    return case.title.casefold()


def _require_finished(session: Session, own: Mapping[UUID, OwnReading]) -> None:
    begun = [attempt_id for attempt_id, one in own.items() if one.begun]
    if not begun:
        return
    played = queue_rows.played(session, begun).values()
    names = sorted(f"{one.name} ({one.title})" for one in played)
    if len(names) <= NAMES_TOLD:
        raise Refused(
            "Nothing was released: you have begun to read these and not finished: {names}. Finish your review of them"
            " first, or leave them out.",
            names="; ".join(names),
        )
    raise Refused(
        "Nothing was released: you have begun to read these and not finished: {names}, and {count} more. Finish your"
        " review of them first, or leave them out.",
        names="; ".join(names[:NAMES_TOLD]),
        count=len(names) - NAMES_TOLD,
    )


def _release(
    session: Session, supervisor: Actor, attempts: Collection[UUID], own: Mapping[UUID, OwnReading], now: datetime
) -> Released:
    finished, waiting = 0, []
    for attempt_id in attempts:
        attempt, reading = queued.queued(session, attempt_id), own.get(attempt_id, OwnReading())
        what = _releasable(attempt, reading) if attempt else ""
        review = reviews.review(session, reading.review_id) if what == "review" and reading.review_id else None
        if review is not None:
            reviewing.release_in(session, supervisor, attempt_id, review, now)
            finished += 1
        elif what == "scores":
            waiting.append(attempt_id)
    return Released(finished, releasing.release_in(session, supervisor, waiting, now))
