"""Where the documents stand that a corpus is made of, as its ``corpus.yaml`` tells."""

from __future__ import annotations

from pathlib import Path

from coach.corpus import fields, frontmatter

FILE = "corpus.yaml"


def source_of(folder: Path) -> Path:
    """Return the folder of the documents; a path that does not begin at the root goes from the corpus's own folder.

    Args:
        folder: The corpus.

    Raises:
        CorpusError: its ``corpus.yaml`` cannot be understood.
    """
    facts = frontmatter.load_mapping(fields.read_text(folder / FILE, FILE), FILE)
    told = fields.mapping(facts.get("documents"), f"{FILE}: documents")
    return folder / fields.one_line(told.get("source"), f"{FILE}: source")
