"""Where the file is: a folder and a file that nobody else on the machine can read."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

_FOLDER, _FILE = 0o700, 0o600
# What the page keeps beside the file: a folder with anything else in it may be open to others on purpose.
_OURS = {"runs", "corpora", "uploads", "ui.log"}
_PARTS = ("", "-wal", "-shm", "-journal")  # SQLite gives its side files the mode that the file has when they are made


def make_private(path: Path) -> None:
    """Make the folder and the file where they are missing, both for this account only.

    A folder that is there stays as it is, unless it holds only what the page keeps and no file of ours yet.

    Raises:
        OSError: they cannot be made.
    """
    path.parent.mkdir(mode=_FOLDER, parents=True, exist_ok=True)
    if path.exists():
        return
    with contextlib.suppress(OSError):  # somebody else's folder
        if {found.name for found in path.parent.iterdir()} <= _OURS:
            path.parent.chmod(_FOLDER)
    with contextlib.suppress(FileExistsError):  # another process has just made it
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, _FILE))


def close_to_others(path: Path) -> None:
    """Take the file from everybody else, if it was open to them, as one brought back from elsewhere may be."""
    for part in _PARTS:
        with contextlib.suppress(OSError):
            path.with_name(path.name + part).chmod(_FILE)
