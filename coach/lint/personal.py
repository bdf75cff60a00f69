"""What tells who somebody is, or how to reach or charge them: numbers are believed only where their checksum agrees."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from coach.lint.material import Material, Text
from coach.lint.records import Finding

_HINT = "Take it out, or name the role or team instead."
_KEEP = "If the person agreed and it may be quoted to anybody, keep it; else name the role or team instead."
# first.last@ or f.last@: a person; info@, events-team@ or tts.jobs@ (letters that nobody is called) is nobody.
_EMAIL = re.compile(
    r"(?<![\w.+-])((?:[A-Za-z]|[A-Za-z]{0,29}[aeiouyAEIOUY][A-Za-z]{0,29})\.[A-Za-z-]{2,30}\d{0,3})"
    r"@([A-Za-z0-9-]{1,60}(?:\.[A-Za-z0-9-]{2,30})+)"
)
_EXAMPLE_HOST = re.compile(
    r"(?i)(?:^|\.)(?:example(?:\.\w+)?|test|invalid|localhost|(?:your)?(?:domain|company|organi[sz]ation|email)\.\w+)$"
)
_NO_PERSON = re.compile(
    r"(?i)(?:^|[.-])(?:your|first|last|user|name|doe|team|group|support|help|info|office|desk|admin|events?|"
    r"contact|press|sales|legal|hr|it|security|privacy|services?|research|all|no|noreply|reply|people|ops|payroll|"
    r"experience|benefits|jobs|careers|civil|rights|general)(?:[.-]|$)"
)
_PHONE = re.compile(
    r"(?<![\w.+/=&#-])(?:\+\d{1,3}[ .-]?(?:\(0?\d{1,4}\)[ .-]?)?\d{1,4}(?:[ .-]?\d{2,4}){2,4}|"
    r"\(\d{3}\) ?\d{3}[ .-]\d{4}|\d{3}[.-]\d{3}[.-]\d{4})(?![\w-]|[./]\w)"
)
_NOBODYS_PHONE = re.compile(
    r"555[ .-]?\d{2}|^(?:\+?1[ .-]?)?\(?8(?:00|33|44|55|66|77|88)\)?[ .-]"
)  # films; free of charge
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
_CARD = re.compile(
    r"(?<![\w./=-])(?:3[47]\d{2}|4\d{3}|5[1-5]\d{2}|2[2-7]\d{2}|6(?:011|5\d{2}))(?:[ -]?\d{4}){2}"
    r"[ -]?\d{3,4}(?![\w-]|\.\d)"
)
_SSN = re.compile(r"(?<![\w-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])")  # United States
_NINO = re.compile(
    r"\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b"
)  # Britain
_SHOWN = 4


def check(material: Material) -> Iterator[Finding]:
    """Yield personal data: numbers as warnings; addresses and telephone numbers of people as notes."""
    for text in material.texts:
        for pattern, kind, holds in _NUMBERS:
            for match in pattern.finditer(text.text):
                if holds(match[0]):
                    told = f"This looks like {kind}: {match[0][:_SHOWN]}…"
                    yield text.found("personal-data", "warning", match.start(), told, _HINT)
        yield from _addresses(text)


def _addresses(text: Text) -> Iterator[Finding]:
    for match in {match[0]: match for match in reversed([*_EMAIL.finditer(text.text)])}.values():
        if not _EXAMPLE_HOST.search(match[2]) and not _NO_PERSON.search(match[1]):
            told = f"A person's e-mail address: {match[0][:_SHOWN]}…@{match[2]}"
            yield text.found("personal-data", "note", match.start(), told, _KEEP)
    for match in _PHONE.finditer(text.text):
        digits = sum(sign.isdigit() for sign in match[0])
        if 9 <= digits <= 15 and not _NOBODYS_PHONE.search(match[0]):
            told = f"A telephone number: {match[0][:_SHOWN]}…"
            yield text.found("personal-data", "note", match.start(), told, _KEEP)


def is_iban(text: str) -> bool:
    """Tell whether an account number's check digits agree.

    Source: ISO 13616: letters as two digits, first four signs last, the remainder by 97 is 1.
    """
    signs = text.replace(" ", "")
    turned = signs[4:] + signs[:4]
    return 15 <= len(signs) <= 34 and int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def is_card(text: str) -> bool:
    """Tell whether a card number's check digit agrees.

    Source: ISO/IEC 7812-1, annex B (Luhn): each second digit doubled, the sum of all digits is divisible by ten.
    """
    digits = [int(sign) for sign in text if sign.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) if place % 2 else digit for place, digit in enumerate(reversed(digits))]
    return len(set(digits)) > 2 and len(digits) in (15, 16) and sum(doubled) % 10 == 0


_NUMBERS: tuple[tuple[re.Pattern[str], str, Callable[[str], bool]], ...] = (
    (_IBAN, "a bank account (IBAN)", is_iban),
    (_CARD, "a payment card", is_card),
    (_SSN, "a social security number", lambda text: text not in ("123-45-6789", "078-05-1120")),  # those of adverts
    (_NINO, "a national insurance number", lambda text: text.replace(" ", "") != "QQ123456C"),
)
