"""A reading process: takes names of files, gives back what became of each. Run as ``python -m coach.documents.worker``.

It parses what strangers wrote, so it is given little: no environment but its path, no more memory than the limit, no
room to write more than one small file, no core dump, and a limit on its processor time should the parent die.
"""

from __future__ import annotations

import json
import os
import signal
import struct
import sys
import time
from typing import BinaryIO

from coach.documents.limits import Limits, Options
from coach.documents.open_file import read_path
from coach.documents.plain import to_json
from coach.documents.records import FileRead

HEADER = struct.Struct("<Q?")  # the length of what follows; whether the process leaves after it
_WRITTEN_MB = 100  # py3langid unpacks its model (68 MB) into a nameless temporary file
_SPARE_S = 10.0  # of processor time above the limit of wall-clock time that the parent keeps


def main() -> None:
    """Serve requests, one JSON line each, until the parent hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    replies = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)  # a parser that prints does not write into the replies
    requests = sys.stdin.buffer
    options = _options(json.loads(requests.readline()))
    _limit(options.limits)
    for line in requests:
        real, path = json.loads(line)
        _limit_time(options.limits.time_s)
        read, leaves = _read(real, path, options)
        _reply(replies, to_json(read), leaves)
        if leaves:
            return


def _read(real: str, path: str, options: Options) -> tuple[FileRead, bool]:
    """Return what became of a file, and whether this process is no longer to be trusted with another."""
    try:
        return read_path(real, path, options), False
    except MemoryError:
        pass  # told below: until this block is left, the error holds what the parser had taken
    except Exception as error:  # a fault of a parser, or of Coach: it costs this file, and is told with its place
        place = error.__traceback__
        while place is not None and place.tb_next is not None:
            place = place.tb_next
        where = f"{os.path.basename(place.tb_frame.f_code.co_filename)}:{place.tb_lineno}" if place else ""
        reason = f"it could not be parsed ({type(error).__name__}, {where})"
        return FileRead(
            path, "failed", reason, "Save it again in its own program; if that does not help, report it."
        ), False
    return FileRead(path, "failed", f"more than {options.limits.memory_mb} MB of memory", "Split it."), True


def _reply(replies: BinaryIO, content: bytes, leaves: bool) -> None:
    replies.write(HEADER.pack(len(content), leaves) + content)
    replies.flush()


def _options(plain: dict[str, object]) -> Options:
    limits, columns = plain["limits"], plain["columns"]
    assert isinstance(limits, dict) and isinstance(columns, dict)
    return Options(limits=Limits(**limits), columns=columns)


def _limit(limits: Limits) -> None:
    """Take away what a parser does not need; on systems without such limits the parent's watch remains."""
    try:
        import resource
    except ImportError:
        return
    for kind, amount in (
        (resource.RLIMIT_AS, limits.memory_mb * 1_000_000),
        (resource.RLIMIT_FSIZE, _WRITTEN_MB * 1_000_000),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(kind, (amount, amount))
        except (ValueError, OSError):  # a lower limit holds already, or the system has none of the kind
            continue


def _limit_time(time_s: float) -> None:
    try:
        import resource
    except ImportError:
        return
    allowed = int(time.process_time() + time_s + _SPARE_S)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if hard == resource.RLIM_INFINITY or allowed < hard:
        resource.setrlimit(resource.RLIMIT_CPU, (allowed, hard))


if __name__ == "__main__":
    main()
