"""The encoder with models of other kinds, loaded by folder: through ONNX where that agrees, else as they are."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from test_encoder_cases import TEXTS, expected, settings_for, tiny

from coach.encoder import export, open_encoder
from coach.encoder.onnx import OnnxEncoder
from coach.encoder.open import SentenceTransformerEncoder, export_folder
from coach.encoder.weights import find_model


@pytest.fixture(scope="module")
def plain_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Mean pooling, dense, normalised."""
    return tiny(tmp_path_factory.mktemp("models") / "tiny", "dense", "normalize")


@pytest.mark.parametrize(
    ("further", "pooling", "prompt"),
    [
        (("dense", "normalize"), "mean", ""),
        ((), "cls", ""),
        ((), "max", "query. "),
    ],
    ids=["mean-dense-normalize", "cls-bare", "default-prompt"],
)
def test_a_model_of_ones_own_runs_as_onnx_and_agrees(
    tmp_path: Path, further: tuple[str, ...], pooling: str, prompt: str
) -> None:
    model = tiny(tmp_path / "model", *further, pooling=pooling, prompt=prompt)
    encoder = open_encoder(settings_for(model, tmp_path / "cache"))
    assert isinstance(encoder, OnnxEncoder)
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), 8 if "dense" in further else 16)
    assert (vectors * expected(model, TEXTS)).sum(axis=1).min() >= 0.9999


def test_a_model_whose_export_does_not_agree_runs_through_sentence_transformers(
    plain_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "MIN_COSINE", 1.1)
    remarks: list[str] = []
    settings = settings_for(plain_model, tmp_path)
    first = open_encoder(settings, remarks.append)
    again = open_encoder(settings, remarks.append)
    assert isinstance(first, SentenceTransformerEncoder) and isinstance(again, SentenceTransformerEncoder)
    assert first.identity == again.identity
    assert sum("runs through sentence-transformers" in remark and "cosine" in remark for remark in remarks) == 2
    short = [text for text in TEXTS if len(text.split()) < 10]
    assert (again.encode(short) * expected(plain_model, short)).sum(axis=1).min() >= 0.9999
    assert again.encode([]).shape == (0, 8)
    assert [path.name for path in export_folder(find_model(str(plain_model)), tmp_path).iterdir()] == ["export.json"]


def test_an_empty_text_beside_a_long_one_has_a_vector_of_unit_length(plain_model: Path, tmp_path: Path) -> None:
    vectors = open_encoder(settings_for(plain_model, tmp_path)).encode(["", "nobody owns this. " * 30, "a"])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)


@pytest.mark.parametrize("change", ["prompt in pooling", "lower case"])
def test_settings_that_onnx_cannot_follow_are_noticed(tmp_path: Path, change: str) -> None:
    model = tiny(tmp_path / "model", prompt="boss boss boss " if change == "prompt in pooling" else "")
    if change == "prompt in pooling":
        _edit(model / "1_Pooling" / "config.json", include_prompt=False)
    else:
        _edit(model / "tokenizer_config.json", do_lower_case=False)
        _edit(model / "sentence_bert_config.json", do_lower_case=True)
    encoder = open_encoder(settings_for(model, tmp_path / "cache"))
    assert (encoder.encode(TEXTS) * expected(model, TEXTS)).sum(axis=1).min() >= 0.9999
    if change == "prompt in pooling":
        assert isinstance(encoder, SentenceTransformerEncoder)


@pytest.mark.parametrize("kind", ["float16", "bfloat16"])
def test_a_model_in_half_precision_still_agrees(plain_model: Path, tmp_path: Path, kind: str) -> None:
    import torch
    from sentence_transformers import SentenceTransformer

    folder = tmp_path / "half"
    half = SentenceTransformer(str(plain_model), device="cpu").to(getattr(torch, kind))
    half.save(str(folder), create_model_card=False)
    encoder = open_encoder(settings_for(folder, tmp_path / "cache"))
    assert (encoder.encode(TEXTS) * expected(folder, TEXTS)).sum(axis=1).min() >= 0.99  # bfloat16 has 8 bits


def test_a_changed_model_is_exported_anew_and_the_old_export_goes(plain_model: Path, tmp_path: Path) -> None:
    model = tmp_path / "model"
    shutil.copytree(plain_model, model)
    settings = settings_for(model, tmp_path / "cache")
    before = open_encoder(settings)
    other = tiny(tmp_path / "other", "dense", "normalize", pooling="cls")
    shutil.copytree(other, model, dirs_exist_ok=True)
    after = open_encoder(settings)
    assert after.identity != before.identity
    assert (after.encode(TEXTS) * expected(other, TEXTS)).sum(axis=1).min() >= 0.9999
    assert len(list((tmp_path / "cache" / "encoders").iterdir())) == 1


def test_touching_a_model_changes_no_identity_and_hidden_files_are_not_part_of_it(
    plain_model: Path, tmp_path: Path
) -> None:
    model = tmp_path / "model"
    shutil.copytree(plain_model, model)
    settings = settings_for(model, tmp_path / "cache")
    before = open_encoder(settings).identity
    place = export_folder(find_model(str(model)), settings.cache)
    (model / ".git").mkdir()
    (model / ".git" / "HEAD").write_text("ref")
    assert export_folder(find_model(str(model)), settings.cache) == place
    os.utime(model / "modules.json", (time.time(), time.time()))
    assert open_encoder(settings).identity == before


def _edit(path: Path, **values: Any) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | values))
