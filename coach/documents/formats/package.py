"""Zip packages (docx, odt, pptx, xlsx and plain archives), opened under limits; nothing is ever written to disk."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from coach.documents.limits import Limits, RefusedFile

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_MB = 1_000_000
_SMALL = 1_000_000  # bytes; below, a high ratio is harmless
_SUSPICIOUS = "It unpacks to far more than a document holds. If it is genuine, raise the limit."


class Package:
    """A zip that has been checked against the limits.

    Args:
        content: The file.
        limits: What it may unpack to.

    Raises:
        RefusedFile: it is damaged, encrypted or a bomb.
    """

    def __init__(self, content: bytes, limits: Limits) -> None:
        self._limits = limits
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise RefusedFile("damaged archive", "Save or download it again.") from error
        self.entries = self._zip.infolist()
        if len(self.entries) > limits.entries:
            raise RefusedFile(f"more than {limits.entries:,} entries ({len(self.entries):,})", _SUSPICIOUS)
        unpacked = sum(entry.file_size for entry in self.entries)
        if unpacked > limits.unpacked_mb * _MB:
            raise RefusedFile(f"more than {limits.unpacked_mb:g} MB unpacked ({unpacked // _MB:,} MB)", _SUSPICIOUS)
        self.names = {entry.filename for entry in self.entries}

    def read(self, wanted: str | zipfile.ZipInfo) -> bytes:
        """Return the bytes of one entry, by its name or, where others may have that name, itself.

        Raises:
            RefusedFile: it is missing, damaged, encrypted, or more than it may be, whatever the directory says.
        """
        limit = int(self._limits.part_mb * _MB)
        name = wanted if isinstance(wanted, str) else wanted.filename
        try:
            entry = self._zip.getinfo(wanted) if isinstance(wanted, str) else wanted
            if entry.flag_bits & 1:
                raise RefusedFile("encrypted", "Save it without a password.")
            ratio = entry.file_size / max(1, entry.compress_size)
            if entry.file_size > _SMALL and ratio > self._limits.ratio:
                raise RefusedFile(f"compressed {ratio:,.0f} to 1 ({name})", _SUSPICIOUS)
            with self._zip.open(entry) as part:
                content = part.read(limit + 1)
        except KeyError as error:
            raise RefusedFile(f"{name} is missing in it", "Open it in its own program and save it again.") from error
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, ValueError) as error:
            raise RefusedFile(f"damaged archive ({name})", "Save or download it again.") from error
        if len(content) > limit:
            raise RefusedFile(f"more than {self._limits.part_mb:g} MB in one part ({name})", _SUSPICIOUS)
        return content

    def xml(self, name: str) -> Element:
        """Return one entry's XML tree; a document type, and so any entity, is refused.

        Raises:
            RefusedFile: it is no XML, declares a document type, or is nested too deeply.
        """
        from defusedxml.common import DefusedXmlException
        from defusedxml.ElementTree import ParseError, iterparse

        depth = 0
        root: Element | None = None
        try:
            for event, element in iterparse(BytesIO(self.read(name)), events=("start", "end"), forbid_dtd=True):
                depth += 1 if event == "start" else -1
                root = element if root is None else root
                if depth > self._limits.depth:
                    raise RefusedFile(f"nested more than {self._limits.depth} deep ({name})", _SUSPICIOUS)
        except DefusedXmlException as error:
            raise RefusedFile(f"a document type declaration ({name})", "Save it again in its own program.") from error
        except (ParseError, ValueError, LookupError) as error:
            raise RefusedFile(f"damaged XML ({name})", "Open it in its own program and save it again.") from error
        if root is None:
            raise RefusedFile(f"empty XML ({name})", "Open it in its own program and save it again.")
        return root

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """Return what a part of an Office document refers to: by id its kind's last word and the target's name."""
        folder, _, file = name.rpartition("/")
        source = f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels"
        if source not in self.names:
            return {}
        found: dict[str, tuple[str, str]] = {}
        for relation in self.xml(source):
            target = relation.get("Target", "")
            if relation.get("TargetMode") != "External":
                kind = relation.get("Type", "").rpartition("/")[2]
                found[relation.get("Id", "")] = (kind, _resolved(folder, target))
        return found


def _resolved(folder: str, target: str) -> str:
    """Return a target's name in the package: from its root or from the folder of the part that names it."""
    if target.startswith("/"):
        return target[1:]
    parts = folder.split("/") if folder else []
    for part in target.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def local(tag: object) -> str:
    """Return an element's name without its namespace; empty for comments and instructions."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def inside(element: Element, name: str, outside_of: str) -> Iterator[Element]:
    """Yield the elements of a name below one, but not inside an ``outside_of``: a table's rows, not an inner one's."""
    for child in element:
        found = local(child.tag)
        if found == name:
            yield child
        elif found != outside_of:
            yield from inside(child, name, outside_of)
