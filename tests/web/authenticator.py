"""A passkey in Python: it signs what a site asks for, and knows its owner only if it is told to."""

from __future__ import annotations

import json
import re
import struct
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url

from simulator.usecases import accounts
from simulator.usecases.accounts import PasskeyRecord
from tests.web.holding import Holder

UP, UV = 1, 4
ORIGIN, SITE = "http://localhost", "localhost"


class Authenticator:
    """One passkey of somebody; whoever holds it in their hand can use it, but only its owner knows the PIN."""

    def __init__(self, owner: Holder, usage: str) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._id = uuid4().bytes
        point = self._key.public_key().public_numbers()
        x, y = point.x.to_bytes(32, "big"), point.y.to_bytes(32, "big")
        cose = bytes.fromhex("a5010203262001215820") + x + bytes.fromhex("225820") + y  # ES256 on P-256, as CBOR
        at = datetime.now(UTC)
        credential = {"id": uuid4(), "credential_id": self._id, "public_key": cose, "sign_count": 0}
        told: dict[str, Any] = {"transports": [], "extensions": None, "backup_state": False, "device_type": "single"}
        when = {"created_at": at, "last_used_at": at}
        added = PasskeyRecord(person_id=owner.id, name="Key", usage=usage, **credential, **told, **when)  # type: ignore[arg-type]
        accounts.add_passkey(owner.store, added)

    def answer(self, page: str, *, pin: bool = False) -> str:
        """The answer to the challenge on a page."""
        (challenge,) = re.findall(r'"challenge": "([^"]+)"', page.replace("&#34;", '"').replace("&quot;", '"'))
        client = json.dumps({"type": "webauthn.get", "challenge": challenge, "origin": ORIGIN}).encode()
        data = sha256(SITE.encode()).digest() + struct.pack(">BI", UP | (UV if pin else 0), 0)
        signature = self._key.sign(data + sha256(client).digest(), ec.ECDSA(SHA256()))
        parts = {"clientDataJSON": client, "authenticatorData": data, "signature": signature}
        return json.dumps(
            {
                "id": bytes_to_base64url(self._id),
                "rawId": bytes_to_base64url(self._id),
                "type": "public-key",
                "response": {name: bytes_to_base64url(part) for name, part in parts.items()},
            }
        )
