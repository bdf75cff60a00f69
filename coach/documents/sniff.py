"""What a file is: by its content where that is unmistakable, else by its name."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import PurePosixPath

from coach.documents.limits import RefusedFile

BY_EXTENSION = {
    "md": "md", "markdown": "md", "mdown": "md", "mkd": "md", "mdx": "md", "qmd": "md", "rmd": "md",
    "txt": "txt", "text": "txt", "": "txt",
    "html": "html", "htm": "html", "xhtml": "html",
    "pdf": "pdf", "docx": "docx", "docm": "docx", "dotx": "docx", "odt": "odt", "ott": "odt",
    "pptx": "pptx", "pptm": "pptx", "ppsx": "pptx", "xlsx": "xlsx", "xlsm": "xlsx",
    "csv": "csv", "tsv": "csv", "json": "json", "jsonl": "jsonl", "ndjson": "jsonl", "yaml": "yaml", "yml": "yaml",
    "zip": "zip",
}  # fmt: skip
_OLD_OFFICE = {"doc": "docx", "dot": "docx", "ppt": "pptx", "xls": "xlsx"}
_SAVED_AS = {
    "rtf": "docx", "odp": "pptx", "ods": "xlsx", "pages": "docx", "key": "pptx", "numbers": "xlsx", "epub": "html",
    "rst": "md", "adoc": "md", "org": "md", "tex": "pdf", "eml": "txt", "msg": "txt",
}  # fmt: skip
_NAMES = {"md": "Markdown file", "pdf": "PDF", "docx": "Word document", "odt": "OpenDocument text",
          "pptx": "PowerPoint file", "xlsx": "Excel workbook", "zip": "zip archive"}  # fmt: skip
_PACKAGES = {"docx", "odt", "pptx", "xlsx", "zip"}
_MAIN_PART = {"word/document.xml": "docx", "ppt/presentation.xml": "pptx", "xl/workbook.xml": "xlsx"}
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_BINARY = (
    (b"\x89PNG", "image"), (b"\xff\xd8\xff", "image"), (b"GIF8", "image"), (b"RIFF", "image or sound"),
    (b"\x00\x00\x01\x00", "image"), (b"SQLite format 3", "database"), (b"\x7fELF", "program"), (b"MZ", "program"),
    (b"\x1f\x8b", "compressed file"), (b"7z\xbc\xaf", "compressed file"), (b"Rar!", "compressed file"),
    (b"BZh", "compressed file"), (b"\xfd7zXZ", "compressed file"), (b"ID3", "sound"), (b"OggS", "sound"),
    (b"wOF", "font"), (b"{\\rtf", "Rich Text file"), (b"%!PS", "PostScript file"),
)  # fmt: skip


def extension(name: str) -> str:
    """Return a name's extension in small letters, without the dot; empty for none and for ``.hidden``."""
    return PurePosixPath(name).suffix[1:].lower()


def expected(name: str) -> str | None:
    """Return the format that a file's name promises; None where Coach does not read such files."""
    return BY_EXTENSION.get(extension(name))


def is_told_apart(name: str) -> bool:
    """Tell whether a file of a format that is not read gets a remedy of its own, such as to save it as docx."""
    return extension(name) in _OLD_OFFICE or extension(name) in _SAVED_AS


def sniff(content: bytes, name: str) -> str:
    """Return the format of a file.

    Raises:
        RefusedFile: skipped, where neither name nor content is a document's; failed, where the content is not what the
            name promises.
    """
    promised, suffix = expected(name), extension(name)
    if not content:
        raise RefusedFile(
            f"empty {_NAMES[promised]}" if promised in ("pdf", *_PACKAGES) else "empty", outcome="skipped"
        )
    if content.lstrip()[:5] == b"%PDF-" or (promised == "pdf" and b"%PDF-" in content[:1024]):
        return "pdf"
    if content.startswith(_OLE):
        raise _old_office(content, suffix)
    if content.startswith(b"PK\x03\x04") or content.startswith(b"PK\x05\x06"):
        return _package(content, suffix)
    for magic, kind in _BINARY:
        if content.startswith(magic) and (promised is None or not _is_text(content)):
            raise RefusedFile(f"no document ({kind})", _saved_as(suffix), outcome="failed" if promised else "skipped")
    if promised == "pdf" or promised in _PACKAGES:
        raise RefusedFile(f"not a readable {_NAMES[promised]}", "Open it in its own program and save it again.")
    if promised is None:
        raise RefusedFile(f"no format that is read (.{suffix})", _saved_as(suffix), outcome="skipped")
    return "html" if promised == "txt" and _looks_like_html(content) else promised


def _is_text(content: bytes) -> bool:
    return b"\0" not in content[:4096] and not any(byte < 9 for byte in content[:512])


def _looks_like_html(content: bytes) -> bool:
    return content[:1024].lstrip().lower().startswith((b"<!doctype html", b"<html"))


def _saved_as(suffix: str) -> str:
    wanted = _OLD_OFFICE.get(suffix) or _SAVED_AS.get(suffix)
    return f"Save it as .{wanted}." if wanted else ""


def _old_office(content: bytes, suffix: str) -> RefusedFile:
    """Return what to say of an OLE container: an encrypted new document or a document of an old program."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return RefusedFile("encrypted", "Save it without a password.")
    for stream, (program, wanted) in {
        "WordDocument": ("Word", "docx"), "PowerPoint Document": ("PowerPoint", "pptx"), "Workbook": ("Excel", "xlsx"),
    }.items():  # fmt: skip
        if stream.encode("utf-16-le") in content:
            return RefusedFile(f"old {program} format", f"Save it as .{wanted}.")
    wanted = _OLD_OFFICE.get(suffix, "docx")
    return RefusedFile("encrypted or an old Office format", f"Save it as .{wanted}, without a password.")


def _package(content: bytes, suffix: str) -> str:
    """Return which of the zip-based formats a zip is."""
    promised = BY_EXTENSION.get(suffix)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist()) if len(content) < 1 << 26 else set()
            kind = archive.open("mimetype").read(80).decode("ascii", "replace") if "mimetype" in names else ""
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError) as error:
        raise RefusedFile(
            f"not a readable {_NAMES[promised] if promised in _PACKAGES else 'zip archive'}",
            "Save or download it again.",
        ) from error
    for part, found in _MAIN_PART.items():
        if part in names:
            return found
    if kind.startswith("application/vnd.oasis.opendocument.text"):
        return "odt"
    if kind or suffix in _SAVED_AS:
        raise RefusedFile(f"no format that is read (.{suffix})", _saved_as(suffix), outcome="skipped")
    if promised in _PACKAGES - {"zip"}:
        raise RefusedFile(f"not a {_NAMES[promised]}", "Open it in its own program and save it again.")
    if promised == "zip":
        return "zip"
    raise RefusedFile(f"no format that is read (a zip archive named .{suffix})", outcome="skipped")
