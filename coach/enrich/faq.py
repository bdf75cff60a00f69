"""Questions that people really asked, from a table: each becomes a situation of the principle that answers it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from coach import words
from coach.corpus.fields import MAX_FILE_BYTES
from coach.corpus.snapshot import aliases
from coach.documents.decode import decode
from coach.documents.limits import RefusedFile
from coach.enrich.lines import MOST, form_fault, one_line
from coach.enrich.nearness import Nearest, Nearness
from coach.errors import SettingsError
from coach.records import Corpus

_QUESTION = ("question", "situation")
_PRINCIPLE = ("principle", "document", "id", "principle_id", "document_id")
_ANSWER = ("answer",)
_HINT = "Its first line names the columns: question, and principle (an id) or answer."
_MOST_ROWS = 20_000
# From which similarity an answer in other words counts as what a principle says. Source: evals/claims, 88 supported
# claims with one principle: 76 % reach it, 91 % of those with the right principle (0.45: 90 % and 85 %; 0.6: 61 % and
# 94 %). Of 400 paragraphs of another handbook on leading 2.5 % reach it (0.45: 24 %), of 300 claims about other things
# none. On a handbook of 251 documents, two sentences of the text as the answer to each of 30 questions: 26 reach it, 23
# of them with a document that answers (0.6: 19 and 19).
NEAR_ENOUGH = 0.55
_QUOTING_WORDS = 5  # an answer of so many words that stands in a text word for word was taken from it


@dataclass(frozen=True, slots=True)
class Asked:
    """A row of the table: the line of the file on which it begins, the question, and what answers it."""

    line: int
    question: str
    principle: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Matched:
    """What became of the rows of a table.

    Attributes:
        found: Questions, and the id of the principle that answers each.
        unmatched: Questions whose answer no principle gives, with the reason.
        unusable: Rows with something wrong in themselves, with the reason.
    """

    found: tuple[tuple[Asked, str], ...]
    unmatched: tuple[tuple[Asked, str], ...]
    unusable: tuple[tuple[Asked, str], ...]


def read_faq(path: Path) -> list[Asked]:
    """Return the rows of a table; rows without a question are left out.

    Raises:
        SettingsError: it cannot be read, or has no such columns.
    """
    rows = _rows(_text(path), path)
    header = [cell.strip().lower().replace(" ", "_") for cell in rows[0][1]]
    places = [_column(header, names) for names in (_QUESTION, _PRINCIPLE, _ANSWER)]
    if places[1] is None and places[2] is None:
        raise SettingsError(f"{path.name} says of no question what answers it", _HINT)
    if len(rows) > _MOST_ROWS:
        raise SettingsError(f"{path.name} has more than {_MOST_ROWS:,} rows", "Split it.")
    found = []
    for number, row in rows[1:]:
        cells = [row[place].strip() if place is not None and place < len(row) else "" for place in places]
        if cells[0]:
            found.append(Asked(number, *cells))
    return found


def _rows(text: str, path: Path) -> list[tuple[int, list[str]]]:
    """Return the rows, each with the line on which it begins: a cell may hold several lines."""
    found, begins = [], 1
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text, path), strict=True)
    try:
        for row in reader:
            found.append((begins, row))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise SettingsError(
            f"{path.name} is no table: {error}, in what begins on line {begins}", "Close every quotation mark."
        ) from error
    return found


def match(asked: Sequence[Asked], corpus: Corpus, nearness: Nearness) -> Matched:
    """Return which principle answers each question: the one that is named, else the one that says the answer.

    Args:
        asked: The rows.
        corpus: Whose ids may be named, also by the name of a principle's file, or of a row where only one has it.
        nearness: For answers; they are encoded in one call.
    """
    ids = {principle.id.lower(): principle.id for principle in corpus.principles}
    if corpus.passages:
        ids = {name.lower(): id_ for name, id_ in aliases(ids.values()).items()} | ids
    else:
        ids = {Path(one.source).stem.lower(): one.id for one in corpus.principles} | ids
    unusable = [(row, fault) for row in asked if (fault := form_fault(row.question))]
    rows = [row for row in asked if not form_fault(row.question)]
    nearest = _nearest([row for row in rows if not row.principle and row.answer], corpus, nearness)
    found, unmatched = [], []
    for row in rows:
        if row.principle and row.principle.lower() in ids:
            found.append((row, ids[row.principle.lower()]))
        elif row.principle:
            unusable.append((row, f"there is no {row.principle[:80]!r} in the corpus"))
        elif row.line not in nearest:
            unusable.append((row, "it names no principle and gives no answer"))
        elif (near := nearest[row.line]).similarity < NEAR_ENOUGH:
            unmatched.append((row, f"no text says its answer (nearest: {near.principle}, {near.similarity:.2f})"))
        else:
            found.append((row, near.principle))
    return Matched(tuple(found), tuple(unmatched), tuple(unusable))


def _nearest(rows: Sequence[Asked], corpus: Corpus, nearness: Nearness) -> dict[int, Nearest]:
    """Return by line what says an answer: what it was quoted from, else what is nearest to it."""
    if not rows:
        return {}
    known = set(nearness.principles)
    texts = {one.id: words.canonical(one.text) for one in corpus.principles if one.id in known}
    found = {}
    for row, vector in zip(rows, nearness.encode([one_line(row.answer)[: 4 * MOST] for row in rows]), strict=True):
        answer = words.canonical(row.answer)
        is_long = len(words.words(answer)) >= _QUOTING_WORDS
        quoted = [id_ for id_, text in texts.items() if is_long and answer in text]
        found[row.line] = Nearest(quoted[0], 1.0) if len(quoted) == 1 else nearness.nearest(vector)
    return found


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise SettingsError(f"{path.name} is larger than {MAX_FILE_BYTES // 1_000_000} MB", "Split it.")
        return decode(path.read_bytes()).text
    except RefusedFile as error:
        raise SettingsError(f"{path.name} cannot be read: {error}", "Save it as CSV in UTF-8.") from error
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror or error}", "Give a CSV file.") from error


def _delimiter(text: str, path: Path) -> str:
    """Return the sign that parts the names of the columns: the one by which a question is among them."""
    first = text.split("\n", 1)[0].lower()
    for sign in ",;\t|":
        names = [cell.strip(' "').replace(" ", "_") for cell in first.split(sign)]
        if len(names) > 1 and set(names) & set(_QUESTION):
            return sign
    raise SettingsError(f"{path.name} has no column named question", _HINT)


def _column(header: Sequence[str], names: Sequence[str]) -> int | None:
    return next((header.index(name) for name in names if name in header), None)
