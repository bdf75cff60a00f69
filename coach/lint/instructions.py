"""Orders to the program that reads a corpus: whoever wrote them there meant them for no person."""

from __future__ import annotations

import re
from collections.abc import Iterator

from coach import words
from coach.lint.material import Material
from coach.lint.records import Finding, cut

_HINT = "Take the sentence out, unless it is an example; Coach quotes it as text and follows none of it."
_WHAT = (
    r"(?:(?:system|developer|hidden|initial|original|secret|full)[ -]){1,2}(?:prompts?|instructions?|messages?|rules)"
)
_EARLIER = r"(?:previous|prior|preceding|above|earlier|foregoing|your|system)"
_URL, _REPLY = r"https?://\S+", r"(?:answers?|repl(?:y|ies)|responses?)\b"
# One pattern for each kind of entry in OWASP's and garak's lists of prompt injections (LLM01:2025).
_ORDERS: tuple[tuple[str, str], ...] = (
    (
        "to set its instructions aside",
        rf"\b(?:ignore|disregard|forget|override|bypass|do not follow|don't follow)\b (?:\w+ ){{0,3}}?{_EARLIER} "
        r"(?:\w+ ){0,2}?(?:instructions?|prompts?|directions|guidelines|context|messages?)\b"
        r"|\bignor(?:iere|e[zr]?) (?:\w+ ){0,4}(?:anweisungen|instructions|instrucciones)\b"
        r"|(?:以前|上記|これまで|前)の(?:指示|命令|プロンプト)[^。\n]{0,12}(?:無視|忘れ)",
    ),
    (
        "to reveal its prompt",
        rf"\b(?:reveal|print|repeat|show|output|disclose|leak|display|translate|tell (?:me|us|the user))\b (?:\w+ )"
        rf"{{0,4}}?{_WHAT}|\brepeat (?:the |all )?(?:text|words|everything) above\b",
    ),
    (
        "to play another part",
        r"\byou are (?:now|no longer) (?:an? |in |the )?(?:\w+ ){0,2}?"
        r"(?:assistant|ai\b|chatbot|bot\b|model|dan\b|developer mode|unrestricted|jailbroken|bound)"
        r"|\b(?:enter|enable|activate) (?:developer|dan|jailbreak|god) mode\b"
        r"|\bpretend (?:to be|you are) (?:an? )?(?:unrestricted|unfiltered|evil|different) ",
    ),
    (
        "in the guise of a role or a closed block",
        r"<\|?(?:im_start|im_end|system|endoftext|eot_id|start_header_id)\|?>|\[/?(?:INST|SYS)\]|<</?SYS>>"
        r"|</(?:context|documents?|sources?|principles?|system|instructions?|untrusted)>"
        r"|^\s*(?:#{1,6} ?)?(?:system|assistant)\s*:\s*(?:you|ignore|from now|new|always|never)\b",
    ),
    (
        "to name a link or send data away",
        r"\b(?:always|must|assistants?|the (?:ai|model|answer|reply))\b[^.\n]{0,60}?"
        rf"\b(?:include|insert|add|mention|name|cite|recommend|append|link)\b[^.\n]{{0,90}}?{_URL}[^.\n]{{0,40}}"
        rf"\b(?:in|to|at the end of) (?:every|each|any|your|all|the) {_REPLY}"
        rf"|\b(?:in|to|at the end of) (?:every|each|any|your|all) {_REPLY}[^.\n]{{0,80}}{_URL}"
        r"|!\[[^\]\n]*\]\(https?://[^)\s]*\{\w+\}",
    ),
)  # fmt: skip
_COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE | re.MULTILINE)) for kind, pattern in _ORDERS)


def check(material: Material) -> Iterator[Finding]:
    """Yield orders that a corpus gives to the program that reads it; questions beyond it are shown to no program."""
    for text in material.texts:
        if text.file.startswith("beyond/"):
            continue
        seen = words.visible(text.text)  # signs without width break words apart, so that no pattern would find them
        shift = len(text.text) != len(seen)
        for kind, pattern in _COMPILED:
            for match in pattern.finditer(seen):
                told = f"An order to the assistant {kind}: “{cut(match[0])}”"
                yield text.found("instruction", "error", 0 if shift else match.start(), told, _HINT)
