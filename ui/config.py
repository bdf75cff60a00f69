"""Streamlit's settings for the page, and why no file of somebody's own changes them.

Streamlit reads ``~/.streamlit/config.toml``, then one in the current folder, then what the program asks for: the last
wins. Those files belong to somebody's own Streamlit apps, so every option is asked for here, those that do not matter
with Streamlit's own value. Environment variables (``STREAMLIT_...``) count for `streamlit run` only; for secrets (the
cookie's) both count.
"""

from __future__ import annotations

import socket
from typing import Any

from streamlit import config

from ui.options import Options, is_loopback
from ui.theme import theme

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")
ANY_ADDRESS = "any address"  # among the names of hosts: one that is written in numbers
# Streamlit works these out when they are asked for; there is no one value to ask for.
_WORKED_OUT = ("global.developmentMode", "logger.level", "logger.messageFormat", "browser.serverPort", "secrets.files")
_OURS: dict[str, Any] = {
    "browser.gatherUsageStats": False,
    "client.allowedOrigins": [],  # of pages that would hold ours in a frame and speak to it
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "client.toolbarMode": "minimal",
    "global.developmentMode": False,
    "logger.enableRich": False,  # it prints an exception's message, which may hold what somebody wrote
    "logger.hideWelcomeMessage": True,
    "logger.level": "warning",
    "logger.messageFormat": "… %(message)s",
    "runner.magicEnabled": False,
    "runner.postScriptGC": False,  # a full collection after every run took nine tenths of the page's processor time
    "server.allowRunOnSave": False,
    "server.disconnectedSessionTTL": 300,  # seconds: a phone that was in a pocket finds its page as it was
    "server.enableAgentApi": False,
    "server.enableCORS": True,
    "server.enableStaticServing": False,
    "server.enableXsrfProtection": True,
    "server.fileWatcherType": "none",
    "server.headless": True,
    "server.maxMessageSize": 50,  # megabytes
    "server.maxUploadSize": 5,
    "server.maxWidgetStateSize": 2,
    "server.runOnSave": False,
    "server.showEmailPrompt": False,
    "server.trustedUserHeaders": {},
}


def allowed_names(options: Options, public_name: str = "") -> list[str]:
    """Return the names of hosts by which the page may be called, perhaps `ANY_ADDRESS` among them.

    A page that listens to others may be called by any address, for no page of somebody else's has one of ours; but by
    no name that nobody told us: whoever owns a name can let it stand for our address, and his page for ours.

    Args:
        options: How the page was started.
        public_name: The host to which people come back when they signed in.
    """
    public = [name for name in (*options.names, public_name) if name]
    own = [] if is_loopback(options.host) else [options.host]
    if own and not public:
        machine = socket.gethostname().lower()
        short = machine.partition(".")[0]
        public = [ANY_ADDRESS, machine, short, f"{short}.local"]
    return list(dict.fromkeys([*LOOPBACK_NAMES, *own, *public]))


def hosts_for_streamlit(names: list[str]) -> list[str]:
    """Return the same for Streamlit, which knows names only: all, where any address will do; ours is the outer door."""
    return [] if ANY_ADDRESS in names else names


def page_config(options: Options, port: int) -> dict[str, Any]:
    """Return a value for every option of Streamlit that a file could set.

    Args:
        options: How the page was started.
        port: Where it listens.
    """
    usual = {
        name: option.default_val
        for name, option in config._config_options_template.items()  # App.run checks names against it as well
        if not option.sensitive and not option.deprecated and name not in _WORKED_OUT
    }
    if not options.has_sign_in:
        usual["secrets.files"] = []  # those of somebody's other apps; `st.login` needs them, nothing else does
    return {
        **usual,
        **theme(),
        **_OURS,
        "browser.serverAddress": options.host,
        "browser.serverPort": port,
        "server.address": options.host,
        "server.allowedHosts": hosts_for_streamlit(allowed_names(options)),
        "server.port": port,
    }


def configure(options: Options, port: int) -> None:
    """Set Streamlit's options for this process; once, before the server is made."""
    config.get_config_options(force_reparse=True, options_from_flags=page_config(options, port))
