"""Figures of agreement that were asked for. The table is the queue: whoever computes takes the oldest that waits."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select, update

from simulator.storage.database import Session
from simulator.storage.tables import AGREEMENT_RUN


class RunRecord(NamedTuple):
    """A run as stored; what the fields mean stands in `tables.agreeing`."""

    id: UUID
    cohort_id: UUID
    person_id: UUID
    scope: dict[str, Any]
    seed: int
    draws: int
    asked_at: datetime
    started_at: datetime | None
    progress: int
    finished_at: datetime | None
    failed: str
    result: dict[str, Any] | None


_RUNS = select(*(AGREEMENT_RUN.c[name] for name in RunRecord._fields))
_OPEN = (AGREEMENT_RUN.c.finished_at.is_(None), AGREEMENT_RUN.c.failed == "")


def add_run(session: Session, added: RunRecord) -> None:
    """A run that waits."""
    session.execute(AGREEMENT_RUN.insert(), added._asdict())


def run(session: Session, run_id: UUID, *, lock: bool = False) -> RunRecord | None:
    """One run."""
    found = _RUNS.where(AGREEMENT_RUN.c.id == run_id)
    row = session.execute(found.with_for_update() if lock else found).first()
    return None if row is None else RunRecord._make(row)


def runs_of(session: Session, cohort_id: UUID) -> tuple[RunRecord, ...]:
    """Every run of a cohort, the last one first; without their results."""
    columns = [AGREEMENT_RUN.c[name] for name in RunRecord._fields if name != "result"]
    found = select(*columns).where(AGREEMENT_RUN.c.cohort_id == cohort_id)
    order = (AGREEMENT_RUN.c.asked_at.desc(), AGREEMENT_RUN.c.id)
    return tuple(RunRecord._make((*row, None)) for row in session.execute(found.order_by(*order)))


def waiting(session: Session) -> UUID | None:
    """The run that has waited longest and that nobody computes."""
    found = select(AGREEMENT_RUN.c.id).where(*_OPEN, AGREEMENT_RUN.c.started_at.is_(None))
    oldest = found.order_by(AGREEMENT_RUN.c.asked_at, AGREEMENT_RUN.c.id).limit(1)
    return session.execute(oldest).scalar()


def start(session: Session, run_id: UUID, at: datetime) -> bool:
    """Begin to compute a run. False: somebody else has."""
    free = update(AGREEMENT_RUN).where(AGREEMENT_RUN.c.id == run_id, *_OPEN, AGREEMENT_RUN.c.started_at.is_(None))
    return session.execute(free.values(started_at=at, progress=0)).rowcount == 1


def let_go(session: Session) -> int:
    """Let everything that was begun and not finished wait once more; how many these are."""
    begun = update(AGREEMENT_RUN).where(*_OPEN, AGREEMENT_RUN.c.started_at.isnot(None))
    return session.execute(begun.values(started_at=None, progress=0)).rowcount


def progressed(session: Session, run_id: UUID, per_cent: int) -> None:
    """How far a run is."""
    session.execute(update(AGREEMENT_RUN).where(AGREEMENT_RUN.c.id == run_id, *_OPEN).values(progress=per_cent))


def finish(session: Session, run_id: UUID, result: dict[str, Any], at: datetime) -> bool:
    """Store the figures, once. False: they are there already."""
    done = update(AGREEMENT_RUN).where(AGREEMENT_RUN.c.id == run_id, *_OPEN)
    return session.execute(done.values(result=result, progress=100, finished_at=at)).rowcount == 1


def fail(session: Session, run_id: UUID, sentence: str) -> None:
    """Store why there are no figures."""
    session.execute(update(AGREEMENT_RUN).where(AGREEMENT_RUN.c.id == run_id, *_OPEN).values(failed=sentence))
