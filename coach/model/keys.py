"""The keys of the providers: which variable holds each, and what is wrong with it; no key is ever shown."""

from __future__ import annotations

import os

from coach.errors import CoachError, SettingsError
from coach.model.providers import Wanted, provider_of
from coach.model.records import ModelFault

# Where a key is the usual way in, the variables that may hold it, first the one to name.
KEYS = {
    "anthropic": ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"),
    "azure_openai": ("AZURE_OPENAI_API_KEY", "AZURE_OPENAI_AD_TOKEN"),
    "cohere": ("COHERE_API_KEY", "CO_API_KEY"),
    "deepseek": ("DEEPSEEK_API_KEY",),
    "fireworks": ("FIREWORKS_API_KEY",),
    "google_genai": ("GOOGLE_API_KEY", "GEMINI_API_KEY"),
    "groq": ("GROQ_API_KEY",),
    "mistralai": ("MISTRAL_API_KEY",),
    "openai": ("OPENAI_API_KEY", "OPENAI_ADMIN_KEY"),
    "openrouter": ("OPENROUTER_API_KEY",),
    "perplexity": ("PPLX_API_KEY", "PERPLEXITY_API_KEY"),
    "together": ("TOGETHER_API_KEY",),
    "upstage": ("UPSTAGE_API_KEY",),
    "xai": ("XAI_API_KEY",),
}


def key_problem(provider: str) -> CoachError | None:
    """Return what is wrong with a provider's key in the environment; None where it has one, or needs none."""
    variables = KEYS.get(provider, ())
    if variables and not has_key(provider):
        return SettingsError(
            f"There is no key for {provider}: {variables[0]} is not set",
            f"Set it: export {variables[0]}=... (a server of your own that asks for none takes any word)",
        )
    for variable in variables:
        key = os.environ.get(variable, "")
        if key.strip() and any(not "!" <= sign <= "~" for sign in key):  # cannot travel in a header
            return SettingsError(
                f"{variable} holds a space, a line break or another sign that no key has", "Set it anew."
            )
    return None


def has_key(provider: str) -> bool:
    """Tell whether some key of a provider is set, right or wrong."""
    return any(os.environ.get(variable, "").strip() for variable in KEYS.get(provider, ()))


def needs_key(wanted: Wanted) -> bool:
    """Tell whether a key must be there: a server of one's own may ask for none, and says so itself where it does."""
    return wanted.provider in KEYS and not (wanted.provider == "openai" and wanted.base_url)


def check_ready(wanted: Wanted) -> None:
    """Refuse what is known to fail, before anything is imported.

    Raises:
        ModelFault: A package or the key is missing.
    """
    provider = provider_of(wanted.provider)
    if provider and not provider.is_installed:
        raise ModelFault(
            "missing_package",
            f"{provider.name} needs a package that is not installed: {provider.package}",
            f"Run: {provider.install}",
        )
    problem = key_problem(wanted.provider)
    if problem is not None and (needs_key(wanted) or has_key(wanted.provider)):
        raise ModelFault("key", problem.message, problem.hint)
