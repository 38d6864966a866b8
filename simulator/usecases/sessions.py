"""Being signed in: a browser holds a token of 256 bits, the store its hash, and a session can be ended from anywhere.

It ends after two hours without a click and after twelve in any case. Its token changes at sign-in and whenever a right
of the person changes; the token before stays good for half a minute, for requests that were under way.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

from simulator.storage import audit, people, sessions
from simulator.storage.database import Session
from simulator.storage.sessions import SessionRecord
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound
from simulator.usecases.people import Actor

IDLE, ABSOLUTE = timedelta(hours=2), timedelta(hours=12)
TOUCHED_EVERY, GRACE = timedelta(minutes=1), timedelta(seconds=30)


class SignedIn(NamedTuple):
    """A browser that is signed in, and who sits at it.

    `lacks_second_factor`: a role of theirs must have one and they have not set it up, so nothing else is open to them.
    """

    id: UUID
    actor: Actor
    data: str
    rotate: bool
    seen_at: datetime
    expires_at: datetime
    lacks_second_factor: bool

    def ends_at(self, now: datetime) -> datetime:
        """When it may end, at the earliest, if nothing is done from `now` on."""
        return min(now + IDLE - TOUCHED_EVERY, self.expires_at)


class OwnSession(NamedTuple):
    """A session as its person sees it."""

    id: UUID
    device: str
    created_at: datetime
    seen_at: datetime


def begin(
    store: Store,
    person_id: UUID,
    device: str,
    data: str = "",
    instead_of: SignedIn | None = None,
    now: datetime | None = None,
) -> str:
    """Sign a browser in, `instead_of` whoever sat at it until now; the token for its cookie.

    Every sign-in also clears away what has ended, so that sessions cannot pile up.

    Raises:
        NotFound: no such person, or not any more.
    """
    now, token = now or datetime.now(UTC), secrets.token_urlsafe(32)
    added = SessionRecord(
        uuid4(), hashed(token), None, now, False, person_id, data, device, now, now, now + ABSOLUTE
    )  # fmt: skip
    with store.database.write() as session:
        if not sessions.may_sign_in(session, person_id):
            raise NotFound(str(person_id))
        if instead_of is not None:
            _end(session, instead_of.actor, instead_of.id, now)
        sessions.end_expired(session, now - IDLE, now)
        sessions.add_session(session, added)
        audit.note(session, "signed in", now, actor=person_id, person=person_id)
        session.commit()
    return token


def find(store: Store, token: str, now: datetime | None = None) -> SignedIn | None:
    """The session with this token, if it has not ended."""
    now, token_hash = now or datetime.now(UTC), hashed(token)
    with store.database.read() as session:
        found = sessions.session_by_hash(session, token_hash)
        if found is None or found.erased_at or found.active is False:
            return None
        record = found.session
        old = record.token_hash != token_hash
        if _is_over(record, now) or (old and record.rotated_at + GRACE <= now):
            return None
        roles = people.roles_of(session, record.person_id)
    actor = Actor(record.person_id, found.name, found.administrator, roles, found.locale, found.time_zone)
    lacks = found.active is not None and not found.has_second_factor and any(map(actor.is_a, found.second_factor))
    return SignedIn(
        record.id, actor, record.data, record.rotate and not old, record.seen_at, record.expires_at, lacks
    )  # fmt: skip


def keep(store: Store, session_id: UUID, data: str) -> None:
    """Keep what a session holds."""
    with store.database.write() as session:
        sessions.keep_data(session, session_id, data)
        session.commit()


def touch(store: Store, signed_in: SignedIn, now: datetime | None = None) -> None:
    """Note that a session is in use, at most once a minute."""
    now = now or datetime.now(UTC)
    if signed_in.seen_at + TOUCHED_EVERY <= now:
        with store.database.write() as session:
            sessions.touch(session, signed_in.id, now)
            session.commit()


def rotate(store: Store, signed_in: SignedIn, now: datetime | None = None) -> str | None:
    """A new token for a session that is to have one; None if another request got there first."""
    token = secrets.token_urlsafe(32)
    with store.database.write() as session:
        changed = sessions.rotate(session, signed_in.id, hashed(token), now or datetime.now(UTC))
        session.commit()
    return token if changed else None


def own(store: Store, actor: Actor, now: datetime | None = None) -> tuple[OwnSession, ...]:
    """Where this person is signed in, the session used last first."""
    now = now or datetime.now(UTC)
    with store.database.read() as session:
        found = sessions.sessions_of(session, actor.id)
    return tuple(OwnSession(one.id, one.device, one.created_at, one.seen_at) for one in found if not _is_over(one, now))


def end(store: Store, actor: Actor, session_id: UUID, now: datetime | None = None) -> None:
    """End one of the actor's own sessions.

    Raises:
        NotFound: they have no such session.
    """
    with store.database.write() as session:
        if not _end(session, actor, session_id, now or datetime.now(UTC)):
            raise NotFound(str(session_id))
        session.commit()


def end_all(store: Store, actor: Actor, but: UUID | None = None, now: datetime | None = None) -> int:
    """End all sessions of the actor, but perhaps the one they sit at; how many there were."""
    with store.database.write() as session:
        ended = sessions.end_sessions(session, actor.id, but)
        audit.note(session, "signed out everywhere", now or datetime.now(UTC), actor=actor.id, person=actor.id)
        session.commit()
    return ended


def _end(session: Session, actor: Actor, session_id: UUID, now: datetime) -> bool:
    ended = sessions.end_session(session, actor.id, session_id)
    if ended:
        audit.note(session, "signed out", now, actor=actor.id, person=actor.id)
    return ended


def _is_over(record: SessionRecord, now: datetime) -> bool:
    return record.seen_at + IDLE <= now or record.expires_at <= now


def hashed(token: str) -> str:
    """The SHA-256 of a token, which may be anything at all, in hex."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
