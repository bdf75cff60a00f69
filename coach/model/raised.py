"""What an exception of any provider's package says: its status, its words, how long to wait."""

from __future__ import annotations

import email.utils
import math
import re
import time
from collections.abc import Iterator

_TAG = re.compile(r"<[a-z/!][^<>]{0,2000}>", re.IGNORECASE)
_LINK = re.compile(r"!?\[([^\[\]]{0,200})\]\([^()\s]{0,2000}\)")
_ADDRESS = re.compile(r"\b(?:(?:https?|ftp|file)://|(?:javascript|data):(?=\S)|www\.)[^\s\"'<>)\]]*", re.IGNORECASE)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and those it came from: packages wrap those of others."""
    link: BaseException | None = error
    for _ in range(5):
        if link is None:
            return
        yield link
        link = link.__cause__


def is_named(error: BaseException, *parts: str) -> bool:
    """Tell whether some class of an exception, or of those it came from, has a telling name."""
    names = [kind.__name__.lower() for link in _chain(error) for kind in type(link).__mro__]
    return any(part in name for part in parts for name in names)


def said_by(error: BaseException) -> str:
    """Return all that an exception says, and those it came from; it may hold the key."""
    return " ".join(str(link) for link in _chain(error))


def told_by(error: BaseException) -> str:
    """Return the provider's own message, without the JSON around it where its package kept that apart.

    It is shown to people: tags and addresses are left out, which anybody between us and the provider could plant.
    """
    body = getattr(error, "body", None)
    inner = body.get("error", body) if isinstance(body, dict) else None
    message = inner.get("message") if isinstance(inner, dict) else None
    said = str(message or getattr(error, "error", "") or error)  # Ollama's package adds a status of -1
    return _ADDRESS.sub("[address]", _LINK.sub(r"\1", _TAG.sub(" ", said)))


def status_of(error: BaseException) -> int | None:
    """Return the HTTP status, wherever the package keeps it."""
    places = [place for link in _chain(error) for place in (link, getattr(link, "response", None))]
    found = (getattr(place, name, None) for place in places for name in ("status_code", "code"))
    return next((status for status in found if isinstance(status, int) and status >= 100), None)


def retry_after_s(error: BaseException) -> float | None:
    """Return how long the provider asks to wait; None where it does not say.

    Source: RFC 9110, section 10.2.3 (seconds or a date); OpenAI's ``retry-after-ms`` is finer.
    """
    for link in _chain(error):
        headers = getattr(getattr(link, "response", None), "headers", None) or {}
        for name, unit_s in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
            said = str(headers.get(name) or "").strip()
            wait_s = _number(said, unit_s) if said else None
            if wait_s is not None:
                return max(wait_s, 0.0)
    return None


def _number(said: str, unit_s: float) -> float | None:
    try:
        wait_s = float(said) * unit_s
    except ValueError:
        date = email.utils.parsedate_tz(said)
        wait_s = email.utils.mktime_tz(date) - time.time() if date else math.nan
    return wait_s if math.isfinite(wait_s) else None
