"""A reply as text: its quotations, its citations, and the sentences that advise.

The form is what `coach check` and people write: a quotation in quotation marks followed by its citation, “…” [P3]; a
sentence of one's own followed by the citation it rests on, ... [P3] or [P8, P10].
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coach import words

_ID = r"[^\W_][\w./#:›-]{0,118}"
_CITATION = re.compile(rf"\[({_ID}(?:\s*[,;]\s*{_ID})*)\]")
_GAP = r"[^\S\n]*\n?[^\S\n]*"  # within a paragraph
_CITATIONS = rf"(?:{_GAP}\[{_ID}(?:\s*[,;]\s*{_ID})*\])+"
_CITED = re.compile(_CITATIONS)
_PARAGRAPH = re.compile(r"\n\s*\n")
_STOP_THEN_CITATION = re.compile(rf"([.!?…][\"”’)]*)({_CITATIONS})")
_QUESTION = re.compile(r"\?[\"”’)\]\s]*$")
_PLACEHOLDER = "\ufffc"  # stands where a cited quotation stood
# Labels in front of a part of an answer; they say nothing themselves.
LABELS = ("One next step:", "Two principles pull apart here:", "What decides:", "For you:", "What comes nearest:")
# What Coach says of itself rather than of the person's case: whole sentences, and nothing that advises.
FRAMES: tuple[str, ...] = (
    r"The principles here do not answer this, and I would rather say so than guess\.",
    r"I found nothing here that I can quote word for word, and I would rather say so than guess\.",
    r"I am not sure that these principles fit your case\.",
    r"If I have misread you, tell me a little more and I will look again\.",
    r"(?:The closest|What speaks to this) is “[^“”\n]{1,200}”\.",
    r"This deserves a person rather than a program\.",
    r"I cannot tell yet what this is about\. Describe the situation at work in a sentence or two\.",
    r"I can only read English so far, and this looks like [\w ]{1,40}\. Please ask again in English\.",
    r"(?:Because of your profile, )?[\w-]+(?: comes first: it)? names “[^”]{1,60}”(?:, as your profile does)?\.",
    r"Your message cannot be read: [^.]{1,200}\.",
    r"\d+ part\(s\) of the answer did not stand in the corpus word for word and were left out\.",
)


@dataclass(frozen=True, slots=True)
class Quotation:
    """Quoted words and the ids they are cited to."""

    text: str
    cites: tuple[str, ...]


def quotations(reply: str) -> list[Quotation]:
    """Return the quotations that carry a citation, in order."""
    return [quotation for paragraph in _PARAGRAPH.split(reply) for quotation, _, _ in _quoted(paragraph)]


def _quoted(paragraph: str) -> Iterator[tuple[Quotation, int, int]]:
    """Yield the cited quotations of a paragraph with where they begin and where their citations end.

    A quotation may hold others: it ends at the first closing mark that is followed by a citation and leaves the marks
    inside it in pairs.
    """
    at = 0
    while (begin := _next_mark(paragraph, at)) >= 0:
        at = begin + 1
        close = "”" if paragraph[begin] == "“" else '"'
        for end in (match.start() for match in re.finditer(close, paragraph[at:])):
            inside = paragraph[at : at + end]
            cited = _CITED.match(paragraph, at + end + 1)
            if cited and _is_whole(inside, close):
                yield Quotation(inside, tuple(citations(cited[0]))), begin, cited.end()
                at = cited.end()
                break


def _is_whole(inside: str, close: str) -> bool:
    """Tell whether words between two marks are one quotation, not the end of one and the beginning of another."""
    if not inside.strip():
        return False
    if close == '"':  # after a straight mark that closes, another one began
        return inside.count('"') % 2 == 0 and not re.search(r'"\s', inside)
    depth = 0
    for mark in re.findall("[“”]", inside):
        depth += 1 if mark == "“" else -1
        if depth < 0:
            break
    return depth == 0 or "“" not in inside  # a damaged quotation may have lost the opening mark of one inside it


def _next_mark(text: str, start: int) -> int:
    found = [place for mark in '“"' if (place := text.find(mark, start)) >= 0]
    return min(found, default=-1)


def _without_quotations(reply: str, instead: str) -> str:
    """Return the reply with each cited quotation replaced, its citation kept: the sentence around it rests on it."""
    paragraphs = []
    for paragraph in _PARAGRAPH.split(reply):
        for quotation, begin, end in reversed(list(_quoted(paragraph))):
            cites = f" [{', '.join(quotation.cites)}]" if quotation.cites else ""
            paragraph = paragraph[:begin] + instead + cites + paragraph[end:]
        paragraphs.append(paragraph)
    return "\n\n".join(paragraphs)


def citations(reply: str) -> list[str]:
    """Return the ids cited, in order, each as often as it stands there; ``[sic]`` and ``[the team]`` are none."""
    ids = [part.strip() for match in _CITATION.finditer(reply) for part in re.split("[,;]", match[1])]
    return [name for name in ids if re.search(r"[\d/.#:›_-]", name)]


def own_words(reply: str) -> str:
    """Return the reply without its cited quotations and without citations: what the assistant says itself."""
    return _CITATION.sub("", _without_quotations(reply, " "))


def advice(reply: str, frames: Sequence[str] = FRAMES, lines: Sequence[str] = ()) -> list[tuple[str, tuple[str, ...]]]:
    """Return each sentence that may advise, with the ids it cites; a cited quotation counts as one.

    Fails closed: whatever is not a question, a known sentence of Coach about itself, or a line of the
    corpus, may advise.

    Args:
        reply: The whole reply.
        frames: Regular expressions of what the assistant says of itself.
        lines: Texts that the corpus's authors wrote to be shown without a citation (whom to turn to).
    """
    found = [(quotation.text, quotation.cites) for quotation in quotations(reply)]
    rest = reply
    for line in sorted(lines, key=len, reverse=True):
        rest = _without(rest, line)
    rest = _without_quotations(rest, _PLACEHOLDER)
    for frame in frames:
        rest = re.sub(frame, "\n\n", rest)
    for label in LABELS:
        rest = rest.replace(label, "\n\n")
    for sentence in words.sentences(_STOP_THEN_CITATION.sub(r"\2\1", rest)):
        cites = tuple(citations(sentence))
        if words.words(_CITATION.sub("", sentence)) and not _QUESTION.search(_CITATION.sub("", sentence)):
            found.append((sentence.replace(_PLACEHOLDER, "").strip(), cites))
    return found


def _without(text: str, line: str) -> str:
    """Return the text without a line, whatever its white space."""
    pattern = r"\s+".join(re.escape(part) for part in line.split())
    return re.sub(pattern, "\n\n", text) if pattern else text
