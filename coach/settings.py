"""Where things live and what was asked for: environment variables, nothing hidden.

``COACH_CORPUS`` (name or folder), ``COACH_CACHE`` (encoders and indexes, disposable), ``COACH_DATA`` (what the page
keeps, and corpora of one's own by name), ``COACH_ENCODER`` (a sentence-transformers model: ``default``, a folder, or a
name). For chat models ``COACH_MODEL``,
``COACH_VERIFY_WITH``, ``COACH_BASE_URL``, ``COACH_DEADLINE`` (seconds an answer may take), and the limits of
`coach.model.limits`. For indexes on a Chroma server ``COACH_STORE``, see `coach.store_settings`.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from coach.errors import EnvironmentFault, SettingsError
from coach.store_settings import StoreSettings, store_settings

BUNDLED_CORPUS = "product-leadership"
DEFAULT_ENCODER = "default"
DEADLINE_S = 120.0  # of one answer by a chat model: a small one on a laptop takes its time


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run of Coach depends on besides the question.

    Args:
        corpus: A corpus name or folder.
        encoder: ``default``, a folder holding a sentence-transformers model, or a model name.
        cache: Folder for exported encoders and built indexes; everything in it can be rebuilt.
        allow_download: Whether a model name may be fetched from a hub.
        store: The Chroma server that holds the indexes; None keeps them in the cache.
    """

    corpus: str
    encoder: str
    cache: Path
    allow_download: bool = False
    store: StoreSettings | None = None


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """Which chat models make an answer personal, and how.

    Args:
        name: ``provider:model`` that writes.
        verify_with: ``provider:model`` that verifies; empty for the same one.
        is_offline: Verify with rules and the offline judge alone.
        base_url: Where the model is asked, and a verifying one of the same provider; empty for what the environment
            says (``COACH_BASE_URL`` counts for ``openai`` alone: whoever stands there is sent the provider's key).
        deadline_s: Seconds that one answer may take, all calls together.
    """

    name: str
    verify_with: str = ""
    is_offline: bool = False
    base_url: str = ""
    deadline_s: float = DEADLINE_S


def model_settings(
    name: str = "", verify_with: str = "", is_offline: bool = False, base_url: str = ""
) -> ModelSettings | None:
    """Return which chat models are wanted: arguments first, then environment variables; None where none is.

    Raises:
        SettingsError: ``COACH_DEADLINE`` is no number of seconds.
    """
    name = name.strip() or _variable("COACH_MODEL")
    if not name:
        return None
    said = _variable("COACH_DEADLINE")
    try:
        deadline_s = float(said or DEADLINE_S)
    except ValueError:
        deadline_s = 0.0
    if not 0 < deadline_s < float("inf"):
        raise SettingsError(f"COACH_DEADLINE is “{said[:40]}”", "Give it a number of seconds above 0, or unset it.")
    return ModelSettings(name, verify_with.strip() or _variable("COACH_VERIFY_WITH"), is_offline, base_url, deadline_s)


def from_environment(corpus: str = "", encoder: str = "", allow_download: bool = False) -> Settings:
    """Return the settings: arguments first, then environment variables, then defaults.

    Raises:
        SettingsError: what is said about the store contradicts itself.
    """
    return Settings(
        corpus=corpus or _variable("COACH_CORPUS") or BUNDLED_CORPUS,
        encoder=encoder or _variable("COACH_ENCODER") or DEFAULT_ENCODER,
        cache=_cache_folder(),
        allow_download=allow_download,
        store=store_settings(os.environ),
    )


def data_folder() -> Path:
    """Return the folder of what is kept: conversations, runs, corpora of one's own. It need not exist yet.

    Unlike the cache it never moves to a temporary folder, where what people keep would be lost.

    Raises:
        EnvironmentFault: ``COACH_DATA`` is not set, and this account has no home.
    """
    asked = _variable("COACH_DATA")
    try:
        return Path(asked or platformdirs.user_data_dir("coach", appauthor=False)).expanduser().absolute()
    except RuntimeError as error:
        raise EnvironmentFault("There is no home folder to keep anything in", "Set COACH_DATA to a folder.") from error


def keep_quiet() -> None:
    """Switch off what the libraries would send or fetch by themselves; the person's own settings win."""
    for name, value in {
        "HF_HUB_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
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
