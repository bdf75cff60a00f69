"""Files that are written whole or not at all, and are on the disk when that is said."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Write a file in UTF-8 at a single stroke; its folder is there.

    Raises:
        OSError: it cannot be written; what was there stays.
    """
    aside = path.with_name(
        f".{path.name[:40]}-{secrets.token_hex(8)}.part"
    )  # hidden: nobody takes it for a file of its own
    try:
        with aside.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, path)
    finally:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
    # After a power cut right now the file of before may be back, and that is whole as well.
    with contextlib.suppress(OSError):
        flush(path.parent)


def flush(path: Path) -> None:
    """Flush a file, or the entries of a folder, to the disk.

    Raises:
        OSError: that cannot be done.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
