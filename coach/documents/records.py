"""What reading a folder gives: files, documents, passages, and where each stands (frozen records)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from coach.places import place_of
from coach.records import Place, Unit

__all__ = ["Document", "FileRead", "Member", "Outcome", "Passage", "Place", "Stamp", "Unit"]
# Names how files become passages; a manifest written under another name is out of date as a whole.
READER = "documents/5"
Outcome = Literal["indexed", "skipped", "failed"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a document that is embedded and quoted.

    Attributes:
        id: Sixteen hex digits of the document's id, the heading path and the text: an edit elsewhere leaves it.
        document: The id of its document.
        text: What may be quoted: without markup, whole sentences, cells of a row divided by ``|``. No quotation
            crosses a blank line; what introduces a list or a row is the first line of its paragraph, and ends with
            ``…`` where words of the file are missing behind it.
        headings: The heading path, outermost first, without the document's title.
        place: Where it stands.
        marks: Pairs (offset in ``text``, line or page), in order: from that offset on, the text stands there.
        context: Embedded in front of the text and never quoted: the title, the headings, cells of a row that
            are not quoted.
        language: Two letters (ISO 639-1), or ``und``.
        no_advice: Why it is not to be quoted as advice (``case study``, ``links``, ...), though it may lead to its
            document; empty where it may be.
        is_cut: It is a part of one sentence too long for the window.
        sketch: Sampled shingles, for folding near-duplicates (see `coach.documents.fold`).
    """

    id: str
    document: str
    text: str
    headings: tuple[str, ...]
    place: Place
    marks: tuple[tuple[int, int], ...]
    context: str
    language: str = "und"
    no_advice: str = ""
    is_cut: bool = False
    sketch: tuple[int, ...] = ()

    @property
    def embedded(self) -> str:
        """What the encoder gets."""
        return f"{self.context}\n{self.text}" if self.context else self.text

    def place_of(self, quote: str) -> Place | None:
        """Return where a quotation from this passage stands; None where it is not its words.

        White space and typographic forms may differ (see `coach.words.canonical`).
        """
        return place_of(self.text, self.marks, self.place, quote)


@dataclass(frozen=True, slots=True)
class Document:
    """What is ranked and cited: a file, a member of an archive, or one principle of a table.

    Attributes:
        id: The file's path from the folder, with ``/``; ``a.zip/b.md`` for a member, ``a.csv#P3`` for a principle.
        title: From the front matter, the first heading or the file's name.
        format: ``md``, ``pdf``, ... as found, whatever the file is called.
        language: Of most of its text.
        passages: In the order of the text.
        facts: Plain text entries of the front matter or the row.
        principle: The id of the principle, where this is one.
        no_advice: Why the whole document holds no advice (``redirect``, ``navigation``, ...); else empty.
    """

    id: str
    title: str
    format: str
    language: str
    passages: tuple[Passage, ...]
    facts: Mapping[str, str] = field(default_factory=dict)
    principle: str = ""
    no_advice: str = ""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells a later run whether a file has changed.

    ``mtime_ns`` is 0 where the file was written so shortly before it was read that a later write could bear that time.
    """

    size: int
    mtime_ns: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Member:
    """What became of one entry of an archive."""

    path: str
    outcome: Outcome
    reason: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class FileRead:
    """What became of one file.

    Attributes:
        path: From the folder, with ``/``, in Unicode's composed form, control characters escaped: for showing.
        outcome: ``indexed``, ``skipped`` (not meant to be read) or ``failed`` (meant to, and could not be).
        reason: Why it was not indexed, in a few words.
        remedy: What to do about that, in one sentence, where something can be done.
        format: As found.
        documents: What it holds.
        remarks: What was left out or guessed, one sentence each.
        members: What became of each entry, where it is an archive.
        same_as: The path of an earlier file with the same bytes; else empty.
        stamp: For `coach.documents.compare`; None where the file was not opened.
    """

    path: str
    outcome: Outcome
    reason: str = ""
    remedy: str = ""
    format: str = ""
    documents: tuple[Document, ...] = ()
    remarks: tuple[str, ...] = ()
    members: tuple[Member, ...] = ()
    same_as: str = ""
    stamp: Stamp | None = None
