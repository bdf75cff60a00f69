"""What a page's text is told to be without: hidden text, menus and buttons, what stands beside the main part."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from coach.documents.formats.html_elements import DROPPED

HIDDEN, BESIDE = "hidden", "beside"
HID_TEXT = "Text that a browser would not show was left out."
_NO_TEXT = frozenset("script style template head noscript iframe object canvas audio video".split())
_WITH_TEXT = DROPPED - _NO_TEXT
_CLOSING = re.compile(rf"</({'|'.join(sorted(_WITH_TEXT))})\b", re.IGNORECASE)


def left_out_by(element: str, text: str, left_out: Counter[str]) -> None:
    """Count the signs of a text that is left out for what it stands in, where a person would have called it text."""
    if element not in _NO_TEXT:
        left_out[element] += len("".join(text.split()))


def last_closings(page: str) -> dict[str, int]:
    """Return for elements whose text is left out the line of their last end; one that begins below is never closed.

    A browser shows what follows a ``<nav>`` that its author forgot to close, so it is no menu.
    """
    found: dict[str, int] = {}
    line = place = 0
    for match in _CLOSING.finditer(page):
        line += page.count("\n", place, match.start())
        place = match.start()
        found[match[1].lower()] = line + 1
    return found


def is_never_closed(tag: str, line: int, closings: Mapping[str, int]) -> bool:
    """Tell whether an element whose text would be left out is open to the end of its page."""
    return tag in _WITH_TEXT and line > closings.get(tag, 0)


def remarks_on(left_out: Counter[str]) -> list[str]:
    """Return what to say of what was left out, one sentence each."""
    elements = sorted(name for name in left_out if name not in (HIDDEN, BESIDE) and left_out[name])
    remarks = [HID_TEXT] if left_out[HIDDEN] else []
    if elements:
        count = sum(left_out[name] for name in elements)
        remarks.append(f"Text of menus, controls or pictures left out: {count} characters ({', '.join(elements)}).")
    if left_out[BESIDE]:
        remarks.append(f"Text beside the main part of the page left out: {left_out[BESIDE]} characters.")
    return remarks
