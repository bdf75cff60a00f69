"""Any chat model, behind a small seam: text comes back, or a `ModelFault` that says what happened.

    model = open_model("openai:gpt-4o-mini", cache=settings.cache)
    for piece in model.stream([Message("user", "...")], deadline_s=60):
        ...

`coach.model.cancel` gives a request up from another thread.

Importing this package imports only the words of the seam; what opens a model follows when it is named (0.1 s), and
nothing of LangChain (1.5 s) before a model is asked.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from coach.model.cancel import Cancellation, Cancelled, cancelling
from coach.model.records import ChatModel, FaultKind, Message, ModelFault, Reply, Usage

if TYPE_CHECKING:
    from coach.model.limits import ModelLimits, limits_from_environment
    from coach.model.open import open_model

__all__ = [
    "Cancellation",
    "Cancelled",
    "ChatModel",
    "FaultKind",
    "Message",
    "ModelFault",
    "ModelLimits",
    "Reply",
    "Usage",
    "cancelling",
    "limits_from_environment",
    "open_model",
]
_LATER = {
    "ModelLimits": "coach.model.limits",
    "limits_from_environment": "coach.model.limits",
    "open_model": "coach.model.open",
}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Import what is named for the first time."""
        if name in _LATER:
            return getattr(import_module(_LATER[name]), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
