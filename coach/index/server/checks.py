"""What is checked before a server is used: that it is one that can be trusted with texts, and that all is there."""

from __future__ import annotations

import re
import threading
from collections.abc import MutableMapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from coach.errors import EnvironmentFault
from coach.index.manifest import chroma_version
from coach.index.server.client import Server
from coach.index.server.faults import Gone
from coach.store_settings import StoreSettings

RUST = "1.0.0"  # what every release of `chroma run` since 1.0 says; only the old Python server names its release
_LISTENS = "0A"  # TCP_LISTEN in /proc/net/tcp
_ANY = {"00000000", "0" * 32}
_checking = threading.Lock()
# Version by server: what is sound stays so while the process lives.
_sound: MutableMapping[Server, str] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a server.

    Attributes:
        version: What it calls its version.
        remarks: One sentence each about what a person should know.
    """

    version: str
    remarks: tuple[str, ...]


def check(server: Server) -> str:
    """Check once a process that a server can be used; return what it calls its version.

    Raises:
        EnvironmentFault: it cannot; the message says why in one line.
    """
    with _checking:
        if server not in _sound:
            _sound[server] = _checked_version(server)
            try:
                _check_database(server)
            except BaseException:
                del _sound[server]
                raise
        return _sound[server]


def standing(server: Server) -> Standing:
    """Check a server again and return what is known of it; for people who set it up.

    Raises:
        EnvironmentFault: as ``check``.
    """
    version, store = _checked_version(server), server.store
    _check_database(server)
    remarks = []
    if version not in (RUST, chroma_version()):
        remarks.append(f"the server is version {version}, Coach's client {chroma_version()}")
    if store.token and not store.is_encrypted and not store.is_on_this_machine:
        remarks.append("the token is sent in the clear: set COACH_STORE to an https address")
    if store.token and server.get(f"tenants/{store.tenant}", with_token=False)[0] == 200:
        remarks.append("the server answers without the token too: let the proxy before it ask for one")
    elif not store.token and not store.is_on_this_machine:
        remarks.append("nobody is asked for a token: whoever reaches the server can read and delete every index")
    elif _listens_everywhere(store):
        remarks.append(
            "the server listens on every network of this machine and asks nobody for a token: start it with "
            "--host 127.0.0.1"
        )
    return Standing(version, tuple(remarks))


def _checked_version(server: Server) -> str:
    """Return the version of a server that is not the Python one.

    Source: CVE-2026-45829 ("ChromaToast"): the Python server runs code for whoever reaches it, with no fixed release;
        `chroma run` and Chroma Cloud are written in Rust and not affected. Of the two only Rust knows ``healthcheck``.
    """
    url, ours = server.store.url, chroma_version()
    try:
        version = server.version()
    except Gone as error:
        raise EnvironmentFault(
            f"{url} is no Chroma server, or one older than 1.0 (Coach's client is {ours})",
            "Correct COACH_STORE, or start a current server: chroma run --host 127.0.0.1 --port 8000",
        ) from error
    if not server.store.is_cloud:
        status, text = server.get("healthcheck")
        if status == 404 or (status == 200 and "executor" not in text):
            raise EnvironmentFault(
                f"{url} is Chroma's old Python server (version {version}), which runs code for anybody who reaches it "
                "(CVE-2026-45829)",
                "Start the server that is written in Rust instead: chroma run, or the image chromadb/chroma 1.x.",
            )
    if not re.match(r"\d+\.", version) or version.split(".")[0] != ours.split(".")[0]:
        raise EnvironmentFault(
            f"The Chroma server {url} is version {version[:40]}, Coach's client is {ours}: they do not work together",
            f"Start a server of version {ours}.",
        )
    return version


def _check_database(server: Server) -> None:
    store = server.store
    try:
        server.check_database()
    except Gone as error:
        raise EnvironmentFault(
            f"The Chroma server {store.url} has no tenant {store.tenant} with a database {store.database}",
            "Correct COACH_STORE_TENANT and COACH_STORE_DATABASE, or make them on the server.",
        ) from error


def _listens_everywhere(store: StoreSettings) -> bool:
    """Tell whether a server of this machine listens on all its addresses; False where that cannot be seen (no Linux).

    Asking the kernel sends nothing; the server itself cannot be asked.
    """
    if not store.is_on_this_machine:
        return False
    port = urlsplit(store.url).port or (443 if store.is_encrypted else 80)
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            lines = Path(table).read_text(encoding="ascii").splitlines()[1:]
        except (OSError, ValueError):
            continue
        for line in lines:
            address, state = line.split()[1], line.split()[3]
            host, _, its_port = address.partition(":")
            if state == _LISTENS and int(its_port, 16) == port and host in _ANY:
                return True
    return False
