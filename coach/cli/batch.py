"""Files of JSON lines: read one by one, so that a line that cannot be read spoils no other."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coach.errors import CoachError, SettingsError

MAX_LINE_BYTES = 1_000_000


class LineError(CoachError):
    """A line that cannot be dealt with; the lines after it still can."""

    def face(self) -> dict[str, str]:
        """Return the error as it stands in the line that answers."""
        return {"message": self.message, "hint": self.hint}


def lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the lines of a file that hold something, with their numbers; ``-`` reads standard input.

    Raises:
        SettingsError: The file cannot be read.
    """
    try:
        with sys.stdin.buffer if str(path) == "-" else path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, line
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror or error}", "Check the path.") from error


def parse(line: bytes, number: int, hint: str) -> dict[str, Any]:
    """Return the JSON object of a line.

    Args:
        line: The line.
        number: Which one it is, from 1.
        hint: What to write instead.

    Raises:
        LineError: It holds none.
    """
    if len(line) > MAX_LINE_BYTES:
        raise LineError(f"Line {number} is longer than {MAX_LINE_BYTES:,} bytes", "Shorten it.")
    try:
        item = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise LineError(f"Line {number} is not JSON ({error})", hint) from error
    if not isinstance(item, dict):
        raise LineError(f"Line {number} is not a JSON object", hint)
    return item
