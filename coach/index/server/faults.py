"""What a Chroma server, the way to it or a proxy before it can answer, in our words; the token never enters them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from coach.errors import CoachError, EnvironmentFault, IndexDamaged
from coach.store_settings import StoreSettings

_START = "Start the server (chroma run --host 127.0.0.1 --port 8000), or correct COACH_STORE."
_TOKEN = "Set COACH_STORE_TOKEN to a token that the server, or the proxy before it, knows."
_WORDS = {
    401: ("refuses the token" , _TOKEN),
    403: ("does not allow this with the token", _TOKEN),
    413: ("takes no request of that size", "Raise the proxy's limit to 4 MB (nginx: client_max_body_size 4m)."),
    429: ("has too much to do, or the quota is used up", "Try again later."),
}  # fmt: skip


class Gone(IndexDamaged):
    """A collection that should be there is not."""


@contextlib.contextmanager
def server_errors(store: StoreSettings, doing: str) -> Iterator[None]:
    """Turn whatever Chroma's client raises into our errors.

    Raises:
        EnvironmentFault: the server cannot be reached, does not answer in time, refuses, or fails.
        Gone: it does not hold what was asked for.
        IndexDamaged: it answers something that cannot be read.
    """
    try:
        yield
    except (CoachError, KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError):
        raise
    except Exception as error:
        raise _ours(store, doing, error) from error


def redact(store: StoreSettings, text: str) -> str:
    """Return a text without the token."""
    return text.replace(store.token, "***") if store.token else text


def _first_line(text: str) -> str:
    """Return what fits into a message, of a text without the token: cut first, half a token would be left."""
    return (text.strip().splitlines() or [""])[0][:200]


def status_of(error: BaseException) -> int:
    """Return the HTTP status an error stands for; 0 where there was no answer.

    Chroma's client raises a bare ``Exception`` for a body it does not know, with httpx's error as its context.
    """
    import httpx

    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, httpx.HTTPStatusError):
            return int(seen.response.status_code)
        seen = seen.__cause__ or seen.__context__
    return 0


def _ours(store: StoreSettings, doing: str, error: Exception) -> CoachError:
    import httpx

    status, words = status_of(error), _first_line(redact(store, f"{error}"))
    at = f"The Chroma server {store.url}"
    if isinstance(error, httpx.TimeoutException):
        return EnvironmentFault(f"{at} did not answer in time ({doing})", "Try again; if it stays so, restart it.")
    if isinstance(error, httpx.TransportError):
        return EnvironmentFault(f"{at} cannot be reached ({doing}): {words or type(error).__name__}", _START)
    if status in _WORDS:
        said, hint = _WORDS[status]
        return EnvironmentFault(f"{at} {said} (HTTP {status}, {doing})", hint)
    if status == 404 or type(error).__name__ == "NotFoundError":
        return Gone(f"{at} does not hold what was asked for ({doing}): {words}", "Run: coach ingest")
    if status >= 500 or type(error).__name__ in ("InternalError", "RateLimitError", "QuotaError"):
        return EnvironmentFault(f"{at} failed ({doing}): {words or f'HTTP {status}'}", "Look at the server's log.")
    return IndexDamaged(
        f"{at} answered what cannot be used ({doing}): {type(error).__name__}: {words}", "Run: coach ingest"
    )
