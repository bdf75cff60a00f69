"""Tags of site generators (Liquid, Nunjucks, Jinja, Hugo), taken out of a page so that its lines stay where they are.

A tag is an instruction, not a text: ``{% page "/leave" %}`` inside a link's target goes without a trace. Where a tag
stands for words of a sentence, its last quoted argument stays: ``{% slack_channel "travel" "the travel channel" %}``,
``{{< member-by-name "Daphne Kua" >}}``; where it is closed in the same line (``{% endtooltip %}``), what it encloses.
A title stays as a line of its own: ``{{% alert title="Note" %}}``, ``{{% expand "What not to do" %}}``. Where a tag
stands for words that only the generator knows (``{{ site.company }}``), a sign stays: see `torn`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from coach.documents.torn import TORN

_COMMENTS = (  # what opens and what ends each kind
    (re.compile(r"\{%-?\s*comment\b[^%]{0,200}%\}"), re.compile(r"\{%-?\s*endcomment\s*-?%\}")),
    (re.compile(r"\{\{[<%]\s*comment\s*[>%]\}\}"), re.compile(r"\{\{[<%]\s*/comment\s*[>%]\}\}")),
    (re.compile(r"\{\{[<%]/\*"), re.compile(r"\*/[>%]\}\}")),
    (re.compile(r"\{#\s"), re.compile(r"\s#\}")),
)
_TAG = re.compile(
    r"\{\{[<%]-?\s*(?P<hugo>/?[\w./-]*)(?P<hugo_rest>(?:[^>%]|[>%](?!\}\})){0,2000})[>%]\}\}"
    r"|\{%-?\s*(?P<liquid>/?[\w.-]*)(?P<liquid_rest>(?:[^%]|%(?!\})){0,2000})%\}"
    r"|\{\{-?(?P<value>[^{}]{0,500})\}\}"
)
_QUOTED = re.compile(r"(?<![=\w])\"([^\"]*)\"|(?<![=\w])'([^']*)'")
_TITLED = re.compile(r"\b(?:title|summary|header|heading|caption)\s*=\s*\"([^\"]+)\"")
_NAMED = re.compile(r"\b(?:name|text|label)\s*=\s*\"([^\"]+)\"")
# Tags that stand for a picture, a film, another file or an address: no argument of theirs is part of a sentence.
_NO_WORDS = re.compile(
    r"image|img|figure|gallery|video|youtube|vimeo|audio|include|render|partial|link|ref|page|url|download|icon|embed"
    r"|raw|kpi|performance|table|toc|counts?|chart|if|for|assign|set|alert|note|panel|card|tab|css|script|gist"
)
_PATH = re.compile(r"^[\w./#-]*[/.][\w./#-]*$|^(?=.*[\dA-Z_])[\w-]{11,}$|://")  # or the id of a film
# Tags that only wrap, steer or stand for a picture: without them a sentence is whole.
_WRAPS = re.compile(r"^/|^end|^(?:else|elsif|elif|if|unless|for|case|when|raw|assign|set|capture|note|hint|panel|tab)")
_COUNTS = re.compile(r"kpi|performance|\bcounts?\b")
_IN_TARGET = re.compile(r"\]\([^()\n]*$|<[a-zA-Z/!][^<>]*$|^[ ]{0,3}\[[^\]\n]+\]:[^\n]*$|=\s*[\"'][^\"'\n]*$")
_FENCE = re.compile(r"^[ \t>]*+(?:(?:[-*+]|\d{1,9}[.)])[ \t]*+)?(`{3,}|~{3,})")
_OPENS_OR_CLOSES = re.compile(r"\{[{%][<%]?-?\s*(?P<closes>/|end_?)?(?P<name>[\w./-]+)")
_PAIR_REACH = 2000  # characters in which a tag is closed, or stands for itself
_REACH = 500  # characters of a line that are looked at on each side of a tag


def strip_tags(text: str) -> str:
    """Return a page without template tags and comments; every line keeps its number, code listings stay as they are."""
    if "{%" not in text and "{{" not in text and "{#" not in text:
        return text
    for opens, ends in _COMMENTS:
        text = _without_comments(text, opens, ends)
    return "".join(piece if is_code else _TAG.sub(_shown(piece), piece) for is_code, piece in _fenced(text))


def _without_comments(text: str, opens: re.Pattern[str], ends: re.Pattern[str]) -> str:
    """Return a text without comments of one kind; one that never ends is none."""
    kept: list[str] = []
    place = 0
    while (begins := opens.search(text, place)) and (closes := ends.search(text, begins.end())):
        kept += [text[place : begins.start()], "\n" * text.count("\n", begins.start(), closes.end())]
        place = closes.end()
    return "".join([*kept, text[place:]])


def _lines_of(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


def _shown(piece: str) -> Callable[[re.Match[str]], str]:
    """Return what replaces a tag of this piece: its words, and as many line ends as it has."""

    def replacement(match: re.Match[str]) -> str:
        if match["value"] is not None:
            return (TORN if _tears(piece, match) else "") + _lines_of(match)
        enclosed = _enclosed(piece, match)
        kept = _words_of(match, _is_alone(piece, match), enclosed is not None and "\n" not in enclosed)
        return (kept or (TORN if enclosed is None and _tears(piece, match) else "")) + _lines_of(match)

    return replacement


def _enclosed(piece: str, match: re.Match[str]) -> str | None:
    """Return what stands between a tag and the one that closes it; None where none does before it is opened again."""
    name = match["hugo"] or match["liquid"]
    for tag in _OPENS_OR_CLOSES.finditer(piece, match.end(), match.end() + _PAIR_REACH):
        if tag["name"] == name:
            return piece[match.end() : tag.start()] if tag["closes"] else None
    return None


def _tears(piece: str, match: re.Match[str]) -> bool:
    """Tell whether a sentence lacks words without this tag, of which nothing is kept."""
    name = match["hugo"] if match["hugo"] is not None else match["liquid"]
    if name is not None and (_WRAPS.search(name) or (_NO_WORDS.search(name.lower()) and not _COUNTS.search(name))):
        return False
    if _is_alone(piece, match):
        above = piece[max(0, match.start() - _REACH) : match.start()].rstrip(" \t")
        return match["value"] is not None and bool(re.search(r"[^\n>}\-]\n$", above))
    return not _IN_TARGET.search(_before(piece, match))


def _is_alone(piece: str, match: re.Match[str]) -> bool:
    """Tell whether nothing else stands in the tag's line."""
    after = piece[match.end() : match.end() + _REACH].partition("\n")[0]
    return not _before(piece, match).strip() and not after.strip()


def _before(piece: str, match: re.Match[str]) -> str:
    """Return what stands in front of the tag in its line, or the nearer part of it."""
    return piece[max(0, match.start() - _REACH) : match.start()].rpartition("\n")[2]


def _words_of(match: re.Match[str], is_alone: bool, encloses_words: bool) -> str:
    name = match["hugo"] if match["hugo"] is not None else match["liquid"]
    rest = (match["hugo_rest"] if match["hugo"] is not None else match["liquid_rest"]) or ""
    if title := _TITLED.search(rest):
        return f"**{title[1].strip('*_ ')}**" if is_alone else title[1]
    if encloses_words or _NO_WORDS.search(name.lower()):
        return ""
    if named := _NAMED.search(rest):
        return named[1]
    quoted = [first or second for first, second in _QUOTED.findall(rest)]
    said = [text for text in quoted if re.search(r"[^\W\d_]", text) and not _PATH.search(text)]
    return said[-1].lstrip("#") if said else ""


def _fenced(text: str) -> list[tuple[bool, str]]:
    """Return the text in pieces, each with whether it is a fenced code listing."""
    pieces: list[tuple[bool, str]] = []
    current: list[str] = []
    fence = ""
    for line in text.splitlines(keepends=True):
        found = _FENCE.match(line)
        if not fence and found:
            pieces.append((False, "".join(current)))
            current, fence = [line], found[1]
        elif fence and line.strip().startswith(fence) and not line.strip().strip(fence[0]):
            pieces.append((True, "".join([*current, line])))
            current, fence = [], ""
        else:
            current.append(line)
    return [*pieces, (bool(fence), "".join(current))]
