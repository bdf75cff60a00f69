"""Recognises a model that declines in plain words, where it was asked for points."""

from __future__ import annotations

import re

_LONGEST = 1_200  # characters; whoever writes more than that has said something
# Source: how hosted and small models begin to decline ("I'm sorry, but I can't help with that.", "As an AI, I am unable
# to give advice."). It must begin the reply, and is looked for only where nothing could be read as an answer.
_BEGINS = (
    r"\W*(?:(?:(?:I'm |I am )?(?:very |truly |so )?sorry|my apologies|I apologi[sz]e|unfortunately|as an AI)\b"
    r"[^.!?]{0,80}?[\s,.])?"
)
_CANNOT = r"(?: can't| cannot| can not| won't| will not| must not|(?:'m| am) (?:not able|unable|not allowed) to)"
_HELP = (
    r"(?:help|assist|answer|advise|comply|continue|engage|fulfil|provide|respond|support|discuss|process|participate|"
    r"offer|give (?:you )?(?:any )?advice|do (?:that|this))"
)
_REFUSAL = re.compile(
    rf"{_BEGINS}\s*I(?:{_CANNOT} (?:\w+ ){{0,3}}?{_HELP}\b"
    r"|(?: must| have to| will have to)? (?:respectfully )?decline\b|(?:'m| am) not comfortable\b)",
    re.IGNORECASE,
)


def is_refusal(reply: str) -> bool:
    """Tell whether a reply without points declines to give any.

    Args:
        reply: The whole reply.
    """
    text = " ".join(reply.replace("’", "'").split())
    return len(text) <= _LONGEST and bool(_REFUSAL.match(text))
