"""Opens an encoder: the exported one where there is one, made on first use."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from coach.encoder.export import Export, export, load_sentence_transformer, read_export
from coach.encoder.weights import DEFAULT_NAME, Model, check_default, find_model, fingerprint, stamp
from coach.errors import EncoderError, EnvironmentFault
from coach.settings import Settings


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
    done = _fresh_export(model, place)
    if done is None:
        on_remark(f"Preparing the embedding model {model.name} (once, a few seconds)")
        done, loaded = _make_export(model, place, settings)
        if not done.runs_as_onnx:
            on_remark(f"{model.name} runs through sentence-transformers: its ONNX export does not agree with it")
            return SentenceTransformerEncoder(loaded, done)
    if done.runs_as_onnx:
        return OnnxEncoder(place, done)
    on_remark(f"{model.name} runs through sentence-transformers (slower to start)")
    return SentenceTransformerEncoder(load_sentence_transformer(_source(model), settings.allow_download), done)


def export_folder(model: Model, cache: Path) -> Path:
    """Return where a model's export lives: one folder a model."""
    slug = re.sub(r"[^A-Za-z0-9.-]+", "-", model.name)[:60]
    return cache / "encoders" / f"{slug}-{hashlib.sha256(_source(model).encode()).hexdigest()[:8]}"


def _source(model: Model) -> str:
    return str(model.folder) if model.folder else model.name


def _fresh_export(model: Model, place: Path) -> Export | None:
    done = read_export(place)
    if done is not None and model.folder is not None and done.stamp != stamp(model.folder):
        return None  # the model's files were touched since
    return done


def _make_export(model: Model, place: Path, settings: Settings) -> tuple[Export, Any]:
    if model.folder is not None and model.name == DEFAULT_NAME:
        check_default(model.folder)
    loaded = load_sentence_transformer(_source(model), settings.allow_download)
    print_of = fingerprint(model.folder) if model.folder else hashlib.sha256(_weights_of(loaded)).hexdigest()
    facts = {"name": model.name, "fingerprint": print_of, "stamp": stamp(model.folder) if model.folder else ""}
    try:
        return export(loaded, facts, place), loaded
    except OSError as error:
        raise EnvironmentFault(
            f"The exported model cannot be written to {place.parent}: {error.strerror or error}",
            "Free some disk (200 MB), or set COACH_CACHE to a folder that can be written.",
        ) from error


def _weights_of(loaded: Any) -> bytes:
    return b"".join(value.detach().numpy().tobytes() for _, value in sorted(loaded.state_dict().items()))


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
            (number, " ".join(words[start : start + room]))
            for number, words in enumerate(parts)
            for start in range(0, max(1, len(words)), room)
        ]
        encoded = np.asarray(
            self._model.encode([piece for _, piece in pieces], show_progress_bar=False), dtype=np.float32
        )
        if on_progress:
            on_progress(len(pieces), len(pieces))
        if not np.isfinite(encoded).all():
            raise EncoderError(f"{self.identity} returned values that are not numbers", "Choose another --encoder.")
        whole = np.zeros((len(texts), self.dimension), dtype=np.float32)
        np.add.at(whole, [number for number, _ in pieces], encoded)
        mean: npt.NDArray[np.float32] = whole / np.maximum(np.linalg.norm(whole, axis=1, keepdims=True), 1e-12)
        return mean
