"""What HTML's elements mean for a text, and which of them nobody sees."""

from __future__ import annotations

import re
from collections.abc import Mapping

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
# Their content is no text of the page: code, navigation, controls, pictures.
DROPPED = frozenset(
    "script style noscript template nav svg math iframe object canvas audio video button select form-control option "
    "datalist textarea head".split()
)
HEAD = frozenset("title meta link script style base noscript template".split())  # anything else ends an open <head>
BREAKS = frozenset(
    """p div section article aside header footer main ul ol dl li dt dd blockquote figure figcaption address form
    fieldset table thead tbody tfoot tr td th caption h1 h2 h3 h4 h5 h6 hr pre details summary body html legend
    label""".split()
)
HEADINGS = {f"h{level}": level for level in range(1, 7)}
CLOSED_BY = {  # an element that the next of its kind ends, and what keeps it open
    "li": ({"li"}, {"ul", "ol"}), "dt": ({"dt", "dd"}, {"dl"}), "dd": ({"dt", "dd"}, {"dl"}),
    "td": ({"td", "th"}, {"tr", "table"}), "th": ({"td", "th"}, {"tr", "table"}), "tr": ({"tr", "td", "th"}, {"table"}),
}  # fmt: skip
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
