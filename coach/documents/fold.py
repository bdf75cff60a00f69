"""Folds what stands in several places into one passage, and names what is nearly the same but not quite.

The same text as PDF and as Markdown, a rule copied into three pages, a page and its byte-for-byte twin: one citation
with all its places. Two pages that differ in a number, a name, a "not", a "weekly", or in "reject" against "approve"
are two statements: they are reported as near, never folded, because the difference is what matters. Only words without
a meaning of their own ("the", "is") may differ, and spaces ("work flows").
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import accumulate, groupby, pairwise
from operator import itemgetter

from coach import words
from coach.documents.sketch import tokens, width_of

_FORMATS = ("md", "html", "txt", "docx", "odt", "csv", "json", "jsonl", "yaml", "xlsx", "pptx", "zip", "pdf")
# As file managers name a copy: "leave (copy).md", "leave - Copy (2).md", "Copy of leave.md", "leave copy.md".
_COPY = re.compile(
    r"(?:[ _-]\(?(?:copy|copie|kopie|copia)(?: ?\(?\d+\)?)?\)?| ?\(\d+\))(?:\.\w+)?(?:#|$)|(?:^|/)copy of ",
    re.IGNORECASE,
)
_SAME_SHARE = 0.85  # of the words; the PDF and the ODT of one book share 0.93 or more of each passage
_SAMPLE_SHARE = 0.5  # of a sketch, to be worth comparing word by word: a sample of twelve is off by 0.15
_MOST_HOLDERS = 4  # passages that one folded passage may be spread over
_COMMON = 60  # passages with one shingle: boilerplate; the rarer shingles find its twins as well
_REMEMBERED = 4_000  # passages taken apart, some 10 kB each: a twin is compared with many
_SMALL_GAP = 12  # words; a whole sentence more between two shared runs is other text, not a change of this one
# Nothing turns on these. It may on any other word: who does it, when, how often, whether, to whom, words of a topic.
# A list of opposites would never be whole ("publish" and "hide", "grant" and "deny"), so none is tried.
_LIGHT = words.FUNCTION_WORDS & frozenset(
    """a also am an and are as at be been being did do does doing had has have having here is of really so such that the
    then there these this those too very was were which""".split()
) | {"s", "re", "ve"}  # of "it's" and "we're", which are two tokens each


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


def preference(format_: str, document: str) -> tuple[int, bool, int, str]:
    """Return the order in which passages are kept: text before layout, copies last, shallow before deep, by name."""
    number = _FORMATS.index(format_) if format_ in _FORMATS else len(_FORMATS)
    return number, bool(_COPY.search(document)), document.count("/"), document


def fold(passages: Sequence[Sketched], text_of: Callable[[str], str]) -> Folds:
    """Fold passages into those before them.

    A passage is folded when it stands, in runs of four words, in at most four passages that are kept, but for words
    without a meaning of their own (see `_LIGHT`), and none of its sentences has other words more there. It is folded
    into the one that holds most of it. Where at least 85 % of its words stand there and a word that matters differs,
    the two are near.

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
    ours = here.stretches(covered)
    theirs = [gap for other in others if sum(held[other]) >= _SMALL_GAP for gap in there[other].gaps(here)]
    differs = [*_unequal(ours, theirs), *_unequal(theirs, ours), *here.torn(there.values(), covered)]
    mattering = tuple(dict.fromkeys(word for word in differs if word not in _LIGHT))
    if mattering:
        folds.near.append(Near(passage, best, share, mattering))
        return False
    folds.kept_for[passage] = best
    return True


def _unequal(stretches: Sequence[Sequence[str]], others: Sequence[Sequence[str]]) -> list[str]:
    """Return the words of stretches that are not the same letters elsewhere: "work flows" is "workflows"."""
    spelled = {"".join(stretch) for stretch in others}
    return [word for stretch in stretches if "".join(stretch) not in spelled for word in stretch]


class _Runs:
    """A text as tokens and their runs: what `sketch.shingles` hashes, kept as they are."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = tokens(text)
        self._width = width_of(self._tokens)
        self._found = list(zip(*(self._tokens[start:] for start in range(self._width)), strict=False))
        self._known = {run: place for place, run in enumerate(self._found)}

    @cached_property
    def _sentence_ends(self) -> frozenset[int]:
        """How many tokens stand in front of each sentence's end."""
        return frozenset(accumulate(len(tokens(sentence)) for sentence in words.sentences(self._text)))

    def covered_by(self, other: _Runs) -> list[bool]:
        """Return for each token whether a run over it stands in the other text."""
        flags = [False] * len(self._tokens)
        held = [True] * self._width
        for place, run in enumerate(self._found):
            if run in other._known:
                flags[place : place + self._width] = held
        return flags

    def stretches(self, covered: Sequence[bool]) -> list[list[str]]:
        """Return the words that do not stand in the other texts, those beside each other together."""
        marked = groupby(zip(self._tokens, covered, strict=True), key=itemgetter(1))
        return [[token for token, _ in stretch] for is_covered, stretch in marked if not is_covered]

    def gaps(self, other: _Runs) -> list[list[str]]:
        """Return the words between two runs that also stand in the other text, where they are few."""
        flags = self.covered_by(other)
        shared = [place for place, flag in enumerate(flags) if flag]
        return [
            self._tokens[before + 1 : after] for before, after in pairwise(shared) if 1 < after - before <= _SMALL_GAP
        ]

    def torn(self, others: Collection[_Runs], covered: Sequence[bool]) -> list[str]:
        """Return the words at which a sentence is torn: in the other texts stands a long other text between the two."""
        is_joined = [False] * len(self._tokens)  # to the next one
        for place, run in enumerate(self._found):
            if any(run in other._known for other in others):
                is_joined[place : place + self._width - 1] = [True] * (self._width - 1)
        return [
            word
            for place, pair in enumerate(pairwise(self._tokens))
            if covered[place] and covered[place + 1] and not is_joined[place]
            if place + 1 not in self._sentence_ends and not any(self._is_small_gap(other, place) for other in others)
            for word in pair
        ]

    def _is_small_gap(self, other: _Runs, place: int) -> bool:
        """Tell whether few words stand in another text between a word and the next: those are told by `gaps`."""
        before, after = (
            self._found[at] if 0 <= at < len(self._found) else None for at in (place + 1 - self._width, place + 1)
        )
        if before not in other._known or after not in other._known:
            return False
        return 0 <= other._known[after] - other._known[before] - self._width < _SMALL_GAP
