"""Chroma's own client, with what it lacks: time limits, one try again, our errors, and requests small enough to pass.

Chroma never embeds here either: collections are opened without an embedding function, and only vectors are asked.
"""

from __future__ import annotations

import functools
import os
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from coach.errors import IndexDamaged
from coach.index.server.faults import Gone, server_errors
from coach.index.server.table import Table, reading
from coach.store_settings import StoreSettings

CONNECT_S, ANSWER_S = 5.0, 30.0  # a write waits longest: 300 rows into an index of a million take 2 s on two cores
_PAGE = 300
# As the embedded index (coach.index.chroma), but for the settings that make a folder of files complete after each row.
_HNSW = {"space": "cosine", "max_neighbors": 32, "ef_construction": 200, "ef_search": 400}
_ELSEWHERE = {"spann": {"space": "cosine"}}  # distributed Chroma and Chroma Cloud know no HNSW
T = TypeVar("T")
_connecting = threading.Lock()


class Server:
    """A Chroma server; threads may share it. Nothing is sent before the first call.

    Args:
        store: Which one.
    """

    def __init__(self, store: StoreSettings) -> None:
        self.store = store
        self._api = _api_of(store)

    def version(self) -> str:
        """Return what the server calls its version; ``chroma run`` names its API, 1.0.0, whatever its release."""
        return str(self._read("its version", self._api.get_version))

    def now_ns(self) -> int:
        """Return the server's clock: the one that all writers share."""
        return int(self._read("its clock", self._api.heartbeat))

    def check_database(self) -> None:
        """Check that tenant and database exist.

        Raises:
            Gone: one of them does not.
            EnvironmentFault: the server refuses, or cannot be reached.
        """
        self._read("the tenant", lambda: self._api.get_tenant(self.store.tenant))
        self._read("the database", lambda: self._api.get_database(self.store.database, tenant=self.store.tenant))

    def get(self, path: str, with_token: bool = True) -> tuple[int, str]:
        """Return status and text of a page that Chroma's client does not know, such as ``healthcheck``."""
        import httpx

        def ask() -> Any:
            if with_token:
                return self._api._session.get(f"{self._api.get_api_url()}/{path}")
            url = f"{self._api.get_api_url()}/{path}"
            return httpx.get(url, timeout=_limits(), trust_env=not self.store.is_on_this_machine)

        found = self._read(path, ask)
        return int(found.status_code), str(found.text)

    def open(self, name: str) -> Table:
        """Return a collection.

        Raises:
            Gone: there is none of that name.
        """
        return self._table(self._read(name, lambda: self._api.get_collection(name, **self._where())))

    def create(self, name: str) -> Table:
        """Create a collection for vectors compared by cosine; one that is there already is returned."""
        try:
            return self._create(name, {"hnsw": dict(_HNSW)})
        except IndexDamaged:  # what a server without HNSW says of it differs from release to release
            return self._create(name, dict(_ELSEWHERE))

    def drop(self, name: str) -> None:
        """Delete a collection; one that is not there is fine."""
        try:
            with server_errors(self.store, f"deleting {name}"):
                self._api.delete_collection(name, **self._where())
        except Gone:
            return

    def names(self, prefix: str) -> list[str]:
        """Return the names of all collections that begin with a prefix, read page by page."""
        found: list[str] = []
        while True:
            page = self._read(
                "the collections",
                functools.partial(self._api.list_collections, limit=_PAGE, offset=len(found), **self._where()),
            )
            found += [model.name for model in page]
            if len(page) < _PAGE:
                return [name for name in found if name.startswith(prefix)]

    def _create(self, name: str, configuration: dict[str, Any]) -> Table:
        make = functools.partial(self._api.create_collection, name, configuration=configuration, get_or_create=True)
        return self._table(self._read(f"creating {name}", functools.partial(make, **self._where())))

    def _table(self, model: Any) -> Table:
        from chromadb.api.models.Collection import Collection

        return Table(self.store, Collection(client=self._api, model=model, embedding_function=None))

    def _where(self) -> dict[str, str]:
        return {"tenant": self.store.tenant, "database": self.store.database}

    def _read(self, what: str, ask: Callable[[], T]) -> T:
        return reading(self.store, what, ask)


def connect(store: StoreSettings) -> Server:
    """Return the server; one for all threads of a process, which keep its connections open."""
    with _connecting:
        return _connected(store, os.getpid())


@functools.cache
def _connected(store: StoreSettings, _pid: int) -> Server:
    return Server(store)


def _api_of(store: StoreSettings) -> Any:
    """Return the API object of Chroma's client, without the client around it.

    That client asks the server three things before its time limits can be set (they are None in 1.5.9), so that a
    server that hangs would hang Coach.
    """
    from chromadb.api import ServerAPI
    from chromadb.config import Settings, System

    make: Any = Settings
    with server_errors(store, "starting Chroma's client"):
        settings = make(
            _env_file=None,  # else a .env file in the person's folder is read
            chroma_api_impl="chromadb.api.fastapi.FastAPI",
            chroma_server_host=store.url,
            chroma_server_http_port=443 if store.is_encrypted else 80,  # asked for, not used: the address says it
            chroma_server_ssl_enabled=store.is_encrypted,
            chroma_server_headers=_headers(store),
            chroma_client_auth_provider=None,
            anonymized_telemetry=False,
        )
        system = System(settings)
        api: Any = system.instance(ServerAPI)  # type: ignore[type-abstract]
        api._session = _session_like(api, store)
        system.start()
    return api


def _session_like(api: Any, store: StoreSettings) -> Any:
    """Return a session as Chroma made it, but with time limits, and with no proxy on the way to this machine.

    With a variable such as HTTP_PROXY, httpx sends what goes to 127.0.0.1 to that proxy too, with token and texts.
    """
    import httpx

    headers = dict(api._session.headers)
    api._session.close()
    is_proxied = not store.is_on_this_machine
    return httpx.Client(headers=headers, timeout=_limits(), limits=api.http_limits, trust_env=is_proxied)


def _headers(store: StoreSettings) -> dict[str, str]:
    if not store.token:
        return {}
    return {"x-chroma-token": store.token} if store.is_cloud else {"Authorization": f"Bearer {store.token}"}


def _limits() -> Any:
    import httpx

    return httpx.Timeout(ANSWER_S, connect=CONNECT_S)
