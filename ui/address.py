"""Where the page listens, and whether it may."""

from __future__ import annotations

import errno
import socket

from coach.errors import EnvironmentFault, SettingsError
from ui.options import Options, is_loopback

_TRIED = 100  # ports after the one that is taken
_BACKLOG = 128


def resolve(host: str) -> str:
    """Return the address of a host, IPv4 where it has one.

    Raises:
        SettingsError: it has none.
    """
    try:
        found = socket.getaddrinfo(host.strip("[]"), None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise SettingsError(
            f"--host {host[:80]} is no address of a host", "Give one of this machine, for instance 127.0.0.1."
        ) from error
    return str(min(found, key=lambda one: one[0] != socket.AF_INET)[4][0])


def check_reach(options: Options) -> None:
    """Refuse to let strangers in by accident.

    Raises:
        SettingsError: others could reach the page, and nobody would have to sign in.
    """
    if options.is_without_sign_in and options.allows_upload:
        raise SettingsError(
            "--allow-upload needs to know who uploads, and --without-sign-in lets in everybody",
            "Leave one of them out.",
        )
    if options.is_shared and not options.is_without_sign_in and not options.allowed:
        where = "under " + ", ".join(options.names) if is_loopback(options.host) else f"at {options.host}"
        raise SettingsError(
            f"Other people could reach the page {where}, and nobody would have to sign in",
            'Set up sign-in and COACH_UI_ALLOWED (README, "The page for a team"), or say --without-sign-in.',
        )


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Args:
        host: An address.
        port: 0 for any that is free.

    Raises:
        SettingsError: this machine has no such address.
        EnvironmentFault: the port is taken or reserved; the next free one is named.
    """
    try:
        return _listening(host, port)
    except OSError as error:
        if error.errno == errno.EADDRNOTAVAIL:
            raise SettingsError(
                f"This machine does not have the address {host}", "Give one that it has, for instance 127.0.0.1."
            ) from error
        what = "is reserved" if error.errno in (errno.EACCES, errno.EPERM) else "is taken"
        if what == "is taken" and error.errno != errno.EADDRINUSE:
            raise EnvironmentFault(f"Nothing can listen at {host}: {error.strerror}", "Try --host 127.0.0.1") from error
        free = _next_free(host, max(port, 1023))
        raise EnvironmentFault(
            f"Port {port} {what}", f"Try: coach ui --port {free}" if free else "Try: coach ui --port 0"
        ) from error


def page_url(host: str, port: int) -> str:
    """Return the address to type on this machine, without a slash at the end."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def _next_free(host: str, after: int) -> int:
    """Return the first free port after this one; 0 where none of the next hundred is."""
    for port in range(after + 1, min(after + 1 + _TRIED, 65536)):
        try:
            _listening(host, port).close()
        except OSError:
            continue
        return port
    return 0


def _listening(host: str, port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a page that was just stopped leaves its port
        made.bind((host, port))
        made.listen(_BACKLOG)
        made.setblocking(False)
    except BaseException:
        made.close()
        raise
    return made
