"""Tiny sentence-transformers models, made here: what the encoder's tests share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from coach.settings import Settings

WINDOW = 64
LETTERS = "abcdefghijklmnopqrstuvwxyz"
VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *LETTERS, *(f"##{letter}" for letter in LETTERS), ".", "!"]
TEXTS = [
    "my boss nods",
    "a",
    "",
    "Our TEAM never decides!",
    " two  spaces ",
    "東京 🙂",
    "who owns this. nobody owns this.",
]


def tiny(folder: Path, *further: str, pooling: str = "mean", prompt: str = "") -> Path:
    """Save a random BERT of 2 layers and 16 dimensions with pooling and the further modules named."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Dense, Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast  # type: ignore[attr-defined]

    torch.manual_seed(7)
    base = folder.parent / f"{folder.name}-bert"
    base.mkdir(parents=True)
    (base / "vocab.txt").write_text("\n".join(VOCABULARY))
    shape = BertConfig(
        vocab_size=len(VOCABULARY), hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32,
        max_position_embeddings=WINDOW,
    )  # fmt: skip
    BertModel(shape).save_pretrained(base)
    BertTokenizerFast(str(base / "vocab.txt"), do_lower_case=True).save_pretrained(base)
    made: dict[str, Any] = {"dense": lambda: Dense(16, 8), "normalize": Normalize}
    modules = [Transformer(str(base), max_seq_length=WINDOW), Pooling(16, pooling)]
    prompted: dict[str, Any] = {"prompts": {"ask": prompt}, "default_prompt_name": "ask"} if prompt else {}
    model = SentenceTransformer(modules=[*modules, *(made[name]() for name in further)], device="cpu", **prompted)
    model.save(str(folder), create_model_card=False)
    return folder


def settings_for(model: Path, cache: Path) -> Settings:
    return Settings("unused", str(model), cache)


def expected(model: Path, texts: list[str]) -> npt.NDArray[np.float32]:
    from sentence_transformers import SentenceTransformer

    vectors = SentenceTransformer(str(model), device="cpu").encode(texts, normalize_embeddings=True)
    return np.asarray(vectors, dtype=np.float32)
