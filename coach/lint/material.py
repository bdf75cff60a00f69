"""What is looked at: the texts of a corpus, each knowing on which line or page every sign of it stands."""

from __future__ import annotations

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from coach.documents import Folds, Sketched, fold
from coach.documents.sketch import sketch
from coach.lint.records import NO_FILES, Files, Finding, Severity
from coach.records import Corpus, Passage, Place, Principle, Unit

_SOURCES = ("corpus.yaml", "principles/*.md", "situations/**/*.txt", "beyond/*.txt", "titles/**/*.txt")
_MOST_BYTES = 8_000_000  # of a document that are looked at as they are


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

    @property
    def is_of_corpus(self) -> bool:
        """Whether it is a file of the corpus's own folder, not of the documents'."""
        return self.id == self.file == self.owner

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
        files: What is known of the files of a folder of documents.
        ranked: Returns the ids of the principles for a question, best first; None where no index is open.
    """

    corpus: Corpus
    files: Files = NO_FILES
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

    def originals(self) -> Iterator[Text]:
        """Yield everything that stands in the corpus, documents of text as they are on disk, code and comments too.

        What is no plain text, or not at hand any more, is looked at as it was read.
        """
        read = set()
        for path in self.files.plain:
            text = self._original(path)
            if text is not None:
                read.add(path)
                yield text
        yield from (text for text in self.texts if text.file not in read)

    def _original(self, path: str) -> Text | None:
        try:
            with (self.files.folder or Path()).joinpath(path).open("rb") as file:
                content = file.read(_MOST_BYTES)
        except (OSError, ValueError):
            return None
        text = _decoded(content).replace("\r\n", "\n").replace("\r", "\n")
        return Text(path, path, text, _lines(text, 1), "line", path)

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


def _decoded(content: bytes) -> str:
    """Return the text of a file with all its signs, hidden ones too; what cannot be decoded is left a gap."""
    for mark, encoding in ((BOM_UTF16_LE, "utf-16"), (BOM_UTF16_BE, "utf-16"), (b"", "utf-8-sig")):
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    raise AssertionError("every content begins with nothing")


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
