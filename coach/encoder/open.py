"""Opens an encoder: the exported one where there is one, made on first use."""

from __future__ import annotations

import contextlib
import hashlib
import re
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from coach.encoder.export import export, load_sentence_transformer
from coach.encoder.exported import Export, read_export
from coach.encoder.weights import Model, check_default, find_model, fingerprint, stamp
from coach.errors import EncoderError, EnvironmentFault
from coach.settings import Settings

_ABANDONED_S = 3600.0  # an export takes seconds; a folder that old belongs to a process that was killed


class Encoder(Protocol):
    """Texts in, unit vectors out."""

    identity: str
    dimension: int

    def encode(
        self, texts: Sequence[str], on_progress: Callable[[int, int], None] | None = None
    ) -> npt.NDArray[np.float32]:
        """Return (n, d) float32 vectors of unit norm for n texts."""
        ...


def open_encoder(settings: Settings, on_remark: Callable[[str], None] = lambda remark: None) -> Encoder:
    """Open the encoder that the settings name; export it first where that has not been done.

    Args:
        settings: Names the model and the cache.
        on_remark: Told, in one sentence each, about slow or unusual steps.

    Raises:
        EncoderError: the model is missing, incomplete, refused, or cannot be loaded.
        EnvironmentFault: the cache cannot be written.
    """
    from coach.encoder.onnx import OnnxEncoder

    model = find_model(settings.encoder)
    place = export_folder(model, settings.cache)
    done = read_export(place)
    loaded = None
    if done is not None and done.runs_as_onnx:
        try:
            return OnnxEncoder(place, done)
        except EncoderError as error:
            on_remark(f"{error.message}; making it anew")
            shutil.rmtree(place, ignore_errors=True)
            done = None
    if done is None:
        on_remark(f"Preparing the embedding model {model.name} (once, a few seconds)")
        done, loaded = _make_export(model, place, settings)
        if done.runs_as_onnx:
            return OnnxEncoder(place, done)
    on_remark(f"{model.name} runs through sentence-transformers, slower to start: {done.reason}")
    return SentenceTransformerEncoder(loaded or _load(model, settings), done)


def export_folder(model: Model, cache: Path) -> Path:
    """Return where the export of a model, as its files are now, lives."""
    touched = hashlib.sha256(_stamp(model).encode()).hexdigest()[:8]
    return cache / "encoders" / f"{_exports_of(model)}-{touched}"


def _exports_of(model: Model) -> str:
    slug = re.sub(r"[^A-Za-z0-9.-]+", "-", model.name)[:60]
    return f"{slug}-{hashlib.sha256(_source(model).encode(errors='surrogateescape')).hexdigest()[:8]}"


def _source(model: Model) -> str:
    return str(model.folder) if model.folder else model.name


def _stamp(model: Model) -> str:
    return stamp(model.folder) if model.folder else ""


def _load(model: Model, settings: Settings) -> Any:
    return load_sentence_transformer(_source(model), settings.allow_download)


def _make_export(model: Model, place: Path, settings: Settings) -> tuple[Export, Any]:
    if model.folder is not None and model.is_default:
        check_default(model.folder)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)  # refused now rather than after seconds of loading
        before = _stamp(model)
        loaded = _load(model, settings)
        print_of = fingerprint(model.folder) if model.folder else _print_of(loaded)
        done = export(loaded, {"name": model.name, "fingerprint": print_of, "stamp": before}, place)
    except OSError as error:
        raise EnvironmentFault(
            f"The exported model cannot be written to {place.parent}: {error.strerror or error}",
            "Free some disk (300 MB), or set COACH_CACHE to a folder that can be written.",
        ) from error
    _drop_older(model, place)
    return done, loaded


def _drop_older(model: Model, place: Path) -> None:
    """Remove the exports of this model as it was before, and what a killed process left behind."""
    for old in place.parent.glob(f"{_exports_of(model)}-*"):
        if old != place:
            shutil.rmtree(old, ignore_errors=True)
    for left in place.parent.glob(f".{_exports_of(model)}-*"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > _ABANDONED_S:
                shutil.rmtree(left, ignore_errors=True)


def _print_of(loaded: Any) -> str:
    """Return a sha256 over the weights and the modules' settings of a model that has no folder."""
    import torch

    digest = hashlib.sha256(repr(loaded).encode())
    for name, value in sorted(loaded.state_dict().items()):
        digest.update(name.encode())
        digest.update(value.detach().contiguous().flatten().view(torch.uint8).numpy())  # bfloat16 has no numpy type
    return digest.hexdigest()


class SentenceTransformerEncoder:
    """A model whose export does not agree with it: run by sentence-transformers itself."""

    def __init__(self, model: Any, facts: Export) -> None:
        self._model = model
        self.identity = f"{facts.name}:{facts.fingerprint[:16]}"
        self.dimension = facts.dimension

    def encode(
        self, texts: Sequence[str], on_progress: Callable[[int, int], None] | None = None
    ) -> npt.NDArray[np.float32]:
        """Return (n, d) float32 vectors of unit norm for n texts; long texts are split at words, the parts' mean taken.

        Raises:
            EncoderError: the model returned values that are not finite.
        """
        room = max(1, int(self._model.max_seq_length or 512) // 2)  # words; two tokens a word at most, nearly always
        parts = [text.split() for text in texts]
        pieces = [
            (
                number,
                texts[number] if len(words) <= room else " ".join(words[start : start + room]),
                max(1, len(words[start : start + room])),
            )
            for number, words in enumerate(parts)
            for start in range(0, max(1, len(words)), room)
        ]
        encoded = np.zeros((0, self.dimension), dtype=np.float32)
        if pieces:
            encoded = np.asarray(
                self._model.encode(
                    [piece for _, piece, _ in pieces], normalize_embeddings=True, show_progress_bar=False
                ),
                dtype=np.float32,
            )
        if on_progress:
            on_progress(len(pieces), len(pieces))
        if not np.isfinite(encoded).all():
            raise EncoderError(f"{self.identity} returned values that are not numbers", "Choose another --encoder.")
        whole = np.zeros((len(texts), self.dimension), dtype=np.float32)
        lengths = np.array([[length] for _, _, length in pieces], dtype=np.float32).reshape(-1, 1)
        np.add.at(whole, np.array([number for number, _, _ in pieces], dtype=np.intp), encoded * lengths)
        whole /= np.maximum(np.linalg.norm(whole, axis=1, keepdims=True), 1e-12)
        return whole
