"""Real files of every format, made from their bytes: what Word, LibreOffice, PowerPoint and PDF printers write."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from coach.documents import FileRead, Limits, Options
from coach.documents.read_file import read_content

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


@dataclass(frozen=True)
class Print:
    """One printed line of a PDF: points from the lower left corner; ``font`` 1 is regular, 2 bold."""

    text: str
    y: float
    x: float = 72
    size: float = 11
    font: int = 1


def read(
    content: bytes | str, name: str, limits: Limits | None = None, columns: Mapping[str, str] | None = None
) -> FileRead:
    """Read one file in this process."""
    data = content.encode() if isinstance(content, str) else content
    return read_content(data, name, Options(limits=limits or Limits(), columns=columns or {}))


def texts(read_file: FileRead) -> list[str]:
    """Return the texts of all passages."""
    return [passage.text for document in read_file.documents for passage in document.passages]


def workbook(**sheets: list[list[Any]]) -> bytes:
    """Return an Excel workbook."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def zipped(parts: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip of these parts."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def docx(body: str, **parts: str) -> bytes:
    """Return a Word document with this body of WordprocessingML; other parts by their name, ``/`` written ``__``."""
    styles = "".join(
        f'<w:style w:styleId="{id_}"><w:name w:val="{name}"/></w:style>'
        for id_, name in (
            ("berschrift1", "heading 1"),
            ("H2", "heading 2"),
            ("Titel", "Title"),
            ("LP", "List Paragraph"),
        )
    )
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>",
            "word/styles.xml": f"<w:styles {_W}>{styles}</w:styles>",
            **{name.replace("__", "/") + ".xml": part for name, part in parts.items()},
        }
    )


def paragraph(text: str, style: str = "", listed: int | None = None) -> str:
    """Return a Word paragraph."""
    numbering = f'<w:numPr><w:ilvl w:val="{listed}"/></w:numPr>' if listed is not None else ""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{numbering}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def odt(body: str, styles: str = "", **parts: str) -> bytes:
    """Return an OpenDocument text."""
    names = " ".join(
        f'xmlns:{prefix}="{_ODF}:{name}:1.0"'
        for prefix, name in (
            ("office", "office"),
            ("text", "text"),
            ("table", "table"),
            ("style", "style"),
            ("draw", "drawing"),
        )
    )
    content = (
        f"<office:document-content {names}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content,
                   **{name.replace("__", "/") + ".xml": part for name, part in parts.items()}})  # fmt: skip


def pptx(slides: Sequence[str], notes: Mapping[int, str] | None = None, hidden: Sequence[int] = ()) -> bytes:
    """Return a presentation of slides given as shapes; notes by the number of their slide."""
    a = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    p = f'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:r="{_RELS}" {a}'
    numbers = range(1, len(slides) + 1)
    parts = {
        "[Content_Types].xml": "<Types/>",
        # listed backwards: the order is that of the presentation, not of the file names
        "ppt/presentation.xml": f"<p:presentation {p}><p:sldIdLst>"
        + "".join(f'<p:sldId id="{n}" r:id="rId{n}"/>' for n in numbers)
        + "</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": "<Relationships>"
        + "".join(
            f'<Relationship Id="rId{n}" Type="{_RELS}/slide" Target="slides/slide{100 - n}.xml"/>' for n in numbers
        )
        + "</Relationships>",
    }
    for number, shapes in enumerate(slides, start=1):
        show = ' show="0"' if number in hidden else ""
        parts[f"ppt/slides/slide{100 - number}.xml"] = f"<p:sld {p}{show}>{shapes}</p:sld>"
        if notes and number in notes:
            parts[f"ppt/slides/_rels/slide{100 - number}.xml.rels"] = (
                f'<Relationships><Relationship Id="n" Type="{_RELS}/notesSlide" '
                f'Target="../notesSlides/notes{number}.xml"/></Relationships>'
            )
            parts[f"ppt/notesSlides/notes{number}.xml"] = f"<p:notes {p}>{shape(notes[number], 'body')}</p:notes>"
    return zipped(parts)


def shape(text: str, kind: str = "body", level: int = 0) -> str:
    """Return a slide's shape of one paragraph."""
    return (
        f'<p:sp><p:nvSpPr><p:nvPr><p:ph type="{kind}"/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:pPr lvl="{level}"/>'
        f"<a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def pdf(pages: Sequence[Sequence[Print]], extra: str = "") -> bytes:
    """Return a PDF with these printed lines; ``extra`` goes into its catalogue."""
    objects = [f"<< /Type /Catalog /Pages 2 0 R {extra} >>", "", "", ""]
    objects[2] = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    objects[3] = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>"
    kids: list[int] = []
    for lines in pages:
        drawn = "".join(
            f"BT /F{line.font} {line.size} Tf {line.x} {line.y} Td ({_escaped(line.text)}) Tj ET\n" for line in lines
        )
        objects.append(f"<< /Length {len(drawn.encode('cp1252'))} >>\nstream\n{drawn}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>"
        )
        kids.append(len(objects))
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>"
    return assembled(objects)


def assembled(objects: Sequence[str]) -> bytes:
    """Return a PDF of these objects, the first its catalogue."""
    out = b"%PDF-1.7\n"
    places: list[int] = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    return out + f"{end}trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n".encode()


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def prose(lines: Sequence[str], top: float = 760, step: float = 14) -> list[Print]:
    """Return lines of a paragraph, one below the other."""
    return [Print(line, top - step * number) for number, line in enumerate(lines)]
