"""Where the cases and gates of a corpus stand."""

from __future__ import annotations

from pathlib import Path

from coach.errors import SettingsError
from coach.records import Corpus
from coach.settings import BUNDLED_CORPUS

HERE = Path(__file__).parent
ANY_GATES = HERE / "gates-any.toml"  # what any corpus can hold itself to: grounding, no figure of retrieval


def cases_of(corpus: Corpus, given: Path | None = None) -> Path:
    """Return the cases given, else those in the corpus's own folder (``evals/``), else the bundled corpus's.

    Raises:
        SettingsError: the corpus has none.
    """
    if given is not None:
        return given
    own = corpus.folder / "evals"
    if own.is_dir():
        return own
    if corpus.name == BUNDLED_CORPUS:
        return HERE / "cases"
    raise SettingsError(
        f"The corpus {corpus.name} has no cases: {own} does not exist",
        f"Draft some to review: coach eval init --corpus {corpus.folder}. Or give them: --cases FILE",
    )


def gates_of(cases: Path, given: Path | None = None) -> Path:
    """Return the gates given, else ``gates.toml`` beside the cases or above them, else those for any corpus."""
    if given is not None:
        return given
    home = cases if cases.is_dir() else cases.parent
    beside = [home / "gates.toml", *([home.parent / "gates.toml"] if home.name == "cases" else [])]
    return next((path for path in beside if path.is_file()), ANY_GATES)
