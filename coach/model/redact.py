"""Keys never reach a message, a reason or a report."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

HIDDEN = "[key]"
# The beginnings that providers give their keys, and whatever a header carries; a masked key (sk-ab***yz) is one too.
_LOOKS_LIKE_A_KEY = re.compile(
    r"\b(?:sk|pk|rk|gsk|xai|pplx|nvapi|hf|fw|tgp|ghp)[-_][\w*.\-]{3,}|\bAIza[\w\-]{6,}|\bAKIA\w{8,}|\bBearer\s+[^\s,;'\"]+"
)
_SIGNS_IN = re.compile(r"(?<=://)[^\s/]+@")  # a name and a password in an address, of a proxy say
_HOLDS_A_SECRET = re.compile(r"(?:KEY|TOKEN|SECRET|PASSWORD|CREDENTIALS?)$", re.IGNORECASE)
_SHORTEST = 6  # a shorter value ("none", "test") is a placeholder, and hiding it would tear words apart


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """Return the text with every key replaced.

    Args:
        text: Any text, for instance a provider's error.
        secrets: Further values to hide, besides those of environment variables named like keys, what looks like one,
            and passwords in addresses.
    """
    known = {value.strip() for name, value in os.environ.items() if _HOLDS_A_SECRET.search(name)}
    known |= {secret.strip() for secret in secrets}
    for secret in sorted((secret for secret in known if len(secret) >= _SHORTEST), key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    return _SIGNS_IN.sub(f"{HIDDEN}@", _LOOKS_LIKE_A_KEY.sub(HIDDEN, text))


def one_line(text: str, limit: int = 200) -> str:
    """Return the text redacted, on one line, cut after ``limit`` characters."""
    line = " ".join(redact(text).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
