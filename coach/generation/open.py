"""Opens the models that a personal answer needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from coach.generation.answer import PersonalCoach
from coach.model import ChatModel, Message, ModelFault, Reply, Usage, open_model
from coach.model.providers import provider_named
from coach.settings import ModelSettings


def open_personal(wanted: ModelSettings, cache: Path, is_strict: bool = False) -> PersonalCoach:
    """Open the answering and the verifying model.

    Without a key the composer answers, and each answer says why: no key is no reason to leave a person without one.

    Args:
        wanted: Which models, and how they are used.
        cache: Where limits are counted.
        is_strict: Let a missing key be an error too: what measures a model must not measure the composer.

    Raises:
        SettingsError: A model is named wrongly, or a limit is none.
        ModelFault: A package is missing.
    """
    model = _opened(wanted.name, wanted, cache, is_strict)
    if wanted.is_offline:
        return PersonalCoach(model, None, wanted.deadline_s)
    verifying = _opened(wanted.verify_with, wanted, cache, is_strict) if wanted.verify_with else model
    return PersonalCoach(model, verifying, wanted.deadline_s)


def _opened(name: str, wanted: ModelSettings, cache: Path, is_strict: bool) -> ChatModel:
    # An address is given for one model: another provider's key, and its question, have no business there.
    is_same_provider = provider_named(name) == provider_named(wanted.name)
    try:
        return open_model(name, cache, base_url=wanted.base_url if is_same_provider else "")
    except ModelFault as fault:
        if fault.kind != "key" or is_strict:
            raise
        return _Unopened(name, fault)


class _Unopened:
    """A model without a key: whoever asks it hears so."""

    supports_schema = False
    usage = Usage()

    def __init__(self, name: str, fault: ModelFault) -> None:
        self.name = name
        self._fault = fault

    def complete(
        self, messages: Sequence[Message], deadline_s: float, schema: Mapping[str, Any] | None = None
    ) -> Reply:
        raise self._fault

    def stream(
        self, messages: Sequence[Message], deadline_s: float, schema: Mapping[str, Any] | None = None
    ) -> Iterator[str]:
        raise self._fault
