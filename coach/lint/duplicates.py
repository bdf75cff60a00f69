"""What stands in the corpus twice: a person would be shown the same advice as two principles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from coach import words
from coach.documents import Near
from coach.lint.contradictions import turned
from coach.lint.material import Material
from coach.lint.records import Finding


def duplicates(material: Material) -> Iterator[Finding]:
    """Yield principles with the same text or title; of documents, how much of one stands in another as well."""
    folds, texts = material.folds, material.by_id
    pairs: Counter[tuple[str, str]] = Counter()
    for one, other in folds.kept_for.items():
        if not material.is_of_documents:
            told = f"{one} says the same as {other} ({texts[other].file})"
            yield texts[one].found("duplicate", "warning", 0, told, "Keep one of them.")
        elif texts[one].owner != texts[other].owner:
            pairs[texts[one].file, texts[other].file] += 1
    for passage in material.corpus.passages:
        for place in dict.fromkeys(place.rpartition(", ")[0] for place in passage.also):
            if place and place != passage.principle:
                pairs[place, passage.principle] += 1
    for (file, other), count in sorted(pairs.items()):
        told = f"{count} passage(s) also stand in {other}; they are cited once, with both places"
        yield Finding(
            "duplicate", "note", file, None, told, "Nothing need be done; one page that both link to is easier."
        )
    yield from _same_titles(material)


def _same_titles(material: Material) -> Iterator[Finding]:
    first_of: dict[str, str] = {}
    places = {text.owner: text for text in reversed(material.quoted)}
    for principle in () if material.is_of_documents else material.corpus.principles:
        title = words.canonical(principle.title).casefold()
        first = first_of.setdefault(title, principle.id)
        if first != principle.id and principle.id not in material.folds.kept_for:
            told = f"{principle.id} has the title of {first}: “{principle.title}”"
            yield places[principle.id].found("duplicate", "warning", 0, told, "Give each its own title.")


def near_duplicates(material: Material) -> Iterator[Finding]:
    """Yield texts that differ in a few words that matter; what is turned round in them is for `contradictions`."""
    folds, texts = material.folds, material.by_id
    pairs: Counter[tuple[str, str]] = Counter()
    for near in folds.near:
        one, other = texts[near.passage], texts[near.other]
        if turned(one.text, other.text) or one.owner == other.owner:
            continue
        if not material.is_of_documents:
            yield one.found("near-duplicate", "warning", 0, _told(near), "Make one principle of the two, or part them.")
            continue
        pairs[one.file, other.file] += 1
    for (file, near_file), count in sorted(pairs.items()):
        told = f"{count} passage(s) stand in {near_file} with a few other words"
        yield Finding("near-duplicate", "note", file, None, told, "If they should be the same, keep one of them.")


def _told(near: Near) -> str:
    return f"{near.passage} differs from {near.other} only in: {', '.join(near.differs[:8])}"
