"""How the page was started: from flags to environment variables, and from there to every script run."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address

from coach.corpus.find import named_corpora
from coach.errors import SettingsError
from coach.settings import BUNDLED_CORPUS

LOOPBACK = "127.0.0.1"
RATE = 300  # questions a minute and visitor; an answer without a model takes 30 ms
RATE_WITH_MODEL = 20  # ... and nobody reads a personal answer in less than three seconds
KEEP_DAYS = 400  # a browser that does not come back within a year has lost its cookie, and nobody reaches its talk
_YES = {"1", "true", "yes", "on"}


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for when the page was started.

    Attributes:
        corpora: Names or folders to choose from; the first is the default.
        models: Chat models to choose from, ``provider:model``; the first is the default, none is the composer.
        host: Where the page listens.
        names: Names of hosts under which it is reached besides the loopback ones, where a proxy stands before it.
        allowed: Who may sign in: e-mails, or domains as ``@example.org``.
        editors: Who may change corpora, written the same way.
        trusted_issuers: OpenID providers that may leave out whether they verified an e-mail.
        allows_upload: Whether private corpora may be uploaded.
        is_without_sign_in: Whether everybody who reaches the page is let in.
        rate: Questions a minute and visitor; 0 for the usual numbers.
        keep_days: After how many days without a question a browser's conversations are deleted; 0 for never.
    """

    corpora: tuple[str, ...] = (BUNDLED_CORPUS,)
    models: tuple[str, ...] = ()
    host: str = LOOPBACK
    names: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    trusted_issuers: tuple[str, ...] = ()
    allows_upload: bool = False
    is_without_sign_in: bool = False
    rate: int = 0
    keep_days: int = KEEP_DAYS

    @property
    def is_shared(self) -> bool:
        """Whether other people than the one at this machine can reach the page."""
        return self.is_without_sign_in or bool(self.names) or not is_loopback(self.host)

    @property
    def has_sign_in(self) -> bool:
        """Whether people sign in; `ui.server` checks at the start that they can."""
        return bool(self.allowed) and not self.is_without_sign_in

    def as_environment(self) -> dict[str, str]:
        """Return the variables that ``from_environment`` reads these options from."""
        return {
            "COACH_UI_CORPORA": os.pathsep.join(self.corpora),
            "COACH_UI_MODELS": ",".join(self.models),
            "COACH_UI_HOST": self.host,
            "COACH_UI_NAMES": ",".join(self.names),
            "COACH_UI_ALLOWED": ",".join(self.allowed),
            "COACH_UI_EDITORS": ",".join(self.editors),
            "COACH_UI_TRUSTED_ISSUERS": ",".join(self.trusted_issuers),
            "COACH_UI_UPLOAD": "1" if self.allows_upload else "",
            "COACH_UI_WITHOUT_SIGN_IN": "1" if self.is_without_sign_in else "",
            "COACH_UI_RATE": str(self.rate) if self.rate else "",
            "COACH_UI_KEEP_DAYS": str(self.keep_days),
        }


def from_environment(environment: Mapping[str, str] | None = None) -> Options:
    """Return the options that environment variables name.

    Args:
        environment: Where to look; None for the process's own.

    Raises:
        SettingsError: ``COACH_UI_RATE`` is no number of questions, or ``COACH_UI_KEEP_DAYS`` no number of days.
    """
    given = os.environ if environment is None else environment

    def words(name: str, separator: str = ",") -> tuple[str, ...]:
        return _without_doubles(given.get(name, "").split(separator))

    default = given.get("COACH_CORPUS", "").strip() or BUNDLED_CORPUS
    return Options(
        corpora=words("COACH_UI_CORPORA", os.pathsep) or _without_doubles([default, *named_corpora()]),
        models=words("COACH_UI_MODELS") or words("COACH_MODEL"),
        host=given.get("COACH_UI_HOST", "").strip() or LOOPBACK,
        names=words("COACH_UI_NAMES"),
        allowed=words("COACH_UI_ALLOWED"),
        editors=words("COACH_UI_EDITORS"),
        trusted_issuers=words("COACH_UI_TRUSTED_ISSUERS"),
        allows_upload=given.get("COACH_UI_UPLOAD", "").strip().lower() in _YES,
        is_without_sign_in=given.get("COACH_UI_WITHOUT_SIGN_IN", "").strip().lower() in _YES,
        rate=_rate(given.get("COACH_UI_RATE", "").strip()),
        keep_days=_days(given.get("COACH_UI_KEEP_DAYS", "").strip()),
    )


def is_loopback(host: str) -> bool:
    """Tell whether only this machine reaches a page that listens there; ``host`` is an address or ``localhost``."""
    try:
        return host == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_address(host: str) -> bool:
    """Tell whether a host is written as an address: four numbers, or as IPv6."""
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


def _rate(said: str) -> int:
    if not said:
        return 0
    if not said.isascii() or not said.isdigit() or not 0 < int(said) <= 100_000:
        raise SettingsError(
            f"COACH_UI_RATE is “{said[:40]}”", "Give it a number of questions a minute (1 to 100000), or unset it."
        )
    return int(said)


def _days(said: str) -> int:
    if not said:
        return KEEP_DAYS
    if not said.isascii() or not said.isdigit() or int(said) > 100_000:
        raise SettingsError(
            f"COACH_UI_KEEP_DAYS is “{said[:40]}”", "Give it a number of days, 0 for ever, or unset it."
        )
    return int(said)


def _without_doubles(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (word.strip() for word in given))))
