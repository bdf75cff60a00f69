"""Where indexes live, and how a new one takes the place of the old one at a single stroke."""

from __future__ import annotations

import contextlib
import hashlib
import re
import secrets
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from coach.errors import EnvironmentFault, IndexDamaged
from coach.whole_file import flush, write_whole

WAIT_S = 120.0  # two first runs at once: the second waits for the first one's index (1,600 texts embed in 7 s)
_NAME = re.compile(r"gen-[0-9A-Za-z-]+")


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of one corpus and encoder: ``lock``, ``current`` and generations ``gen-...``.

    Args:
        folder: Made by the first writer.
        wait_s: How long a writer waits for another one.
    """

    folder: Path
    wait_s: float = WAIT_S

    @property
    def lock(self) -> Path:
        """The writer's lock file."""
        return self.folder / "lock"

    @property
    def pointer(self) -> Path:
        """The file that names the published generation, and under it the one before."""
        return self.folder / "current"


def home_of(cache: Path, corpus_name: str, corpus_folder: Path, encoder_identity: str) -> Home:
    """Return where the index of a corpus and an encoder lives."""
    slug = re.sub(r"[^A-Za-z0-9.-]+", "-", corpus_name).strip("-.")[:60] or "corpus"
    key = hashlib.sha256(f"{corpus_folder.resolve()}\0{encoder_identity}".encode(errors="surrogateescape"))
    return Home(cache.absolute() / "indexes" / f"{slug}-{key.hexdigest()[:8]}")


def published(home: Home) -> Path | None:
    """Return the folder of the published generation, or None where nothing was published yet.

    Raises:
        IndexDamaged: the pointer cannot be understood.
        EnvironmentFault: the pointer may not be read.
    """
    names = _pointed_at(home)
    return home.folder / names[0] if names else None


def previous(home: Home) -> Path | None:
    """Return the folder of the generation that was published before; None where there is none."""
    names = _kept(home)
    return home.folder / names[1] if len(names) > 1 else None


def put_first(home: Home, generation: Path) -> None:
    """Make the generation before the published one again, and the published one that before it.

    Raises:
        OSError: the pointer could not be written.
    """
    _switch(home, [generation.name, *(name for name in _kept(home) if name != generation.name)])


def new_generation(home: Home) -> Path:
    """Make and return an empty generation folder; a name is never used twice."""
    folder = home.folder / f"gen-{time.strftime('%Y%m%dT%H%M%S', time.gmtime())}-{secrets.token_hex(4)}"
    folder.mkdir(parents=True)
    return folder


def publish(home: Home, generation: Path) -> None:
    """Make everything durable, then switch the pointer.

    Whatever fails before the switch leaves the old generation published.

    Raises:
        OSError: a file could not be written.
    """
    sync_tree(generation)
    flush(home.folder)
    _switch(home, [generation.name, *_kept(home)[:1]])


def sweep(home: Home) -> None:
    """Remove what no pointer names: generations that builders left unfinished, and those before the previous one.

    Only the writer may call it, under its lock. Readers that still have a removed one open keep answering (measured).
    """
    kept = _kept(home)
    for path in home.folder.glob("gen-*"):
        if path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)
    for path in home.folder.glob(".current-*"):
        path.unlink(missing_ok=True)


def sync_tree(folder: Path) -> None:
    """Flush every file and folder below ``folder`` to the disk."""
    for path in sorted(folder.rglob("*")):
        flush(path)
    flush(folder)


def _switch(home: Home, names: list[str]) -> None:
    # A power cut now may bring the old pointer back; the old generation is kept, so that is no loss.
    write_whole(home.pointer, "\n".join(names) + "\n")


def _kept(home: Home) -> list[str]:
    with contextlib.suppress(IndexDamaged):
        return _pointed_at(home)
    return []


def _pointed_at(home: Home) -> list[str]:
    """Return the names in the pointer: the published generation, then the previous one."""
    try:
        names = home.pointer.read_text(encoding="ascii").split()
    except FileNotFoundError:
        return []
    except (PermissionError, NotADirectoryError) as error:
        raise EnvironmentFault(
            f"The index folder {home.folder} cannot be read: {error.strerror}",
            "Set COACH_CACHE to a folder that can be read and written.",
        ) from error
    except (OSError, ValueError) as error:
        raise IndexDamaged(f"{home.pointer} cannot be read: {error}", "Run: coach ingest") from error
    if not names or not all(_NAME.fullmatch(name) for name in names):
        raise IndexDamaged(f"{home.pointer} does not name a generation", "Run: coach ingest")
    return names
