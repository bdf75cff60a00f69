"""From the bytes of a text file to its text: which encoding, which line ends, what nobody can see."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from coach import words
from coach.documents.limits import RefusedFile

_BOMS = (  # the longer first: UTF-16's begins UTF-32's
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_ENOUGH_TO_GUESS = 24  # bytes above 127: below, charset-normalizer took "caf\xe9" for Cyrillic or Chinese by turns
_BROKEN = 10  # so many signs of UTF-8 for one broken: another encoding would garble all of them
_SAVE_AS_UTF8 = "Save it as UTF-8."
# Characters that change how a text is read without being seen; ordinary soft hyphens and zero-width spaces are no sign
# of anything.
_HIDDEN = re.compile("[\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_CONTROL_SHARE = 0.01  # text has a form feed now and then; what has more is no text


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text with ``\\n`` line ends and without invisible characters, and what had to be guessed or taken out."""

    text: str
    remarks: tuple[str, ...] = ()


def decode(content: bytes) -> Decoded:
    """Decode a text file: by its byte order mark, what it declares (HTML, XML), UTF-8, else a reported guess.

    Raises:
        RefusedFile: it is empty, binary, or in no encoding that can be told.
    """
    if not content.strip(b"\0 \t\r\n\x0b\x0c"):
        raise RefusedFile("empty" if not content else "no text", outcome="skipped")
    text, remarks = _unicode(content)
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    if hidden := _HIDDEN.search(text):
        line = text.count("\n", 0, hidden.start()) + 1
        remarks.append(f"Invisible characters that reorder or hide text were taken out, the first in line {line}.")
    if _CONTROL.search(text):
        cleaned = _CONTROL.sub(" ", text)
        if len(_CONTROL.findall(text)) > max(2, _CONTROL_SHARE * len(text)):
            raise RefusedFile("binary content", "If it is text, save it as UTF-8.")
        remarks.append("Control characters were taken out.")
        text = cleaned
    text = words.visible(text)
    if not text.strip():
        raise RefusedFile("no text", outcome="skipped")
    return Decoded(text, tuple(remarks))


def _unicode(content: bytes) -> tuple[str, list[str]]:
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            try:
                return content[len(bom) :].decode(encoding), []
            except UnicodeDecodeError as error:
                raise RefusedFile(
                    f"not the {encoding.upper()} it says it is (byte {error.start})", _SAVE_AS_UTF8
                ) from error
    if b"\0" in content:
        raise RefusedFile("binary content or an unknown encoding", "If it is text, save it as UTF-8.")
    declared = _declared(content)
    try:
        text = content.decode("utf-8")
        conflict = f"It says it is {declared}, and is UTF-8." if declared and not _is_utf8(declared) else ""
        return text, [conflict] if conflict else []
    except UnicodeDecodeError as error:
        broken_at = error.start
    if declared and not _is_utf8(declared):
        try:
            return content.decode(declared), []
        except (UnicodeDecodeError, LookupError):
            pass  # it is not what it says; the guess below is reported
    return _guess(content, broken_at)


def _declared(content: bytes) -> str:
    """Return the encoding that the head of an HTML or XML file names, else an empty string."""
    if not re.match(rb"\s*<", content[:200]):
        return ""
    found = _DECLARED.search(content[:2048])
    return found[1].decode("ascii") if found else ""


def _is_utf8(name: str) -> bool:
    try:
        return codecs.lookup(name).name in ("utf-8", "ascii")
    except LookupError:
        return False


def _guess(content: bytes, broken_at: int) -> tuple[str, list[str]]:
    """Decode by charset-normalizer's guess, else Windows-1252; the remark names the encoding and the first odd byte."""
    from charset_normalizer import from_bytes

    encodings = ["cp1252"]
    if sum(byte > 127 for byte in content[:100_000]) >= _ENOUGH_TO_GUESS:
        best = from_bytes(content[:100_000]).best()
        encodings = [best.encoding, *encodings] if best else encodings
    repaired = content.decode("utf-8", errors="replace")
    broken = repaired.count("\ufffd")
    if broken * _BROKEN <= sum(sign > "\x7f" for sign in repaired):  # UTF-8, but for a few bytes
        return repaired, [f"Bytes that are not UTF-8 were replaced: {broken}, the first at byte {broken_at}."]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if not _CONTROL.search(text):
            return text, [f"It is not UTF-8 (byte {broken_at}); it was read as {encoding}."]
    raise RefusedFile(f"an unknown encoding (byte {broken_at} is not UTF-8)", _SAVE_AS_UTF8)
