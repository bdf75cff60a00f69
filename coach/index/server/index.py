"""The index on a server: opened, made sure of, removed; see `coach.index.ensure`.

Whoever asks only reads: generations of several versions of a corpus stand side by side, and each reader opens the one
that was made from its version. Only a writer changes which one is published.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from coach.errors import CoachError, IndexDamaged, IndexStale
from coach.index.build import Plan
from coach.index.manifest import Facts, Manifest, check_fresh, chroma_version
from coach.index.opened import Index
from coach.index.rows import VectorSource
from coach.index.server.build import Writer, renew
from coach.index.server.build import build as build_generation
from coach.index.server.checks import RUST, check
from coach.index.server.client import Server, connect
from coach.index.server.generation import manifest_of, open_generation
from coach.index.server.home import ServerHome, is_of
from coach.index.server.lease import writing
from coach.index.server.register import Register, State
from coach.index.vectors import Progress
from coach.store_settings import StoreSettings

_TRIES = 3
_FIRST = "Build it once, on any machine that has this corpus: coach ingest. Asking builds nothing on a server."
_OTHER = (
    "Bring the corpus of this machine in step with it (coach corpus sync, or copy it anew); or publish this one: "
    "coach ingest"
)
_LOOK_S = 3.0  # how old the name of the published generation may be for `published`, which a page asks at each answer
_looked: dict[ServerHome, tuple[float, str | CoachError]] = {}
_looking = threading.Lock()


def server_of(store: StoreSettings, on_remark: Callable[[str], None] = lambda remark: None) -> Server:
    """Return a server that was checked; a release that differs from the client's is remarked on.

    Raises:
        EnvironmentFault: it cannot be used.
    """
    server = connect(store)
    version = check(server)
    if version not in (RUST, chroma_version()):
        on_remark(f"The Chroma server {store.url} is version {version}, Coach's client {chroma_version()}")
    return server


def published(home: ServerHome) -> str:
    """Return the name of the published generation, as of the last few seconds; empty where there is none.

    While one thread asks the server the others get what was known before, so that a server that hangs holds up one.

    Raises:
        IndexDamaged, EnvironmentFault: it cannot be found out.
    """
    at, known = _looked.get(home, (-_LOOK_S, ""))
    if time.monotonic() - at >= _LOOK_S and _looking.acquire(blocking=home not in _looked):
        try:
            known = Register(connect(home.store), home.key).read().published
        except CoachError as error:
            known = error
        finally:
            _looked[home] = time.monotonic(), known
            _looking.release()
    if isinstance(known, CoachError):
        raise known
    return known


def open_published(home: ServerHome, expected: Facts) -> Index:
    """Open the published index; see `coach.index.open_index`."""
    return _open(home, expected, lambda state: [state.published][: bool(state.published)])


def open_version(home: ServerHome, expected: Facts) -> Index:
    """Open the newest generation that is made from what is expected; see `coach.index.open_version`."""
    return _open(home, expected, lambda state: [name for name in state.newest_first if is_of(name, expected)])


def _open(home: ServerHome, expected: Facts, choose: Callable[[State], list[str]]) -> Index:
    server = server_of(home.store)
    register = Register(server, home.key)
    for left in reversed(range(_TRIES)):
        state = register.read()
        if not state.published:
            raise IndexStale(f"There is no index of {expected.corpus_name} on {home.store.url} yet", _FIRST)
        name = next(iter(choose(state)), state.published)
        try:
            if not is_of(name, expected):  # its manifest says why; reading that is less than opening it
                _check_fresh(server, home, name, expected)
            return open_generation(server, home, name, expected)
        except (IndexDamaged, IndexStale):
            if left == 0 or name in register.read().kept:  # else others published since, and it has gone
                raise
    raise AssertionError("unreachable")


def _check_fresh(server: Server, home: ServerHome, generation: str, expected: Facts) -> None:
    try:
        check_fresh(manifest_of(server, home, generation), expected)
    except IndexStale as stale:
        raise IndexStale(f"{expected.corpus_name} on {home.store.url}: {stale.message}", _OTHER) from stale


def ensure(
    plan: Plan, encoder: VectorSource, home: ServerHome, on_remark: Callable[[str], None], on_progress: Progress | None
) -> Index:
    """Open the published index; build it where it is missing, stale or damaged; see `coach.index.ensure_index`.

    For whoever publishes; whoever only asks calls ``open_version``.
    """
    try:
        return open_published(home, plan.facts)
    except IndexStale as reason:
        on_remark(f"{reason.message}; building it")
    except IndexDamaged as reason:
        on_remark(f"The index is damaged and is built anew ({reason.message})")
    server = server_of(home.store, on_remark)
    with writing(server, home) as lease:
        try:
            return open_published(home, plan.facts)
        except (IndexStale, IndexDamaged):
            renew(plan, encoder, Writer(server, home, lease), on_progress)
            _looked.pop(home, None)
        return open_published(home, plan.facts)


def build(plan: Plan, encoder: VectorSource, home: ServerHome, on_progress: Progress | None) -> Manifest:
    """Build an index and publish it, whether or not there is one; see `coach.index.build`."""
    server = server_of(home.store)
    with writing(server, home) as lease:
        manifest = build_generation(plan, encoder, Writer(server, home, lease), on_progress)
    _looked.pop(home, None)
    return manifest


def remove(home: ServerHome) -> None:
    """Delete an index with all its generations; whoever has it open finds nothing any more.

    Raises:
        EnvironmentFault: the server cannot be used, or somebody writes it.
    """
    server = server_of(home.store)
    with writing(server, home):
        for name in server.names(f"{home.key}."):
            server.drop(name)
    Register(server, home.key).forget()
    _looked.pop(home, None)
