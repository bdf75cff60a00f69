"""A chat model that answers at once, for measuring what Coach itself adds: ``python -m evals.bench.instant``.

OpenAI-compatible, on loopback; prints its address, then serves until its standard input closes. It quotes the first
sentence of the two best principles it is given, says nothing that they do not, and finds every claim supported.
"""

from __future__ import annotations

import json
import re
import sys
import threading
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from coach.words import sentences

_PRINCIPLE = re.compile(r"^id: (.*?)\n.*?^text: (.*?)(?=\n\nid: |\n\w+ END )", re.DOTALL | re.MULTILINE)
# Characters sent at a time. Taking in a piece takes some 0.3 ms, while a real model is at work on the next one: with a
# piece for each word the figure would hold 30 ms that nobody waits for.
_PIECE = 40
_CLAIMS = re.compile(r"^How many claims: (\d+)", re.MULTILINE)


def reply_to(prompts: Sequence[str]) -> str:
    """Return what this model says to the messages of a request, oldest first.

    Asked to mend what it wrote, it writes it again: the principles stand in the message before.
    """
    claims = _CLAIMS.search(prompts[-1])
    if claims:
        verdict = {"supported": True, "missing": "", "reason": "it says so"}
        return json.dumps({"verdicts": [{"claim": number + 1, **verdict} for number in range(int(claims[1]))]})
    offered = next((found for prompt in reversed(prompts) if (found := _PRINCIPLE.findall(prompt))), [])
    points = []
    for name, text in offered[:2]:
        quote = sentences(text)[0]
        reading = f"For your own case this says: {quote[0].lower()}{quote[1:]}"
        points.append({"principle": name, "quote": quote, "reading": reading})
    name, text = (points[0]["principle"], points[0]["quote"]) if points else ("", "")  # empty: there is none
    step = {"principle": name, "text": text, "within_days": 7}
    return json.dumps({"points": points, "tension": [], "next_step": step, "question": ""})


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))))
        text = reply_to([message["content"] for message in request["messages"]])
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        pieces = [text[at : at + _PIECE] for at in range(0, len(text), _PIECE)]
        for piece in pieces:
            self._send(_event({"content": piece}))
        self._send(_event({}, "stop"))
        self._send({**_event({}), "choices": [], "usage": _usage(len(pieces))})
        self._write(b"data: [DONE]\n\n")
        self._write(b"")

    def _send(self, event: dict[str, Any]) -> None:
        self._write(f"data: {json.dumps(event)}\n\n".encode())

    def _write(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay silent when a client has gone."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def _event(delta: dict[str, str], finish_reason: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    return {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "instant", "choices": [choice]}


def _usage(count: int) -> dict[str, int]:
    return {"prompt_tokens": 0, "completion_tokens": count, "total_tokens": count}


if __name__ == "__main__":
    server = _Server(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_address[1]}/v1", flush=True)
    sys.stdin.read()
