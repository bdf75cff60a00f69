"""What an answer from a folder of documents holds beside its quotations: a step, differing numbers, the nearest place.

Nobody reviewed a document for being quoted: a step is shown only where the words quoted are one, and two pages that
count differently are shown side by side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

from coach import words
from coach.composer.quoting import quotable
from coach.places import where
from coach.records import Corpus, NextStep, Passage, Point, Ranked
from coach.retriever.documents.telling import commands

_READ_ON = 3  # documents whose passage is compared with the first one's
_SHARED_STEMS = 2  # of a step and the question; of two sentences about one thing
_SPELT = dict(zip("one two three four five six seven eight nine ten eleven twelve".split(), range(1, 13), strict=True))
# Only these units: of years, steps, o'clocks and "no one should" many numbers stand side by side and all are right.
_UNIT = (
    r"%|per ?cent|minutes?|hours?|days?|nights?|weeks?|months?|quarters?|times|euros?|dollars?|pounds?|francs?|miles?|"
    r"kilometres?|km|kg|metres?"
)
_COUNTED = re.compile(
    rf"(?<![\w.,])(\d+(?:[.,]\d+)*|(?<!no )(?:{'|'.join(_SPELT)}))(?:[ \u00a0-]([a-z]+))??[ \u00a0-]?({_UNIT})(?!\w)",
    re.IGNORECASE,
)
_MAY_LIMIT = re.compile(
    r"\b(?:not|never|no|none|nothing|nobody|only|unless|except\w*|however|but|forbid\w*|prohibit\w*|\w+n['’]t|cannot)\b",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"[.,](?=\d{3}(?!\d))")
_SAME_UNIT = {"%": "percent", "per cent": "percent", "km": "kilometre"}


def fitting_step(ranked: Ranked, point: Point, asked: str, text: str) -> NextStep | None:
    """Return the sentence of a quotation that tells what to do and fits the question; None where none does.

    Never one that stands below a lead-in ("You may not:", "If you are ill:"), nor words of a table's row, nor one that
    the next sentence may limit ("Do not answer if ...").

    Args:
        ranked: What the point quotes.
        point: The first one of the answer.
        asked: The question.
        text: Where the quotation stands.
    """
    about = set(words.stems(asked))
    if words.forbids(point.title) or " | " in point.quote:
        return None
    for sentence in _unconditional(point.quote):
        fits = sentence == ranked.sentence or len(about & set(words.stems(sentence))) >= _SHARED_STEMS
        behind = words.sentences(text[text.find(sentence) + len(sentence) :])[:1]
        if fits and commands(sentence) and not any(map(_MAY_LIMIT.search, behind)):
            return NextStep(sentence, ranked.principle, point.quote)
    return None


def _unconditional(quote: str) -> list[str]:
    """Return the sentences of a quotation up to the first that introduces others."""
    found = words.sentences(quote)
    place = next((place for place, sentence in enumerate(found[:-1]) if words.is_open(sentence)), len(found))
    return [sentence for sentence in found[:place] if not sentence.endswith((":", "：", "…"))]


def nearest_place(ranking: Sequence[Ranked], corpus: Corpus) -> str:
    """Return a sentence that names the section nearest to a question; empty where none may be quoted."""
    held = quotable(ranking[:1], corpus)
    if not held:
        return ""
    found = held[ranking[0].principle]
    return nearest_line(corpus.principle(found.principle).title, place_line(found, ranking[0].sentence))


def nearest_line(title: str, place: str) -> str:
    """Return what names the section nearest to a question."""
    return f"The nearest is “{title}” {place}."


def differing_line(ours: tuple[str, str], theirs: tuple[str, str]) -> str:
    """Return what tells of two pages that count differently: of each what it counts, and its place."""
    return f"Two pages here give different numbers: {' '.join(ours)} and {' '.join(theirs)}."


def place_line(passage: Passage, quote: str) -> str:
    """Return where a sentence of a passage stands: ``(feedback.md: In writing, line 12)``."""
    return f"({passage.principle}: {where(passage, quote)})"


def with_differing(chosen: list[Ranked], ranking: Sequence[Ranked], corpus: Corpus) -> tuple[list[Ranked], str]:
    """Return what is quoted, with a further document that counts otherwise than the first one, and what tells of it.

    Args:
        chosen: What is quoted, best first.
        ranking: All that was found.
        corpus: Where the passages stand.
    """
    held = quotable(ranking[:_READ_ON], corpus)
    lead = chosen[0]
    for other in ranking[1:_READ_ON]:
        if lead.principle not in held or other.principle not in held or _file(lead) == _file(other):
            continue
        ours, theirs = held[lead.principle], held[other.principle]
        for said in words.sentences(theirs.text):
            how = differ(lead.sentence, said)
            if how:
                here, there = place_line(ours, lead.sentence), place_line(theirs, said)
                told = differing_line((how[0], here), (how[1], there))
                rest = [one for one in chosen[1:] if one.principle != other.principle]
                return [lead, replace(other, sentence=said), *rest], told
    return chosen, ""


def _file(ranked: Ranked) -> str:
    """Return the file of a document; rows of one table are documents of one file, and count different things."""
    return ranked.principle.partition("#")[0]


def differ(one: str, other: str) -> tuple[str, str] | None:
    """Return what each of two sentences about one thing counts, where they count differently; else None.

    About one thing are two sentences of which the shorter says nothing that the other does not: "Interns have 12 days
    of leave" and "Parents have 20 days of leave" are both right.
    """
    counted = [list(_counted(text)) for text in (one, other)]
    for (ours, unit, shown), (theirs, other_unit, other_shown) in product(*counted):
        if unit != other_unit or ours == theirs:
            continue
        ignored = {*words.stems(shown), *words.stems(other_shown)}
        about = [set(words.stems(text)) - ignored for text in (one, other)]
        shorter = min(about, key=len)
        is_said = any(number == theirs and its == unit for number, its, _ in counted[0])
        if not is_said and len(shorter) >= _SHARED_STEMS and shorter == about[0] & about[1]:
            return shown, other_shown
    return None


def _counted(text: str) -> Iterator[tuple[float, str, str]]:
    """Yield the numbers of a text with what they count: number, unit with what is said of it, both as they stand."""
    for match in _COUNTED.finditer(text):
        spelt = _SPELT.get(match[1].lower())
        digits = _THOUSANDS.sub("", match[1]).replace(",", ".")
        if spelt is None and digits.count(".") > 1:  # a version, a date
            continue
        unit = _SAME_UNIT.get(match[3].lower(), match[3].lower().removesuffix("s"))
        yield float(digits if spelt is None else spelt), f"{(match[2] or '').lower()} {unit}".strip(), match[0]
