"""Which Chroma server holds the indexes: ``COACH_STORE`` and what goes with it, checked before anything is sent.

``COACH_STORE`` (address; empty keeps indexes in the cache), ``COACH_STORE_TOKEN``, ``COACH_STORE_TENANT``,
``COACH_STORE_DATABASE``, ``COACH_STORE_INSECURE`` (``yes``: plain HTTP to another machine without a token).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from coach.errors import SettingsError

DEFAULT_TENANT = "default_tenant"
DEFAULT_DATABASE = "default_database"
CLOUD = ".trychroma.com"
_ALSO = ("COACH_STORE_TOKEN", "COACH_STORE_TENANT", "COACH_STORE_DATABASE", "COACH_STORE_INSECURE")
_NAME = re.compile(r"[A-Za-z0-9._-]{1,128}")
_TOKEN = re.compile(r"[!-~]{1,4096}")


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """A Chroma server.

    Attributes:
        url: Scheme, host, port and path, without credentials: it may be shown.
        token: Sent with every request and shown nowhere; empty for none.
        tenant: Whose databases.
        database: Which of them.
    """

    url: str
    token: str = field(default="", repr=False)
    tenant: str = DEFAULT_TENANT
    database: str = DEFAULT_DATABASE

    @property
    def is_cloud(self) -> bool:
        """Whether it is Chroma Cloud, with its header and its quotas."""
        return _host(urlsplit(self.url)).endswith(CLOUD)

    @property
    def is_encrypted(self) -> bool:
        """Whether what is sent cannot be read on the way."""
        return self.url.startswith("https:")

    @property
    def is_on_this_machine(self) -> bool:
        """Whether the address is a loopback one."""
        return _is_loopback(_host(urlsplit(self.url)))


def store_settings(environment: Mapping[str, str]) -> StoreSettings | None:
    """Return the server that is asked for, or None where indexes are kept in the cache.

    Raises:
        SettingsError: an address or a name cannot be used, or two settings contradict each other.
    """
    said = {name: environment.get(name, "").strip() for name in ("COACH_STORE", *_ALSO)}
    if not said["COACH_STORE"]:
        alone = [name for name in _ALSO if said[name]]
        if alone:
            raise SettingsError(
                f"{alone[0]} is set, but COACH_STORE names no server", "Set COACH_STORE to its address, or unset both."
            )
        return None
    address = _address(said["COACH_STORE"])
    found = StoreSettings(
        url=address.geturl().rstrip("/"),
        token=said["COACH_STORE_TOKEN"],
        tenant=said["COACH_STORE_TENANT"] or DEFAULT_TENANT,
        database=said["COACH_STORE_DATABASE"] or DEFAULT_DATABASE,
    )
    _check_names(found)
    _check_cloud(found, said)
    _check_way(found, said["COACH_STORE_INSECURE"].lower())
    return found


def _address(said: str) -> SplitResult:
    try:
        address = urlsplit(said)
        is_usable = address.scheme in ("http", "https") and bool(address.hostname) and address.port != 0
    except ValueError:  # a port that is no number, brackets that do not close
        address, is_usable = SplitResult("", "", "", "", ""), False
    if "@" in address.netloc or "@" in said:
        raise SettingsError(
            "COACH_STORE holds a name or a password", "Leave it out of the address: COACH_STORE_TOKEN is sent instead."
        )
    if not is_usable or address.query or address.fragment or any(character.isspace() for character in said):
        raise SettingsError(
            f"COACH_STORE is “{said.partition('?')[0][:80]}”, which is no address of a server",
            "Set it to http://host:8000 or https://host; for indexes in a folder of this machine unset it, "
            "and set COACH_CACHE.",
        )
    return address


def _check_names(found: StoreSettings) -> None:
    for name, value in (("COACH_STORE_TENANT", found.tenant), ("COACH_STORE_DATABASE", found.database)):
        if not _NAME.fullmatch(value):
            raise SettingsError(f"{name} is “{value[:80]}”", "Use letters, digits, dots, hyphens and underscores.")
    if found.token and not _TOKEN.fullmatch(found.token):
        raise SettingsError("COACH_STORE_TOKEN holds spaces, line ends or letters beyond ASCII", "Copy it again.")


def _check_cloud(found: StoreSettings, said: Mapping[str, str]) -> None:
    missing = [name for name in _ALSO[:3] if not said[name]]
    if found.is_cloud and (missing or not found.is_encrypted):
        what = f"{missing[0]} is not set" if missing else "the address begins with http:"
        raise SettingsError(
            f"COACH_STORE is Chroma Cloud, but {what}",
            "Set COACH_STORE=https://api.trychroma.com, and COACH_STORE_TOKEN, _TENANT and _DATABASE.",
        )


def _check_way(found: StoreSettings, insecure: str) -> None:
    """Refuse what would send texts readable, to a server that asks nobody who they are, unless that is wanted.

    Source: ``chroma run`` 1.5.9 asks nobody who they are; a DELETE of a collection answered 200 (measured).
    """
    if insecure not in ("", "yes", "no"):
        raise SettingsError(f"COACH_STORE_INSECURE is “{insecure[:40]}”", "Set it to yes, or unset it.")
    if insecure == "yes" and (found.is_encrypted or found.token):
        other = "COACH_STORE begins with https:" if found.is_encrypted else "COACH_STORE_TOKEN is set"
        raise SettingsError(f"COACH_STORE_INSECURE is yes, but {other}", "Unset one of the two.")
    if not (found.is_encrypted or found.token or found.is_on_this_machine or insecure == "yes"):
        raise SettingsError(
            f"{found.url} is another machine, asked in the clear and without a token: whoever reaches it could read "
            "and delete every index",
            "Put a proxy with TLS and a token before it (coach/index/SERVER.md) and set COACH_STORE=https://..., "
            "COACH_STORE_TOKEN; or, on a network where everybody may do so, COACH_STORE_INSECURE=yes.",
        )


def _host(address: SplitResult) -> str:
    return (address.hostname or "").lower().rstrip(".")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
