"""What was read of a folder of documents, kept beside its ``corpus.yaml`` until it is read anew.

``current`` names the snapshot in use and under it the one before; each is a folder ``snapshots/s-...`` that was written
whole before anything named it. Reading one needs no parser of documents. See `coach.sync` for how it is made.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coach.errors import CorpusError, EnvironmentFault
from coach.records import Passage, Place, Principle

CURRENT, SNAPSHOTS = "current", "snapshots"
DOCUMENTS, FOLDS, FACTS = "documents.jsonl", "folds.json", "snapshot.json"
FORMAT = 1
_SHORT_IDS = "documents/1"  # what was read by this cites a principle by its own id where no other has it, as its index
_NAME = re.compile(r"s-[0-9A-Za-z-]+")
_CHUNK = 1 << 20


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
    """Return the names in the pointer of a corpus folder: the snapshot in use, then the one before; none yet is [].

    Raises:
        CorpusError: it is damaged.
        EnvironmentFault: it may not be read.
    """
    try:
        names = (folder / CURRENT).read_text(encoding="ascii").split()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise EnvironmentFault(
            f"{folder / CURRENT} cannot be read: {error.strerror}", "Check its permissions."
        ) from error
    except ValueError:
        names = []
    if not names or not all(_NAME.fullmatch(name) for name in names):
        raise _unusable(folder.name, f"{CURRENT} names no reading")
    return names


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
    raise _unusable(snapshot.parent.parent.name, problem)


def is_whole(snapshot: Path) -> bool:
    """Tell whether a snapshot holds what it held when it was written."""
    try:
        digest = hashlib.sha256()
        for name in (DOCUMENTS, FOLDS):
            with (snapshot / name).open("rb") as file:
                while chunk := file.read(_CHUNK):
                    digest.update(chunk)
        return bool(read_facts(snapshot)["content"] == content_of(digest))
    except (OSError, CorpusError, KeyError):
        return False


def content_of(digest: hashlib._Hash) -> str:
    """Return what names the content of a snapshot, given the hash of its documents and then of its folds."""
    return digest.hexdigest()[:24]


def read_collected(snapshot: Path) -> Collected:
    """Read a snapshot.

    Raises:
        CorpusError: it is damaged: cut short, or not what was written.
    """
    facts = read_facts(snapshot)
    content = str(facts.get("content"))
    corpus, digest = snapshot.parent.parent.name, hashlib.sha256()
    try:
        documents = list(_documents(snapshot, digest))
        folds = (snapshot / FOLDS).read_bytes()
        digest.update(folds)
        if content_of(digest) != content:  # a reading cut short between two lines would answer from what is left
            raise ValueError("it is not what was written")
        ids = _short_ids(documents) if facts["reader"] == _SHORT_IDS else [str(one["id"]) for one in documents]
        principles, passages = _gathered(documents, ids, json.loads(folds))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _unusable(corpus, f"it is damaged ({type(error).__name__}: {error})") from error
    return Collected(principles, passages, content)


def _unusable(corpus: str, problem: str) -> CorpusError:
    return CorpusError(f"What was read of {corpus} cannot be used: {problem}", f"Run: coach corpus sync {corpus} --all")


def _documents(snapshot: Path, digest: hashlib._Hash) -> Iterator[dict[str, Any]]:
    """Yield the documents as they were written, in order, while their bytes go into a hash."""
    with (snapshot / DOCUMENTS).open("rb") as lines:
        for line in lines:
            digest.update(line)
            yield json.loads(line)


def aliases(ids: Iterable[str]) -> dict[str, str]:
    """Return by its short name the id of each principle of a table: ``P1`` for ``rules.csv#P1``, while it names one.

    Args:
        ids: Of all principles and documents.
    """
    known = set(ids)
    short = Counter(id_.rpartition("#")[2] for id_ in known)
    return {
        name: id_
        for id_ in sorted(known)
        if "#" in id_ and (name := id_.rpartition("#")[2]) not in known and short[name] == 1
    }


def _short_ids(documents: list[dict[str, Any]]) -> list[str]:
    own = Counter(document["principle"] for document in documents)
    return [
        document["principle"] if own[document["principle"]] == 1 and document["principle"] else document["id"]
        for document in documents
    ]


def _gathered(
    documents: list[dict[str, Any]], ids: list[str], kept_for: Mapping[str, str]
) -> tuple[tuple[Principle, ...], tuple[Passage, ...]]:
    principles: list[Principle] = []
    passages: list[Passage] = []
    folded = _folded(documents, kept_for)
    if double := next((id_ for id_, times in Counter(ids).items() if times > 1), ""):
        raise ValueError(f"two documents have the id {double}")
    for cited, document in zip(ids, documents, strict=True):
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
            passage_of(plain, cited, folded.get(plain["id"], ()))
            for plain in document["passages"]
            if plain["id"] not in kept_for
        ]
    return tuple(principles), tuple(passages)


def _folded(documents: list[dict[str, Any]], kept_for: Mapping[str, str]) -> dict[str, tuple[Passage, ...]]:
    """Return for each passage that stands for others these, so that a quotation is placed where it stands exactly."""
    found: dict[str, list[Passage]] = {}
    for document in documents:
        for plain in document["passages"]:
            if kept := kept_for.get(plain["id"]):
                found.setdefault(kept, []).append(passage_of(plain, document["id"]))
    return {kept: tuple(passages) for kept, passages in found.items()}


def passage_of(plain: Mapping[str, Any], cited: str, folded: tuple[Passage, ...] = ()) -> Passage:
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
        folded=folded,
    )
