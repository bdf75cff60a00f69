"""What a provider's package raises, as a `ModelFault` in plain words.

Each package has its own classes, and mid-stream errors escape LangChain's: what they have in common is an HTTP status
somewhere, a telling class name, and a text (which may repeat the key, and is shown redacted or not at all).
"""

from __future__ import annotations

import math
import re

from coach.model.keys import KEYS
from coach.model.providers import Wanted
from coach.model.raised import is_named, retry_after_s, said_by, status_of, told_by
from coach.model.records import FaultKind, ModelFault
from coach.model.redact import one_line

_TOO_LONG = re.compile(
    r"context[ _](?:length|size|window)|context limit|reduce the length"
    r"|(?:prompt|input|request|message)s? (?:is|are|was) too (?:long|large)"
    r"|too many (?:input )?tokens|tokens? (?:count|limit)?[^.]{0,40}exceed|exceeds? [^.]{0,60}tokens",
    re.IGNORECASE,
)
# As Azure, gateways in front of it, Anthropic and OpenAI say it.
_FILTERED = re.compile(
    r"content[ _-]?filter|content[ _](?:management |usage )?policy|responsible_?ai_?policy"
    r"|prompt was flagged|flagged (?:as|by|for)|safety (?:system|filter)",
    re.IGNORECASE,
)
_BAD_KEY = re.compile(r"api[ _]key (?:not valid|not found|expired)|api_key_invalid|missing credentials", re.IGNORECASE)
_NO_CREDIT = re.compile(r"insufficient_quota|credit balance is too low|billing_hard_limit", re.IGNORECASE)
_PASSING = (408, 409, 425)  # besides 429 and what is the server's fault: the same request may succeed in a moment
_BROKE_OFF = {"unreachable": "the connection was lost", "malformed": "what came next could not be read"}
_BROKEN = ("connect", "protocolerror", "readerror", "writeerror", "networkerror", "closederror")


def fault_of(error: BaseException, wanted: Wanted, partial: str = "") -> ModelFault:
    """Return what went wrong with a request.

    Args:
        error: Of the provider's package, LangChain, HTTP or the operating system.
        wanted: The model.
        partial: What had arrived; with it, whatever happened is a reply that broke off.
    """
    if isinstance(error, ModelFault):
        return error
    status = status_of(error)
    said = said_by(error)
    fault = _of_status(status, said, error, wanted) or _of_kind(error, wanted)
    fault.retry_after_s = retry_after_s(error)
    if fault.retry_after_s is not None:
        fault.hint = f"Ask again in {math.ceil(fault.retry_after_s)} s."
    if partial and fault.kind not in ("timeout", "filtered"):
        reason = _BROKE_OFF.get(fault.kind, fault.message)
        fault = ModelFault("incomplete", f"{wanted.name} broke off before the end of its reply: {reason}", "Ask again.")
    fault.partial = partial
    return fault


def timeout_fault(wanted: Wanted, deadline_s: float, partial: str = "") -> ModelFault:
    """Return the fault of a reply that was not there in time."""
    message = f"{wanted.name} did not finish within {_seconds(deadline_s)}"
    if deadline_s <= 0:
        message = f"No time was left to ask {wanted.name}"
    return ModelFault("timeout", message, "Ask again; a smaller model answers sooner.", partial)


def _seconds(seconds: float) -> str:
    """Return a time as people say it: ``2.2 s``, ``45 s``."""
    return f"{seconds:.0f} s" if seconds >= 10 else f"{max(round(seconds, 1), 0.1):g} s"


def _of_status(status: int | None, said: str, error: BaseException, wanted: Wanted) -> ModelFault | None:
    """Return the fault that a status, or words that only a status goes with, stand for; None where there is none."""
    if _NO_CREDIT.search(said):
        return ModelFault("key", f"The account of this key at {wanted.who} has no credit left", "Add credit to it.")
    if status in (401, 403) or _BAD_KEY.search(said) or is_named(error, "authenticationerror"):
        return _key_fault(wanted, status)
    if status == 413 or is_named(error, "contextoverflow") or (status and status < 600 and _TOO_LONG.search(said)):
        hint = "Shorten the question, or begin a new conversation."
        return ModelFault("too_long", f"The question with its passages is too long for {wanted.name}", hint)
    if status == 404:
        return _unknown(wanted)
    if status == 429:
        fault = ModelFault(
            "rate_limit", f"{_begun(wanted.who)} takes no more requests just now (429)", "Ask again later."
        )
    elif status and (status >= 500 or status in _PASSING):
        fault = ModelFault("provider", f"{_begun(wanted.who)} failed ({status})", "Ask again later.")
    elif status in (400, 422) and _FILTERED.search(said):
        message = f"The content filter of {wanted.who} turned the question away ({status})"
        return ModelFault("filtered", message, "Put the question in other words.")
    elif status and status >= 400:
        message = f"{_begun(wanted.who)} refused the request ({status}): {one_line(told_by(error))}"
        return ModelFault("provider", message, "Choose another model, or see what the provider says about this one.")
    else:
        return None
    fault.may_pass = True
    return fault


def _of_kind(error: BaseException, wanted: Wanted) -> ModelFault:
    """Return the fault that a kind of exception stands for."""
    is_broken = isinstance(error, OSError) and not isinstance(error, TimeoutError)
    kind: FaultKind = "provider"
    if is_broken or is_named(error, *_BROKEN):
        kind, message = "unreachable", f"{_begun(wanted.who)} could not be reached{wanted.at}"
        hint = "Start it: ollama serve" if wanted.provider == "ollama" else "Check the network and the address."
    elif isinstance(error, TimeoutError) or is_named(error, "timeout"):
        return ModelFault("timeout", f"{_begun(wanted.who)} did not answer in time{wanted.at}", "Ask again later.")
    elif is_named(error, "apierror", "responseerror", "servererror"):  # an error object in the stream: it has no status
        message, hint = f"{_begun(wanted.who)} failed: {one_line(told_by(error), 120)}", "Ask again later."
    elif isinstance(error, ValueError | TypeError | LookupError):
        message = f"What came back from {wanted.who}{wanted.at} was not the reply of a chat model"
        hint = "Check the address (it often ends in /v1), and that no sign-in page stands in between."
        return ModelFault("malformed", message, hint)
    else:
        message = f"{_begun(wanted.who)} failed: {type(error).__name__}: {one_line(told_by(error), 120)}"
        return ModelFault("provider", message, "Ask again later.")
    fault = ModelFault(kind, message, hint)
    fault.may_pass = True
    return fault


def _key_fault(wanted: Wanted, status: int | None) -> ModelFault:
    number = f" ({status})" if status else ""
    if status == 403:
        message = f"{_begun(wanted.who)} does not let this key use {wanted.model}{number}"
    else:
        message = f"{_begun(wanted.who)} refused the key{number}"
    variable = KEYS.get(wanted.provider, ("the provider's key",))[0]
    return ModelFault("key", message, f"Check {variable}.")


def _unknown(wanted: Wanted) -> ModelFault:
    message = f"{_begun(wanted.who)} knows no model “{one_line(wanted.model, 60)}”{wanted.at} (404)"
    if wanted.provider == "ollama":
        return ModelFault("unknown_model", message, f"Run: ollama pull {one_line(wanted.model, 60)}")
    return ModelFault("unknown_model", message, "Check its name, and the address if you gave one.")


def _begun(who: str) -> str:
    """Return who it was at the beginning of a sentence; a provider's name is written as it is typed."""
    return f"T{who[1:]}" if who.startswith("the server at ") else who
