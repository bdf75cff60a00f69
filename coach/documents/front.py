"""The front matter of a page: YAML, TOML or JSON facts above the text, kept as plain text."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

from coach import plain_yaml
from coach.documents.limits import RefusedFile

_OPENS = re.compile(r"(---|\+\+\+)([A-Za-z]*)[ \t]*\n")
# ``owner: {{ hr_lead }}`` is no YAML until the site is generated: a value that begins with a tag is read as a text.
_TAG_VALUE = re.compile(r"^([ \t]*(?:- +)?[\w-]+:[ \t]+|[ \t]*- +)(\{[{%].*?)[ \t]*$", re.MULTILINE)
_TAG_LINE = re.compile(r"^[ \t]*\{[{%].*$", re.MULTILINE)
_MEND = "Mend the block between the --- lines."


def split(text: str) -> tuple[dict[str, str], str]:
    """Split a page into the plain facts of its front matter and the page with blank lines in its place.

    A page that begins with a rule (``---``) and a blank line has no front matter.

    Raises:
        RefusedFile: the front matter is not closed, not readable, or not a mapping.
    """
    opening = _OPENS.match(text)
    if opening is None or not text[opening.end() :].split("\n", 1)[0].strip():
        return {}, text
    closing = re.compile(rf"^(?:{re.escape(opening[1])}|\.\.\.)[ \t]*$", re.MULTILINE).search(text, opening.end())
    if closing is None:
        raise RefusedFile("front matter that is not closed", "End it with a line of three dashes.")
    inner = text[opening.end() : closing.start()]
    language = "toml" if opening[1] == "+++" else opening[2].lower() or "yaml"
    body = "\n" * text.count("\n", 0, closing.end()) + text[closing.end() :]
    return _plain(_load(inner, language)), body


def _load(inner: str, language: str) -> dict[str, Any]:
    """Return the facts; none for front matter in a programming language (Eleventy's ``---js``), which nobody runs."""
    if language not in ("yaml", "yml", "toml", "json"):
        return {}
    try:
        loaded = _parse(inner, language)
    except plain_yaml.YamlFault as error:
        place = f" at line {error.line}" if error.line else ""
        raise RefusedFile(f"bad front matter{place}: {error.problem}", _MEND) from error
    except (ValueError, RecursionError) as error:
        raise RefusedFile("bad front matter", _MEND) from error
    if loaded in (None, ""):
        return {}
    if not isinstance(loaded, dict):
        raise RefusedFile("front matter must be a mapping (name: value)", _MEND)
    return loaded


def _parse(inner: str, language: str) -> Any:
    if language == "toml":
        return tomllib.loads(inner)
    if language == "json":
        return json.loads(inner)
    quoted = _TAG_VALUE.sub(lambda match: match[1] + "'" + match[2].replace("'", "''") + "'", inner)
    return plain_yaml.load(_TAG_LINE.sub("", quoted), first_line=2)


def _plain(facts: dict[str, Any]) -> dict[str, str]:
    """Return the facts that are one plain text."""
    return {
        str(name): re.sub(r"\s+", " ", str(value)).strip()
        for name, value in facts.items()
        if isinstance(value, str | int | float | bool) and str(value).strip()
    }
