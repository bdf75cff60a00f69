"""What can go wrong with a judge, in plain words: each fault becomes the reason of an unscored row."""

from __future__ import annotations

import json
from typing import Any

from coach.errors import CoachError
from coach.model.ending import FILTERED, FINISHED, REFUSED
from coach.model.raised import status_of
from coach.model.redact import one_line

_STATUS = {
    401: "the judge refused our key (401)",
    403: "the judge does not let our key do this (403)",
    404: "the judge's provider knows no such model or address (404)",
    408: "the judge timed out (408)",
    413: "the question was too long for the judge (413)",
    429: "rate limit (429)",
}
_STOPS = (401, 404)  # what fails every row alike: asking on would only waste time
# A provider's package that names no reason is taken at its word here; whatever else is named is not finished, unlike in
# ragas, which takes MAX_TOKENS for finished.
_FINISHED = FINISHED | {""}
_REFUSED = REFUSED | FILTERED


class JudgeFault(CoachError):
    """The judge gave no usable judgement.

    Args:
        reason: One line in plain words, without secrets.
        stops_run: Every other row would fail in the same way.
        is_unreadable: The judge replied, but not with what was asked; it is asked again in the next run.
    """

    exit_code = 3

    def __init__(self, reason: str, *, stops_run: bool = False, is_unreadable: bool = False) -> None:
        super().__init__(reason, "See the provider's status page, the key and the model's name; then run again.")
        self.stops_run = stops_run
        self.is_unreadable = is_unreadable


def reply_fault(generation: Any) -> str:
    """Return why one reply of a chat model (LangChain's ``Generation``) cannot be used; empty where it can."""
    message = getattr(generation, "message", None)
    details = {**getattr(message, "response_metadata", {}), **(generation.generation_info or {})}
    named = (str(details.get(name) or "") for name in ("finish_reason", "stop_reason", "done_reason"))
    reason = next((reason for reason in named if reason), "")
    if getattr(message, "additional_kwargs", {}).get("refusal") or reason.lower() in _REFUSED:
        return "the judge refused to answer"
    if reason.lower() not in _FINISHED:
        return f"the reply was cut short ({one_line(reason, 40)})"
    return "" if generation.text.strip() else "empty reply"


def call_fault(error: Exception) -> JudgeFault:
    """Return what went wrong with a call to the chat model; the exception is of LangChain, its provider or HTTP."""
    status = status_of(error)
    kind = type(error).__name__.lower()
    if isinstance(error, JudgeFault):
        return error
    if "insufficient_quota" in (getattr(error, "code", None), getattr(error, "type", None)):
        return JudgeFault("the account of our key has no credit left (429)", stops_run=True)
    if status in _STATUS:
        return JudgeFault(_STATUS[status], stops_run=status in _STOPS)
    if "contextoverflow" in kind:
        return JudgeFault("the question was too long for the judge")
    if status and status >= 500:
        return JudgeFault(f"the judge's provider failed ({status})")
    if status and status >= 400:
        return JudgeFault(f"the judge's provider refused the request ({status}): {one_line(str(error))}")
    if isinstance(error, TimeoutError) or "timeout" in kind:
        return JudgeFault("timed out: the judge did not answer in time")
    if isinstance(error, OSError) or "connect" in kind or "protocolerror" in kind or "readerror" in kind:
        return JudgeFault("the judge could not be reached, or the connection broke off")
    return _body_fault(error)


def _body_fault(error: Exception) -> JudgeFault:
    if isinstance(error, json.JSONDecodeError):
        return JudgeFault("the provider's reply was not JSON")
    if isinstance(error, ValueError | TypeError | LookupError):
        if "<html" in str(error).lower():
            return JudgeFault("a web page came back instead of a reply: is the base URL right?")
        return JudgeFault("the provider's reply was not that of a chat model")
    return JudgeFault(f"{type(error).__name__}: {one_line(str(error))}")


def score_fault(error: Exception) -> JudgeFault:
    """Return what went wrong with a score; a call's fault stays as it is, the rest came after the reply."""
    if isinstance(error, JudgeFault):
        return error
    named = {kind.__name__ for kind in type(error).__mro__}
    if named & {"RagasOutputParserException", "OutputParserException", "ValidationError"}:
        return JudgeFault("the reply was not the JSON asked for", is_unreadable=True)
    return JudgeFault(f"{type(error).__name__}: {one_line(str(error))}")
