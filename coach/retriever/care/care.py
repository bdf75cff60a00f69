"""Whether somebody is in danger: asked of every message, whatever the corpus, before anything else is decided."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import numpy as np

from coach import words
from coach.index import VectorSource
from coach.retriever.care.probe import CareProbe, Weights, weights_of
from coach.retriever.care.signs import hints_at_it, says_it
from coach.retriever.care.units import units_of

CRISIS = "crisis"
Heard = Literal["sure", "hint", ""]
SHIPPED = Path(__file__).parent / "weights.npz"
# Log-odds of the probe. People say the worst in one sentence and go on about work, so a sentence alone is enough: to be
# sure it must be plain (ALONE_SURE), or plain enough in a message that is not far from it as a whole.
SURE, SENTENCE_SURE, WHOLE_OF_SURE, ALONE_SURE = 0.0, 1.0, -1.5, 2.0
# Above these help is named beside the answer, and nothing else is suggested. It is bounded by nothing: a line too many
# is cheap, silence is not.
HINT, SENTENCE_HINT = -0.5, -0.5
# Learnt from three quarters of the lines and asked the rest (four folds), with the signs. As the lines stand: of 2,225
# ordinary ones 0.3 % are sure and 4 % hints, of 515 in dark words 2 % and 6 %, of 349 of somebody in danger, most told
# sideways, 48 % and 15 %. Amid four sentences of work: 0.4 % and 6 %, 1 % and 7 %, 32 % and 22 %.
# Where the whole had to be near as well (-1.5 for sure, -2.5 for hints), amid work 33 % instead of 54 % were heard, and
# 0.2 % of the ordinary ones were hints. With all other sentences learned alone it came to the same.
# The share that signs find is no held-out figure: they were widened after seeing which of these lines they missed.
# Of a few words the embedding tells too little: "help", "my boss ignores me"; there only signs decide.
# One word in a text of seven weighs too much as well ("resignation letter").
FEWEST_STEMS, FEWEST_WORDS = 4, 8


class Care:
    """Hears whether somebody is in danger.

    Args:
        encoder: Reads messages for the probe.
        weights: Of the probe; without them only phrases are known.
    """

    def __init__(self, encoder: VectorSource, weights: Weights | None = None) -> None:
        self._encoder = encoder
        self._probe = CareProbe(weights) if weights else None

    def hear(self, text: str, is_read: bool = True) -> Heard:
        """Return how surely a message is that of somebody in danger, or tells of one.

        Args:
            text: As it was told.
            is_read: Whether the encoder reads its language; phrases are known in several.

        Returns:
            ``sure``: a person must be asked. ``hint``: it may be; name help beside the answer. Empty: nothing.
        """
        if says_it(text):
            return "sure"
        whole, alone = self._odds(text) if is_read else (-np.inf, -np.inf)
        if whole >= SURE or alone >= ALONE_SURE or (alone >= SENTENCE_SURE and whole >= WHOLE_OF_SURE):
            return "sure"
        return "hint" if whole >= HINT or alone >= SENTENCE_HINT or hints_at_it(text) else ""

    def read(self, text: str) -> list[str]:
        """Return what the probe reads of a message: the whole, and its sentences that say enough."""
        return [unit for unit in units_of(text) if _says_enough(unit)] if self._probe else []

    def _odds(self, text: str) -> tuple[float, float]:
        """Return the log-odds of the whole message, and the highest of a sentence."""
        units = self.read(text)
        if self._probe is None or not units:
            return -np.inf, -np.inf
        odds = self._probe.log_odds(units, self._encoder.encode(units))
        is_whole = units[0] == text.strip()
        rest = odds[1:] if is_whole else odds
        return float(odds[0]) if is_whole else -np.inf, float(rest.max()) if len(rest) else -np.inf


def open_care(
    encoder: VectorSource, cache: Path | None = None, on_remark: Callable[[str], None] = lambda remark: None
) -> Care:
    """Return what hears danger for an encoder: its weights come with the package, lie in the cache, or are made now.

    Args:
        encoder: The encoder.
        cache: Where weights for other encoders are kept; None does without them, and knows phrases only.
        on_remark: Told where that takes a while.
    """
    shipped = read_weights(SHIPPED, encoder.identity)
    if shipped is not None or cache is None:
        return Care(encoder, shipped)
    from coach.retriever.care.train import lines_fingerprint, train

    lines = lines_fingerprint()
    place = cache / "care" / f"{hashlib.sha256(f'{encoder.identity} {lines}'.encode()).hexdigest()[:16]}.npz"
    found = read_weights(place, encoder.identity)
    if found is None:
        on_remark("Learning with this encoder when somebody is in danger (once, half a minute)")
        found = train(encoder)
        with contextlib.suppress(OSError):  # a cache that cannot be written costs time, never care
            write_weights(place, found, encoder.identity, lines)
    return Care(encoder, found)


def _says_enough(unit: str) -> bool:
    return len(words.words(unit)) >= FEWEST_WORDS and len(set(words.stems(unit))) >= FEWEST_STEMS


def read_weights(place: Path, identity: str) -> Weights | None:
    """Return the weights in a file; None where there are none, they cannot be read, or are another encoder's."""
    try:
        with np.load(place, allow_pickle=False) as arrays:
            return weights_of(arrays) if str(arrays["encoder"][0]) == identity else None
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return None


def write_weights(place: Path, weights: Weights, identity: str, lines: str) -> None:
    """Write weights, with the encoder's identity and the fingerprint of the lines; whole or not at all."""
    place.parent.mkdir(parents=True, exist_ok=True)
    arrays = weights.arrays() | {"encoder": np.array([identity]), "lines": np.array([lines])}
    handle, name = tempfile.mkstemp(dir=place.parent, suffix=".npz")
    with os.fdopen(handle, "wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)
    Path(name).chmod(0o644)
    Path(name).replace(place)
