"""Which principles are asked about, and which files belong to them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from coach.corpus.snapshot import aliases
from coach.corpus.titles import TITLES
from coach.enrich.draft_file import Draft, read_draft
from coach.enrich.titles import untelling
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
        title: The file of its title.
    """

    principle: Principle
    situations: Path
    beyond: Path
    title: Path


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would do.

    Attributes:
        tasks: What is asked about, in the order of the corpus.
        drafted: Ids whose draft is there.
        reviewed: Ids whose situations (or titles) a person has made their own; these files are never touched.
        folded: Ids of documents that hold nothing another one does not say: they cannot be found.
        telling: How many have a title that needs no other; of situations none.
    """

    tasks: tuple[Task, ...] = ()
    drafted: tuple[str, ...] = ()
    reviewed: tuple[str, ...] = ()
    folded: tuple[str, ...] = ()
    telling: int = 0


def plan_of(corpus: Corpus, is_again: bool = False) -> Plan:
    """Return which principles of a corpus are asked about.

    Args:
        corpus: Of principles or of documents.
        is_again: Also ask about those whose draft is there.

    Raises:
        CorpusError: a file of the corpus cannot be read.
    """
    own = _found(corpus)
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
    return Plan(tuple(tasks), tuple(left["drafted"]), tuple(left["reviewed"]), tuple(left["folded"]))


def titles_of(corpus: Corpus, is_again: bool = False) -> Plan:
    """Return which principles of a corpus are asked about because their title does not tell what they say.

    Args:
        corpus: Of principles or of documents; titles drafted before count as theirs.
        is_again: Also ask about those whose title is a draft.

    Raises:
        CorpusError: a file of the corpus cannot be read.
    """
    own = _found(corpus)
    found = [principle for principle in corpus.principles if principle.id in own]
    reasons = untelling(found)
    tasks: list[Task] = []
    left: dict[bool, list[str]] = {True: [], False: []}
    for principle in found:
        task = task_of(corpus, principle)
        draft = draft_at(task.title)
        is_drafted = draft is not None and bool(draft.written)
        if (is_drafted and not is_again) or draft is None:
            left[is_drafted].append(principle.id)
        elif is_drafted or principle.id in reasons:
            tasks.append(task)
    known = sum(map(len, left.values())) + len(tasks)
    return Plan(tuple(tasks), tuple(left[True]), tuple(left[False]), telling=len(found) - known)


def _short(corpus: Corpus) -> Mapping[str, str]:
    """Return the ids of principles of tables by the short names that files of theirs may have."""
    return aliases(principle.id for principle in corpus.principles)


def _found(corpus: Corpus) -> set[str]:
    """Return the ids of what can be found: documents with a passage of their own."""
    return {passage.principle for passage in corpus.passages} or {principle.id for principle in corpus.principles}


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
    short = stem.rpartition("#")[2]
    if short != stem and (corpus.folder / "situations" / f"{short}.txt").is_file() and short in _short(corpus):
        stem = short
    place, title = (corpus.folder / kind / f"{stem}.txt" for kind in ("situations", TITLES))
    if not place.resolve().is_relative_to((corpus.folder / "situations").resolve()):
        raise CorpusError(f"The id {stem!r} leads out of {place.parent}", "Give it another id.")
    return Task(principle, place, corpus.folder / "beyond" / f"near-{_flat(stem)}.txt", title)


def _flat(stem: str) -> str:
    """Return a name for a file of its own; questions beyond a corpus stand in one folder, without folders below."""
    if "/" not in stem and len(stem) <= _LONGEST_STEM:
        return stem
    digits = hashlib.sha256(stem.encode()).hexdigest()[:6]  # pages/a.md and pages-a.md are two documents
    return f"{stem.replace('/', '-')[-_LONGEST_STEM:].lstrip('-.')}-{digits}"
