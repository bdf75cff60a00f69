"""PDF by pypdf: pure Python, keeps to its own limits, and says where and how large each piece of text is printed."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from io import BytesIO
from statistics import median
from typing import TYPE_CHECKING, Any

from coach.documents.blocks import Content
from coach.documents.formats.pdf_blocks import PdfBlocks, plain
from coach.documents.formats.pdf_lines import Line, Piece, page_lines, pieces_of, without_contents, without_furniture
from coach.documents.limits import Limits, RefusedFile

if TYPE_CHECKING:
    from pypdf import PdfReader

_END = 65_536  # the table of contents of a PDF stands at its end; some programs write a little after it
_RUN_OCR = "Run text recognition over it (for instance ocrmypdf) and add the result."
_SAVE_AGAIN = "Open it in a PDF program and save or print it to PDF again."
_TITLE_SIZE = 1.4  # of the body's, on the first page; titles in the properties are often a file's name
_FEW_LETTERS = 3  # a page; a scan has a stamp or a page number at most


def read_pdf(content: bytes, limits: Limits) -> Content:
    """Read a PDF.

    Raises:
        RefusedFile: it is damaged, encrypted, too long, or holds no text.
    """
    if b"startxref" not in content[-_END:]:
        raise RefusedFile("damaged PDF (its end is missing)", "Save or download it again.")
    reader = _open(content)
    try:
        count = len(reader.pages)
    except Exception as error:
        raise RefusedFile("damaged PDF", _SAVE_AGAIN) from error
    if count > limits.pages:
        raise RefusedFile(f"more than {limits.pages} pages ({count})", "Split it.")
    pages, unread = _pages(reader, count, limits)
    letters = sum(sign.isalpha() for lines in pages for line in lines for sign in line.text)
    if letters < _FEW_LETTERS * count:
        raise RefusedFile("no extractable text (scanned?)", _RUN_OCR)
    printed, contents = without_contents(without_furniture(pages))
    lines = [line for page in printed for line in page]
    blocks = PdfBlocks(lines, _outline(reader)).read()
    title = _printed_title(lines) or _title(reader)
    empty = [number for number, found in enumerate(pages, start=1) if not found and number not in unread]
    remarks = [f"No text on {_pages_named(empty)} (blank, or images)."] if empty else []
    if contents:
        remarks.append(f"The table of contents on {_pages_named(contents)} was left out.")
    if unread:
        remarks.append(f"What stands on {_pages_named(unread)} could not be read.")
    return Content("page", blocks, title, remarks=remarks)


def _open(content: bytes) -> PdfReader:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise RefusedFile("encrypted", "Save it without a password.")
    except DependencyError as error:
        raise RefusedFile("encrypted by AES", "Run: pip install 'grounded-coach[documents]'") from error
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise RefusedFile("not a readable PDF", _SAVE_AGAIN) from error
    return reader


def _pages(reader: PdfReader, count: int, limits: Limits) -> tuple[list[list[Line]], list[int]]:
    """Return the lines of each page, and the pages that pypdf gave up on, loudly or (its own limits) in a warning."""
    pages: list[list[Line]] = []
    unread: list[int] = []
    characters = 0
    for number in range(1, count + 1):
        found, is_read = _page(reader, number)
        pages.append(page_lines(found, number))
        unread += [] if is_read else [number]
        characters += sum(len(line.text) for line in pages[-1])
        if characters > limits.characters:
            raise RefusedFile(f"more than {limits.characters:,} characters of text", "Split it.")
    if unread and len(unread) > count // 2:
        raise RefusedFile("damaged PDF (most pages cannot be read)", _SAVE_AGAIN)
    return pages, unread


def _page(reader: PdfReader, number: int) -> tuple[list[Piece], bool]:
    """Return the pieces of text of a page, and whether pypdf could read it."""
    with _warnings() as warned:
        try:
            pieces = pieces_of(reader.pages[number - 1])
        except MemoryError:
            raise
        except Exception:  # whatever a damaged page makes pypdf raise
            return [], False
    return pieces, any(text.strip() for text, *_ in pieces) or not warned


@contextlib.contextmanager
def _warnings() -> Iterator[list[str]]:
    """Collect what pypdf warns of: it passes over what exceeds its limits with a warning and an empty text."""
    messages: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            messages.append(record.getMessage())

    log, collector = logging.getLogger("pypdf"), Collector(logging.WARNING)
    log.addHandler(collector)
    try:
        yield messages
    finally:
        log.removeHandler(collector)


def _outline(reader: PdfReader) -> dict[str, int]:
    """Return the depth of each bookmark, outermost 1; nothing where they cannot be read or are in a circle."""
    depths: dict[str, int] = {}

    def walk(entries: list[Any], depth: int) -> None:
        for entry in entries:
            if isinstance(entry, list):
                walk(entry, depth + 1)
            elif getattr(entry, "title", None):
                depths.setdefault(plain(str(entry.title)), depth)

    with contextlib.suppress(Exception):  # a help for headings only
        walk(list(reader.outline), 1)
    return depths


def _printed_title(lines: list[Line]) -> str:
    """Return the lines of the first page that are printed largest, where they are a title's size."""
    first = [line for line in lines if line.page == 1]
    largest = max((line.size for line in first), default=0.0)
    if not first or largest < _TITLE_SIZE * median(line.size for line in lines):
        return ""
    return " ".join(line.text for line in first if line.size > 0.95 * largest)


def _title(reader: PdfReader) -> str:
    with contextlib.suppress(Exception):
        title = str((reader.metadata and reader.metadata.title) or "").strip()
        # Programs write the name of the file they made it from.
        return "" if title.lower().endswith((".doc", ".docx", ".odt", ".indd", ".ppt", ".pptx", ".xls")) else title
    return ""


def _pages_named(numbers: list[int]) -> str:
    shown = ", ".join(map(str, numbers[:10])) + (", ..." if len(numbers) > 10 else "")
    return f"page {shown}" if len(numbers) == 1 else f"pages {shown}"
