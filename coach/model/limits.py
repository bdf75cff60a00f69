"""What chat models may take: the length of a reply, requests a minute and dollars a day, over all processes.

The count is kept in a small SQLite file in the cache. Before a request its worst cost is set aside, afterwards what it
really took is written in its place: two processes at once, or one that was killed, never overspend. Where the file
cannot be read nothing is asked: a limit that does not hold is none.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from coach.errors import SettingsError
from coach.model.price import Price, price_of
from coach.model.records import ModelFault

FILE = "model-use.sqlite3"
_MINUTE_S = 60.0
_KEPT_S = 2 * 86_400.0  # a day, whatever the clock is turned to in between
_WAIT_S = 5.0  # for another process that writes: each takes well under a millisecond
_TABLE = "CREATE TABLE IF NOT EXISTS requests (id INTEGER PRIMARY KEY, at REAL, model TEXT, dollars REAL)"


@dataclass(frozen=True, slots=True)
class ModelLimits:
    """What a chat model may take; None is no limit.

    Attributes:
        max_output_tokens: Of one reply, thoughts included; None is a default that suits where the model runs.
        requests_per_minute: Of all models together.
        spend_per_day: Dollars, of all models together, from midnight; needs a price.
        price: Dollars for a million tokens in, and for a million out.
    """

    max_output_tokens: int | None = None
    requests_per_minute: int | None = None
    spend_per_day: float | None = None
    price: Price | None = None

    def __post_init__(self) -> None:
        for name in ("max_output_tokens", "requests_per_minute", "spend_per_day"):
            value = getattr(self, name)
            if value is not None and not 0 < value < float("inf"):
                raise SettingsError(f"{name} is {value}", "Give a number above 0, or none at all.")
        if self.spend_per_day is not None and self.price is None:
            raise SettingsError(
                "A limit on what models cost a day needs their price",
                "Set COACH_PRICE, dollars per million tokens in and out, for instance 2.50/10 (0/0 where it is free).",
            )

    @property
    def are_shared(self) -> bool:
        """Whether other processes have to be counted."""
        return self.requests_per_minute is not None or self.spend_per_day is not None


def limits_from_environment(model: str) -> ModelLimits:
    """Return the limits that the person set for a model.

    ``COACH_MAX_OUTPUT_TOKENS``, ``COACH_REQUESTS_PER_MINUTE``, ``COACH_SPEND_PER_DAY`` (dollars), ``COACH_PRICE``
    (see `coach.model.price.price_of`).

    Args:
        model: ``provider:model``.

    Raises:
        SettingsError: One of them is no number above 0, or no price.
    """
    tokens, requests = _number("COACH_MAX_OUTPUT_TOKENS"), _number("COACH_REQUESTS_PER_MINUTE")
    return ModelLimits(
        max_output_tokens=None if tokens is None else int(tokens),
        requests_per_minute=None if requests is None else int(requests),
        spend_per_day=_number("COACH_SPEND_PER_DAY"),
        price=price_of(model, os.environ.get("COACH_PRICE", "")),
    )


def _number(variable: str) -> float | None:
    said = os.environ.get(variable, "").strip()
    if not said:
        return None
    try:
        number = float(said)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise SettingsError(f"{variable} is “{said[:40]}”", "Give it a number above 0, or unset it.")
    return number


class Ledger:
    """The shared count of requests and dollars.

    Args:
        folder: Where the file is; made where it is missing.
        limits: What is allowed.
        now: The time, in seconds since 1970.
    """

    def __init__(self, folder: Path, limits: ModelLimits, now: Callable[[], float] = time.time) -> None:
        self._path = folder / FILE
        self._limits = limits
        self._now = now

    def reserve(self, model: str, dollars: float) -> int | float:
        """Set aside a request and its worst cost.

        Args:
            model: ``provider:model``.
            dollars: What it costs at most.

        Returns:
            The number of the request (an int), or how many seconds to wait before asking again (a float).

        Raises:
            ModelFault: The day's dollars are spent, or the file cannot be used.
        """
        with self._rows() as rows:
            now = self._now()  # not before: while we waited for the file, others wrote later times into it
            rows.execute("DELETE FROM requests WHERE at < ? OR at > ?", (now - _KEPT_S, now + _KEPT_S))
            if (wait_s := self._wait_s(rows, now)) > 0:
                return wait_s
            self._check_spend(rows, now, dollars)
            found = rows.execute("INSERT INTO requests (at, model, dollars) VALUES (?, ?, ?)", (now, model, dollars))
            return int(found.lastrowid or 0)

    def settle(self, request: int, dollars: float) -> None:
        """Write what a request really cost in the place of what was set aside.

        Raises:
            ModelFault: The file cannot be used; what was set aside stays counted.
        """
        with self._rows() as rows:
            rows.execute("UPDATE requests SET dollars = ? WHERE id = ?", (dollars, request))

    def spent_today(self) -> float:
        """Return the dollars of today, those set aside included.

        Raises:
            ModelFault: The file cannot be used.
        """
        with self._rows() as rows:
            return self._spent(rows, self._now())

    def _wait_s(self, rows: sqlite3.Connection, now: float) -> float:
        """Return how long it is until one of the last minute's requests is older than a minute."""
        allowed = self._limits.requests_per_minute
        if allowed is None:
            return 0.0
        # What lies far ahead was written before the clock was put back; it holds nobody up.
        statement = "SELECT at FROM requests WHERE at > ? AND at < ? ORDER BY at DESC LIMIT 1 OFFSET ?"
        found = rows.execute(statement, (now - _MINUTE_S, now + _MINUTE_S, allowed - 1)).fetchone()
        return 0.0 if found is None else float(found[0]) + _MINUTE_S - now

    def _check_spend(self, rows: sqlite3.Connection, now: float, dollars: float) -> None:
        allowed = self._limits.spend_per_day
        if allowed is None or (spent := self._spent(rows, now)) + dollars <= allowed:
            return
        raise ModelFault(
            "limit",
            f"Your limit of ${allowed:g} a day is reached: ${spent:.4f} spent, this request may cost ${dollars:.4f}",
            "Wait until tomorrow, or raise COACH_SPEND_PER_DAY.",
        )

    def _spent(self, rows: sqlite3.Connection, now: float) -> float:
        midnight = datetime.fromtimestamp(now).replace(hour=0, minute=0, second=0, microsecond=0).timestamp()
        (spent,) = rows.execute("SELECT TOTAL(dollars) FROM requests WHERE at >= ?", (midnight,)).fetchone()
        return float(spent)

    @contextmanager
    def _rows(self) -> Iterator[sqlite3.Connection]:
        """Open the file for one transaction: threads, forks and other processes never meet in a connection."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=_WAIT_S, isolation_level=None)) as rows:
                rows.execute("PRAGMA synchronous = OFF")  # safe when killed; only a power cut can lose a line
                rows.execute("BEGIN IMMEDIATE")
                rows.execute(_TABLE)
                yield rows
                rows.execute("COMMIT")
        except (OSError, sqlite3.Error) as error:
            raise ModelFault(
                "limit",
                f"Your limits cannot be kept, so no model is asked: {self._path} ({error})",
                "Set COACH_CACHE to a folder that can be written; a damaged file may be deleted.",
            ) from error
