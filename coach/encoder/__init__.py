"""The embedding model: sentence-transformers loads it once, ONNX runs it ever after.

``open_encoder`` is the only entry; nothing here imports torch unless an export has to be made.
"""

from coach.encoder.open import Encoder, open_encoder

__all__ = ["Encoder", "open_encoder"]
