"""What people sign in with: Streamlit's ``[auth]`` secrets."""

from __future__ import annotations

from importlib.util import find_spec
from urllib.parse import urlsplit

import streamlit as st
from streamlit.auth_util import get_validated_redirect_uri, validate_auth_credentials
from streamlit.errors import StreamlitAuthError

from coach.errors import EnvironmentFault, SettingsError

_LEAST_SECRET = 32  # characters; who guesses it signs in as anybody
_HINT = 'README, "The page for a team", shows what belongs there.'


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
        try:
            validate_auth_credentials(provider or "default")
        except StreamlitAuthError as error:
            raise SettingsError(f"Signing in is not set up: {' '.join(str(error).split())}", _HINT) from error
    if len(str(st.secrets["auth"]["cookie_secret"])) < _LEAST_SECRET:
        raise SettingsError(
            f"The cookie_secret in [auth] is shorter than {_LEAST_SECRET} characters",
            'Make one: python3 -c "import secrets; print(secrets.token_hex(32))"',
        )
    uri = urlsplit(get_validated_redirect_uri() or "")
    if uri.scheme not in ("http", "https") or not uri.hostname:
        raise SettingsError("The redirect_uri in [auth] is no address that ends in /oauth2callback", _HINT)
    return f"{uri.scheme}://{uri.netloc}"


def host_of(address: str) -> str:
    """Return the host of an address; nothing of nothing."""
    return urlsplit(address).hostname or ""
