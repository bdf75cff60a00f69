"""What is looked at: the texts of a corpus, each knowing on which line or page every sign of it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from coach.documents import Folds, Sketched, fold
from coach.documents.sketch import sketch
from coach.lint.records import Finding, Severity
from coach.records import Corpus, Passage, Place, Principle, Unit

_SOURCES = ("corpus.yaml", "principles/*.md", "situations/**/*.txt", "beyond/*.txt")


@dataclass(frozen=True, slots=True)
class Text:
    """A text to look at.

    Attributes:
        id: Of the passage, principle or file.
        file: Where it stands.
        text: Its signs.
        marks: Pairs (offset, line or page), in order.
        unit: What the marks count; None where nothing is known.
        owner: The id of the principle or document it belongs to.
        language: Two letters, or ``und``.
    """

    id: str
    file: str
    text: str
    marks: tuple[tuple[int, int], ...] = ()
    unit: Unit | None = None
    owner: str = ""
    language: str = "und"

    def found(self, rule: str, severity: Severity, offset: int, message: str, hint: str) -> Finding:
        """Return a finding at a place of this text."""
        number = next((number for start, number in reversed(self.marks) if start <= offset), None)
        if number is None or self.unit is None:
            return Finding(rule, severity, self.file, None, message, hint)
        if self.unit == "line":
            return Finding(rule, severity, self.file, number, message, hint)
        return Finding(rule, severity, self.file, None, message, hint, str(Place(self.unit, number, number)))

    def where(self, offset: int) -> str:
        """Return file and line, or file and page, of a place of this text."""
        return self.found("", "note", offset, "", "").where


@dataclass(frozen=True)
class Material:
    """A corpus and what was told of its files.

    Attributes:
        corpus: As it was read.
        failed: Files that were meant to be read and could not be: path, reason, remedy.
        remarks: What the reader left out or guessed: path, remark.
        ranked: Returns the ids of the principles for a question, best first; None where no index is open.
    """

    corpus: Corpus
    failed: Sequence[tuple[str, str, str]] = ()
    remarks: Sequence[tuple[str, str]] = ()
    ranked: Callable[[str], Sequence[str]] | None = None

    @property
    def is_of_documents(self) -> bool:
        """Whether the corpus is a folder of documents."""
        return bool(self.corpus.passages)

    @cached_property
    def texts(self) -> tuple[Text, ...]:
        """Everything that stands in the corpus: its own files as they are, and what was read of documents."""
        own = tuple(_files(self.corpus.folder))
        if self.is_of_documents:
            return (*own, *(_titles(self.corpus)), *map(self._passage, self.corpus.passages))
        return own or tuple(map(_fields, self.corpus.principles))

    @cached_property
    def quoted(self) -> tuple[Text, ...]:
        """What may be quoted: each principle, or each passage that may hold advice."""
        if self.is_of_documents:
            return tuple(self._passage(one) for one in self.corpus.passages if not one.no_advice)
        files = {one.file: one for one in self.texts}
        return tuple(_body(principle, files.get(principle.source)) for principle in self.corpus.principles)

    @cached_property
    def by_id(self) -> dict[str, Text]:
        """What may be quoted, by id."""
        return {text.id: text for text in self.quoted}

    @cached_property
    def folds(self) -> Folds:
        """Which of it says the same as another, and which nearly (see `coach.documents.fold`)."""
        sketched = [Sketched(text.id, sketch(text.text)) for text in self.quoted]
        return fold(sketched, lambda id_: self.by_id[id_].text)

    def _passage(self, passage: Passage) -> Text:
        file = self._sources.get(passage.principle) or passage.principle
        return Text(
            passage.id, file, passage.text, passage.marks, passage.place.unit, passage.principle, passage.language
        )

    @cached_property
    def _sources(self) -> dict[str, str]:
        return {principle.id: principle.source for principle in self.corpus.principles}


def _files(folder: Path) -> Iterator[Text]:
    """Yield the files of a corpus folder; one that cannot be decoded any more is no longer what was read."""
    for pattern in _SOURCES:
        for path in sorted(folder.glob(pattern)):
            name = path.relative_to(folder).as_posix()
            try:
                text = path.read_text(encoding="utf-8-sig")
            except (OSError, ValueError):
                continue
            yield Text(name, name, text, _lines(text, 1), "line", name)


def _titles(corpus: Corpus) -> Iterator[Text]:
    """Yield names and titles of documents: they reach a prompt as well."""
    for principle in corpus.principles:
        yield Text(principle.id, principle.source or principle.id, f"{principle.title}\n{principle.source}")


def _fields(principle: Principle) -> Text:
    parts = (principle.title, principle.question, principle.next_step, principle.text)
    return Text(principle.id, principle.source or principle.id, "\n".join(parts), owner=principle.id)


def _body(principle: Principle, file: Text | None) -> Text:
    """Return a principle's text with its lines in its file, where it is found there."""
    start = file.text.find(principle.text) if file else -1
    if file is None or start < 0:
        return Text(principle.id, principle.source or principle.id, principle.text, owner=principle.id)
    first = file.text.count("\n", 0, start) + 1
    return Text(principle.id, file.file, principle.text, _lines(principle.text, first), "line", principle.id)


def _lines(text: str, first: int) -> tuple[tuple[int, int], ...]:
    """Return the mark of each line."""
    marks, place = [], 0
    for number, line in enumerate(text.split("\n"), start=first):
        marks.append((place, number))
        place += len(line) + 1
    return tuple(marks)
