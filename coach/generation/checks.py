"""What can be checked of a draft without asking anybody: its ids, its quotations, and what its sentences add.

Deterministic and fail closed: what cannot be placed is not shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from coach import prompts, words
from coach.cited.marks import marked
from coach.composer import lead_of, span, with_limits
from coach.generation.ask import Asking, excerpt
from coach.generation.asking_back import why_not_asked
from coach.generation.draft import DraftPoint
from coach.records import Principle
from coach.verification import breaches

MAX_QUOTE_WORDS = 120  # a page is not a quotation
MIN_QUOTE_WORDS = 3
MAX_READING_WORDS = 80  # twice what is asked for
MAX_QUESTION_WORDS = 30

_TITLED = re.compile(r"(\S+?)(?::|\s+[-–—])\s")  # "P3: Its title"
_BRACKETS = re.compile(r"\[[^\[\]]*\]|[【［][^【［】］]*[】］]")
_LIKE_AN_ID = re.compile(r"(?<!\w)#?[A-Za-z]{1,4}-?\d+(?!\w)")


class Checks:
    """The deterministic checks of one turn.

    Args:
        asking: What is asked; gives the person's own words.
        offered: The principles that may be cited.
    """

    def __init__(self, asking: Asking, offered: Sequence[Principle]) -> None:
        self._own_words = asking.own_words
        self._is_of_documents = bool(asking.corpus.passages)
        self._offered = {_folded(principle.id): principle for principle in offered}
        self._evidence = {
            principle.id: excerpt(principle.text, asking.ranked(principle.id).sentence) for principle in offered
        }

    def principle(self, named: str) -> Principle | None:
        """Return the principle that an id names, however it is spelt: ``[p3]``, ``Ｐ3``, ``P3: Its title``."""
        folded = _folded(named)
        found = self._offered.get(folded)
        if found is None and (first := _TITLED.match(folded)):
            found = self._offered.get(first[1])
        return found

    def evidence(self, principle: Principle) -> str:
        """Return what the model has seen of a principle."""
        return self._evidence[principle.id]

    def quotation(self, draft: DraftPoint, principle: Principle) -> tuple[str, str]:
        """Return the words quoted, as they stand in the principle, in whole sentences; or empty, and why not.

        Whole sentences: half of one can turn it round ("skip the tactical work" of "Don't skip the tactical work").
        Of a document also what limits them right behind.
        """
        quote = _bare(draft.quote, principle)
        if not words.quotes_exactly(quote, principle.text):
            return "", "not exact" if quote else "no quotation"
        whole = whole_sentences(quote, principle.text)
        count = len(words.words(quote))
        if count < MIN_QUOTE_WORDS and words.canonical(whole) != words.canonical(quote):
            return "", "too short"
        if not whole or len(words.words(whole)) > MAX_QUOTE_WORDS:
            return "", "too long"
        return with_limits(principle.text, whole) if self._is_of_documents else whole, ""

    def reading(self, text: str, principle: Principle, more: str | None = None) -> list[str]:
        """Return what a reading adds or does that it must not, in words that can be counted; empty where it holds.

        Args:
            text: The reading.
            principle: What it reads.
            more: For a next step, the one that the principle's authors wrote: it may be said again.
        """
        evidence = "\n".join(filter(None, [self._evidence[principle.id], more]))
        found = ["copied: it reads nothing"] if more is None and _is_copied(text, principle) else []
        found += [f"{breach.kind}: {breach.words}" for breach in breaches(text, evidence, self._own_words)]
        return found + self._form_of(text, evidence, MAX_READING_WORDS)

    def question(self, text: str) -> list[str]:
        """Return why a question cannot be asked back; empty where it can."""
        evidence = "\n".join(self._evidence.values())
        found = [f"{breach.kind}: {breach.words}" for breach in breaches(text, evidence, self._own_words)]
        found += self._form_of(text, "", MAX_QUESTION_WORDS)
        if len(words.sentences(text)) != 1 or not text.endswith("?"):
            found.append("not one question")
        return [*found, *why_not_asked(text, f"{evidence}\n{self._own_words}")]

    def _form_of(self, text: str, evidence: str, most: int) -> list[str]:
        held = f"{evidence}\n{self._own_words}"
        known = {_folded(found) for found in _LIKE_AN_ID.findall(held)}
        found = [f"repeated: {said}" for said in words.sentences(text) if self._is_parroted(said)]
        found += [f"id: {bracket}" for bracket in _BRACKETS.findall(text)]
        found += [f"id: {name}" for name in _LIKE_AN_ID.findall(text) if _folded(name) not in known]
        quoted = [mark.text.rstrip(" .,;:!?…") for mark in marked(text)]
        found += [f"not exact: {quote}" for quote in quoted if not _stands_in(quote, held)]
        if words.has_control_characters(text):
            found.append("control characters")
        if len(words.words(text)) > most:
            found.append("too long")
        return found

    def _is_parroted(self, sentence: str) -> bool:
        """Tell whether a sentence is the person's own, or one of our rules, word for word: it reads no principle.

        A model that obeys what is written in a question, a pasted letter say, gives things back like this.
        """
        said = words.canonical(sentence).rstrip(" .!?…").casefold()
        given = words.canonical(f"{self._own_words}\n{prompts.POINTS.text}").casefold()
        return len(words.words(said)) >= MIN_QUOTE_WORDS and said in given


def _is_copied(text: str, principle: Principle) -> bool:
    """Tell whether a text is nothing but sentences of a principle: that is no word on how it applies."""
    return all(words.quotes_exactly(sentence.rstrip(".!?…"), principle.text) for sentence in words.sentences(text))


def _stands_in(quote: str, text: str) -> bool:
    """Tell whether words in quotation marks stand in a text; at the beginning of a sentence they are capitalised."""
    spelt = (quote, quote[:1].lower() + quote[1:], quote[:1].upper() + quote[1:])
    return any(words.quotes_exactly(spelling, text) for spelling in spelt)


def readable(text: str, principle: Principle) -> str:
    """Return a text as it is shown: without invisible characters and citations of its own principle, on one line."""
    own = re.compile(rf"\s*[\[(]\s*{re.escape(principle.id)}\s*[\])]", re.IGNORECASE)
    return " ".join(words.clean(own.sub("", text)).split())


def whole_sentences(quote: str, text: str) -> str:
    """Return the whole sentences of a text in which a quotation stands, an exact substring; empty where it does not.

    With what introduces them: an item below "You may not:" says the opposite by itself.
    """
    found = words.sentences(text)
    together = " ".join(words.canonical(sentence) for sentence in found)
    place = words.place_of(quote, together)
    if place is None:
        return ""
    begin, touched = 0, []
    for number, sentence in enumerate(found):
        end = begin + len(words.canonical(sentence))
        if begin < place[1] and end > place[0]:
            touched.append(number)
        begin = end + 1
    return span(text, found, lead_of(text, found, touched[0]), touched[-1]) if touched else ""


def _bare(quote: str, principle: Principle) -> str:
    """Return a quotation without the marks around it and a citation behind it."""
    quote = readable(quote, principle)
    inside = quote[1:-1]
    is_marked = len(quote) > 1 and (quote[0], quote[-1]) in (("“", "”"), ('"', '"'), ("‘", "’"), ("'", "'"), ("«", "»"))
    return inside.strip() if is_marked else quote


def _folded(named: str) -> str:
    return unicodedata.normalize("NFKC", words.visible(named)).strip(" \t\n[](){}<>【】\"'*#.").casefold()
