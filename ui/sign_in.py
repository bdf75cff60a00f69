"""What people sign in with: Streamlit's ``[auth]`` secrets."""

from __future__ import annotations

from importlib.util import find_spec
from urllib.parse import urlsplit

import streamlit as st
from streamlit.auth_util import get_validated_redirect_uri, validate_auth_credentials
from streamlit.errors import StreamlitAuthError

from coach.errors import EnvironmentFault, SettingsError
from ui.options import is_loopback

_LEAST_SECRET = 32  # characters; who guesses it signs in as anybody
_HINT = 'README, "The page for a team", shows what belongs there.'
# How Microsoft's addresses begin at which the people of any organisation, or anybody at all, can sign in.
_FOR_EVERYBODY = {"common", "organizations", "consumers"}


def providers() -> list[str]:
    """Return the providers by name; an empty name stands for the one that is in ``[auth]`` itself."""
    if not st.secrets.load_if_toml_exists():
        return []
    auth = dict(st.secrets.get("auth", {}))
    named = [name for name, section in auth.items() if hasattr(section, "get") and "client_id" in section]
    return ([""] if "client_id" in auth else []) + named


def check() -> str:
    """Check that people can sign in.

    Returns:
        The address at which the provider sends them back: scheme and host, without a slash at the end.

    Raises:
        SettingsError: something is missing or weak.
        EnvironmentFault: a package is missing.
    """
    if find_spec("authlib") is None:
        raise EnvironmentFault(
            "Signing in needs Authlib, which is not installed", 'Run: pip install "grounded-coach[ui]"'
        )
    found = providers()
    if not found:
        raise SettingsError(
            "COACH_UI_ALLOWED says who may sign in, but Streamlit's secrets have no [auth] to sign in with", _HINT
        )
    for provider in found:
        _check_provider(provider)
    if len(str(st.secrets["auth"]["cookie_secret"])) < _LEAST_SECRET:
        raise SettingsError(
            f"The cookie_secret in [auth] is shorter than {_LEAST_SECRET} characters",
            'Make one: python3 -c "import secrets; print(secrets.token_hex(32))"',
        )
    return _way_back()


def _check_provider(name: str) -> None:
    try:
        validate_auth_credentials(name or "default")
    except StreamlitAuthError as error:
        raise SettingsError(f"Signing in is not set up: {' '.join(str(error).split())}", _HINT) from error
    section = st.secrets["auth"][name] if name else st.secrets["auth"]
    metadata = urlsplit(str(section.get("server_metadata_url", "")).lower())
    if metadata.path.lstrip("/").partition("/")[0] in _FOR_EVERYBODY:
        raise SettingsError(
            f"The server_metadata_url {metadata.geturl()} in [auth] lets people of any organisation sign in, under an "
            "e-mail that they choose themselves",
            "Put the id of your own tenant (a directory) where it says common, organizations or consumers.",
        )


def _way_back() -> str:
    uri = urlsplit(get_validated_redirect_uri() or "")
    if uri.scheme not in ("http", "https") or not uri.hostname:
        raise SettingsError("The redirect_uri in [auth] is no address that ends in /oauth2callback", _HINT)
    if uri.scheme == "http" and not is_loopback(uri.hostname):
        raise SettingsError(
            f"The redirect_uri in [auth] is {uri.geturl()}: whoever is on the way there could sign in as anybody",
            "Let a proxy end TLS, and begin the address with https.",
        )
    return f"{uri.scheme}://{uri.netloc}"


def host_of(address: str) -> str:
    """Return the host of an address; nothing of nothing."""
    return urlsplit(address).hostname or ""
