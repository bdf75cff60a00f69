"""What the tests of the page's store share: a store in a new file, and its clock."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from ui_store_parts import Clock

from ui.store import Store, open_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the store is to be; nothing is there yet."""
    return tmp_path / "data" / "coach.sqlite"


@pytest.fixture
def clock() -> Clock:
    """The store's clock, which a test sets."""
    return Clock()


@pytest.fixture
def store(path: Path, clock: Clock) -> Iterator[Store]:
    """An open store."""
    opened = open_store(path, wait_s=0.3, clock=clock)
    yield opened
    opened.close()
