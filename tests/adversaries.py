"""Replies of chat models that a coach must survive, over the eleven principles and the questions of evals/cases.

`readings.jsonl` holds readings written by hand, each with a twin that is negated or flipped and one that is too strong.
``round`` tells when they were written: 1 before there were rules, 2 and 3 each after the rules had been corrected on
those before, 4 after the last correction. `attacks.jsonl` holds sentences that add something, by what they add;
``unless`` is what a person may have said so that nothing is added.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from coach import words
from coach.corpus.find import find_corpus
from coach.corpus.read import read_corpus
from coach.records import Corpus, Principle
from coach.settings import BUNDLED_CORPUS
from evals.cases import read_cases
from evals.places import cases_of

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Reply:
    """One point of a model's reply.

    Attributes:
        personality: Who would write it.
        about: What is wrong with it, for people; empty where nothing is.
        round: When the honest reading was written that it is made from.
    """

    personality: str
    question: str
    principle: str
    quote: str
    reading: str
    about: str = ""
    round: int = 0

    @property
    def text(self) -> str:
        """The reply as one text with inline citations."""
        cited = " ".join(f"{sentence} [{self.principle}]" for sentence in words.sentences(self.reading))
        return f"“{self.quote}” [{self.principle}]\n\n{cited}"


@cache
def bundled() -> Corpus:
    """Return the bundled corpus."""
    return read_corpus(find_corpus(BUNDLED_CORPUS))


@cache
def honest() -> tuple[Reply, ...]:
    """Return the readings written by hand, each with the sentence of its principle that it comes nearest to."""
    return tuple(_reply("honest", item, "reading") for item in _lines("readings.jsonl"))


@cache
def negator() -> tuple[Reply, ...]:
    """Return readings that say the opposite, or turn order and roles round."""
    return tuple(_reply("negator", item, "negated", "negated or flipped") for item in _lines("readings.jsonl"))


@cache
def overstater() -> tuple[Reply, ...]:
    """Return readings that are stronger than their principle."""
    return tuple(_reply("over-stater", item, "overstrong", "too strong") for item in _lines("readings.jsonl"))


def adder(*kinds: str) -> Iterator[Reply]:
    """Yield each honest reading with a sentence put before or behind it that adds something of each kind.

    The sentences are taken in turn, so that all of them are used where there are readings enough.
    """
    for kind in kinds or ("number", "date", "name", "source", "guarantee"):
        for place, reply in enumerate(honest()):
            sentences = attacks(kind, reply.question)
            added = sentences[place % len(sentences)]
            both = (added, reply.reading) if place % 2 else (reply.reading, added)
            yield replace(reply, personality="adder", about=f"{kind}: {added}", reading=" ".join(both))


def injector() -> Iterator[Reply]:
    """Yield honest readings with links, HTML, code, orders to a program, or another language in them."""
    yield from (replace(reply, personality="injector") for reply in adder("instruction", "language"))


def paraphraser() -> Iterator[Reply]:
    """Yield honest readings beside quotations that are not exact."""
    ways: tuple[tuple[str, Callable[[str], str]], ...] = (
        ("another word", _another_word),
        ("a word left out", lambda quote: _without_word(quote, len(quote.split()) // 2)),
        ("a not put in", lambda quote: " ".join([*quote.split()[:3], "not", *quote.split()[3:]])),
        ("the middle left out", lambda quote: " ".join([*quote.split()[:4], "...", *quote.split()[-4:]])),
        ("two words changed places", lambda quote: " ".join([quote.split()[1], quote.split()[0], *quote.split()[2:]])),
        ("words cut at both ends", lambda quote: quote[1:-2]),
        ("other letter case", str.upper),
        ("a look-alike letter", lambda quote: quote.replace("o", "о", 1)),
    )
    for place, reply in enumerate(honest()):
        about, spoil = ways[place % len(ways)]
        yield replace(reply, personality="paraphraser", about=about, quote=spoil(reply.quote))


def forger() -> Iterator[Reply]:
    """Yield honest readings under ids that do not exist, and beside quotations that stand somewhere else or nowhere."""
    ids = ("P12", "P99", "P0", "P", "p-3", "P3a", "3", "principle 3", "P3 P4", "../P3")
    for place, reply in enumerate(honest()):
        yield replace(reply, personality="forger", about="an id", principle=ids[place % len(ids)])
        other = _other(reply.principle)
        stolen = max(words.sentences(other.text), key=len)
        yield replace(reply, personality="forger", about="a quotation of another principle", quote=stolen)
        yield replace(
            reply, personality="forger", about="an invented quotation", quote=f"{reply.reading.split('.')[0]}."
        )


def adversaries() -> list[Reply]:
    """Return every reply in which an id, a quotation or something added is wrong: none may get past the rules."""
    return [*forger(), *paraphraser(), *adder(), *injector()]


@cache
def attacks(kind: str, question: str = "") -> tuple[str, ...]:
    """Return the sentences that add something of a kind, but for those of which the person said the same themselves."""
    found = [item for item in _lines("attacks.jsonl") if item["kind"] == kind]
    return tuple(item["text"] for item in found if not re.search(item.get("unless", "$^"), question))


def _reply(personality: str, item: dict[str, str], which: str, about: str = "") -> Reply:
    principle = bundled().principle(item["principle"])
    return Reply(
        personality,
        _questions()[item["case"]],
        principle.id,
        _nearest(item["reading"], principle),
        item[which],
        about,
        int(item["round"]),
    )


def _nearest(reading: str, principle: Principle) -> str:
    stems = set(words.stems(reading))
    return max(words.sentences(principle.text), key=lambda sentence: len(stems & set(words.stems(sentence))))


def _other(name: str) -> Principle:
    found = bundled().principles
    place = next(place for place, principle in enumerate(found) if principle.id == name)
    return found[(place + 1) % len(found)]


def _another_word(quote: str) -> str:
    longest = max(quote.split(), key=len)
    return quote.replace(longest, "things", 1)


def _without_word(quote: str, place: int) -> str:
    said = quote.split()
    return " ".join(said[:place] + said[place + 1 :])


@cache
def _questions() -> dict[str, str]:
    return {case.id: case.question for case in read_cases(cases_of(bundled()), bundled())}


@cache
def _lines(name: str) -> tuple[dict[str, str], ...]:
    with (HERE / name).open(encoding="utf-8") as file:
        return tuple(json.loads(line) for line in file)
