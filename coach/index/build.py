"""Builds a generation aside, has it verified by another process, and publishes it."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import coach
from coach.errors import EnvironmentFault, IndexDamaged
from coach.index import chroma
from coach.index.generations import Home, new_generation, publish, published, sweep
from coach.index.lock import writing
from coach.index.manifest import EXTRAS, PROBES, ROWS, Facts, Manifest, checksums, chroma_version, write_manifest
from coach.index.rows import KINDS, Row, Vectors, VectorSource, fold, to_json
from coach.index.vectors import Progress, known_vectors, vectors_of

Arrays = Mapping[str, npt.NDArray[Any]]
Extras = Callable[[tuple[Row, ...], Vectors], Arrays]
_PROBES_A_KIND = 20
_AGAIN = "Run it again; if it fails again, check the disk, or set COACH_CACHE to another one."


@dataclass(frozen=True, slots=True)
class Plan:
    """What an index shall hold.

    Args:
        facts: What it is made from.
        rows: Returns the rows; only called when something has to be built.
        extras: Given all rows (duplicates folded) and their vectors (n, d), returns arrays to keep beside them.
    """

    facts: Facts
    rows: Callable[[], Sequence[Row]]
    extras: Extras | None = None


def build(plan: Plan, encoder: VectorSource, home: Home, on_progress: Progress | None = None) -> Manifest:
    """Build an index and publish it, whether or not there is one already.

    Args:
        plan: What it shall hold.
        encoder: Asked for the vectors of texts that the published index does not know.
        home: Where it lives.
        on_progress: Called with (done, all) while texts are embedded.

    Raises:
        CorpusError: there is nothing to index, or a text cannot be stored.
        EncoderError: the vectors are not usable.
        EnvironmentFault: disk full, no permission, or another writer at work for too long.
        IndexDamaged: what was written does not read back.
    """
    with writing(home.lock, home.wait_s):
        return build_locked(plan, encoder, home, on_progress)


def build_locked(plan: Plan, encoder: VectorSource, home: Home, on_progress: Progress | None) -> Manifest:
    """Build and publish for a caller that holds the writer's lock; see ``build``."""
    if (encoder.identity, encoder.dimension) != (plan.facts.encoder, plan.facts.dimension):
        raise ValueError(f"the facts name the encoder {plan.facts.encoder}, this is {encoder.identity}")
    sweep(home)
    rows = fold(plan.rows())
    vectors = vectors_of(tuple(rows.values()), encoder, known_vectors(home, plan.facts), on_progress)
    extras = plan.extras(tuple(rows.values()), vectors) if plan.extras else {}
    with _refusals(home.folder, _bytes_needed(rows, vectors)):
        folder = new_generation(home)
        try:
            manifest = _write(folder, plan.facts, rows, vectors, extras)
            _verify(folder, timeout_s=120 + len(rows) / 100)  # measured: 1 s and 0.1 ms a row
            publish(home, folder)
        except BaseException:
            if not _is_published(home, folder):
                shutil.rmtree(folder, ignore_errors=True)
            raise
        sweep(home)
    return manifest


def _write(folder: Path, facts: Facts, rows: Mapping[str, Row], vectors: Vectors, extras: Arrays) -> Manifest:
    parts = {kind: [n for n, row in enumerate(rows.values()) if row.kind == kind] for kind in KINDS}
    ids = list(rows)
    probes: dict[str, npt.NDArray[Any]] = {}
    with chroma.one_at_a_time(), chroma.vendor_errors(folder):
        client = chroma.connect(folder)
        try:
            for kind, numbers in parts.items():
                held = {ids[n]: rows[ids[n]] for n in numbers}
                chroma.add_rows(client, chroma.create_collection(client, kind), held, vectors[numbers])
                some = numbers[:: max(1, len(numbers) // _PROBES_A_KIND)][:_PROBES_A_KIND]
                probes[f"{kind}_ids"] = np.array([ids[n] for n in some], dtype=np.str_)
                probes[f"{kind}_vectors"] = vectors[some]
        finally:
            client.close()
    (folder / ROWS).write_text(to_json(rows), encoding="utf-8")
    _save(folder / PROBES, probes)
    _save(folder / EXTRAS, extras)
    manifest = Manifest(
        generation=folder.name,
        facts=facts,
        chroma=chroma_version(),
        counts={kind: len(numbers) for kind, numbers in parts.items()},
        files=checksums(folder),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    write_manifest(folder, manifest)
    return manifest


def _save(path: Path, arrays: Arrays) -> None:
    for name, array in arrays.items():
        if np.asarray(array).dtype.hasobject:
            raise TypeError(f"the array {name} holds Python objects; only plain numbers and texts are kept")
    np.savez(path, **dict(arrays))  # type: ignore[arg-type]


def _verify(folder: Path, timeout_s: float) -> None:
    source = Path(coach.__file__).resolve().parent.parent
    paths = [] if source.name == "site-packages" else [str(source)]  # PYTHONPATH goes before the standard library
    paths += filter(None, [os.environ.get("PYTHONPATH")])
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "coach.index.verify", str(folder)],  # -P: nothing from the person's folder
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout_s,
        )
    except subprocess.TimeoutExpired as error:
        raise IndexDamaged(f"The check of the new index did not end within {timeout_s:.0f} s", _AGAIN) from error
    reason = done.stdout.strip() or (done.stderr.strip().splitlines() or [f"exit {done.returncode}"])[-1]
    if done.returncode == EnvironmentFault.exit_code:
        raise EnvironmentFault(reason)
    if done.returncode:
        raise IndexDamaged(f"The new index did not pass its check, nothing was published: {reason[:300]}", _AGAIN)


def _is_published(home: Home, folder: Path) -> bool:
    with contextlib.suppress(IndexDamaged, EnvironmentFault):
        return published(home) == folder
    return False


def _bytes_needed(rows: Mapping[str, Row], vectors: Vectors) -> int:
    """Estimate the size of a generation: measured 4.4 kB a row of 384 floats and 100 characters."""
    texts = sum(len(row.text.encode()) + len(row.label.encode()) for row in rows.values())
    return 1_000_000 + 2 * vectors.nbytes + 3 * texts + 1_500 * len(rows)


@contextlib.contextmanager
def _refusals(folder: Path, needed: int) -> Iterator[None]:
    """Turn failures of the disk into ``EnvironmentFault`` with the bytes needed and free."""
    try:
        free = shutil.disk_usage(folder).free
        if free < needed:
            raise OSError(28, "No space left on device")
        yield
    except (OSError, EnvironmentFault, IndexDamaged) as error:
        # On a full disk Chroma may only say "failed to apply logs" (measured on a tmpfs of 4 MB).
        if isinstance(error, IndexDamaged) and _free(folder) > 2 * needed:
            raise
        reason = error.strerror or str(error) if isinstance(error, OSError) else error.message
        raise EnvironmentFault(
            f"The index cannot be written to {folder}: {reason} "
            f"(about {needed / 1e6:.1f} MB needed, {_free(folder) / 1e6:.1f} MB free)",
            "Free some disk, or set COACH_CACHE to another folder.",
        ) from error


def _free(folder: Path) -> int:
    with contextlib.suppress(OSError):
        return shutil.disk_usage(folder).free
    return 0
