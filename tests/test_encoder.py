"""The default encoder: the vectors of sentence-transformers, without it."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coach.encoder import Encoder, open_encoder
from coach.encoder.onnx import OnnxEncoder
from coach.encoder.weights import DEFAULT_PACKAGE, find_model
from coach.errors import EncoderError
from coach.settings import DEFAULT_ENCODER, Settings

TEXTS = [
    "My founder nods at my strategy ideas and ignores them.",
    "a",
    "",
    "   ",
    "🙂🔥 launch?!",
    "東京の上司が話を聞かない",
    "Мой начальник не слушает",
    "مديري لا يستمع",
    "Naïve café – “quoted”, 3.14 % and https://example.com/a?b=c",
    "line one\n\nline two\ttabbed",
    "x" * 300,
    "Who decides? Nobody decides. " * 8,
]


@pytest.fixture(scope="module")
def original() -> Any:
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(find_model(DEFAULT_ENCODER).folder), device="cpu", local_files_only=True)


def test_the_vectors_are_those_of_sentence_transformers(encoder: Encoder, original: Any) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.dtype == np.float32 and vectors.shape == (len(TEXTS), 384)
    assert (vectors * original.encode(TEXTS, normalize_embeddings=True)).sum(axis=1).min() >= 0.9999


def test_a_long_text_is_split_not_cut(encoder: Encoder) -> None:
    body = "The quarterly status report was written by our team. " * 40
    tail = "I was harassed by my manager and I want to leave. " * 10
    whole, cut = encoder.encode([body + tail, body])
    assert whole @ cut < 0.98


def test_the_vector_of_a_long_text_is_the_mean_of_its_windows(encoder: Encoder) -> None:
    first, second = "status " * 254, "harassment " * 100  # a window holds 254 tokens beside the two special ones
    whole = encoder.encode([first + second])[0]
    mean = np.array([254, 100]) @ encoder.encode([first, second])
    assert whole @ (mean / np.linalg.norm(mean)) >= 0.9999


@pytest.mark.parametrize("text", ["x" * 20_000, "word " * 2_000], ids=["one long word", "many words"])
def test_a_very_long_text_has_a_vector_of_unit_length(encoder: Encoder, text: str) -> None:
    assert np.linalg.norm(encoder.encode([text])[0]) == pytest.approx(1, abs=1e-4)


def test_a_batch_of_mixed_lengths_keeps_its_order(encoder: Encoder) -> None:
    texts = [f"Question {number}: " + "who owns this? " * (number * 7 % 90) for number in range(16)]
    alone = np.stack([encoder.encode([text])[0] for text in texts])
    together = encoder.encode(texts)
    assert (together * alone).sum(axis=1).min() >= 0.9999


def test_progress_is_told_up_to_the_end(encoder: Encoder) -> None:
    told: list[tuple[int, int]] = []
    encoder.encode(["one", "two two", "three " * 600], lambda done, of: told.append((done, of)))
    assert told[-1] == (5, 5)  # the third text takes three windows
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_no_text_gives_no_vector(encoder: Encoder) -> None:
    assert encoder.encode([]).shape == (0, 384)


_ASK = """
import socket, sys
def refuse(event, arguments):
    if event == "socket.getaddrinfo" or (event == "socket.connect" and isinstance(arguments[1], tuple)):
        raise AssertionError(f"{event} {arguments[-1]}")
sys.addaudithook(refuse)
from coach.coach import open_coach
from coach.records import Question
from coach.settings import from_environment, keep_quiet
keep_quiet()
answer = open_coach(from_environment()).ask(Question("My founder nods at my ideas and ignores them"))
heavy = {"torch", "transformers", "sentence_transformers", "onnx"} & set(sys.modules)
print(answer.status, sorted(heavy))
"""

_EXPORT = """
import socket, sys
from pathlib import Path
def refuse(event, arguments):
    if event == "socket.getaddrinfo" or (event == "socket.connect" and isinstance(arguments[1], tuple)):
        raise AssertionError(f"{event} {arguments[-1]}")
sys.addaudithook(refuse)
from coach.encoder import open_encoder
from coach.settings import from_environment
encoder = open_encoder(from_environment(), print)
print(encoder.encode(["My manager ignores me"])[0][:4].tolist())
"""


_ABSENT = """
import sys
import huggingface_hub.constants  # before Coach switches anything off, as in a program of somebody else's
asked = []
sys.addaudithook(lambda event, arguments: asked.append(arguments) if event == "socket.getaddrinfo" else None)
from coach.encoder.export import load_sentence_transformer
from coach.errors import EncoderError
try:
    load_sentence_transformer("an/encoder-that-is-not-here", allow_download=False)
except EncoderError:
    print(asked, huggingface_hub.constants.HF_HUB_OFFLINE)
"""


def _child(code: str, cache: Path) -> subprocess.Popen[str]:
    environment = os.environ | {"COACH_CACHE": str(cache)}
    environment.pop("HF_HUB_OFFLINE", None)  # must not be what keeps the network away
    return subprocess.Popen(
        [sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.mark.usefixtures("coach")
def test_asking_imports_no_torch_and_contacts_nobody(cache: Path) -> None:
    said, wrong = _child(_ASK, cache).communicate(timeout=60)
    assert said.split(maxsplit=1)[1].strip() == "[]", wrong


@pytest.mark.slow
def test_an_encoder_that_is_not_here_is_looked_for_nowhere_else(tmp_path: Path) -> None:
    said, wrong = _child(_ABSENT, tmp_path).communicate(timeout=120)
    assert said.strip() == "[] False", wrong


@pytest.mark.slow
def test_two_processes_that_export_at_once_both_succeed_and_contact_nobody(tmp_path: Path) -> None:
    children = [_child(_EXPORT, tmp_path) for _ in range(2)]
    ended = [(child.communicate(timeout=120), child.returncode) for child in children]
    assert [code for _, code in ended] == [0, 0], ended
    first, second = (said.splitlines()[-1] for (said, _), _ in ended)
    assert first == second
    assert len(list((tmp_path / "encoders").iterdir())) == 1  # and nothing is left beside it
    opened = open_encoder(Settings("unused", DEFAULT_ENCODER, tmp_path))
    assert isinstance(opened, OnnxEncoder)


@pytest.mark.parametrize("change", ["a byte", "no file"])
def test_default_weights_other_than_the_published_ones_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    folder = find_model(DEFAULT_ENCODER).folder
    assert folder is not None
    package = tmp_path / DEFAULT_PACKAGE
    shutil.copytree(folder, package / "model")
    weights = package / "model" / "model.safetensors"
    if change == "a byte":
        with weights.open("r+b") as file:
            file.seek(-1, os.SEEK_END)
            file.write(b"\x7f")
    else:
        weights.unlink()
    spec = ModuleSpec(DEFAULT_PACKAGE, None, is_package=True)
    spec.submodule_search_locations = [str(package)]
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: spec)
    with pytest.raises(EncoderError, match=r"not the published ones|model\.safetensors is missing"):
        open_encoder(Settings("unused", DEFAULT_ENCODER, tmp_path / "cache"))
    assert not list((tmp_path / "cache").rglob("export.json"))
