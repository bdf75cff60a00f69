"""The front matter of a corpus file: YAML whose scalars are all text."""

from __future__ import annotations

from typing import Any

from coach import plain_yaml
from coach.errors import CorpusError

_FENCE = "---"


def load_mapping(text: str, name: str, first_line: int = 1) -> dict[str, Any]:
    """Read a YAML mapping whose scalars are all text.

    Args:
        text: The YAML.
        name: The file's name, for messages.
        first_line: The line of the file where the YAML begins.

    Raises:
        CorpusError: it is not YAML, not a mapping, or uses aliases or a key twice; the message names the line.
    """
    try:
        loaded = plain_yaml.load(text, first_line)
    except plain_yaml.YamlFault as error:
        if error.line:
            raise CorpusError(
                f"{name}, line {error.line}: {error.problem}", error.way_out or "Mend that line."
            ) from error
        raise CorpusError(f"{name}: {error.problem}", "Mend the block between the --- lines.") from error
    if loaded is None:
        return {}
    if not isinstance(loaded, dict):
        raise CorpusError(
            f"{name}: the front matter must be a mapping (name: value)", "Mend the block between the --- lines."
        )
    return loaded


def split(text: str, name: str) -> tuple[dict[str, Any], str]:
    """Split a file into its front matter and its body.

    Raises:
        CorpusError: the front matter is not closed or not a mapping.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != _FENCE:
        return {}, text
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == _FENCE:
            return load_mapping("\n".join(lines[1:number]), name, first_line=2), "\n".join(lines[number + 1 :])
    raise CorpusError(f"{name}: the front matter is not closed", "End it with a line of three dashes.")
