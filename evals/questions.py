"""Questions with labels, read from JSONL and refused where a line is not one."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from evals.lines import read_lines

DEVELOPMENT = Path(__file__).parent / "development" / "questions.jsonl"


class Labelled(BaseModel):
    """A question and the principles that answer it, most fitting first; none where the corpus does not answer it."""

    model_config = ConfigDict(frozen=True, coerce_numbers_to_str=True)
    id: str
    question: str
    relevant: tuple[str, ...]
    kind: str = ""
    handoff: str | None = None


def read_questions(path: Path) -> list[Labelled]:
    """Read labelled questions, one JSON object a line: ``id``, ``question``, ``relevant``, and ``kind``, ``handoff``.

    Raises:
        CoachError: the file cannot be read or holds nothing, or a line is not such an object; the message names the
            line.
    """
    return [labelled for _, labelled in read_lines(path, Labelled)]
