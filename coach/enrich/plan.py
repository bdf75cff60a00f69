"""Which principles are asked about, and which files belong to them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from coach.enrich.draft_file import Draft, read_draft
from coach.errors import CorpusError
from coach.records import Corpus, Principle

_LONGEST_STEM = 80


@dataclass(frozen=True, slots=True)
class Task:
    """A principle or document to ask about.

    Attributes:
        principle: What is asked about.
        situations: The file of its situations.
        beyond: The file of the questions that come close to it and that it does not answer.
    """

    principle: Principle
    situations: Path
    beyond: Path


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would do.

    Attributes:
        tasks: What is asked about, in the order of the corpus.
        drafted: Ids whose draft is there.
        reviewed: Ids whose situations a person has made their own; these files are never touched.
        folded: Ids of documents that hold nothing another one does not say: they cannot be found.
    """

    tasks: tuple[Task, ...] = ()
    drafted: tuple[str, ...] = ()
    reviewed: tuple[str, ...] = ()
    folded: tuple[str, ...] = ()


def plan_of(corpus: Corpus, is_again: bool = False) -> Plan:
    """Return which principles of a corpus are asked about.

    Args:
        corpus: Of principles or of documents.
        is_again: Also ask about those whose draft is there.

    Raises:
        CorpusError: a file of the corpus cannot be read.
    """
    own = {passage.principle for passage in corpus.passages} or {principle.id for principle in corpus.principles}
    tasks: list[Task] = []
    left: dict[str, list[str]] = {"drafted": [], "reviewed": [], "folded": []}
    for principle in corpus.principles:
        task = task_of(corpus, principle)
        draft = draft_at(task.situations)
        if principle.id not in own:
            left["folded"].append(principle.id)
        elif draft is None:
            left["reviewed"].append(principle.id)
        elif draft.written and not is_again:
            left["drafted"].append(principle.id)
        else:
            tasks.append(task)
    return Plan(tuple(tasks), *(tuple(left[name]) for name in ("drafted", "reviewed", "folded")))


def draft_at(path: Path) -> Draft | None:
    """Return the draft at a place, an empty one where there is no file; None where a person wrote what is there."""
    try:
        return read_draft(path)
    except FileNotFoundError:
        return Draft("")


def task_of(corpus: Corpus, principle: Principle) -> Task:
    """Return the files that belong to a principle.

    Raises:
        CorpusError: its id leads out of the corpus's folder.
    """
    stem = principle.id if corpus.passages else PurePosixPath(principle.source).stem
    home = corpus.folder / "situations"
    place = home / f"{stem}.txt"
    if not place.resolve().is_relative_to(home.resolve()):
        raise CorpusError(f"The id {stem!r} leads out of {home}", "Give it another id.")
    return Task(principle, place, corpus.folder / "beyond" / f"near-{_flat(stem)}.txt")


def _flat(stem: str) -> str:
    """Return a name for a file of its own; questions beyond a corpus stand in one folder, without folders below."""
    if "/" not in stem and len(stem) <= _LONGEST_STEM:
        return stem
    digits = hashlib.sha256(stem.encode()).hexdigest()[:6]  # pages/a.md and pages-a.md are two documents
    return f"{stem.replace('/', '-')[-_LONGEST_STEM:].lstrip('-.')}-{digits}"
