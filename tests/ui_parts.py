"""The page as people meet it: `coach ui` as a process of its own, and Debian's Chromium to look at it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from socket import create_connection
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Request
    from websockets.sync.client import ClientConnection

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
needs_browser = pytest.mark.skipif(
    not BROWSER, reason="chromium is not installed, so the page was not opened in a browser"
)
_FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking")
_SERVE = (
    "import sys; from pathlib import Path; from coach.settings import keep_quiet; from ui.options import "
    "from_environment; from ui.server import serve; keep_quiet(); "
    "serve(from_environment(), 0, False, Path(sys.argv[1]))"
)
_READY_S = 120.0  # a first start exports the encoder and builds the index; a warm one takes three seconds
_STOP_S = 5.0


@dataclass(frozen=True, slots=True)
class Served:
    """A page that is being served.

    Attributes:
        url: Where it is, without a slash at the end.
        log: What the server writes to standard error.
        data: The folder of what it keeps (COACH_DATA).
        process: The server.
    """

    url: str
    log: Path
    data: Path
    process: subprocess.Popen[bytes]


@contextmanager
def served(
    tmp_path: Path, *flags: str, env: Mapping[str, str] | None = None, script: Path | None = None
) -> Iterator[Served]:
    """Serve the page on a free loopback port, and stop it again.

    It has a data folder, a home and a working folder of its own below ``tmp_path``; the cache is that of all tests.

    Args:
        tmp_path: A folder of the test.
        flags: For `coach ui`.
        env: Variables on top of those of the tests.
        script: Another script to serve instead of the page; it takes no flags.
    """
    data, home, log = (tmp_path / name for name in ("data", "home", "ui.err"))
    for folder in (data, home):
        folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "coach", "ui", "--port", "0", "--no-open", *flags]
    if script is not None:
        command = [sys.executable, "-c", _SERVE, str(script)]
    environment = {**os.environ, "COACH_DATA": str(data), "HOME": str(home), **(env or {})}
    with log.open("wb") as errors, (tmp_path / "ui.out").open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=errors, cwd=home, env=environment)
    try:
        yield Served(_address(process, tmp_path / "ui.out", log), log, data, process)
    finally:
        _stop(process)


class Window:
    """A window of a visitor, without a browser: Streamlit's own messages over a real WebSocket.

    Args:
        socket: The WebSocket, open.
    """

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    def open(self, query: str = "") -> None:
        """Ask for the page, as a browser does when it opens an address with this query."""
        from streamlit.proto.BackMsg_pb2 import BackMsg

        asked = BackMsg()
        asked.rerun_script.query_string = query
        self._socket.send(asked.SerializeToString())

    def read(self, timeout_s: float = 20.0) -> list[str]:
        """Return the texts, errors and headings that the page shows, once its script has ended."""
        from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

        shown: list[str] = []
        while True:
            message = ForwardMsg.FromString(self._socket.recv(timeout=timeout_s))
            if message.WhichOneof("type") == "script_finished":
                return shown
            element = message.delta.new_element
            kind = element.WhichOneof("type")
            if kind in ("text", "markdown", "alert", "heading"):
                shown.append(getattr(element, kind).body)


@contextmanager
def window(url: str, cookie: str = "", **headers: str) -> Iterator[Window]:
    """Open a window, and close it again.

    Args:
        url: Where the page is.
        cookie: What a browser would send, for instance ``coach_visitor=...``.
        headers: Others to send, for instance ``Origin`` or ``Host``.
    """
    from websockets.sync.client import connect

    place = urlsplit(url)
    called = headers.pop("Host", place.netloc)  # the address says it; the connection goes to the page all the same
    sent = {"Origin": url, **({"Cookie": cookie} if cookie else {}), **headers}
    with (
        create_connection((place.hostname, place.port)) as line,
        connect(
            f"ws://{called}/_stcore/stream",
            sock=line,
            subprotocols=["streamlit"],
            additional_headers=sent,
            max_size=None,
        ) as socket,
    ):
        yield Window(socket)


@contextmanager
def browser() -> Iterator[Browser]:
    """Start Chromium; the tests that use it carry ``needs_browser``."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=BROWSER, args=list(_FLAGS))
        try:
            yield opened
        finally:
            opened.close()


@dataclass(slots=True)
class Heard:
    """What a page did while it was open.

    Attributes:
        foreign: Addresses of other hosts that it asked for.
        complaints: Errors in the browser's console, among them what the content security policy refused.
    """

    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def listen(page: Page, url: str) -> Heard:
    """Write down what a page asks of other hosts than that of ``url``, and what its console complains about."""
    heard, ours = Heard(), urlsplit(url).netloc

    def on_request(request: Request) -> None:
        asked = urlsplit(request.url)
        if asked.scheme not in ("data", "blob") and asked.netloc != ours:
            heard.foreign.append(request.url)

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error" or "Content Security Policy" in message.text:
            heard.complaints.append(message.text)

    page.on("request", on_request)
    page.on("console", on_console)
    page.on("pageerror", lambda error: heard.complaints.append(str(error)))
    return heard


def _address(process: subprocess.Popen[bytes], out: Path, log: Path) -> str:
    """Wait until the server says where it is, which it does once Coach is warm, and until it answers there."""
    deadline = time.monotonic() + _READY_S
    while time.monotonic() < deadline:
        said = out.read_text(encoding="utf-8")
        if said.endswith("\n") and _is_healthy(said.strip()):
            return said.strip()
        if process.poll() is not None:
            break
        time.sleep(0.05)
    pytest.fail(f"coach ui is not there (exit code {process.poll()}):\n{log.read_text(encoding='utf-8')}")


def _is_healthy(url: str) -> bool:
    try:
        with urlopen(f"{url}/_stcore/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=_STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
