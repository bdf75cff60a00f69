"""From the printed lines of a PDF to its headings, paragraphs, lists and footnotes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import median

from coach.documents.blocks import Block, Kind, TextMaker
from coach.documents.formats.pdf_lines import Line

_ITEM = re.compile(r"(?:[•▪▫‣◦●○■□–—➢➔✓\uf0b7\uf0a7]|[-*]|\(?\d{1,2}[.)])\s+(?=\S)")
_ENDS = re.compile(r"[.!?:;。！？…][\"'”’)\]]*$")
_HEADING_SIZE = 1.12  # of the body's; italics and captions vary by less
_NOTE_SIZE = 0.92
_HEADING_CHARACTERS = 120
_HYPHEN = re.compile(r"(\w+)[-\u00ad\u2010]$")
_DASH = re.compile("[—–]$")
_FIRST_WORD = re.compile(r"([^\W\d_]+)")


class PdfBlocks:
    """Joins lines into blocks.

    Args:
        lines: Of the whole file, without page furniture.
        outline: The depth of each bookmark by its title, letters and digits only.
    """

    def __init__(self, lines: Sequence[Line], outline: Mapping[str, int]) -> None:
        self._lines = lines
        self._outline = outline
        sizes: Counter[float] = Counter()
        for line in lines:
            sizes[round(line.size, 1)] += len(line.text)
        self._body = sizes.most_common(1)[0][0] if sizes else 1.0
        self._levels = self._levels_of_sizes()
        body = [line for line in lines if abs(line.size - self._body) < 0.2]
        self._margin: float = Counter(round(line.x) for line in body).most_common(1)[0][0] if body else 0.0
        self._width = max(20.0, median(len(line.text) for line in body)) if body else 60.0
        steps = [a.y - b.y for a, b in pairwise(body) if a.page == b.page and 0 < a.y - b.y < 60]
        self._leading = median(steps) if steps else 1.4 * self._body
        self._known = _whole_words(lines)
        for line in lines:
            line.text, line.initial = self._with_initial(line), ""

    def read(self) -> list[Block]:
        """Return the blocks in order, the footnotes last: a paragraph goes on below those of its page."""
        notes = [line for line in self._lines if self._kind(line) == "note"]
        return self._grouped([line for line in self._lines if self._kind(line) != "note"]) + self._grouped(notes)

    def _grouped(self, lines: Sequence[Line]) -> list[Block]:
        blocks: list[Block] = []
        group: list[Line] = []
        for line in lines:
            if group and self._begins(line, group):
                blocks.append(self._block(group))
                group = []
            group.append(line)
        if group:
            blocks.append(self._block(group))
        return blocks

    def _levels_of_sizes(self) -> dict[float, int]:
        """Return the heading level of each size larger than the body's: its bookmarks' depth, else its rank."""
        larger = {round(line.size, 1) for line in self._lines if line.size > _HEADING_SIZE * self._body}
        levels = {size: min(5, level) for level, size in enumerate(sorted(larger, reverse=True), start=1)}
        depths: dict[float, Counter[int]] = {}
        for line in self._lines:
            if depth := self._outline.get(plain(line.text), 0):
                depths.setdefault(round(line.size, 1), Counter())[min(6, depth)] += 1
        return levels | {size: found.most_common(1)[0][0] for size, found in depths.items() if size in levels}

    def _kind(self, line: Line) -> Kind:
        if self._heading_level(line):
            return "heading"
        if line.size < _NOTE_SIZE * self._body:
            return "note"
        return "item" if _ITEM.match(line.text) else "paragraph"

    def _heading_level(self, line: Line) -> int:
        """Return 1-6 for a heading, 0 for other lines: larger than the body, or bold or bookmarked and no sentence."""
        if len(line.text) > _HEADING_CHARACTERS or not re.search(r"[^\W\d_]{2}", line.text):
            return 0
        depth = self._outline.get(plain(line.text), 0)
        if depth:
            return min(6, depth)
        if line.size > _HEADING_SIZE * self._body:
            return self._levels.get(round(line.size, 1), 5)
        is_short = len(line.text) < 0.9 * self._width and not _ENDS.search(line.text)
        return 6 if line.is_bold and is_short and line.size > 0.95 * self._body else 0

    def _begins(self, line: Line, group: list[Line]) -> bool:
        """Tell whether a line begins a new block after this group."""
        last, first = group[-1], group[0]
        kind, current = self._kind(line), self._kind(first)
        if "heading" in (kind, current):
            same = self._heading_level(line) == self._heading_level(first) and line.page == last.page
            return not (kind == current and same and last.y - line.y < 2.2 * line.size)
        if kind == "item":
            return True
        if kind == "note":
            return bool(re.match(r"\d{1,3}\s", line.text)) or line.page != last.page
        is_ended = bool(_ENDS.search(last.text))
        if line.page != last.page:
            return is_ended and (line.x > self._margin + self._body or len(last.text) < 0.75 * self._width)
        if last.y - line.y > 1.35 * self._leading or (line.y > last.y + self._leading and is_ended):
            return True  # a gap, or the next column
        if current == "paragraph" and line.x > last.x + 0.8 * self._body:
            return True  # the first line of a paragraph is indented
        return is_ended and len(last.text) < 0.75 * self._width

    def _block(self, group: list[Line]) -> Block:
        text = TextMaker()
        kind = self._kind(group[0])
        carried = ""  # the first half of a word that the line before broke
        for place, line in enumerate(group):
            words = _ITEM.sub("", line.text, count=1) if kind == "item" and not place else line.text
            if place and not carried and not _DASH.search(group[place - 1].text) and not line.text.startswith("—"):
                text.wrap()
            words, carried = carried + words, ""
            following = group[place + 1].text if place + 1 < len(group) else ""
            broken = _HYPHEN.search(words)
            if broken and following[:1].isalnum():
                words, _, token = words.rpartition(" ")
                carried = token[: -len(broken[0])] + self._mended(broken[1], following)
                words += " "
            text.add(words, line.page)
        level = self._heading_level(group[0]) if kind == "heading" else int(kind == "item")
        return text.block(kind, level)

    def _with_initial(self, line: Line) -> str:
        """Return a line behind its large first letter: "A" and "s the" are "As the", "A" and "leader" two words."""
        found = _FIRST_WORD.match(line.text)
        word = found[1].lower() if found else ""
        letter = line.initial.lstrip("\"“‘'").lower()
        is_word = letter in ("a", "i", "o") and self._known[word] and not self._known[letter + word]
        return f"{line.initial} {line.text}" if is_word else line.initial + line.text

    def _mended(self, half: str, following: str) -> str:
        """Return the first half of a broken word, with its hyphen where the file writes the whole word with one."""
        found = _FIRST_WORD.match(following)
        rest = found[1].lower() if found else ""
        if not following[:1].islower() or not half.isalpha():
            return f"{half}-"
        if self._known[half.lower() + rest]:
            return half
        with_hyphen = self._known[f"{half.lower()}-{rest}"]
        both_are_words = self._known[half.lower()] > 1 and self._known[rest] > 1
        return f"{half}-" if with_hyphen or both_are_words else half


def _whole_words(lines: Sequence[Line]) -> Counter[str]:
    """Return how often each word stands in the file unbroken, compounds with and without their parts."""
    known: Counter[str] = Counter()
    before = ""
    for line in lines:
        found = [word.lower() for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", line.text)]
        found = found[bool(_HYPHEN.search(before)) : len(found) - bool(_HYPHEN.search(line.text))]
        known.update(found)
        known.update(part for word in found if "-" in word for part in (*word.split("-"), word.rpartition("-")[0]))
        before = line.text
    return known


def plain(text: str) -> str:
    """Return the letters and digits of a title, to know it again."""
    return re.sub(r"[\W_]+", "", text).lower()
