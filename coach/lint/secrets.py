"""Keys, tokens and passwords that somebody left in a text: they would be embedded, quoted and sent to a provider."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator

from coach.lint.material import Material
from coach.lint.records import Finding

_HINT = "Take it out of the text, and revoke it: who has read this corpus may have it."
_SHOWN = 4  # signs of a secret that are shown, so that its owner can find it
# Prefixes that providers gave their keys so that scanners find them. Source: the default rules of gitleaks,
# https://github.com/gitleaks/gitleaks/blob/master/config/gitleaks.toml
_KNOWN = re.compile(
    r"(?<![\w-])(?:"
    r"(?P<an_AWS_access_key>(?:AKIA|ASIA)[A-Z2-7]{16})(?!\w)|"
    r"(?P<a_GitHub_token>gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{60,})|"
    r"(?P<a_GitLab_token>gl(?:pat|rt|dt|cbt|ptt)-[\w-]{20,})|"
    r"(?P<a_Slack_token>xox[abeoprs]-[\w-]{10,}|xapp-\d-[\w-]{10,})|"
    r"(?P<an_Anthropic_key>sk-ant-[\w-]{20,})|"
    r"(?P<an_OpenAI_key>sk-(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{20,})|"
    r"(?P<a_Google_key>AIza[\w-]{35})|"
    r"(?P<a_Stripe_key>[rs]k_(?:live|test)_[A-Za-z0-9]{10,})|"
    r"(?P<a_SendGrid_key>SG\.[\w-]{16,}\.[\w-]{16,})|"
    r"(?P<a_Hugging_Face_token>hf_[A-Za-z]{34})|"
    r"(?P<an_npm_token>npm_[A-Za-z0-9]{36})|"
    r"(?P<a_PyPI_token>pypi-[\w-]{50,})|"
    r"(?P<a_signed_token>eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,})"
    r")|(?P<a_private_key>-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----[\w+/=\s]{0,8192})"
)
_TOLD = re.compile(
    r"(?i)\b(?P<name>(?:api|access|secret|auth|client|private)[ _-]?(?:key|token|secret)|password|passwd|pwd|"
    r"passphrase|bearer|token)\b[\"']?\s*(?:(?:is|was)\s*:?|[:=]|=>)\s*[\"'`]?(?P<value>[^\s\"'`<>{}()\[\],;]{8,200})"
)
_AFTER = re.compile(r"(?i)\b(?:authorization:\s*)?bearer\s+(?P<value>[\w.~+/-]{20,}=*)")
_IN_ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@]{1,64}:(?P<value>[^\s/@]{4,})@")
_PLACEHOLDER = re.compile(
    r"(?i)x{4,}|\*{3,}|\.{3}|…|your|example|sample|placeholder|changeme|dummy|redacted|secret|token|password|insert|env\b|"
    r"^\$|^%|^https?:|0123456|abcdef"
)
_LEAST_BITS = (
    3.0  # a sign; English words have about 2.5, random hexadecimal 3.5. Source: detect-secrets, HexHighEntropy
)


def check(material: Material) -> Iterator[Finding]:
    """Yield each secret with what it looks like and its first signs; documents are looked at with their code."""
    for text in material.originals():
        for start, kind, value in _found(text.text):
            yield text.found("secret", "error", start, f"This looks like {kind}: {_shown(value)}", _HINT)


def masked(text: str) -> str:
    """Return a text in which nothing of a secret stands but its first signs."""
    for start, _, value in sorted(_found(text), reverse=True):
        text = text[:start] + _shown(value) + text[start + len(value) :]
    return text


def _found(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield offset, kind and value of each secret; none of them twice."""
    taken: list[tuple[int, int]] = []
    for match in _KNOWN.finditer(text):
        if match.lastgroup and not _is_placeholder(match[0]) and not _is_link(match, text):
            taken.append(match.span())
            yield match.start(), match.lastgroup.replace("_", " "), match[0]
    for pattern, kind in ((_IN_ADDRESS, "a password in an address"), (_AFTER, "a token"), (_TOLD, "")):
        for match in pattern.finditer(text):
            start, ends = match.span("value")
            value = match["value"]
            if any(start < stop and begin < ends for begin, stop in taken) or not _is_random(value, bool(kind)):
                continue
            taken.append((start, ends))
            yield start, kind or f"a secret after {match['name'].lower()!r}", value


def _is_random(value: str, is_marked: bool) -> bool:
    """Tell whether a value is one that nobody would write as a word.

    Args:
        value: Of 4 signs or more.
        is_marked: What stands around it says surely that it is a secret.
    """
    if _PLACEHOLDER.search(value):
        return False
    kinds = sum(any(test(sign) for sign in value) for test in (str.islower, str.isupper, str.isdigit))
    has_signs = any(not sign.isalnum() for sign in value.rstrip(".!?:"))
    if not value.isascii() or not any(sign.isdigit() for sign in value):
        return False
    return is_marked or (kinds + has_signs >= 3 and bits(value) >= _LEAST_BITS) or (kinds == 2 and bits(value) >= 3.5)


def bits(value: str) -> float:
    """Return the Shannon entropy of a text's signs, in bits a sign."""
    counts = Counter(value).values()
    return -sum(count / len(value) * math.log2(count / len(value)) for count in counts)


def _is_placeholder(value: str) -> bool:
    return bool(re.search(r"(?i)x{6,}|example|your[_-]", value))


def _is_link(match: re.Match[str], text: str) -> bool:
    """Tell whether a signed token is a part of an address's path: such links count clicks and open nothing."""
    return match.lastgroup == "a_signed_token" and text[match.start() - 1 : match.start()] == "/"


def _shown(value: str) -> str:
    return f"{value[:_SHOWN]}…"
