"""What was read of a folder of documents, kept beside its ``corpus.yaml`` until it is read anew.

``current`` names the snapshot in use and under it the one before; each is a folder ``snapshots/s-...`` that was written
whole before anything named it. Reading one needs no parser of documents. See `coach.sync` for how it is made.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coach.errors import CorpusError
from coach.records import Passage, Place, Principle

CURRENT, SNAPSHOTS = "current", "snapshots"
DOCUMENTS, FOLDS, FACTS = "documents.jsonl", "folds.json", "snapshot.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Collected:
    """A folder of documents as a corpus.

    Attributes:
        principles: One for each document that holds something to quote.
        passages: In the order of the documents; those folded into another one are left out.
        content: A hash of all of it.
    """

    principles: tuple[Principle, ...]
    passages: tuple[Passage, ...]
    content: str


def named(folder: Path) -> list[str]:
    """Return the names in the pointer of a corpus folder: the snapshot in use, then the one before; none yet is []."""
    try:
        return (folder / CURRENT).read_text(encoding="ascii").split()
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise CorpusError(f"{folder / CURRENT} cannot be read: {error}", "Check its permissions.") from error


def in_use(folder: Path) -> Path:
    """Return the folder of the snapshot in use.

    Raises:
        CorpusError: nothing was read yet.
    """
    names = named(folder)
    if not names:
        raise CorpusError(f"No document of {folder.name} was read yet", f"Run: coach corpus sync {folder.name}")
    return folder / SNAPSHOTS / names[0]


def read_facts(snapshot: Path) -> dict[str, Any]:
    """Return what a snapshot says about itself.

    Raises:
        CorpusError: it cannot be read, or was written by another version of Coach.
    """
    try:
        facts: dict[str, Any] = json.loads((snapshot / FACTS).read_text(encoding="utf-8"))
        if facts["format"] == FORMAT:
            return facts
        problem = f"it has format {facts['format']}, this version of Coach reads {FORMAT}"
    except (OSError, ValueError, KeyError, TypeError) as error:
        problem = str(error)
    corpus = snapshot.parent.parent.name
    raise CorpusError(f"What was read of {corpus} cannot be used: {problem}", f"Run: coach corpus sync {corpus} --all")


def read_collected(snapshot: Path) -> Collected:
    """Read a snapshot.

    Raises:
        CorpusError: it is damaged.
    """
    content = str(read_facts(snapshot)["content"])
    try:
        kept_for: dict[str, str] = json.loads((snapshot / FOLDS).read_text(encoding="utf-8"))
        documents = list(documents_of(snapshot))
        principles, passages = _gathered(documents, kept_for)
    except (OSError, ValueError, KeyError, TypeError) as error:
        corpus = snapshot.parent.parent.name
        raise CorpusError(
            f"What was read of {corpus} is damaged: {type(error).__name__}: {error}",
            f"Run: coach corpus sync {corpus} --all",
        ) from error
    return Collected(principles, passages, content)


def documents_of(snapshot: Path) -> Iterator[dict[str, Any]]:
    """Yield the documents of a snapshot as they were written, in order."""
    with (snapshot / DOCUMENTS).open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def ids_of(documents: list[dict[str, Any]]) -> list[str]:
    """Return by what each document is cited: a principle of a table by its own id where no other has it."""
    own = Counter(document["principle"] for document in documents)
    return [
        document["principle"] if own[document["principle"]] == 1 and document["principle"] else document["id"]
        for document in documents
    ]


def _gathered(
    documents: list[dict[str, Any]], kept_for: Mapping[str, str]
) -> tuple[tuple[Principle, ...], tuple[Passage, ...]]:
    principles: list[Principle] = []
    passages: list[Passage] = []
    also = _places(documents, kept_for)
    for cited, document in zip(ids_of(documents), documents, strict=True):
        quotable = [passage["text"] for passage in document["passages"] if not passage["no_advice"]]
        if not quotable:
            continue
        facts = document["facts"] if document["principle"] else {}
        principles.append(
            Principle(
                id=cited,
                title=document["title"],
                text="\n\n".join(quotable),
                question=facts.get("question", ""),
                next_step=facts.get("next_step", ""),
                source=document["file"],
            )
        )
        passages += [
            passage_of(plain, cited, also.get(plain["id"], ()))
            for plain in document["passages"]
            if plain["id"] not in kept_for
        ]
    return tuple(principles), tuple(passages)


def _places(documents: list[dict[str, Any]], kept_for: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return for each passage that stands for others where these stand."""
    found: dict[str, list[str]] = {}
    for document in documents:
        for plain in document["passages"]:
            if kept := kept_for.get(plain["id"]):
                found.setdefault(kept, []).append(f"{document['id']}, {Place(*plain['place'])}")
    return {kept: tuple(dict.fromkeys(places)) for kept, places in found.items()}


def passage_of(plain: Mapping[str, Any], cited: str, also: tuple[str, ...] = ()) -> Passage:
    """Return a passage from what `coach.sync` wrote of it."""
    return Passage(
        id=plain["id"],
        principle=cited,
        text=plain["text"],
        context=plain["context"],
        headings=tuple(plain["headings"]),
        place=Place(*plain["place"]),
        marks=tuple((offset, number) for offset, number in plain["marks"]),
        language=plain["language"],
        no_advice=plain["no_advice"],
        also=also,
    )
