"""Which server holds the indexes: what is said about it is refused where it contradicts itself or is not safe."""

from __future__ import annotations

import pytest

from coach.errors import SettingsError
from coach.settings import from_environment
from coach.store_settings import StoreSettings, store_settings

CLOUD = {
    "COACH_STORE": "https://api.trychroma.com", "COACH_STORE_TOKEN": "ck-1", "COACH_STORE_TENANT": "t",
    "COACH_STORE_DATABASE": "d",
}  # fmt: skip
USABLE: dict[str, dict[str, str]] = {
    "loopback": {"COACH_STORE": "http://127.0.0.1:8000"},
    "loopback by name": {"COACH_STORE": "http://localhost:8000/"},
    "loopback of IPv6": {"COACH_STORE": "http://[::1]:8000"},
    "elsewhere with a token": {"COACH_STORE": "http://chroma.example.org:8000", "COACH_STORE_TOKEN": "t0ken"},
    "elsewhere, encrypted": {"COACH_STORE": "https://chroma.example.org/store"},
    "elsewhere, as wanted": {"COACH_STORE": "http://10.0.0.7:8000", "COACH_STORE_INSECURE": "yes"},
    "names": {"COACH_STORE": "http://127.0.0.1:8000", "COACH_STORE_TENANT": "acme", "COACH_STORE_DATABASE": "b-1"},
    "the cloud": CLOUD,
}
REFUSED: dict[str, tuple[dict[str, str], str]] = {
    "a folder": ({"COACH_STORE": "/var/lib/coach"}, "no address"),
    "a server and a folder": ({"COACH_STORE": "http://127.0.0.1:8000 /var/lib/coach"}, "no address"),
    "no scheme": ({"COACH_STORE": "chroma:8000"}, "no address"),
    "another scheme": ({"COACH_STORE": "ftp://chroma"}, "no address"),
    "no host": ({"COACH_STORE": "http://"}, "no address"),
    "no such port": ({"COACH_STORE": "http://127.0.0.1:99999"}, "no address"),
    "a query": ({"COACH_STORE": "http://127.0.0.1:8000?token=s3cret"}, "no address"),
    "a password": ({"COACH_STORE": "http://me:s3cret@127.0.0.1:8000"}, "name or a password"),
    "another machine": ({"COACH_STORE": "http://10.0.0.7:8000"}, "another machine"),
    "every network": ({"COACH_STORE": "http://0.0.0.0:8000"}, "another machine"),
    "almost loopback": ({"COACH_STORE": "http://127.0.0.1.example.org:8000"}, "another machine"),
    "almost localhost": ({"COACH_STORE": "http://localhost.example.org:8000"}, "another machine"),
    "a token for nobody": ({"COACH_STORE_TOKEN": "s3cret"}, "COACH_STORE names no server"),
    "a tenant of nobody": ({"COACH_STORE_TENANT": "acme"}, "COACH_STORE names no server"),
    "insecure nowhere": ({"COACH_STORE_INSECURE": "yes"}, "COACH_STORE names no server"),
    "insecure and encrypted": ({"COACH_STORE": "https://x.org", "COACH_STORE_INSECURE": "yes"}, "begins with https"),
    "insecure and a token": (
        {"COACH_STORE": "http://x.org", "COACH_STORE_INSECURE": "yes", "COACH_STORE_TOKEN": "s3cret"},
        "COACH_STORE_TOKEN is set",
    ),
    "insecure by another word": ({"COACH_STORE": "http://x.org", "COACH_STORE_INSECURE": "true"}, "is “true”"),
    "a tenant with a slash": ({"COACH_STORE": "https://x.org", "COACH_STORE_TENANT": "a/b"}, "COACH_STORE_TENANT"),
    "a token with a line end": ({"COACH_STORE": "https://x.org", "COACH_STORE_TOKEN": "s3cret\nx"}, "line ends"),
    "the cloud without a tenant": ({**CLOUD, "COACH_STORE_TENANT": ""}, "COACH_STORE_TENANT is not set"),
    "the cloud in the clear": ({**CLOUD, "COACH_STORE": "http://api.trychroma.com"}, "begins with http:"),
}


@pytest.mark.parametrize("case", USABLE)
def test_a_server_is_taken_as_it_is_said(case: str) -> None:
    found = store_settings(USABLE[case])
    assert found is not None
    assert found.url == USABLE[case]["COACH_STORE"].rstrip("/")
    assert found.token == USABLE[case].get("COACH_STORE_TOKEN", "")


@pytest.mark.parametrize("case", REFUSED)
def test_what_contradicts_itself_or_is_not_safe_is_refused_without_telling_a_secret(case: str) -> None:
    environment, words = REFUSED[case]
    with pytest.raises(SettingsError, match=words) as refused:
        store_settings(environment)
    assert refused.value.hint
    assert "s3cret" not in f"{refused.value.message} {refused.value.hint}"


def test_nothing_said_keeps_indexes_in_the_cache() -> None:
    assert store_settings({}) is None
    assert store_settings({"COACH_STORE": " "}) is None


def test_the_settings_of_a_run_name_the_server_and_hide_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_STORE", "https://chroma.example.org")
    monkeypatch.setenv("COACH_STORE_TOKEN", "s3cret")
    settings = from_environment()
    assert settings.store == StoreSettings("https://chroma.example.org", "s3cret")
    assert "s3cret" not in repr(settings)
