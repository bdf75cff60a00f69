"""YAML as people write it: every scalar stays text, duplicate keys and aliases are refused."""

from __future__ import annotations

from typing import Any

import yaml

# How the parser puts what people get wrong, and the way out of it.
_WAYS_OUT = {
    "mapping values are not allowed": "Put the text in quotes: it holds a colon.",
    "found character '\\t'": "Begin the line with spaces instead of a tab.",
    "cannot start any token": "Put the text in quotes: it begins with a sign that YAML keeps for itself.",
    "unexpected end of stream": "Close the quotation mark or the bracket that is still open.",
    "unexpected document separator": "Close the quotation mark that is still open.",
    "could not find expected ':'": "Write it as name: value.",
    "expected <block end>": "Check the indentation, and put a text that holds quotation marks in quotes as a whole.",
    "expected ',' or": "Close the bracket, or put the text in quotes.",
    "unknown escape character": "Write the backslash twice, or put the text in single quotes.",
    "undefined alias": "Put the text in quotes: it begins with a star.",
    "aliases are not allowed": "Put the text in quotes: it begins with a star.",
}


class YamlFault(Exception):
    """A text that is not the YAML wanted.

    Attributes:
        problem: What is wrong, as the parser puts it.
        line: Of the file; 0 where it is not known.
        way_out: What to do about it; empty where nobody can tell.
    """

    def __init__(self, problem: str, line: int = 0) -> None:
        super().__init__(problem)
        self.problem = problem
        self.line = line
        self.way_out = next((way for said, way in _WAYS_OUT.items() if said in problem), "")


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


def load(text: str, first_line: int = 1) -> Any:
    """Read YAML whose scalars are all text.

    Args:
        text: The YAML.
        first_line: The line of the file where it begins.

    Raises:
        YamlFault: it is not YAML, is nested too deeply, or uses aliases or a key twice.
    """
    try:
        # Blank lines in front make every line that a message names the line of the file.
        return yaml.load("\n" * (first_line - 1) + text, Loader=_TextLoader)  # builds text, lists and mappings only
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else first_line
        raise YamlFault(error.problem or "not valid YAML", line) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise YamlFault("not valid YAML") from error


def dump(value: dict[str, Any]) -> str:
    """Return plain data as YAML that ``load`` reads back, every scalar as text."""
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False)
