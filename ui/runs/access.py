"""Who may see which runs: cases of a corpus that the page does not offer are shown to editors only."""

from __future__ import annotations

from collections.abc import Sequence

from coach.corpus import find_corpus, frontmatter
from coach.corpus.fields import read_text
from coach.errors import CoachError
from ui import opened
from ui.runs.read import Kept
from ui.visitor import who


def may_see(runs: Sequence[Kept]) -> list[Kept]:
    """Return the runs that this visitor may see, in their order."""
    if who().is_editor:
        return list(runs)
    offered = {_name_of(corpus) for corpus in opened.options().corpora}
    return [run for run in runs if run.corpus in offered]


def _name_of(corpus: str) -> str:
    """Return the name that a corpus gives itself, as a run holds it; nothing where it cannot be read."""
    try:
        folder = find_corpus(corpus)
        facts = frontmatter.load_mapping(read_text(folder / "corpus.yaml", "corpus.yaml"), "corpus.yaml")
    except CoachError:
        return ""
    return str(facts.get("name") or folder.resolve().name)
