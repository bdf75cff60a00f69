"""Word documents, read from their XML.

python-docx is passed over: its paragraphs leave out what stands in content controls and tracked insertions, and it
unpacks whatever it is given (385 KB grew to 717 MB; ``reference/facts.md``, section 6).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from coach.documents.blocks import Block, Content, Kind, TextMaker
from coach.documents.formats.furniture import left_out_contents, without_contents
from coach.documents.formats.package import Package, inside, local
from coach.documents.limits import Limits
from coach.documents.tables import Cell, Row, row_blocks

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Deleted and moved text, field codes, properties, and the copies of text boxes for old programs.
_LEFT_OUT = {"del", "moveFrom", "instrText", "delText", "pPr", "rPr", "Fallback", "sectPr", "tblPr", "tcPr", "trPr"}
_HEADING_STYLE = re.compile(r"heading (\d)", re.IGNORECASE)
_CONTENTS_STYLE = re.compile(r"toc (?:\d|heading)", re.IGNORECASE)
HIDDEN = "Hidden text was left out."


def read_docx(content: bytes, limits: Limits) -> Content:
    """Read a Word document: paragraphs, headings, lists, tables, text boxes and footnotes.

    Raises:
        RefusedFile: it is damaged, encrypted, a bomb, or no Word document.
    """
    package = Package(content, limits)
    reader = _Reader(_styles(package))
    body = package.xml("word/document.xml").find(f"{_W}body")
    blocks = reader.blocks_of(body) if body is not None else []
    for part in ("word/footnotes.xml", "word/endnotes.xml"):
        if part in package.names:
            blocks += [block for note in package.xml(part) for block in reader.notes_of(note)]
    title = reader.title or core_title(package, "docProps/core.xml")
    blocks, remarks = without_contents(blocks)
    remarks += [left_out_contents(reader.contents)] if reader.contents else []
    return Content("paragraph", blocks, title, remarks=[*([HIDDEN] if reader.hid_text else []), *remarks])


def core_title(package: Package, part: str) -> str:
    """Return the title among a package's properties; empty where there is none."""
    if part not in package.names:
        return ""
    return next(
        (element.text or "" for element in package.xml(part).iter() if local(element.tag) == "title"), ""
    ).strip()


def _styles(package: Package) -> dict[str, str]:
    """Return the name of each style by its id; names are English whatever the program's language, ids are not."""
    if "word/styles.xml" not in package.names:
        return {}
    found: dict[str, str] = {}
    for style in package.xml("word/styles.xml").iter(f"{_W}style"):
        name, level = style.find(f"{_W}name"), style.find(f"{_W}pPr/{_W}outlineLvl")
        written = (name.get(f"{_W}val") or "") if name is not None else ""
        if level is not None and not _HEADING_STYLE.match(written):
            written = f"heading {int(level.get(f'{_W}val') or 8) + 1}"
        found[style.get(f"{_W}styleId") or ""] = written
    return found


class _Reader:
    """Walks over a document and counts its paragraphs."""

    def __init__(self, styles: dict[str, str]) -> None:
        self._styles = styles
        self._number = 0
        self.title = ""
        self.hid_text = False
        self.contents = 0  # lines of a table of contents

    def blocks_of(self, parent: Element) -> list[Block]:
        """Return the blocks among an element's children, also inside content controls and the like."""
        blocks: list[Block] = []
        for child in parent:
            name = local(child.tag)
            if name == "p":
                blocks += self._paragraph(child)
            elif name == "tbl":
                blocks += row_blocks(self._rows(child))
            elif name not in _LEFT_OUT:
                blocks += self.blocks_of(child)
        return blocks

    def notes_of(self, note: Element) -> list[Block]:
        """Return a footnote's text; none for the rules between text and notes."""
        if note.get(f"{_W}type") in ("separator", "continuationSeparator", "continuationNotice"):
            return []
        return [Block("note", block.text, block.marks) for block in self.blocks_of(note)]

    def _rows(self, table: Element) -> list[Row]:
        rows: list[Row] = []
        for row in inside(table, "tr", "tbl"):
            is_header = row.find(f"{_W}trPr/{_W}tblHeader") is not None
            rows.append([Cell(self.blocks_of(cell), is_header) for cell in inside(row, "tc", "tbl")])
        return rows

    def _paragraph(self, paragraph: Element) -> list[Block]:
        self._number += 1
        number = self._number
        text = TextMaker()
        boxes: list[Block] = []
        self._words(paragraph, text, boxes)
        properties = paragraph.find(f"{_W}pPr")
        style = self._style(properties)
        kind, level = self._kind(style, properties)
        if not text:
            return boxes
        block = text.block(kind, level)
        block.marks = ((0, number),)
        if _CONTENTS_STYLE.match(style):
            self.contents += 1
            return boxes
        if style.lower() == "title" and not self.title:
            self.title = block.text
            return boxes
        return [block, *boxes]

    def _style(self, properties: Element | None) -> str:
        style = properties.find(f"{_W}pStyle") if properties is not None else None
        return self._styles.get(style.get(f"{_W}val") or "", "") if style is not None else ""

    def _kind(self, style: str, properties: Element | None) -> tuple[Kind, int]:
        if found := _HEADING_STYLE.match(style):
            return "heading", min(6, int(found[1]) or 1)
        listed = properties.find(f"{_W}numPr") if properties is not None else None
        if listed is not None:
            depth = listed.find(f"{_W}ilvl")
            return "item", 1 + int(depth.get(f"{_W}val") or 0) if depth is not None else 1
        return ("item", 1) if style.lower().startswith("list") else ("paragraph", 0)

    def _words(self, parent: Element, text: TextMaker, boxes: list[Block], is_link: bool = False) -> None:
        """Collect a paragraph's words, and apart from them the paragraphs of the text boxes it anchors."""
        for child in parent:
            name = local(child.tag)
            if name == "t":
                text.add(child.text or "", self._number, is_link)
            elif name in ("tab", "noBreakHyphen", "softHyphen"):
                text.add({"tab": " ", "noBreakHyphen": "-"}.get(name, ""), self._number, is_link)
            elif name in ("br", "cr"):
                text.break_line()
            elif name == "txbxContent":
                boxes += self.blocks_of(child)
            elif name == "r" and self._is_hidden(child):
                self.hid_text = True
            elif name not in _LEFT_OUT:
                self._words(child, text, boxes, is_link or name == "hyperlink")

    def _is_hidden(self, run: Element) -> bool:
        hidden = run.find(f"{_W}rPr/{_W}vanish")
        return hidden is not None and hidden.get(f"{_W}val") not in ("0", "false")
