"""What chat models can be used on this machine, and what is missing for the others."""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.request import ProxyHandler, build_opener

from coach.errors import SettingsError
from coach.model.keys import KEYS, has_key, key_problem, needs_key
from coach.model.providers import PROVIDERS, Provider, Wanted, wanted_model

_OWN_SERVER = "openai"  # whose protocol servers of one's own speak
_LOOK_S = 0.5  # for a server on this machine, or in the house
_MAX_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that is not there, and the command or setting that helps."""

    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Usable:
    """A provider, and whether it can be used here.

    Attributes:
        provider: As it is named in ``provider:model``.
        package_installed: Whether its package is here.
        key_present: Whether its key is set, or none is needed.
        missing: What is not there; nothing where it is ready.
        example: A model of it, ``provider:model``.
        where: The address it is asked at; empty for the provider's own.
        models: What is there, where the server lists it.
    """

    provider: str
    package_installed: bool
    key_present: bool
    missing: tuple[Missing, ...]
    example: str
    where: str = ""
    models: tuple[str, ...] = ()

    @property
    def is_usable(self) -> bool:
        """Whether it can be asked."""
        return not self.missing

    @property
    def why_not(self) -> str:
        """What is missing, in one line; empty where it is ready."""
        return "; ".join(part.what for part in self.missing)


def usable(base_url: str = "") -> list[Usable]:
    """Return every provider that Coach has an extra for; only Ollama and a server of one's own are asked.

    Args:
        base_url: Of a server that speaks OpenAI's protocol; empty for what the environment says.

    Raises:
        SettingsError: ``base_url`` is no address.
    """
    if base_url:
        wanted_model(f"{_OWN_SERVER}:any", base_url)
    return [_look_at(provider, base_url if provider.name == _OWN_SERVER else "") for provider in PROVIDERS]


def _look_at(provider: Provider, base_url: str) -> Usable:
    missing: list[Missing] = []
    if not provider.is_installed:
        missing.append(Missing(f"the package {provider.package} is not installed", provider.install))
    try:
        wanted = wanted_model(f"{provider.name}:{provider.example}", base_url)
    except SettingsError as error:
        missing.append(Missing(f"its address cannot be read: {error}", f"unset {' '.join(provider.addresses)}"))
        wanted = Wanted(provider.name, provider.example)
    key_gaps = _key_gaps(wanted)
    missing += key_gaps
    models: tuple[str, ...] = ()
    if provider.name == "ollama" and wanted.base_url:
        found = _ollama_models(wanted.base_url)
        models = found or ()
        if found is None:
            missing.append(Missing(f"no Ollama answers at {wanted.where}", "ollama serve"))
        elif not models:
            missing.append(Missing("Ollama has no model yet", f"ollama pull {provider.example}"))
    elif wanted.who != wanted.provider and "@" not in wanted.base_url:  # a password would be looked up as a host's name
        models = _served_models(wanted.base_url)
    return Usable(
        provider=provider.name,
        package_installed=provider.is_installed,
        key_present=not key_gaps,
        missing=tuple(missing),
        example=f"{provider.name}:{models[0] if models else provider.example}",
        where=wanted.where,
        models=models,
    )


def _key_gaps(wanted: Wanted) -> list[Missing]:
    problem = key_problem(wanted.provider)
    if problem is None or not (needs_key(wanted) or has_key(wanted.provider)):
        return []
    variable = KEYS[wanted.provider][0]
    what = problem.message if has_key(wanted.provider) else f"{variable} is not set"
    return [Missing(what, f"export {variable}=...")]


def _ollama_models(base_url: str) -> tuple[str, ...] | None:
    """Return the names of the models that an Ollama server holds; None where none answers."""
    return _listed(f"{base_url}/api/tags", "models", "name")


def _served_models(base_url: str) -> tuple[str, ...]:
    """Return the names of the models that a server with OpenAI's protocol holds, where it tells without a key."""
    return _listed(f"{base_url}/models", "data", "id") or ()


def _listed(address: str, key: str, name: str) -> tuple[str, ...] | None:
    """Return the names in a list that a server gives; None where it gives none."""
    try:
        with build_opener(ProxyHandler({})).open(address, timeout=_LOOK_S) as answer:
            listed = json.loads(answer.read(_MAX_BYTES))[key]
        return tuple(str(model[name]) for model in listed)
    except (OSError, ValueError, LookupError, TypeError):
        return None
