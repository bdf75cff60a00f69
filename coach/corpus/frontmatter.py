"""YAML as people write it in a corpus: every scalar stays text, duplicates and aliases are refused."""

from __future__ import annotations

from typing import Any

import yaml

from coach.errors import CorpusError

_FENCE = "---"


class _TextLoader(yaml.BaseLoader):
    """Builds only text, lists and mappings: ``NO`` stays "NO", ``010`` stays "010", tags build nothing."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.events.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]  # the stubs leave it out
            raise yaml.MarkedYAMLError(problem="aliases are not allowed here", problem_mark=mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: dict[str, int] = {}
        for key, _ in node.value:
            line = key.start_mark.line + 1
            name = str(key.value)
            if name in seen:
                raise yaml.MarkedYAMLError(
                    problem=f"the key {name!r} stands twice (also in line {seen[name]})", problem_mark=key.start_mark
                )
            seen[name] = line
        return super().construct_mapping(node, deep=deep)


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
        # Blank lines in front make every line that a message names the line of the file.
        loaded = yaml.load("\n" * (first_line - 1) + text, Loader=_TextLoader)  # builds text, lists and mappings only
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else first_line
        raise CorpusError(f"{name}, line {line}: {error.problem or 'not valid YAML'}", "Mend that line.") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise CorpusError(f"{name}: not valid YAML", "Mend the block between the --- lines.") from error
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
