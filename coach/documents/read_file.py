"""Reads one file's bytes, in whatever process calls: sniffed, parsed, split, every refusal with its reason."""

from __future__ import annotations

from collections.abc import Callable

from coach.documents.blocks import Content
from coach.documents.compose import documents_of
from coach.documents.limits import Options, RefusedFile
from coach.documents.records import Document, FileRead, Member
from coach.documents.sniff import sniff

_TABLES = ("csv", "xlsx", "json", "jsonl", "yaml")
_INSTALL = "Run: pip install 'grounded-coach[documents]'"


def read_content(content: bytes, path: str, options: Options) -> FileRead:
    """Return what became of a file.

    Args:
        content: Its bytes.
        path: As it is cited.
        options: Limits and columns.
    """
    format_ = ""
    try:
        _refuse_size(len(content), options)
        format_ = sniff(content, path.rpartition("/")[2])
        if format_ == "zip":
            return _archive(content, path, options)
        documents, remarks = _documents(content, path, format_, options)
    except RefusedFile as refused:
        return FileRead(path, refused.outcome, refused.reason, refused.remedy, format_, remarks=refused.remarks)
    return FileRead(path, "indexed", format=format_, documents=tuple(documents), remarks=tuple(remarks))


def _refuse_size(size: int, options: Options) -> None:
    if size > options.limits.file_mb * 1_000_000:
        raise RefusedFile(f"more than {options.limits.file_mb:g} MB ({size // 1_000_000} MB)", "Split it.")


def _documents(content: bytes, path: str, format_: str, options: Options) -> tuple[list[Document], list[str]]:
    try:
        found = _reader(format_)(content, options)
    except RecursionError as error:
        raise RefusedFile("nested too deeply") from error
    except ModuleNotFoundError as error:
        raise RefusedFile(f"{format_} needs the package {error.name}", _INSTALL) from error
    _refuse_length(found, options)
    documents = documents_of(found, path, format_)
    if not any(document.passages for document in documents):
        raise RefusedFile(_why_empty(found, format_), outcome="skipped", remarks=found.remarks)
    return documents, found.remarks


def _refuse_length(found: Content, options: Options) -> None:
    characters = sum(len(block.text) for block in found.blocks)
    characters += sum(len(value) for entry in found.principles for value in entry.fields.values())
    if characters > options.limits.characters:
        raise RefusedFile(f"more than {options.limits.characters:,} characters of text", "Split it.")


def _why_empty(found: Content, format_: str) -> str:
    if format_ in _TABLES:
        return "no entry that can be cited"
    if any(name.startswith("redirect") and not name.endswith("from") for name in found.facts):
        return "no text (a redirect)"
    return "no text below its front matter" if found.facts else "no text (only tags, comments, code or pictures)"


def _reader(format_: str) -> Callable[[bytes, Options], Content]:
    """Return a format's reader, imported when it is first needed: the parsers take a tenth of a second each."""
    if format_ in ("md", "html", "txt"):
        from coach.documents.formats import html, markdown, text

        readers = {"md": markdown.read_markdown, "html": html.read_html, "txt": text.read_text}
        return lambda content, options: readers[format_](content, options.limits)
    if format_ == "pdf":
        from coach.documents.formats.pdf import read_pdf

        return lambda content, options: read_pdf(content, options.limits)
    if format_ in ("docx", "odt", "pptx"):
        from coach.documents.formats import docx, odt, pptx

        packages = {"docx": docx.read_docx, "odt": odt.read_odt, "pptx": pptx.read_pptx}
        return lambda content, options: packages[format_](content, options.limits)
    if format_ in ("csv", "xlsx"):
        from coach.documents.formats import csv, xlsx

        tables = {"csv": csv.read_csv, "xlsx": xlsx.read_xlsx}
        return lambda content, options: tables[format_](content, options.limits, options.columns)
    from coach.documents.formats.objects import read_objects

    return lambda content, options: read_objects(content, format_, options.limits, options.columns)


def _archive(content: bytes, path: str, options: Options) -> FileRead:
    """Read each member of an archive on its own; one that is refused takes no other along."""
    from coach.documents.formats.archive import members

    documents: list[Document] = []
    told: list[Member] = []
    taken: set[str] = set()
    remarks: list[str] = []
    characters = 0
    for name, part in members(content, options.limits):
        cited = f"{path}/{name}"
        if isinstance(part, RefusedFile):
            told.append(Member(cited, part.outcome, part.reason, part.remedy))
            continue
        read = read_content(part, cited, options)
        if double := next((document.id for document in read.documents if document.id in taken), ""):
            told.append(Member(cited, "failed", f"{double} is cited by this name already", "Rename one of the two."))
            continue
        taken |= {document.id for document in read.documents}
        characters += sum(len(passage.text) for document in read.documents for passage in document.passages)
        if characters > options.limits.characters:
            raise RefusedFile(f"more than {options.limits.characters:,} characters of text", "Split it.")
        documents += read.documents
        told.append(Member(cited, read.outcome, read.reason, read.remedy))
        remarks += [f"{name}: {remark}" for remark in read.remarks]
    if not documents:
        return _unread(path, told)
    return FileRead(
        path, "indexed", format="zip", documents=tuple(documents), remarks=tuple(remarks), members=tuple(told)
    )


def _unread(path: str, members: list[Member]) -> FileRead:
    """Return an archive of which nothing was read: failed where an entry is, with the reason of the first of these."""
    reason = "an archive without a document that can be read"
    failed = next((one for one in members if one.outcome == "failed"), None)
    if failed is None:
        return FileRead(path, "skipped", reason, format="zip", members=tuple(members))
    return FileRead(path, "failed", f"{reason} ({failed.reason})", failed.remedy, format="zip", members=tuple(members))
