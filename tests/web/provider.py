"""A small identity provider on loopback, which can be told to lie."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable
from time import time
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.wrappers import Request, Response

CLIENT, SECRET = "attune", "a secret that the provider knows"
KEYS = [RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"}) for kid in ("one", "two")]


class Provider:
    """Answers over WSGI. `claims` go into every token; `lie` changes the claims of a token before it is signed."""

    def __init__(self) -> None:
        self.issuer = ""
        self.claims: dict[str, Any] = {"sub": "1", "email": "ada@example.org", "email_verified": True}
        self.lie: Callable[[dict[str, Any]], None] = lambda _: None
        self.signs_with = KEYS[0]
        self.publishes = KEYS[:1]
        self.asked: dict[str, str] = {}
        self.answers = True

    def __call__(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        answer = {
            "/.well-known/openid-configuration": self._metadata,
            "/keys": lambda _: [key.as_dict(private=False) for key in self.publishes],
            "/token": self._token,
        }[request.path](request)
        if request.path == "/keys":
            answer = {"keys": answer}
        response = Response(json.dumps(answer), 200 if self.answers else 500, content_type="application/json")
        return response(environ, start_response)

    def _metadata(self, _request: Request) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def consent(self, url: str) -> str:
        """Somebody is sent here, says yes, and is sent back: where to."""
        self.asked = dict(parse_qsl(urlsplit(url).query))
        back = urlsplit(self.asked["redirect_uri"])
        return f"{back.path}?{urlencode({'code': 'a code', 'state': self.asked['state']})}"

    def _token(self, request: Request) -> dict[str, Any]:
        form = parse_qs(request.get_data(as_text=True))
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"][0].encode()).digest()).rstrip(b"=")
        assert challenge.decode() == self.asked["code_challenge"]
        assert self.asked["code_challenge_method"] == "S256"
        assert request.authorization is not None
        assert request.authorization.username == CLIENT
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": int(time()),
            "exp": int(time()) + 300,
            "nonce": self.asked["nonce"],
            **self.claims,
        }
        self.lie(claims)
        header = {"alg": "RS256", "kid": self.signs_with.as_dict()["kid"]}
        return {
            "access_token": "access",
            "token_type": "Bearer",
            "id_token": jwt.encode(header, claims, self.signs_with),
        }
