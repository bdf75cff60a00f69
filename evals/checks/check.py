"""What a check is."""

from __future__ import annotations

from typing import Protocol

from evals.records import Metric, Sample, Verdict


class Check(Protocol):
    """Measures one thing of one sample."""

    @property
    def metric(self) -> Metric:
        """What is measured, and from which value a case passes."""

    def applies(self, sample: Sample) -> bool:
        """Tell whether this sample can be asked that at all; else it is no row of the metric."""

    def measure(self, sample: Sample) -> Verdict:
        """Return a value from 0 to 1 with its reason."""


def metric(name: str, about: str, passes_at: float = 1.0, decides: bool = True) -> Metric:
    """Return a deterministic metric."""
    return Metric(name, "deterministic", passes_at, decides, about)


def share(good: int, n: int, reason: str) -> Verdict:
    """Return the share of good ones; the reason is kept where something is not good."""
    return Verdict(good / n, "" if good == n else reason)
