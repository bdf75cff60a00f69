"""An exported model on disk: its facts, and how a new one takes its place."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

FORMAT = 2  # of the folder; an export of another format is made anew
# Weights beside the graph are mapped, not parsed and copied: a session opens in 57 instead of 164 ms and peaks at 131
# instead of 187 MB; the vectors are the same to the bit (all-MiniLM-L6-v2, two cores).
GRAPH, WEIGHTS, TOKENIZER, FACTS = "model.onnx", "model.onnx.weights", "tokenizer.json", "export.json"
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Export:
    """What an exported model is: written beside ``model.onnx`` as ``export.json``.

    Args:
        name: The model's name.
        fingerprint: sha256 of its files.
        stamp: Of its files when it was exported; empty for a model that a hub knows.
        dimension: Length of a vector.
        window: Tokens that the model reads at once, special tokens included.
        pad_id: Token that fills a batch up.
        prompt: Put before every text.
        inputs: Names of the graph's inputs.
        agreement: The smallest cosine to the original over the samples; 0 where it could not be compared.
        runs_as_onnx: Whether the export agrees; else only these facts are kept.
        reason: Why it does not; empty where it does.
        format: Layout of the folder.
    """

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
    reason: str
    format: int


def read_export(folder: Path) -> Export | None:
    """Return the facts of an export, or None where there is none that can be used."""
    try:
        facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
        done = Export(**{**facts, "inputs": tuple(facts["inputs"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None
    if done.format != FORMAT:
        return None
    if done.runs_as_onnx and not all((folder / name).is_file() for name in (GRAPH, WEIGHTS, TOKENIZER)):
        return None
    return done


def write_facts(folder: Path, done: Export) -> None:
    """Write the facts of an export beside it."""
    (folder / FACTS).write_text(json.dumps(asdict(done), indent=1) + "\n", encoding="utf-8")


@contextlib.contextmanager
def made_aside(target: Path) -> Iterator[Path]:
    """Give a fresh folder beside ``target``; afterwards it is ``target``, whole, or gone.

    Two processes may do so at once: the first one's export stays and the second one's is dropped, because somebody may
    have opened the first by then.

    Raises:
        OSError: the folder cannot be made or put in place.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.parent / f".{target.name}-{secrets.token_hex(4)}"
    aside.mkdir()  # not mkdtemp: its folders are closed to everybody else who shares the cache
    try:
        yield aside
        _put(aside, target)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _put(aside: Path, target: Path) -> None:
    for left in reversed(range(_TRIES)):
        try:
            os.replace(aside, target)  # refused where target is a folder that holds anything
            return
        except OSError:
            if read_export(target) is not None:
                return
            if left == 0 or not target.exists():
                raise
        unusable = target.parent / f".{target.name}-{secrets.token_hex(4)}"
        with contextlib.suppress(OSError):  # another process was quicker
            os.replace(target, unusable)
        shutil.rmtree(unusable, ignore_errors=True)
