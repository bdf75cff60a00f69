"""A number with its noun, in the same form wherever it is said (standard library only)."""

from __future__ import annotations


def counted(count: int, noun: str) -> str:
    """Return a number with its noun: ``1 file``, ``1,000 files``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
