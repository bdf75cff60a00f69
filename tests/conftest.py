"""What every test shares: no network, one cache of exported encoder and built index, the real Coach."""

from __future__ import annotations

import fcntl
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from coach.coach import Coach, open_coach
from coach.encoder import Encoder, open_encoder
from coach.settings import BUNDLED_CORPUS, DEFAULT_ENCODER, Settings, keep_quiet

if TYPE_CHECKING:
    from chroma_server import ChromaServer
    from playwright.sync_api import Browser

_LOOPBACK = ("localhost", "127.", "::1", "0.0.0.0")
_attempts: list[str] = []


def _refuse_the_network(event: str, arguments: tuple[Any, ...]) -> None:
    """Raise where Python code of this process reaches for another machine; an audit hook sees every socket."""
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None  # a path: a socket of this machine
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        host = arguments[0]
    else:
        return
    name = host.decode() if isinstance(host, bytes) else host
    if name and not str(name).startswith(_LOOPBACK):
        _attempts.append(f"{event} {name}")
        raise OSError(f"a test tried to reach the network: {event} {name}")


# A shell's background job ignores Ctrl-C, and so would every process that a test starts and interrupts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

sys.addaudithook(_refuse_the_network)  # cannot be taken away again: it lasts as long as the process


@pytest.fixture(autouse=True)
def no_network() -> Iterator[list[str]]:
    """Fail a test that reached for the network, also where the code swallowed the refusal."""
    _attempts.clear()
    yield _attempts
    assert not _attempts, f"the network was asked for: {_attempts}"


@pytest.fixture(scope="session", autouse=True)
def cache(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache folder that all workers share and that stays between runs; child processes find it too.

    What is kept (runs, conversations, corpora) goes into a folder that does not stay: never into a person's own.
    """
    keep_quiet()
    folder = Path(request.config.cache.mkdir("coach"))  # type: ignore[union-attr]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COACH_CACHE", str(folder))
        patch.setenv("COACH_DATA", str(tmp_path_factory.mktemp("data")))
        models = ("MODEL", "VERIFY_WITH", "BASE_URL", "PRICE", "DEADLINE")
        stores = ("STORE", "STORE_TOKEN", "STORE_TENANT", "STORE_DATABASE", "STORE_INSECURE")
        for name in ("CORPUS", "ENCODER", *models, *stores):
            patch.delenv(f"COACH_{name}", raising=False)
        yield folder


@pytest.fixture(scope="session")
def settings(cache: Path) -> Settings:
    """The settings of somebody who set nothing, but for the cache."""
    return Settings(BUNDLED_CORPUS, DEFAULT_ENCODER, cache)


@pytest.fixture(scope="session")
def encoder(settings: Settings, cache: Path) -> Encoder:
    """The real default encoder."""
    with _one_at_a_time(cache):
        return open_encoder(settings)


@pytest.fixture(scope="session")
def coach(settings: Settings, encoder: Encoder, cache: Path) -> Coach:
    """The real Coach on the bundled corpus; the first worker builds the index, the others wait for it."""
    with _one_at_a_time(cache):
        return open_coach(settings)


@pytest.fixture(scope="module")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    """A real Chroma server on loopback; ends with the module."""
    from chroma_server import ChromaServer

    server = ChromaServer(tmp_path_factory.mktemp("chroma"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A real Chromium; ends with the module."""
    from ui_parts import browser

    with browser() as opened:
        yield opened


class _one_at_a_time:
    """A lock over all workers: two exports at once could remove each other's folder."""

    def __init__(self, cache: Path) -> None:
        self._path = cache / "tests.lock"

    def __enter__(self) -> None:
        self._file = self._path.open("w")
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self._file.close()
