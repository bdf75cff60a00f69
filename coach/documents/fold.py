"""Folds what stands in several places into one passage, and names what is nearly the same but not quite.

The same text as PDF and as Markdown, a rule copied into three pages, a page and its byte-for-byte twin: one citation
with all its places. Two pages that differ in a number, a name, a "not" or a "weekly" are two statements: they are
reported as near, never folded, because the difference is what matters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise

from coach import words
from coach.documents.sketch import tokens, width_of

_FORMATS = ("md", "html", "txt", "docx", "odt", "csv", "json", "jsonl", "yaml", "xlsx", "pptx", "zip", "pdf")
_SAME_SHARE = 0.85  # of the words; the PDF and the ODT of one book share 0.93 or more of each passage
_SAMPLE_SHARE = 0.5  # of a sketch, to be worth comparing word by word: a sample of twelve is off by 0.15
_MOST_HOLDERS = 4  # passages that one folded passage may be spread over
_COMMON = 60  # passages with one shingle: boilerplate; the rarer shingles find its twins as well
_REMEMBERED = 4_000  # passages taken apart, some 10 kB each: a twin is compared with many
_SMALL_GAP = 12  # words; what is longer between two shared runs is other text, not a change of this one
_MATTERS = frozenset(
    """no not never none nobody nothing neither nor without cannot except unless must should shall may might can could
    optional required mandatory forbidden prohibited allowed always sometimes rarely usually often daily weekly biweekly
    fortnightly monthly quarterly yearly annually before after more less least most minimum maximum only all any every
    each both either first last""".split()
)
_MATTERS_WIDE = re.compile("[不無非禁否未必可全毎各前後上下]|ない|ません|なく|ず")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")


@dataclass(frozen=True, slots=True)
class Sketched:
    """A passage to be folded: its id and its sketch."""

    id: str
    sketch: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """Two passages that say nearly the same: ``differs`` are the words that make them two."""

    passage: str
    other: str
    share: float
    differs: tuple[str, ...]


@dataclass(slots=True)
class Folds:
    """What was found: for each folded passage the one that stands for it; and the near ones."""

    kept_for: dict[str, str] = field(default_factory=dict)
    near: list[Near] = field(default_factory=list)

    def places(self) -> dict[str, list[str]]:
        """Return for each passage that stands for others the ids of these, in order."""
        found: dict[str, list[str]] = {}
        for folded, kept in self.kept_for.items():
            found.setdefault(kept, []).append(folded)
        return found


def preference(format_: str, document: str) -> tuple[int, int, str]:
    """Return the order in which passages are kept: text before layout, shallow before deep, then by name."""
    return _FORMATS.index(format_) if format_ in _FORMATS else len(_FORMATS), document.count("/"), document


def fold(passages: Sequence[Sketched], text_of: Callable[[str], str]) -> Folds:
    """Fold passages into those before them.

    A passage is folded when at least 85 % of its words stand, in runs of four, in at most four passages that are kept,
    and none of the words that differ matters (a number, a name, a negation, how often, whether one must). It is folded
    into the one that holds most of it.

    Args:
        passages: In order of preference: the first of several is kept.
        text_of: A passage's text by its id; asked for likely twins only.
    """
    holders: dict[int, list[int]] = {}
    shared = _shared(passages)
    folds = Folds()

    @lru_cache(maxsize=_REMEMBERED)
    def runs_of(id_: str) -> _Runs:
        return _Runs(text_of(id_))

    for number, passage in enumerate(passages):
        sampled = [value for value in passage.sketch if value in shared]
        counts = Counter(other for value in sampled for other in holders.get(value, ()))
        likely = sum(value in holders for value in sampled) >= _SAMPLE_SHARE * len(passage.sketch)
        is_folded = False
        if counts and likely:
            others = [passages[other].id for other, _ in counts.most_common(_MOST_HOLDERS)]
            is_folded = _judge(passage.id, others, runs_of, folds)
        if not is_folded:
            for value in sampled:
                if len(holders.setdefault(value, [])) < _COMMON:
                    holders[value].append(number)
    return folds


def _shared(passages: Sequence[Sketched]) -> set[int]:
    """Return the sampled shingles that more than one passage has; the others, nearly all, need no place in memory."""
    import numpy as np

    if not passages:
        return set()
    every = np.concatenate([np.array(passage.sketch, dtype=np.uint32) for passage in passages])
    values, times = np.unique(every, return_counts=True)
    return {int(value) for value in values[times > 1]}


def _judge(passage: str, others: Sequence[str], runs_of: Callable[[str], _Runs], folds: Folds) -> bool:
    """Fold a passage, note it as near, or leave it; tell whether it was folded."""
    here = runs_of(passage)
    there = {other: runs_of(other) for other in others}
    held = {other: here.covered_by(runs) for other, runs in there.items()}
    covered = [any(flags) for flags in zip(*held.values(), strict=True)]
    share = sum(covered) / max(1, len(covered))
    if share < _SAME_SHARE:
        return False
    best = max(others, key=lambda other: sum(held[other]))
    differs = here.uncovered(covered) + [
        word for other in others if sum(held[other]) >= _SMALL_GAP for word in there[other].changed(here)
    ]
    mattering = tuple(dict.fromkeys(word for word in differs if _matters(word)))
    if mattering:
        folds.near.append(Near(passage, best, share, mattering))
        return False
    folds.kept_for[passage] = best
    return True


class _Runs:
    """A text as tokens and their runs: what `sketch.shingles` hashes, kept as they are."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokens(text)
        self._width = width_of(self._tokens)
        self._found = list(zip(*(self._tokens[start:] for start in range(self._width)), strict=False))
        self._known = set(self._found)

    @cached_property
    def _names(self) -> frozenset[str]:
        """A word in capitals inside a sentence is a name; tokens have no capitals any more."""
        pairs = pairwise(["", *_WORD.findall(self._text)])
        return frozenset(
            word.casefold() for before, word in pairs
            if before and word[:1].isupper() and word.lower() not in words.FUNCTION_WORDS
        )  # fmt: skip

    def covered_by(self, other: _Runs) -> list[bool]:
        """Return for each token whether a run over it stands in the other text."""
        flags = [False] * len(self._tokens)
        held = [True] * self._width
        for place, run in enumerate(self._found):
            if run in other._known:
                flags[place : place + self._width] = held
        return flags

    def uncovered(self, covered: Sequence[bool]) -> list[str]:
        """Return the words that do not stand in the other texts, names with a capital."""
        return [self._named(token) for token, is_covered in zip(self._tokens, covered, strict=True) if not is_covered]

    def changed(self, other: _Runs) -> list[str]:
        """Return the words between two runs that also stand in the other text, where they are few."""
        flags = self.covered_by(other)
        shared = [place for place, flag in enumerate(flags) if flag]
        gaps = [(before, after) for before, after in pairwise(shared) if 1 < after - before <= _SMALL_GAP]
        return [self._named(self._tokens[place]) for before, after in gaps for place in range(before + 1, after)]

    def _named(self, token: str) -> str:
        return token.capitalize() if token in self._names else token


def _matters(word: str) -> bool:
    is_named = word[:1].isupper() and len(word) > 1
    is_number = any(sign.isdigit() for sign in word)
    return is_number or is_named or word in _MATTERS or word == "t" or bool(_MATTERS_WIDE.search(word))


def places_of(folds: Folds, cited: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return for each kept passage where else it stands.

    Args:
        folds: What was folded.
        cited: How each passage's place is cited, by its id.
    """
    return {kept: tuple(cited[folded] for folded in others) for kept, others in folds.places().items()}
