"""Loads a model once with sentence-transformers and writes it as ONNX, checked against itself."""

from __future__ import annotations

import contextlib
import io
import os
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from coach.encoder.exported import FORMAT, GRAPH, TOKENIZER, WEIGHTS, Export, made_aside, read_export, write_facts
from coach.errors import EncoderError

# Lengths and scripts on which an export must agree with the original: nothing at all, white space at both ends, texts
# of nearly the same length (padded together), texts over the window.
SAMPLES = (
    "",
    "a",
    "  My MANAGER nods at my ideas\n\nand ignores them. ",
    "My manager nods at my plans and ignores all of them.",
    "Who owns the work that nobody owns? " * 9,
    "Überraschung – naïve café, 東京 and 🙂, 3.14 %",
    "status report " * 400,
    "I am a nurse. Last week our ward changed its rota; nobody asked us. What should I do?",
)
MIN_COSINE = 0.9999  # the bar; all-MiniLM-L6-v2 agrees to 1.000000


def load_sentence_transformer(name_or_folder: str, allow_download: bool) -> Any:
    """Load a model with sentence-transformers, on the CPU, never running remote code.

    Raises:
        EncoderError: it cannot be loaded.
    """
    with _quiet_libraries(), _hub(allow_download):
        try:
            from sentence_transformers import SentenceTransformer

            model = SentenceTransformer(
                name_or_folder, device="cpu", trust_remote_code=False, local_files_only=not allow_download
            )
        except Exception as error:
            raise EncoderError(
                f"The model {name_or_folder} cannot be loaded: {_first_line(error)}",
                "Give a folder with the model, or allow the download: coach ingest --encoder NAME --allow-download",
            ) from error
    if not _has_vocabulary(model.tokenizer):
        raise EncoderError(
            f"The model {name_or_folder} is incomplete: its tokenizer knows no words",
            "Copy the whole folder again; tokenizer.json or the vocabulary is missing.",
        )
    return model


def _has_vocabulary(tokenizer: Any) -> bool:
    """Tell whether a tokenizer knows more than its special tokens; transformers 5 makes up an empty one silently."""
    if not hasattr(tokenizer, "all_special_tokens"):
        return True  # not of transformers: it fails by itself
    return not set(tokenizer.get_vocab()) <= set(tokenizer.all_special_tokens)


def export(model: Any, facts: dict[str, str], target: Path) -> Export:
    """Write a loaded model into ``target`` as ONNX and compare the two on ``SAMPLES``.

    The folder appears whole or not at all. Where the export fails or does not agree (cosine below
    ``MIN_COSINE``), ``runs_as_onnx`` is False and only the facts are written.

    Args:
        model: A ``SentenceTransformer``.
        facts: ``name``, ``fingerprint`` and ``stamp`` of the model.
        target: Folder to create.

    Returns:
        The facts of the export that is in ``target`` afterwards; another process may have been quicker.

    Raises:
        OSError: it cannot be written.
    """
    with made_aside(target) as aside:
        with _quiet_libraries():
            done = _export_into(model, facts, aside)
        if not done.runs_as_onnx:
            for name in (GRAPH, WEIGHTS, TOKENIZER):
                (aside / name).unlink(missing_ok=True)
        write_facts(aside, done)
    return read_export(target) or done


def _export_into(model: Any, facts: dict[str, str], folder: Path) -> Export:
    prompt = (model.prompts or {}).get(model.default_prompt_name or "", "") or ""
    dimension = int(model.encode(["a"]).shape[1])
    done = Export(**facts, dimension=dimension, window=int(model.max_seq_length or 512), pad_id=0, prompt=prompt,
                  inputs=(), agreement=0.0, runs_as_onnx=False, reason="", format=FORMAT)  # fmt: skip
    try:
        inputs, pad_id = _write_onnx(model, folder)
        done = replace(done, inputs=inputs, pad_id=pad_id)
        agreement = _agreement(model, folder, done)
    except (OSError, MemoryError):  # the machine refuses: says nothing about the model
        raise
    except Exception as error:  # any exporter or runtime failure: the model still runs, through sentence-transformers
        return replace(done, reason=f"it cannot be exported ({_first_line(error)})")
    if not agreement >= MIN_COSINE:  # also where it is no number
        return replace(done, reason=f"its export agrees with it to a cosine of {agreement:.4f} only")
    return replace(done, agreement=agreement, runs_as_onnx=True)


def _agreement(model: Any, folder: Path, facts: Export) -> float:
    """Return the smallest cosine between the two over the samples."""
    from coach.encoder.onnx import OnnxEncoder

    ours = OnnxEncoder(folder, facts).encode_windows(list(SAMPLES))
    theirs = np.asarray(model.encode(list(SAMPLES), normalize_embeddings=True), dtype=np.float32)
    return float((ours * theirs).sum(axis=1).min())


def _write_onnx(model: Any, folder: Path) -> tuple[tuple[str, ...], int]:
    """Trace the whole module pipeline (transformer, pooling, dense, normalisation) into one graph."""
    import torch

    backend = model.tokenizer.backend_tokenizer
    backend.save(str(folder / TOKENIZER))
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
        Pipeline().eval(), tuple(sample[name] for name in inputs), str(folder / GRAPH),
        input_names=list(inputs), output_names=["embedding"], dynamic_axes=axes, dynamo=False,
    )  # fmt: skip
    _move_weights_out(folder)
    pad_id = model.tokenizer.pad_token_id
    return inputs, int(pad_id) if pad_id is not None else 0


def _move_weights_out(folder: Path) -> None:
    """Rewrite the graph with its weights in a file of their own, which onnxruntime maps instead of parsing."""
    import onnx

    graph = folder / GRAPH
    onnx.save_model(onnx.load(graph), graph, save_as_external_data=True, location=WEIGHTS, size_threshold=1024)
    weights = folder / WEIGHTS
    weights.touch()  # a tiny model may have no weight that is large enough
    weights.chmod(graph.stat().st_mode)  # onnx closes it to everybody else who shares the cache


def _first_line(error: BaseException) -> str:
    text = str(error).strip().splitlines()
    return f"{type(error).__name__}: {text[0][:200]}" if text else type(error).__name__


@contextlib.contextmanager
def _hub(is_asked: bool) -> Iterator[None]:
    """Let the libraries ask the hub, or not; what it is asked says nothing of who runs this.

    Environment variables count where huggingface_hub is imported first; where that has happened, its constants do. Even
    with ``local_files_only`` version 1 asks the hub for a list of the programs that may be running it (`detect_agent`).
    """
    os.environ["HF_HUB_OFFLINE"] = "0" if is_asked else "1"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    from huggingface_hub import constants

    before = constants.HF_HUB_OFFLINE, constants.HF_HUB_DISABLE_TELEMETRY
    constants.HF_HUB_OFFLINE, constants.HF_HUB_DISABLE_TELEMETRY = not is_asked, True
    try:
        yield
    finally:
        constants.HF_HUB_OFFLINE, constants.HF_HUB_DISABLE_TELEMETRY = before


class _Nowhere(io.TextIOBase):
    """Swallows what is written; never closed, because log handlers made meanwhile keep it."""

    def write(self, text: str) -> int:
        return len(text)


@contextlib.contextmanager
def _quiet_libraries() -> Iterator[None]:
    """Keep progress bars and warnings of torch and transformers off the person's screen."""
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    with warnings.catch_warnings(), contextlib.redirect_stderr(_Nowhere()):
        warnings.simplefilter("ignore")
        yield
