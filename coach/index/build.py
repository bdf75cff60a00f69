"""Builds a generation aside, has it verified by another process, and publishes it."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from coach.errors import EnvironmentFault, IndexDamaged, IndexStale
from coach.index.checker import Checker
from coach.index.embedded import Embedded
from coach.index.generations import Home, new_generation, previous, publish, published, put_first, sweep
from coach.index.lock import writing
from coach.index.manifest import Facts, Manifest
from coach.index.rows import Row, Vectors, VectorSource, fold
from coach.index.store import open_generation
from coach.index.vectors import Progress, known_vectors, vectors_of
from coach.index.write import Arrays, Content, base_of, write

Extras = Callable[[tuple[Row, ...], Vectors], Arrays]
Known = Callable[[Mapping[str, Row]], dict[str, Vectors]]


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
    sweep(home)
    kept = Embedded(home, encoder.dimension)
    with Checker() as checker:
        content = content_of(plan, encoder, lambda _: known_vectors(home, plan.facts), kept, on_progress)
        try:
            manifest = _publish_new(home, content, base_of(home, content), checker)
        except IndexDamaged:  # of a copy that was changed: written from nothing it may be sound
            with Checker() as another:
                manifest = _publish_new(home, content, None, another)
    kept.clear()
    sweep(home)
    return manifest


def content_of(
    plan: Plan, encoder: VectorSource, known: Known, kept: Embedded, on_progress: Progress | None
) -> Content:
    """Return what a generation shall hold: the rows of a plan, their vectors and what is kept beside them.

    Args:
        plan: What it shall hold.
        encoder: Asked for the vectors of texts that are neither known nor kept.
        known: Given the rows by id, returns vectors by text that the published index holds.
        kept: Where vectors are kept until the index is published.
        on_progress: Called with (done, all) while texts are embedded.

    Raises:
        CorpusError, EncoderError: as ``build``.
    """
    if (encoder.identity, encoder.dimension) != (plan.facts.encoder, plan.facts.dimension):
        raise ValueError(f"the facts name the encoder {plan.facts.encoder}, this is {encoder.identity}")
    rows = fold(plan.rows())
    held = tuple(rows.values())
    vectors = vectors_of(held, encoder, known(rows), on_progress, kept)
    return Content(plan.facts, rows, vectors, plan.extras(held, vectors) if plan.extras else {})


def renew_locked(plan: Plan, encoder: VectorSource, home: Home, on_progress: Progress | None) -> Manifest:
    """Publish the generation before again where it holds what is wanted (a corpus went back), else build.

    For a caller that holds the writer's lock; see ``build``.
    """
    folder = previous(home)
    if folder is not None:
        with contextlib.suppress(IndexDamaged, IndexStale), open_generation(folder, plan.facts) as index:
            put_first(home, folder)
            return index.manifest
    return build_locked(plan, encoder, home, on_progress)


def _publish_new(home: Home, content: Content, base: Path | None, checker: Checker) -> Manifest:
    """Write a generation, have it checked and publish it; on any failure nothing of it is left."""
    with _refusals(home.folder, _bytes_needed(content.rows, content.vectors)):
        folder = new_generation(home)
        try:
            manifest = write(folder, content, base)
            checker.check(folder, timeout_s=120 + len(content.rows) / 100)  # measured: 1 s and 0.1 ms a row
            publish(home, folder)
        except BaseException:
            if not _is_published(home, folder):
                shutil.rmtree(folder, ignore_errors=True)
            raise
    return manifest


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
