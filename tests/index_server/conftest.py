"""What the tests of indexes on a server share: an index of their own on the module's Chroma server."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from chroma_server import ChromaServer

from coach.index import Home, ServerHome
from coach.store_settings import StoreSettings

_numbers = itertools.count(1)


@pytest.fixture
def home(chroma: ChromaServer, tmp_path: Path) -> ServerHome:
    """An index of its own; nothing of it is kept longer than it must be."""
    key = f"coach-small-{next(_numbers)}"
    return ServerHome(StoreSettings(chroma.url), key, Home(tmp_path / "scratch"), wait_s=20.0, grace_s=0.0)
