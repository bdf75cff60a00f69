"""Names of files as they are shown and cited: one spelling, nothing a terminal would obey."""

from __future__ import annotations

import re
import unicodedata

_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def shown(name: str) -> str:
    r"""Return a name in Unicode's composed form, with control and invisible characters and undecodable bytes escaped.

    ``a\x1b[2J.md`` becomes ``a\\x1b[2J.md``; a byte that is no UTF-8 becomes ``\\xff``.
    """
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    text = unicodedata.normalize("NFC", text)
    return _UNSAFE.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)
