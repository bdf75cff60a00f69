"""Opens one file of a folder: no link, no device, the same before and after reading."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import time
from dataclasses import replace

from coach.documents.limits import Options, RefusedFile
from coach.documents.read_file import read_content
from coach.documents.records import FileRead, Stamp

_RACY_NS = 2_000_000_000  # file systems keep times to 2 s at worst (FAT)
_AGAIN_AFTER_S = 0.1


def read_path(real: str, path: str, options: Options) -> FileRead:
    """Return what became of a file.

    Args:
        real: Where it is.
        path: How it is cited.
        options: Limits and columns.
    """
    try:
        content, taken = _content(real, options.limits.file_mb)
    except RefusedFile as refused:
        return FileRead(path, refused.outcome, refused.reason, refused.remedy)
    if content is None:
        reason = f"more than {options.limits.file_mb:g} MB ({taken.size // 1_000_000:,} MB)"
        return FileRead(path, "failed", reason, "Split it.", stamp=taken)
    return replace(read_content(content, path, options), stamp=taken)


def _content(real: str, limit_mb: float) -> tuple[bytes | None, Stamp]:
    """Return a file's bytes and stamp; None for the bytes of one above the limit.

    Raises:
        RefusedFile: it cannot be opened, is no file, or is being written.
    """
    for attempt in (1, 2):
        try:
            content, taken = _read_once(real, int(limit_mb * 1_000_000))
        except OSError as error:
            raise _refusal(error) from error
        if taken is not None:
            return content, taken
        if attempt == 1:
            time.sleep(_AGAIN_AFTER_S)
    raise RefusedFile("it changed while it was read", "Run it again when nobody writes to it.", outcome="skipped")


def _read_once(real: str, limit: int) -> tuple[bytes | None, Stamp | None]:
    """Return a file's bytes and stamp; no stamp where it changed meanwhile."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(real, flags)
    with os.fdopen(descriptor, "rb") as file:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            raise RefusedFile("no file", outcome="skipped")
        if before.st_size > limit:
            return None, Stamp(before.st_size, before.st_mtime_ns, "")
        content = file.read(limit + 1)
        after = os.fstat(descriptor)
    if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns) or len(content) != after.st_size:
        return None, None
    return content, stamp(after.st_size, after.st_mtime_ns, hashlib.sha256(content).hexdigest())


def stamp(size: int, mtime_ns: int, sha256: str) -> Stamp:
    """Return a file's stamp, without its time where that is so recent that a later write could bear the same.

    Source: git's racy index entries, https://git-scm.com/docs/racy-git.
    """
    return Stamp(size, 0 if time.time_ns() - mtime_ns < _RACY_NS else mtime_ns, sha256)


def _refusal(error: OSError) -> RefusedFile:
    if error.errno in (errno.ELOOP, errno.ENXIO):
        return RefusedFile("no file (a link or a pipe)", outcome="skipped")
    if isinstance(error, FileNotFoundError):
        return RefusedFile("it was gone when it was to be read", outcome="skipped")
    if isinstance(error, PermissionError):
        return RefusedFile("permission denied", "Check its permissions.")
    return RefusedFile((error.strerror or "unreadable").lower(), "Check the disk.")
