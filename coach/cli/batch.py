"""Files of JSON lines: answered one by one, so that a line that cannot be read spoils no other."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import typer

from coach.cli import faces
from coach.cli.options import remark
from coach.errors import CoachError, QuestionError, SettingsError

Item = dict[str, Any]

MAX_LINE_BYTES = 1_000_000


class LineError(CoachError):
    """A line that cannot be dealt with; the lines after it still can."""


def answer_lines(
    path: Path, reply: Callable[[Item, int], Item], refused: Callable[[CoachError], Mapping[str, Any]], hint: str
) -> int:
    """Write one JSON object a line, in order, each with the ``id`` of its line or else its number.

    Args:
        path: A JSONL file; ``-`` reads standard input.
        reply: Takes the object of a line and its number, returns what is written.
        refused: Takes why a line cannot be dealt with, returns what is written instead.
        hint: What a line holds.

    Returns:
        How many lines could not be dealt with.

    Raises:
        SettingsError: The file cannot be read.
    """
    unread = 0
    for number, line in _lines(path):
        identifier: Any = number
        try:
            item = _parse(line, number, hint)
            identifier = item.get("id", number)
            found: Mapping[str, Any] = reply(item, number)
        except (LineError, QuestionError) as error:
            unread += 1
            found = refused(error)
        print(faces.line({"id": identifier} | dict(found)), flush=True)
    return unread


def stop_if(unread: int, what: str) -> None:
    """Say how many lines could not be dealt with, and end with exit code 2; with none of them, do nothing."""
    if unread:
        remark(f"{unread} line(s) held no {what}; each says why")
        raise typer.Exit(2)


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
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


def _parse(line: bytes, number: int, hint: str) -> Item:
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
