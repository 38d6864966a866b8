"""What the database alone cannot read: private texts are sealed with keys that are kept outside of it.

A sealed text is a Fernet token (AES-128-CBC with HMAC-SHA256) of its writer's id and the text, behind a mark that says
how it was sealed. Who steals the database reads nothing; who moves a sealed text to somebody else's row shows nothing,
because the id inside is not theirs. Who has the database and the keys reads everything.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from simulator.config import ConfigError

MARK = "f1:gAAAAA"
"""How every sealed text begins: the way of sealing, and what the tokens of this and the next century begin with."""

_OWNER = 16
_KEY = 32


class Unreadable(ValueError):
    """A sealed text cannot be opened: it was damaged, it is somebody else's, or its key is not among ours."""


class Seal:
    """Keys for private texts: the first one seals, all of them open, so that a key can be replaced by a newer one."""

    def __init__(self, keys: Iterable[bytes]) -> None:
        fernets = [Fernet(key) for key in keys]
        self._fernet = MultiFernet(fernets) if fernets else None

    def sealed(self, owner: UUID, text: str) -> str:
        """The text as it is stored, for this person alone.

        Raises:
            RuntimeError: there is no key (see `Keys.absent`).
        """
        if self._fernet is None:
            raise RuntimeError("there is no key to seal private texts with")
        return "f1:" + self._fernet.encrypt(owner.bytes + text.encode()).decode("ascii")

    def opened(self, owner: UUID, stored: str) -> str:
        """What this person wrote. A text that was stored by a release without seals is given back as it is.

        Raises:
            Unreadable: see there.
        """
        if not stored.startswith(MARK):
            return stored
        try:
            content = self._fernet.decrypt(stored[3:].encode()) if self._fernet else b""
        except InvalidToken:
            content = b""
        if content[:_OWNER] != owner.bytes:
            raise Unreadable("a private text cannot be opened")
        return content[_OWNER:].decode()

    def opened_or_none(self, owner: UUID, stored: str) -> str | None:
        """What this person wrote, or None if it cannot be opened."""
        try:
            return self.opened(owner, stored)
        except Unreadable:
            return None


@dataclass(frozen=True, repr=False)
class Keys:
    """What a store knows that its database does not: `secret` for keyed hashes (links, addresses), `seal` for texts."""

    secret: bytes
    seal: Seal

    @classmethod
    def of(cls, secret: str, private_keys: str) -> Keys:
        """From ATTUNE_SECRET and ATTUNE_PRIVATE_KEYS.

        Raises:
            ConfigError: there is no private key, or one is none; it is named by its place, never shown.
        """
        keys = private_keys.replace(",", " ").split()
        if not keys:
            raise ConfigError(
                "Set ATTUNE_PRIVATE_KEYS to the key that private notes are encrypted with."
                " `attune keys new` makes one; keep a copy outside the database, for without it the notes are lost."
            )
        for place, key in enumerate(keys, 1):
            if not _is_key(key):
                raise ConfigError(
                    f"ATTUNE_PRIVATE_KEYS: key {place} of {len(keys)} is not a key. `attune keys new` makes one."
                )
        derived = HKDF(SHA256(), _KEY, salt=None, info=b"attune keyed hashes").derive(secret.encode())
        return cls(derived, Seal(key.encode() for key in keys))

    @classmethod
    def absent(cls) -> Keys:
        """For work that touches nothing private: its hashes fit nothing, it seals nothing and opens nothing."""
        return cls(secrets.token_bytes(_KEY), Seal(()))


def new_key() -> str:
    """A key for ATTUNE_PRIVATE_KEYS."""
    return Fernet.generate_key().decode("ascii")


def _is_key(text: str) -> bool:
    try:
        return len(base64.b64decode(text, altchars=b"-_", validate=True)) == _KEY
    except (binascii.Error, ValueError):
        return False
