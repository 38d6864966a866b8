"""The institution's identity provider: OpenID Connect, authorization code flow with PKCE.

Authlib writes the request and judges the claims, joserfc the signature. What is fetched is small, in good time, and
only from the addresses that the configured issuer names.
"""

from __future__ import annotations

import base64
import hmac
import json
from dataclasses import dataclass, field
from http.client import HTTPException
from threading import Lock
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import Request, urlopen

from authlib.common.security import generate_token
from authlib.oauth2.client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

SECONDS, LARGEST, LEEWAY = 10, 256 * 1024, 60
SIGNATURES = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"]
SEVERAL = {"mfa", "otp", "hwk", "sc"}
"""Ways to sign in (`amr`, RFC 8176) that stand for more than a password."""
LEVELS = ("mfa", "multifactor", "aal2", "aal3")
"""How the name of a level (`acr`) ends that asks for more than one factor."""


class NotBelieved(Exception):
    """The provider cannot be reached, or what it says cannot be believed. Never holds what it said."""


class Asked(NamedTuple):
    """What somebody was sent away with, and must come back with: kept in their session, and used once."""

    url: str
    state: str
    nonce: str
    verifier: str


class Identity(NamedTuple):
    """Who the provider says it is; `email` is empty if it has not verified one."""

    email: str
    several_factors: bool


@dataclass
class Institution:
    """The provider at `issuer`, to which we are `client_id`."""

    issuer: str
    client_id: str
    client_secret: str
    _metadata: dict[str, Any] = field(default_factory=dict)
    _keys: dict[str, Any] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def ask(self, come_back: str) -> Asked:
        """Where to send somebody.

        Raises:
            NotBelieved: the provider does not say where.
        """
        nonce, verifier = generate_token(43), generate_token(64)
        client = OAuth2Client(
            None, self.client_id, scope="openid email", redirect_uri=come_back, code_challenge_method="S256"
        )
        url, state = client.create_authorization_url(
            self._endpoint("authorization_endpoint"), nonce=nonce, code_verifier=verifier
        )
        return Asked(url, state, nonce, verifier)

    def identity(self, asked: Asked, state: str, code: str, come_back: str) -> Identity:
        """Who came back.

        Raises:
            NotBelieved: they did not come from where we sent them, or what they bring is not what it should be.
        """
        if not code or not hmac.compare_digest(state.encode("utf-8", "replace"), asked.state.encode()):
            raise NotBelieved("state")
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": come_back,
            "code_verifier": asked.verifier,
        }
        we_are = f"{quote(self.client_id, '')}:{quote(self.client_secret, '')}".encode()
        headers = {"Authorization": "Basic " + base64.b64encode(we_are).decode()}
        token = _fetched(self._endpoint("token_endpoint"), urlencode(form).encode(), headers)
        try:
            claims = self._claims(str(token["id_token"]), asked.nonce, token.get("access_token"))
        except (JoseError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise NotBelieved(type(error).__name__) from None
        email = claims.get("email") if claims.get("email_verified") is True else None
        return Identity(email if isinstance(email, str) else "", _several_factors(claims))

    def _claims(self, id_token: str, nonce: str, access_token: object) -> dict[str, Any]:
        try:
            decoded = jwt.decode(id_token, KeySet.import_key_set(self._key_set()), algorithms=SIGNATURES)
        except InvalidKeyIdError:  # it has new keys
            decoded = jwt.decode(id_token, KeySet.import_key_set(self._key_set(anew=True)), algorithms=SIGNATURES)
        claims = CodeIDToken(
            decoded.claims,
            decoded.header,
            {
                "iss": {"essential": True, "value": self._described()["issuer"]},
                "aud": {"essential": True, "value": self.client_id},
            },
            {"nonce": nonce, "client_id": self.client_id, "access_token": access_token},
        )
        claims.validate(leeway=LEEWAY)
        return dict(claims)

    def _endpoint(self, name: str) -> str:
        address = str(self._described().get(name, ""))
        if urlsplit(address).scheme not in ("https", urlsplit(self.issuer).scheme):
            raise NotBelieved(name)
        return address

    def _described(self) -> dict[str, Any]:
        with self._lock:
            if not self._metadata:
                found = _fetched(self.issuer.rstrip("/") + "/.well-known/openid-configuration")
                if str(found.get("issuer", "")).rstrip("/") != self.issuer.rstrip("/"):
                    raise NotBelieved("issuer")
                self._metadata = found
            return self._metadata

    def _key_set(self, *, anew: bool = False) -> Any:
        address = self._endpoint("jwks_uri")
        with self._lock:
            if anew or not self._keys:
                self._keys = _fetched(address)
            return self._keys


def _several_factors(claims: dict[str, Any]) -> bool:
    """Whether the provider says that it has asked for more than one factor."""
    ways, level = claims.get("amr"), str(claims.get("acr", "")).lower()
    return (isinstance(ways, list) and not SEVERAL.isdisjoint(map(str, ways))) or level.endswith(LEVELS)


def _fetched(address: str, data: bytes | None = None, headers: dict[str, str] | None = None) -> dict[str, Any]:
    """The JSON object at an address."""
    if urlsplit(address).scheme not in ("http", "https"):
        raise NotBelieved("address")
    asked = Request(address, data, {"Accept": "application/json", **(headers or {})})  # noqa: S310 - looked at above
    try:
        with urlopen(asked, timeout=SECONDS) as answer:  # noqa: S310
            content = answer.read(LARGEST + 1)
        found = json.loads(content) if len(content) <= LARGEST else None
    except (OSError, HTTPException, ValueError) as error:
        raise NotBelieved(type(error).__name__) from None
    if not isinstance(found, dict):
        raise NotBelieved("answer")
    return found
