"""One sentence of an answer against the principles that it cites, as far as no verifier is needed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from coach import words
from coach.cited import FRAMES, Part, framing, only_asks, parts
from coach.cited.marks import marked
from coach.judge.quotation import quoted
from coach.lead_ins import STEP
from coach.plain import plain
from coach.records import Corpus, Principle
from coach.verification.lines import cited_lines, place_lines, says_nothing, uncited_lines
from coach.verification.orders import instructions
from coach.verification.records import Claim
from coach.verification.rules import breaches, loads

SentenceVerdict = Literal["supported", "unsupported", "uncited", "unknown_citation", "not_a_claim"]
MAX_CITES = 8  # ids that are looked at in one sentence; who cites everything cites nothing
_FEWEST_WORDS = 4  # fewer between quotation marks may be a word of somebody's, not a quotation
# Words that only say whose words follow: "As the principle puts it", "P3 says".
_ATTRIBUTES = frozenset(
    words.stems(
        "principle says puts states reads according advises reminds suggests words word see here corpus quotation"
    )
)


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """A sentence of an answer and what was found.

    Attributes:
        text: As it stands in the answer.
        cites: The ids that it cites, each once and as the corpus writes them, the first ``MAX_CITES``.
        why: What is wrong or unsure, or that a supported sentence holds an address or an order to a program; empty
            where nothing is to be said.
    """

    text: str
    cites: tuple[str, ...]
    verdict: SentenceVerdict
    why: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence that has been read; with a claim it is supported only if a verifier says so."""

    sentence: CheckedSentence
    claim: Claim | None = None


class Reader:
    """Reads the sentences of answers.

    Args:
        question: What the person asked: what they said themselves, an answer may say again.
        corpus: Where the principles stand.
    """

    def __init__(self, question: str, corpus: Corpus) -> None:
        self._question = question
        self._corpus = corpus
        self._known = frozenset(principle.id for principle in corpus.principles)
        self._spoken_of = ""  # the principles that the answer cites anywhere
        self._asked = {_unmarked(principle.question) for principle in corpus.principles if principle.question}
        # A next step of two sentences has one citation, behind the second.
        steps = [f"{principle.next_step} [{principle.id}]" for principle in corpus.principles if principle.next_step]
        self._lines = [*uncited_lines(corpus), *steps]
        self._by_folded: dict[str, Principle | None] = {}
        for principle in corpus.principles:  # an id that two principles share but for the case of letters names neither
            folded = _folded(principle.id)
            self._by_folded[folded] = None if folded in self._by_folded else principle

    def read(self, answer: str) -> list[Read]:
        """Return the sentences of an answer, in order."""
        lines = [*self._lines, *place_lines(answer, self._corpus)]
        silent = {part.begin for part in framing(answer, self._known, FRAMES, lines)}
        found = parts(answer, self._known)
        cited = [self._principle(name) for part in found for name in part.cites]
        self._spoken_of = "\n".join(dict.fromkeys(principle.text for principle in cited if principle))
        return [self._read(part, part.begin in silent) for part in found]

    def _read(self, part: Part, is_silent: bool) -> Read:
        cited = [self._principle(name) for name in part.cites]
        cites = tuple(dict.fromkeys(p.id if p else name for p, name in zip(cited, part.cites, strict=True)))[:MAX_CITES]
        principles = [principle for principle in cited if principle is not None][:MAX_CITES]

        def read(verdict: SentenceVerdict, why: str = "", claim: Claim | None = None) -> Read:
            return Read(CheckedSentence(part.text, cites, verdict, why or _orders_in(part)), claim)

        if (not part.own and not part.quotations) or (is_silent and not cites):
            return read("not_a_claim")
        if not part.quotations and self._only_asks(part):
            return read("not_a_claim")
        if None in cited:
            return read("unknown_citation", "no such principle")
        if not cites:
            return read("not_a_claim" if says_nothing(part.text, self._question) else "uncited")
        if wrong := self._inexact(part, principles):
            return read("unsupported", f"not word for word: {wrong}")
        if self._is_the_corpus(part, principles):
            return read("supported")
        steps = [p.next_step for p in principles if p.next_step and part.text.lstrip().startswith(STEP)]
        evidence = "\n\n".join([*(principle.text for principle in principles), *steps])
        if broken := breaches(part.own, evidence, self._question):
            return read("unsupported", "; ".join(f"{breach.kind}: {breach.words}" for breach in broken[:3]))
        quote = " … ".join(quotation.text for quotation in part.quotations)
        return read("unsupported", claim=Claim(", ".join(cites), evidence, quote, " ".join(part.own.split())))

    def _only_asks(self, part: Part) -> bool:
        """Tell whether a sentence only asks and brings nothing along, or is a question of the corpus."""
        if _unmarked(part.own) in self._asked:
            return True
        known = f"{self._spoken_of}\n{self._question}"
        return only_asks(part.own, known) and not loads(part.own, self._spoken_of, self._question)

    def _principle(self, name: str) -> Principle | None:
        """Return the principle that a citation names: [p3] and [Ｐ3] are [P3]."""
        exact = next((principle for principle in self._corpus.principles if principle.id == name), None)
        return exact or self._by_folded.get(_folded(name))

    def _inexact(self, part: Part, principles: Sequence[Principle]) -> str:
        """Return the first quotation that is not in what it cites, or torn out of what turns it there; or empty."""
        for quotation in part.quotations:
            named = [self._principle(name) for name in quotation.cites]
            if not all(principle and _stands_in(quotation.text, principle.text) for principle in named):
                return quotation.text
        for mark in marked(part.own):
            texts = [self._question, *(principle.text for principle in principles)]
            is_quotation = len(words.words(mark.text)) >= _FEWEST_WORDS and not mark.is_single
            if is_quotation and not any(_stands_in(mark.text, text) for text in texts):
                return mark.text
        return ""

    def _is_the_corpus(self, part: Part, principles: Sequence[Principle]) -> bool:
        """Tell whether a sentence says nothing but what its principles, or their authors beside them, say."""
        own, said = _unmarked(part.own), _unmarked(part.text[part.says[0] - part.begin : part.says[1] - part.begin])
        if part.quotations and not set(words.stems(own)) - _ATTRIBUTES - _ids(principles):
            return True
        lines = cited_lines(self._corpus, principles)
        texts = [*(principle.text for principle in principles), *lines]
        whole = {_unmarked(sentence) for text in texts for sentence in [text, *words.sentences(text)]}
        return any(text in whole or text.rstrip(".") in whole for text in (own, said))


def _orders_in(part: Part) -> str:
    """Return a remark on addresses, code and orders to a program; quoted word for word they hold, and are told."""
    found = list(dict.fromkeys(match[0].strip() for match in instructions(plain(part.text))))
    return f"holds what is no advice: {', '.join(found[:3])}" if found else ""


def _stands_in(quote: str, text: str) -> bool:
    quote = " ".join(quote.split())  # a quotation that a terminal wrapped is still whole
    is_there = words.quotes_exactly(quote, text) or words.quotes_exactly(quote.rstrip(".,;:!?…"), text)
    return is_there and not any(quoted(sentence, text) == "torn" for sentence in words.sentences(quote))


def _unmarked(text: str) -> str:
    """Return a text without Markdown's marks around it, in the form in which quotations are compared."""
    return words.canonical(re.sub(r"^[\s>#*_•–-]+|[\s*_]+$", "", text)).strip()


def _ids(principles: Sequence[Principle]) -> set[str]:
    return {stem for principle in principles for stem in words.stems(principle.id)}


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", words.visible(name)).strip().casefold()
