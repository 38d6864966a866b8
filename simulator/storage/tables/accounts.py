"""Tables of accounts: how people sign in, and where they are signed in. Demo people have no account."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from simulator.storage.columns import JSON_VALUE, TIME


class Account(SQLModel, table=True):
    """How one person signs in. `password` is an argon2id hash, `totp_secret` is encrypted, `recovery_codes` are hashes.

    `totp_counter` is the time step of the last code that was accepted: none is accepted twice.
    `uniquifier` changes when every sign-in of before is to end; `passkey_handle` is what authenticators know them by.
    """

    __tablename__ = "account"

    person_id: UUID = Field(primary_key=True, foreign_key="person.id")
    email: str = Field(sa_column_kwargs={"unique": True})
    password: str | None
    active: bool
    uniquifier: str = Field(sa_column_kwargs={"unique": True})
    passkey_handle: str = Field(sa_column_kwargs={"unique": True})
    totp_method: str | None
    totp_secret: str | None
    totp_counter: int | None
    recovery_codes: list[str] = Field(sa_type=JSON_VALUE)
    created_at: datetime = Field(sa_type=TIME)


class Passkey(SQLModel, table=True):
    """A WebAuthn credential of an account; `usage` says whether it may stand alone (first) or beside a password."""

    __tablename__ = "passkey"
    __table_args__: ClassVar[Any] = (CheckConstraint("usage IN ('first', 'secondary')", name="usage"),)

    id: UUID = Field(primary_key=True)
    person_id: UUID = Field(foreign_key="account.person_id", index=True)
    name: str
    usage: str
    credential_id: bytes = Field(sa_column_kwargs={"unique": True})
    public_key: bytes
    sign_count: int
    transports: list[str] = Field(sa_type=JSON_VALUE)
    extensions: str | None
    backup_state: bool
    device_type: str
    created_at: datetime = Field(sa_type=TIME)
    last_used_at: datetime = Field(sa_type=TIME)


class SignInFailure(SQLModel, table=True):
    """One failed try to sign in; `account_key` is a keyed hash of the address that was typed, whoever has it."""

    __tablename__ = "sign_in_failure"
    __table_args__: ClassVar[Any] = (Index(None, "account_key", "at"),)

    id: UUID = Field(primary_key=True)
    account_key: str
    at: datetime = Field(sa_type=TIME)


class WebSession(SQLModel, table=True):
    """A browser that is signed in. Of its token only the SHA-256 is kept; `data` is what the session holds, as JSON.

    `previous_hash` is the token before the last rotation, honoured for half a minute for requests that were under way;
    `rotate` asks for a new token with the next request, because a right of the person has changed.
    """

    __tablename__ = "web_session"
    __table_args__: ClassVar[Any] = (Index(None, "person_id"), Index(None, "expires_at"))

    id: UUID = Field(primary_key=True)
    token_hash: str = Field(sa_column_kwargs={"unique": True})
    previous_hash: str | None = Field(sa_column_kwargs={"unique": True})
    rotated_at: datetime = Field(sa_type=TIME)
    rotate: bool
    person_id: UUID = Field(foreign_key="person.id")
    data: str
    device: str
    created_at: datetime = Field(sa_type=TIME)
    seen_at: datetime = Field(sa_type=TIME)
    expires_at: datetime = Field(sa_type=TIME)
