"""Which words of a principle are quoted: whole sentences, an exact substring, nothing torn from what it leans on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from coach import words
from coach.records import Corpus, Passage, Ranked

QUOTE_WORDS = 45  # a quotation grows by whole sentences up to this length

# A sentence that begins like this leans on the one before it.
_LEANS_BACK = re.compile(
    r"^(This|That|These|Those|It|They|Such|\w+ing (?:this|these|that|those)|Only after|Instead|"
    r"(?:In|At|On|For|From|By|During|With|After|Before) (?:that|this|these|those|such)|However|But|And|So|Also|Then|"
    r"Therefore|Thus|Otherwise|For example|For instance|Likewise|Similarly|He|She|His|Her|Their)\b"
)
# How a sentence begins that limits or takes back what the one before it says.
_LIMITS = re.compile(
    r"[^\w\n]*(?:however|but|yet|except(?:ions?)?|unless|outside|otherwise|only (?:if|when|for|in|with|after)|"
    r"not (?:if|when|for|in|on|during|with)|"
    r"(?:do not|don['’]t|never|nothing)\b[^.]* (?:if|when|unless|during|until|while)|"
    r"(?:this|that|it|these|those|they|which) (?:does not|doesn['’]t|do not|is not|isn['’]t|are not|no longer|only|"
    r"is only|(?:holds?|appl(?:y|ies)|counts?) (?:only|not)|is (?:no longer|wrong|forbidden|what\b[^.]* forbid\w*))|"
    r"(?:all|none|nothing|most) of (?:this|these|it|that)|during\b[^.]* (?:not?|nothing|never|\w+n['’]t)|"
    r"aber|jedoch|ausgenommen|ausnahmen?|außer|sauf|mais|cependant|pero|sin embargo|excepto)\b",
    re.IGNORECASE,
)
_LIST_BELOW = re.compile(r"\s*\S(?:.|\n(?!\s*\n))*")  # up to the next blank line
_MOST_LIMITS = 2  # sentences that are quoted over the length
_LABEL_WORDS = 3  # a shorter sentence at the end of a quotation is the label of what comes next: "Inclusivity."


def texts_to_quote(chosen: Sequence[Ranked], corpus: Corpus) -> dict[str, str]:
    """Return the text that each principle is quoted from, by its id: of a document the passage that was retrieved.

    The same sentence may stand in two sections of a document; only the one that was retrieved answers the question.

    Args:
        chosen: Of the ranking.
        corpus: Where the passages and principles stand.
    """
    held = quotable(chosen, corpus)
    return {
        ranked.principle: (held.get(ranked.principle) or corpus.principle(ranked.principle)).text for ranked in chosen
    }


def quotable(chosen: Sequence[Ranked], corpus: Corpus) -> dict[str, Passage]:
    """Return the passages that were retrieved and may be quoted, by the id of their document.

    Args:
        chosen: Of the ranking.
        corpus: Where the passages stand; a corpus of principles has none.
    """
    wanted = {ranked.passage for ranked in chosen if ranked.passage}
    if not wanted:
        return {}
    return {one.principle: one for one in corpus.passages if one.id in wanted and not one.no_advice}


def quoted(ranked: Ranked, corpus: Corpus, at_most: int = QUOTE_WORDS) -> str:
    """Return the words that are quoted of a principle that was ranked; see `telling_words`.

    Args:
        ranked: Of the ranking.
        corpus: Where it stands.
        at_most: Words up to which the sentence that answers grows by those that follow.
    """
    text = texts_to_quote([ranked], corpus)[ranked.principle]
    return telling_words(text, ranked.sentence, at_most, is_document=bool(corpus.passages))


def telling_words(text: str, sentence: str, at_most: int = QUOTE_WORDS, is_document: bool = False) -> str:
    """Return the sentence of a principle that speaks most to the question, with what it needs to stand alone.

    Args:
        text: The principle.
        sentence: The sentence to begin with; the first one where it is not in the text.
        at_most: Words up to which it grows by the sentences that follow.
        is_document: Whether it also grows by the sentences before, where that fits, for paragraphs of a document were
            written to be read from their beginning; and by what limits it behind it.

    Returns:
        One or more neighbouring sentences of one paragraph, an exact substring of ``text``; what introduces the
        sentence is always among them, however long that makes it, and of a document what limits it behind them, also
        in the next paragraph: "However, ...", "Exception: ...".
    """
    whole, text = text, paragraph(text, sentence)
    found = words.sentences(text)
    first = last = found.index(sentence) if sentence in found else 0
    while first > 0 and _LEANS_BACK.match(found[first]):
        first -= 1
    first = lead_of(text, found, first)
    while last + 1 < len(found) and _goes_on(text, found, first, last, at_most):
        last += 1
    while last > first and _leaves_open(found[last]) and found[last] != sentence:
        last -= 1
    while is_document and first > 0 and _begins_before(text, found, first, last, at_most):
        first -= 1
    quote = span(text, found, first, last)
    return with_limits(whole, quote) if is_document else quote


def with_limits(text: str, quote: str) -> str:
    """Return a quotation with the sentences right behind it that limit or take back what it says.

    One that introduces a list ("This does not apply to:") is quoted with all of it.

    Args:
        text: Where it stands.
        quote: An exact substring.
    """
    begins = text.index(quote)
    ends = begins + len(quote)
    for sentence in words.sentences(text[ends:])[:_MOST_LIMITS]:
        if not limits(sentence):
            break
        ends = text.index(sentence, ends) + len(sentence)
        if _leaves_open(sentence):
            below = _LIST_BELOW.match(text, ends)
            return text[begins : below.end() if below else ends]
    return text[begins:ends]


def limits(sentence: str) -> bool:
    """Tell whether a sentence limits or takes back what the one before it says."""
    return bool(_LIMITS.match(sentence))


def lead_of(text: str, found: Sequence[str], first: int) -> int:
    """Return the number of the first line above a sentence that introduces it; its own where none does.

    An item of a list or a row of a table may say the opposite of what it means without the words above it. What stands
    above a blank line introduces nothing.

    Args:
        text: The text.
        found: Its sentences, in order.
        first: Number of the sentence, from 0.
    """
    begins = next((place + 1 for place in range(first - 1, -1, -1) if "\n\n" in _between(text, found, place)), 0)
    for place in range(begins, first):
        if words.is_open(found[place]) and "\n" in _between(text, found, place):
            while found[place].endswith("…") and place > begins and "\n" not in _between(text, found, place - 1):
                place -= 1  # a lead-in put in front, of several sentences
            return place
    return first


def _between(text: str, found: Sequence[str], place: int) -> str:
    """Return the white space between a sentence and the next."""
    return span(text, found, place, place + 1)[len(found[place]) : -len(found[place + 1])]


def _begins_before(text: str, found: Sequence[str], first: int, last: int, at_most: int) -> bool:
    """Tell whether a quotation takes the sentence before: of the same paragraph, or the lines that its list goes on."""
    grown = span(text, found, first - 1, last)
    length, is_item = len(words.words(grown)), found[first][0].islower()
    if "\n" in grown[: len(grown) - len(span(text, found, first, last))]:
        return is_item and length <= 2 * at_most
    return length <= at_most


def _goes_on(text: str, found: Sequence[str], first: int, last: int, at_most: int) -> bool:
    """Tell whether a quotation goes on with the next sentence: it is short, or nothing without it.

    A line ends what it says: the next one is another item of a list, or another paragraph. What ends with a colon
    says nothing by itself, and goes on over it.
    """
    grown = span(text, found, first, last + 1)
    is_open = found[last].endswith((":", "：", "…")) or (last == 0 and words.is_open(found[0]))
    if len(words.words(grown)) > at_most:
        return is_open and at_most > 0 and len(words.words(grown)) <= 2 * at_most
    broken = "\n" in grown[len(span(text, found, first, last)) :]
    return not broken or is_open or _is_item_of_open_list(text, found, first, last)


def _is_item_of_open_list(text: str, found: Sequence[str], first: int, last: int) -> bool:
    """Tell whether a line ending in a colon stands in a quotation, and after it only items, a line each."""
    quoted = span(text, found, first, last).split("\n")
    return any(line.rstrip().endswith(":") for line in quoted[:-1]) and not quoted[-1].rstrip().endswith(".")


def _leaves_open(sentence: str) -> bool:
    return sentence.endswith((":", "：", "…")) or (sentence.endswith(".") and len(words.words(sentence)) < _LABEL_WORDS)


def paragraph(text: str, sentence: str) -> str:
    """Return what stands between blank lines around a sentence: in a document, what stands on is another matter."""
    return next((part for part in text.split("\n\n") if sentence in part), text.split("\n\n")[0])


def span(text: str, found: Sequence[str], first: int, last: int) -> str:
    """Return the words of a text from one of its sentences to another, both included.

    Args:
        text: The text.
        found: Its sentences, in order.
        first: Number of the first one, from 0.
        last: Number of the last one.
    """
    start = 0
    for sentence in found[:first]:
        start = text.index(sentence, start) + len(sentence)
    start = text.index(found[first], start)
    end = start
    for sentence in found[first : last + 1]:
        end = text.index(sentence, end) + len(sentence)
    return text[start:end]
