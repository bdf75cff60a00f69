"""Names of files as they are shown and cited: one spelling, nothing a terminal would obey."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import chain, count

_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def twins(names: Sequence[str]) -> dict[str, str]:
    r"""Return the names of a folder that look like another one there, each with a look of its own; mostly none.

    Two spellings of one name (``é`` as one sign, ``e`` with an accent) look the same: the one that is spelled as shown
    keeps that, the other is told apart by its escaped signs (``cafe\u0301.md``).
    """
    looks = {shown(name) for name in names}
    if len(looks) == len(names):
        return {}
    alike: dict[str, list[str]] = {}
    for name in names:
        alike.setdefault(shown(name), []).append(name)
    found: dict[str, str] = {}
    for look, spelled in alike.items():
        keeper = look if look in spelled else min(spelled)
        for name in sorted({*spelled} - {keeper}):
            escaped = "".join(sign if sign.isascii() and sign.isprintable() else ascii(sign)[1:-1] for sign in name)
            numbered = (f"{escaped} ({number})" for number in count(2))
            found[name] = next(each for each in chain([escaped], numbered) if each not in looks)
            looks.add(found[name])
    return found


def shown(name: str) -> str:
    r"""Return a name in Unicode's composed form, with control and invisible characters and undecodable bytes escaped.

    ``a\x1b[2J.md`` becomes ``a\\x1b[2J.md``; a byte that is no UTF-8 becomes ``\\xff``.
    """
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    text = unicodedata.normalize("NFC", text)
    return _UNSAFE.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), text)
