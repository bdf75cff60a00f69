"""LangChain's chat models, created by name; the one file of Coach that imports its package ``langchain``."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from coach.errors import CoachError, SettingsError
from coach.model.keys import has_key
from coach.model.providers import EXAMPLE, Wanted, provider_of
from coach.model.records import ModelFault
from coach.model.redact import one_line

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

# Our own deadline ends a request. This one ends only the thread of a model that knows no asynchronous requests.
_SOCKET_S = 600
_CONTEXT_TOKENS = 8_192  # Ollama cuts the front of a longer prompt off, silently; its own default may be 2,048
_NO_KEY = "none"  # what a server of one's own is sent where there is no key: OpenAI's library insists on some word
_PIP = re.compile(r"pip install ([\w\-\[\]]+)")
_KNOW_SCHEMAS = ("openai", "anthropic", "google_genai", "ollama")


def create(provider: str, model: str, options: Mapping[str, Any]) -> BaseChatModel:
    """Create a model; whatever its package raises is raised, see `creation_fault`.

    An option that the model's class does not know is left out, but never the address: the question would go somewhere
    else than the person said.

    Args:
        provider: As LangChain calls it.
        model: As the provider calls it.
        options: Of the model's class.

    Raises:
        SettingsError: An address is given, and the class takes none.
    """
    from langchain.chat_models import init_chat_model
    from pydantic import ValidationError

    _say_nothing(provider)
    try:
        created: BaseChatModel = init_chat_model(model, model_provider=provider, **options)
    except ValidationError as error:  # a class that takes none of some option
        refused = {str(part["loc"][0]) for part in error.errors() if part["type"] == "extra_forbidden" and part["loc"]}
        if not refused & options.keys():
            raise
        kept = {option: value for option, value in options.items() if option not in refused}
        created = init_chat_model(model, model_provider=provider, **kept)
    if "base_url" in options and not _takes_address(type(created)):
        raise SettingsError(f"{provider} cannot be asked at an address of your own", "Leave out --base-url.")
    _hear_refusals(created)
    return created


def options_of(wanted: Wanted, max_output_tokens: int, without: frozenset[str], loop_number: int) -> dict[str, Any]:
    """Return the options that a model is created with.

    Args:
        wanted: The model.
        max_output_tokens: What a reply may take at most.
        without: Options that the server refused: ``temperature``, ``stream_usage``.
        loop_number: Of the event loop that will use it. Packages share open connections between models with the same
            timeout, and a connection is of no use in another loop: hence a timeout for each.
    """
    timeout_s = _SOCKET_S + loop_number
    options: dict[str, Any] = {"temperature": 0}  # the likeliest words: quotations come out exact more often
    options |= {"base_url": wanted.base_url} if wanted.base_url else {}
    if wanted.provider == "ollama":
        timeout = {"timeout": timeout_s}
        options |= {"num_predict": max_output_tokens, "num_ctx": _CONTEXT_TOKENS, "client_kwargs": timeout}
    else:
        # Google's package takes 0 retries for "as many as usual"; Coach tries again itself, within its deadline.
        retries = 1 if wanted.provider == "google_genai" else 0
        options |= {"max_tokens": max_output_tokens, "timeout": timeout_s, "max_retries": retries}
    if wanted.provider == "openai":
        options |= {"stream_usage": True, "stream_chunk_timeout": None}
        if wanted.base_url and not has_key("openai"):
            options["api_key"] = _NO_KEY
    return {name: value for name, value in options.items() if name not in without}


def takes_schema(wanted: Wanted, model: BaseChatModel) -> bool:
    """Tell whether a model can be held to a JSON schema, as far as is known before it is asked."""
    profile: Mapping[str, Any] = getattr(model, "profile", None) or {}
    return wanted.provider in _KNOW_SCHEMAS and bool(profile.get("structured_output", True))


def schema_options(wanted: Wanted, schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a request carries so that the reply keeps to a schema."""
    name = re.sub(r"[^A-Za-z0-9_-]", "_", str(schema.get("title") or "reply"))
    asked = {"type": "json_schema", "json_schema": {"name": name, "schema": dict(schema), "strict": True}}
    # LangChain's own way for OpenAI reads the reply as a whole and raises where it ends early; the text is all we want.
    return {"extra_body": {"response_format": asked}} if wanted.provider == "openai" else {"response_format": asked}


def creation_fault(wanted: Wanted, error: Exception) -> CoachError:
    """Return why a model could not be created, in plain words."""
    if isinstance(error, CoachError):
        return error
    said = _said(error)
    if isinstance(error, ImportError):
        return _import_fault(wanted, error)
    if "Unsupported provider" in said or "Unable to infer" in said:
        return SettingsError(f"There is no provider “{one_line(wanted.provider, 40)}” of chat models", EXAMPLE)
    return ModelFault(
        "provider", f"{wanted.name} cannot be opened: {one_line(said)}", "Check its name, its key and its address."
    )


def install_command(provider: str, error: ImportError) -> str:
    """Return the command that installs what an import missed."""
    known = provider_of(provider)
    if known:
        return known.install
    named = _PIP.search(str(error))
    return f"pip install {named[1]}" if named else 'pip install "grounded-coach[openai]"'


def _import_fault(wanted: Wanted, error: ImportError) -> ModelFault:
    """Return what an import missed: the provider's own package, or some other one, for a proxy say."""
    first: BaseException = error
    while isinstance(first.__cause__, ImportError):
        first = first.__cause__
    missed = (getattr(first, "name", None) or "").partition(".")[0]
    known = provider_of(wanted.provider)
    said = f"{wanted.provider} needs a package that is not installed"
    if missed in (known.module, "langchain") if known else _PIP.search(str(error)):
        return ModelFault("missing_package", said, f"Run: {install_command(wanted.provider, error)}")
    helps = _PIP.search(str(first))
    hint = f"Run: pip install {helps[1]}" if helps else f"Install what is missing: {missed or one_line(str(first))}"
    return ModelFault("missing_package", f"{said}: {one_line(str(first), 120)}", hint)


def _takes_address(model_class: type[BaseChatModel]) -> bool:
    """Tell whether a class knows the option ``base_url``, by that name or as another name of its own."""
    fields = model_class.model_fields
    others = {str(name) for field in fields.values() for name in (field.alias, field.validation_alias) if name}
    return "base_url" in fields or any("base_url" in name for name in others)


def _said(error: Exception) -> str:
    """Return what an exception says; of pydantic's, which repeats all options, what was wrong first."""
    errors = getattr(error, "errors", None)
    found = errors() if callable(errors) else None
    return str(found[0]["msg"]).removeprefix("Value error, ") if found else str(error)


def _say_nothing(provider: str) -> None:
    """Keep a package from writing to standard error what a `ModelFault` says: that a schema or a question was refused.

    Somebody who sets up logging hears its log all the same.
    """
    warnings.filterwarnings("ignore", r"This model does not support OpenAI's structured output|Specify `method=")
    known = provider_of(provider)
    log = logging.getLogger(known.module if known else provider)
    if not log.handlers:
        log.addHandler(logging.NullHandler())


def _hear_refusals(model: BaseChatModel) -> None:
    """Keep what a stream says in OpenAI's field for refusals: langchain-openai 1.7 passes over it."""
    convert: Callable[..., Any] | None = getattr(model, "_convert_chunk_to_generation_chunk", None)
    if convert is None:
        return

    def heard(chunk: Any, *others: Any) -> Any:
        found = convert(chunk, *others)
        choices = chunk.get("choices") if isinstance(chunk, dict) else None
        refusal = ((choices or [{}])[0].get("delta") or {}).get("refusal")
        if found is not None and refusal:
            found.message.additional_kwargs["refusal"] = refusal
        return found

    object.__setattr__(model, "_convert_chunk_to_generation_chunk", heard)
