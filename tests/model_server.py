"""A chat model behind HTTP that says what a test tells it to: OpenAI-compatible, on loopback, with every fault.

    with ModelServer(lambda request: Reply("hello")) as server:
        ChatOpenAI(model="any", base_url=server.url, api_key="sk-test")
        assert server.prompts == [...]

The handler gets the request's JSON and returns a `Reply`; an exception it raises (its replies ran out, say) is answered
with 500 and raised again when the server is left, so that no test passes over it.
"""

from __future__ import annotations

import json
import select
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

# How a stream ends: as it should; without a finish reason and without [DONE]; with the connection closed in the middle
# of a transfer; with a TCP reset; with a chunk that is not JSON; with an error object; or not at all (the connection
# stays open in silence).
Ending = Literal["done", "early", "reset", "tcp reset", "garbage", "error", "stalled"]
_LOOK_S = 0.01  # how often a server that waits looks whether the client is still there


@dataclass(frozen=True)
class Reply:
    """What the server sends back.

    Attributes:
        text: The assistant's message; None is sent as null.
        refusal: The provider's own field for a refusal.
        finish_reason: As sent; None is sent as null.
        status: Of HTTP; anything but 200 needs a ``body``, see `failure`.
        headers: Sent besides content type and length.
        body: Sent instead of a completion, as it stands.
        hang_s: Wait so long first; a server that is stopped waits no more.
        usage: Tokens in and out; by default a token for every four characters.
        chunks: Pieces of the text where a stream was asked for; by default its words.
        ending: How a stream ends.
        pace_s: Wait so long after each piece of a stream.
        by_byte: Send a stream one byte at a time.
        events: The data of each event of a stream, as it stands, instead of the text's pieces; with a colon, comments.
    """

    text: str | None = ""
    refusal: str | None = None
    finish_reason: str | None = "stop"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None
    hang_s: float = 0.0
    usage: tuple[int, int] | None = None
    chunks: tuple[str, ...] | None = None
    ending: Ending = "done"
    pace_s: float = 0.0
    by_byte: bool = False
    events: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Recorded:
    """One request as it came in; header names in lower case. ``gone`` is set when the client left before the end."""

    path: str
    headers: Mapping[str, str]
    json: dict[str, Any]
    at: float = field(default_factory=time.monotonic)
    gone: threading.Event = field(default_factory=threading.Event)

    @property
    def prompt(self) -> str:
        """The text of the last message."""
        return prompt_of(self.json)


def prompt_of(request: Mapping[str, Any]) -> str:
    """Return the text of the last message of a chat request."""
    content = request["messages"][-1]["content"]
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)


def failure(status: int, message: str = "it failed", code: str = "", **headers: str) -> Reply:
    """Return an error as OpenAI sends it; header names are written with underscores (``retry_after="1"``)."""
    body = json.dumps({"error": {"message": message, "type": "error", "param": None, "code": code or None}})
    return Reply(status=status, headers={k.replace("_", "-"): v for k, v in headers.items()}, body=body)


def html(status: int = 200) -> Reply:
    """Return the page of a proxy that stands in between."""
    page = "<html><body><h1>Sign in to continue</h1></body></html>"
    return Reply(status=status, headers={"content-type": "text/html"}, body=page)


class ModelServer:
    """The server; a context manager.

    Args:
        reply: Takes the JSON of a request, returns what to send.
    """

    def __init__(self, reply: Callable[[dict[str, Any]], Reply]) -> None:
        self.reply = reply
        self.requests: list[Recorded] = []
        self.closing = threading.Event()
        self.errors: list[Exception] = []
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.owner = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """The base URL, as OPENAI_BASE_URL wants it."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    @property
    def prompts(self) -> list[str]:
        """The prompts received, in order."""
        return [request.prompt for request in self.requests]

    def __enter__(self) -> ModelServer:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        if self.errors and kind is None:
            raise self.errors[0]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    owner: ModelServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing where a client closed a connection between two requests."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # connections are kept open, as providers keep them
    disable_nagle_algorithm = True  # headers and body are two writes: 40 ms otherwise
    server: _Server

    def do_POST(self) -> None:
        owner = self.server.owner
        length = int(self.headers.get("content-length", 0))
        body = self.rfile.read(length)
        if len(body) < length:  # the client left before it had sent all
            self.close_connection = True
            return
        request = json.loads(body or b"{}")
        recorded = Recorded(self.path, {k.lower(): v for k, v in self.headers.items()}, request)
        owner.requests.append(recorded)
        try:
            reply = owner.reply(request)
        except Exception as error:
            owner.errors.append(error)
            reply = failure(500, "the test's handler failed", retry_after_ms="1")
        try:
            self._wait(reply.hang_s)
            if reply.body is None and request.get("stream"):
                self._stream(reply, request)
            else:
                self._send(reply, request)
        except ConnectionError:  # the client waited no longer
            recorded.gone.set()
            self.close_connection = True

    def _wait(self, for_s: float) -> None:
        """Wait, unless the server is stopped; raise when the client has left."""
        until = time.monotonic() + for_s
        while time.monotonic() < until and not self.server.owner.closing.wait(_LOOK_S):
            readable, _, _ = select.select([self.connection], [], [], 0)
            if readable and not self.connection.recv(1, socket.MSG_PEEK):
                raise ConnectionAbortedError("the client has left")

    def _send(self, reply: Reply, request: dict[str, Any]) -> None:
        body = (reply.body if reply.body is not None else json.dumps(_completion(reply, request))).encode()
        self.send_response(reply.status)
        for name, value in {"content-type": "application/json", **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _stream(self, reply: Reply, request: dict[str, Any]) -> None:
        self.send_response(reply.status)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        for event in _events(reply, request):
            line = event if event.startswith(":") else f"data: {event}"
            self._chunk(f"{line}\n\n".encode(), reply.by_byte)
            self._wait(reply.pace_s)
        if reply.ending == "stalled":
            self._wait(float("inf"))
        if reply.ending == "tcp reset":  # closing with a linger time of 0 sends RST instead of FIN
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        if reply.ending in ("reset", "tcp reset", "stalled"):
            self.close_connection = True  # without the last chunk: the client sees the transfer break off
        else:
            self._chunk(b"")

    def _chunk(self, data: bytes, by_byte: bool = False) -> None:
        for part in (data[at : at + 1] for at in range(len(data))) if by_byte else (data,):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
            self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent."""


def _completion(reply: Reply, request: Mapping[str, Any]) -> dict[str, Any]:
    message = {"role": "assistant", "content": reply.text, "refusal": reply.refusal}
    choice = {"message": message, "finish_reason": reply.finish_reason}
    return {
        "id": "chatcmpl-test",
        "object": "chat.completion",
        "created": 0,
        "model": request.get("model", ""),
        "choices": [{"index": number, **choice} for number in range(request.get("n") or 1)],
        "usage": _usage(reply, request),
    }


def _usage(reply: Reply, request: Mapping[str, Any]) -> dict[str, int]:
    tokens_in, tokens_out = reply.usage or (len(prompt_of(request)) // 4, len(reply.text or "") // 4)
    return {"prompt_tokens": tokens_in, "completion_tokens": tokens_out, "total_tokens": tokens_in + tokens_out}


def _events(reply: Reply, request: Mapping[str, Any]) -> Iterator[str]:
    """Yield the data of each server-sent event."""

    def event(delta: dict[str, Any], finish_reason: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
        return {
            "id": "chatcmpl-test",
            "object": "chat.completion.chunk",
            "created": 0,
            "model": request.get("model", ""),
            "choices": [choice],
        }

    if reply.events is not None:
        yield from reply.events
        return
    yield json.dumps(event({"role": "assistant", "content": ""}))
    words = [word for word in (reply.text or "").replace(" ", " \0").split("\0") if word]
    for piece in words if reply.chunks is None else reply.chunks:
        yield json.dumps(event({"content": piece}), ensure_ascii=False)
    if reply.refusal is not None:
        yield json.dumps(event({"refusal": reply.refusal}))
    if reply.ending == "garbage":
        yield '{"id": "chatcmpl-te'
    if reply.ending == "error":
        yield json.dumps({"error": {"message": "the server had an error", "type": "server_error", "code": None}})
    if reply.ending == "done":
        yield json.dumps(event({}, reply.finish_reason))
        if (request.get("stream_options") or {}).get("include_usage"):
            yield json.dumps({**event({}), "choices": [], "usage": _usage(reply, request)})
        yield "[DONE]"
