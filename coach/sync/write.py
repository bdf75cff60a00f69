"""Writes a snapshot: the documents that were just read, and the unchanged ones of the snapshot before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

from coach.corpus.snapshot import DOCUMENTS, FACTS, FOLDS, FORMAT, content_of
from coach.documents import READER, Document, FileRead, Sketched, fold, preference

_READ = "read.jsonl"  # documents as they come, until they stand in order
_DOCUMENTS_REMEMBERED = 64  # while folding


@dataclass(frozen=True, slots=True)
class Line:
    """Where one document stands: in which file, from which byte, how many."""

    path: str
    number: int
    source: Path
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What a snapshot takes from the one before: that one, None for a first one, and whose documents."""

    snapshot: Path | None
    paths: set[str]


def write_documents(
    snapshot: Path, kept: Kept, reads: Iterable[FileRead], on_file: Callable[[FileRead], None],
    columns: Mapping[str, str],
) -> None:  # fmt: skip
    """Write the documents, the folds and the facts of a snapshot, in bounded memory.

    Args:
        snapshot: An empty folder.
        kept: What is taken from the snapshot before.
        reads: What was read anew.
        on_file: Told of each file that was read, without its documents being kept; it may add to what is kept.
        columns: Which columns were chosen: with others, tables are read anew.
    """
    aside = snapshot / _READ
    lines: list[Line] = []
    with aside.open("wb") as out:
        for read in reads:
            for number, document in enumerate(read.documents):
                encoded = (json.dumps(_plain(document, read.path)) + "\n").encode()
                lines.append(Line(read.path, number, aside, out.tell(), len(encoded)))
                out.write(encoded)
            on_file(read)
    lines += [line for line in (_lines(kept.snapshot / DOCUMENTS) if kept.snapshot else ()) if line.path in kept.paths]
    lines.sort(key=lambda line: (line.path, line.number))
    digest = _copy(lines, snapshot / DOCUMENTS)
    aside.unlink()
    folds = _fold(snapshot / DOCUMENTS)
    (snapshot / FOLDS).write_text(json.dumps(folds), encoding="utf-8")
    digest.update(json.dumps(folds).encode())
    facts = {
        "format": FORMAT,
        "reader": READER,
        "content": content_of(digest),
        "columns": dict(columns),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    (snapshot / FACTS).write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")


def _plain(document: Document, path: str) -> dict[str, Any]:
    """Return a document as plain data, everything that reading it again would give."""
    return {
        "file": path,
        "id": document.id,
        "title": document.title,
        "format": document.format,
        "language": document.language,
        "principle": document.principle,
        "facts": dict(document.facts),
        "passages": [
            {
                "id": passage.id,
                "text": passage.text,
                "context": passage.context,
                "headings": list(passage.headings),
                "place": [passage.place.unit, passage.place.first, passage.place.last, passage.place.within],
                "marks": [list(mark) for mark in passage.marks],
                "language": passage.language,
                "no_advice": passage.no_advice,
                "sketch": list(passage.sketch),
            }
            for passage in document.passages
        ],
    }


def _lines(path: Path) -> Iterator[Line]:
    start, numbers = 0, dict[str, int]()
    with path.open("rb") as lines:
        for line in lines:
            file = str(json.loads(line)["file"])
            numbers[file] = numbers.get(file, -1) + 1
            yield Line(file, numbers[file], path, start, len(line))
            start += len(line)


def _copy(lines: Iterable[Line], to: Path) -> hashlib._Hash:
    """Copy lines in this order and return the hash of what was written."""
    digest = hashlib.sha256()
    opened: dict[Path, BinaryIO] = {}
    try:
        with to.open("wb") as out:
            for line in lines:
                file = opened.get(line.source) or opened.setdefault(line.source, line.source.open("rb"))
                file.seek(line.start)
                content = file.read(line.length)
                digest.update(content)
                out.write(content)
    finally:
        for file in opened.values():
            file.close()
    return digest


def _fold(documents: Path) -> Mapping[str, str]:
    """Return for each passage that another one stands for the id of that one."""
    at: dict[str, tuple[int, int]] = {}  # where each passage's document stands
    order: list[tuple[tuple[int, bool, int, str], list[Sketched]]] = []
    start = 0
    with documents.open("rb") as lines:
        for line in lines:
            plain = json.loads(line)
            at.update({passage["id"]: (start, len(line)) for passage in plain["passages"]})
            sketched = [
                Sketched(passage["id"], tuple(passage["sketch"]))
                for passage in plain["passages"]
                if not passage["no_advice"]
            ]
            order.append((preference(plain["format"], plain["id"]), sketched))
            start += len(line)
    order.sort(key=lambda pair: pair[0])
    with documents.open("rb") as file:

        @lru_cache(maxsize=_DOCUMENTS_REMEMBERED)
        def texts(start: int, length: int) -> dict[str, str]:
            file.seek(start)
            return {passage["id"]: passage["text"] for passage in json.loads(file.read(length))["passages"]}

        def text_of(id_: str) -> str:
            return texts(*at[id_])[id_]

        return fold([one for _, sketched in order for one in sketched], text_of).kept_for
