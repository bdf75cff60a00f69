"""A paragraph taken apart: its citations, the quotations they belong to, and where its sentences part."""

from __future__ import annotations

import itertools
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from coach import words
from coach.cited.marks import Marked, marked

_ID = r"[^\W_][\w./#:›-]{0,118}"
_TOLD_FROM_A_WORD = re.compile(r"[\d/.#:›_-]")  # [sic] and [trust] look alike; an id of letters only must be known
_SIDE_BY_SIDE = re.compile(r"[^\S\n]*\n?[^\S\n]*")
_FOLLOWING = re.compile(r"[*_]*[\s.,;:–—-]*(?:\((?:see\s)?)?\s*")  # between the closing mark and the citation
_ANNOUNCING = re.compile(r"(?:[^\S\n]+[\w’']+){0,5}[\s*_,:]*")  # between a citation and the quotation behind it
_GAP = re.compile(r"\n[^\S\n]*\n\s*")
# What holds no citation: code, and addresses (but for the brackets of a Markdown link in front of one).
_OPAQUE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]+`|\b(?:https?://|www\.)[^\s<>\"”]+", re.DOTALL)
_GOES_ON = re.compile(r"[a-z(c]")  # a line that begins like this goes on with the one before it
_ITEM = re.compile(r"(?:[-*•–>#]|\d{1,3}[.)])\s")
_WRAPPED_AT = 60  # signs: where terminals and mails break lines, none is much narrower
_FAR = 100  # signs between two things that may belong together
_STOPS, _LOOSE = ".!?…。！？", '"”’)*_'


@dataclass(frozen=True, slots=True)
class Group:
    """Citations side by side, as [P1] [P2]."""

    begin: int
    end: int
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph taken apart; ``plain`` is as long as ``text``, without what holds no citation."""

    text: str
    plain: str
    begin: int
    groups: tuple[Group, ...]
    quoted: tuple[tuple[Marked, Group], ...]


@lru_cache(maxsize=32)
def paragraphs(reply: str, known: frozenset[str]) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a reply, in order.

    Args:
        reply: The whole reply.
        known: Ids that exist; an id of letters only counts when it is one of them.
    """
    plain = _OPAQUE.sub(lambda match: "x" * len(match[0]), reply)
    found: list[Paragraph] = []
    at = 0
    for gap in [*_GAP.finditer(plain), None]:
        end = gap.start() if gap else len(reply)
        found.append(_paragraph(reply[at:end], plain[at:end], at, known))
        at = gap.end() if gap else end
    return tuple(found)


def _paragraph(text: str, plain: str, begin: int, known: frozenset[str]) -> Paragraph:
    groups = _groups(plain, known)
    spans = marked(plain, [group.begin for group in groups]) if groups else []
    quoted = _quoted(plain, spans, groups)
    left = _outside(groups, [mark for mark in spans if not mark.is_single], [mark.begin for mark, _ in quoted])
    kept = {group.begin for group in left}
    return Paragraph(text, plain, begin, left, tuple(pair for pair in quoted if pair[1].begin in kept))


def _outside(groups: Sequence[Group], spans: Sequence[Marked], cited: Sequence[int]) -> tuple[Group, ...]:
    """Return the citations that do not stand between quotation marks: what stands there, somebody else said.

    Marks around a whole quotation with its citation are taken for strays.
    """
    begins = [group.begin for group in groups]
    inside: set[int] = set()
    for mark in spans:
        if bisect_right(cited, mark.begin) == bisect_left(cited, mark.end):
            inside.update(begins[bisect_left(begins, mark.begin) : bisect_left(begins, mark.end)])
    return tuple(group for group in groups if group.begin not in inside)


@lru_cache(maxsize=32)
def _patterns(known: frozenset[str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what finds an id, and a citation of one or more; names of files may hold spaces, commas, anything."""
    unusual = sorted((name for name in known if not re.fullmatch(_ID, name)), key=len, reverse=True)
    told = [r"\s+".join(map(re.escape, name.split())) for name in unusual]
    id_ = rf"(?:{'|'.join([*told, _ID])})"
    return re.compile(id_), re.compile(rf"[\[［【]({id_}(?:\s*[,;]\s*{id_}){{0,999}})[\]］】]")


def _groups(plain: str, known: frozenset[str]) -> list[Group]:
    found: list[Group] = []
    one, citation = _patterns(known)
    for match in citation.finditer(plain):
        names = map(_id, one.findall(match[1]))
        ids = tuple(name for name in names if name in known or _TOLD_FROM_A_WORD.search(name))
        if found and _joins(_SIDE_BY_SIDE, plain, found[-1].end, match.start()):
            found[-1] = Group(found[-1].begin, match.end(), found[-1].ids + ids)
        else:
            found.append(Group(match.start(), match.end(), ids))
    return [group for group in found if group.ids]


def _id(written: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", words.visible(written)).split())


def _quoted(plain: str, spans: Sequence[Marked], groups: Sequence[Group]) -> list[tuple[Marked, Group]]:
    """Return the quotations that a citation follows, or announces, with that citation; none inside another."""
    begins, ends = [group.begin for group in groups], [group.end for group in groups]
    found: list[tuple[Marked, Group]] = []
    announced: list[tuple[Marked, Group]] = []
    for mark in spans:
        after = bisect_left(begins, mark.end)
        before = bisect_right(ends, mark.begin) - 1
        if after < len(groups) and _joins(_FOLLOWING, plain, mark.end, begins[after]):
            found.append((mark, groups[after]))
        elif before >= 0 and not mark.is_single and _joins(_ANNOUNCING, plain, ends[before], mark.begin):
            announced.append((mark, groups[before]))
    closing = {group.begin for _, group in found}
    found += [(mark, group) for mark, group in announced if group.begin not in closing]
    outermost: list[tuple[Marked, Group]] = []
    for mark, group in sorted(found, key=lambda pair: (pair[0].begin, -pair[0].end)):
        if not outermost or mark.begin >= outermost[-1][0].end:
            outermost.append((mark, group))
    return outermost


def _joins(between: re.Pattern[str], plain: str, begin: int, end: int) -> bool:
    return end - begin <= _FAR and bool(between.fullmatch(plain, begin, end))


def masked(paragraph: Paragraph) -> str:
    """Return a paragraph, as long as it was, so that it parts into sentences: no stop inside what belongs together.

    A full stop before a citation, or at the end of a quotation before one, is put behind the citation.
    """
    signs = list(paragraph.plain)
    for mark, _ in paragraph.quoted:
        last = mark.text.rstrip()[-1:]
        signs[mark.begin : mark.end] = "X" * (mark.end - mark.begin - 1) + (last if last in _STOPS else "X")
    for group in paragraph.groups:
        signs[group.begin : group.end] = "c" * (group.end - group.begin)
        before = group.begin - 1
        while before >= 0 and (signs[before].isspace() or signs[before] in _LOOSE):
            before -= 1
        if before >= 0 and signs[before] in _STOPS:
            signs[group.end - 1], signs[before] = signs[before], "c"
    return _unwrapped("".join(signs))


def _unwrapped(text: str) -> str:
    """Return a text as long as it was, with a blank for each break that only the width of a page made.

    Such a line goes on in lower case, or its next word would not have fitted on it; behind a citation ("ccc") a line
    that begins with a capital begins anew, and so does what stands in brackets below the end of a sentence or of a
    quotation ("XXX"), as places do: "(line 12)".
    """
    lines = text.split("\n")
    width = max(map(len, lines))
    joined = lines[0]
    for before, line in itertools.pairwise(lines):
        bare = line.lstrip()
        is_full = width >= _WRAPPED_AT and len(before) + 1 + len(bare.split(" ", 1)[0]) > width
        is_full = is_full and not before.rstrip().endswith("cc")
        is_place = bare.startswith("(") and "cc" not in bare and before.rstrip()[-1:] in f"{_STOPS}X"
        goes_on = not is_place and (bool(_GOES_ON.match(bare)) or (is_full and not _ITEM.match(bare)))
        joined += (" " if goes_on else "\n") + line
    return joined
