"""Which HTML elements nobody sees: their text is not the document's, and may be there to mislead a machine."""

from __future__ import annotations

import re
from collections.abc import Mapping

_STYLES = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])|"
    r"(?:left|top|text-indent)\s*:\s*-\d{4,}"
)
_COLOUR = re.compile(r"(?<![-\w])color\s*:\s*([^;!]+)")
_BACKGROUND = re.compile(r"background(?:-color)?\s*:\s*([^;!]+)")
_WHITE = {"white", "#fff", "#ffffff", "rgb(255,255,255)"}
_CLASSES = {"hidden", "d-none", "sr-only", "visually-hidden", "usa-sr-only", "screen-reader-text", "skip-link"}


def is_hidden(given: Mapping[str, str]) -> bool:
    """Tell whether an element with these attributes is hidden from its readers, or only spoken."""
    if "hidden" in given or given.get("aria-hidden") == "true" or _CLASSES & set(given.get("class", "").split()):
        return True
    style = given.get("style", "").lower()
    return bool(style) and (bool(_STYLES.search(style)) or _same_colours(style))


def _same_colours(style: str) -> bool:
    """Tell whether letters have the colour of what they stand on; white alone is taken to stand on a white page."""
    colour, background = _COLOUR.search(style), _BACKGROUND.search(style)
    if colour is None:
        return False
    name = re.sub(r"\s", "", colour[1])
    return name == re.sub(r"\s", "", background[1]) if background else name in _WHITE
