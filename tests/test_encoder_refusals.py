"""Models and caches that are damaged, missing or mistaken for others."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from test_encoder_cases import TEXTS, settings_for, tiny

from coach.encoder import open_encoder
from coach.encoder.open import export_folder
from coach.encoder.weights import find_model
from coach.errors import EncoderError, EnvironmentFault


@pytest.fixture(scope="module")
def plain_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Mean pooling, dense, normalised."""
    return tiny(tmp_path_factory.mktemp("models") / "tiny", "dense", "normalize")


@pytest.mark.slow
def test_a_folder_named_like_the_default_model_is_not_taken_for_it(plain_model: Path, tmp_path: Path) -> None:
    model = tmp_path / "all-MiniLM-L6-v2"
    shutil.copytree(plain_model, model)
    assert open_encoder(settings_for(model, tmp_path / "cache")).dimension == 8


@pytest.mark.slow
@pytest.mark.parametrize("part", ["model.onnx", "model.onnx.weights", "tokenizer.json", "export.json"])
def test_a_damaged_export_is_made_anew(plain_model: Path, tmp_path: Path, part: str) -> None:
    settings = settings_for(plain_model, tmp_path)
    vectors = open_encoder(settings).encode(TEXTS)
    damaged = export_folder(find_model(str(plain_model)), tmp_path) / part
    damaged.write_bytes(damaged.read_bytes()[: damaged.stat().st_size // 3])
    assert np.array_equal(open_encoder(settings).encode(TEXTS), vectors)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="nowhere"):
        open_encoder(settings_for(tmp_path / "nowhere", tmp_path))


@pytest.mark.parametrize(
    "missing",
    [
        "modules.json",
        "model.safetensors",
        "config.json",
        "tokenizer.json",
        "1_Pooling/config.json",
        "2_Dense/config.json",
    ],
)
def test_an_incomplete_model_is_named(plain_model: Path, tmp_path: Path, missing: str) -> None:
    model = tmp_path / "incomplete"
    shutil.copytree(plain_model, model)
    (model / missing).unlink()
    with pytest.raises(EncoderError, match="incomplete"):
        open_encoder(settings_for(model, tmp_path / "cache"))
    assert not list((tmp_path / "cache").rglob("export.json"))


def test_a_cache_that_cannot_be_written_says_so(plain_model: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(EnvironmentFault, match="cannot be written") as caught:
        open_encoder(settings_for(plain_model, tmp_path / "file" / "cache"))
    assert "COACH_CACHE" in caught.value.hint
