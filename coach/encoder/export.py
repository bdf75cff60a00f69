"""Loads a model once with sentence-transformers and writes it as ONNX, checked against itself."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from coach.errors import EncoderError

# Lengths and scripts on which an export must agree with the original, among them texts over the window.
SAMPLES = (
    "a",
    "My manager nods at my ideas and ignores them.",
    "Who owns the work that nobody owns? " * 9,
    "Überraschung – naïve café, 東京 and 🙂, 3.14 %",
    "status report " * 400,
    "I am a nurse. Last week our ward changed its rota; nobody asked us. What should I do?",
)
MIN_COSINE = 0.9999  # the bar; all-MiniLM-L6-v2 agrees to 1.000000
FORMAT = 2  # of the folder; an export of another format is made anew
# Weights beside the graph are mapped, not parsed and copied: a session opens in 57 instead of 164 ms and peaks at 131
# instead of 187 MB; the vectors are the same to the bit (all-MiniLM-L6-v2, two cores).
FILES = ("model.onnx", "model.onnx.weights", "tokenizer.json")


@dataclass(frozen=True, slots=True)
class Export:
    """What an exported model is: written beside ``model.onnx`` as ``export.json``."""

    name: str
    fingerprint: str
    stamp: str
    dimension: int
    window: int
    pad_id: int
    prompt: str
    inputs: tuple[str, ...]
    agreement: float
    runs_as_onnx: bool
    format: int = FORMAT


def load_sentence_transformer(name_or_folder: str, allow_download: bool) -> Any:
    """Load a model with sentence-transformers, on the CPU, never running remote code.

    Raises:
        EncoderError: it cannot be loaded.
    """
    if not allow_download:
        os.environ["HF_HUB_OFFLINE"] = "1"
    else:
        os.environ["HF_HUB_OFFLINE"] = "0"
    with _quiet_libraries():
        try:
            from sentence_transformers import SentenceTransformer

            return SentenceTransformer(
                name_or_folder, device="cpu", trust_remote_code=False, local_files_only=not allow_download
            )
        except Exception as error:
            raise EncoderError(
                f"The model {name_or_folder} cannot be loaded: {_first_line(error)}",
                "Give a folder with the model, or allow the download: coach ingest --encoder NAME --allow-download",
            ) from error


def export(model: Any, facts: dict[str, str], target: Path) -> Export:
    """Write a loaded model into ``target`` as ONNX and compare the two on ``SAMPLES``.

    The folder appears whole or not at all. Where the export fails or does not agree (cosine below
    ``MIN_COSINE``), ``runs_as_onnx`` is False and only the facts are written.

    Args:
        model: A ``SentenceTransformer``.
        facts: ``name``, ``fingerprint`` and ``stamp`` of the model.
        target: Folder to create.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".export-", dir=target.parent))
    try:
        with _quiet_libraries():
            done = _export_into(model, facts, aside)
        (aside / "export.json").write_text(json.dumps(asdict(done), indent=1))
        if target.exists():
            shutil.rmtree(target)
        os.replace(aside, target)
        return done
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def read_export(folder: Path) -> Export | None:
    """Return the facts of an export, or None where there is none that can be read."""
    try:
        facts = json.loads((folder / "export.json").read_text())
        done = Export(**{**facts, "inputs": tuple(facts["inputs"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None
    if done.runs_as_onnx and not ((folder / "model.onnx").is_file() and (folder / "tokenizer.json").is_file()):
        return None
    return done


def _export_into(model: Any, facts: dict[str, str], folder: Path) -> Export:
    prompt = (model.prompts or {}).get(model.default_prompt_name or "", "") or ""
    dimension = int(model.encode(["a"]).shape[1])
    done = Export(**facts, dimension=dimension, window=int(model.max_seq_length or 512), pad_id=0, prompt=prompt,
                  inputs=(), agreement=0.0, runs_as_onnx=False)  # fmt: skip
    try:
        inputs, pad_id = _write_onnx(model, folder)
        from coach.encoder.onnx import OnnxEncoder

        trial = Export(**{**asdict(done), "inputs": inputs, "pad_id": pad_id, "runs_as_onnx": True})
        ours = OnnxEncoder(folder, trial).encode_windows(list(SAMPLES))
        theirs = np.asarray(model.encode(list(SAMPLES), normalize_embeddings=True), dtype=np.float32)
        agreement = float((ours * theirs).sum(axis=1).min())
    except Exception as error:  # any exporter or runtime failure: the model still runs, through sentence-transformers
        warnings.warn(f"export to ONNX failed: {_first_line(error)}", stacklevel=2)
        return done
    return Export(**{**asdict(trial), "agreement": agreement, "runs_as_onnx": agreement >= MIN_COSINE})


def _write_onnx(model: Any, folder: Path) -> tuple[tuple[str, ...], int]:
    """Trace the whole module pipeline (transformer, pooling, dense, normalisation) into one graph."""
    import torch

    backend = model.tokenizer.backend_tokenizer
    backend.save(str(folder / "tokenizer.json"))
    sample = model.tokenizer(["one two three", "four"], padding=True, return_tensors="pt")
    inputs = tuple(name for name in ("input_ids", "attention_mask", "token_type_ids") if name in sample)

    class Pipeline(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.modules_in_order = torch.nn.ModuleList(list(model))

        def forward(self, *tensors: torch.Tensor) -> torch.Tensor:
            features: dict[str, Any] = dict(zip(inputs, tensors, strict=True))
            for module in self.modules_in_order:
                features = module(features)
            return torch.nn.functional.normalize(features["sentence_embedding"], dim=-1)

    axes = {name: {0: "batch", 1: "tokens"} for name in inputs} | {"embedding": {0: "batch"}}
    torch.onnx.export(
        Pipeline().eval(), tuple(sample[name] for name in inputs), str(folder / "model.onnx"),
        input_names=list(inputs), output_names=["embedding"], dynamic_axes=axes, dynamo=False,
    )  # fmt: skip
    pad_id = model.tokenizer.pad_token_id
    return inputs, int(pad_id) if pad_id is not None else 0


def _first_line(error: BaseException) -> str:
    text = str(error).strip().splitlines()
    return f"{type(error).__name__}: {text[0][:200]}" if text else type(error).__name__


@contextlib.contextmanager
def _quiet_libraries() -> Iterator[None]:
    """Keep progress bars and warnings of torch and transformers off the person's screen."""
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    with warnings.catch_warnings(), open(os.devnull, "w") as sink, contextlib.redirect_stderr(sink):
        warnings.simplefilter("ignore")
        yield
