"""The words of the linter: a rule, and a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from coach.lint.material import Material

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")  # the gravest first
_SHOWN = 120  # signs of a sentence that a message quotes


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at.

    Attributes:
        rule: The id of the rule that found it.
        severity: How grave it is.
        file: Where, from the corpus folder or the folder of the documents; ``corpus.yaml`` for the corpus as a whole.
        line: The line in it, where files of that format have lines.
        message: What was found, in one sentence; a secret stands in it with its first four signs only.
        hint: What to do about it.
        place: Where, as it is cited, where it has no line: ``page 3``.
    """

    rule: str
    severity: Severity
    file: str
    line: int | None
    message: str
    hint: str
    place: str = ""

    @property
    def where(self) -> str:
        """Return file and line as editors understand them, or file and page."""
        if self.line is not None:
            return f"{self.file}:{self.line}"
        return f"{self.file}, {self.place}" if self.place else self.file


@dataclass(frozen=True, slots=True)
class Files:
    """What is known of the files of a folder of documents.

    Attributes:
        failed: Those that were meant to be read and could not be: path, reason, remedy.
        remarks: What the reader left out or guessed: path, remark.
        folder: Where they stand; None where they are not at hand.
        plain: Paths in it of those that are text: they are looked at as they are, with what no passage holds.
    """

    failed: tuple[tuple[str, str, str], ...] = ()
    remarks: tuple[tuple[str, str], ...] = ()
    folder: Path | None = None
    plain: tuple[str, ...] = ()


NO_FILES = Files()


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that is looked for.

    Attributes:
        id: By which it is chosen or left out, and counted.
        about: What it looks for, in a few words.
        check: Yields what it finds.
        asks_index: It needs the corpus's index, which only ``--retrieval`` opens.
    """

    id: str
    about: str
    check: Callable[[Material], Iterator[Finding]]
    asks_index: bool = False


def cut(text: str) -> str:
    """Return a sentence as a message quotes it: in one line, and not all of a long one."""
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
