"""Counts what a model takes, and keeps it within the person's limits."""

from __future__ import annotations

import logging
import math
import threading
import time

from coach.model.call import Call
from coach.model.cancel import pause
from coach.model.limits import Ledger, ModelLimits
from coach.model.price import cost
from coach.model.records import ModelFault, Usage
from coach.model.tokens import tokens_about

_log = logging.getLogger(__name__)
# Nothing was made, so nothing is paid: the request was turned away, or never arrived.
_FREE = ("key", "unknown_model", "too_long", "rate_limit", "provider", "unreachable")


class Meter:
    """What one model object has taken.

    Args:
        name: ``provider:model``.
        limits: What it may take.
        ledger: Where all processes count; None where nothing shared has a limit.
    """

    def __init__(self, name: str, limits: ModelLimits, ledger: Ledger | None) -> None:
        self.usage = Usage()
        self._name = name
        self._limits = limits
        self._ledger = ledger
        self._lock = threading.Lock()

    def begin(self, tokens_in: int, tokens_out: int, until: float) -> int | None:
        """Wait for our turn among all processes, and set aside what a request may cost.

        Args:
            tokens_in: Of the request, at most.
            tokens_out: Of the reply, at most.
            until: When everything must be over, as `time.monotonic` tells it.

        Returns:
            The number of the request; None where nothing is counted.

        Raises:
            ModelFault: A limit is reached.
        """
        if self._ledger is None:
            return None
        worst = cost(tokens_in, tokens_out, self._limits.price) or 0.0
        while True:
            found = self._ledger.reserve(self._name, worst)
            if isinstance(found, int):
                return found
            if found >= until - time.monotonic():
                allowed = self._limits.requests_per_minute
                hint = f"Wait {math.ceil(found)} s, or raise COACH_REQUESTS_PER_MINUTE."
                requests = "1 request" if allowed == 1 else f"{allowed} requests"
                fault = ModelFault("limit", f"Your limit of {requests} a minute is reached", hint)
                fault.retry_after_s = found
                raise fault
            pause(found)

    def end(self, number: int | None, taken: Usage) -> None:
        """Count what a request took.

        Args:
            number: See `begin`.
            taken: See `taken_by`.
        """
        with self._lock:
            self.usage += taken
        if self._ledger is None or number is None:
            return
        try:
            self._ledger.settle(number, cost(taken.tokens_in, taken.tokens_out, self._limits.price) or 0.0)
        except ModelFault as unsettled:  # what was set aside stays counted: the reply is not lost over that
            _log.warning("%s", unsettled.message)


def taken_by(call: Call, fault: ModelFault | None, tokens_in: int) -> Usage:
    """Return what a request took; one that was given up is paid for as far as it came.

    Args:
        call: The request.
        fault: How it failed, if it did.
        tokens_in: Of the request, estimated.
    """
    if call.tokens is not None:
        counted_in, counted_out = call.tokens
        return Usage(1, counted_in or tokens_in, counted_out)
    if fault is not None and fault.kind in _FREE and not call.said:
        return Usage(1)
    return Usage(1, tokens_in, tokens_about(call.heard), 1)
