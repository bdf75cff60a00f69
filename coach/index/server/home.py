"""Where indexes live on a Chroma server: names of collections, and the little that a machine keeps itself."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import secrets
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from coach.index.generations import WAIT_S, Home
from coach.index.manifest import FORMAT, Facts
from coach.index.rows import Kind
from coach.store_settings import StoreSettings
from coach.whole_file import write_whole

FILES = "files"
ID = ".id"  # a file of a corpus folder: made when a corpus of one's own is first published, and copied with it
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SLUG = 40  # with the rest of a collection's name below Chroma Cloud's 128 bytes


@dataclass(frozen=True, slots=True)
class ServerHome:
    """The generations of one corpus and encoder on a server.

    Args:
        store: The server.
        key: What the names of all its collections begin with.
        scratch: A folder of this machine for texts embedded by a build that was ended; it may vanish at any time.
        wait_s: How long a writer waits for another one.
        lease_s: How long a writer that went silent keeps the others out; it renews three times in that time.
        grace_s: How long a generation stays after it was neither the published nor the previous one.
    """

    store: StoreSettings
    key: str
    scratch: Home
    wait_s: float = WAIT_S
    lease_s: float = 60.0
    grace_s: float = 600.0

    def collection(self, generation: str, part: Kind | str) -> str:
        """Return the name of the collection of a part of a generation."""
        return f"{self.key}.{generation}.{part}"


def server_home_of(
    store: StoreSettings, scratch: Path, corpus: tuple[str, Path], data: Path, encoder: str
) -> ServerHome:
    """Return where the index of a corpus and an encoder lives on a server.

    Other machines find it too, whatever their folders are called: a corpus is known by the id in its folder (see
    ``mark``), which goes with it when it is copied, so that two of one name that were made apart stay apart. One
    without is known by its place in the data folder, and one that lies elsewhere, as the bundled one, by its name.

    Args:
        store: The server.
        scratch: The cache folder of this machine.
        corpus: Its name and its folder.
        data: The data folder.
        encoder: ``VectorSource.identity``.
    """
    name, folder = corpus
    place, root = folder.resolve(), data.resolve()
    known_by = place.relative_to(root).as_posix() if place.is_relative_to(root) else f"name:{name}"
    if own := _id_of(folder):
        known_by = f"id:{own}"
    slug = re.sub(r"[^A-Za-z0-9-]+", "-", name).strip("-")[:_SLUG].strip("-") or "corpus"
    digest = hashlib.sha256(f"{known_by}\0{encoder}".encode(errors="surrogateescape")).hexdigest()[:12]
    key = f"coach-{slug}-{digest}"
    where = hashlib.sha256(f"{store.url}\0{store.tenant}\0{store.database}".encode()).hexdigest()[:8]
    return ServerHome(store, key, Home(scratch.absolute() / "indexes" / f"{key}-{where}"))


def mark(folder: Path, data: Path) -> None:
    """Give a corpus of one's own, in ``corpora`` of the data folder, an id that no other one has, unless it has one.

    Where it cannot be written the corpus is known by its place, as before.
    """
    if folder.resolve().parent != (data / "corpora").resolve() or _id_of(folder):
        return
    with contextlib.suppress(OSError):
        write_whole(folder / ID, f"{secrets.token_hex(8)}\n")


def new_name(facts: Facts) -> str:
    """Return the name of a new generation, which tells by a hash what it is made from; none is used twice."""
    return f"gen-{time.strftime('%Y%m%dT%H%M%S', time.gmtime())}-{_hash_of(facts)}-{secrets.token_hex(4)}"


def is_of(generation: str, facts: Facts) -> bool:
    """Tell by its name whether a generation is made from this; nothing has to be read for that."""
    return generation.split("-")[2:3] == [_hash_of(facts)]


def _hash_of(facts: Facts) -> str:
    told = {name: value for name, value in asdict(facts).items() if name != "corpus_name"}
    return hashlib.sha256(json.dumps([FORMAT, told], sort_keys=True).encode()).hexdigest()[:12]


def _id_of(folder: Path) -> str:
    try:
        found = (folder / ID).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""
    return found if _ID.fullmatch(found) else ""
