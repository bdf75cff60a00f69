"""What was paid for is kept: the replies of the drafting model, on disk."""

from __future__ import annotations

import contextlib
import hashlib
import json
from pathlib import Path

from coach.enrich.draft_file import write_whole
from coach.enrich.prompt import VERSION, Wanted, shown
from coach.errors import EnvironmentFault
from coach.records import Corpus, Principle


class Replies:
    """Replies by what was asked; any number of threads and processes may use one folder.

    Args:
        folder: Where they are kept; disposable.
        asked: Who is asked: ``provider:model``, and where.
        wanted: How many of each.
    """

    def __init__(self, folder: Path, asked: tuple[str, str], wanted: Wanted) -> None:
        self._folder = folder
        self._asked = asked
        self._wanted = wanted

    def kept(self, corpus: Corpus, principle: Principle) -> str | None:
        """Return the reply about a principle as it stands now; None where it was never asked about."""
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError):  # damaged: it is asked again
            return str(json.loads(self._place(corpus, principle).read_text(encoding="utf-8"))["reply"])
        return None

    def keep(self, corpus: Corpus, principle: Principle, reply: str) -> None:
        """Keep a reply; a cache that cannot be written costs another request some day, and nothing else."""
        with contextlib.suppress(EnvironmentFault):
            write_whole(self._place(corpus, principle), json.dumps({"reply": reply}))

    def forget(self, corpus: Corpus, principle: Principle) -> None:
        """Let go of a reply."""
        with contextlib.suppress(EnvironmentFault):
            write_whole(self._place(corpus, principle), "")

    def _place(self, corpus: Corpus, principle: Principle) -> Path:
        counts = (self._wanted.situations, self._wanted.beyond, *((self._wanted.titles,) * bool(self._wanted.titles)))
        asked = (VERSION, *self._asked, *counts, corpus.about or corpus.title)
        content = json.dumps([*asked, principle.title, shown(principle)])
        return self._folder / f"{hashlib.sha256(content.encode()).hexdigest()[:40]}.json"
