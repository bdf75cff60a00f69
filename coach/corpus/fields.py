"""Files and facts of a corpus, read as text and refused by name where they are not what they should be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from coach import words
from coach.errors import CorpusError

MAX_FILE_BYTES = 4_000_000


def read_text(path: Path, name: str) -> str:
    """Read a text file: UTF-8, any line ends, without invisible characters; indentation stays (YAML needs it)."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise CorpusError(f"{name} is larger than {MAX_FILE_BYTES // 1_000_000} MB", "Split it.")
        content = path.read_bytes()
    except OSError as error:
        raise CorpusError(
            f"{path} cannot be read: {error.strerror or error}", "Check the path and its permissions."
        ) from error
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = content.count(b"\n", 0, error.start) + 1
        raise CorpusError(f"{name}, line {place}: this is not UTF-8 text", "Save the file as UTF-8.") from error
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if words.has_control_characters(text):
        lines = text.split("\n")
        place = next(number for number, line in enumerate(lines, start=1) if words.has_control_characters(line))
        raise CorpusError(f"{name}, line {place}: control characters", "Save the file as plain text.")
    return re.sub(r"[^\S\n]+$", "", words.visible(text), flags=re.MULTILINE)


def files_of(folder: Path, pattern: str) -> list[Path]:
    """Return the files of a folder that match a pattern, in order of name; hidden ones are left out."""
    return sorted(path for path in folder.glob(pattern) if path.is_file() and not path.name.startswith("."))


def mapping(value: Any, name: str) -> dict[str, Any]:
    """Return a mapping; empty where nothing is given."""
    if value in (None, ""):
        return {}
    if not isinstance(value, dict):
        raise CorpusError(f"{name} must be a mapping (name: value)", "See the bundled corpus for an example.")
    return value


def listing(value: Any, name: str) -> list[Any]:
    """Return a list; empty where nothing is given."""
    if value in (None, ""):
        return []
    if not isinstance(value, list):
        raise CorpusError(f"{name} must be a list", "Write it as [one, two].")
    return value


def one_line(value: Any, name: str) -> str:
    """Return a text in one line; empty where nothing is given."""
    if value is not None and not isinstance(value, str):
        raise CorpusError(f"{name} must be one line of text", "Put it in quotes where it holds [, { or a colon.")
    if value and words.has_control_characters(value):
        raise CorpusError(f"{name} holds control characters", "Write it as plain text.")
    return re.sub(r"\s+", " ", value or "").strip()


def refuse_unknown(facts: Mapping[str, Any], known: tuple[str, ...], name: str) -> None:
    """Refuse a fact that nothing reads: a mistyped name would be lost in silence."""
    if unknown := sorted(set(facts) - set(known)):
        raise CorpusError(f"{name} does not know {unknown[0]!r}", f"It knows {', '.join(known)}.")
