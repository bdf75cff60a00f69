"""What every request passes: whose page asks, what the answer may load, and which browser it is.

Streamlit's own settings stay on behind this. They let any page of this machine open a WebSocket, and look up this
machine's address on the internet when a foreign page tries (measured, 1.67.0); here both end at the door.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Callable, Collection, Container
from importlib.resources import files
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.config import ANY_ADDRESS
from ui.fold import SCRIPT
from ui.options import is_address
from ui.visitor import COOKIE, COOKIE_VALUE

_POLICY = 1008  # a WebSocket's way to say: refused
_YEAR_S = 365 * 24 * 3600
# Streamlit's doors that the page does not use: for programs, and for whoever measures the server.
_SHUT = ("/_stcore/agent", "/_stcore/metrics", "/_stcore/script-health-check")
_UPLOAD = re.compile(r"/_stcore/upload_file/([^/]+)/[^/]+")
_NO_PAGE = ("/_stcore/", "/static/", "/media/", "/component/", "/auth/", "/oauth2callback")
_HOST = re.compile(r"([A-Za-z0-9.\-]+|\[[0-9A-Fa-f:.]+\])(?::\d+)?")
_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class OwnPagesOnly:
    """Refuses what a page from elsewhere asks for, and what nobody needs.

    Args:
        app: What answers.
        names: The names of hosts under which it may be called; `ui.config.ANY_ADDRESS` for any written in numbers.
        uploading: The windows that may upload.
    """

    def __init__(self, app: ASGIApp, names: Collection[str], uploading: Container[str]) -> None:
        self._app = app
        self._names = {name.lower().strip("[]") for name in names}
        self._takes_addresses = ANY_ADDRESS in names
        self._uploading = uploading

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request or refuse it; a refused WebSocket is never opened."""
        refusal = self._refusal(scope) if scope["type"] in ("http", "websocket") else None
        if refusal is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": _POLICY})  # before it is open, so the answer is a plain 403
        else:
            await refusal(scope, receive, send)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        headers = Headers(scope=scope)
        host, origin, path = ", ".join(headers.getlist("host")), headers.get("origin"), scope["path"]
        named = _HOST.fullmatch(host)  # exactly one
        if named is None or not self._is_ours(named[1].lower().strip("[]")):
            told = "The page has another name. Whoever runs it can give it this one, too: by COACH_UI_NAMES."
            return PlainTextResponse(told, status_code=400)
        if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
            return PlainTextResponse("Only this page itself may ask.", status_code=403)
        if path.startswith(_SHUT):
            return PlainTextResponse("There is nothing here.", status_code=404)
        upload = _UPLOAD.fullmatch(path)
        if upload and scope.get("method") == "PUT" and upload[1] not in self._uploading:
            return PlainTextResponse("Uploads are not open to you.", status_code=403)
        return None

    def _is_ours(self, name: str) -> bool:
        return name in self._names or (self._takes_addresses and is_address(name))


class Marked:
    """Gives every answer its security headers, and every browser its cookie.

    Args:
        app: What answers.
        new_id: Makes the id of a browser that has none yet.
    """

    def __init__(self, app: ASGIApp, new_id: Callable[[], str] = lambda: secrets.token_urlsafe(16)) -> None:
        self._app = app
        self._new_id = new_id
        self._scripts = " ".join(inline_script_hashes())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, with our headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._mark(scope, MutableHeaders(scope=message))
                if _is_page(scope, message["status"]):
                    self._give_cookie(scope, MutableHeaders(scope=message))
                if scope["scheme"] == "https":
                    _keep_encrypted(message)
            await send(message)

        await self._app(scope, receive, send_marked)

    def _mark(self, scope: Scope, answer: MutableHeaders) -> None:
        for name, value in _ALWAYS.items():
            answer[name] = value
        is_media = scope["path"].startswith("/media/")
        answer["Content-Security-Policy"] = _ALONE if is_media else self._policy(Headers(scope=scope).get("host", ""))

    def _give_cookie(self, scope: Scope, answer: MutableHeaders) -> None:
        given = cookie_parser(Headers(scope=scope).get("cookie", "")).get(COOKIE, "")
        value = given if COOKIE_VALUE.fullmatch(given) else self._new_id()
        answer.append("Set-Cookie", f"{COOKIE}={value}; Path=/; Max-Age={_YEAR_S}; HttpOnly; SameSite=Lax")

    def _policy(self, host: str) -> str:
        """Return what the page may load: what comes from here, and what it made itself."""
        # Older Safaris do not count a WebSocket as 'self'. The name of the host is checked: it must add no rules.
        sockets = f"ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
        return "; ".join(
            (
                "default-src 'self'",
                f"script-src 'self' {self._scripts}",
                "style-src 'self' 'unsafe-inline'",  # Streamlit's styles are written by its scripts
                "img-src 'self' data: blob:",
                "font-src 'self' data:",
                "media-src 'self' data: blob:",
                f"connect-src 'self' {sockets}".rstrip(),
                "worker-src 'self' blob:",
                "frame-src 'none'",
                "object-src 'none'",
                "base-uri 'none'",
                "form-action 'self'",
                "frame-ancestors 'none'",
            )
        )


def _keep_encrypted(message: Message) -> None:
    """Let nothing that came encrypted travel plainly later: no cookie of ours or Streamlit's, and no request."""
    message["headers"] = [
        (name, value + b"; Secure" if _is_plain_cookie(name, value) else value) for name, value in message["headers"]
    ]
    MutableHeaders(scope=message)["Strict-Transport-Security"] = f"max-age={_YEAR_S}"


def _is_plain_cookie(name: bytes, value: bytes) -> bool:
    attributes = {part.strip().lower() for part in value.split(b";")[1:]}
    return name.lower() == b"set-cookie" and b"secure" not in attributes


def _is_page(scope: Scope, status: int) -> bool:
    """Tell whether an answer is the page itself; "not modified" too, for a browser may have lost only its cookie."""
    return status in (200, 304) and scope["method"] == "GET" and not scope["path"].startswith(_NO_PAGE)


_ALONE = "default-src 'none'; sandbox"  # a file that somebody made: whatever is in it, it acts for nobody


def inline_script_hashes() -> list[str]:
    """Return the hashes of the scripts in Streamlit's own page and of ours, as a content security policy names them."""
    page = (files("streamlit") / "static" / "index.html").read_text(encoding="utf-8")
    return [
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in (*_INLINE_SCRIPT.findall(page), SCRIPT)
    ]
