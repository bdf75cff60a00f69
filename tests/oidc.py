"""A small OpenID provider on loopback: discovery, authorisation, signed identity tokens, sign-out."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, PASSWORD = "coach", "a secret of the client"


class Provider:
    """Signs in whoever comes as the person that ``claims`` describe.

    Attributes:
        claims: Of the next person, for instance ``{"email": "anna@example.org"}``.
        signed_out: How often somebody signed out here.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.claims: dict[str, Any] = {}
        self.signed_out = 0
        self.key = RSAKey.generate_key(2048, {"kid": "one", "alg": "RS256", "use": "sig"})
        self._asked: dict[str, dict[str, str]] = {}

    def metadata(self) -> dict[str, Any]:
        """Return what the provider says about itself."""
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "end_session_endpoint": f"{self.url}/logout",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Return the address to go back to, with a code that is good once."""
        assert asked["client_id"] == CLIENT and asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self._asked[code] = asked
        return asked["redirect_uri"] + "?" + urlencode({"code": code, "state": asked["state"]})

    def token(self, given: dict[str, str], authorization: str) -> dict[str, Any]:
        """Return the tokens for a code; the client's password and the proof of the code's owner are checked."""
        basic = base64.b64encode(f"{CLIENT}:{PASSWORD.replace(' ', '+')}".encode()).decode()
        plain = base64.b64encode(f"{CLIENT}:{PASSWORD}".encode()).decode()
        assert authorization in (f"Basic {basic}", f"Basic {plain}") or given.get("client_secret") == PASSWORD
        asked = self._asked.pop(given["code"])
        proof = hashlib.sha256(given["code_verifier"].encode()).digest()
        assert base64.urlsafe_b64encode(proof).rstrip(b"=").decode() == asked["code_challenge"]
        assert given["redirect_uri"] == asked["redirect_uri"]
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "sub": self.claims.get("email", "nobody"),
            "iat": now,
            "exp": now + 600,
            "nonce": asked["nonce"],
            **self.claims,
        }
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)
        return {
            "access_token": secrets.token_urlsafe(16),
            "token_type": "Bearer",
            "expires_in": 600,
            "id_token": signed,
        }


@contextmanager
def provider() -> Iterator[Provider]:
    """Run the provider on a free port."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        made = server.provider = Provider(f"http://127.0.0.1:{server.server_port}")  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield made
        finally:
            server.shutdown()


class _Handler(BaseHTTPRequestHandler):
    @property
    def _provider(self) -> Provider:
        found: Provider = self.server.provider  # type: ignore[attr-defined]
        return found

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(asked.query).items()}
        if asked.path == "/.well-known/openid-configuration":
            self._tell(self._provider.metadata())
        elif asked.path == "/jwks":
            self._tell({"keys": [self._provider.key.as_dict(private=False)]})
        elif asked.path == "/authorize":
            self._send_to(self._provider.authorize(query))
        elif asked.path == "/logout":
            self._provider.signed_out += 1
            self._send_to(query["post_logout_redirect_uri"])
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        given = {name: values[0] for name, values in parse_qs(body).items()}
        self._tell(self._provider.token(given, self.headers.get("Authorization", "")))

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _tell(self, told: dict[str, Any]) -> None:
        body = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _send_to(self, address: str) -> None:
        self.send_response(302)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()
