"""Accounts: who signs in with which address, password, code and passkey, and what is done against guessing.

Whoever guesses is stopped by the account they guess at, whether it exists or not: ten failed tries in a quarter of an
hour, and nothing helps any more until the first of them is a quarter of an hour old. A try counts as failed from the
moment it begins, so that fifty at once are not one; it is forgotten if it goes well.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, NamedTuple, TypeAlias
from uuid import UUID, uuid4

from simulator.storage import accounts, audit, directory, people, sessions
from simulator.storage.database import Database, Session
from simulator.storage.sealing import Keys
from simulator.usecases.addresses import normal
from simulator.usecases.catalogue import Store
from simulator.usecases.errors import NotFound, Phrase, Refused, Stale
from simulator.usecases.people import ADMINISTRATOR, Actor
from simulator.usecases.texts import storable, typed
from simulator.usecases.zones import ZONES

AccountRecord: TypeAlias = accounts.AccountRecord
PasskeyRecord: TypeAlias = accounts.PasskeyRecord
Key: TypeAlias = accounts.Key
TRIES, LINKS, WINDOW = 10, 5, timedelta(minutes=15)
LONGEST_NAME = 100
By = Literal["password", "code", "recovery code", "passkey"]
NOBODY = AccountRecord(UUID(int=0), "", None, False, "", "", None, None, None, [], datetime.min.replace(tzinfo=UTC))


class Account(NamedTuple):
    """An account with the name of its person and their passkeys."""

    record: AccountRecord
    name: str
    passkeys: tuple[PasskeyRecord, ...]


class Locked(Refused):
    """Too many tries have failed; `seconds` is how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(Phrase("Too many tries have failed. Please wait a quarter of an hour, then try again."))
        self.seconds = seconds


def address(text: str) -> str:
    """An e-mail address in the one form in which it is kept.

    Raises:
        Refused: it is none.
    """
    found = normal(text) if storable(text) else None
    if found is None:
        raise Refused("This is not an e-mail address. One looks like name@example.org.", text)
    return found


def person_name(text: str) -> str:
    """A person's name as it is kept.

    Raises:
        Refused: there is none, or it is too long, or cannot be kept.
    """
    name = " ".join(typed(text, "The name", LONGEST_NAME).split())
    if not name:
        raise Refused("Please say what you would like to be called.")
    return name


def new_account(
    session: Session,
    *,
    name: str,
    email: str,
    password_hash: str | None,
    at: datetime,
    administrator: bool = False,
    time_zone: str = "",
) -> UUID:
    """A new person with an account, in the caller's transaction; their id. Without a password, a link sets the first.

    Raises:
        Refused: the name or the address is none, or the address is taken.
    """
    name, email = person_name(name), address(email)
    if accounts.account(session, "email", email):
        raise Refused("There is an account with this address already.", email)
    person = people.add_person(session, name=name, at=at, administrator=administrator, time_zone=time_zone)
    added = AccountRecord(
        person.id, email, password_hash, True, uuid4().hex, uuid4().hex, None, None, None, [], at
    )  # fmt: skip
    accounts.add_account(session, added)
    audit.note(session, "account opened", at, actor=person.id, person=person.id)
    if administrator:
        audit.note(session, "administrator made", at, actor=None, person=person.id)
    return person.id


def open_account(store: Store, name: str, email: str, *, administrator: bool, now: datetime | None = None) -> UUID:
    """A new person with an account and no password yet, as the command on the server makes one.

    Raises:
        Refused: as `new_account`.
    """
    with store.database.write() as session:
        person_id = new_account(
            session,
            name=name,
            email=email,
            password_hash=None,
            at=now or datetime.now(UTC),
            administrator=administrator,
        )
        session.commit()
    return person_id


def find(store: Store, key: Key, value: UUID | str) -> Account | None:
    """The account with this id, address or handle."""
    with store.database.read() as session:
        return _found(session, accounts.account(session, key, value))


def find_by_passkey(store: Store, credential_id: bytes) -> Account | None:
    """The account this passkey belongs to."""
    with store.database.read() as session:
        passkey = accounts.passkey(session, credential_id)
        return _found(session, accounts.account(session, "person_id", passkey.person_id)) if passkey else None


def first_link(database: Database, keys: Keys) -> str | None:
    """The secret of the link that makes the first administrator; None as soon as there is one.

    It is kept nowhere: it is computed from the site's secret, and good for as long as it is needed.
    """
    with database.read() as session:
        there = accounts.administrators(session)
    return None if there else _keyed(keys, "first administrator", "")


def is_first_link(store: Store, secret: str) -> bool:
    """Whether this is the secret of the link that makes the first administrator, and there is none yet."""
    right = first_link(store.database, store.keys)
    return right is not None and hmac.compare_digest(right.encode(), secret.encode("utf-8", "replace"))


def open_first(
    store: Store, secret: str, name: str, email: str, password_hash: str, now: datetime | None = None
) -> UUID:
    """Make the first administrator; their id.

    Raises:
        NotFound: the link is wrong, or there is an administrator.
        Refused: as `new_account`.
    """
    now = now or datetime.now(UTC)
    right = is_first_link(store, secret)
    with store.database.write() as session:
        accounts.wait_for_others(session, "first administrator")
        if not right or accounts.administrators(session):
            raise NotFound("first administrator")
        person_id = new_account(
            session, name=name, email=email, password_hash=password_hash, at=now, administrator=True
        )  # fmt: skip
        session.commit()
    return person_id


def _found(session: Session, record: AccountRecord | None) -> Account | None:
    person = people.person(session, record.person_id) if record else None
    return Account(record, person.name, accounts.passkeys_of(session, person.id)) if record and person else None


def save(
    store: Store,
    before: AccountRecord,
    after: AccountRecord,
    *,
    by: UUID | None,
    here: UUID | None = None,
    now: datetime | None = None,
) -> None:
    """Store what changed in an account, if nobody else has changed it meanwhile, and note it.

    A new password and the loss of a second factor end all sessions of the person but `here`.

    Raises:
        Stale: the account is not as it was `before`.
        Refused: the address is taken.
    """
    now, person = now or datetime.now(UTC), before.person_id
    values = {name: value for name, value in after._asdict().items() if value != getattr(before, name)}
    if not values:
        return
    with store.database.write() as session:
        if "email" in values and accounts.account(session, "email", after.email):
            raise Refused("This address cannot be used.", after.email)
        if not accounts.change_account(session, person, before.uniquifier, values):
            raise Stale("Your account was changed somewhere else a moment ago. Please look and try once more.")
        for action in _actions(values):
            audit.note(session, action, now, actor=by, person=person)
        if "uniquifier" in values or "totp_secret" in values:
            sessions.end_sessions(session, person, here)
        session.commit()


def _actions(values: dict[str, Any]) -> list[str]:
    """What a change of these columns is called in the audit log. A new hash of the same password is none."""
    actions = []
    if "email" in values:
        actions.append("address changed")
    if "password" in values and "uniquifier" in values:
        actions.append("password changed")
    if "totp_secret" in values:
        actions.append("second factor set up" if values["totp_secret"] else "second factor removed")
    if values.get("recovery_codes"):
        actions.append("recovery codes made")
    return actions


def change_self(
    store: Store, actor: Actor, name: str, locale: str, time_zone: str, now: datetime | None = None
) -> None:
    """Change one's name, language (empty: as the browser asks) and time zone (empty: UTC).

    Raises:
        Refused: there is no name, or no such zone.
    """
    name = person_name(name)
    if time_zone and time_zone not in ZONES:
        raise Refused("There is no time zone of this name. Choose one from the list.", time_zone)
    with store.database.write() as session:
        people.change_person(session, actor.id, name=name, locale=locale, time_zone=time_zone)
        audit.note(session, "own details changed", now or datetime.now(UTC), actor=actor.id, person=actor.id)
        session.commit()


def for_reset_link(store: Store, actor: Actor | None, person_id: UUID, now: datetime | None = None) -> Account:
    """The account for which an administrator (None: a command on the server) makes a link to choose a password.

    Raises:
        NotFound: the actor is no administrator, or there is no such account, or it may not be used.
    """
    with store.database.write() as session:
        found = _found(session, accounts.account(session, "person_id", person_id))
        if found is None or not found.record.active or not (actor is None or _administers(session, actor)):
            raise NotFound(str(person_id))
        by = actor.id if actor else None
        audit.note(session, "reset link made", now or datetime.now(UTC), actor=by, person=person_id)
        session.commit()
    return found


def remove_second_factor(store: Store, actor: Actor, person_id: UUID, now: datetime | None = None) -> None:
    """Take away all second factors of somebody who has lost them, and sign them out everywhere.

    Raises:
        NotFound: the actor is no administrator, or there is no such account.
    """
    now = now or datetime.now(UTC)
    with store.database.write() as session:
        record = accounts.account(session, "person_id", person_id)
        if record is None or not _administers(session, actor):
            raise NotFound(str(person_id))
        gone: dict[str, Any] = {
            "totp_method": None,
            "totp_secret": None,
            "recovery_codes": [],
            "uniquifier": uuid4().hex,
        }
        accounts.change_account(session, person_id, record.uniquifier, gone)
        accounts.remove_passkeys(session, person_id)
        sessions.end_sessions(session, person_id)
        audit.note(session, "second factor removed", now, actor=actor.id, person=person_id)
        session.commit()


def _administers(session: Session, actor: Actor) -> bool:
    """Whether the actor administers the site, still at this moment of the transaction."""
    return actor.is_a(ADMINISTRATOR) and actor.id in directory.administrators(session)


def begin_try(store: Store, email: str, now: datetime | None = None) -> UUID:
    """Count a try to sign in with this address before it is looked at.

    Raises:
        Locked: too many have failed.
    """
    now, key, this = now or datetime.now(UTC), _account_key(store, email), uuid4()
    with store.database.write() as session:
        failed = accounts.failures_since(session, key, now - WINDOW)
        if len(failed) >= TRIES:
            raise Locked(max(1, round((failed[-TRIES] + WINDOW - now).total_seconds())))
        accounts.add_failure(session, this, key, now)
        session.commit()
    return this


def try_failed(store: Store, this: UUID, email: str, by: By, now: datetime | None = None) -> None:
    """A try has failed: the person, if there is one, finds it in their log. It costs the same if there is none."""
    now, key = now or datetime.now(UTC), _account_key(store, email)
    with store.database.write() as session:
        accounts.date_failure(session, this, now)
        record = accounts.account(session, "email", _spelled(email)) or NOBODY
        locked = len(accounts.failures_since(session, key, now - WINDOW)) >= TRIES
        if record is not NOBODY:
            audit.note(session, "sign-in failed", now, actor=None, person=record.person_id, by=by)
            if locked:
                audit.note(session, "sign-in locked", now, actor=None, person=record.person_id)
        session.commit()


def try_succeeded(store: Store, this: UUID) -> None:
    """A try went well; those that failed before stay counted."""
    with store.database.write() as session:
        accounts.forget_failure(session, this)
        session.commit()


def may_mail(store: Store, email: str, now: datetime | None = None) -> bool:
    """Whether this address may be sent one more link; it counts as sent. False: it has had enough for a while."""
    now, key = now or datetime.now(UTC), _keyed(store.keys, "mail", _spelled(email))
    with store.database.write() as session:
        if len(accounts.failures_since(session, key, now - WINDOW)) >= LINKS:
            return False
        accounts.add_failure(session, uuid4(), key, now)
        session.commit()
    return True


def count_up(store: Store, person_id: UUID, counter: int) -> bool:
    """Use the code of a time step up. False: it was used before."""
    with store.database.write() as session:
        newer = accounts.count_up(session, person_id, counter)
        session.commit()
    return newer


def hashed_code(store: Store, code: str) -> str:
    """A recovery code as it is stored; without the site's secret not even trying them all would tell it."""
    bare = "".join(code.split()).replace("-", "").lower()
    return _keyed(store.keys, "recovery code", bare)


def spend_code(store: Store, person_id: UUID, code: str, now: datetime | None = None) -> bool:
    """Use a recovery code up. False: there is no such code, or it was used before."""
    with store.database.write() as session:
        spent = accounts.spend_code(session, person_id, hashed_code(store, code))
        if spent:
            audit.note(session, "recovery code used", now or datetime.now(UTC), actor=person_id, person=person_id)
        session.commit()
    return spent


def add_passkey(store: Store, added: PasskeyRecord) -> None:
    """Keep a new passkey of a person."""
    with store.database.write() as session:
        accounts.add_passkey(session, added)
        audit.note(
            session, "passkey added", added.created_at, actor=added.person_id, person=added.person_id, subject=added.id
        )
        session.commit()


def use_passkey(store: Store, used: PasskeyRecord) -> None:
    """Store what a passkey said when it was used."""
    with store.database.write() as session:
        accounts.use_passkey(session, used.id, used.sign_count, used.backup_state, used.last_used_at)
        session.commit()


def remove_passkey(store: Store, removed: PasskeyRecord, here: UUID | None, now: datetime | None = None) -> None:
    """Forget a passkey of a person, who stays signed in `here` alone."""
    person = removed.person_id
    with store.database.write() as session:
        accounts.remove_passkey(session, removed.id)
        sessions.end_sessions(session, person, here)
        audit.note(
            session, "passkey removed", now or datetime.now(UTC), actor=person, person=person, subject=removed.id
        )
        session.commit()


def _account_key(store: Store, email: str) -> str:
    """Under what tries with an address are counted: without the site's secret it says nothing about the address."""
    return _keyed(store.keys, "sign-in", _spelled(email))


def _keyed(keys: Keys, what: str, text: str) -> str:
    content = f"{what} {text}".encode("utf-8", "replace")
    return hmac.new(keys.secret, content, hashlib.sha256).hexdigest()


def _spelled(email: str) -> str:
    try:
        return address(email)
    except Refused:
        return email.strip().lower() if storable(email) else ""
