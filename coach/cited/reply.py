"""What a reply says: its sentences with their citations and quotations, and which of them may advise."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from coach import words
from coach.cited.asking import only_asks
from coach.cited.frames import CARRYING, FRAMES, LABEL, SUGGESTED_DAY
from coach.cited.paragraph import Paragraph, masked, paragraphs

_MOST_CARRIED = 6  # sentences that one citation may close


@dataclass(frozen=True, slots=True)
class Quotation:
    """Quoted words and the ids they are cited to."""

    text: str
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence of a reply, as it stands there, with its citations.

    Attributes:
        text: The sentence; a cited quotation in it, of however many sentences, is part of it.
        cites: The ids it cites, in order, each once.
        quotations: Its cited quotations.
        own: What it says besides: without quotations, citations and labels.
        begin: Where it begins in the reply.
        says: From where to where it speaks: without its label and the citations behind it.
    """

    text: str
    cites: tuple[str, ...]
    quotations: tuple[Quotation, ...]
    own: str
    begin: int
    says: tuple[int, int]

    @property
    def is_question(self) -> bool:
        """Tell whether its own words ask, and do nothing but ask: "Why not quit?" advises."""
        return only_asks(self.own)


@dataclass(frozen=True, slots=True)
class Advice:
    """Something that may advise: a cited quotation, or a sentence of one's own.

    Attributes:
        text: As it stands in the reply.
        own: What the assistant says itself: of a sentence, its words without quotations, citations and labels.
    """

    text: str
    cites: tuple[str, ...]
    own: str

    @property
    def is_quotation(self) -> bool:
        """Tell whether these are quoted words."""
        return not self.own


def quotations(reply: str, known: Collection[str]) -> list[Quotation]:
    """Return the quotations that carry a citation, in order."""
    return [quotation for part in parts(reply, known) for quotation in part.quotations]


def citations(reply: str, known: Collection[str]) -> list[str]:
    """Return the ids cited, in order, each as often as it stands there; ``[sic]`` and ``[the team]`` are none.

    Args:
        reply: The reply.
        known: Ids that exist; an id of letters only counts when it is one of them.
    """
    found = paragraphs(reply, frozenset(known))
    return [name for paragraph in found for group in paragraph.groups for name in group.ids]


def own_words(reply: str, known: Collection[str]) -> str:
    """Return the reply without its cited quotations and without citations: what the assistant says itself."""
    return "\n".join(part.own for part in parts(reply, known) if part.own)


def advice(
    reply: str, known: Collection[str], frames: Sequence[str] = FRAMES, lines: Sequence[str] = ()
) -> list[Advice]:
    """Return what may advise, in order: each cited quotation, and each sentence around and between them.

    Fails closed: whatever is not a question, a known sentence of Coach about itself, or a line of the corpus, may
    advise.

    Args:
        reply: The whole reply.
        known: Ids that exist.
        frames: Regular expressions of what the assistant says of itself.
        lines: Texts that the corpus's authors wrote to be shown without a citation (whom to turn to).
    """
    silent = {part.begin for part in framing(reply, known, frames, lines)}
    found: list[Advice] = []
    for part in parts(reply, known):
        found += [Advice(quotation.text, quotation.cites, "") for quotation in part.quotations]
        if part.own and part.begin not in silent and not part.is_question:
            found.append(Advice(part.text, part.cites, part.own))
    return found


def framing(
    reply: str, known: Collection[str], frames: Sequence[str] = FRAMES, lines: Sequence[str] = ()
) -> list[Part]:
    """Return the parts of a reply that are a known sentence of Coach about itself, or a line of the corpus."""
    patterns = [*map(_of_frame, frames), *map(_of_line, _standing_in(reply, lines))]
    spans = [match.span() for pattern in patterns for match in pattern.finditer(reply)]
    return [
        part
        for part in parts(reply, known)
        if any(first <= part.says[0] and part.says[1] <= last for first, last in spans)
    ]


@lru_cache(maxsize=256)
def _of_frame(frame: str) -> re.Pattern[str]:
    """Return what finds a known sentence, whatever its white space."""
    return re.compile(frame.replace(" ", r"\s+"))


def _standing_in(reply: str, lines: Sequence[str]) -> list[str]:
    """Return the lines that stand in a reply, whatever their white space.

    A corpus has some three lines a document and a reply holds few of them: to compile each took 9 s for 100,000.
    """
    told = " ".join(reply.split())
    return [line for line in lines if line.strip() and " ".join(line.split()) in told]


def _of_line(line: str) -> re.Pattern[str]:
    """Return what finds a line of a corpus, whatever its white space."""
    return re.compile(r"\s+".join(map(re.escape, line.split())))


def parts(reply: str, known: Collection[str]) -> list[Part]:
    """Return the sentences of a reply in order, nothing lost but the white space between them."""
    return [part for paragraph in paragraphs(reply, frozenset(known)) for part in _parts(paragraph)]


def _parts(paragraph: Paragraph) -> Iterator[Part]:
    outline = masked(paragraph)
    at = 0
    found: list[Part] = []
    for sentence in words.sentences(outline):
        begin = outline.index(sentence, at)
        at = begin + len(sentence)
        found.append(_part(paragraph, begin, at))
    yield from _carried(found)


def _carried(found: Sequence[Part]) -> Iterator[Part]:
    """Give the sentences behind "For you:" the citation that closes them."""
    cites: tuple[str, ...] = ()
    for place, part in enumerate(found):
        if CARRYING.match(part.text) and not part.cites:
            cites = _closing(found[place : place + _MOST_CARRIED])
        elif part.cites or part.quotations:
            cites = ()
        yield replace(part, cites=cites) if cites else part


def _closing(found: Sequence[Part]) -> tuple[str, ...]:
    """Return the citation behind the last of some sentences, nothing where a quotation or another label comes first."""
    for place, part in enumerate(found):
        if part.quotations or (place and LABEL.match(part.text)):
            return ()
        if part.cites:
            return part.cites
    return ()


def _part(paragraph: Paragraph, begin: int, end: int) -> Part:
    quoted = [(mark, group) for mark, group in paragraph.quoted if begin <= mark.begin < end]
    groups = [group for group in paragraph.groups if begin <= group.begin < end]
    label = LABEL.match(paragraph.text, begin, end)
    first = at = label.end() if label else begin
    day = SUGGESTED_DAY.search(paragraph.text, begin, end) if groups else None
    last = day.start() if day and day.start() >= groups[-1].end else end
    own = ""
    for start, stop in sorted([*((mark.begin, mark.end) for mark, _ in quoted), *((g.begin, g.end) for g in groups)]):
        own, at = own + paragraph.text[at:start], max(at, stop)
    own = (own + paragraph.text[at:last]).strip()
    for group in reversed(groups):
        last = group.begin if not paragraph.text[group.end : last].strip(" .!?…\n") else last
    return Part(
        paragraph.text[begin:end],
        tuple(dict.fromkeys(name for group in [*groups, *(of for _, of in quoted)] for name in group.ids)),
        tuple(Quotation(paragraph.text[mark.begin + 1 : mark.end - 1], group.ids) for mark, group in quoted),
        re.sub(r"(?<!\s)\s+([.!?…,;:])", r"\1", own) if words.words(own) else "",
        paragraph.begin + begin,
        (paragraph.begin + first, paragraph.begin + begin + len(paragraph.text[begin:last].rstrip())),
    )
