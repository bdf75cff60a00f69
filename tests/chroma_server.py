"""A real Chroma server on loopback, and a way to it that asks for a token or lets only small requests pass."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

START_S = 60.0  # half a second on an idle machine


class ChromaServer:
    """``chroma run`` in a process of its own.

    Args:
        folder: Where it keeps its data.
        host: What it listens on.
    """

    def __init__(self, folder: Path, host: str = "127.0.0.1") -> None:
        self._folder, self._host = folder, host
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers; it returns 0 where the port is taken, so its exit is no success."""
        command = [Path(sys.executable).parent / "chroma", "run", "--path", self._folder, "--host", self._host]
        self._process = subprocess.Popen(
            [*map(str, command), "--port", str(self.port)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise RuntimeError(f"chroma run ended with {self._process.returncode}")
            with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
                urllib.request.urlopen(f"{self.url}/api/v2/heartbeat", timeout=2).close()
                return
            time.sleep(0.05)
        self.stop(signal.SIGKILL)
        raise RuntimeError(f"chroma run did not answer within {START_S:.0f} s")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it by its pid, and wait."""
        if self._process is not None and self._process.poll() is None:
            os.kill(self._process.pid, how)
            try:
                self._process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(timeout=20)
        self._process = None


def free_port() -> int:
    """Return a port of loopback that nobody listens on now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Way:
    """What stands before the server, as a proxy would.

    Attributes:
        url: Where it listens.
        seen: The headers of every request, names in small letters.
        largest: Bytes of the largest request that passed.
    """

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.seen: list[dict[str, str]] = []
        self.largest = 0


@contextlib.contextmanager
def way_to(server: ChromaServer, token: str = "", limit_bytes: int = 0) -> Iterator[Way]:
    """Run a proxy before a server: 401 without the token, 413 above the limit, as nginx answers (in HTML)."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _pass(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            way.seen.append({name.lower(): value for name, value in self.headers.items()})
            if token and self.headers.get("Authorization") != f"Bearer {token}":
                return self._answer(401, f"<html>401 {self.headers.get('Authorization')}</html>".encode())
            if limit_bytes and len(body) > limit_bytes:
                return self._answer(413, b"<html>413 Request Entity Too Large</html>")
            way.largest = max(way.largest, len(body))
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
            connection.request(self.command, self.path, body or None, {"Content-Type": "application/json"})
            found = connection.getresponse()
            self._answer(found.status, found.read())
            connection.close()

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = _pass

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with serving(Handler) as port:
        way = Way(port)
        yield way


@contextlib.contextmanager
def answering(pages: dict[str, tuple[int, str]]) -> Iterator[str]:
    """Run another kind of server, which answers by path below ``/api/v2/`` and else 404; yields its URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, text = pages.get(self.path.removeprefix("/api/v2/"), (404, '{"detail":"Not Found"}'))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with serving(Handler) as port:
        yield f"http://127.0.0.1:{port}"


@contextlib.contextmanager
def serving(handler: type[BaseHTTPRequestHandler]) -> Iterator[int]:
    """Run a server of this process; yields its port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
