"""The accounts as Flask-Security sees them: objects it may change, read and stored through the use cases.

What it hands over by `put` is stored at once, in one unit of work, so that a refusal is answered by the same request.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from flask import session
from flask_security import RoleMixin, UserDatastore, UserMixin, WebAuthnMixin

from simulator.usecases import accounts
from simulator.usecases.accounts import Account, AccountRecord, PasskeyRecord
from simulator.usecases.addresses import normal
from simulator.usecases.texts import storable
from simulator.web import sessions
from simulator.web.guards import store

KEYS: Mapping[str, accounts.Key] = {
    "id": "person_id",
    "email": "email",
    "fs_uniquifier": "uniquifier",
    "fs_webauthn_user_handle": "passkey_handle",
}
"""What Flask-Security looks for, and what it is called here."""


class Role(RoleMixin):  # type: ignore[misc]
    """Roles are held per cohort and are none of Flask-Security's concern; it only wants to know a class."""


class User(UserMixin):  # type: ignore[misc]
    """One account, by the names that Flask-Security knows."""

    fs_uniquifier: str = ""
    fs_webauthn_user_handle: str = ""

    def __init__(self, account: Account) -> None:
        record = account.record
        self.record, self.id, self.name = record, record.person_id, account.name
        self.email, self.password, self.active = record.email, record.password, record.active
        self.fs_uniquifier, self.fs_webauthn_user_handle = record.uniquifier, record.passkey_handle
        self.tf_primary_method, self.tf_totp_secret = record.totp_method, record.totp_secret
        self.tf_phone_number: str | None = None
        self.mf_recovery_codes: list[str] | None = list(record.recovery_codes)
        self.roles: list[Role] = []
        self.webauthn = [Passkey(one) for one in account.passkeys]

    def changed(self) -> AccountRecord:
        """The account as it has become."""
        return self.record._replace(
            email=self.email,
            password=self.password,
            active=self.active,
            uniquifier=self.fs_uniquifier,
            passkey_handle=self.fs_webauthn_user_handle,
            totp_method=self.tf_primary_method,
            totp_secret=self.tf_totp_secret,
            recovery_codes=self.mf_recovery_codes or [],
        )


class Passkey(WebAuthnMixin):  # type: ignore[misc]
    """A passkey, by the names that Flask-Security knows."""

    def __init__(self, record: PasskeyRecord) -> None:
        self.record, self.id, self.user_id, self.name = record, record.id, record.person_id, record.name
        self.credential_id, self.public_key, self.sign_count = (
            record.credential_id,
            record.public_key,
            record.sign_count,
        )
        self.transports, self.extensions = record.transports, record.extensions
        self.backup_state, self.device_type = record.backup_state, record.device_type
        self.lastuse_datetime = record.last_used_at

    @property
    def usage(self) -> str:
        """What it may be used for now: one that may stand alone may also stand beside a password."""
        return "secondary" if session.get("tf_state") == "ready" else self.record.usage


class AccountDatastore(UserDatastore):  # type: ignore[misc]
    """Flask-Security's way to the use cases."""

    def __init__(self) -> None:
        super().__init__(User, Role, Passkey)

    def find_user(self, case_insensitive: bool = False, **by: Any) -> User | None:  # noqa: ARG002
        """The account with this id, address or handle; addresses have one spelling, so case never matters."""
        ((name, value),) = by.items()
        if name == "email":
            value = (normal(value) if storable(value) else None) or ""
        found = accounts.find(store(), KEYS[name], value)
        return User(found) if found else None

    def find_role(self, role: str) -> None:  # noqa: ARG002
        """There are none."""
        return

    def put(self, model: User | Passkey) -> User | Passkey:
        """Store what has changed."""
        if isinstance(model, User):
            after = model.changed()
            accounts.save(store(), model.record, after, by=model.id, here=_here(model.id))
            model.record = after
        else:
            used = model.record._replace(
                sign_count=model.sign_count, backup_state=bool(model.backup_state), last_used_at=datetime.now(UTC)
            )
            accounts.use_passkey(store(), used)
        return model

    def delete(self, model: Passkey) -> None:
        """Forget a passkey."""
        accounts.remove_passkey(store(), model.record, _here(model.user_id))

    def commit(self) -> None:
        """Nothing is left to be done."""

    def tf_reset(self, user: User) -> None:
        """Take the authenticator app away, and the recovery codes that stood in for it."""
        user.mf_recovery_codes = []
        super().tf_reset(user)

    def create_webauthn(self, user: User, **made: Any) -> None:
        """Keep a new passkey."""
        extensions, now = made["extensions"], datetime.now(UTC)
        record = PasskeyRecord(
            id=uuid4(),
            person_id=user.id,
            name=made["name"],
            usage=made["usage"],
            credential_id=made["credential_id"],
            public_key=made["public_key"],
            sign_count=made["sign_count"],
            transports=[str(getattr(one, "value", one)) for one in made["transports"] or []],
            extensions=extensions if isinstance(extensions, str) or extensions is None else json.dumps(extensions),
            backup_state=bool(made["backup_state"]),
            device_type=str(getattr(made["device_type"], "value", made["device_type"])),
            created_at=now,
            last_used_at=now,
        )
        accounts.add_passkey(store(), record)

    def find_webauthn(self, credential_id: bytes) -> Passkey | None:
        """The passkey with this id."""
        found = accounts.find_by_passkey(store(), credential_id)
        keys = found.passkeys if found else ()
        return next((Passkey(one) for one in keys if one.credential_id == credential_id), None)

    def find_user_from_webauthn(self, webauthn: Passkey) -> User | None:
        """Whose it is."""
        return self.find_user(id=webauthn.user_id)


def _here(person_id: UUID) -> UUID | None:
    """The session of this browser, if it is this person's: it goes on when their others end."""
    signed_in = sessions.current().signed_in
    return signed_in.id if signed_in and signed_in.actor.id == person_id else None
