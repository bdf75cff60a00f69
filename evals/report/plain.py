"""Text and figures as every report shows them: nothing that moves a cursor, hides or turns round what is read."""

from __future__ import annotations

import math
import re

# Control characters but tab and line feed, direction marks and overrides, byte order mark, lone surrogates.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
NO_FIGURE = "–"


def safe(text: str) -> str:
    """Return the text with every character that could act instead of being read replaced by ``�``.

    Replaced, not removed: whoever reads about an attack should see that something stood there. JSON keeps it exactly.
    """
    return _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n"))


def one_line(text: str, limit: int) -> str:
    """Return the text as one line of at most ``limit`` characters, cut with an ellipsis."""
    line = " ".join(safe(text).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def counted(n: int, one: str, many: str = "") -> str:
    """Return a number with its noun: ``1 case``, ``12 cases``."""
    return f"{n} {one if n == 1 else many or one + 's'}"


def figure(value: float | None) -> str:
    """Return a value of 0 to 1 with three decimals; what is not quite 1 is not shown as 1."""
    if value is None or not math.isfinite(value):
        return NO_FIGURE
    return f"{min(value, 0.999) if 0.999 < value < 1 else value:.3f}"


def between(low: float, high: float) -> str:
    """Return an interval of values of 0 to 1, two decimals; nothing where it is not known."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return NO_FIGURE
    return f"{low:.2f}–{high:.2f}"


def signed(value: float) -> str:
    """Return a difference with its sign, three decimals."""
    return f"{value:+.3f}".replace("-", "−") if math.isfinite(value) else NO_FIGURE


def percent(share: float) -> str:
    """Return a share of 0 to 1 in per cent; what is not quite all is not shown as all."""
    if not math.isfinite(share):
        return NO_FIGURE
    return f"{min(share, 0.99) if share < 1 else share:.0%}".replace("%", " %")


def seconds(value: float) -> str:
    """Return a duration in seconds."""
    return f"{value:.1f} s" if math.isfinite(value) else NO_FIGURE


def milliseconds(value: float) -> str:
    """Return a duration in milliseconds."""
    return f"{value:.0f} ms" if math.isfinite(value) else NO_FIGURE
