"""Signing in with a real OpenID provider, in a real browser: who gets in, who does not, who may edit."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
import streamlit as st
from oidc import CLIENT, PASSWORD, Provider, provider
from ui_parts import Served, listen, needs_browser, served, window

from ui.visitor import _is_welcome

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SCRIPT = """
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from ui.visitor import who

visitor = who()
account = visitor.id.partition("#")
st.text(f"{account[0]} is {visitor.name}")
st.text(f"account {account[2]}")
st.text(f"editor {visitor.is_editor}, signed in {visitor.is_signed_in}")
st.text(f"window {get_script_run_ctx().session_id}")
if visitor.is_editor:
    file = st.file_uploader("Add a file")
    if file is not None:
        st.text(f"{file.size} bytes of {file.name}")
st.button("Sign out", on_click=st.logout)
"""
ANNA = {"email": "Anna@Example.org", "name": "Anna A.", "email_verified": True, "sub": "1"}
BEN = {"email": "ben@example.com", "email_verified": True, "sub": "2"}
TURNED_AWAY = [
    pytest.param({"email": "carl@example.com", "email_verified": True}, id="not listed"),
    pytest.param({"email": "anna@example.org", "email_verified": False}, id="e-mail not verified"),
    pytest.param({"email": "anna@example.org", "email_verified": "false"}, id="e-mail not verified, in words"),
    pytest.param({"email": "anna@example.org"}, id="nothing said of whether it is verified"),
    pytest.param({"name": "Anna A.", "email_verified": True}, id="no e-mail"),
    pytest.param({"email": "anna@example.org.evil.example", "email_verified": True}, id="another domain"),
]
# A part of each page that nobody else may see.
PAGES = {"": "New conversation", "corpus": "What to write next", "evals": "There is no run yet"}


def auth(**changed: str) -> str:
    """Return Streamlit's secrets as the README shows them, some of them changed; an empty one is left out."""
    usual = {
        "redirect_uri": "http://127.0.0.1:{port}/oauth2callback",
        "cookie_secret": "s" * 40,
        "client_id": CLIENT,
        "client_secret": PASSWORD,
        "server_metadata_url": metadata_url("http://127.0.0.1:1"),
    }
    return "[auth]\n" + "".join(f'{name} = "{value}"\n' for name, value in {**usual, **changed}.items() if value)


def metadata_url(url: str) -> str:
    """Return where a provider describes itself."""
    return f"{url}/.well-known/openid-configuration"


@pytest.fixture(scope="module")
def identity() -> Iterator[Provider]:
    """The provider."""
    with provider() as running:
        yield running


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, coach: object, identity: Provider) -> Iterator[Served]:
    """A page for the people of example.org and for Ben; Anna may edit."""
    folder = tmp_path_factory.mktemp("sign_in")
    (folder / "home" / ".streamlit").mkdir(parents=True)
    (folder / "home" / ".streamlit" / "secrets.toml").write_text(auth(server_metadata_url=metadata_url(identity.url)))
    (folder / "script.py").write_text(SCRIPT)
    lists = {
        "COACH_UI_ALLOWED": "@example.org, ben@example.com",
        "COACH_UI_EDITORS": "anna@EXAMPLE.org",
        "COACH_UI_UPLOAD": "1",
    }
    with served(folder, env=lists, script=folder / "script.py") as site:
        yield site


@pytest.fixture(scope="module")
def real_site(tmp_path_factory: pytest.TempPathFactory, coach: object, identity: Provider) -> Iterator[Served]:
    """The page itself, for the same people."""
    folder = tmp_path_factory.mktemp("sign_in_real")
    (folder / "home" / ".streamlit").mkdir(parents=True)
    (folder / "home" / ".streamlit" / "secrets.toml").write_text(auth(server_metadata_url=metadata_url(identity.url)))
    with served(folder, env={"COACH_UI_ALLOWED": "@example.org"}) as site:
        yield site


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A window of a browser of its own."""
    context = chromium.new_context()
    yield context.new_page()
    context.close()


def sign_in(page: Page, site: Served, identity: Provider, claims: dict[str, object]) -> None:
    """Open the page, and sign in as somebody."""
    identity.claims = claims
    page.goto(site.url)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Sign out").wait_for()


def shown(page: Page) -> str:
    """Return all that the page says."""
    return page.get_by_test_id("stMain").inner_text()


def put(page: Page, site: Served, window_id: str) -> int:
    """Upload a file into a window past the page, with the browser's own cookies; return the status."""
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    headers = {
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "X-Xsrftoken": cookies["_streamlit_xsrf"],
        "Content-Type": "multipart/form-data; boundary=b",
    }
    body = b'--b\r\nContent-Disposition: form-data; name="f"; filename="x.md"\r\n\r\nx\r\n--b--\r\n'
    try:
        with urlopen(Request(f"{site.url}/_stcore/upload_file/{window_id}/1", body, headers, method="PUT")) as answer:
            return int(answer.status)
    except HTTPError as refused:
        return refused.code


def window_id(page: Page) -> str:
    """Return the number of the window, as Streamlit counts them."""
    return page.get_by_text("window ").inner_text().removeprefix("window ")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("secrets", "said"),
    [
        pytest.param("", "no [auth] to sign in with", id="no secrets"),
        pytest.param("[other]\nkey = 1\n", "no [auth] to sign in with", id="other secrets"),
        pytest.param(auth(client_id=""), "no [auth] to sign in with", id="no client"),
        pytest.param(auth(client_secret=""), "client_secret", id="no password of the client"),
        pytest.param(auth(redirect_uri=""), "redirect_uri", id="no way back"),
        pytest.param(auth(redirect_uri="http://127.0.0.1:8501/"), "ends in /oauth2callback", id="a wrong way back"),
        pytest.param(auth(cookie_secret="guess"), "shorter than 32 characters", id="a secret that can be guessed"),
        pytest.param(
            auth(redirect_uri="http://coach.example.org/oauth2callback"), "could sign in as anybody", id="no TLS"
        ),
        *(
            pytest.param(
                auth(server_metadata_url=metadata_url(f"https://{where}")), "people of any organisation", id=id
            )
            for id, where in {
                "anybody": "login.microsoftonline.com/common/v2.0",
                "any organisation": "login.microsoftonline.com/Organizations/v2.0",
                "any person": "login.microsoftonline.com/consumers/v2.0",
            }.items()
        ),
        pytest.param(
            auth(client_id="")
            + "[auth.one]\nclient_id = 'a'\nclient_secret = 'b'\n"
            + "server_metadata_url = 'https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration'\n",
            "people of any organisation",
            id="anybody, by one of several",
        ),
    ],
)
def test_a_sign_in_that_could_not_work_or_would_not_hold_stops_the_start(
    tmp_path: Path, secrets: str, said: str
) -> None:
    if secrets:
        (tmp_path / ".streamlit").mkdir()
        (tmp_path / ".streamlit" / "secrets.toml").write_text(secrets)
    done = subprocess.run(
        [sys.executable, "-c", "from ui.sign_in import check; check()"],
        env={**os.environ, "HOME": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "SettingsError" in done.stderr and said in done.stderr


def test_a_tenant_of_ones_own_and_a_way_back_by_https_are_good(tmp_path: Path) -> None:
    (tmp_path / ".streamlit").mkdir()
    tenant = metadata_url("https://login.microsoftonline.com/0c5e9a1b-common/v2.0")
    good = auth(redirect_uri="https://coach.example.org/oauth2callback", server_metadata_url=tenant)
    (tmp_path / ".streamlit" / "secrets.toml").write_text(good)
    done = subprocess.run(
        [sys.executable, "-c", "from ui.sign_in import check; print(check())"],
        env={**os.environ, "HOME": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout == "https://coach.example.org\n", done.stderr


@pytest.mark.slow
@needs_browser
def test_a_stranger_sees_a_button_to_sign_in_and_nothing_else(page: Page, site: Served) -> None:
    page.goto(site.url)
    page.get_by_role("button", name="Sign in").wait_for()
    assert "user:" not in shown(page) and "editor" not in shown(page)


@pytest.mark.slow
@needs_browser
def test_whoever_is_on_the_list_gets_in_by_e_mail_and_out_again(page: Page, site: Served, identity: Provider) -> None:
    heard = listen(page, site.url)
    before = identity.signed_out
    sign_in(page, site, identity, ANNA)
    assert "user:anna@example.org is Anna A." in shown(page)
    page.reload()
    page.get_by_text("user:anna@example.org").wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in").wait_for()
    assert identity.signed_out == before + 1
    page.reload()
    page.get_by_role("button", name="Sign in").wait_for()
    assert "user:" not in shown(page)
    assert heard.complaints == []
    assert {address.split("/")[2] for address in heard.foreign} == {identity.url.removeprefix("http://")}


@pytest.mark.slow
@needs_browser
@pytest.mark.parametrize("claims", TURNED_AWAY)
def test_whoever_is_not_on_the_list_is_told_so_and_can_sign_out(
    page: Page, site: Served, identity: Provider, claims: dict[str, object]
) -> None:
    sign_in(page, site, identity, claims)
    assert "This account may not use this page" in shown(page)
    assert "user:" not in shown(page)
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in").wait_for()
    sign_in(page, site, identity, BEN)
    assert "user:ben@example.com is ben@example.com" in shown(page)


@pytest.mark.slow
@needs_browser
def test_an_editor_may_upload_and_nobody_else_may_even_past_the_page(
    chromium: Browser, site: Served, identity: Provider
) -> None:
    """ui-03: signed out, or signed in without being an editor."""
    anna, ben, stranger = (chromium.new_context().new_page() for _ in range(3))
    sign_in(anna, site, identity, ANNA)
    sign_in(ben, site, identity, BEN)
    stranger.goto(site.url)
    stranger.get_by_role("button", name="Sign in").wait_for()
    assert "editor True, signed in True" in shown(anna) and "editor False, signed in True" in shown(ben)
    anna.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": "x.md", "mimeType": "text/markdown", "buffer": b"12345"}
    )
    anna.get_by_text("5 bytes of x.md").wait_for()
    assert put(anna, site, window_id(anna)) == 204
    assert put(ben, site, window_id(ben)) == 403
    assert put(stranger, site, "00000000-0000-0000-0000-000000000000") == 403


@pytest.mark.slow
@needs_browser
def test_a_person_is_the_same_in_every_browser_and_not_somebody_else_in_the_same_one(
    chromium: Browser, site: Served, identity: Provider
) -> None:
    first, second = (chromium.new_context().new_page() for _ in range(2))
    sign_in(first, site, identity, ANNA)
    sign_in(second, site, identity, {**ANNA, "email": "ANNA@example.org"})
    assert "user:anna@example.org" in shown(first) and "user:anna@example.org" in shown(second)
    second.get_by_role("button", name="Sign out").click()
    second.get_by_role("button", name="Sign in").wait_for()
    sign_in(second, site, identity, BEN)
    assert "user:ben@example.com" in shown(second) and "anna" not in shown(second)
    first.reload()
    first.get_by_text("user:anna@example.org").wait_for()


@pytest.mark.slow
@pytest.mark.parametrize("cookie", ["", "_streamlit_user=forged", f"coach_visitor={'A' * 22}"])
def test_a_window_past_the_browser_gets_no_further_than_the_sign_in(site: Served, cookie: str) -> None:
    with window(site.url, cookie) as opened:
        opened.open()
        assert opened.read()[0] == "Coach"
        opened.open()
        assert not any("user:" in text or "editor" in text for text in opened.read())


@pytest.mark.slow
def test_the_log_names_nobody(site: Served) -> None:
    told = (site.data / "ui.log").read_text() + site.log.read_text()
    assert "@example" not in told and PASSWORD not in told


# ------------------------------------------------------------------------------------------------------ the page itself


def nothing_of_the_page(page: Page) -> None:
    """Assert that a window shows no part of any page, and no way to one."""
    told = page.locator("body").inner_text()
    assert [text for text in (*PAGES.values(), "Corpus", "Evals", "Chat", "Page not found") if text in told] == []
    assert page.get_by_test_id("stSidebarNavLink").count() == 0


@pytest.mark.slow
@needs_browser
@pytest.mark.parametrize("path", PAGES)
def test_a_stranger_sees_nothing_of_any_page(page: Page, real_site: Served, path: str) -> None:
    page.goto(f"{real_site.url}/{path}")
    page.get_by_role("button", name="Sign in").wait_for()
    page.wait_for_timeout(500)  # whatever else would come
    nothing_of_the_page(page)


@pytest.mark.slow
@needs_browser
@pytest.mark.parametrize("claims", TURNED_AWAY)
def test_whoever_is_not_on_the_list_sees_nothing_of_any_page(
    page: Page, real_site: Served, identity: Provider, claims: dict[str, object]
) -> None:
    sign_in(page, real_site, identity, claims)
    for path in PAGES:
        page.goto(f"{real_site.url}/{path}")
        page.get_by_text("This account may not use this page").wait_for()
        page.wait_for_timeout(500)
        nothing_of_the_page(page)


@pytest.mark.slow
@needs_browser
def test_every_page_says_who_has_signed_in_and_lets_them_out(page: Page, real_site: Served, identity: Provider) -> None:
    for path, part in PAGES.items():
        sign_in(page, real_site, identity, ANNA)
        page.goto(f"{real_site.url}/{path}")
        page.get_by_text("Signed in as Anna A.").wait_for()
        page.get_by_text(part).first.wait_for()
        page.get_by_role("button", name="Sign out").click()
        page.get_by_role("button", name="Sign in").wait_for()


@pytest.mark.slow
@needs_browser
def test_one_e_mail_at_two_accounts_is_two_people(chromium: Browser, site: Served, identity: Provider) -> None:
    accounts = []
    for subject in ("1", "1", "7"):
        page = chromium.new_context().new_page()
        sign_in(page, site, identity, {**ANNA, "sub": subject})
        accounts.append(page.get_by_text("account ").inner_text())
        page.context.close()
    assert accounts[0] == accounts[1] != accounts[2]


@pytest.mark.parametrize(
    ("claims", "is_in"),
    [
        ({}, True),
        ({"email_verified": None}, False),
        ({"email_verified": None, "iss": "https://trusted.example"}, True),
        ({"email_verified": False, "iss": "https://trusted.example"}, False),
        ({"email_verified": "yes"}, False),
        ({"email": "fran\u212a@example.org"}, False),
        ({"sub": None}, False),
        ({"iss": None}, False),
    ],
    ids=[
        *("verified", "nothing said", "nothing said by a trusted issuer", "denied by a trusted issuer", "unclear"),
        *("a Kelvin sign for a k", "no subject", "no issuer"),
    ],
)
def test_an_e_mail_counts_only_where_it_is_verified(
    monkeypatch: pytest.MonkeyPatch, claims: dict[str, object], is_in: bool
) -> None:
    given = {"email": "frank@example.org", "email_verified": True, "iss": "https://other.example", "sub": "1"}
    said = {name: value for name, value in {**given, **claims}.items() if value is not None}
    monkeypatch.setattr(st, "user", said)
    assert _is_welcome(["frank@example.org"], ["https://trusted.example"]) is is_in
