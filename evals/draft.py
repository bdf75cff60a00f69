"""Drafts cases from what a corpus holds, for a person to review: every one of them says where it comes from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from coach import words
from coach.corpus import fields
from coach.records import Beyond, Corpus, Principle
from evals.records import Case

_TAGS = re.compile(r"(?:\[(?:near miss|hand-off: [a-z]+)\]\s*)+")  # how the files in beyond/ mark a line
_INDEXED = "It stands in the index word for word, so it measures little until it is reworded."
_ID_LENGTH = 100
_TELLING_STEMS = 2  # of a title in a document: "Appendix A", "Meetings" and "Learn more" ask nothing


def draft(corpus: Corpus, per_principle: int = 2) -> list[Case]:
    """Draft cases from a corpus: always the same ones for the same corpus.

    Args:
        corpus: Its situations, headings, beyond questions and tensions are what is drawn from.
        per_principle: Situations taken for each principle, and questions for each kind of hand-off.

    Returns:
        Cases marked as drafts, each with a note that says where it comes from; no question stands twice.
    """
    drafts = [
        *_answerable(corpus, per_principle),
        *_tensions(corpus),
        *_uncovered(corpus, len(corpus.principles)),
        *_handoffs(corpus, per_principle),
    ]
    return numbered(without_repeats(drafts))


def without_repeats(cases: Iterable[Case]) -> Iterator[Case]:
    """Yield the cases whose question was not asked before, whatever its case and white space."""
    seen: set[str] = set()
    for case in cases:
        asked = words.canonical(case.question).lower()
        if asked and asked not in seen and not words.has_control_characters(case.question):
            seen.add(asked)
            yield case


def numbered(cases: Iterable[Case]) -> list[Case]:
    """Return the cases with a number behind their id, so that ids are unique."""
    counts: Counter[str] = Counter()
    found = []
    for case in cases:
        name = re.sub(r"[^\w.-]+", "-", case.id)[:_ID_LENGTH]
        counts[name] += 1
        found.append(replace(case, id=f"{name}-{counts[name]}"))
    return found


def spread(texts: Sequence[str], n: int, away_from: str = "") -> list[str]:
    """Return n of the texts that share as few words as possible, with each other and with ``away_from``.

    Source: the farthest-first traversal of Gonzalez, "Clustering to minimize the maximum intercluster distance" (1985),
    with one minus the overlap of the stems (Jaccard) as the distance.
    """
    bags = [frozenset(words.stems(text)) for text in texts]
    start = frozenset(words.stems(away_from))
    distances = [_distance(bag, start) for bag in bags]
    left = list(range(len(texts)))
    chosen: list[int] = []
    while left and len(chosen) < n:
        best = max(left, key=lambda number: (distances[number], -number))
        left.remove(best)
        chosen.append(best)
        distances = [min(distance, _distance(bags[best], bag)) for distance, bag in zip(distances, bags, strict=True)]
    return [texts[number] for number in chosen]


def _distance(one: frozenset[str], other: frozenset[str]) -> float:
    return 1 - len(one & other) / len(one | other) if one | other else 1.0


def _answerable(corpus: Corpus, per_principle: int) -> Iterator[Case]:
    sections, quoted = _sections(corpus), {one.principle for one in corpus.passages if not one.no_advice}
    for principle in corpus.principles:
        if corpus.passages and principle.id not in quoted:  # what it says is cited from another document, or nothing is
            continue
        if not corpus.passages or principle.question or _is_telling(principle.title):
            yield _heading(principle)
        for text in spread(sections.get(principle.id, ()), 1, principle.title):
            note = f"A heading in {principle.id}. {_INDEXED}"
            yield _draft(f"{principle.id}-section", "answerable", text, note, expected=(principle.id,))
        situations = [situation.text for situation in corpus.situations if situation.principle == principle.id]
        for text in spread(situations, per_principle, f"{principle.title} {principle.question} {principle.text}"):
            note = f"A situation of {principle.id}. {_INDEXED}"
            yield _draft(f"{principle.id}-situation", "answerable", text, note, expected=(principle.id,))


def _sections(corpus: Corpus) -> dict[str, list[str]]:
    """Return the telling headings of each document under which something stands that may be quoted."""
    found: dict[str, list[str]] = {}
    for passage in corpus.passages:
        if passage.headings and not passage.no_advice and _is_telling(passage.headings[-1]):
            found.setdefault(passage.principle, []).append(passage.headings[-1])
    return found


def _is_telling(heading: str) -> bool:
    return len(set(words.stems(heading))) >= _TELLING_STEMS


def _heading(principle: Principle) -> Case:
    text, what = (principle.question, "question") if principle.question else (principle.title, "title")
    note = f"The {what} of {principle.source or principle.id}. {_INDEXED}"
    return _draft(f"{principle.id}-heading", "answerable", text, note, expected=(principle.id,))


def _tensions(corpus: Corpus) -> Iterator[Case]:
    for tension in corpus.tensions:
        text = tension.about or " Or: ".join(corpus.principle(name).title for name in tension.between)
        note = "A tension of corpus.yaml. Tell it as somebody who is torn between the two would."
        name = f"tension-{'-'.join(tension.between)}"
        yield _draft(name, "tension", text, note, expected=tension.between, tension=tension.between)


def _uncovered(corpus: Corpus, n: int) -> Iterator[Case]:
    near = near_misses(corpus.folder)
    open_ones = [beyond for beyond in corpus.beyond if beyond.handoff is None]
    plain = [beyond for beyond in open_ones if beyond.text not in near]
    close = [beyond for beyond in open_ones if beyond.text in near]
    for topic, text in _spread_topics(plain, n):
        note = f"A question beyond the corpus ({topic}). {_INDEXED}"
        yield _draft(f"unanswerable-{topic}", "unanswerable", text, note)
    for topic, text in _spread_topics(close, n):
        note = f"A near miss beyond the corpus ({topic}). {_INDEXED}"
        yield _draft(f"near-miss-{topic}", "near_miss", text, note)


def _handoffs(corpus: Corpus, n: int) -> Iterator[Case]:
    for kind in corpus.handoffs:
        for topic, text in _spread_topics([beyond for beyond in corpus.beyond if beyond.handoff == kind], n):
            note = f"A question for a person instead ({kind}, from {topic}). {_INDEXED}"
            yield _draft(f"handoff-{kind}", "handoff", text, note, handoff=kind)


def _spread_topics(questions: Sequence[Beyond], n: int) -> list[tuple[str, str]]:
    """Return (topic, question), as many topics as possible, and spread out within them."""
    topic_of = {question.text: question.topic for question in reversed(questions)}
    first_of = {question.topic: question.text for question in reversed(questions)}
    topics = spread(list(dict.fromkeys(first_of[question.topic] for question in questions)), n)
    rest = spread([text for text in topic_of if text not in topics], n - len(topics), " ".join(topics))
    return [(topic_of[text], text) for text in [*topics, *rest]]


def near_misses(folder: Path) -> frozenset[str]:
    """Return the beyond questions marked as sounding like the corpus; its record leaves that mark out."""
    found = set()
    for path in fields.files_of(folder / "beyond", "*.txt"):
        for line in fields.read_text(path, f"beyond/{path.name}").split("\n"):
            entry = words.clean(line)
            tags = _TAGS.match(entry)
            if tags and "[near miss]" in tags[0]:
                found.add(entry[tags.end() :])
    return frozenset(found)


def _draft(name: str, kind: str, question: str, note: str, **labels: object) -> Case:
    return Case(id=name, kind=kind, question=question, note=note, draft=True, **labels)  # type: ignore[arg-type]
