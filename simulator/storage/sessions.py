"""Where people are signed in: one row per browser. Of a token only its hash comes here."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, delete, exists, literal_column, or_, select, update

from simulator.storage.database import Session
from simulator.storage.prepared import Prepared
from simulator.storage.tables import ACCOUNT, INSTITUTION, PASSKEY, PERSON, WEB_SESSION


class SessionRecord(NamedTuple):
    """A session as stored; what the fields mean stands in `tables.accounts.WebSession`."""

    id: UUID
    token_hash: str
    previous_hash: str | None
    rotated_at: datetime
    rotate: bool
    person_id: UUID
    data: str
    device: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


class SessionFound(NamedTuple):
    """A session with whose it is: `active` and `has_second_factor` are None for people without an account."""

    session: SessionRecord
    name: str
    administrator: bool
    locale: str
    time_zone: str
    erased_at: datetime | None
    active: bool | None
    has_second_factor: bool
    second_factor: list[str]


_COLUMNS = tuple(WEB_SESSION.c[name] for name in SessionRecord._fields)
_WIDTH = len(_COLUMNS)
_FACTOR = or_(
    ACCOUNT.c.totp_method.isnot(None),
    exists(select(PASSKEY.c.id).where(PASSKEY.c.person_id == WEB_SESSION.c.person_id)),
)
_FIND = Prepared(
    select(
        *_COLUMNS,
        *(PERSON.c[name] for name in ("name", "administrator", "locale", "time_zone", "erased_at")),
        ACCOUNT.c.active,
        _FACTOR.label("has_second_factor"),
        INSTITUTION.c.second_factor,
    )
    .select_from(
        WEB_SESSION.join(PERSON, PERSON.c.id == WEB_SESSION.c.person_id)
        .outerjoin(ACCOUNT, ACCOUNT.c.person_id == PERSON.c.id)
        .join(INSTITUTION, INSTITUTION.c.id == literal_column("1"))
    )
    .where(or_(WEB_SESSION.c.token_hash == bindparam("hash"), WEB_SESSION.c.previous_hash == bindparam("hash")))
)
_ADD = Prepared(WEB_SESSION.insert())
_OPEN_TO = (
    select(PERSON.c.id)
    .outerjoin_from(PERSON, ACCOUNT, ACCOUNT.c.person_id == PERSON.c.id)
    .where(PERSON.c.erased_at.is_(None), or_(ACCOUNT.c.active.is_(None), ACCOUNT.c.active))
)


def may_sign_in(session: Session, person_id: UUID) -> bool:
    """Whether there is such a person, not erased, and with an account that is active if they have one."""
    return session.execute(_OPEN_TO.where(PERSON.c.id == person_id)).first() is not None


def add_session(session: Session, added: SessionRecord) -> None:
    """Keep a new session."""
    _ADD.run(session, added._asdict())


def session_by_hash(session: Session, token_hash: str) -> SessionFound | None:
    """The session whose token, or whose token before the last rotation, has this hash."""
    row = _FIND.first(session, {"hash": token_hash})
    if row is None:
        return None
    name, administrator, locale, zone, erased, active, factor, required = row[_WIDTH:]
    record = SessionRecord._make(row[:_WIDTH])
    return SessionFound(record, name, bool(administrator), locale, zone, erased, active, bool(factor), required)


def sessions_of(session: Session, person_id: UUID) -> tuple[SessionRecord, ...]:
    """The sessions of a person, the one used last first."""
    found = select(*_COLUMNS).where(WEB_SESSION.c.person_id == person_id).order_by(WEB_SESSION.c.seen_at.desc())
    return tuple(map(SessionRecord._make, session.execute(found)))


def keep_data(session: Session, session_id: UUID, data: str) -> None:
    """Store what a session holds."""
    session.execute(update(WEB_SESSION).where(WEB_SESSION.c.id == session_id).values(data=data))


def touch(session: Session, session_id: UUID, at: datetime) -> None:
    """Store that a session was used."""
    session.execute(update(WEB_SESSION).where(WEB_SESSION.c.id == session_id).values(seen_at=at))


def rotate(session: Session, session_id: UUID, token_hash: str, at: datetime) -> bool:
    """Give a session a new token, if it was to have one. False: another request has done it."""
    changed = (
        update(WEB_SESSION)
        .where(WEB_SESSION.c.id == session_id, WEB_SESSION.c.rotate.is_(True))
        .values(token_hash=token_hash, previous_hash=WEB_SESSION.c.token_hash, rotated_at=at, rotate=False, seen_at=at)
    )
    return session.execute(changed).rowcount == 1


def end_session(session: Session, person_id: UUID, session_id: UUID) -> bool:
    """End one session of a person. False: they have none with this id."""
    this = delete(WEB_SESSION).where(WEB_SESSION.c.id == session_id, WEB_SESSION.c.person_id == person_id)
    return session.execute(this).rowcount == 1


def end_sessions(session: Session, person_id: UUID, but: UUID | None = None) -> int:
    """End all sessions of a person, but perhaps one; how many there were."""
    these = delete(WEB_SESSION).where(WEB_SESSION.c.person_id == person_id)
    return session.execute(these if but is None else these.where(WEB_SESSION.c.id != but)).rowcount


def end_expired(session: Session, unseen_since: datetime, now: datetime) -> int:
    """Delete sessions that have not been used after a moment, or whose time is over; how many there were."""
    over = or_(WEB_SESSION.c.seen_at <= unseen_since, WEB_SESSION.c.expires_at <= now)
    return session.execute(delete(WEB_SESSION).where(over)).rowcount
