"""Vectors of a build that is not published yet: a build that is ended goes on where it stopped."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import shutil
import zipfile
from collections.abc import Sequence

import numpy as np

from coach.index.generations import Home
from coach.index.rows import Vectors

_FOLDER = "embedded"


class Embedded:
    """Vectors by text, in blocks on disk; only the writer may use it, under its lock.

    Args:
        home: Of one corpus and encoder.
        dimension: Length of a vector; blocks of another one are passed over.
    """

    def __init__(self, home: Home, dimension: int) -> None:
        self._folder = home.folder / _FOLDER
        self._dimension = dimension

    def known(self, texts: Sequence[str]) -> dict[str, Vectors]:
        """Return the vectors (d,) of those texts that were embedded before."""
        by_key: dict[bytes, Vectors] = {}
        for path in sorted(self._folder.glob("*.npz")):
            with contextlib.suppress(OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):  # cut short: no loss
                with np.load(path, allow_pickle=False) as arrays:
                    keys, vectors = arrays["keys"], arrays["vectors"]
                if vectors.shape == (len(keys), self._dimension) and np.isfinite(vectors).all():
                    by_key.update(zip((key.tobytes() for key in keys), vectors, strict=True))
        if not by_key:
            return {}
        return {text: by_key[key] for text in texts if (key := _key(text)) in by_key}

    def add(self, texts: Sequence[str], vectors: Vectors) -> None:
        """Keep a block; where it cannot be written the build goes on without."""
        keys = np.frombuffer(b"".join(map(_key, texts)), dtype=np.uint8).reshape(len(texts), -1)
        aside = self._folder / f".{secrets.token_hex(8)}"
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            with aside.open("wb") as file:
                np.savez(file, keys=keys, vectors=vectors)
            os.replace(aside, aside.with_name(f"{aside.name[1:]}.npz"))

    def clear(self) -> None:
        """Forget them: the published index holds them now."""
        shutil.rmtree(self._folder, ignore_errors=True)


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
