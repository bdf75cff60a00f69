"""``python -m coach.documents FOLDER``: what would be read, as a table; ``--passages N`` shows some of the passages."""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from coach.documents import Document, FileRead, Limits, Options, Passage, Sketched, fold, preference, read_folder
from coach.errors import CoachError


@dataclass
class _Summary:
    """Counts over a folder; passages are kept, for folding and for looking at."""

    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    formats: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    remarks: list[str] = field(default_factory=list)
    twins: int = 0
    documents: list[Document] = field(default_factory=list)

    def add(self, read: FileRead) -> None:
        self.outcomes[read.outcome, read.reason] += 1
        self.formats[read.format] += read.outcome == "indexed"
        self.twins += bool(read.same_as)
        self.remarks += [f"{read.path}: {remark}" for remark in read.remarks]
        self.remarks += [f"{one.path}: {one.outcome}, {one.reason}" for one in read.members if one.reason]
        if read.outcome == "failed":
            self.remarks.append(f"{read.path}: {read.reason}. {read.remedy}")
        self.documents += read.documents
        for document in read.documents:
            self.languages[document.language] += 1
            self.reasons.update(passage.no_advice for passage in document.passages)


def main() -> int:
    """Read a folder and print what became of it."""
    parser = argparse.ArgumentParser(prog="python -m coach.documents", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--workers", type=int, default=0, help="reading processes (one a core)")
    parser.add_argument("--time", type=float, default=Limits().time_s, help="seconds a file may take")
    parser.add_argument("--passages", type=int, default=0, metavar="N", help="show N passages drawn at random")
    parser.add_argument("--no-advice", metavar="REASON", help="... of those left out for this reason")
    parser.add_argument("--seed", type=int, default=0, help="of the draw")
    parser.add_argument("--remarks", type=int, default=20, metavar="N", help="how many remarks to show")
    given = parser.parse_args()
    summary, started = _Summary(), time.perf_counter()
    try:
        for read in read_folder(given.folder, Options(limits=Limits(time_s=given.time), workers=given.workers)):
            summary.add(read)
    except CoachError as error:
        print(f"{error.message}\n{error.hint}", file=sys.stderr)
        return error.exit_code
    _print(summary, time.perf_counter() - started, given.remarks)
    _show(summary, given.passages, given.no_advice, given.seed)
    return 0


def _print(summary: _Summary, took_s: float, remarks: int) -> None:
    files = sum(summary.outcomes.values())
    passages = [passage for document in summary.documents for passage in document.passages]
    print(f"{files} files in {took_s:.1f} s: {_counted(Counter({k: v for k, v in summary.formats.items() if k}))}")
    for (outcome, reason), count in sorted(summary.outcomes.items()):
        print(f"  {count:6}  {outcome}{f': {reason}' if reason else ''}")
    print(f"{len(summary.documents)} documents, {len(passages)} passages; languages: {_counted(summary.languages)}")
    if summary.twins:
        print(f"  {summary.twins:6}  files have the same bytes as another")
    for reason, count in summary.reasons.most_common():
        print(f"  {count:6}  passages: {reason or 'may hold advice'}")
    started = time.perf_counter()
    by_id = {passage.id: passage for passage in passages}
    order = sorted(summary.documents, key=lambda document: preference(document.format, document.id))
    sketched = [
        Sketched(passage.id, passage.sketch) for document in order for passage in document.passages
        if not passage.no_advice
    ]  # fmt: skip
    folds = fold(sketched, lambda id_: by_id[id_].text)
    took_s = time.perf_counter() - started
    print(f"{len(folds.kept_for)} passages folded into others, {len(folds.near)} near ({took_s:.1f} s)")
    print(
        "\n".join(
            summary.remarks[:remarks] + [f"... {len(summary.remarks)} remarks"] * (len(summary.remarks) > remarks)
        )
    )


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.most_common())


def _show(summary: _Summary, count: int, reason: str | None, seed: int) -> None:
    chosen: list[Passage] = [
        passage for document in summary.documents for passage in document.passages
        if passage.no_advice == (reason or "")
    ]  # fmt: skip
    for passage in random.Random(seed).sample(chosen, min(count, len(chosen))):
        print(f"\n=== {passage.document}, {passage.place} [{passage.id}] {passage.language} {passage.no_advice}")
        print(f"    ({passage.context})")
        print(passage.text)


if __name__ == "__main__":
    sys.exit(main())
