"""Who visits: a person who signed in, or else a browser, by the cookie that our middleware gave it."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Container, Iterable
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ui import options, safe, sign_in
from ui.sessions import UPLOADING

COOKIE = "coach_visitor"
COOKIE_VALUE = re.compile(r"[A-Za-z0-9_-]{22}")  # 128 random bits, as secrets.token_urlsafe(16) writes them
BROWSERS = ("browser:", "window:")  # begin the ids of those whom nobody knows but by a cookie or a window


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who visits.

    Attributes:
        id: Whose conversations these are: ``user:``, an e-mail and its account, ``browser:`` and its cookie, or
            ``window:`` and a number for a browser that takes no cookies.
        name: What to call the person; empty where nobody signed in.
        is_signed_in: Whether the person signed in.
        is_editor: Whether the visitor may change corpora and see what all visitors told.
    """

    id: str
    name: str = ""
    is_signed_in: bool = False
    is_editor: bool = False


def who() -> Visitor:
    """Return who visits; where people sign in, the run ends here for those who have not, or who may not."""
    asked = options.from_environment()
    require_sign_in()
    visitor = _signed_in(asked.editors) if asked.has_sign_in else _browser(is_editor=not asked.is_shared)
    context = get_script_run_ctx()
    if context is not None and asked.allows_upload and visitor.is_editor:
        UPLOADING.add(context.session_id)
    return visitor


def require_sign_in() -> None:
    """Show a page to sign in with, and end the run, where people sign in and this one has not or may not."""
    asked = options.from_environment()
    if not asked.has_sign_in:
        return
    if not st.user.get("is_logged_in"):
        _offer_sign_in()
    elif not _is_welcome(asked.allowed, asked.trusted_issuers):
        _turn_away()
    else:
        return
    st.stop()


def address() -> str:
    """Return from which network the visitor comes, where only a cookie tells visitors apart; else nothing.

    Behind a proxy it is what the proxy passes on (X-Forwarded-For); of IPv6 the part that a household is given.
    """
    asked = options.from_environment()
    found = st.context.ip_address if asked.is_shared and not asked.has_sign_in else None
    if not isinstance(found, str):  # from this machine, or no text where Streamlit's AppTest stands in
        return ""
    try:
        return str(ip_network((found, 64 if ip_address(found).version == 6 else 32), strict=False))
    except ValueError:
        return ""


def knows_the_machine() -> bool:
    """Tell whether the visitor may read of this machine's folders and settings: who sits at it, or an editor."""
    asked = options.from_environment()
    if not asked.has_sign_in:
        return not asked.is_shared
    is_in = bool(st.user.get("is_logged_in")) and _is_welcome(asked.allowed, asked.trusted_issuers)
    return is_in and is_listed(_email(), asked.editors)


def show_account() -> None:
    """Show in the side who has signed in, with the way out; nothing where nobody signs in."""
    if not options.from_environment().has_sign_in:
        return
    with st.sidebar, st.container(horizontal=True, vertical_alignment="center", gap="small", key="account"):
        st.caption(f"Signed in as {safe.one_line(str(st.user.get('name') or _email()), 60)}")
        st.button("Sign out", icon=":material/logout:", type="tertiary", key="sign-out", on_click=st.logout)


def is_listed(email: str, listed: Iterable[str]) -> bool:
    """Tell whether an e-mail is listed: itself, or by its domain as ``@example.org``; capitals do not matter.

    Signs outside ASCII are refused: some look like another letter or become it when made small (K, the Kelvin sign).
    """
    name = email.strip().lower() if email.isascii() else ""
    domain = "@" + name.rpartition("@")[2]
    return "@" in name[1:-1] and any(entry.strip().lower() in (name, domain) for entry in listed)


def _is_welcome(allowed: Iterable[str], trusted: Container[str]) -> bool:
    """Tell whether the person who signed in is on the list, under an e-mail that is theirs.

    Some providers let anybody write any e-mail into an account of their own, and say so only by not saying that they
    verified it; hence one that says nothing is believed only where it is named.

    Args:
        allowed: E-mails and domains.
        trusted: Issuers whose e-mails are theirs to give, though they do not say that they verified them.

    Source:
        OpenID Connect Core 1.0, 5.7: only issuer and subject together name a person; "nOAuth" (Descope, 2023).
    """
    verified = st.user.get("email_verified")
    if verified is None:
        verified = st.user.get("iss") in trusted
    return (
        str(verified).lower() == "true"
        and bool(st.user.get("iss") and st.user.get("sub"))
        and is_listed(str(st.user.get("email") or ""), allowed)
    )


def _signed_in(editors: Iterable[str]) -> Visitor:
    email = _email()
    account = json.dumps([st.user.get("iss"), st.user.get("sub")]).encode()
    id_ = f"user:{email}#{hashlib.sha256(account).hexdigest()[:16]}"
    return Visitor(id_, str(st.user.get("name") or email), True, is_listed(email, editors))


def _email() -> str:
    return str(st.user.get("email") or "").strip().lower()


def _browser(is_editor: bool) -> Visitor:
    cookie = st.context.cookies.get(COOKIE)
    if isinstance(cookie, str) and COOKIE_VALUE.fullmatch(cookie):  # no text where Streamlit's AppTest stands in
        return Visitor(f"browser:{cookie}", is_editor=is_editor)
    if "visitor_window" not in st.session_state:
        st.session_state["visitor_window"] = secrets.token_urlsafe(16)
    return Visitor(f"window:{st.session_state['visitor_window']}", is_editor=is_editor)


# ---------------------------------------------------------------------------------------------------------- sign-in


def _offer_sign_in() -> None:
    st.title("Coach")
    st.markdown("Describe a situation at work; Coach answers with the principles of its corpus, quoted exactly.")
    for provider in sign_in.providers():
        name = f"Sign in with {provider.title()}" if provider else "Sign in"
        st.button(name, key=f"sign_in_{provider}", on_click=st.login, args=(provider or None,), type="primary")


def _turn_away() -> None:
    st.title("Coach")
    st.markdown("**This account may not use this page.** You are signed in as:")
    st.text(_email() or "an account without an e-mail address")
    st.markdown("Ask whoever runs this page to add it to the list, or sign in with another account.")
    st.button("Sign out", on_click=st.logout, type="primary")
