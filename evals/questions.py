"""Questions with labels, read from JSONL and refused where a line is not one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from coach.errors import CoachError

DEVELOPMENT = Path(__file__).parent / "development" / "questions.jsonl"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question and the principles that answer it, most fitting first; none where the corpus does not answer it."""

    id: str
    question: str
    relevant: tuple[str, ...]
    kind: str = ""
    handoff: str | None = None


def read_questions(path: Path) -> list[Labelled]:
    """Read labelled questions, one JSON object a line: ``id``, ``question``, ``relevant``, and ``kind``, ``handoff``.

    Raises:
        CoachError: the file cannot be read, or a line is not such an object; the message names the line.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CoachError(f"{path} cannot be read: {error}", "Give a JSONL file in UTF-8.") from error
    found = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
            found.append(
                Labelled(
                    str(item["id"]),
                    str(item["question"]),
                    tuple(item["relevant"]),
                    str(item.get("kind", "")),
                    item.get("handoff"),
                )
            )
        except (ValueError, KeyError, TypeError) as error:
            raise CoachError(
                f"{path.name}, line {number}: not a labelled question ({error})", "Mend that line."
            ) from error
    if not found:
        raise CoachError(f"{path.name} holds no questions", "Add at least one.")
    return found
