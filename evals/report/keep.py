"""Every run is kept in the data folder, so that the page can show how the figures move.

``runs/CORPUS/20250131T120000Z-1a2b3c4d.json`` below `coach.settings.data_folder`, as `evals.report.json` writes it.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from datetime import UTC, datetime
from pathlib import Path

from coach.settings import data_folder
from evals.records import Run
from evals.report.files import replace_text
from evals.report.json import run_text

KEPT = 200  # runs a corpus; one of 300 cases takes 0.7 MB
_NAME = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{8}\.json")


def keep(run: Run, most: int = KEPT) -> Path:
    """Keep a run, and let go of the oldest ones of its corpus.

    Args:
        run: The run.
        most: How many of a corpus are kept.

    Returns:
        The file.

    Raises:
        SettingsError: it cannot be written.
        EnvironmentFault: there is no data folder.
    """
    text = run_text(run)
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    path = data_folder() / "runs" / _folder_name(run.versions.get("corpus", "")) / f"{_time(run)}-{digest}.json"
    replace_text(path, text)
    kept = sorted(other for other in path.parent.iterdir() if _NAME.fullmatch(other.name))
    for old in kept[: max(0, len(kept) - most)]:
        with contextlib.suppress(OSError):  # another run lets go of it at the same time
            old.unlink()
    return path


def _folder_name(corpus: str) -> str:
    """Return a name that is one folder whatever a corpus calls itself; names that had to change stay apart."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", corpus).strip("-.")[:60]
    if plain == corpus and plain:
        return plain
    digest = hashlib.sha256(corpus.encode(errors="surrogatepass")).hexdigest()[:8]
    return f"{plain or 'corpus'}-{digest}"


def _time(run: Run) -> str:
    return datetime.fromisoformat(run.timing.started).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
