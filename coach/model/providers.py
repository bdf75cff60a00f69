"""The providers of chat models: how a model is named, which package each needs, and where it is asked."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from importlib.util import find_spec
from urllib.parse import urlsplit

from coach.errors import SettingsError
from coach.model.redact import one_line, redact

EXAMPLE = "Write provider:model, for instance openai:gpt-4o-mini or ollama:llama3.1."
_LONGEST_SEGMENT = 24  # characters; a longer part of a path may be a key of a gateway
_LOCAL_OLLAMA = "http://127.0.0.1:11434"
_ALIASES = {"google": "google_genai", "gemini": "google_genai"}  # as people call it, and as our extra is named


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider that Coach has an extra for; LangChain knows many more.

    Attributes:
        name: As LangChain calls it.
        module: What its package is imported as.
        extra: Of ``grounded-coach``.
        example: A model of it.
        addresses: Variables that say where it is asked, the first one set counts.
    """

    name: str
    module: str
    extra: str
    example: str
    addresses: tuple[str, ...] = ()

    @property
    def package(self) -> str:
        """The name of its package on the index."""
        return self.module.replace("_", "-")

    @property
    def install(self) -> str:
        """The command that installs what it needs."""
        return f'pip install "grounded-coach[{self.extra}]"'

    @property
    def is_installed(self) -> bool:
        """Whether its package is here; nothing is imported to find out."""
        return all(find_spec(module) is not None for module in ("langchain", self.module))


# COACH_BASE_URL is for servers that speak OpenAI's protocol (vLLM, llama.cpp, LM Studio, a gateway).
PROVIDERS = (
    Provider(
        "openai",
        "langchain_openai",
        "openai",
        "gpt-4o-mini",
        ("COACH_BASE_URL", "OPENAI_BASE_URL", "OPENAI_API_BASE"),
    ),
    Provider(
        "anthropic", "langchain_anthropic", "anthropic", "claude-haiku-4-5", ("ANTHROPIC_BASE_URL", "ANTHROPIC_API_URL")
    ),
    Provider("google_genai", "langchain_google_genai", "google", "gemini-2.5-flash", ("GOOGLE_GEMINI_BASE_URL",)),
    Provider("ollama", "langchain_ollama", "ollama", "llama3.1", ("OLLAMA_HOST",)),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A model that somebody named.

    Attributes:
        provider: As LangChain calls it.
        model: As the provider calls it.
        base_url: Where it is asked; empty for the provider's own address.
    """

    provider: str
    model: str
    base_url: str = ""

    @property
    def name(self) -> str:
        """``provider:model``."""
        return f"{self.provider}:{self.model}"

    @property
    def where(self) -> str:
        """Scheme, host, port and path of the address; what else it holds (a password, a key) is nobody's business."""
        if not self.base_url:
            return ""
        parts = urlsplit(self.base_url)
        path = "/".join("…" if len(part) > _LONGEST_SEGMENT else part for part in parts.path.rstrip("/").split("/"))
        return redact(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{path}")

    @property
    def who(self) -> str:
        """Who is to be named where something fails: a server that only speaks OpenAI's protocol is not OpenAI."""
        host = urlsplit(self.base_url).hostname or ""
        is_own = self.provider == "openai" and bool(host) and not f".{host}".endswith(".openai.com")
        return f"the server at {self.where}" if is_own else self.provider

    @property
    def at(self) -> str:
        """Where, to be put behind ``who``; empty where that says it already, or where it is the provider's own."""
        return f" at {self.where}" if self.where and self.who == self.provider else ""


def provider_of(name: str) -> Provider | None:
    """Return the provider of that name, where Coach has an extra for it."""
    return next((provider for provider in PROVIDERS if provider.name == name), None)


def wanted_model(name: str, base_url: str = "") -> Wanted:
    """Read ``provider:model``.

    Args:
        name: As a person typed it.
        base_url: Where it is asked; empty for what the environment says.

    Raises:
        SettingsError: It names no model, or the address is none.
    """
    provider, model = provider_named(name), name.partition(":")[2].strip()
    if not provider or not model:
        raise SettingsError(f"“{one_line(name, 60)}” names no chat model", EXAMPLE)
    return Wanted(provider, model, _checked(base_url.strip() or address(provider)))


def provider_named(name: str) -> str:
    """Return the provider of ``provider:model`` as LangChain calls it; empty where none is named."""
    provider = name.partition(":")[0].strip().lower().replace("-", "_")
    return _ALIASES.get(provider, provider)


def address(provider: str) -> str:
    """Return where the environment says that a provider is asked; empty where it says nothing.

    ``COACH_BASE_URL`` says it for ``openai`` alone: whatever stands there is sent the key of the provider asked.

    Raises:
        SettingsError: Ollama's variable holds no address.
    """
    known = provider_of(provider)
    said = (os.environ.get(variable, "").strip() for variable in (known.addresses if known else ()))
    found = next((place for place in said if place), "")
    if provider == "ollama":
        return _ollama_address(found)
    return found


def _ollama_address(said: str) -> str:
    """Return an address to connect to; OLLAMA_HOST also says where a server listens: ``0.0.0.0``, often no port."""
    if not said:
        return _LOCAL_OLLAMA
    try:
        parts = urlsplit(said if "://" in said else f"http://{said}")
        host = parts.hostname or ""
        port = parts.port or {"http": 11434 if "://" not in said else 80, "https": 443}.get(parts.scheme, 11434)
    except ValueError as error:  # a port beyond 65535, a bracket that is not closed
        raise _no_address(said, "Set OLLAMA_HOST like http://localhost:11434, or unset it.") from error
    host = "127.0.0.1" if host in ("", "0.0.0.0", "::") else host
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}:{port}{parts.path.rstrip('/')}"


def _checked(base_url: str) -> str:
    if not base_url:
        return ""
    try:
        parts = urlsplit(base_url)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_address = False
    if not is_address:
        raise _no_address(base_url, "Write it like http://localhost:8000/v1.")
    return base_url.rstrip("/")


def _no_address(said: str, hint: str) -> SettingsError:
    """Return the refusal of an address, shown without what may be a password."""
    scheme, parted, rest = said.rpartition("://")
    shown = re.split(r"[?#]", rest.rpartition("@")[2])[0]
    return SettingsError(f"“{one_line(scheme + parted + shown, 60)}” is no address of a server", hint)
