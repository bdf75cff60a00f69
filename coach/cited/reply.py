"""What a reply says: its sentences with their citations and quotations, and which of them may advise."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from coach import words
from coach.cited.paragraph import Paragraph, masked, paragraphs

_QUESTION = re.compile(r"[?？][\"”’)\]\s*_]*$")
# Labels in front of a part of an answer; they say nothing themselves.
LABELS = (
    "One next step:", "Two principles pull apart here:", "What decides:", "For you:", "What comes nearest:",
    "The heart of it:", "It also helps to know:", "And one more thing to weigh:", "One question back:",
)  # fmt: skip
_LABEL = re.compile(rf"(?:{'|'.join(map(re.escape, LABELS))})\s*")
# What Coach says of itself rather than of the person's case: whole sentences, and nothing that advises.
FRAMES: tuple[str, ...] = (
    r"The principles here do not answer this, and I would rather say so than guess\.",
    r"I found nothing here that I can quote word for word, and I would rather say so than guess\.",
    r"I am not sure that these principles fit your case\.",
    r"If I have misread you, tell me a little more and I will look again\.",
    r"This deserves a person rather than a program\.",
    r"I cannot tell yet what this is about\. Describe the situation at work in a sentence or two\.",
    r"I can only read English so far, and this looks like [\w ]{1,40}\. Please ask again in English\.",
    r"(?:Because of your profile, )?(?<![\w-])[\w-]{1,64}(?: comes first: it)? names “[^”]{1,60}”"
    r"(?:, as your profile does)?\.",
    r"Your message cannot be read: (?:There is no question|The question holds (?:no words|control characters)|"
    r"The question has [\d,]+ characters; [\d,]+ is the limit)\.",
    r"\d+ part\(s\) of the answer did not stand in the corpus word for word and were left out\.",
    r"What the principles do answer nearby:",
    r"Corpus version [0-9a-f]{6,64}",
    # what is said of a chat model's part in an answer (coach.generation.notes)
    r"About this answer: a small judge that works offline, and is often wrong, has checked the readings "
    r"\(how often: coach judge --about\)\.",
    r"About this answer: the model could not read all the principles at once, so it was given fewer of them\.",
    r"About this answer: nothing that the model wrote held when it was checked, so the principles answer in their own "
    r"words\.",
    r"About this answer: the model named no principle, so they answer in their own words\.",
    r"About this answer: (?:one part|\d+ parts) of what the model wrote did not hold when it was checked and "
    r"(?:is|are) not shown\.",
    r"About this answer: what the model wrote could not be checked \([^()“”]{1,160}\), so only quotations are shown\.",
    r"About this answer: [\w:./-]{1,80} (?:did not answer|failed|broke off|takes no more)[^.!?“”]{0,160}, so "
    r"(?:what had been checked by then is shown|the principles answer in their own words)\.",
)


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
        """Tell whether its own words ask."""
        return bool(_QUESTION.search(self.own))


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


def quotations(reply: str, known: Collection[str] = ()) -> list[Quotation]:
    """Return the quotations that carry a citation, in order."""
    return [quotation for part in parts(reply, known) for quotation in part.quotations]


def citations(reply: str, known: Collection[str] = ()) -> list[str]:
    """Return the ids cited, in order, each as often as it stands there; ``[sic]`` and ``[the team]`` are none.

    Args:
        reply: The reply.
        known: Ids that exist; an id of letters only counts when it is one of them.
    """
    found = paragraphs(reply, frozenset(known))
    return [name for paragraph in found for group in paragraph.groups for name in group.ids]


def own_words(reply: str, known: Collection[str] = ()) -> str:
    """Return the reply without its cited quotations and without citations: what the assistant says itself."""
    return "\n".join(part.own for part in parts(reply, known) if part.own)


def advice(
    reply: str, frames: Sequence[str] = FRAMES, lines: Sequence[str] = (), known: Collection[str] = ()
) -> list[Advice]:
    """Return what may advise, in order: each cited quotation, and each sentence around and between them.

    Fails closed: whatever is not a question, a known sentence of Coach about itself, or a line of the corpus, may
    advise.

    Args:
        reply: The whole reply.
        frames: Regular expressions of what the assistant says of itself.
        lines: Texts that the corpus's authors wrote to be shown without a citation (whom to turn to).
        known: Ids that exist.
    """
    silent = {part.begin for part in framing(reply, frames, lines, known)}
    found: list[Advice] = []
    for part in parts(reply, known):
        found += [Advice(quotation.text, quotation.cites, "") for quotation in part.quotations]
        if part.own and part.begin not in silent and not part.is_question:
            found.append(Advice(part.text, part.cites, part.own))
    return found


def framing(
    reply: str, frames: Sequence[str] = FRAMES, lines: Sequence[str] = (), known: Collection[str] = ()
) -> list[Part]:
    """Return the parts of a reply that are a known sentence of Coach about itself, or a line of the corpus."""
    patterns = [
        *(frame.replace(" ", r"\s+") for frame in frames),
        *(r"\s+".join(map(re.escape, line.split())) for line in lines if line.strip()),
    ]
    spans = [match.span() for pattern in patterns for match in re.finditer(pattern, reply)]
    return [
        part
        for part in parts(reply, known)
        if any(first <= part.says[0] and part.says[1] <= last for first, last in spans)
    ]


def parts(reply: str, known: Collection[str] = ()) -> list[Part]:
    """Return the sentences of a reply in order, nothing lost but the white space between them."""
    return [part for paragraph in paragraphs(reply, frozenset(known)) for part in _parts(paragraph)]


def _parts(paragraph: Paragraph) -> Iterator[Part]:
    outline = masked(paragraph)
    at = 0
    for sentence in words.sentences(outline):
        begin = outline.index(sentence, at)
        at = begin + len(sentence)
        yield _part(paragraph, begin, at)


def _part(paragraph: Paragraph, begin: int, end: int) -> Part:
    quoted = [(mark, group) for mark, group in paragraph.quoted if begin <= mark.begin < end]
    groups = [group for group in paragraph.groups if begin <= group.begin < end]
    label = _LABEL.match(paragraph.text, begin, end)
    first = at = label.end() if label else begin
    own = ""
    for start, stop in sorted([*((mark.begin, mark.end) for mark, _ in quoted), *((g.begin, g.end) for g in groups)]):
        own, at = own + paragraph.text[at:start], max(at, stop)
    own = (own + paragraph.text[at:end]).strip()
    last = end
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
