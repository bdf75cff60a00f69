"""`coach ui` as a process: what it prints, whom it lets in, what it refuses, and how it ends."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest
from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope, Send
from ui_parts import Served, browser, listen, needs_browser, served, window
from websockets.exceptions import InvalidStatus

from coach.errors import SettingsError
from ui import address
from ui.address import check_reach, page_url
from ui.config import ANY_ADDRESS, allowed_names
from ui.middleware import Marked
from ui.options import Options
from ui.server import _named
from ui.theme import DARK, LIGHT

COACH = Path(sys.executable).parent / "coach"
SECRET = "my secret question about Annegret"
SCRIPT = """
import time

import altair
import pandas
import streamlit as st
from coach.errors import CorpusError
from ui import opened
from ui.boundary import guarded
from ui.limits import TooMany
from ui.store import StoreFault
from ui.visitor import who


def page():
    st.text(who().id)
    asked = st.query_params.get("ask", "")
    if asked == "fault":
        raise CorpusError("x.md is <b>empty</b>", "Write something into it.")
    if asked == "machine":
        raise StoreFault("/srv/kept/coach.sqlite cannot be written", "Look at /srv/kept.")
    if asked == "too-much":
        raise TooMany("You have asked 20 questions", "Ask again in 3 seconds.")
    if asked == "long":
        time.sleep(60)
    if asked:
        raise ValueError(f"no answer to {asked}")
    st.altair_chart(altair.Chart(pandas.DataFrame({"x": [1, 2]})).mark_point().encode(x="x"))
    st.download_button("Export", "kept", file_name="kept.md")
    question = st.chat_input("Ask")
    if question:
        with opened.shelf().lend(opened.options().corpora[0]) as coach:
            st.text(coach.corpus.title)
            raise KeyError(question)


if st.query_params.get("unguarded"):
    raise RuntimeError(st.query_params["unguarded"])
guarded(page)()
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, coach: object) -> Iterator[Served]:
    """A page that breaks on demand, served."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "script.py").write_text(SCRIPT)
    with served(folder, script=folder / "script.py") as site:
        yield site


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `coach ...` to its end."""
    return subprocess.run(
        [str(COACH), *arguments], capture_output=True, text=True, timeout=60, env={**os.environ, **environment}
    )


def asked(url: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str]]:
    """Return the status and the headers of an answer, names in small letters."""
    try:
        with urlopen(Request(url, headers=headers, method=method), timeout=10) as answer:
            return answer.status, {name.lower(): value for name, value in answer.headers.items()}
    except HTTPError as refused:
        return refused.code, {name.lower(): value for name, value in refused.headers.items()}


def shown(site: Served, query: str) -> str:
    """Return what the page shows at an address."""
    with window(site.url) as opened:
        opened.open(query)
        return "\n".join(opened.read())


# ------------------------------------------------------------------------------------------------------ the command


@pytest.mark.slow
def test_the_address_is_all_that_goes_to_standard_output(site: Served) -> None:
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+\n", (site.data.parent / "ui.out").read_text())
    assert "Coach is ready. Open this address in a browser; Ctrl-C stops it." in site.log.read_text()


def test_help_shows_examples() -> None:
    done = run("ui", "--help")
    assert done.returncode == 0
    assert "coach ui --port 8080" in done.stdout and "--without-sign-in" in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "environment", "code", "said"),
    [
        pytest.param(["--port", "70000"], {}, 2, "65535", id="no port"),
        pytest.param(["--host", "not a host"], {}, 2, "not a host", id="no host"),
        pytest.param(["--host", "0.0.0.0"], {}, 2, "nobody would have to sign in", id="open to everybody"),
        pytest.param(["--corpus", "nowhere"], {}, 2, "no corpus named 'nowhere'", id="no corpus"),
        pytest.param(["--model", "nonsense"], {}, 2, "nonsense", id="no model"),
        pytest.param(
            [], {"COACH_UI_ALLOWED": "@example.org", "HOME": "/"}, 2, "no [auth]", id="nothing to sign in with"
        ),
        pytest.param([], {"COACH_DATA": "/dev/null/x"}, 3, "/dev/null/x cannot be written", id="nowhere to keep"),
    ],
)
def test_what_cannot_be_served_is_two_lines_and_a_code(
    coach: object, arguments: list[str], environment: dict[str, str], code: int, said: str
) -> None:
    done = run("ui", "--port", "0", "--no-open", *arguments, **environment)
    assert done.returncode == code, done.stderr
    error = done.stderr[done.stderr.index("Error: ") :]
    assert said in error and len(error.strip().splitlines()) == 2
    assert "Traceback" not in done.stderr and done.stdout == ""


def test_a_corpus_folder_is_known_by_where_it_is_and_a_named_one_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = [tmp_path / "mine", tmp_path / "home" / "ours"]
    for folder in folders:
        folder.mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert [_named(corpus) for corpus in ("./mine/", "~/ours")] == list(map(str, folders))
    assert [_named(corpus) for corpus in ("product-leadership", "misspelt")] == ["product-leadership", "misspelt"]


def test_a_port_that_is_taken_is_an_error_that_names_the_next_free_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("ui", "--port", str(port))
    free = re.search(r"Try: coach ui --port (\d+)", done.stderr)
    assert done.returncode == 3
    assert f"Port {port} is taken" in done.stderr and free is not None
    assert port < int(free[1]) <= port + 100
    address.listen("127.0.0.1", int(free[1])).close()


def test_without_streamlit_the_command_says_what_to_install() -> None:
    code = "import sys; sys.modules['streamlit'] = None; from coach.__main__ import main; main()"
    done = subprocess.run([sys.executable, "-c", code, "ui"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 3
    assert 'pip install "grounded-coach[ui]"' in done.stderr


def test_a_folder_of_somebodys_own_named_ui_hides_the_page_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "ui").mkdir()
    (tmp_path / "ui" / "__init__.py").write_text("")
    done = run("ui", PYTHONPATH=str(tmp_path))
    assert done.returncode == 3 and "Another package named ui stands in front of it" in done.stderr
    assert run("ask", "--help", PYTHONPATH=str(tmp_path)).returncode == 0


def test_a_first_start_in_a_terminal_asks_nothing_and_ctrl_c_ends_it(tmp_path: Path, coach: object) -> None:
    """ui-10: Streamlit alone would ask for an e-mail here."""
    master, slave = os.openpty()
    away = ("DISPLAY", "WAYLAND_DISPLAY")
    environment = {name: value for name, value in os.environ.items() if name not in away}
    process = subprocess.Popen(
        [str(COACH), "ui", "--port", "0"],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        cwd=tmp_path,
        env={**environment, "HOME": str(tmp_path), "COACH_DATA": str(tmp_path / "data")},
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # so that Ctrl-C typed there reaches it
    )
    os.close(slave)
    try:
        seen = b""
        while b"http://" not in seen:  # nothing is typed until then
            seen += os.read(master, 4096)
        os.write(master, b"\x03")
        begun = time.monotonic()
        assert process.wait(timeout=10) == 130
        assert time.monotonic() - begun < 2.0
    finally:
        process.kill()
        os.close(master)
    assert b"mail" not in seen and b"statistics" not in seen and b"Traceback" not in seen
    assert not (tmp_path / ".streamlit").exists()


@pytest.mark.slow
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_a_signal_ends_it_in_two_seconds_while_somebody_waits_for_an_answer(
    tmp_path: Path, coach: object, sent: signal.Signals, code: int
) -> None:
    (tmp_path / "script.py").write_text(SCRIPT)
    with served(tmp_path, script=tmp_path / "script.py") as site, window(site.url) as waiting:
        waiting.open("ask=long")
        time.sleep(1.0)  # the script is asleep by now
        begun = time.monotonic()
        site.process.send_signal(sent)
        assert site.process.wait(timeout=10) == code
        assert time.monotonic() - begun < 2.0
        assert "Traceback" not in site.log.read_text()


# -------------------------------------------------------------------------------------------------------- the guard


@pytest.mark.parametrize(
    "options",
    [
        pytest.param(Options(), id="this machine"),
        pytest.param(Options(host="::1", allows_upload=True), id="this machine, IPv6"),
        pytest.param(Options(host="0.0.0.0", is_without_sign_in=True), id="told otherwise"),
        pytest.param(Options(host="0.0.0.0", allowed=("@example.org",), allows_upload=True), id="with sign-in"),
    ],
)
def test_the_page_may_listen_where_nobody_strange_gets_in_by_accident(options: Options) -> None:
    check_reach(options)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        pytest.param(Options(host="0.0.0.0"), "at 0.0.0.0", id="every address"),
        pytest.param(Options(host="192.168.1.7", editors=("a@b.c",)), "at 192.168.1.7", id="editors are no sign-in"),
        pytest.param(Options(names=("coach.example.org",)), "under coach.example.org", id="behind a proxy"),
        pytest.param(Options(is_without_sign_in=True, allows_upload=True), "--allow-upload", id="uploads by anybody"),
    ],
)
def test_the_page_refuses_to_let_strangers_in(options: Options, said: str) -> None:
    with pytest.raises(SettingsError, match=said) as refused:
        check_reach(options)
    assert refused.value.hint


def test_an_address_that_this_machine_does_not_have_is_an_error() -> None:
    with pytest.raises(SettingsError, match="does not have the address"):
        address.listen("203.0.113.9", 0)


@pytest.mark.parametrize(
    ("options", "public", "names"),
    [
        pytest.param(Options(), "", ["localhost", "127.0.0.1", "::1"], id="this machine"),
        pytest.param(
            Options(host="0.0.0.0", is_without_sign_in=True),
            "",
            ["localhost", "127.0.0.1", "::1", "0.0.0.0", ANY_ADDRESS, "desk.example.org", "desk", "desk.local"],
            id="every address",
        ),
        pytest.param(
            Options(allowed=("@b.c",)),
            "coach.b.c",
            ["localhost", "127.0.0.1", "::1", "coach.b.c"],
            id="where people come back to",
        ),
        pytest.param(
            Options(host="192.168.1.7", names=("coach.b.c",), is_without_sign_in=True),
            "",
            ["localhost", "127.0.0.1", "::1", "192.168.1.7", "coach.b.c"],
            id="an address and its name",
        ),
    ],
)
def test_the_page_answers_to_its_own_names(
    monkeypatch: pytest.MonkeyPatch, options: Options, public: str, names: list[str]
) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "Desk.example.org")
    assert allowed_names(options, public) == names


def test_the_address_to_type_is_one_that_a_browser_takes() -> None:
    assert page_url("127.0.0.1", 8501) == "http://127.0.0.1:8501"
    assert page_url("0.0.0.0", 8501) == "http://127.0.0.1:8501"
    assert page_url("::1", 8501) == page_url("::", 8501) == "http://[::1]:8501"


# ------------------------------------------------------------------------------------------------- what is let through


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "http://localhost:1", "https://127.0.0.1", "null", "file://"]
)
def test_a_websocket_from_another_page_is_refused(site: Served, origin: str) -> None:
    """ui-05: the handshake itself is refused."""
    with pytest.raises(InvalidStatus) as refused, window(site.url, Origin=origin):
        pass
    assert refused.value.response.status_code == 403


def test_a_websocket_from_the_page_itself_is_open(site: Served) -> None:
    assert shown(site, "").startswith("window:")


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8501"])
def test_another_name_of_the_host_is_refused(site: Served, host: str) -> None:
    assert asked(site.url, Host=host)[0] == 400
    with pytest.raises(InvalidStatus) as refused, window(site.url, Host=host, Origin=f"http://{host}"):
        pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("hosts", [[""], ["a b"], ["127.0.0.1; script-src *"], ["127.0.0.1", "evil.example"], []])
def test_a_request_without_exactly_one_good_name_is_refused(site: Served, hosts: list[str]) -> None:
    place = urlsplit(site.url)
    with socket.create_connection((place.hostname, place.port)) as line:
        named = "".join(f"Host: {host}\r\n" for host in hosts)
        line.sendall(f"GET / HTTP/1.1\r\n{named}Connection: close\r\n\r\n".encode())
        assert line.recv(12) == b"HTTP/1.1 400"


def test_localhost_is_a_name_of_this_machine(site: Served) -> None:
    port = site.url.rpartition(":")[2]
    assert asked(site.url, Host=f"localhost:{port}")[0] == 200
    assert asked(site.url, Host=f"[::1]:{port}")[0] == 200


@pytest.mark.slow
def test_at_every_address_the_page_answers_to_addresses_and_to_no_name_that_somebody_made_for_them(
    tmp_path: Path, coach: object
) -> None:
    (tmp_path / "script.py").write_text(SCRIPT)
    shared = {"COACH_UI_HOST": "0.0.0.0", "COACH_UI_WITHOUT_SIGN_IN": "1"}
    with served(tmp_path, env=shared, script=tmp_path / "script.py") as site:
        port = site.url.rpartition(":")[2]
        for good in ("127.0.0.1", "192.168.1.7", "[fe80::1]", "localhost", socket.gethostname()):
            assert asked(site.url, Host=f"{good}:{port}")[0] == 200
        for evil in ("rebound.example", "127.0.0.1.rebound.example", "1.2.3", "0x7f.1", "2130706433"):
            assert asked(site.url, Host=f"{evil}:{port}")[0] == 400
            with pytest.raises(InvalidStatus), window(site.url, Host=evil, Origin=f"http://{evil}"):
                pass
        with window(site.url, Host="192.168.1.7", Origin="http://192.168.1.7") as opened:
            opened.open()
            assert opened.read()[0].startswith("window:")


def test_a_request_from_another_page_is_refused_without_a_look_up_on_the_internet(site: Served) -> None:
    begun = time.monotonic()
    assert asked(f"{site.url}/_stcore/health", Origin="http://evil.example")[0] == 403
    assert time.monotonic() - begun < 0.5  # Streamlit would ask the internet for this machine's address, a second each
    assert asked(f"{site.url}/_stcore/health", Origin=site.url)[0] == 200


@pytest.mark.parametrize("path", ["/_stcore/agent/openapi.json", "/_stcore/agent/mcp", "/_stcore/metrics"])
def test_doors_that_the_page_does_not_use_are_shut(site: Served, path: str) -> None:
    assert asked(site.url + path)[0] == 404


def test_an_upload_is_refused_by_the_server_where_uploads_are_not_open(site: Served) -> None:
    """ui-03: past the page, at the address of Streamlit's own."""
    assert asked(f"{site.url}/_stcore/upload_file/any/1", "PUT", Origin=site.url)[0] == 403


def test_every_answer_carries_its_headers(site: Served) -> None:
    for path in ("/", "/corpus", "/_stcore/health", "/nothing.js", "/media/nothing"):
        headers = asked(site.url + path)[1]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "same-origin"
        assert "default-src" in headers["content-security-policy"]


def test_the_page_may_load_nothing_foreign(site: Served) -> None:
    policy = asked(site.url)[1]["content-security-policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    host = site.url.removeprefix("http://")
    assert rules["default-src"] == "'self'"
    assert rules["img-src"] == "'self' data: blob:"
    assert rules["font-src"] == "'self' data:"
    assert rules["connect-src"] == f"'self' ws://{host} wss://{host}"
    assert rules["frame-ancestors"] == rules["base-uri"] == rules["object-src"] == rules["frame-src"] == "'none'"
    assert re.fullmatch(r"'self'( 'sha256-[\w+/=]+'){2}", rules["script-src"])  # Streamlit's own script, and ours


def test_a_file_that_somebody_made_acts_for_nobody(site: Served) -> None:
    assert asked(f"{site.url}/media/x.html")[1]["content-security-policy"] == "default-src 'none'; sandbox"


def test_a_new_browser_gets_its_cookie_with_the_page_and_keeps_it(site: Served) -> None:
    given = asked(site.url)[1]["set-cookie"]
    assert re.fullmatch(r"coach_visitor=[\w-]{22}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax", given), given
    value = given.split(";")[0]
    assert asked(site.url, Cookie=f"{value}; other=1")[1]["set-cookie"].startswith(f"{value};")
    assert asked(site.url)[1]["set-cookie"] != given


def test_a_browser_that_lost_only_its_cookie_gets_one_with_the_page_it_still_has(site: Served) -> None:
    tag = asked(site.url)[1]["etag"]
    status, headers = asked(site.url, **{"If-None-Match": tag})
    assert status == 304 and headers["set-cookie"].startswith("coach_visitor=")


def test_what_is_no_page_gives_no_cookie(site: Served) -> None:
    assert "coach_visitor" not in asked(f"{site.url}/_stcore/health")[1].get("set-cookie", "")


@pytest.mark.slow
def test_behind_a_proxy_the_page_answers_to_its_public_name_and_its_cookie_travels_encrypted_only(
    tmp_path: Path, coach: object
) -> None:
    """ui-05: among what is refused there is a WebSocket from another origin."""
    (tmp_path / "script.py").write_text(SCRIPT)
    shared = {"COACH_UI_NAMES": "coach.example.org", "COACH_UI_WITHOUT_SIGN_IN": "1"}
    with served(tmp_path, env=shared, script=tmp_path / "script.py") as site:
        proxied = {"Host": "coach.example.org", "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
        status, headers = asked(site.url, **proxied)
        assert status == 200 and headers["set-cookie"].endswith("; Secure")
        assert headers["strict-transport-security"] == "max-age=31536000"
        assert asked(site.url, Host="other.example.org")[0] == 400
        with window(site.url, Origin="https://coach.example.org", **proxied) as opened:
            opened.open()
            assert opened.read()[0].startswith("window:")
        with pytest.raises(InvalidStatus), window(site.url, Origin="https://other.example.org", **proxied):
            pass


def cookies(answer: list[tuple[bytes, bytes]], scheme: str) -> tuple[list[str], bool]:
    """Return the cookies that reach a browser from an app that gives these headers, and whether HTTPS is to stay."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": answer})

    sent: list[Message] = []

    async def keep(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "scheme": scheme, "path": "/auth/login", "method": "GET", "headers": []}
    asyncio.run(Marked(app)(scope, None, keep))  # type: ignore[arg-type]
    headers = Headers(raw=sent[0]["headers"])
    return headers.getlist("set-cookie"), "strict-transport-security" in headers


def test_what_came_encrypted_never_travels_plainly_whoever_gave_the_cookie() -> None:
    given = [(b"set-cookie", b"_streamlit_user=secure; Path=/; HttpOnly"), (b"set-cookie", b"_xsrf=2; SECURE; Path=/")]
    told = ["_streamlit_user=secure; Path=/; HttpOnly; Secure", "_xsrf=2; SECURE; Path=/"]
    assert cookies(given, "https") == (told, True)
    assert cookies(given, "http") == ([value.decode() for _, value in given], False)


# -------------------------------------------------------------------------------------------------------- the errors


@pytest.mark.parametrize("query", [f"ask={SECRET}", f"unguarded={SECRET}"], ids=["in a page", "in the script"])
def test_a_bug_is_an_id_in_the_browser_and_its_stack_in_the_log_without_what_was_asked(
    site: Served, query: str
) -> None:
    told = shown(site, query.replace(" ", "+"))
    found = re.search(r"Something went wrong \(error id ([0-9a-f]{8})\)", told)
    assert found and "Error" not in told and SECRET not in told and "script.py" not in told
    for log in (site.data / "ui.log", site.log):
        told = log.read_text()
        assert f"error {found[1]}: " in told and 'script.py", line' in told and "raise " in told
        assert "Annegret" not in told


def test_an_expected_error_is_its_message_and_its_hint_shown_as_they_are(site: Served) -> None:
    told = shown(site, "ask=fault")
    assert "Write something into it" in told and "<b>" not in told
    assert "CorpusError: x.md is <b>empty</b>" in (site.data / "ui.log").read_text()


def test_what_is_wrong_with_the_machine_is_told_whole_to_who_sits_at_it_and_to_the_log(site: Served) -> None:
    told = shown(site, "ask=machine")
    assert "coach&#46;sqlite cannot be written" in told and "Look at" in told
    assert "StoreFault: /srv/kept/coach.sqlite cannot be written" in (site.data / "ui.log").read_text()


@pytest.mark.slow
def test_visitors_from_elsewhere_are_told_an_id_and_no_folder_of_the_machine(tmp_path: Path, coach: object) -> None:
    (tmp_path / "script.py").write_text(SCRIPT)
    shared = {"COACH_UI_NAMES": "coach.example.org", "COACH_UI_WITHOUT_SIGN_IN": "1"}
    with served(tmp_path, env=shared, script=tmp_path / "script.py") as site:
        told = shown(site, "ask=machine")
        log = (site.data / "ui.log").read_text()
    found = re.search(r"Coach cannot do this just now &#40;error id ([0-9a-f]{8})", told)
    assert found is not None, told
    assert "sqlite" not in told and "srv" not in told
    assert f"error {found[1]}: StoreFault: /srv/kept/coach.sqlite cannot be written" in log


def test_who_asks_too_much_does_not_fill_the_log(site: Served) -> None:
    before = (site.data / "ui.log").read_text()
    assert "Ask again in 3 seconds" in shown(site, "ask=too-much")
    assert (site.data / "ui.log").read_text() == before


def test_the_log_is_for_its_owner_alone(site: Served) -> None:
    assert stat.S_IMODE((site.data / "ui.log").stat().st_mode) == 0o600


def test_a_log_that_is_begun_anew_is_for_its_owner_alone_too(tmp_path: Path) -> None:
    code = (
        "import logging, sys; from pathlib import Path; from ui import boundary\n"
        "boundary._LARGEST_BYTES = 200; boundary.start_log(Path(sys.argv[1]))\n"
        "for number in range(30): boundary.LOG.info('line %d', number)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "ui.log")], check=True, capture_output=True)
    kept = sorted(tmp_path.iterdir())
    assert [path.name for path in kept] == ["ui.log", "ui.log.1", "ui.log.2", "ui.log.3"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}
    assert "line 29" in kept[0].read_text()


# ---------------------------------------------------------------------------------------------------------- settings


HOSTILE = """
[browser]
gatherUsageStats = true
[client]
showErrorDetails = "full"
toolbarMode = "developer"
allowedOrigins = ["https://evil.example"]
[server]
address = "0.0.0.0"
port = 9999
baseUrlPath = "elsewhere"
enableCORS = false
enableXsrfProtection = false
enableStaticServing = true
enableAgentApi = true
fileWatcherType = "poll"
runOnSave = true
headless = false
maxUploadSize = 5000
corsAllowedOrigins = ["https://evil.example"]
trustedUserHeaders = "{\\"X-User\\": \\"email\\"}"
[logger]
enableRich = true
[theme]
base = "dark"
primaryColor = "#ff0000"
font = "Evil:https://evil.example/font.css"
[theme.light]
primaryColor = "#ff0000"
[secrets]
files = ["/etc/hostname"]
"""
WANTED = {
    "browser.gatherUsageStats": False,
    "client.showErrorDetails": "none",
    "client.toolbarMode": "minimal",
    "client.allowedOrigins": [],
    "server.address": "127.0.0.1",
    "server.port": 8501,
    "server.baseUrlPath": "",
    "server.enableCORS": True,
    "server.enableXsrfProtection": True,
    "server.enableStaticServing": False,
    "server.enableAgentApi": False,
    "server.fileWatcherType": "none",
    "server.runOnSave": False,
    "server.headless": True,
    "server.maxUploadSize": 5,
    "server.corsAllowedOrigins": [],
    "server.trustedUserHeaders": {},
    "server.allowedHosts": ["localhost", "127.0.0.1", "::1"],
    "logger.enableRich": False,
    "theme.base": None,
    "theme.primaryColor": None,
    "theme.light.primaryColor": LIGHT["primaryColor"],
    "secrets.files": [],
}


def test_no_settings_file_of_somebodys_other_apps_changes_the_page(tmp_path: Path) -> None:
    for folder in (tmp_path / "home" / ".streamlit", tmp_path / "work" / ".streamlit"):
        folder.mkdir(parents=True)
        (folder / "config.toml").write_text(HOSTILE)
    code = (
        "import json, sys; from streamlit import config\n"
        "from ui.config import configure; from ui.options import Options\n"
        "if sys.argv[2:]: configure(Options(), 8501)\n"
        "print(json.dumps({name: config.get_option(name) for name in json.loads(sys.argv[1])}))"
    )

    def values(*ours: str) -> dict[str, object]:
        done = subprocess.run(
            [sys.executable, "-c", code, json.dumps(list(WANTED)), *ours],
            cwd=tmp_path / "work",
            env={**os.environ, "HOME": str(tmp_path / "home"), "STREAMLIT_SERVER_ENABLE_CORS": "false"},
            capture_output=True,
            text=True,
            check=True,
        )
        found: dict[str, object] = json.loads(done.stdout)
        return found

    assert values()["server.enableCORS"] is False  # the file would count
    assert values("ours") == WANTED


def brightness(colour: str) -> float:
    """Return the relative luminance of a colour as WCAG 2.2 defines it; 0 is black, 1 is white."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: object, other: object) -> float:
    """Return the contrast of two colours, 1 to 21."""
    dark, light = sorted((brightness(str(one)), brightness(str(other))))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_all_text_can_be_read(colours: dict[str, object]) -> None:
    for ground in ("backgroundColor", "secondaryBackgroundColor"):
        assert contrast(colours["textColor"], colours[ground]) >= 7
        assert contrast(colours["linkColor"], colours[ground]) >= 4.5
        assert contrast(colours["primaryColor"], colours[ground]) >= 3  # a line or a mark, no text
    assert contrast("#ffffff", colours["primaryColor"]) >= 4.5  # what is written on a button


# ------------------------------------------------------------------------------------------------------- the browser


@pytest.mark.slow
@needs_browser
def test_the_page_works_under_its_policy_and_asks_no_other_host_for_anything(site: Served) -> None:
    """ui-09: no font, script or image of another host."""
    with browser() as chromium:
        page = chromium.new_page()
        heard = listen(page, site.url)
        page.goto(site.url)
        page.locator("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg").first.wait_for()
        with page.expect_download() as download:
            page.get_by_role("button", name="Export").click()
        assert download.value.path().read_text() == "kept"
        page.get_by_test_id("stChatInputTextArea").fill(SECRET)
        page.keyboard.press("Enter")
        page.get_by_text("Something went wrong").wait_for()
        page.get_by_text("Product leadership").wait_for()
        page.get_by_role("button", name="Try again").click()
        page.get_by_text("Something went wrong").wait_for(state="detached")
        assert heard.foreign == [] and heard.complaints == []
        page.evaluate("document.body.append(Object.assign(new Image(), {src: 'http://evil.example/x.png'}))")
        page.wait_for_timeout(500)
        assert any("violates" in complaint for complaint in heard.complaints)  # the policy is at work
    assert "Annegret" not in (site.data / "ui.log").read_text() + site.log.read_text()


@pytest.mark.slow
@needs_browser
def test_a_browser_is_the_same_visitor_after_a_reload_and_another_browser_is_not(site: Served) -> None:
    with browser() as chromium:
        names = []
        for _ in range(2):
            page = chromium.new_context().new_page()
            page.goto(site.url)
            first = page.get_by_text("browser:").inner_text()
            page.reload()
            assert page.get_by_text("browser:").inner_text() == first
            names.append(first)
        assert names[0] != names[1]


@pytest.mark.slow
def test_a_page_that_is_opened_during_a_first_start_shows_what_is_being_prepared(
    tmp_path: Path, cache: Path, coach: object
) -> None:
    own = tmp_path / "cache"
    own.mkdir()
    (own / "encoders").symlink_to(cache / "encoders")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "COACH_CACHE": str(own), "COACH_DATA": str(tmp_path)}
    process = subprocess.Popen(
        [str(COACH), "ui", "--port", str(port), "--no-open"], env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        url = f"http://127.0.0.1:{port}"
        while True:
            try:
                with window(url) as opened:
                    opened.open()
                    told = opened.read(timeout_s=120)
                break
            except OSError:
                time.sleep(0.05)
        assert any("Coach is getting ready" in text for text in told)
        assert "There is no index of product-leadership yet; building it" in told
        assert process.stdout is not None and process.stdout.readline() == f"{url}\n"
    finally:
        process.terminate()
        process.wait(timeout=5)
