"""Accounts: how people sign in, with which passkeys, and how often it went wrong of late."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

from sqlalchemy import delete, func, or_, select, update

from simulator.storage.database import Session
from simulator.storage.tables import ACCOUNT, PASSKEY, PERSON, SIGN_IN_FAILURE

Key = Literal["person_id", "email", "uniquifier", "passkey_handle"]


class AccountRecord(NamedTuple):
    """An account as stored; what the fields mean stands in `tables.accounts.Account`."""

    person_id: UUID
    email: str
    password: str | None
    active: bool
    uniquifier: str
    passkey_handle: str
    totp_method: str | None
    totp_secret: str | None
    totp_counter: int | None
    recovery_codes: list[str]
    created_at: datetime


class PasskeyRecord(NamedTuple):
    """A passkey as stored; see `tables.accounts.Passkey`."""

    id: UUID
    person_id: UUID
    name: str
    usage: str
    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: list[str]
    extensions: str | None
    backup_state: bool
    device_type: str
    created_at: datetime
    last_used_at: datetime


_ACCOUNTS = (
    select(*(ACCOUNT.c[name] for name in AccountRecord._fields))
    .join_from(ACCOUNT, PERSON)
    .where(PERSON.c.erased_at.is_(None))
)
_PASSKEYS = select(*(PASSKEY.c[name] for name in PasskeyRecord._fields))


def add_account(session: Session, added: AccountRecord) -> None:
    """Keep a new account.

    Raises:
        StoreConflict: the address is taken (when the transaction ends with the error).
    """
    session.execute(ACCOUNT.insert(), added._asdict())


def account(session: Session, key: Key, value: UUID | str) -> AccountRecord | None:
    """The account with this id, address or handle, of somebody who has not been erased."""
    row = session.execute(_ACCOUNTS.where(ACCOUNT.c[key] == value)).first()
    return None if row is None else AccountRecord._make(row)


def change_account(session: Session, person_id: UUID, uniquifier: str, values: dict[str, Any]) -> bool:
    """Change an account that still has this uniquifier. False: it has changed since it was read."""
    this = update(ACCOUNT).where(ACCOUNT.c.person_id == person_id, ACCOUNT.c.uniquifier == uniquifier)
    return session.execute(this.values(**values)).rowcount == 1


def count_up(session: Session, person_id: UUID, counter: int) -> bool:
    """Remember the time step of a code. False: this or a later one was used before."""
    newer = or_(ACCOUNT.c.totp_counter.is_(None), ACCOUNT.c.totp_counter < counter)
    this = update(ACCOUNT).where(ACCOUNT.c.person_id == person_id, newer)
    return session.execute(this.values(totp_counter=counter)).rowcount == 1


def spend_code(session: Session, person_id: UUID, code: str) -> bool:
    """Take one of the recovery codes away, by its hash. False: it is not there, or not any more."""
    found = select(ACCOUNT.c.recovery_codes).where(ACCOUNT.c.person_id == person_id).with_for_update()
    codes: list[str] = session.execute(found).scalar() or []
    if code not in codes:
        return False
    left = [one for one in codes if one != code]
    session.execute(update(ACCOUNT).where(ACCOUNT.c.person_id == person_id).values(recovery_codes=left))
    return True


def administrators(session: Session) -> int:
    """How many administrators can sign in."""
    counted = select(func.count()).select_from(PERSON.join(ACCOUNT)).where(PERSON.c.administrator, ACCOUNT.c.active)
    return session.execute(counted.where(PERSON.c.erased_at.is_(None))).scalar_one()


def passkeys_of(session: Session, person_id: UUID) -> tuple[PasskeyRecord, ...]:
    """The passkeys of a person, the oldest first."""
    found = _PASSKEYS.where(PASSKEY.c.person_id == person_id).order_by(PASSKEY.c.created_at, PASSKEY.c.id)
    return tuple(map(PasskeyRecord._make, session.execute(found)))


def passkey(session: Session, credential_id: bytes) -> PasskeyRecord | None:
    """The passkey with this credential id."""
    row = session.execute(_PASSKEYS.where(PASSKEY.c.credential_id == credential_id)).first()
    return None if row is None else PasskeyRecord._make(row)


def add_passkey(session: Session, added: PasskeyRecord) -> None:
    """Keep a new passkey."""
    session.execute(PASSKEY.insert(), added._asdict())


def use_passkey(session: Session, passkey_id: UUID, sign_count: int, backup_state: bool, at: datetime) -> None:
    """Store what a passkey said when it was used."""
    values = {"sign_count": sign_count, "backup_state": backup_state, "last_used_at": at}
    session.execute(update(PASSKEY).where(PASSKEY.c.id == passkey_id).values(**values))


def remove_passkey(session: Session, passkey_id: UUID) -> None:
    """Forget a passkey."""
    session.execute(delete(PASSKEY).where(PASSKEY.c.id == passkey_id))


def remove_passkeys(session: Session, person_id: UUID) -> None:
    """Forget all passkeys of a person."""
    session.execute(delete(PASSKEY).where(PASSKEY.c.person_id == person_id))


def wait_for_others(session: Session, key: str) -> None:
    """On PostgreSQL, wait until nobody else is in a transaction that counts under this key. SQLite has one writer."""
    if session.dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext(key))))


def failures_since(session: Session, key: str, since: datetime) -> list[datetime]:
    """When signing in to this account went wrong, the first time first. Others who count wait for this one."""
    wait_for_others(session, key)
    found = select(SIGN_IN_FAILURE.c.at).where(SIGN_IN_FAILURE.c.account_key == key, SIGN_IN_FAILURE.c.at > since)
    return list(session.execute(found.order_by(SIGN_IN_FAILURE.c.at)).scalars())


def add_failure(session: Session, failure_id: UUID, key: str, at: datetime) -> None:
    """Count a try as failed."""
    session.execute(SIGN_IN_FAILURE.insert(), {"id": failure_id, "account_key": key, "at": at})


def date_failure(session: Session, failure_id: UUID, at: datetime) -> None:
    """Store when a try turned out to have failed."""
    session.execute(update(SIGN_IN_FAILURE).where(SIGN_IN_FAILURE.c.id == failure_id).values(at=at))


def forget_failure(session: Session, failure_id: UUID) -> None:
    """A try that went well after all."""
    session.execute(delete(SIGN_IN_FAILURE).where(SIGN_IN_FAILURE.c.id == failure_id))
