"""How often, and after which pause, a request is sent again."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Retries:
    """Pauses that double, with jitter, so that many clients do not come back at the same moment.

    Source: Marc Brooker, "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015).

    Attributes:
        attempts: Requests in all.
        first_s: The longest first pause.
        longest_s: No pause of ours is longer; one that the provider asks for is.
    """

    attempts: int = 3
    first_s: float = 0.5
    longest_s: float = 8.0

    def pause_s(self, failed: int, retry_after_s: float | None = None) -> float | None:
        """Return how long to wait; None where it is not tried again.

        Args:
            failed: Requests that have failed, from 1.
            retry_after_s: What the provider asks for; never less than that.
        """
        if failed >= self.attempts:
            return None
        longest_s: float = min(self.longest_s, self.first_s * 2 ** (failed - 1))
        if retry_after_s is not None:
            return retry_after_s + random.uniform(0, min(0.1 * retry_after_s, longest_s))
        return random.uniform(0.5, 1) * longest_s
