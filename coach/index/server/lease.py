"""One writer at a time: a lease that runs out, is prolonged while its holder lives, and is checked at the switch."""

from __future__ import annotations

import contextlib
import os
import platform
import secrets
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

from coach.errors import CoachError, EnvironmentFault
from coach.index.server.client import Server
from coach.index.server.home import ServerHome
from coach.index.server.register import Register, State

_POLL_S = 0.5
_RENEWALS = 3  # in the time of a lease: two may fail


class Lease:
    """The right to change an index, as long as nobody else has taken it.

    Args:
        register: Of the index.
        state: The record that gave the lease.
        home: Says how long it lasts.
        server: Its clock counts.
    """

    def __init__(self, register: Register, state: State, home: ServerHome, server: Server) -> None:
        self._register, self._home, self._server = register, home, server
        self._state = state
        self._renewed = time.monotonic()
        self._is_lost = False
        self._changing = threading.Lock()

    @property
    def state(self) -> State:
        """The state as this writer left it."""
        return self._state

    def check(self) -> None:
        """Check that the lease is still held, by what is known here.

        Raises:
            EnvironmentFault: it is not.
        """
        if self._is_lost or time.monotonic() - self._renewed > self._home.lease_s:
            raise self._lost()

    def change(self, published: str, previous: str) -> None:
        """Publish: from now on readers open ``published``.

        Raises:
            EnvironmentFault: the lease is lost; nothing was changed.
        """
        with self._changing:
            self.check()
            self._append(self._after(published, previous))

    def release(self) -> None:
        """Let the next one write at once; where that fails, it waits for the end of the lease."""
        with self._changing, contextlib.suppress(CoachError):
            if not self._is_lost:
                self._append(replace(self._state, writer="", token="", expires_ms=0))

    def renew(self) -> None:
        """Prolong the lease; it is lost where another writer took it."""
        with self._changing:
            found = self._register.read()
            if (found.number, found.token) != (self._state.number, self._state.token):
                self._is_lost = True
                return
            begun = time.monotonic()
            self._state = self._register.prolong(self._state, _end_ms(self._server, self._home))
            self._renewed = begun

    def _after(self, published: str, previous: str) -> State:
        now = self._server.now_ns() // 1_000_000
        before = self._state
        retired = {name: since for name, since in before.retired.items() if now - since < self._home.grace_s * 1000}
        retired |= dict.fromkeys({before.published, before.previous} - {""}, now)
        kept = {name: since for name, since in retired.items() if name not in (published, previous)}
        if self._home.grace_s <= 0:
            kept = {}
        return replace(before, published=published, previous=previous, retired=kept)

    def _append(self, after: State) -> None:
        found = self._register.append(self._state, after)
        if found is None:
            self._is_lost = True
            raise self._lost()
        self._state = found

    def _lost(self) -> EnvironmentFault:
        return EnvironmentFault(
            f"The right to write {self._home.key} was lost: this process was silent for more than "
            f"{self._home.lease_s:.0f} s, or another one took it. Nothing was published",
            "Run it again; what was embedded is not embedded again.",
        )


@contextlib.contextmanager
def writing(server: Server, home: ServerHome) -> Iterator[Lease]:
    """Hold the lease of an index; it is prolonged by a thread until the block ends.

    Raises:
        EnvironmentFault: another writer holds it and did so for too long (it is named).
    """
    lease = _acquire(server, home)
    is_done = threading.Event()
    keeper = threading.Thread(target=_keep, args=(lease, home, is_done), name="lease", daemon=True)
    keeper.start()
    try:
        yield lease
    finally:
        is_done.set()
        keeper.join(timeout=home.lease_s)
        lease.release()


def _keep(lease: Lease, home: ServerHome, is_done: threading.Event) -> None:
    while not is_done.wait(home.lease_s / _RENEWALS):
        with contextlib.suppress(CoachError):  # a server that is away: the lease runs out by itself
            lease.renew()


def _acquire(server: Server, home: ServerHome) -> Lease:
    register, deadline = Register(server, home.key), time.monotonic() + home.wait_s
    while True:
        found = register.read()
        if not found.writer or found.expires_ms <= server.now_ns() // 1_000_000:
            who = f"{platform.node() or 'unknown'}, pid {os.getpid()}"
            taken = replace(found, writer=who, token=secrets.token_hex(16), expires_ms=_end_ms(server, home))
            held = register.append(found, taken)
            if held is not None:
                return Lease(register, held, home, server)
        elif time.monotonic() >= deadline:
            raise EnvironmentFault(
                f"Another process ({found.writer}) is writing {home.key} on {home.store.url}, and was still at it "
                f"after {home.wait_s:.0f} s",
                f"Wait for it to end, or end it; {home.lease_s:.0f} s later the next one may write.",
            )
        time.sleep(_POLL_S if found.writer else 0.0)


def _end_ms(server: Server, home: ServerHome) -> int:
    return server.now_ns() // 1_000_000 + int(home.lease_s * 1000)
