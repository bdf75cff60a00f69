"""Where things live and what was asked for: environment variables, nothing hidden.

``COACH_CORPUS`` (name or folder), ``COACH_CACHE`` (encoders and indexes, disposable), ``COACH_ENCODER``
(a sentence-transformers model: ``default``, a folder, or a name).
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import platformdirs

BUNDLED_CORPUS = "product-leadership"
DEFAULT_ENCODER = "default"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run of Coach depends on besides the question.

    Args:
        corpus: A corpus name or folder.
        encoder: ``default``, a folder holding a sentence-transformers model, or a model name.
        cache: Folder for exported encoders and built indexes; everything in it can be rebuilt.
        allow_download: Whether a model name may be fetched from a hub.
    """

    corpus: str
    encoder: str
    cache: Path
    allow_download: bool = False


def from_environment(corpus: str = "", encoder: str = "", allow_download: bool = False) -> Settings:
    """Return the settings: arguments first, then environment variables, then defaults."""
    return Settings(
        corpus=corpus or _variable("COACH_CORPUS") or BUNDLED_CORPUS,
        encoder=encoder or _variable("COACH_ENCODER") or DEFAULT_ENCODER,
        cache=_cache_folder(),
        allow_download=allow_download,
    )


def keep_quiet() -> None:
    """Switch off what the libraries would send or fetch by themselves; the person's own settings win."""
    for name, value in {
        "HF_HUB_OFFLINE": "1",
        "ANONYMIZED_TELEMETRY": "False",
        "LANGSMITH_TRACING": "false",
        "RAGAS_DO_NOT_TRACK": "true",
        "TOKENIZERS_PARALLELISM": "false",
    }.items():
        os.environ.setdefault(name, value)


def _variable(name: str) -> str:
    return os.environ.get(name, "").strip()


def _cache_folder() -> Path:
    asked = _variable("COACH_CACHE")
    if asked:
        return Path(asked).expanduser()
    try:
        folder = Path(platformdirs.user_cache_dir("coach", appauthor=False)).expanduser()
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):  # no home, or a home that cannot be written
        return Path(tempfile.gettempdir()) / f"coach-{os.getuid() if hasattr(os, 'getuid') else 'user'}"
    return folder if os.access(folder, os.W_OK) else Path(tempfile.gettempdir()) / f"coach-{os.getuid()}"
