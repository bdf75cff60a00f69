"""Statements about the same thing of which one forbids, denies or counts otherwise: candidates for a person to weigh.

Two sentences are compared when they have the same content words but for those that turn a statement (``not``,
``must``, ``before`` against ``after``) and its numbers, or one has a single word more. That is strict: paraphrases are
not seen. Of 40,000 sentences of three handbooks it names five pairs, four of which a person would want to see.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, product

from coach import words
from coach.judge.numbers import numbers
from coach.judge.signs import NEGATIONS, OPPOSITES
from coach.lint.material import Material, Text
from coach.lint.records import Finding, cut
from coach.plain import plain
from coach.verification.clauses import roots
from coach.verification.negation import turned_round

_LEAST = 4  # roots that two sentences share; with fewer, "Ask first." stands against many
_MOST_ALIKE = 12  # sentences with the same words: more are a form that is filled in
_NOT = NEGATIONS | frozenset("don't doesn't didn't isn't aren't won't can't cannot shouldn't mustn't mayn't".split())
_DUTY = {"must": "must", "required": "must", "mandatory": "must", "may": "may", "optional": "may", "can": "may"}
_MODAL = frozenset("must mustn't may mayn't can can't cannot should shouldn't never don't doesn't".split())
_PAIRS = tuple((frozenset({one}), frozenset({other})) for one, other in OPPOSITES)
_TURNING = roots(" ".join([*_NOT, *_DUTY, *(word for pair in OPPOSITES for word in pair)]))
# "not only" denies nothing, and "1.10" at the beginning counts paragraphs.
_IDLE = re.compile(r"\bnot (?:only|just|merely|simply)\b|^(?:\d+(?:\.\d+)*[.)]|\d+\.\d+) ", re.IGNORECASE)
_IS_NOTICE = re.compile(r"^\W*(?:copyright\b|©|\(c\) )", re.IGNORECASE)  # each names its own years
_HINT = "If both are meant, say in each when it holds; else keep one."
_DECLARE = "If both hold, name the pair under 'tensions' in corpus.yaml, with what decides between them."


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: Text
    place: int
    said: str


def contradictions(material: Material) -> Iterator[Finding]:
    """Yield pairs of sentences of two texts with the same words, one of which is turned round or counts otherwise."""
    alike: defaultdict[frozenset[str], list[_Sentence]] = defaultdict(list)
    for text in material.quoted:
        for said in words.sentences(text.text):
            about = _about(said)
            if len(about) >= _LEAST and _states(said):
                alike[about].append(_Sentence(text, text.text.index(said), said))
    for about, found in alike.items():
        if len(found) <= _MOST_ALIKE:
            yield from _pairs(combinations(found, 2))
        for root in about if len(about) >= _LEAST + 2 else ():
            shorter = alike.get(about - {root}, ())
            if len(found) * len(shorter) <= _MOST_ALIKE:
                yield from _pairs(product(found, shorter))


def _pairs(pairs: Iterable[tuple[_Sentence, _Sentence]]) -> Iterator[Finding]:
    for one, other in pairs:
        if one.text.owner == other.text.owner:
            continue
        if how := turned(one.said, other.said):
            where = other.text.where(other.place)
            told = f"Candidate ({how}): “{cut(one.said)}” against “{cut(other.said)}” ({where})"
            yield one.text.found("contradiction", "warning", one.place, told, _HINT)


def turned(one: str, other: str) -> str:
    """Return how two texts of nearly the same words say different things; empty where they do not."""
    one, other = (_IDLE.sub(" ", text) for text in (one, other))
    here, there = set(words.words(one)), set(words.words(other))
    if len(here & _NOT) % 2 != len(there & _NOT) % 2:
        return "one denies"
    for left, right in _PAIRS:
        for first, second in ((here, there), (there, here)):
            if left <= first - second and right <= second - first:
                return f"{min(left)} / {min(right)}"
    duty = [{_DUTY[word] for word in found if word in _DUTY} for found in (here, there)]
    if duty[0] and duty[1] and not duty[0] & duty[1]:
        return "must / may"
    counted = [numbers(text) - {"1"} for text in (one, other)]
    if counted[0] - counted[1] and counted[1] - counted[0]:
        return f"{', '.join(sorted(counted[0] - counted[1]))} / {', '.join(sorted(counted[1] - counted[0]))}"
    return ""


def tensions(material: Material) -> Iterator[Finding]:
    """Yield pairs of principles of which one tells to do what the other warns of, and no tension is declared.

    By the rules that find a reading turned round (see `coach.verification.negation`), so for English principles only.
    """
    if material.is_of_documents:
        return
    declared = {frozenset(tension.between) for tension in material.corpus.tensions}
    about = {text.id: roots(text.text) for text in material.quoted}
    for one, other in combinations(material.quoted, 2):
        if frozenset((one.id, other.id)) in declared or len(about[one.id] & about[other.id]) < _LEAST:
            continue
        for first, second in ((one, other), (other, one)):
            said = next(turned_round(plain(first.text), plain(second.text)), None)
            if said is not None:
                told = f"Candidate: “{cut(said)}” ({first.id}) may pull against {second.id}"
                yield first.found("tension", "note", 0, told, _DECLARE)
                break


def _about(said: str) -> frozenset[str]:
    """Return the roots of a sentence's content words, without those that turn it."""
    return roots(re.sub(r"\d+", " ", said)) - _TURNING


def _states(said: str) -> bool:
    """Tell whether a sentence states something; an item of a list without a full stop does where it has a modal."""
    if "://" in said or _IS_NOTICE.match(said) or said.endswith(("?", "？", ":", "：")):
        return False
    return said.endswith((".", "!", "。", "！", ".”", '."')) or bool(set(words.words(said)) & _MODAL)
