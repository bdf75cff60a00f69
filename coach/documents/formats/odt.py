"""OpenDocument texts, read from their XML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.documents.blocks import Block, Content, Kind, TextMaker
from coach.documents.formats.docx import HIDDEN, core_title
from coach.documents.formats.furniture import without_contents
from coach.documents.formats.package import Package, inside, local
from coach.documents.limits import Limits, RefusedFile
from coach.documents.tables import Cell, Row, row_blocks

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

# Deleted text, comments, declarations, tables of contents and indexes (navigation), forms, and settings.
_LEFT_OUT = {
    "tracked-changes", "annotation", "annotation-end", "table-of-content", "alphabetical-index", "illustration-index",
    "bibliography", "forms", "sequence-decls", "note-citation", "bookmark-ref", "title", "desc",
}  # fmt: skip
_HIDDEN = {"hidden-text", "hidden-paragraph"}


def read_odt(content: bytes, limits: Limits) -> Content:
    """Read an OpenDocument text: paragraphs, headings, lists, tables, frames and footnotes.

    Raises:
        RefusedFile: it is damaged, encrypted, a bomb, or no such document.
    """
    package = Package(content, limits)
    if "META-INF/manifest.xml" in package.names and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise RefusedFile("encrypted", "Save it without a password.")
    tree = package.xml("content.xml")
    reader = _Reader(_parents(tree))
    body = next((element for element in tree.iter() if local(element.tag) == "text" and len(element)), None)
    blocks = reader.blocks_of(body) if body is not None else []
    title = reader.title or core_title(package, "meta.xml")
    blocks, remarks = without_contents(blocks)
    remarks = [*([HIDDEN] if reader.hid_text else []), *remarks]
    return Content("paragraph", blocks + reader.notes, title, remarks=remarks)


def _parents(tree: Element) -> dict[str, str]:
    """Return the named style that each automatic style ("P5") is made from."""
    return {
        _attribute(style, "name"): _attribute(style, "parent-style-name")
        for style in tree.iter() if local(style.tag) == "style"
    }  # fmt: skip


def _attribute(element: Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if local(key) == name), "")


class _Reader:
    """Walks over a document and counts its paragraphs."""

    def __init__(self, parents: dict[str, str]) -> None:
        self._parents = parents
        self._number = 0
        self.title = ""
        self.notes: list[Block] = []
        self.hid_text = False

    def blocks_of(self, parent: Element, depth: int = 0) -> list[Block]:
        """Return the blocks among an element's children; ``depth`` is that of the list they stand in."""
        blocks: list[Block] = []
        for child in parent:
            name = local(child.tag)
            if name in ("p", "h"):
                blocks += self._paragraph(child, depth)
            elif name == "list":
                blocks += self.blocks_of(child, depth + 1)
            elif name == "list-item":
                item = self.blocks_of(child, depth)
                for block in item[1:]:
                    block.goes_on = block.goes_on or (block.kind == "item" and block.level == depth)
                blocks += item
            elif name == "table":
                blocks += row_blocks(self._rows(child))
            elif name in _HIDDEN or _attribute(child, "display") == "none":
                self.hid_text = True
            elif name not in _LEFT_OUT:
                blocks += self.blocks_of(child, depth)
        return blocks

    def _rows(self, table: Element) -> list[Row]:
        rows: list[Row] = []
        headers = {id(row) for part in table if local(part.tag) == "table-header-rows" for row in part}
        for row in inside(table, "table-row", "table"):
            cells = [cell for cell in row if local(cell.tag) == "table-cell"]
            rows.append([Cell(self.blocks_of(cell), id(row) in headers) for cell in cells])
        return rows

    def _paragraph(self, paragraph: Element, depth: int) -> list[Block]:
        self._number += 1
        number = self._number
        text, frames = TextMaker(), list[Block]()
        self._words(paragraph, text, frames)
        if not text:
            return frames
        is_heading = local(paragraph.tag) == "h"
        kind: Kind = "heading" if is_heading else "item" if depth else "paragraph"
        level = min(6, int(_attribute(paragraph, "outline-level") or 1)) if is_heading else depth
        block = text.block(kind, level)
        block.marks = ((0, number),)
        style = _attribute(paragraph, "style-name")
        if "Title" in (style, self._parents.get(style)) and not self.title:
            self.title = block.text
            return frames
        return [block, *frames]

    def _words(self, element: Element, text: TextMaker, frames: list[Block], is_link: bool = False) -> None:
        """Collect a paragraph's words; footnotes and framed texts stand apart from them."""
        text.add(element.text or "", self._number, is_link)
        for child in element:
            name = local(child.tag)
            if name == "note":
                self.notes += [Block("note", block.text, block.marks) for block in self.blocks_of(child)]
            elif name in ("frame", "text-box"):
                frames += self.blocks_of(child)
            elif name in _HIDDEN:
                self.hid_text = True
            elif name in ("s", "tab"):
                text.add(" ", self._number, is_link)
            elif name == "line-break":
                text.break_line()
            elif name not in _LEFT_OUT:
                self._words(child, text, frames, is_link or name == "a")
            text.add(child.tail or "", self._number, is_link)
