"""One person playing one version: begun, found again, moved on, finished.

Every attempt is looked up with its owner, somebody else's is not found; only supervisors have a way of their own. The
statements of a turn are built once, here: building them is most of what SQLAlchemy would cost.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import bindparam, select, update

from simulator.engine.scoring import Score
from simulator.engine.state import State
from simulator.storage.chain import opening
from simulator.storage.database import Session
from simulator.storage.prepared import Prepared
from simulator.storage.records import AttemptLine, AttemptRecord, Played
from simulator.storage.releases import visible
from simulator.storage.tables import ASSIGNMENT, ATTEMPT, SCENARIO_VERSION

_HEAD = ("head", "turns", "beat", "token", "noticed", "said", "state", "last_hash")

_ADD = Prepared(ATTEMPT.insert())
_FOUND = select(*(ATTEMPT.c[name] for name in AttemptRecord._fields)).where(
    ATTEMPT.c.id == bindparam("attempt"), ATTEMPT.c.person_id == bindparam("actor")
)
_OWN = Prepared(_FOUND)
_TO_READ = Prepared(
    select(*(ATTEMPT.c[name] for name in AttemptRecord._fields)).where(ATTEMPT.c.id == bindparam("attempt"))
)
_EXISTS = Prepared(select(ATTEMPT.c.id).where(ATTEMPT.c.id == bindparam("attempt")))
_EVERY = Prepared(
    select(*(ATTEMPT.c[name] for name in AttemptRecord._fields)).order_by(ATTEMPT.c.started_at, ATTEMPT.c.id)
)
_OWN_LOCKED = Prepared(_FOUND.with_for_update(key_share=True))
_ELSEWHERE = {"slug": SCENARIO_VERSION, "title": SCENARIO_VERSION, "release": ASSIGNMENT, "due_at": ASSIGNMENT}
_LINES = Prepared(
    select(*(_ELSEWHERE.get(name, ATTEMPT).c[name] for name in AttemptLine._fields))
    .join_from(ATTEMPT, SCENARIO_VERSION)
    .outerjoin(ASSIGNMENT, ASSIGNMENT.c.id == ATTEMPT.c.assignment_id)
    .where(ATTEMPT.c.person_id == bindparam("actor"))
    .order_by(ATTEMPT.c.started_at.desc(), ATTEMPT.c.id)
)
_MOVE = Prepared(
    update(ATTEMPT)
    .where(ATTEMPT.c.id == bindparam("attempt"))
    .values({name: bindparam(f"new_{name}", type_=ATTEMPT.c[name].type) for name in (*_HEAD, "updated_at")})
)
_FINISH = Prepared(
    update(ATTEMPT)
    .where(ATTEMPT.c.id == bindparam("attempt"), ATTEMPT.c.finished_at.is_(None))
    .values(finished_at=bindparam("at"), updated_at=bindparam("at"), scores=bindparam("final"))
)


def add_attempt(
    session: Session,
    *,
    person_id: UUID,
    version: str,
    mode: str,
    say_first: bool,
    start_gauges: Mapping[str, int],
    state: State,
    beat: str,
    token: str,
    at: datetime,
    continues: UUID | None = None,
    attempt_id: UUID | None = None,
    assignment_id: UUID | None = None,
    reasons_required: bool = False,
) -> AttemptRecord:
    """A new attempt at its start. `state` is what `engine.begin` gave, `start_gauges` its gauges by slug.

    Raises:
        StoreConflict: unknown person, version or earlier attempt; unknown mode or beat (when the transaction ends).
    """
    attempt_id = attempt_id or uuid4()
    added = AttemptRecord(
        id=attempt_id,
        person_id=person_id,
        assignment_id=assignment_id,
        version=version,
        mode=mode,
        say_first=say_first,
        reasons_required=reasons_required,
        started_at=at,
        finished_at=None,
        start_gauges=dict(start_gauges),
        continues=continues,
        head=0,
        turns=0,
        beat=beat,
        token=token,
        noticed=None,
        said=None,
        state=state,
        last_hash=opening(attempt_id, version, start_gauges),
        scores=None,
        released_at=None,
        updated_at=at,
    )
    _ADD.run(session, added._asdict())
    return added


def attempt_of(session: Session, actor_id: UUID, attempt_id: UUID, *, lock: bool = False) -> AttemptRecord | None:
    """The actor's own attempt; None if there is none with this id, or it is somebody else's.

    With `lock`, in a write: nobody else changes the attempt or adds a turn before this transaction ends. (On SQLite
    every write has that already.)
    """
    row = (_OWN_LOCKED if lock else _OWN).first(session, {"attempt": attempt_id, "actor": actor_id})
    return None if row is None else AttemptRecord._make(row)


def attempt_to_read(session: Session, attempt_id: UUID) -> AttemptRecord | None:
    """Somebody's attempt, for a supervisor of whom `review_tasks` says that they may read it; for nobody else."""
    row = _TO_READ.first(session, {"attempt": attempt_id})
    return None if row is None else AttemptRecord._make(row)


def exists(session: Session, attempt_id: UUID) -> bool:
    """Whether anybody has an attempt with this id."""
    return _EXISTS.first(session, {"attempt": attempt_id}) is not None


def every_attempt(session: Session) -> tuple[AttemptRecord, ...]:
    """All attempts of all people, oldest first; for `attune verify` only."""
    return tuple(map(AttemptRecord._make, _EVERY.rows(session, {})))


def attempts_of(session: Session, actor_id: UUID, now: datetime) -> tuple[AttemptLine, ...]:
    """All attempts of the actor, newest first, with the scores that may be seen now."""
    return tuple(_without_hidden(AttemptLine._make(row), now) for row in _LINES.rows(session, {"actor": actor_id}))


def _without_hidden(line: AttemptLine, now: datetime) -> AttemptLine:
    seen = visible(mode=line.mode, release=line.release, due_at=line.due_at, released_at=line.released_at, now=now)
    return line if seen else line._replace(scores=None)


def played_by(session: Session, actor_id: UUID, now: datetime) -> dict[str, Played]:
    """What the actor has done with each case, by its slug, the case begun last first. One query, for the library."""
    by_slug: dict[str, list[AttemptLine]] = {}
    for line in attempts_of(session, actor_id, now):
        by_slug.setdefault(line.slug, []).append(line)
    return {slug: Played(slug, tuple(lines)) for slug, lines in by_slug.items()}


def move_head(session: Session, attempt: AttemptRecord, at: datetime) -> None:
    """Store where the attempt stands now: `head`, `turns`, `beat`, `token`, `noticed`, `said`, `state`, `last_hash`.

    For an attempt that was read with `lock` in this transaction. Nothing else of it is written.

    Raises:
        LookupError: there is no such attempt.
    """
    values = {f"new_{name}": getattr(attempt, name) for name in _HEAD}
    if _MOVE.run(session, {"attempt": attempt.id, "new_updated_at": at, **values}) != 1:
        raise LookupError(f"no attempt {attempt.id}")


def finish(session: Session, attempt_id: UUID, scores: tuple[Score, ...], at: datetime) -> bool:
    """Finish an attempt with its scores, once. False: it was finished before, and nothing is changed."""
    return _FINISH.run(session, {"attempt": attempt_id, "at": at, "final": scores}) == 1
