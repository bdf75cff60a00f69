"""Who visits: a person who signed in, or else a browser, by the cookie that our middleware gave it."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from ui import options, sign_in
from ui.sessions import UPLOADING

COOKIE = "coach_visitor"
COOKIE_VALUE = re.compile(r"[A-Za-z0-9_-]{22}")  # 128 random bits, as secrets.token_urlsafe(16) writes them


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who visits.

    Attributes:
        id: Whose conversations these are: ``user:`` and an e-mail, ``browser:`` and its cookie, or ``window:`` and a
            number for a browser that takes no cookies.
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
    elif not _is_welcome(asked.allowed):
        _turn_away()
    else:
        return
    st.stop()


def is_listed(email: str, listed: Iterable[str]) -> bool:
    """Tell whether an e-mail is listed: itself, or by its domain as ``@example.org``; capitals do not matter."""
    name = email.strip().lower()
    domain = "@" + name.rpartition("@")[2]
    return "@" in name[1:-1] and any(entry.strip().lower() in (name, domain) for entry in listed)


def _is_welcome(allowed: Iterable[str]) -> bool:
    """Tell whether the person who signed in is on the list, under an e-mail that the provider does not doubt."""
    verified = st.user.get("email_verified", True)  # some providers do not say, and give work accounts only
    return str(verified).lower() != "false" and is_listed(_email(), allowed)


def _signed_in(editors: Iterable[str]) -> Visitor:
    email = _email()
    return Visitor(f"user:{email}", str(st.user.get("name") or email), True, is_listed(email, editors))


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
