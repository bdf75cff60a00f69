"""The lines of a JSONL file, read and refused where one is not what it should be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from coach.errors import CoachError

Line = TypeVar("Line", bound=BaseModel)


def read_lines(path: Path, kind: type[Line]) -> Iterator[tuple[int, Line]]:
    """Yield the lines of a JSONL file with their numbers.

    Raises:
        CoachError: the file or a line of it cannot be read as such; the message names the line.
    """
    try:
        lines = path.read_bytes().decode("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CoachError(f"{path} cannot be read: {error}", "Give a JSONL file in UTF-8.") from error
    if not any(map(str.strip, lines)):
        raise CoachError(f"{path.name} is empty", "Add at least one line.")
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                yield number, kind.model_validate_json(line)
            except ValidationError as error:
                wrong = error.errors()[0]
                what = ": ".join([*map(str, wrong["loc"]), wrong["msg"]])
                raise CoachError(
                    f"{path.name}, line {number}: {what}", f"A line holds {', '.join(kind.model_fields)}."
                ) from error
