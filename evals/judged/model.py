"""Opens the judging model: any chat model of LangChain, named ``provider:model``."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coach.errors import CoachError, EnvironmentFault, SettingsError
from coach.settings import keep_quiet
from evals.judged.cache import ReplyCache
from coach.model.redact import one_line

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

MAX_RETRIES = 2  # by the provider's library, which heeds Retry-After
# Where a key is the usual way in, the variables that may hold it, first the one to name.
_KEYS = {
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
_EXAMPLE = "Write provider:model, for instance openai:gpt-4o-mini or ollama:llama3.1."
_RELEASE = re.compile(r"[-@:](?:\d{4}-?\d{2}-?\d{2}|latest)$")  # gpt-4o-2024-08-06 is gpt-4o


@dataclass(frozen=True)
class Judge:
    """A judging model and the replies it was already paid for.

    Attributes:
        name: ``provider:model``.
        model: The model; it looks into the cache by itself.
        cache: What it has replied, and what this run has spent.
    """

    name: str
    model: BaseChatModel
    cache: ReplyCache


def open_judge(name: str, cache_file: Path | None = None, timeout_s: float = 60.0) -> Judge:
    """Open a judging model; key and base URL come from the provider's own environment variables.

    Args:
        name: ``provider:model``.
        cache_file: Where its replies are kept; None keeps them for this process only.
        timeout_s: For one call.

    Raises:
        SettingsError: No such provider, or no key.
        EnvironmentFault: A package is missing, or the replies cannot be kept.
    """
    keep_quiet()
    provider, _, model_name = name.strip().partition(":")
    if not provider or not model_name:
        raise SettingsError(f"“{one_line(name, 60)}” names no judging model", _EXAMPLE)
    provider = provider.lower().replace("-", "_")
    try:
        model = _init(provider, model_name, timeout_s)
    except Exception as error:
        raise _refusal(provider, error) from error
    _check_key(provider)
    return judge_of(f"{provider}:{model_name}", model, cache_file)


def judge_of(name: str, model: BaseChatModel, cache_file: Path | None = None) -> Judge:
    """Make a judge of a chat model that is already open.

    Args:
        name: What to call it, ``provider:model``.
        model: Any chat model of LangChain; its ``cache`` is set.
        cache_file: Where its replies are kept; None keeps them for this process only.

    Raises:
        EnvironmentFault: The replies cannot be kept.
    """
    cache = ReplyCache(cache_file, json.dumps([name, _endpoint(model), str(getattr(model, "temperature", ""))]))
    model.cache = cache
    return Judge(name, model, cache)


def refuse_self_judging(judge: str, answered_by: str, allowed: bool) -> None:
    """Refuse a model that would judge its own answers; it likes them more than others do.

    The same model through another provider, or under the name of a release, is the same.

    Args:
        judge: ``provider:model``.
        answered_by: ``composer``, or the answering model as ``provider:model``.
        allowed: Somebody decided that it may.

    Source: Panickssery et al., "LLM evaluators recognize and favor their own generations" (2024).

    Raises:
        SettingsError: It is the same model.
    """
    if not allowed and ":" in answered_by and _family(judge) == _family(answered_by):
        raise SettingsError(
            f"{answered_by} would judge its own answers (judge: {judge})",
            "Give another model with --judge, or say --allow-self-judging.",
        )


def _family(name: str) -> str:
    model = name.partition(":")[2].strip().lower()
    return _RELEASE.sub("", model.rpartition("/")[2])


def _init(provider: str, model_name: str, timeout_s: float) -> BaseChatModel:
    from langchain.chat_models import init_chat_model
    from pydantic import ValidationError

    options: dict[str, Any] = {"timeout": timeout_s, "max_retries": MAX_RETRIES, "temperature": 0}
    try:
        model: BaseChatModel = init_chat_model(model_name, model_provider=provider, **options)
    except ValidationError as error:  # a class that takes none of some option
        refused = {str(part["loc"][0]) for part in error.errors() if part["type"] == "extra_forbidden" and part["loc"]}
        if not refused & options.keys():
            raise
        kept = {option: value for option, value in options.items() if option not in refused}
        model = init_chat_model(model_name, model_provider=provider, **kept)
    return model


def _refusal(provider: str, error: Exception) -> CoachError:
    """Return why the model could not be opened."""
    said = str(error)
    if isinstance(error, ImportError):
        named = re.search(r"pip install ([\w\-\[\]]+)", said)
        package = named[1] if named else '"grounded-coach[evals]"'
        return EnvironmentFault(f"A judge of {provider} needs a package that is missing", f"Run: pip install {package}")
    if "Unsupported provider" in said or "Unable to infer" in said:
        return SettingsError(f"There is no provider “{one_line(provider, 40)}” of chat models", _EXAMPLE)
    try:
        _check_key(provider)
    except SettingsError as missing:
        return missing
    return SettingsError(f"The judging model cannot be opened: {one_line(said)}", "Check its name and its key.")


def _check_key(provider: str) -> None:
    variables = _KEYS.get(provider, ())
    keys = {variable: os.environ.get(variable, "") for variable in variables}
    if variables and not any(key.strip() for key in keys.values()):
        raise SettingsError(
            f"There is no key for {provider}: {variables[0]} is not set",
            f"Set it: export {variables[0]}=... (a server of your own that asks for none takes any word)",
        )
    for variable, key in keys.items():
        if key.strip() and any(not "!" <= sign <= "~" for sign in key):  # cannot travel in a header
            raise SettingsError(
                f"{variable} holds a space, a line break or another sign that no key has", "Set it anew."
            )


def _endpoint(model: BaseChatModel) -> str:
    """Return where the model is asked: another server under the same name is another judge."""
    client = getattr(model, "root_client", None)
    places = ((client, "base_url"), (model, "base_url"), (model, "anthropic_api_url"), (model, "endpoint"))
    return next((str(found) for place, name in places if (found := getattr(place, name, None))), "")
