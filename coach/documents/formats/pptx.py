"""PowerPoint presentations, read from their XML: slides in their order, with their notes.

python-pptx is passed over: it brings an imaging library along and does not see the text of diagrams.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from coach.documents.blocks import Block, Content, Kind, TextMaker
from coach.documents.formats.docx import core_title
from coach.documents.formats.furniture import is_stage_direction
from coach.documents.formats.package import Package, local
from coach.documents.limits import Limits
from coach.documents.tables import Cell, row_blocks

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TITLES = {"title", "ctrTitle"}
_FURNITURE = {"sldNum", "dt", "ftr", "hdr", "sldImg"}


def read_pptx(content: bytes, limits: Limits) -> Content:
    """Read a presentation: each slide's title is a heading, its notes follow its text.

    Raises:
        RefusedFile: it is damaged, encrypted, a bomb, or no presentation.
    """
    package = Package(content, limits)
    main = "ppt/presentation.xml"
    slides = {key: target for key, (kind, target) in package.relations(main).items() if kind == "slide"}
    order = [
        slides[element.get(_R_ID, "")]
        for element in package.xml(main).iter()
        if local(element.tag) == "sldId" and element.get(_R_ID) in slides
    ]
    blocks: list[Block] = []
    hidden: list[str] = []
    directions: list[str] = []
    for number, name in enumerate(order, start=1):
        tree = package.xml(name)
        if tree.get("show") in ("0", "false"):
            hidden.append(str(number))
            continue
        blocks += _slide(package, name, tree, number, directions)
    remarks = [f"Hidden slides were left out: {', '.join(hidden)}."] if hidden else []
    remarks += [f"Stage directions in the notes were left out: {len(directions)}."] if directions else []
    return Content("slide", blocks, core_title(package, "docProps/core.xml"), remarks=remarks)


def _slide(package: Package, name: str, tree: Element, number: int, directions: list[str]) -> list[Block]:
    blocks = _shapes(tree, number)
    titles = [block for block in blocks if block.kind == "heading"]
    # A slide without a title stands under none: the one before is not its heading.
    first = titles[:1] or [Block("heading", f"{number}", ((0, number),), level=2)]
    blocks = first + [block for block in blocks if block not in first]
    for kind, target in package.relations(name).values():
        if kind in ("notesSlide", "diagramData") and target in package.names:
            beside = _shapes(package.xml(target), number)
            directed = [block for block in beside if kind == "notesSlide" and is_stage_direction(block.text)]
            directions += [block.text for block in directed]
            blocks += [Block("paragraph", block.text, block.marks) for block in beside if block not in directed]
    return blocks


def _shapes(tree: Element, number: int) -> list[Block]:
    """Return the text of a slide's shapes, in the order of the file, which is that of its making."""
    blocks: list[Block] = []
    for element in tree.iter():
        name = local(element.tag)
        if name == "sp":
            place = next((child.get("type", "body") for child in element.iter() if local(child.tag) == "ph"), "")
            if place not in _FURNITURE:
                blocks += _paragraphs(element, number, place in _TITLES)
        elif name == "tbl":
            rows = [[Cell(_paragraphs(cell, number)) for cell in row if local(cell.tag) == "tc"] for row in element
                    if local(row.tag) == "tr"]  # fmt: skip
            blocks += row_blocks(rows)
        elif name == "pt":  # a point of a diagram
            blocks += _paragraphs(element, number)
    return blocks


def _paragraphs(shape: Element, number: int, is_title: bool = False) -> list[Block]:
    blocks: list[Block] = []
    for paragraph in shape.iter():
        if local(paragraph.tag) != "p":
            continue
        text, level = TextMaker(), 0
        for part in paragraph.iter():
            name = local(part.tag)
            if name == "pPr":
                level = int(part.get("lvl") or 0)
            elif name == "t":
                text.add(part.text or "", number)
            elif name == "br":
                text.break_line()
        if text:
            kind: Kind = "heading" if is_title else "item"
            blocks.append(text.block(kind, 2 if is_title else 1 + level))
    return blocks
