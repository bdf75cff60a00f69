"""Who visits, and what the page was started with."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from ui_parts import Served, served, window

from coach.corpus.find import find_corpus, known_corpora, named_corpora
from coach.errors import EnvironmentFault, SettingsError
from coach.settings import BUNDLED_CORPUS, data_folder
from ui.options import Options, from_environment, is_loopback
from ui.sessions import Sessions
from ui.visitor import is_listed

SCRIPT = """
import streamlit as st
from ui.visitor import who

visitor = who()
st.text(visitor.id)
st.text(f"editor {visitor.is_editor}, signed in {visitor.is_signed_in}")
"""
COOKIE = "A" * 21 + "_"


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """A page that says who visits, started without any option."""
    for name in [name for name in os.environ if name.startswith("COACH_UI_")]:
        monkeypatch.delenv(name)
    return AppTest.from_string(SCRIPT)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, coach: object) -> Iterator[Served]:
    """The same page, served."""
    folder = tmp_path_factory.mktemp("visitors")
    (folder / "script.py").write_text(SCRIPT)
    with served(folder, script=folder / "script.py") as site:
        yield site


def shown(site: Served, cookie: str = "") -> list[str]:
    """Return what the page says to a browser with this cookie."""
    with window(site.url, cookie) as opened:
        opened.open()
        return opened.read()


# ------------------------------------------------------------------------------------------------------- who visits


def test_a_browser_is_known_by_its_cookie_and_another_one_is_somebody_else(site: Served) -> None:
    assert shown(site, f"coach_visitor={COOKIE}")[0] == f"browser:{COOKIE}"
    assert shown(site, f"coach_visitor={'B' * 22}")[0] == f"browser:{'B' * 22}"


def test_windows_without_a_cookie_are_all_somebody_else(site: Served) -> None:
    first, second = shown(site)[0], shown(site)[0]
    assert first.startswith("window:") and second.startswith("window:") and first != second


@pytest.mark.slow
def test_where_only_a_cookie_tells_visitors_apart_their_network_counts_too(tmp_path: Path, coach: object) -> None:
    (tmp_path / "script.py").write_text("import streamlit as st\nfrom ui.visitor import address\nst.text(address())")
    shared = {"COACH_UI_NAMES": "coach.example.org", "COACH_UI_WITHOUT_SIGN_IN": "1"}
    with served(tmp_path, env=shared, script=tmp_path / "script.py") as site:

        def told(passed_on: str) -> str:
            with window(site.url, **({"X-Forwarded-For": passed_on} if passed_on else {})) as opened:
                opened.open()
                return opened.read()[0]

        assert told("203.0.113.9") == "203.0.113.9/32"
        assert told("198.51.100.1, 203.0.113.9") == "203.0.113.9/32"  # who asks may write what stands before
        assert told("2001:db8:1:2:aaaa::1") == told("2001:db8:1:2:bbbb::2") == "2001:db8:1:2::/64"
        assert told("") == told("no address") == ""


@pytest.mark.parametrize("value", ["", "short", "A" * 23, "A" * 21 + "!", "../../coach.sqlite12345"])
def test_a_cookie_that_we_never_gave_is_no_name(site: Served, value: str) -> None:
    assert shown(site, f"coach_visitor={value}")[0].startswith("window:")


def test_a_window_without_cookies_stays_the_same_visitor_through_its_runs(page: AppTest) -> None:
    first = page.run().text[0].value
    assert first.startswith("window:") and page.run().text[0].value == first


def test_two_windows_at_once_are_two_visitors(page: AppTest) -> None:
    """ui-06: also where a browser takes no cookies."""
    assert page.run().text[0].value != AppTest.from_string(SCRIPT).run().text[0].value


@pytest.mark.parametrize(
    ("settings", "is_editor"),
    [
        pytest.param({}, True, id="this machine only"),
        pytest.param({"COACH_UI_HOST": "::1"}, True, id="this machine only, IPv6"),
        pytest.param({"COACH_UI_HOST": "0.0.0.0"}, False, id="every address"),
        pytest.param({"COACH_UI_WITHOUT_SIGN_IN": "1"}, False, id="everybody is let in"),
        pytest.param({"COACH_UI_NAMES": "coach.example.org"}, False, id="behind a proxy"),
        pytest.param({"COACH_UI_HOST": "0.0.0.0", "COACH_UI_EDITORS": "a@b.c"}, False, id="editors, but no sign-in"),
    ],
)
def test_only_who_sits_at_this_machine_edits_without_signing_in(
    page: AppTest, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], is_editor: bool
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert page.run().text[1].value == f"editor {is_editor}, signed in False"


def test_where_people_sign_in_nothing_of_the_page_is_shown_before(
    page: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_UI_ALLOWED", "@example.org")
    page.run()
    assert [text.value for text in page.text] == []
    assert [title.value for title in page.title] == ["Coach"]


def test_before_people_have_signed_in_the_page_shows_and_opens_nothing(
    page: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_UI_ALLOWED", "@example.org")
    monkeypatch.setenv("COACH_CORPUS", "/nowhere/reorganisation-2027")
    real = AppTest.from_file(str(Path(__file__).parents[1] / "ui" / "app.py")).run()
    assert [title.value for title in real.title] == ["Coach"]
    assert not (real.warning or real.error or real.caption or real.chat_input or real.sidebar.children)


@pytest.mark.parametrize(
    ("email", "listed", "is_in"),
    [
        ("anna@example.org", ["anna@example.org"], True),
        ("Anna@Example.ORG ", ["anna@example.org"], True),
        ("anna@example.org", ["ANNA@EXAMPLE.ORG"], True),
        ("anna@example.org", ["@example.org"], True),
        ("anna@example.org", ["@Example.Org"], True),
        ("anna@mail.example.org", ["@example.org"], False),
        ("anna@badexample.org", ["@example.org"], False),
        ("anna@example.org@evil.example", ["@example.org"], False),
        ("anna@example.org", ["example.org"], False),
        ("anna@example.org", ["ben@example.org"], False),
        ("anna@example.org", [], False),
        ("@example.org", ["@example.org"], False),
        ("example.org", ["example.org"], False),
        ("", ["", "@"], False),
        ("anna@", ["@"], False),
        ("fran\u212a@example.org", ["frank@example.org"], False),
        ("frank@example.org", ["@example.org", "\u212a"], True),
    ],
)
def test_a_list_of_people_holds_e_mails_and_domains(email: str, listed: list[str], is_in: bool) -> None:
    assert is_listed(email, listed) is is_in


def test_only_the_latest_windows_of_editors_are_remembered() -> None:
    windows = Sessions(most=2)
    for number in ("1", "2", "1", "3"):
        windows.add(number)
    assert [number in windows for number in ("1", "2", "3")] == [True, False, True]


# ---------------------------------------------------------------------------------------------------------- options


def test_options_travel_through_the_environment_as_they_are() -> None:
    options = Options(
        corpora=("one", "/tmp/a folder, with a comma"),
        models=("openai:gpt-5-mini", "ollama:llama3.1"),
        host="0.0.0.0",
        names=("coach.example.org",),
        allowed=("anna@example.org", "@example.com"),
        editors=("anna@example.org",),
        trusted_issuers=("https://login.example.org/tenant/v2.0",),
        allows_upload=True,
        is_without_sign_in=True,
        rate=7,
    )
    assert from_environment(options.as_environment()) == options
    assert from_environment(Options().as_environment()) == Options()


def test_every_known_corpus_can_be_chosen_where_none_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "corpora" / "own"
    own.mkdir(parents=True)
    (own / "corpus.yaml").write_text("title: Own\n")
    monkeypatch.setenv("COACH_DATA", str(tmp_path))
    assert from_environment({}).corpora == (*known_corpora(), "own")
    assert from_environment({"COACH_CORPUS": "own"}).corpora == ("own", *known_corpora())
    assert from_environment({"COACH_UI_CORPORA": f" own {os.pathsep}{os.pathsep}own"}).corpora == ("own",)


def test_a_corpus_of_ones_own_has_a_name_but_never_that_of_a_bundled_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("own", BUNDLED_CORPUS):
        (tmp_path / "corpora" / name).mkdir(parents=True)
        (tmp_path / "corpora" / name / "corpus.yaml").write_text("title: Own\n")
    (tmp_path / "corpora" / "no corpus").mkdir()
    monkeypatch.setenv("COACH_DATA", str(tmp_path))
    assert list(named_corpora()) == [*known_corpora(), "own"]
    assert find_corpus("own") == tmp_path / "corpora" / "own"
    assert find_corpus(BUNDLED_CORPUS) == known_corpora()[BUNDLED_CORPUS]


def test_without_a_home_nothing_is_kept_and_the_bundled_corpora_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_DATA", "~nobody-of-this-name/coach")
    assert named_corpora() == known_corpora()
    with pytest.raises(EnvironmentFault, match="no home folder") as refused:
        data_folder()
    assert refused.value.hint == "Set COACH_DATA to a folder."


def test_what_is_kept_goes_into_the_persons_own_folder_for_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_DATA", "")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert data_folder().name == "coach" and data_folder().is_absolute()
    monkeypatch.setenv("COACH_DATA", str(tmp_path / "kept"))
    assert data_folder() == tmp_path / "kept"
    assert not data_folder().exists()


def test_the_usual_chat_model_is_the_pages_too() -> None:
    assert from_environment({"COACH_MODEL": "ollama:llama3.1"}).models == ("ollama:llama3.1",)
    assert from_environment({"COACH_MODEL": "a:b", "COACH_UI_MODELS": "c:d, e:f,"}).models == ("c:d", "e:f")


@pytest.mark.parametrize("said", ["many", "0", "-5", "1.5", "1e3", "100001", "٣"])
def test_a_rate_that_is_no_number_of_questions_is_refused(said: str) -> None:
    with pytest.raises(SettingsError, match="COACH_UI_RATE"):
        from_environment({"COACH_UI_RATE": said})


@pytest.mark.parametrize(
    ("host", "is_own"),
    [
        *[("127.0.0.1", True), ("127.8.9.1", True), ("::1", True), ("[::1]", True), ("localhost", True)],
        *[("0.0.0.0", False), ("::", False), ("192.168.1.7", False), ("coach.example.org", False), ("", False)],
    ],
)
def test_loopback_is_this_machine_alone(host: str, is_own: bool) -> None:
    assert is_loopback(host) is is_own
