"""Runs an exported model through onnxruntime and tokenizers; imports neither torch nor transformers."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import numpy as np
import numpy.typing as npt

from coach.encoder.exported import GRAPH, TOKENIZER, Export
from coach.errors import EncoderError

Vectors = npt.NDArray[np.float32]
TOKENS_PER_BATCH = 512  # padded tokens. 512 texts of 15-90 words on two cores: 272/s; 1024: 263, 2048: 240, 4096: 223
# From this many batches on, each core runs batches of its own instead of all sharing one: 277 texts/s against 218 (two
# cores). A question is one batch, and there sharing halves the time.
SEPARATE_BATCHES = 16
PADDING = 0.75  # a text shorter than this share of its batch's longest starts a new batch: padding costs like text


class OnnxEncoder:
    """An exported sentence-transformers model.

    Args:
        folder: Holds the graph, its weights and ``tokenizer.json``.
        facts: What was exported.
    """

    def __init__(self, folder: Path, facts: Export) -> None:
        from tokenizers import Tokenizer

        self._folder = folder
        self._cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        try:
            self._session = _session(folder, self._cores)
            self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
        except Exception as error:
            raise EncoderError(
                f"The exported model in {folder} cannot be read", "Run: coach doctor --repair"
            ) from error
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._facts = facts
        self._prefix, self._suffix = _special_tokens(self._tokenizer)
        self._room = max(1, facts.window - len(self._prefix) - len(self._suffix))
        self.identity = f"{facts.name}:{facts.fingerprint[:16]}"
        self.dimension = facts.dimension

    def encode(self, texts: Sequence[str], on_progress: Callable[[int, int], None] | None = None) -> Vectors:
        """Return one vector a text; a text longer than the window is split, and its parts' mean is taken.

        Args:
            texts: n texts, of any length.
            on_progress: Called with (done, all) windows.

        Returns:
            (n, d) float32, unit norm.
        """
        windows: list[list[int]] = []
        owner: list[int] = []
        for number, encoding in enumerate(
            self._tokenizer.encode_batch(self._prompted(texts), add_special_tokens=False)
        ):
            for piece in _pieces(encoding.ids, encoding.word_ids, self._room):
                windows.append(piece)
                owner.append(number)
        parts = self._run(windows, on_progress)
        if len(windows) == len(texts):
            return parts
        whole = np.zeros((len(texts), self.dimension), dtype=np.float32)
        np.add.at(whole, owner, parts * np.array([[max(1, len(window))] for window in windows], dtype=np.float32))
        mean: Vectors = whole / np.maximum(np.linalg.norm(whole, axis=1, keepdims=True), 1e-12)
        return mean

    def encode_windows(self, texts: Sequence[str]) -> Vectors:
        """Return one vector a text from its first window alone, as ``SentenceTransformer.encode`` does; for checks."""
        encodings = self._tokenizer.encode_batch(self._prompted(texts), add_special_tokens=False)
        return self._run([encoding.ids[: self._room] for encoding in encodings], None)

    def _prompted(self, texts: Sequence[str]) -> list[str]:
        return [self._facts.prompt + text for text in texts]

    def _run(self, windows: list[list[int]], on_progress: Callable[[int, int], None] | None) -> Vectors:
        result = np.zeros((len(windows), self.dimension), dtype=np.float32)
        batches = list(_batches([len(window) for window in windows]))
        texts = [[windows[number] for number in batch] for batch in batches]
        done = 0
        for batch, vectors in zip(batches, self._run_batches(texts), strict=True):
            result[batch] = vectors
            done += len(batch)
            if on_progress:
                on_progress(done, len(windows))
        return result

    def _run_batches(self, batches: list[list[list[int]]]) -> Iterator[Vectors]:
        """Yield the vectors of each batch, in order."""
        if self._cores < 2 or len(batches) < SEPARATE_BATCHES:
            yield from (self._run_batch(batch, self._session) for batch in batches)
            return
        free: SimpleQueue[Any] = SimpleQueue()
        for _ in range(self._cores):
            free.put(_session(self._folder, 1))

        def run(batch: list[list[int]]) -> Vectors:
            session = free.get()
            try:
                return self._run_batch(batch, session)
            finally:
                free.put(session)

        pool = ThreadPoolExecutor(self._cores)
        try:
            yield from pool.map(run, batches)
        finally:  # Ctrl-C waits for the batches at work only
            pool.shutdown(cancel_futures=True)

    def _run_batch(self, windows: list[list[int]], session: Any) -> Vectors:
        full = [self._prefix + window + self._suffix for window in windows]
        longest = max(map(len, full))
        ids = np.full((len(full), longest), self._facts.pad_id, dtype=np.int64)
        mask = np.zeros((len(full), longest), dtype=np.int64)
        for row, window in enumerate(full):
            ids[row, : len(window)] = window
            mask[row, : len(window)] = 1
        feeds = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        vectors: Vectors = session.run(None, {name: feeds[name] for name in self._facts.inputs})[0]
        return vectors.astype(np.float32, copy=False)


def _session(folder: Path, threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(str(folder / GRAPH), options, providers=["CPUExecutionProvider"])


def _special_tokens(tokenizer: Any) -> tuple[list[int], list[int]]:
    """Return the ids that the tokenizer puts before and after a text."""
    bare = tokenizer.encode("a", add_special_tokens=False).ids
    full = tokenizer.encode("a", add_special_tokens=True).ids
    for start in range(len(full) - len(bare) + 1):
        if full[start : start + len(bare)] == bare:
            return full[:start], full[start + len(bare) :]
    return [], []


def _pieces(ids: list[int], word_ids: list[int | None], room: int) -> Iterator[list[int]]:
    """Cut token ids into windows of at most ``room``, between words where a word fits into a window."""
    start = 0
    while len(ids) - start > room:
        end = start + room
        while end > start + room // 2 and word_ids[end] is not None and word_ids[end] == word_ids[end - 1]:
            end -= 1
        if end == start + room // 2:
            end = start + room  # one long word, or a tokenizer that does not tell words apart
        yield ids[start:end]
        start = end
    yield ids[start:]


def _batches(lengths: list[int]) -> Iterator[list[int]]:
    """Group texts of like length, longest first, so that little is padded; ``TOKENS_PER_BATCH`` at most."""
    batch: list[int] = []
    longest = 0
    for number in sorted(range(len(lengths)), key=lambda number: -lengths[number]):
        length = lengths[number] + 2
        if batch and (longest * (len(batch) + 1) > TOKENS_PER_BATCH or length < PADDING * longest):
            yield batch
            batch = []
        longest = longest if batch else length
        batch.append(number)
    if batch:
        yield batch
