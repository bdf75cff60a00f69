"""A chat model in a fresh context that looks for what a reading says beyond its evidence; one call for all claims."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from coach import prompts, words
from coach.model.records import ChatModel, Message, ModelFault
from coach.verification.records import Claim, ClaimVerdict

SCHEMA: Mapping[str, Any] = {
    "title": "Verdicts",
    "type": "object",
    "properties": {
        "verdicts": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "claim": {"type": "integer"},
                    "supported": {"type": "boolean"},
                    "missing": {"type": "string"},
                    "reason": {"type": "string"},
                },
                "required": ["claim", "supported", "missing", "reason"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["verdicts"],
    "additionalProperties": False,
}
_UNREAD = "the verifying model's answer could not be read"
_CONTRADICTS = "the verifying model contradicted itself"
_FENCED = re.compile(r"\A\s*```(?:json)?\s*(.*?)\s*```\s*\Z", re.DOTALL)
_THOUGHTS = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)  # local models that think aloud first
_NOTHING = frozenset(("", "none", "nothing", "no", "n/a", "-", "–", "null", "no words"))
_LONGEST = 300  # characters of a reason or of missing words that are kept


class Verifier:
    """Has a chat model verify readings.

    Args:
        model: The verifying model.
        mark: Returns what the lines begin with that part the material; by default new and random for each request, so
            that no text can close its own part.
    """

    def __init__(self, model: ChatModel, mark: Callable[[], str] = lambda: f"#{secrets.token_hex(8)}") -> None:
        self._model = model
        self._mark = mark

    @property
    def name(self) -> str:
        """Who judges: ``provider:model``."""
        return self._model.name

    def verdicts(self, claims: Sequence[Claim], question: str, deadline_s: float) -> list[ClaimVerdict]:
        """Return a verdict for each claim, in order; none of them holds where the model fails or cannot be read.

        Args:
            claims: All claims of one answer.
            question: What the person asked.
            deadline_s: For the whole call.
        """
        if not claims:
            return []
        messages = self._messages(claims, question)
        try:
            schema = SCHEMA if self._model.supports_schema else None  # may have to create it, which can fail
            reply = self._model.complete(messages, deadline_s, schema).text
        except ModelFault as fault:
            return [ClaimVerdict(None, "", fault.message)] * len(claims)
        return _read(reply, len(claims))

    def _messages(self, claims: Sequence[Claim], question: str) -> list[Message]:
        texts = [question, *(part for claim in claims for part in (claim.evidence, claim.quote, claim.reading))]
        mark = self._mark()
        while any(mark in text for text in texts):
            mark = self._mark()
        shown = "\n\n".join(
            prompts.VERIFY_CLAIM.format(
                mark=mark,
                number=number,
                evidence=words.visible(claim.evidence),
                quote=words.visible(claim.quote) or "(none)",
                reading=words.visible(claim.reading),
            )
            for number, claim in enumerate(claims, start=1)
        )
        asked = prompts.VERIFY_ASKED.format(
            mark=mark, question=words.visible(question), claims=shown, count=len(claims)
        )
        return [Message("system", prompts.VERIFY.text.format(mark=mark)), Message("user", asked)]


def _read(reply: str, count: int) -> list[ClaimVerdict]:
    """Return the verdicts of a reply; a claim without exactly one readable verdict gets none."""
    found = _items(reply)
    return [_verdict([item for item in found if _number(item) == number]) for number in range(1, count + 1)]


def _items(reply: str) -> list[Mapping[str, Any]]:
    text = _THOUGHTS.sub("", reply)
    fenced = _FENCED.match(text)
    try:
        whole = json.loads(fenced[1] if fenced else text)
    except (ValueError, RecursionError):
        return []
    listed = whole.get("verdicts") if isinstance(whole, dict) else None
    return [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []


def _number(item: Mapping[str, Any]) -> int | None:
    number = item.get("claim")
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def _verdict(items: Sequence[Mapping[str, Any]]) -> ClaimVerdict:
    if len(items) != 1:
        return ClaimVerdict(None, "", _UNREAD)
    supported, missing, reason = (items[0].get(name) for name in ("supported", "missing", "reason"))
    if not isinstance(supported, bool) or not isinstance(missing or "", str) or not isinstance(reason or "", str):
        return ClaimVerdict(None, "", _UNREAD)
    lacking = _short(missing or "")
    if lacking.lower().strip(" .\"'") in _NOTHING:
        lacking = ""
    if supported and lacking:  # it names words that nobody said, and lets them pass
        return ClaimVerdict(None, lacking, _CONTRADICTS)
    return ClaimVerdict(supported, lacking, _short(reason or ""))


def _short(text: str) -> str:
    line = " ".join(words.visible(text).split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
