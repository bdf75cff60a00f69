"""Opens the judging model: any chat model of LangChain, named ``provider:model``."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from coach.errors import CoachError, EnvironmentFault, SettingsError
from coach.model.create import create, creation_fault
from coach.model.keys import key_problem
from coach.model.providers import EXAMPLE, Wanted, provider_named
from coach.model.redact import one_line
from coach.settings import keep_quiet
from evals.judged.cache import ReplyCache

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

MAX_RETRIES = 2  # by the provider's library, which heeds Retry-After
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
    wanted = Wanted(provider_named(name), name.partition(":")[2].strip())
    if not wanted.provider or not wanted.model:
        raise SettingsError(f"“{one_line(name, 60)}” names no judging model", EXAMPLE)
    options = {"timeout": timeout_s, "max_retries": MAX_RETRIES, "temperature": 0}
    try:
        model = create(wanted.provider, wanted.model, options)
    except Exception as error:
        raise _refusal(wanted, error) from error
    if (problem := key_problem(wanted.provider)) is not None:
        raise problem
    return judge_of(wanted.name, model, cache_file)


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


def _refusal(wanted: Wanted, error: Exception) -> CoachError:
    """Return why the model could not be opened: what is missing here, or what was set wrongly."""
    fault = creation_fault(wanted, error)
    if isinstance(error, ImportError):
        return EnvironmentFault(fault.message, fault.hint)
    return key_problem(wanted.provider) or SettingsError(fault.message, fault.hint)


def _endpoint(model: BaseChatModel) -> str:
    """Return where the model is asked: another server under the same name is another judge."""
    client = getattr(model, "root_client", None)
    places = ((client, "base_url"), (model, "base_url"), (model, "anthropic_api_url"), (model, "endpoint"))
    return next((str(found) for place, name in places if (found := getattr(place, name, None))), "")
