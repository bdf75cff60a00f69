"""What is no prose of a coach: links, HTML, code, orders to a program or those that phishing gives."""

from __future__ import annotations

import re
from collections.abc import Iterator

_INSTRUCTIONS = (
    # addresses
    r"[a-z][a-z0-9+.-]{0,20}://|hxxps?|\bwww\.|(?:javascript|data|vbscript|file|mailto):\S|[\w+-]@[\w-]{1,60}\.\w",
    r"\b[\w-]{1,60}\.(?:com|org|net|io|ai|dev|app|co|test|example|invalid|info|biz|xyz|me|eu|uk|de|fr|ru|cn)\b"
    r"(?=$|[\s/.,;:!?)\]\"'>])",
    # Markdown, HTML, code, data
    r"!?\[[^\]\n]{0,200}\] ?[(\[:]|!\[|`|~~~|\|[^|\n]+\|[^|\n]+\|",
    r"<[a-z!/?][^<>]{0,500}>|<(?:script|img|iframe|a|svg|style|object|embed|form|input|meta|link)\b|&(?:\w{2,8}|"
    r"#x?[0-9a-f]{1,6});",
    r"\{\{|\}\}|\{[^{}]{0,200}[\"'][^{}]{0,200}:|<\||\|>|\[/?inst\]|\w{41,}",
    r"\bpip install|\bcurl |\bsudo\b|\brm -|\bdef \w+\(|\bselect \* |\bdrop table\b|\bos\.\w+\(",
    # orders to a program
    r"\b(?:ignore|disregard|forget|override|bypass) (?:\w+ ){0,3}(?:above|previous|prior|preceding|instructions?|"
    r"prompts?|guidelines)\b",
    r"\bsystem (?:prompt|message)|(?:^|[.!?>\])}#-]\s*)(?:system|assistant|user|developer|human)\s*:|\byou are now\b",
    r"\bnew instructions?\b|\bjailbreak|\bdeveloper mode|\bas an? (?:ai|language model|llm|ai assistant)\b",
    r"\bpretend (?:to be|you)|\brepeat after me",
    # orders that phishing gives
    r"\b(?:api|secret|access)[ _-]?(?:key|token)s?\b|\bpasswords?\b|\bclick (?:here|on|the)\b|\bdownload\b|"
    r"\bsubscribe\b",
)
_INSTRUCTION = re.compile("|".join(_INSTRUCTIONS), re.IGNORECASE | re.MULTILINE)


def instructions(text: str) -> Iterator[re.Match[str]]:
    """Yield what is no prose of a coach: links, HTML, code, orders to a program."""
    yield from _INSTRUCTION.finditer(text)
