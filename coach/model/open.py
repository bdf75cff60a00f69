"""Opens a chat model by name."""

from __future__ import annotations

from pathlib import Path

from coach.model.chat import LangChainModel
from coach.model.keys import check_ready
from coach.model.limits import Ledger, ModelLimits, limits_from_environment
from coach.model.providers import provider_of, wanted_model
from coach.settings import keep_quiet


def open_model(
    name: str, cache: Path, limits: ModelLimits | None = None, base_url: str = "", use_schema: bool = True
) -> LangChainModel:
    """Open a chat model; its key comes from the provider's own environment variable.

    Args:
        name: ``provider:model``.
        cache: Folder in which all processes count requests and dollars.
        limits: What it may take; None for what the environment says.
        base_url: Where it is asked; empty for what the environment says (``COACH_BASE_URL`` counts for ``openai``).
        use_schema: Whether to hold it to JSON schemas where it can be.

    Raises:
        SettingsError: It names no model or provider, or a limit is none.
        ModelFault: A package or the key is missing.
    """
    keep_quiet()
    wanted = wanted_model(name, base_url)
    check_ready(wanted)
    limits = limits or limits_from_environment(wanted.name)
    model = LangChainModel(wanted, limits, Ledger(cache, limits) if limits.are_shared else None, use_schema)
    if provider_of(wanted.provider) is None:
        model.prepare()  # whether LangChain knows the provider, and where its package is, only LangChain can tell
    return model
